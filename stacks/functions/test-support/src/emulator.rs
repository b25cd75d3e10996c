//! AWS as moto plays it, on loopback.

use std::{
    collections::HashMap,
    net::{Ipv4Addr, TcpStream},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use aws_sdk_sqs::config::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use payments::aws;

use crate::port;

/// A running moto; it stops when dropped.
pub struct Emulator {
    server: Child,
    endpoint: String,
}

impl Emulator {
    /// Starts it.
    pub fn start() -> Self {
        let port = port::free();
        let server = Command::new("moto_server")
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .env("PYTHONPATH", concat!(env!("CARGO_MANIFEST_DIR"), "/python"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("this test needs moto's server: pip install 'moto[server]'");
        let emulator = Self {
            server,
            endpoint: format!("http://127.0.0.1:{port}"),
        };
        let deadline = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(
                Instant::now() < deadline,
                "moto's server does not answer on port {port}"
            );
            sleep(Duration::from_millis(100));
        }
        emulator
    }

    /// The environment variables that send a function here.
    pub fn variables(&self) -> HashMap<&'static str, String> {
        HashMap::from([
            ("AWS_ENDPOINT_URL", self.endpoint.clone()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
        ])
    }

    /// The SDK's configuration for the test's own calls: the functions' own.
    pub fn config(&self) -> SdkConfig {
        let variables = self.variables();
        aws::config(&|name| variables.get(name).cloned()).expect("a configuration")
    }

    /// The same, with time for one emulator on a busy machine to serve hundreds.
    pub fn patient_config(&self) -> SdkConfig {
        let patience = Duration::from_secs(300);
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(patience)
            .operation_attempt_timeout(patience)
            .operation_timeout(patience);
        self.config().to_builder().timeout_config(timeouts.build()).build()
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let stopped = self.server.kill().and_then(|()| self.server.wait());
        if let Err(error) = stopped {
            eprintln!("moto's server did not stop: {error}");
        }
    }
}
