//! What all checks share: the emulated AWS, and each system, applied when it is first needed.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use libtest_mimic::Trial;
use tokio::runtime::Runtime;
use workflows::{
    Project, System,
    systems::{MultiEnvironment, PciApi, Serverless, SingleRegion},
};

use crate::{kills, load, multi_environment, pci_api, poison, secrecy, serverless, single_region};

pub(crate) struct World(Arc<Shared>);

struct Shared {
    /// Of all checks: connections to the emulated AWS are kept from one to the next.
    runtime: Runtime,
    project: LazyLock<Project>,
    multi_environment: Slot<MultiEnvironment>,
    pci_api: Slot<PciApi>,
    serverless: Slot<Serverless>,
    single_region: Slot<SingleRegion>,
}

/// A system's place. Its checks share its queues, so they come one after another.
struct Slot<S>(Mutex<Option<Arc<S>>>);

/// The checks that hold for every system, and those of one.
macro_rules! trials {
    ($world:expr, $slot:ident, [$($own:ident),*]) => {
        [
            $(trial!($world, $slot, stringify!($own), $slot::$own),)*
            trial!($world, $slot, "poison_ends_in_the_dead_letter_queues", poison::check),
            trial!($world, $slot, "a_kill_at_any_write_is_made_good", kills::check),
            trial!($world, $slot, "no_card_number_is_left_behind", secrecy::check),
            trial!($world, $slot, "each_payment_is_processed_once_whatever_is_killed", load::check),
        ]
    };
}

macro_rules! trial {
    ($world:expr, $slot:ident, $name:expr, $check:path) => {{
        let shared = Arc::clone(&$world.0);
        Trial::test(format!("{}::{}", stringify!($slot), $name), move || {
            shared
                .$slot
                .with(&shared, |system| shared.runtime.block_on($check(system)));
            Ok(())
        })
    }};
}

impl World {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Shared {
            runtime: Runtime::new().expect("a runtime"),
            project: LazyLock::new(Project::up),
            multi_environment: Slot::empty(),
            pci_api: Slot::empty(),
            serverless: Slot::empty(),
            single_region: Slot::empty(),
        }))
    }

    /// All checks.
    pub(crate) fn trials(&self) -> Vec<Trial> {
        let mut trials = Vec::new();
        trials.extend(trials!(
            self,
            pci_api,
            [a_payment_goes_all_the_way, what_is_wrong_is_refused]
        ));
        trials.extend(trials!(
            self,
            serverless,
            [a_payment_goes_all_the_way, only_genuine_fraud_alerts_stop_payments]
        ));
        trials.extend(trials!(
            self,
            single_region,
            [a_payment_goes_all_the_way, checks_are_as_the_parameters_say]
        ));
        trials.extend(trials!(self, multi_environment, [a_payment_goes_all_the_way]));
        trials
    }

    /// Has terraform destroy what it applied.
    pub(crate) fn end(&self) {
        std::thread::scope(|scope| {
            self.0.multi_environment.end(&self.0, scope);
            self.0.pci_api.end(&self.0, scope);
            self.0.serverless.end(&self.0, scope);
            self.0.single_region.end(&self.0, scope);
        });
    }
}

impl<S: System> Slot<S> {
    fn empty() -> Self {
        Self(Mutex::new(None))
    }

    fn with(&self, shared: &Shared, check: impl FnOnce(Arc<S>)) {
        // A check that failed must not fail the next one.
        let mut system = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let apply = || Arc::new(shared.runtime.block_on(S::apply(&shared.project)));
        check(Arc::clone(system.get_or_insert_with(apply)));
    }

    fn end<'s>(&self, shared: &'s Shared, scope: &'s std::thread::Scope<'s, '_>) {
        if self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
            scope.spawn(|| shared.project.destroy(S::NAME));
        }
    }
}
