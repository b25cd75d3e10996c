//! What the sessions' table holds.

use std::collections::HashMap;

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use aws_types::SdkConfig;

use super::world::TABLE;

pub(crate) type Item = HashMap<String, AttributeValue>;

/// Everything in the table.
pub(crate) async fn items(config: &SdkConfig) -> Vec<Item> {
    let pages = Client::new(config)
        .scan()
        .table_name(TABLE)
        .into_paginator()
        .items()
        .send();
    pages.collect::<Result<_, _>>().await.expect("the items")
}

/// An item by its key.
pub(crate) async fn item(config: &SdkConfig, key: &str) -> Option<Item> {
    let found = items(config).await;
    found.into_iter().find(|item| value(item, "sessionId") == Some(key))
}

/// An attribute's text or number.
pub(crate) fn value<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    match item.get(name)? {
        AttributeValue::S(text) => Some(text),
        AttributeValue::N(number) => Some(number),
        _ => None,
    }
}
