//! The worker behind the notifications queue: what is processed, the stakeholders are told.

use payments::{
    aws::Topic,
    batch::work_through,
    moment::Moment,
    origin::Origin,
    sqs_event::{BatchResponse, SqsEvent},
};

use crate::{failure::Failure, ledger::Ledger, message::PaymentMessage, notification::Notification, state::State};

/// What telling the stakeholders needs.
pub struct Notify {
    /// Where payments are recorded.
    pub ledger: Ledger,
    /// Where the stakeholders listen.
    pub topic: Topic,
    /// The environment's name, for the notification.
    pub environment: String,
}

/// Tells of a batch. `trace` is the invocation's X-Ray header.
pub async fn notify(needs: &Notify, event: &SqsEvent, trace: Option<&str>) -> BatchResponse {
    work_through(event, trace, async |message, origin| {
        notify_one(needs, message, origin).await
    })
    .await
}

/// Tells of a payment unless that is noted as done; `None` when there is none that was processed.
///
/// It is noted after it is done, so the topic gets each payment at least once: twice where the function is killed in
/// between, or the message is delivered to two at once. The other order would lose some.
async fn notify_one(
    needs: &Notify,
    message: &PaymentMessage,
    origin: &Origin,
) -> Result<Option<&'static str>, Failure> {
    let (id, correlation) = (&message.transaction_id, &origin.correlation_id);
    let Some(stored) = needs.ledger.find(id).await? else {
        return Ok(None);
    };
    match stored.state {
        State::Processed => {
            let notification = Notification::of(&stored, &needs.environment, correlation);
            notification.publish(&needs.topic).await?;
            let step = (State::Processed, State::Notified);
            needs.ledger.advance(id, step, correlation, Moment::now()).await?;
            Ok(Some("notified"))
        }
        State::Notified => Ok(Some("was notified before")),
        State::Validated | State::Declined => Ok(None),
    }
}
