//! The Lambda function `notification`: the worker behind the notifications queue.

use std::process::ExitCode;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use payments::{log, settings::variable, sqs_event::SqsEvent, start::ended};
use single_region::{handlers, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    log::start();
    ended(serve().await)
}

async fn serve() -> Result<(), Error> {
    let needs = start::notify(&variable)?;
    let needs = &needs;
    run(service_fn(|event: LambdaEvent<SqsEvent>| async move {
        let trace = event.context.xray_trace_id;
        let call = handlers::notify(needs, &event.payload, trace.as_deref());
        // Boxed, for the SDK's futures nest deeper than the compiler looks into one.
        Ok::<_, Error>(Box::pin(call).await)
    }))
    .await
}
