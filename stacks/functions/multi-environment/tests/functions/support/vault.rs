//! The database's secret, in an emulated Secrets Manager.

use aws_types::SdkConfig;
use payments::aws::Secret;
use test_support::{
    Emulator,
    life::{Death, Life},
    postgres::secret_of,
    secrets,
};

/// A secret that can be rotated, and knows how often it was fetched; it is gone when dropped.
pub(crate) struct Vault {
    _emulator: Emulator,
    config: SdkConfig,
    arn: String,
    fetches: Life,
}

impl Vault {
    /// A vault with the secret of a user.
    pub(crate) async fn of(user: &str, password: &str) -> Self {
        let emulator = Emulator::start();
        let config = emulator.patient_config();
        Self {
            arn: secrets::make(&config, "database", &secret_of(user, password)).await,
            _emulator: emulator,
            config,
            fetches: Life::until(Death::Never),
        }
    }

    /// The secret as the functions know it.
    pub(crate) fn secret(&self) -> Secret {
        Secret::new(&self.fetches.config(&self.config), self.arn.clone())
    }

    /// Puts another user and password into it.
    pub(crate) async fn rotate(&self, user: &str, password: &str) {
        secrets::change(&self.config, &self.arn, &secret_of(user, password)).await;
    }

    /// How often the functions fetched it.
    pub(crate) fn fetches(&self) -> usize {
        self.fetches.steps()
    }
}
