//! The statements about payments. Each is one statement, so each happens whole or not at all.

use payments::{
    aws::Secret,
    currency::Currency,
    database::{Application, Database, DatabaseSettings},
    payment::{Amount, Payment, PaymentToken, TransactionId},
    timestamp::Timestamp,
};
use tokio_postgres::{Client, Row};

use super::schema;
use crate::{
    failure::Failure,
    state::{Settlement, State},
    stored_payment::StoredPayment,
};

/// What a payment is read by, in the order of [`read`].
macro_rules! columns {
    () => {
        "transaction_id, amount, currency, payment_token, state, dispatched, \
         to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), \
         to_char(settled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO payments (transaction_id, amount, currency, payment_token, state) VALUES ($1, $2, $3, $4, $5) ",
    "ON CONFLICT (transaction_id) DO NOTHING RETURNING ",
    columns!()
);
const SELECT: &str = concat!("SELECT ", columns!(), " FROM payments WHERE transaction_id = $1");
const DISPATCHED: &str = "UPDATE payments SET dispatched = true WHERE transaction_id = $1";
const MOVE: &str = concat!(
    "UPDATE payments SET state = $3, settled_at = now() WHERE transaction_id = $1 AND state = $2 RETURNING ",
    columns!()
);

/// The payments, as the database holds them.
pub struct Payments {
    database: Database,
}

impl Payments {
    const APPLICATION: Application = Application {
        name: "multi-environment",
        schema: schema::MIGRATION,
    };

    /// The payments in a database that is not connected to yet, whose user and password are in a secret.
    pub fn new(settings: DatabaseSettings, secret: Secret) -> Self {
        Self {
            database: Database::new(Self::APPLICATION, settings, secret),
        }
    }

    /// Records a payment unless its transaction id is taken, and tells what stands there now.
    pub async fn record(&self, payment: &Payment) -> Result<StoredPayment, Failure> {
        let client = self.database.client().await?;
        let id = payment.transaction_id.as_str();
        let (amount, currency) = (payment.amount.minor_units(), payment.currency.code());
        let values: [&(dyn tokio_postgres::types::ToSql + Sync); 5] = [
            &id,
            &amount,
            &currency,
            &payment.token.expose(),
            &State::Processed.name(),
        ];
        match client.query_opt(INSERT, &values).await? {
            Some(row) => read(&row),
            // Rows are never deleted, so what stood in the way is there to be read.
            None => read(&client.query_one(SELECT, &[&id]).await?),
        }
    }

    /// Finds a payment.
    pub async fn find(&self, id: &TransactionId) -> Result<Option<StoredPayment>, Failure> {
        let client = self.database.client().await?;
        find(&client, id).await
    }

    /// Notes that a payment is audited and its settlement queued.
    pub async fn mark_dispatched(&self, id: &TransactionId) -> Result<(), Failure> {
        let client = self.database.client().await?;
        client.execute(DISPATCHED, &[&id.as_str()]).await?;
        Ok(())
    }

    /// Settles a payment if it is not settled yet, and tells how it stands; `None` when there is no such payment.
    pub async fn settle(&self, id: &TransactionId) -> Result<Option<StoredPayment>, Failure> {
        let client = self.database.client().await?;
        let Some(stored) = find(&client, id).await? else {
            return Ok(None);
        };
        let Settlement::Move { from, to } = stored.state.settle() else {
            return Ok(Some(stored));
        };
        match client
            .query_opt(MOVE, &[&id.as_str(), &from.name(), &to.name()])
            .await?
        {
            Some(row) => read(&row).map(Some),
            // Another worker moved it between the two statements.
            None => find(&client, id).await,
        }
    }
}

async fn find(client: &Client, id: &TransactionId) -> Result<Option<StoredPayment>, Failure> {
    client
        .query_opt(SELECT, &[&id.as_str()])
        .await?
        .map(|row| read(&row))
        .transpose()
}

fn read(row: &Row) -> Result<StoredPayment, Failure> {
    let payment = Payment {
        transaction_id: valid("transaction_id", TransactionId::parse(row.try_get(0)?))?,
        amount: valid("amount", Amount::parse(row.try_get(1)?))?,
        currency: valid("currency", Currency::parse(row.try_get(2)?))?,
        token: valid("payment_token", PaymentToken::parse(row.try_get(3)?))?,
    };
    let settled_at: Option<&str> = row.try_get(7)?;
    Ok(StoredPayment {
        payment,
        state: valid("state", State::parse(row.try_get(4)?))?,
        dispatched: row.try_get(5)?,
        received_at: valid("received_at", Timestamp::parse(row.try_get(6)?))?,
        settled_at: settled_at
            .map(|text| valid("settled_at", Timestamp::parse(text)))
            .transpose()?,
    })
}

fn valid<T>(column: &'static str, value: Option<T>) -> Result<T, Failure> {
    value.ok_or(Failure::StoredValue(column))
}
