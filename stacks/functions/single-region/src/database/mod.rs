//! Payments in PostgreSQL.
//!
//! **Once.** A payment is recorded by `INSERT .. ON CONFLICT DO NOTHING` and changes its state by
//! `UPDATE .. WHERE state = ..`. Processing is one statement: it changes the state and, of the row it changed, writes the
//! entry in the ledger. So of any number of deliveries at once, one writes the entry, and none writes a second.
//!
//! | step                                  | a kill right after it is healed by                                   |
//! |---------------------------------------|----------------------------------------------------------------------|
//! | the payment is recorded, `RECEIVED`   | the message's next delivery, which finds it and goes on              |
//! | it is processed, `PROCESSED`          | the same; the processing is done, the audit record is what is missing |
//! | the audit record is written           | the same; the record is the same bytes under the same key            |
//! | the notification is queued            | the same; the stakeholders are told twice                            |
//! | it is noted as done, `COMPLETED`      | nothing is missing                                                   |

mod schema;
mod transactions;

use std::sync::Arc;

use aws_types::SdkConfig;
use payments::{
    aws::Secret,
    database::{Application, Database, DatabaseSettings},
};
use tokio::sync::Mutex;
use tokio_postgres::Client;

use crate::{configuration::Processing, failure::Failure, parameters::Parameters};

/// The database that the parameters name.
pub struct Transactions {
    aws: SdkConfig,
    parameters: Parameters<Processing>,
    current: Mutex<Option<Arc<Database>>>,
}

impl Transactions {
    const APPLICATION: Application = Application {
        name: "single-region",
        schema: schema::MIGRATION,
    };

    /// The database that these parameters name; it is not connected to yet.
    pub fn new(aws: &SdkConfig, parameters: Parameters<Processing>) -> Self {
        Self {
            aws: aws.clone(),
            parameters,
            current: Mutex::new(None),
        }
    }

    /// A connection to the database that the parameters name now.
    async fn client(&self) -> Result<Arc<Client>, Failure> {
        let configuration = self.parameters.current().await?;
        let database = self.database(&configuration.database).await;
        Ok(database.client().await?)
    }

    async fn database(&self, settings: &DatabaseSettings) -> Arc<Database> {
        let mut current = self.current.lock().await;
        if let Some(database) = &*current
            && database.settings() == settings
        {
            return Arc::clone(database);
        }
        let secret = Secret::new(&self.aws, settings.secret_arn.clone());
        let database = Arc::new(Database::new(Self::APPLICATION, settings.clone(), secret));
        *current = Some(Arc::clone(&database));
        database
    }
}
