//! `serverless`: handlers in Python, payments in a table, two FIFO queues, merchants that are told by webhook.

use std::{collections::BTreeMap, sync::Mutex};

use lambda_runner::{Code, Emulator, Setup};
use serde_json::json;
use tempfile::TempDir;

use super::{counts, deployed, queue_of};
use crate::{
    Api, Project, Request, System, card, cloud,
    merchant::{self, Merchant, Notice},
    programs::{functions_directory, python},
    signature::{self, sign},
    stream::{Change, Stream},
    system::Counts,
};

const FUNCTIONS: [&str; 3] = ["transaction-processor", "fraud-handler", "notification-sender"];

/// The system, as terraform deployed it.
pub struct Serverless {
    emulator: Emulator,
    api: Api,
    queues: Vec<String>,
    /// The table of transactions.
    pub table: String,
    /// The table of fraud alerts.
    pub alerts: String,
    fraud_secret: String,
    changes: Stream,
    merchant: Merchant,
    /// How many of the merchant's notices were counted.
    counted: Mutex<usize>,
    /// Where Python keeps what it compiled: the sources are packed as they are.
    compiled: TempDir,
}

impl Serverless {
    /// A payment's changes of status, in their order.
    pub async fn history(&self, id: &str) -> Vec<String> {
        let changes = self.changes.changes(&self.emulator).await;
        let own = changes
            .iter()
            .filter(|change| change.after.get("transaction_id").is_some_and(|own| own == id));
        own.filter_map(new_status).map(str::to_owned).collect()
    }

    /// What the merchant was told of a payment, in the order of coming.
    #[must_use]
    pub fn notices(&self, id: &str) -> Vec<Notice> {
        let notices = self.merchant.notices().into_iter();
        notices.filter(|notice| notice.body["transactionId"] == id).collect()
    }

    /// The alert of a fraud service about a payment, signed so many seconds ago with this secret or, without one, its own.
    #[must_use]
    pub fn alert(&self, alert: &str, payment: &str, age: i64, secret: Option<&str>) -> Request {
        let body = json!({"alertId": alert, "timestamp": 1_700_000_000, "transactionId": payment, "reason": "stolen"});
        let body = body.to_string();
        let signed = sign(secret.unwrap_or(&self.fraud_secret), &body, merchant::now() - age);
        Request::post("/fraud-webhook", body).header(signature::HEADER, &signed)
    }
}

impl System for Serverless {
    const NAME: &str = "serverless";
    const VALIDATION: &str = "transaction-processor";
    const PROCESSING: &str = "transaction-processor";

    async fn apply(project: &Project) -> Self {
        project.apply(Self::NAME);
        let outputs = project.outputs(Self::NAME);
        let emulator = project.emulator(&outputs);
        let of_data = |name| outputs.text("data", name);
        let parameter = |name: &str| format!("{}/{name}", of_data("parameter_prefix"));
        let merchant = Merchant::open(cloud::parameter(&emulator, &parameter("merchant-webhook-secret")).await).await;
        cloud::set_parameter(&emulator, &parameter("merchant-webhook-url"), merchant.url()).await;
        Self {
            api: Api::at(&emulator, outputs.text("application", "api_url")).await,
            queues: ["transaction_queue_url", "notification_queue_url"]
                .map(|name| queue_of(of_data(name)))
                .to_vec(),
            table: of_data("transactions_table").to_owned(),
            alerts: of_data("fraud_alerts_table").to_owned(),
            fraud_secret: cloud::parameter(&emulator, &parameter("fraud-webhook-secret")).await,
            changes: Stream::open(&emulator, of_data("transactions_table")).await,
            merchant,
            counted: Mutex::default(),
            compiled: TempDir::new().expect("a directory"),
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
        for (method, resource, function) in [
            ("POST", "/transactions", FUNCTIONS[0]),
            ("GET", "/transaction/{id}", FUNCTIONS[0]),
            ("POST", "/fraud-webhook", FUNCTIONS[1]),
        ] {
            assert_eq!(self.api.function(method, resource), deployed(function));
        }
        let setup = Setup::new(self.emulator.clone())
            // The merchant's server is on this machine, without a certificate.
            .variable("ALLOW_HTTP_WEBHOOK", "true")
            .variable("PYTHONPYCACHEPREFIX", &self.compiled.path().to_string_lossy());
        let code = Code::Python {
            interpreter: python(),
            directory: functions_directory().join("serverless/src"),
        };
        FUNCTIONS.iter().fold(setup, |setup, function| {
            setup.function(&deployed(function), code.clone())
        })
    }

    fn queues(&self) -> &[String] {
        &self.queues
    }

    fn payment(&self, id: &str, amount: i64) -> Request {
        let body = json!({"transactionId": id, "merchantId": "shop-1", "amount": amount, "currency": "EUR", "card": card::details_for(id)});
        Request::post("/transactions", body.to_string()).header("X-Correlation-Id", &format!("correlation-{id}"))
    }

    async fn processed(&self) -> Counts {
        let changes = self.changes.changes(&self.emulator).await;
        let charges = changes.iter().filter(|change| new_status(change) == Some("PROCESSED"));
        counts(charges.filter_map(|change| change.after.get("transaction_id").cloned()))
    }

    async fn told(&self) -> Counts {
        let notices = self.merchant.notices();
        let mut counted = self.counted.lock().expect("the lock");
        let mut told = BTreeMap::new();
        for notice in &notices[*counted..] {
            let id = notice.body["transactionId"].as_str().expect("a transaction");
            *told.entry(id.to_owned()).or_default() += 1;
        }
        *counted = notices.len();
        told
    }

    async fn traces(&self) -> Vec<String> {
        let mut traces = Vec::new();
        for table in [&self.table, &self.alerts] {
            let items = cloud::items(&self.emulator, table).await;
            traces.extend(items.iter().map(|item| format!("{item:?}")));
        }
        traces.extend(self.merchant.notices().iter().map(|notice| format!("{notice:?}")));
        traces
    }
}

/// The status that a change gave a payment; none when it kept the one it had, or is of something else.
fn new_status(change: &Change) -> Option<&str> {
    let status = change.after.get("status")?;
    (change.before.get("status") != Some(status)).then_some(status)
}
