//! What the table holds.

use std::collections::HashMap;

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use aws_types::SdkConfig;

use super::world::TABLE;

pub(crate) type Item = HashMap<String, AttributeValue>;

/// Everything in the table.
pub(crate) async fn items(config: &SdkConfig) -> Vec<Item> {
    let client = Client::new(config);
    let mut items = Vec::new();
    let mut start = None;
    loop {
        let request = client.scan().table_name(TABLE).set_exclusive_start_key(start);
        let page = request.send().await.expect("a page of items");
        items.extend(page.items.unwrap_or_default());
        start = page.last_evaluated_key;
        if start.is_none() {
            return items;
        }
    }
}

/// The states each payment went through, in their order, by transaction id.
pub(crate) async fn histories(config: &SdkConfig) -> HashMap<String, Vec<String>> {
    let items = items(config).await;
    let mut changes: Vec<_> = items.iter().filter_map(change).collect();
    changes.sort_unstable();
    let mut histories: HashMap<String, Vec<String>> = HashMap::new();
    for (id, _, state) in changes {
        histories.entry(id.to_owned()).or_default().push(state.to_owned());
    }
    histories
}

/// An attribute's text or number.
pub(crate) fn value<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    match item.get(name)? {
        AttributeValue::S(text) => Some(text),
        AttributeValue::N(number) => Some(number),
        _ => None,
    }
}

/// A change's transaction, moment and state.
fn change(item: &Item) -> Option<(&str, i64, &str)> {
    let id = value(item, "transactionId").filter(|id| !id.contains('#'))?;
    let moment = value(item, "timestamp")?.parse().ok().filter(|moment| *moment > 0)?;
    Some((id, moment, value(item, "state")?))
}
