//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use lambda_runner::{Code, Emulator, Redelivery, Setup};

/// Runs Lambda functions that are deployed in an emulated AWS, without Docker.
#[derive(Parser)]
pub(crate) struct Arguments {
    /// Where the emulated AWS answers.
    #[arg(long, env = "AWS_ENDPOINT_URL", value_name = "URL")]
    endpoint: String,
    /// The region the functions are deployed in.
    #[arg(long, env = "AWS_REGION", default_value = "us-east-1")]
    region: String,
    /// A deployed function and its program, or the directory of its Python code.
    #[arg(long = "function", value_name = "NAME=PATH", value_parser = pair, required = true)]
    functions: Vec<(String, String)>,
    /// An environment variable instead of the deployed one.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = pair)]
    variables: Vec<(String, String)>,
    /// The interpreter of Python functions, with boto3.
    #[arg(long, value_name = "PATH", default_value = "python3")]
    python: PathBuf,
    /// How many processes each function may have.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    concurrency: usize,
    /// Delivers messages that failed again at once, not when their visibility timeout has passed.
    #[arg(long)]
    redeliver_at_once: bool,
    /// Keeps what the functions write in this directory.
    #[arg(long, value_name = "DIRECTORY")]
    logs: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) action: Action,
}

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Invokes a function once and prints its answer.
    Invoke {
        /// Its name.
        function: String,
        /// A file with the event; `-` is the standard input.
        event: String,
    },
    /// Feeds the functions from their queues until it is interrupted, then prints what was measured.
    Poll,
}

impl Arguments {
    /// The runner they ask for.
    pub(crate) fn setup(&self) -> Setup {
        let mut setup = Setup::new(Emulator::new(&self.endpoint, &self.region)).concurrency(self.concurrency);
        for (name, path) in &self.functions {
            setup = setup.function(name, self.code(path.into()));
        }
        for (name, value) in &self.variables {
            setup = setup.variable(name, value);
        }
        if self.redeliver_at_once {
            setup = setup.redelivery(Redelivery::AtOnce);
        }
        match &self.logs {
            Some(directory) => setup.logs(directory.clone()),
            None => setup,
        }
    }

    fn code(&self, path: PathBuf) -> Code {
        if path.is_dir() {
            Code::Python {
                interpreter: self.python.clone(),
                directory: path,
            }
        } else {
            Code::Executable(path)
        }
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| format!("`{text}` is not NAME=VALUE"))?;
    Ok((name.to_owned(), value.to_owned()))
}
