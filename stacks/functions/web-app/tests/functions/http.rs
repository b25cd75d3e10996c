//! A caller, as plain as HTTP goes.

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) correlation: String,
    pub(crate) body: Value,
}

/// Sends a request on a connection of its own.
pub(crate) async fn send(port: u16, method: &str, path: &str, headers: &str, body: &str) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: payments\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut text = String::new();
    stream.read_to_string(&mut text).await?;
    let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
    let header = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        lines
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_owned())
            .next()
    };
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    assert_eq!(header("content-type").as_deref(), Some("application/json"), "{text}");
    Ok(Answer {
        status: status.expect("a status"),
        correlation: header("x-correlation-id").expect("a correlation id"),
        body: serde_json::from_str(body).unwrap_or_else(|_| panic!("not JSON: {text}")),
    })
}
