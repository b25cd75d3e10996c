//! Networks in CIDR notation.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Result, Stop};
use crate::value::Data;

/// A network: its address without host bits, and how many bits its prefix and the whole have.
struct Network {
    base: u128,
    prefix: u32,
    bits: u32,
}

fn network(text: &str) -> std::result::Result<Network, Stop> {
    let (address, prefix) = text.split_once('/').ok_or(Stop::Failed)?;
    let prefix: u32 = prefix.parse().map_err(|_| Stop::Unknown)?;
    let (number, bits) = match address.parse().map_err(|_| Stop::Unknown)? {
        IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
        IpAddr::V6(address) => (u128::from(address), 128),
    };
    if prefix > bits {
        return Err(Stop::Failed);
    }
    let host = bits - prefix;
    let base = if host == 128 { 0 } else { number >> host << host };
    Ok(Network { base, prefix, bits })
}

impl Network {
    fn address(&self, number: u128) -> std::result::Result<String, Stop> {
        if self.bits == 128 {
            return Ok(Ipv6Addr::from(number).to_string());
        }
        let number = u32::try_from(number).map_err(|_| Stop::Failed)?;
        Ok(Ipv4Addr::from(number).to_string())
    }
}

pub(super) fn subnet(text: &str, bits: i64, number: i64) -> Result {
    let network = network(text)?;
    let bits = u32::try_from(bits).map_err(|_| Stop::Failed)?;
    let number = u128::try_from(number).map_err(|_| Stop::Unknown)?;
    let prefix = network.prefix.checked_add(bits).ok_or(Stop::Failed)?;
    if prefix > network.bits || bits < 127 && number >> bits != 0 {
        return Err(Stop::Failed);
    }
    let host = network.bits - prefix;
    let offset = if host == 128 { 0 } else { number << host };
    Ok(Data::Text(
        format!("{}/{prefix}", network.address(network.base | offset)?).into(),
    ))
}

pub(super) fn host(text: &str, number: i64) -> Result {
    let network = network(text)?;
    let host = network.bits - network.prefix;
    let most = if host >= 127 { u128::MAX } else { (1 << host) - 1 };
    let number = match u128::try_from(number) {
        Ok(number) => number,
        // From the end.
        Err(_) => most
            .checked_sub(u128::from(number.unsigned_abs()) - 1)
            .ok_or(Stop::Failed)?,
    };
    if number > most {
        return Err(Stop::Failed);
    }
    Ok(Data::Text(network.address(network.base | number)?.into()))
}

pub(super) fn netmask(text: &str) -> Result {
    let network = network(text)?;
    if network.bits != 32 {
        return Err(Stop::Failed);
    }
    let mask = u32::MAX.checked_shl(32 - network.prefix).unwrap_or(0);
    Ok(Data::Text(Ipv4Addr::from(mask).to_string().into()))
}
