//! The container `payment-app`: the service behind the load balancer.

use std::{net::Ipv6Addr, process::ExitCode};

use payments::{log, settings::variable, start::ended};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use web_app::{service::serve, start};

#[tokio::main]
async fn main() -> ExitCode {
    log::start();
    ended(run().await)
}

async fn run() -> Result<(), lambda_runtime::Error> {
    let service = start::service(&variable)?;
    // Before anything is served, so that no signal is missed.
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let listener = TcpListener::bind((Ipv6Addr::UNSPECIFIED, service.port)).await?;
    tracing::info!(environment = service.environment, port = service.port, "serving");
    let end = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    Ok(serve(listener, service.store, end).await?)
}
