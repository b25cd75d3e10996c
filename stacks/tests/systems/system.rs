//! What the tests know of a system.

use crate::Check;
use crate::plan::{self, Plan};

/// A system.
pub(crate) struct System {
    /// Its project's name.
    pub(crate) name: &'static str,
    /// Its stacks, each after those it reads.
    pub(crate) stacks: &'static [&'static str],
    /// The regions that its environments are in.
    pub(crate) regions: &'static [&'static str],
    /// Its requirements.
    pub(crate) requirements: &'static [Check],
    /// What holds for every system, with this one filled in.
    pub(crate) of_all: &'static [Check],
}

impl System {
    /// All checks: what holds for every system, and the system's own requirements.
    pub(crate) fn checks(&self) -> impl Iterator<Item = Check> {
        self.of_all.iter().chain(self.requirements).copied()
    }

    /// The plans of all environments.
    pub(crate) fn plans(&self) -> &'static [Plan] {
        plan::of(self.name)
    }

    /// The plan of one environment.
    pub(crate) fn plan(&self, environment: &str) -> &'static Plan {
        self.plans()
            .iter()
            .find(|plan| plan.environment == environment)
            .unwrap_or_else(|| panic!("{} has no plan of {environment}", self.name))
    }
}

/// The checks that hold for every system, for the module's `SYSTEM`.
macro_rules! of_all {
    () => {
        &[
            ("has_equal_resources_and_configurations_in_all_environments", || {
                crate::same::check(&SYSTEM)
            }),
            ("has_every_environment_value_declared", || {
                crate::same::declared(&SYSTEM)
            }),
            ("has_the_environment_in_every_name", || {
                crate::naming::environment(&SYSTEM)
            }),
            ("has_the_suffix_of_a_copy_in_every_name", || {
                crate::naming::copies(&SYSTEM)
            }),
            ("has_names_of_type_purpose_and_environment", || {
                crate::naming::order(&SYSTEM)
            }),
            ("can_be_destroyed_as_planned", || crate::same::destroyable(&SYSTEM)),
            ("is_applied_to_the_emulator_as_committed", || {
                crate::same::as_committed(&SYSTEM)
            }),
            ("every_requirement_has_a_check_that_exists", || {
                crate::same::requirements(&SYSTEM)
            }),
            ("has_a_readme_that_tells_how_to_deploy", || crate::same::readme(&SYSTEM)),
            ("has_a_picture_made_from_the_code", || crate::same::picture(&SYSTEM)),
            ("passes_checkov_as_planned", || crate::scanned::check(&SYSTEM)),
            ("validates_in_every_stack", || crate::life::validate(&SYSTEM)),
            ("needs_a_confirmation_for_production", || {
                crate::life::confirmation(&SYSTEM)
            }),
        ]
    };
}
pub(crate) use of_all;
