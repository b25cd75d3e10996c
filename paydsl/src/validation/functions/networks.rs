//! Functions on networks in CIDR notation.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::validation::known::{Value, as_text, as_whole};

pub(super) fn call(name: &str, arguments: &[&Value]) -> Option<Value> {
    match (name, arguments) {
        ("cidrsubnet", [prefix, bits, number]) => {
            let network = Network::parse(&as_text(prefix)?)?;
            let subnet = network.subnet(as_whole(bits)?, as_whole(number)?)?;
            Some(text(format!("{}/{}", subnet.address()?, subnet.length)))
        }
        ("cidrhost", [prefix, number]) => {
            let network = Network::parse(&as_text(prefix)?)?;
            let host = network.host(as_whole(number)?)?;
            Some(text(host.address()?.to_string()))
        }
        ("cidrnetmask", [prefix]) => {
            let network = Network::parse(&as_text(prefix)?)?;
            (network.width == 32).then_some(())?;
            let mask = u32::MAX.checked_shl(32 - network.length).unwrap_or(0);
            Some(text(Ipv4Addr::from(mask).to_string()))
        }
        _ => None,
    }
}

fn text(text: String) -> Value {
    Value::Text(text.into())
}

/// A network: its bits, how many of them are the network's, and how many there are.
#[derive(Clone, Copy)]
struct Network {
    bits: u128,
    length: u32,
    width: u32,
}

impl Network {
    /// Without host bits, which Terraform passes over.
    fn parse(text: &str) -> Option<Network> {
        let (address, length) = text.split_once('/')?;
        let is_number = length.bytes().all(|byte| byte.is_ascii_digit()) && (length == "0" || !length.starts_with('0'));
        let length: u32 = length.parse().ok().filter(|_| is_number)?;
        let (bits, width) = match address.parse().ok()? {
            IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
            IpAddr::V6(address) => (u128::from(address), 128),
        };
        if length > width {
            return None;
        }
        let network = Network { bits, length, width };
        Some(Network {
            bits: bits & !network.host_bits(),
            ..network
        })
    }

    fn host_bits(self) -> u128 {
        match self.width - self.length {
            128 => u128::MAX,
            free => (1 << free) - 1,
        }
    }

    fn subnet(self, bits: i64, number: i64) -> Option<Network> {
        let bits = u32::try_from(bits).ok().filter(|bits| *bits <= 62)?;
        let number = u128::try_from(number).ok().filter(|number| *number < 1 << bits)?;
        let length = self.length + bits;
        let free = self.width.checked_sub(length)?;
        Some(Network {
            bits: self.bits | number.checked_shl(free).unwrap_or(0),
            length,
            ..self
        })
    }

    /// A host by its number, counted from the end where it is negative.
    fn host(self, number: i64) -> Option<Network> {
        let last = self.host_bits();
        let number = match u128::try_from(number) {
            Ok(number) => number,
            Err(_) => last.checked_add(1)?.checked_sub(u128::from(number.unsigned_abs()))?,
        };
        (number <= last).then_some(Network {
            bits: self.bits | number,
            ..self
        })
    }

    /// Addresses of version 4 within version 6 are written in several ways.
    fn address(self) -> Option<IpAddr> {
        if self.width == 32 {
            return Some(Ipv4Addr::from(u32::try_from(self.bits).ok()?).into());
        }
        let address = Ipv6Addr::from(self.bits);
        (self.bits >> 48 != 0).then_some(address.into())
    }
}
