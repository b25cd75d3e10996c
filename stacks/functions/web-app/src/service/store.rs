//! Payments in PostgreSQL.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use aws_types::SdkConfig;
use payments::{
    aws::Secret,
    currency::Currency,
    database::{Application, Database, DatabaseError, DatabaseSettings},
    payment::{Amount, Payment, PaymentToken, TransactionId},
    timestamp::Timestamp,
};
use tokio_postgres::{Row, types::ToSql};

/// How many connections a task holds. The cluster's limit divides by the number of tasks.
const CONNECTIONS: usize = 8;

/// Makes the table if it is not there. Tasks that start together wait for one another.
const SCHEMA: &str = "
BEGIN;
SELECT pg_advisory_xact_lock(7205759403792793602);
CREATE TABLE IF NOT EXISTS payments (
    transaction_id text PRIMARY KEY,
    amount         bigint NOT NULL CHECK (amount > 0),
    currency       text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    payment_token  text NOT NULL,
    received_at    timestamptz NOT NULL DEFAULT now()
);
COMMIT;
";

/// What a payment is read by, in the order of [`read`].
macro_rules! columns {
    () => {
        "transaction_id, amount, currency, payment_token, \
         to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO payments (transaction_id, amount, currency, payment_token) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (transaction_id) DO NOTHING RETURNING ",
    columns!()
);
const SELECT: &str = concat!("SELECT ", columns!(), " FROM payments WHERE transaction_id = $1");

/// A recorded payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stored {
    /// What was asked for.
    pub(super) payment: Payment,
    /// When it was recorded.
    pub(super) received_at: Timestamp,
}

/// Why a payment is neither recorded nor found. Causes are logged, never answered.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("{}", .0.chain())]
    Database(DatabaseError),
    #[error("the stored payment's {0} is not valid")]
    StoredValue(&'static str),
}

impl<E: Into<DatabaseError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Database(error.into())
    }
}

/// The database, over a few connections that requests take in turn.
#[derive(Clone)]
pub struct Store {
    connections: Arc<[Database]>,
    turn: Arc<AtomicUsize>,
}

impl Store {
    /// A database that is not connected to yet.
    pub fn new(config: &SdkConfig, settings: &DatabaseSettings) -> Self {
        let application = Application {
            name: "web-app",
            schema: SCHEMA,
        };
        let connection = |_| {
            let secret = Secret::new(config, settings.secret_arn.clone());
            Database::new(application, settings.clone(), secret)
        };
        Self {
            connections: (0..CONNECTIONS).map(connection).collect(),
            turn: Arc::default(),
        }
    }

    /// Finds out whether the database answers.
    pub(super) async fn check(&self) -> Result<(), Failure> {
        let client = self.next().client().await?;
        client.simple_query("SELECT 1").await?;
        Ok(())
    }

    /// Records a payment unless its transaction id is taken, and tells what stands there now.
    pub(super) async fn record(&self, payment: &Payment) -> Result<Stored, Failure> {
        let client = self.next().client().await?;
        let id = payment.transaction_id.as_str();
        let values: [&(dyn ToSql + Sync); 4] = [
            &id,
            &payment.amount.minor_units(),
            &payment.currency.code(),
            &payment.token.expose(),
        ];
        match client.query_opt(INSERT, &values).await? {
            Some(row) => read(&row),
            // Rows are never deleted, so what stood in the way is there to be read.
            None => read(&client.query_one(SELECT, &[&id]).await?),
        }
    }

    /// Finds a payment.
    pub(super) async fn find(&self, id: &TransactionId) -> Result<Option<Stored>, Failure> {
        let client = self.next().client().await?;
        let row = client.query_opt(SELECT, &[&id.as_str()]).await?;
        row.as_ref().map(read).transpose()
    }

    fn next(&self) -> &Database {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        &self.connections[turn % CONNECTIONS]
    }
}

fn read(row: &Row) -> Result<Stored, Failure> {
    Ok(Stored {
        payment: Payment {
            transaction_id: valid("transaction_id", TransactionId::parse(row.try_get(0)?))?,
            amount: valid("amount", Amount::parse(row.try_get(1)?))?,
            currency: valid("currency", Currency::parse(row.try_get(2)?))?,
            token: valid("payment_token", PaymentToken::parse(row.try_get(3)?))?,
        },
        received_at: valid("received_at", Timestamp::parse(row.try_get(4)?))?,
    })
}

fn valid<T>(column: &'static str, value: Option<T>) -> Result<T, Failure> {
    value.ok_or(Failure::StoredValue(column))
}
