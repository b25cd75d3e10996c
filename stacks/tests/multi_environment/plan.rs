//! What terraform plans, by environment and address.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::Value as Json;

use crate::world::{ENVIRONMENTS, world};

/// The plans of both stacks in one environment.
pub(crate) struct Plan {
    pub(crate) environment: &'static str,
    /// Planned values by address.
    pub(crate) resources: BTreeMap<String, Json>,
    /// The configuration as terraform read it.
    pub(crate) application: Json,
    pub(crate) network: Json,
}

/// The plans of all environments, made once.
pub(crate) fn plans() -> &'static [Plan] {
    static PLANS: OnceLock<Vec<Plan>> = OnceLock::new();
    PLANS.get_or_init(|| {
        let world = world();
        let planned: Vec<_> = ENVIRONMENTS
            .into_iter()
            .map(|environment| {
                std::thread::spawn(move || {
                    let file = format!("-out=plan-{environment}");
                    let target = "multi_environment/application";
                    world.succeed(&["plan", target, "--env", environment, "--local", "--", &file]);
                    let shown = world.terraform("application", environment, &["show", "-json", &file[5..]]);
                    let application: Json = serde_json::from_slice(&shown.stdout)
                        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&shown.stderr)));
                    let shown = world.terraform("network", environment, &["show", "-json"]);
                    let network: Json = serde_json::from_slice(&shown.stdout)
                        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&shown.stderr)));
                    let mut resources = BTreeMap::new();
                    collect(&application["planned_values"], &mut resources);
                    collect(&network["values"], &mut resources);
                    Plan {
                        environment,
                        resources,
                        application,
                        network,
                    }
                })
            })
            .collect();
        planned
            .into_iter()
            .map(|thread| thread.join().expect("a plan"))
            .collect()
    })
}

fn collect(values: &Json, resources: &mut BTreeMap<String, Json>) {
    let found = values["root_module"]["resources"].as_array().expect("resources");
    for resource in found.iter().filter(|resource| resource["mode"] == "managed") {
        let address = resource["address"].as_str().expect("an address");
        resources.insert(address.to_owned(), resource["values"].clone());
    }
}

impl Plan {
    /// All resources of a type, by address.
    pub(crate) fn all(&self, kind: &str) -> Vec<(&str, &Json)> {
        let prefix = format!("{kind}.");
        let found: Vec<(&str, &Json)> = self
            .resources
            .iter()
            .filter(|(address, _)| address.starts_with(&prefix))
            .map(|(address, values)| (address.as_str(), values))
            .collect();
        assert!(!found.is_empty(), "{} has no {kind}", self.environment);
        found
    }

    /// The only resource of a type.
    pub(crate) fn only(&self, kind: &str) -> &Json {
        match self.all(kind)[..] {
            [(_, values)] => values,
            ref many => panic!("{} has {} of {kind}", self.environment, many.len()),
        }
    }

    /// The values of one address.
    pub(crate) fn at(&self, address: &str) -> &Json {
        self.resources
            .get(address)
            .unwrap_or_else(|| panic!("{} has no {address}", self.environment))
    }

    /// The names of the outputs of a stack.
    pub(crate) fn outputs(&self, stack: &str) -> Vec<&str> {
        let outputs = match stack {
            "network" => &self.network["values"]["outputs"],
            _ => &self.application["planned_values"]["outputs"],
        };
        outputs
            .as_object()
            .expect("outputs")
            .keys()
            .map(String::as_str)
            .collect()
    }

    /// The expression of an argument, as the module has it.
    pub(crate) fn references(&self, address: &str, argument: &str) -> Vec<String> {
        let configured = self.application["configuration"]["root_module"]["resources"]
            .as_array()
            .expect("resources");
        let resource = configured.iter().find(|resource| resource["address"] == address);
        let resource = resource.unwrap_or_else(|| panic!("no {address} is configured"));
        let references = resource["expressions"][argument]["references"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        references
            .iter()
            .filter_map(|reference| reference.as_str().map(str::to_owned))
            .collect()
    }

    /// The policy documents of data sources that were read while planning, and those that wait for the apply.
    pub(crate) fn policy_statements(&self) -> Vec<(String, Json)> {
        let configured = self.application["configuration"]["root_module"]["resources"]
            .as_array()
            .expect("resources");
        let documents = configured
            .iter()
            .filter(|resource| resource["type"] == "aws_iam_policy_document");
        let mut statements = Vec::new();
        for document in documents {
            let address = document["address"].as_str().expect("an address");
            for statement in document["expressions"]["statement"].as_array().expect("statements") {
                statements.push((address.to_owned(), statement.clone()));
            }
        }
        assert!(!statements.is_empty());
        statements
    }
}
