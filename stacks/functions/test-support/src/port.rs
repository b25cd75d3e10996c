//! Ports for servers that are started by name of one.

use std::net::{Ipv4Addr, TcpListener};

/// A port on loopback that is free now.
pub fn free() -> u16 {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    socket.local_addr().expect("its address").port()
}
