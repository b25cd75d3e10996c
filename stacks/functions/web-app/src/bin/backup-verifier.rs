//! The Lambda function `backup-verifier`: invoked by a schedule, whose event says nothing that matters.

use std::{io::stdout, process::ExitCode, time::SystemTime};

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use payments::{log, settings::variable, start::ended};
use serde_json::Value;
use web_app::{backup::verify, start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    log::start();
    ended(serve().await)
}

async fn serve() -> Result<(), Error> {
    let needs = start::verifier(&variable)?;
    let needs = &needs;
    run(service_fn(|_: LambdaEvent<Value>| async move {
        let mut log = stdout();
        let call = verify(needs, SystemTime::now().into(), &mut log);
        // Boxed, for the SDK's futures nest deeper than the compiler looks into one.
        Box::pin(call).await.map_err(Error::from)
    }))
    .await
}
