//! Reading the table, always as it is now, and nothing that has expired.

use payments::{
    aws::Item,
    card::{Card, Token},
    moment::Moment,
    payment::TransactionId,
};

use super::{Session, Sessions, Standing, item, key};
use crate::{failure::Failure, session_id::SessionId};

impl Sessions {
    /// How a session stands; `None` for a new one.
    ///
    /// # Errors
    ///
    /// When the table fails, or holds what no session is.
    pub async fn session(&self, id: &SessionId, now: Moment) -> Result<Option<Session>, Failure> {
        let item = self.unexpired(key::session(id), now).await?;
        item.as_ref().map(item::to_session).transpose()
    }

    /// What became of a payment.
    ///
    /// # Errors
    ///
    /// When the table fails, or holds what no payment is.
    pub async fn standing(&self, id: &TransactionId, now: Moment) -> Result<Option<Standing>, Failure> {
        let item = self.unexpired(key::transaction(id), now).await?;
        item.as_ref().map(|item| item::to_standing(item, id)).transpose()
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

    async fn unexpired(&self, key: Item, now: Moment) -> Result<Option<Item>, Failure> {
        match self.table.read(key).await? {
            Some(item) if !item::is_expired(&item, now)? => Ok(Some(item)),
            _ => Ok(None),
        }
    }
}
