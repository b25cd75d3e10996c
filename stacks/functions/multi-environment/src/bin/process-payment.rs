//! The Lambda function `process-payment`: `POST /process-payment`.

use std::process::ExitCode;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use multi_environment::{handlers, start};
use payments::{api::ApiRequest, log, start::ended};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    log::start();
    ended(serve().await)
}

async fn serve() -> Result<(), Error> {
    let needs = start::process()?;
    let needs = &needs;
    run(service_fn(|event: LambdaEvent<ApiRequest>| async move {
        // Boxed, for the SDK's futures nest deeper than the compiler looks into one.
        Ok::<_, Error>(Box::pin(handlers::process(needs, &event.payload, &event.context.request_id)).await)
    }))
    .await
}
