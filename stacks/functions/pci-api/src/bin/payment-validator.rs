//! The Lambda function `payment-validator`: `POST /payments`.

use std::process::ExitCode;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use payments::{api::ApiRequest, log, moment::Moment, settings::variable, start::ended};
use pci_api::{handlers, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    log::start();
    ended(serve().await)
}

async fn serve() -> Result<(), Error> {
    let needs = start::validate(&variable)?;
    let needs = &needs;
    run(service_fn(|event: LambdaEvent<ApiRequest>| async move {
        let (id, trace) = (event.context.request_id, event.context.xray_trace_id);
        let call = handlers::validate(needs, event.payload, &id, trace.as_deref(), Moment::now());
        // Boxed, for the SDK's futures nest deeper than the compiler looks into one.
        Ok::<_, Error>(Box::pin(call).await)
    }))
    .await
}
