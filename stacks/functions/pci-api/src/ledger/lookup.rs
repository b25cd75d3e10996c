//! Reading the ledger, always as it is now.

use payments::{aws::CallError, payment::TransactionId};

use super::{
    Ledger,
    item::{self, Item},
    key,
};
use crate::{
    card::{Card, Token},
    failure::Failure,
    stored_payment::StoredPayment,
};

impl Ledger {
    /// How a payment stands.
    ///
    /// # Errors
    ///
    /// When the table fails, or holds what no payment is.
    pub async fn find(&self, id: &TransactionId) -> Result<Option<StoredPayment>, Failure> {
        let item = self.read(key::payment(id)).await?;
        item.as_ref().map(item::to_payment).transpose()
    }

    /// The card an accepted payment had.
    ///
    /// # Errors
    ///
    /// When the table fails, or holds what no card is.
    pub async fn card(&self, token: Token) -> Result<Option<Card>, Failure> {
        let item = self.read(key::card(&token)).await?;
        item.as_ref().map(|item| item::to_card(item, token)).transpose()
    }

    async fn read(&self, key: Item) -> Result<Option<Item>, Failure> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(key));
        let answer = request.consistent_read(true).send().await;
        answer
            .map(|found| found.item)
            .map_err(|error| Failure::Table(CallError::new(&error).to_string()))
    }
}
