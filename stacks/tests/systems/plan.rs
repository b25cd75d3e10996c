//! What terraform plans, by environment, stack and address.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

use serde_json::Value as Json;

use crate::world::world;

/// The plans of all stacks of a system in one environment, made once everything is applied: all values are known.
pub(crate) struct Plan {
    pub(crate) environment: &'static str,
    /// What `terraform show -json` has to say of each stack's plan.
    pub(crate) stacks: BTreeMap<&'static str, Json>,
    /// Planned values by `<stack>/<address>`.
    resources: BTreeMap<String, Json>,
}

static PLANS: OnceLock<Mutex<BTreeMap<String, &'static [Plan]>>> = OnceLock::new();

/// Keeps the plans of a system for the rest of the run.
pub(crate) fn keep(system: &str, plans: Vec<Plan>) {
    let kept = PLANS.get_or_init(Mutex::default);
    let mut kept = kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    kept.insert(system.to_owned(), Vec::leak(plans));
}

/// The plans of a system in all environments.
pub(crate) fn of(system: &str) -> &'static [Plan] {
    let kept = PLANS.get_or_init(Mutex::default);
    let kept = kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    kept.get(system)
        .copied()
        .unwrap_or_else(|| panic!("{system} is not planned"))
}

/// Plans all stacks of a system in an environment, which has nothing to change.
pub(crate) fn make(system: &str, stacks: &[&'static str], environment: &'static str) -> Plan {
    let world = world();
    let file = format!("-out=plan-{environment}");
    let arguments = [
        "plan",
        system,
        "--env",
        environment,
        "--local",
        "--",
        "-detailed-exitcode",
        &file,
    ];
    world.succeed(&arguments);
    let mut plan = Plan {
        environment,
        stacks: BTreeMap::new(),
        resources: BTreeMap::new(),
    };
    for stack in stacks {
        let shown = world.terraform(system, stack, environment, &["show", "-json", &file[5..]]);
        let shown: Json = serde_json::from_slice(&shown.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&shown.stderr)));
        let found = shown["planned_values"]["root_module"]["resources"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        for resource in found.iter().filter(|resource| resource["mode"] == "managed") {
            let address = resource["address"].as_str().expect("an address");
            plan.resources
                .insert(format!("{stack}/{address}"), resource["values"].clone());
        }
        plan.stacks.insert(stack, shown);
    }
    plan
}

impl Plan {
    /// All resources, by `<stack>/<address>`.
    pub(crate) fn resources(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.resources
            .iter()
            .map(|(address, values)| (address.as_str(), values))
    }

    /// All resources of a type, by `<stack>/<address>`; none is fine.
    pub(crate) fn any(&self, kind: &str) -> Vec<(&str, &Json)> {
        let prefix = format!("{kind}.");
        self.resources()
            .filter(|(address, _)| {
                address
                    .split_once('/')
                    .is_some_and(|(_, rest)| rest.starts_with(&prefix))
            })
            .collect()
    }

    /// All resources of a type, of which there is at least one, by `<stack>/<address>`.
    pub(crate) fn all(&self, kind: &str) -> Vec<(&str, &Json)> {
        let found = self.any(kind);
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

    /// The values of one address, `aws_sqs_queue.payments` or, where several stacks have it, `data/aws_sqs_queue.payments`.
    pub(crate) fn at(&self, address: &str) -> &Json {
        let end = format!("/{address}");
        let found: Vec<(&str, &Json)> = self
            .resources()
            .filter(|(known, _)| *known == address || known.ends_with(&end))
            .collect();
        match found[..] {
            [(_, values)] => values,
            [] => panic!("{} has no {address}", self.environment),
            _ => panic!("{} has {address} in several stacks", self.environment),
        }
    }

    /// The resource of a type whose argument has a value: `with("aws_sqs_queue", "name", "sqs-payments-dev")`.
    pub(crate) fn with(&self, kind: &str, argument: &str, value: &str) -> &Json {
        let found: Vec<&Json> = self
            .all(kind)
            .into_iter()
            .filter(|(_, values)| values[argument] == value)
            .map(|(_, values)| values)
            .collect();
        match found[..] {
            [values] => values,
            _ => panic!(
                "{} of {kind} have the {argument} {value} in {}",
                found.len(),
                self.environment
            ),
        }
    }

    /// An output of a stack, as it is known after the apply.
    pub(crate) fn output(&self, stack: &str, name: &str) -> &Json {
        let output = &self.stacks[stack]["planned_values"]["outputs"][name];
        assert!(output.is_object(), "{stack} has no output {name}");
        &output["value"]
    }

    /// What an argument of a resource refers to, as the module has it. The address is without `[..]`.
    pub(crate) fn references(&self, stack: &str, address: &str, argument: &str) -> Vec<String> {
        let resource = self
            .configured(stack)
            .into_iter()
            .find(|resource| resource["address"] == address)
            .unwrap_or_else(|| panic!("{stack} has no {address}"));
        references(&resource["expressions"][argument])
    }

    /// The resources and data sources of a stack, as the module has them.
    pub(crate) fn configured(&self, stack: &str) -> Vec<&Json> {
        let configured = self.stacks[stack]["configuration"]["root_module"]["resources"].as_array();
        configured.into_iter().flatten().collect()
    }

    /// Every statement of every policy of every role: `(<stack>/<address>, statement)`.
    pub(crate) fn policy_statements(&self) -> Vec<(String, Json)> {
        let mut statements = Vec::new();
        for (address, policy) in self.all("aws_iam_role_policy") {
            let text = policy["policy"]
                .as_str()
                .unwrap_or_else(|| panic!("{address} has no policy"));
            let document: Json = serde_json::from_str(text).expect("a policy is JSON");
            for statement in as_list(&document["Statement"]) {
                statements.push((address.to_owned(), statement));
            }
        }
        statements
    }
}

/// What an expression of the configuration refers to, however deep.
pub(crate) fn references(expression: &Json) -> Vec<String> {
    match expression {
        Json::Object(entries) => entries
            .iter()
            .flat_map(|(key, value)| match (key.as_str(), value) {
                ("references", Json::Array(names)) => {
                    names.iter().filter_map(Json::as_str).map(str::to_owned).collect()
                }
                _ => references(value),
            })
            .collect(),
        Json::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// A list, or what stands alone where policies allow a list of one to be written so.
pub(crate) fn as_list(value: &Json) -> Vec<Json> {
    match value {
        Json::Array(items) => items.clone(),
        Json::Null => Vec::new(),
        other => vec![other.clone()],
    }
}

/// A JSON text in a value: a policy, a dashboard's body, a container's definition.
pub(crate) fn json(value: &Json) -> Json {
    let text = value.as_str().unwrap_or_else(|| panic!("{value} is no text"));
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"))
}
