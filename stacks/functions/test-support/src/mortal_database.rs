//! A connection to PostgreSQL that breaks when the function's life ends: a proxy that counts round trips.
//!
//! It reads the wire protocol, so the connections through it are not encrypted. Logging in is no step of its own; a dead
//! function cannot log in.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    thread,
};

use crate::life::{Life, Step};

/// A message that ends what the client has to say for now.
const ENDS_OF_TURN: [u8; 2] = *b"SQ";
/// The message in which the server says that it waits for the client.
const READY: u8 = b'Z';
/// The message in which the server asks for proof, and its codes that want no answer: all is well, and SCRAM's last word.
const AUTHENTICATION: u8 = b'R';
const WANT_NO_ANSWER: [u32; 2] = [0, 12];

/// The proxy. It serves until the test ends.
pub struct MortalDatabase {
    port: u16,
}

impl MortalDatabase {
    /// A proxy in front of the server on a port of loopback, for a function with such a life.
    pub fn before(server: u16, life: &Life) -> Self {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = socket.local_addr().expect("its address").port();
        let life = life.clone();
        thread::spawn(move || {
            for client in socket.incoming().flatten() {
                let life = life.clone();
                // A connection that breaks is what this is for, so what it says is of no interest.
                thread::spawn(move || drop(serve(client, server, &life)));
            }
        });
        Self { port }
    }

    /// The port it listens on, on loopback.
    pub fn port(&self) -> u16 {
        self.port
    }
}

fn serve(mut client: TcpStream, server: u16, life: &Life) -> std::io::Result<()> {
    let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, server))?;
    server.write_all(&untyped(&mut client)?)?;
    log_in(&mut client, &mut server)?;
    loop {
        let request = until(&mut client, |kind| ENDS_OF_TURN.contains(&kind))?;
        let step = life.step();
        if step == Step::Dead {
            return Ok(());
        }
        server.write_all(&request)?;
        let answer = until(&mut server, |kind| kind == READY)?;
        if step == Step::Unanswered {
            return Ok(());
        }
        client.write_all(&answer)?;
    }
}

fn log_in(client: &mut TcpStream, server: &mut TcpStream) -> std::io::Result<()> {
    loop {
        let message = typed(server)?;
        client.write_all(&message)?;
        match message[0] {
            READY => return Ok(()),
            AUTHENTICATION if !WANT_NO_ANSWER.contains(&number(&message[5..])) => {
                server.write_all(&typed(client)?)?;
            }
            _ => {}
        }
    }
}

/// Messages up to one of a kind.
fn until(stream: &mut TcpStream, is_last: impl Fn(u8) -> bool) -> std::io::Result<Vec<u8>> {
    let mut messages = Vec::new();
    loop {
        let message = typed(stream)?;
        messages.extend_from_slice(&message);
        if is_last(message[0]) {
            return Ok(messages);
        }
    }
}

/// A message: its kind, its length and its content.
fn typed(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut kind = [0; 1];
    stream.read_exact(&mut kind)?;
    Ok([&kind[..], &untyped(stream)?].concat())
}

/// A message without its kind, as a connection begins with.
fn untyped(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let mut content = vec![0; number(&length) as usize - 4];
    stream.read_exact(&mut content)?;
    Ok([&length[..], &content].concat())
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .take(4)
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}
