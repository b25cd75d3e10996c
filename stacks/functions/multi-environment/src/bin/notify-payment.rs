//! The Lambda function `notify-payment`: the worker behind the settlement queue.

use std::process::ExitCode;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use multi_environment::{handlers, start};
use payments::{log, sqs_event::SqsEvent, start::ended};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    log::start();
    ended(serve().await)
}

async fn serve() -> Result<(), Error> {
    let needs = start::notify()?;
    let needs = &needs;
    run(service_fn(|event: LambdaEvent<SqsEvent>| async move {
        // Boxed, for the SDK's futures nest deeper than the compiler looks into one.
        Ok::<_, Error>(Box::pin(handlers::notify(needs, &event.payload)).await)
    }))
    .await
}
