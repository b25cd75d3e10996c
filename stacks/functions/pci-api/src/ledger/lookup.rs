//! Reading the ledger, always as it is now.

use payments::{
    card::{Card, Token},
    payment::TransactionId,
};

use super::{Ledger, item, key};
use crate::{failure::Failure, stored_payment::StoredPayment};

impl Ledger {
    /// How a payment stands.
    ///
    /// # Errors
    ///
    /// When the table fails, or holds what no payment is.
    pub async fn find(&self, id: &TransactionId) -> Result<Option<StoredPayment>, Failure> {
        let item = self.table.read(key::payment(id)).await?;
        item.as_ref().map(item::to_payment).transpose()
    }

    /// The card an accepted payment had.
    ///
    /// # Errors
    ///
    /// When the table fails, or holds what no card is.
    pub async fn card(&self, token: Token) -> Result<Option<Card>, Failure> {
        let item = self.table.read(key::card(&token)).await?;
        item.as_ref().map(|item| item::to_card(item, token)).transpose()
    }
}
