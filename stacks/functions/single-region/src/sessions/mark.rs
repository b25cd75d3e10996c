//! Notes on items that are there.

use aws_sdk_dynamodb::types::Update;
use payments::{aws::Outcome, moment::Moment, payment::TransactionId};

use super::{
    SESSION_LIFE, Sessions,
    item::{
        attribute::{ATTEMPTS, EXPIRES_AT, LAST_SEEN, QUEUED_AT},
        number, seconds,
    },
    key::{self, KEY},
};
use crate::{failure::Failure, session_id::SessionId};

impl Sessions {
    /// Notes that a payment's message was sent, so that the repetition of its request sends none.
    ///
    /// # Errors
    ///
    /// When the table fails.
    pub async fn mark_queued(&self, id: &TransactionId, now: Moment) -> Result<(), Failure> {
        let update = Update::builder()
            .update_expression("SET #queuedAt = :now")
            .condition_expression("attribute_exists(#key)")
            .expression_attribute_names("#key", KEY)
            .expression_attribute_names("#queuedAt", QUEUED_AT)
            .expression_attribute_values(":now", number(now.millis()));
        let update = self.table.update(key::transaction(id), update)?;
        self.table.transact(vec![update]).await?;
        Ok(())
    }

    /// Notes an attempt that was refused because the session is blocked; it stays so for as long again.
    ///
    /// # Errors
    ///
    /// When the table fails.
    pub async fn mark_refused(&self, id: &SessionId, now: Moment) -> Result<(), Failure> {
        let update = Update::builder()
            .update_expression("SET #attempts = #attempts + :one, #lastSeen = :now, #expiresAt = :expiresAt")
            .condition_expression("attribute_exists(#key)")
            .expression_attribute_names("#key", KEY)
            .expression_attribute_names("#attempts", ATTEMPTS)
            .expression_attribute_names("#lastSeen", LAST_SEEN)
            .expression_attribute_names("#expiresAt", EXPIRES_AT)
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":now", number(now.millis()))
            .expression_attribute_values(":expiresAt", number(seconds(now) + SESSION_LIFE));
        let update = self.table.update(key::session(id), update)?;
        match self.table.transact(vec![update]).await? {
            Outcome::Written => {}
            Outcome::Refused(_) => tracing::info!("the session was removed in between"),
        }
        Ok(())
    }
}
