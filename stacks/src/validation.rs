//! What AWS's provider would refuse of the systems: nothing, in any environment; and that it is told where it would.

use std::path::Path;

use paydsl::__private::{Num, Str, constant};
use paydsl::project::AnyProject;
use paydsl::synth::{Module, synthesize};
use paydsl::validation::{Mistake, validate};

fn mistakes(project: &AnyProject) -> Vec<Mistake> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let modules: Vec<Module> = project
        .ordered()
        .into_iter()
        .map(|stack| synthesize(project, stack, &project.backend))
        .collect();
    let validation = validate(modules.iter().map(|module| (project, module)), root);
    assert!(validation.unreadable.is_empty(), "{:?}", validation.unreadable);
    validation.mistakes
}

#[test]
fn the_provider_refuses_nothing_of_the_systems() {
    let projects: [AnyProject; 5] = [
        crate::multi_environment::project().into(),
        crate::pci_api::project().into(),
        crate::serverless::project().into(),
        crate::single_region::project().into(),
        crate::web_app::project().into(),
    ];
    for project in projects {
        assert_eq!(mistakes(&project), [], "{}", project.name);
    }
}

/// `web_app` with other values of its last environment.
fn broken(values: fn() -> Vec<(&'static str, paydsl::tree::ExprId)>) -> AnyProject {
    let mut project: AnyProject = crate::web_app::project().into();
    let last = project.environments.last_mut().unwrap();
    assert_eq!(last.name, "prod");
    last.values = values;
    project
}

/// The values as they are, but for one.
fn but_for(changed: (&'static str, paydsl::tree::ExprId)) -> Vec<(&'static str, paydsl::tree::ExprId)> {
    let project: AnyProject = crate::web_app::project().into();
    let mut values = (project.environments.last().unwrap().values)();
    values.iter_mut().find(|(name, _)| *name == changed.0).unwrap().1 = changed.1;
    values
}

#[test]
fn a_value_that_is_wrong_in_production_is_told() {
    let project = broken(|| but_for(constant::<Num, _>("backup_days", 36)));
    let mistakes = mistakes(&project);
    assert!(!mistakes.is_empty());
    for mistake in mistakes {
        assert_eq!(mistake.environments, ["prod"], "{mistake:?}");
        assert_eq!(mistake.fields, ["backup_days"], "{mistake:?}");
        assert!(mistake.message.contains("36"), "{mistake:?}");
        assert!(
            mistake.site.file.ends_with(".rs") && mistake.site.line > 1,
            "{mistake:?}"
        );
    }
}

#[test]
fn a_network_that_is_too_large_in_production_is_told() {
    let project = broken(|| but_for(constant::<Str, _>("vpc_cidr", "10.0.0.0/12")));
    let mistakes = mistakes(&project);
    let vpc = mistakes
        .iter()
        .find(|mistake| mistake.address.starts_with("aws_vpc.") && mistake.message.starts_with("`cidr_block`"));
    let vpc = vpc.unwrap_or_else(|| panic!("{mistakes:?}"));
    assert_eq!(
        (&vpc.environments[..], &vpc.fields[..]),
        (&["prod"][..], &["vpc_cidr"][..])
    );
}
