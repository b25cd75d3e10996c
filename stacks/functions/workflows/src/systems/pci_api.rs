//! `pci_api`: payments in a table, two queues, audit records and a topic.

use std::sync::Mutex;

use lambda_runner::{Emulator, Setup};
use serde_json::json;

use super::{counts, deployed, letters, programs_of, queue_of, records};
use crate::{
    Api, Project, Request, System, card,
    cloud::{self, Item},
    programs::Programs,
    system::Counts,
};

/// The queue that stands for a stakeholder.
const INBOX: &str = "stakeholder-pci";

/// The system, as terraform deployed it.
pub struct PciApi {
    emulator: Emulator,
    api: Api,
    programs: Programs,
    queues: Vec<String>,
    /// The table of transactions.
    pub table: String,
    /// The bucket of audit records.
    pub bucket: String,
    /// What stakeholders were told so far.
    told: Mutex<Vec<String>>,
}

impl PciApi {
    /// The states that each payment went through, in their order, by transaction id.
    pub async fn changes(&self) -> Vec<(String, i64, String)> {
        let items = cloud::items(&self.emulator, &self.table).await;
        let mut changes: Vec<_> = items.iter().filter_map(change).collect();
        changes.sort_unstable();
        changes
    }
}

impl System for PciApi {
    const NAME: &str = "pci_api";
    const VALIDATION: &str = "payment-validator";
    const PROCESSING: &str = "payment-processor";

    async fn apply(project: &Project) -> Self {
        project.apply(Self::NAME);
        let outputs = project.outputs(Self::NAME);
        let emulator = project.emulator(&outputs);
        let of_data = |name| outputs.text("data", name);
        cloud::subscribe(&emulator, of_data("topic_arn"), INBOX).await;
        Self {
            api: Api::at(&emulator, outputs.text("application", "api_url")).await,
            programs: project.programs().clone(),
            queues: ["payments_queue_url", "notifications_queue_url"]
                .map(|name| queue_of(of_data(name)))
                .to_vec(),
            table: of_data("table_name").to_owned(),
            bucket: of_data("audit_bucket").to_owned(),
            told: Mutex::default(),
            emulator,
        }
    }

    fn emulator(&self) -> &Emulator {
        &self.emulator
    }

    fn api(&self) -> &Api {
        &self.api
    }

    fn setup(&self) -> Setup {
        let functions = ["payment-validator", "payment-processor", "payment-notifier"];
        assert_eq!(self.api.function("POST", "/payments"), deployed(functions[0]));
        programs_of(&self.emulator, &self.programs, &functions)
    }

    fn queues(&self) -> &[String] {
        &self.queues
    }

    fn payment(&self, id: &str, amount: i64) -> Request {
        let body = json!({"transactionId": id, "amount": amount, "currency": "USD", "card": card::details_for(id)});
        Request::post("/payments", body.to_string()).header("X-Correlation-Id", &format!("correlation-{id}"))
    }

    async fn processed(&self) -> Counts {
        let changes = self.changes().await.into_iter();
        counts(changes.filter(|(_, _, state)| state == "PROCESSED").map(|(id, ..)| id))
    }

    async fn told(&self) -> Counts {
        let messages = cloud::drain(&self.emulator, INBOX).await;
        let mut told = self.told.lock().expect("the lock");
        told.extend(messages.iter().map(|message| message.body.clone()));
        letters(&messages)
    }

    async fn traces(&self) -> Vec<String> {
        let mut traces = records(&self.emulator, &self.bucket).await;
        let items = cloud::items(&self.emulator, &self.table).await;
        traces.extend(items.iter().map(|item| format!("{item:?}")));
        traces.append(&mut self.told.lock().expect("the lock").clone());
        traces
    }
}

/// A change's transaction, moment and state; of items that are something else, none.
fn change(item: &Item) -> Option<(String, i64, String)> {
    let id = item.get("transactionId").filter(|id| !id.contains('#'))?;
    let moment = item.get("timestamp")?.parse().ok().filter(|moment| *moment > 0)?;
    Some((id.clone(), moment, item.get("state")?.clone()))
}
