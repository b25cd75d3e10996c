//! A table's stream: each change of each item, as an auditor follows them.

use lambda_runner::Emulator;
use serde_json::{Value, json};

use crate::cloud::{Item, ask, item};

const SHARD_PAGE: usize = 1000;

/// The changes of a table since it was opened.
pub struct Stream {
    arn: String,
}

/// A change of an item.
#[derive(Clone, Debug)]
pub struct Change {
    /// The item before; empty when there was none.
    pub before: Item,
    /// The item after; empty when it was deleted.
    pub after: Item,
}

impl Stream {
    /// Has a table note its changes from now on.
    pub async fn open(emulator: &Emulator, table: &str) -> Self {
        let specification = json!({"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"});
        let request = json!({"TableName": table, "StreamSpecification": specification});
        let answer = ask(emulator, "dynamodb", "DynamoDB_20120810.UpdateTable", &request).await;
        let arn = answer["TableDescription"]["LatestStreamArn"].as_str();
        Self {
            arn: arn.unwrap_or_else(|| panic!("no stream: {answer}")).to_owned(),
        }
    }

    /// All changes so far, in their order.
    pub async fn changes(&self, emulator: &Emulator) -> Vec<Change> {
        let described = self.ask(emulator, "DescribeStream", json!({})).await;
        let shards = described["StreamDescription"]["Shards"].as_array().cloned();
        let [shard] = &shards.unwrap_or_default()[..] else {
            panic!("one shard, as the emulator has it, not {described}")
        };
        let request = json!({"ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"});
        let mut iterator = self.ask(emulator, "GetShardIterator", request).await["ShardIterator"].take();
        let mut changes = Vec::new();
        loop {
            let request = json!({"ShardIterator": iterator, "Limit": SHARD_PAGE});
            let mut page = ask(emulator, "dynamodb", "DynamoDBStreams_20120810.GetRecords", &request).await;
            let records = page["Records"].as_array().map(Vec::as_slice).unwrap_or_default();
            if records.is_empty() {
                return changes;
            }
            changes.extend(records.iter().map(change));
            iterator = page["NextShardIterator"].take();
        }
    }

    async fn ask(&self, emulator: &Emulator, operation: &str, mut request: Value) -> Value {
        request["StreamArn"] = json!(self.arn);
        let target = format!("DynamoDBStreams_20120810.{operation}");
        ask(emulator, "dynamodb", &target, &request).await
    }
}

fn change(record: &Value) -> Change {
    let images = &record["dynamodb"];
    Change {
        before: item(&images["OldImage"]),
        after: item(&images["NewImage"]),
    }
}
