//! The statements about payments. Each is one statement, so each happens whole or not at all.

use payments::{
    card::{LastFour, Token},
    correlation::CorrelationId,
    currency::Currency,
    payment::{Amount, TransactionId},
    timestamp::Timestamp,
};
use tokio_postgres::{Client, Row, types::ToSql};

use super::Transactions;
use crate::{
    failure::Failure,
    state::State,
    transaction::{StoredTransaction, Transaction},
};

/// What a payment is read by, in the order of [`read`].
macro_rules! columns {
    () => {
        "transaction_id, amount, currency, payment_token, card_last_four, correlation_id, state, \
         to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), \
         to_char(processed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    };
}

const INSERT: &str = concat!(
    "INSERT INTO transactions \
     (transaction_id, amount, currency, payment_token, card_last_four, correlation_id, state) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (transaction_id) DO NOTHING RETURNING ",
    columns!()
);
const SELECT: &str = concat!("SELECT ", columns!(), " FROM transactions WHERE transaction_id = $1");
const PROCESS: &str = concat!(
    "WITH moved AS (UPDATE transactions SET state = $3, processed_at = now() \
     WHERE transaction_id = $1 AND state = $2 RETURNING *), \
     entered AS (INSERT INTO ledger (transaction_id, amount, currency) \
     SELECT transaction_id, amount, currency FROM moved) SELECT ",
    columns!(),
    " FROM moved"
);
const COMPLETE: &str = "UPDATE transactions SET state = $3 WHERE transaction_id = $1 AND state = $2";

impl Transactions {
    /// Records a payment unless its transaction id is taken, and tells what stands there now.
    ///
    /// # Errors
    ///
    /// When the database fails; then the payment may be recorded or not.
    pub async fn record(
        &self,
        transaction: &Transaction,
        correlation: &CorrelationId,
    ) -> Result<StoredTransaction, Failure> {
        let client = self.client().await?;
        let id = transaction.id.as_str();
        let values: [&(dyn ToSql + Sync); 7] = [
            &id,
            &transaction.amount.minor_units(),
            &transaction.currency.code(),
            &transaction.token.expose(),
            &transaction.last_four.as_str(),
            &correlation.as_str(),
            &State::Received.name(),
        ];
        match client.query_opt(INSERT, &values).await? {
            Some(row) => read(&row),
            // Rows are never deleted, so what stood in the way is there to be read.
            None => read(&client.query_one(SELECT, &[&id]).await?),
        }
    }

    /// Finds a payment.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn find(&self, id: &TransactionId) -> Result<Option<StoredTransaction>, Failure> {
        let client = self.client().await?;
        find(&client, id).await
    }

    /// Processes a payment that was recorded, if none did so before, and tells how it stands.
    ///
    /// # Errors
    ///
    /// When the database fails; then the payment may be processed or not.
    pub async fn process(&self, id: &TransactionId) -> Result<Option<StoredTransaction>, Failure> {
        let client = self.client().await?;
        let step = [State::Received.name(), State::Processed.name()];
        match client.query_opt(PROCESS, &[&id.as_str(), &step[0], &step[1]]).await? {
            Some(row) => read(&row).map(Some),
            None => find(&client, id).await,
        }
    }

    /// Notes that a processed payment is audited and its notification queued.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn complete(&self, id: &TransactionId) -> Result<(), Failure> {
        let client = self.client().await?;
        let step = [State::Processed.name(), State::Completed.name()];
        client.execute(COMPLETE, &[&id.as_str(), &step[0], &step[1]]).await?;
        Ok(())
    }
}

async fn find(client: &Client, id: &TransactionId) -> Result<Option<StoredTransaction>, Failure> {
    let row = client.query_opt(SELECT, &[&id.as_str()]).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<StoredTransaction, Failure> {
    let transaction = Transaction {
        id: valid("transaction_id", TransactionId::parse(row.try_get(0)?))?,
        amount: valid("amount", Amount::parse(row.try_get(1)?))?,
        currency: valid("currency", Currency::parse(row.try_get(2)?))?,
        token: valid("payment_token", Token::parse(row.try_get(3)?))?,
        last_four: valid("card_last_four", LastFour::parse(row.try_get(4)?))?,
    };
    let processed_at: Option<&str> = row.try_get(8)?;
    Ok(StoredTransaction {
        transaction,
        correlation_id: CorrelationId::choose(Some(row.try_get(5)?), "unknown"),
        state: valid("state", State::parse(row.try_get(6)?))?,
        recorded_at: valid("recorded_at", Timestamp::parse(row.try_get(7)?))?,
        processed_at: processed_at
            .map(|text| valid("processed_at", Timestamp::parse(text)))
            .transpose()?,
    })
}

fn valid<T>(column: &'static str, value: Option<T>) -> Result<T, Failure> {
    value.ok_or(Failure::StoredValue(column))
}
