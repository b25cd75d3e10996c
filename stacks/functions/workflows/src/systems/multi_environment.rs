//! `multi_environment`: payments in PostgreSQL, one queue, audit records.

use lambda_runner::{Emulator, Setup};
use serde_json::json;

use super::{deployed, programs_of, queue_of, records};
use crate::{
    Api, Project, Request, System, cloud,
    database::{Database, HOST},
    programs::Programs,
    system::Counts,
};

const FUNCTIONS: [&str; 3] = ["process-payment", "verify-payment", "notify-payment"];
/// Has the database note each change of a payment's state: the bank's statement, as it were.
const NOTE_TRANSITIONS: &str = "
CREATE TABLE transitions (transaction_id text, state text);
CREATE FUNCTION note_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO transitions VALUES (NEW.transaction_id, NEW.state);
    RETURN NULL;
END $$;
CREATE TRIGGER note_transition AFTER INSERT OR UPDATE OF state ON payments
    FOR EACH ROW EXECUTE FUNCTION note_transition();
";

/// The system, as terraform deployed it.
pub struct MultiEnvironment {
    emulator: Emulator,
    api: Api,
    programs: Programs,
    queues: Vec<String>,
    /// The bucket of audit records.
    pub bucket: String,
    /// The database of payments.
    pub database: Database,
}

impl MultiEnvironment {
    /// Has the database note changes from now on.
    async fn note_transitions(&self) {
        // Any function that connects makes the table.
        let runner = self.setup().start().await.expect("a runner");
        let question = Request::get("/verify-payment").query("transactionId", "order-none");
        let answer = self.api.call(&runner, &question).await;
        assert_eq!(answer.status, 404, "{}", answer.body);
        let made = self.database.connect().await.batch_execute(NOTE_TRANSITIONS).await;
        made.expect("a trigger");
    }
}

impl System for MultiEnvironment {
    const NAME: &str = "multi_environment";
    const VALIDATION: &str = "process-payment";
    const PROCESSING: &str = "notify-payment";

    async fn apply(project: &Project) -> Self {
        project.apply(Self::NAME);
        let outputs = project.outputs(Self::NAME);
        let emulator = project.emulator(&outputs);
        let of_application = |name| outputs.text("application", name);
        let deployed = emulator.function(&deployed(FUNCTIONS[0])).await.expect("a function");
        let database = Database::start(&deployed.variables["DATABASE_NAME"]).await;
        cloud::set_secret(
            &emulator,
            &deployed.variables["DATABASE_SECRET_ARN"],
            &Database::secret(),
        )
        .await;
        let system = Self {
            api: Api::at(&emulator, of_application("api_url")).await,
            programs: project.programs().clone(),
            queues: vec![queue_of(of_application("queue_url"))],
            bucket: of_application("audit_bucket").to_owned(),
            database,
            emulator,
        };
        system.note_transitions().await;
        system
    }

    fn emulator(&self) -> &Emulator {
        &self.emulator
    }

    fn api(&self) -> &Api {
        &self.api
    }

    fn setup(&self) -> Setup {
        for (method, resource, function) in [
            ("POST", "/process-payment", FUNCTIONS[0]),
            ("GET", "/verify-payment", FUNCTIONS[1]),
        ] {
            assert_eq!(self.api.function(method, resource), deployed(function));
        }
        // The deployed address is one that only AWS could make real.
        programs_of(&self.emulator, &self.programs, &FUNCTIONS)
            .variable("DATABASE_HOST", HOST)
            .variable("DATABASE_PORT", &self.database.port())
    }

    fn queues(&self) -> &[String] {
        &self.queues
    }

    fn payment(&self, id: &str, amount: i64) -> Request {
        let body = json!({"transactionId": id, "amount": amount, "currency": "EUR", "paymentToken": "tok_visa_1"});
        Request::post("/process-payment", body.to_string()).header("X-Correlation-Id", &format!("correlation-{id}"))
    }

    async fn processed(&self) -> Counts {
        let settlements = "SELECT transaction_id FROM transitions WHERE state = 'settled'";
        self.database.counts(settlements).await
    }

    /// Nobody is told.
    async fn told(&self) -> Counts {
        Counts::new()
    }

    async fn traces(&self) -> Vec<String> {
        let mut traces = records(&self.emulator, &self.bucket).await;
        traces.extend(self.database.rows("payments").await);
        traces
    }
}
