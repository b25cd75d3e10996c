//! Lambda's side of a function: the Runtime API on loopback, and the function's process with its logs.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    process::{Child, Command},
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

/// A function that waits for events.
pub struct Lambda {
    process: Child,
    logs: TempDir,
    events: Sender<Value>,
    answers: Receiver<Value>,
}

/// What the Runtime API hands out and takes in.
#[derive(Clone)]
struct Exchange {
    events: Arc<Mutex<Receiver<Value>>>,
    answers: Sender<Value>,
}

impl Lambda {
    /// The tracing header of every invocation.
    pub const TRACE: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

    /// Starts a program with these environment variables and Lambda's own, and no others.
    pub fn start(program: &str, variables: &HashMap<&'static str, String>) -> Self {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = socket.local_addr().expect("its address").to_string();
        let (events, waiting) = channel();
        let (taken, answers) = channel();
        let exchange = Exchange {
            events: Arc::new(Mutex::new(waiting)),
            answers: taken,
        };
        thread::spawn(move || serve(&socket, &exchange));

        let logs = TempDir::new().expect("a directory");
        let log = File::create(logs.path().join("log")).expect("the log");
        let process = Command::new(program)
            .env_clear()
            .envs(variables)
            .env("AWS_LAMBDA_RUNTIME_API", address)
            .env("AWS_LAMBDA_FUNCTION_NAME", "function")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "group")
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "stream")
            .stdout(log.try_clone().expect("the log"))
            .stderr(log)
            .spawn()
            .expect("the program starts");
        Self {
            process,
            logs,
            events,
            answers,
        }
    }

    /// Hands the function an event and waits for its answer.
    pub fn invoke(&self, event: Value) -> Value {
        self.events.send(event).expect("the Runtime API serves");
        let answer = self.answers.recv_timeout(Duration::from_secs(60));
        answer.unwrap_or_else(|_| panic!("no answer; the function logged:\n{}", self.logged()))
    }

    /// What the function wrote so far.
    pub fn logged(&self) -> String {
        fs::read_to_string(self.logs.path().join("log")).expect("the log")
    }
}

impl Drop for Lambda {
    fn drop(&mut self) {
        let stopped = self.process.kill().and_then(|()| self.process.wait());
        if let Err(error) = stopped {
            eprintln!("the function did not stop: {error}");
        }
    }
}

fn serve(socket: &TcpListener, exchange: &Exchange) {
    for stream in socket.incoming().flatten() {
        let exchange = exchange.clone();
        thread::spawn(move || while exchange_one(&stream, &exchange).is_some() {});
    }
}

/// Serves one request of a connection; `None` when the connection has ended.
fn exchange_one(mut stream: &TcpStream, exchange: &Exchange) -> Option<()> {
    let (path, body) = read_request(stream)?;
    if path.ends_with("/invocation/next") {
        let event = exchange.events.lock().ok()?.recv().ok()?.to_string();
        let trace = Lambda::TRACE;
        let head = "Lambda-Runtime-Aws-Request-Id: invocation-1\r\nLambda-Runtime-Deadline-Ms: 4102444800000\r\n\
                    Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:f\r\n";
        let length = event.len();
        return write!(
            stream,
            "HTTP/1.1 200 OK\r\n{head}Lambda-Runtime-Trace-Id: {trace}\r\nContent-Length: {length}\r\n\r\n{event}"
        )
        .ok();
    }
    let answer = serde_json::from_slice(&body).unwrap_or(Value::Null);
    // The test may have seen enough and gone.
    let _ = exchange.answers.send(answer);
    write!(stream, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n").ok()
}

/// A request's path and body.
fn read_request(stream: &TcpStream) -> Option<(String, Vec<u8>)> {
    // The client waits for each answer, so the reader never buffers part of a second request.
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((path, body))
}
