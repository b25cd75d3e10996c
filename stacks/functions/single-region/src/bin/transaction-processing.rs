//! The Lambda function `transaction-processing`: the worker behind the transactions queue, and
//! `GET /payments/{transactionId}`.

use std::process::ExitCode;

use lambda_runtime::{Context, Error, LambdaEvent, run, service_fn};
use payments::{
    api::{ApiRequest, ApiResponse},
    log,
    settings::variable,
    sqs_event::{BatchResponse, SqsEvent},
    start::ended,
};
use serde::{Deserialize, Serialize};
use single_region::{
    handlers::{self, Process},
    start,
};

/// What invokes the function.
#[derive(Deserialize)]
#[serde(untagged)]
enum Event {
    Queue(SqsEvent),
    Api(Box<ApiRequest>),
}

/// What it answers.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Queue(BatchResponse),
    Api(ApiResponse),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    log::start();
    ended(serve().await)
}

async fn serve() -> Result<(), Error> {
    let needs = start::process(&variable)?;
    let needs = &needs;
    run(service_fn(|event: LambdaEvent<Event>| async move {
        // Boxed, for the SDK's futures nest deeper than the compiler looks into one.
        Ok::<_, Error>(Box::pin(answer(needs, event.payload, event.context)).await)
    }))
    .await
}

async fn answer(needs: &Process, event: Event, context: Context) -> Answer {
    match event {
        Event::Queue(event) => {
            let trace = context.xray_trace_id;
            Answer::Queue(handlers::process(needs, &event, trace.as_deref()).await)
        }
        Event::Api(request) => {
            let found = handlers::find(&needs.transactions, &request, &context.request_id).await;
            Answer::Api(found)
        }
    }
}
