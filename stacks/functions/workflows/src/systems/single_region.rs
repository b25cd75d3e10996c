//! `single_region`: sessions in a table, payments in PostgreSQL, two queues, audit records and a topic; all configured in
//! Parameter Store.

use std::sync::Mutex;

use lambda_runner::{Emulator, Setup};
use serde_json::json;

use super::{deployed, letters, programs_of, queue_of, records};
use crate::{
    Api, Project, Request, System, card, cloud,
    database::{Database, HOST},
    programs::Programs,
    system::Counts,
};

const FUNCTIONS: [&str; 3] = ["payment-validation", "transaction-processing", "notification"];
/// The queue that stands for a stakeholder.
const INBOX: &str = "stakeholder-single-region";

/// The system, as terraform deployed it.
pub struct SingleRegion {
    emulator: Emulator,
    api: Api,
    programs: Programs,
    queues: Vec<String>,
    /// The table of sessions.
    pub table: String,
    /// The bucket of audit records.
    pub bucket: String,
    /// What the names of the parameters start with.
    pub prefix: String,
    /// The database of payments.
    pub database: Database,
    /// What stakeholders were told so far.
    letters: Mutex<Vec<String>>,
}

impl System for SingleRegion {
    const NAME: &str = "single_region";
    const VALIDATION: &str = "payment-validation";
    const PROCESSING: &str = "transaction-processing";

    async fn apply(project: &Project) -> Self {
        project.apply(Self::NAME);
        let outputs = project.outputs(Self::NAME);
        let emulator = project.emulator(&outputs);
        let of_data = |name| outputs.text("data", name);
        let parameter = |name: &str| format!("{}/{name}", of_data("parameter_prefix"));
        // As operators move a system to another database: its host and port are parameters, its password is in the secret.
        let database = Database::start(&cloud::parameter(&emulator, &parameter("database/name")).await).await;
        cloud::set_parameter(&emulator, &parameter("database/host"), HOST).await;
        cloud::set_parameter(&emulator, &parameter("database/port"), &database.port()).await;
        let secret = cloud::parameter(&emulator, &parameter("database/secret-arn")).await;
        cloud::set_secret(&emulator, &secret, &Database::secret()).await;
        cloud::subscribe(&emulator, of_data("payments_topic_arn"), INBOX).await;
        Self {
            api: Api::at(&emulator, outputs.text("application", "api_url")).await,
            programs: project.programs().clone(),
            queues: ["transactions_queue_url", "notifications_queue_url"]
                .map(|name| queue_of(of_data(name)))
                .to_vec(),
            table: of_data("sessions_table").to_owned(),
            bucket: of_data("audit_bucket").to_owned(),
            prefix: of_data("parameter_prefix").to_owned(),
            database,
            letters: Mutex::default(),
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
            ("POST", "/payments", FUNCTIONS[0]),
            ("GET", "/payments/{transactionId}", FUNCTIONS[1]),
        ] {
            assert_eq!(self.api.function(method, resource), deployed(function));
        }
        programs_of(&self.emulator, &self.programs, &FUNCTIONS)
    }

    fn queues(&self) -> &[String] {
        &self.queues
    }

    fn payment(&self, id: &str, amount: i64) -> Request {
        let session = format!("session-{id}");
        let body = json!({"transactionId": id, "sessionId": session, "amount": amount, "currency": "USD", "card": card::details_for(id)});
        Request::post("/payments", body.to_string()).header("X-Correlation-Id", &format!("correlation-{id}"))
    }

    async fn processed(&self) -> Counts {
        // The ledger has no unique key: what was entered twice is in it twice.
        self.database.counts("SELECT transaction_id FROM ledger").await
    }

    async fn told(&self) -> Counts {
        let messages = cloud::drain(&self.emulator, INBOX).await;
        let mut kept = self.letters.lock().expect("the lock");
        kept.extend(messages.iter().map(|message| message.body.clone()));
        letters(&messages)
    }

    async fn traces(&self) -> Vec<String> {
        let mut traces = records(&self.emulator, &self.bucket).await;
        let items = cloud::items(&self.emulator, &self.table).await;
        traces.extend(items.iter().map(|item| format!("{item:?}")));
        for table in ["transactions", "ledger"] {
            traces.extend(self.database.rows(table).await);
        }
        traces.append(&mut self.letters.lock().expect("the lock").clone());
        traces
    }
}
