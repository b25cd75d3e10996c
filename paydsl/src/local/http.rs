//! As much of HTTP as talking to a server of our own on loopback takes.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

/// Nothing we ask for is longer: a stranger on the port cannot fill the memory.
const LONGEST_ANSWER: u64 = 64 * 1024;

/// What a server answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// The status code.
    pub(super) status: u16,
    /// The body.
    pub(super) body: Vec<u8>,
}

/// Sends `method path` with one `header` (name, value) at most to a port on loopback.
///
/// # Errors
/// Nothing listens, it takes longer than `patience` at one step, or what answers does not speak HTTP.
pub(super) fn send(
    port: u16,
    method: &str,
    path: &str,
    header: Option<(&str, &str)>,
    patience: Duration,
) -> io::Result<Answer> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, patience)?;
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(patience))?;
    let header = header.map_or_else(String::new, |(name, value)| format!("{name}: {value}\r\n"));
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nContent-Length: 0\r\n{header}\r\n"
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.take(LONGEST_ANSWER).read_to_end(&mut answer)?;
    parse(&answer).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the answer is not HTTP"))
}

/// Takes an answer apart: the status of the first line, and what follows the empty one.
fn parse(answer: &[u8]) -> Option<Answer> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(answer.get(..end)?).ok()?;
    let mut first = head.lines().next()?.split(' ');
    first.next().filter(|version| version.starts_with("HTTP/1."))?;
    let status = first.next()?.parse().ok()?;
    Some(Answer {
        status,
        body: answer.get(end + 4..)?.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_and_body_are_found() {
        let answer = parse(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        assert_eq!(
            answer,
            Some(Answer {
                status: 200,
                body: b"{}".to_vec()
            })
        );
    }

    #[test]
    fn what_is_not_http_is_refused() {
        for answer in [
            &b""[..],
            b"SSH-2.0-OpenSSH\r\n\r\n",
            b"HTTP/1.1\r\n\r\n",
            b"HTTP/1.1 two\r\n\r\n",
            b"HTTP/1.1 200",
        ] {
            assert_eq!(parse(answer), None, "{}", String::from_utf8_lossy(answer));
        }
    }
}
