//! The worker behind the notifications queue: what is processed, the stakeholders are told.

use payments::{
    aws::Topic,
    batch::work_through,
    origin::Origin,
    sqs_event::{BatchResponse, CORRELATION_ID, SqsEvent},
};
use serde_json::json;

use super::Recent;
use crate::{configuration::Notification, failure::Failure, messages::News, parameters::Parameters, state::State};

/// What telling the stakeholders needs.
pub struct Notify {
    /// The configuration.
    pub parameters: Parameters<Notification>,
    /// Where the stakeholders listen.
    pub topic: Topic,
    /// The environment's name, for the notification.
    pub environment: String,
    /// What this process told already.
    pub recent: Recent,
}

/// Tells of a batch. `trace` is the invocation's X-Ray header.
///
/// The topic gets each payment **at least once**. It gets one twice when the function is killed after publishing and before
/// its message is deleted, when SNS took a publication whose answer was lost, or when the queue delivers a message to two
/// processes. Every publication has the attribute `eventId`, the same each time, for subscribers to tell a repetition by.
pub async fn notify(needs: &Notify, event: &SqsEvent, trace: Option<&str>) -> BatchResponse {
    work_through(event, trace, async |news, origin| notify_one(needs, news, origin).await).await
}

async fn notify_one(needs: &Notify, news: &News, origin: &Origin) -> Result<Option<&'static str>, Failure> {
    if !needs.parameters.current().await?.enabled {
        return Ok(Some("not told of: notifications are disabled"));
    }
    if needs.recent.contains(&news.transaction_id) {
        return Ok(Some("was told of before"));
    }
    publish(needs, news, origin).await?;
    needs.recent.add(&news.transaction_id);
    Ok(Some("told of"))
}

async fn publish(needs: &Notify, news: &News, origin: &Origin) -> Result<(), Failure> {
    let (environment, correlation_id) = (&needs.environment, origin.correlation_id.as_str());
    let state = State::Processed.name();
    let message = json!({
        "transactionId": news.transaction_id.as_str(),
        "state": state,
        "amount": news.amount.minor_units(),
        "currency": news.currency.code(),
        "cardLastFour": news.last_four.as_str(),
        "occurredAt": news.processed_at.as_str(),
        "environment": environment,
        "correlationId": correlation_id,
    });
    let event_id = format!("{}.{state}", news.transaction_id);
    let attributes = [
        (CORRELATION_ID, correlation_id),
        ("state", state),
        ("eventId", &event_id),
    ];
    let subject = format!("Payment processed in {environment}");
    let published = needs.topic.publish(&subject, &message.to_string(), &attributes).await;
    published.map_err(|error| Failure::Topic(error.to_string()))
}
