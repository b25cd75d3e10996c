//! Runs deployed functions from the command line.

mod arguments;

use std::process::ExitCode;

use clap::Parser;
use lambda_runner::{Error, Runner};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, stdin},
    signal::{
        ctrl_c,
        unix::{SignalKind, signal},
    },
};

use arguments::{Action, Arguments};

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let runner = arguments.setup().start().await?;
    match arguments.action {
        Action::Invoke { function, event } => invoke(&runner, &function, &event).await,
        Action::Poll => poll(&runner).await,
    }
}

async fn invoke(runner: &Runner, function: &str, event: &str) -> Result<(), Box<dyn std::error::Error>> {
    let event: Value = serde_json::from_str(&text(event).await?)?;
    match runner.invoke(function, &event).await {
        Ok(answer) => {
            println!("{answer}");
            Ok(())
        }
        Err(Error::Function(error)) => {
            println!("{}", error.payload());
            Err(error.into())
        }
        Err(error) => Err(error.into()),
    }
}

async fn poll(runner: &Runner) -> Result<(), Box<dyn std::error::Error>> {
    let polling = runner.poll().await?;
    for mapping in polling.mappings() {
        eprintln!("{} is fed from {}", mapping.function, mapping.queue_arn);
    }
    interrupted().await?;
    polling.stop().await?;
    print!("{}", runner.report());
    Ok(())
}

/// Waits for Ctrl-C, or for the signal that ends services.
async fn interrupted() -> std::io::Result<()> {
    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = ctrl_c() => interrupted,
        _ = terminated.recv() => Ok(()),
    }
}

/// What a file holds; `-` is the standard input.
async fn text(path: &str) -> std::io::Result<String> {
    if path != "-" {
        return tokio::fs::read_to_string(path).await;
    }
    let mut text = String::new();
    stdin().read_to_string(&mut text).await?;
    Ok(text)
}
