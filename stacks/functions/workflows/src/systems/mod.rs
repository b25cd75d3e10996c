//! The systems that have a workflow.

mod multi_environment;
mod pci_api;
mod serverless;
mod single_region;

use std::collections::BTreeMap;

use lambda_runner::{Code, Emulator, Setup};
use serde_json::Value;

pub use multi_environment::MultiEnvironment;
pub use pci_api::PciApi;
pub use serverless::Serverless;
pub use single_region::SingleRegion;

use crate::{
    ENVIRONMENT,
    cloud::{self, Message},
    programs::Programs,
};

/// The name that a function is deployed under.
#[must_use]
pub fn deployed(resource: &str) -> String {
    format!("lambda-{resource}-{ENVIRONMENT}")
}

/// The programs of functions, which have the functions' names.
fn programs_of(emulator: &Emulator, programs: &Programs, resources: &[&str]) -> Setup {
    resources.iter().fold(Setup::new(emulator.clone()), |setup, resource| {
        let program = programs.get(*resource);
        let program = program.unwrap_or_else(|| panic!("{resource} is not among {programs:?}"));
        setup.function(&deployed(resource), Code::Executable(program.clone()))
    })
}

/// The name of a queue, of its URL.
fn queue_of(url: &str) -> String {
    url.rsplit('/').next().unwrap_or_default().to_owned()
}

/// What subscribers of a topic got, by transaction id.
fn letters(messages: &[Message]) -> BTreeMap<String, usize> {
    let ids = messages.iter().map(|message| {
        let letter: Value = serde_json::from_str(&message.body).expect("JSON");
        let told: Value = serde_json::from_str(letter["Message"].as_str().expect("a message")).expect("JSON");
        told["transactionId"].as_str().expect("a transaction").to_owned()
    });
    counts(ids)
}

/// How often each text is among them.
fn counts(texts: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    counts
}

/// Everything in a bucket: keys and what is under them.
async fn records(emulator: &Emulator, bucket: &str) -> Vec<String> {
    let mut records = Vec::new();
    for key in cloud::keys(emulator, bucket).await {
        let record = cloud::record(emulator, bucket, &key).await;
        records.push(format!("{key}: {record}"));
    }
    records
}
