//! Addresses, networks and ports, as Go reads them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::super::judgement::{Judgement, Scalar};
use crate::rule::Family;

/// Go takes an IPv4 address in the notation of IPv6 for an IPv4 address.
pub(super) fn ipv4(text: &str) -> Judgement {
    match text.parse() {
        Ok(IpAddr::V4(_)) => Judgement::Valid,
        Ok(IpAddr::V6(address)) if address.to_ipv4_mapped().is_some() => Judgement::Undecidable,
        Ok(IpAddr::V6(_)) => Judgement::because("it is an IPv6 address"),
        Err(_) => unreadable(text),
    }
}

/// Some of the provider's checks of IPv6 take IPv4 as well.
pub(super) fn ipv6(text: &str) -> Judgement {
    match text.parse() {
        Ok(IpAddr::V6(address)) if address.to_ipv4_mapped().is_none() => Judgement::Valid,
        Ok(_) => Judgement::Undecidable,
        Err(_) => unreadable(text),
    }
}

pub(super) fn ip(text: &str) -> Judgement {
    match text.parse::<IpAddr>() {
        Ok(_) => Judgement::Valid,
        Err(_) => unreadable(text),
    }
}

/// Of an empty text some arguments say that nothing is given.
fn unreadable(text: &str) -> Judgement {
    if text.is_empty() {
        Judgement::Undecidable
    } else {
        Judgement::invalid()
    }
}

/// A network without host bits.
pub(super) fn cidr(text: &str, min: u8, max: u8, family: Family) -> Judgement {
    let Some((address, prefix)) = text.split_once('/') else {
        return match text.parse::<IpAddr>() {
            Ok(address) => Judgement::nearest(network(address, max.min(bits(address))).map(|text| format!("{text:?}"))),
            Err(_) => unreadable(text),
        };
    };
    let Ok(address) = address.parse::<IpAddr>() else {
        return Judgement::because("what stands before the `/` is no address");
    };
    if matches!(address, IpAddr::V6(address) if address.to_ipv4_mapped().is_some()) {
        return Judgement::Undecidable;
    }
    let is_number = !prefix.is_empty() && prefix.bytes().all(|byte| byte.is_ascii_digit());
    // Go reads leading zeros, any number of them.
    let Some(size) = prefix
        .parse::<u8>()
        .ok()
        .filter(|size| is_number && *size <= bits(address))
    else {
        return Judgement::because(format!("its prefix is a number from 0 to {}", bits(address)));
    };
    let is_of_family = match (family, address) {
        (Family::V4, IpAddr::V4(_)) | (Family::V6, IpAddr::V6(_)) | (Family::Any, _) => true,
        (Family::V4, IpAddr::V6(_)) | (Family::V6, IpAddr::V4(_)) => false,
    };
    if !is_of_family {
        return Judgement::invalid();
    }
    let nearest = |size: u8| network(address, size.min(bits(address))).map(|text| format!("{text:?}"));
    if !(min..=max).contains(&size) {
        return Judgement::nearest(nearest(size.clamp(min, max)));
    }
    match network(address, size) {
        Some(network) if network == text => Judgement::Valid,
        Some(network) if network.split_once('/').and_then(|(first, _)| first.parse().ok()) == Some(address) => {
            // Written in another way than Go does: the check that bounds the prefix compares the text, others do not.
            let is_bounded = (min, max) != (0, bits(address)) && (min, max) != (0, 128);
            if is_bounded {
                Judgement::nearest(Some(format!("{network:?}")))
            } else {
                Judgement::Undecidable
            }
        }
        Some(network) => Judgement::nearest(Some(format!("{network:?}"))),
        None => Judgement::Undecidable,
    }
}

/// A network as Go reads it, whatever its host bits. An empty text is none.
pub(in super::super) fn any_network(text: &str) -> Judgement {
    let Some((address, prefix)) = text.split_once('/') else {
        return Judgement::invalid();
    };
    let is_size = |address: IpAddr| {
        let digits = prefix.trim_start_matches('0');
        let size = if digits.is_empty() {
            Some(0)
        } else {
            digits.parse().ok()
        };
        !prefix.is_empty()
            && prefix.bytes().all(|byte| byte.is_ascii_digit())
            && size.is_some_and(|size: u8| size <= bits(address))
    };
    Judgement::certain(address.parse().is_ok_and(is_size))
}

/// The address of a multicast group. An empty text is none.
pub(in super::super) fn multicast(text: &str) -> Judgement {
    let is_multicast = |address: IpAddr| address.to_canonical().is_multicast();
    Judgement::certain(text.parse().is_ok_and(is_multicast))
}

fn bits(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

/// The network that an address is in, as Go writes it.
fn network(address: IpAddr, size: u8) -> Option<String> {
    let size = u32::from(size);
    let first = match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32u32.checked_sub(size)?).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from(u32::from(address) & mask))
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128u32.checked_sub(size)?).unwrap_or(0);
            let first = Ipv6Addr::from(u128::from(address) & mask);
            // Rust and Go write these two kinds in different ways.
            if first.to_ipv4_mapped().is_some() || (first.to_bits() >> 32 == 0 && first.to_bits() > 0xffff) {
                return None;
            }
            IpAddr::V6(first)
        }
    };
    Some(format!("{first}/{size}"))
}

pub(super) fn port(zero: bool, value: Scalar<'_>) -> Judgement {
    let least = if zero { 0.0 } else { 1.0 };
    match value {
        Scalar::Number(_) => super::super::numbers::range(Some(least), Some(65535.0), value),
        Scalar::Text(text) => match text.parse::<u16>() {
            Ok(port) if zero || port > 0 => Judgement::Valid,
            _ => Judgement::perhaps(false),
        },
        Scalar::Bool(_) => Judgement::Undecidable,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Number;
    use super::super::table;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_are_read_as_go_reads_them() {
        table(
            ipv4,
            &["10.0.0.1", "0.0.0.0", "255.255.255.255"],
            &[
                "10.0.0",
                "10.0.0.256",
                "010.0.0.1",
                "10.0.0.1/32",
                " 10.0.0.1",
                "::1",
                "a",
                "١.0.0.1",
            ],
            &["", "::ffff:10.0.0.1"],
        );
        table(
            ipv6,
            &["::1", "2001:DB8::1", "fe80::1", "1:2:3:4:5:6:1.2.3.4"],
            &["2001:db8", "fe80::1%eth0", "1:2:3:4:5:6:7:8:9", "12345::", "a"],
            &["", "10.0.0.1", "::ffff:1.2.3.4"],
        );
        table(
            ip,
            &["10.0.0.1", "::1", "::ffff:1.2.3.4"],
            &["10.0.0.0/8", "localhost"],
            &[""],
        );
    }

    #[test]
    fn networks_have_no_host_bits() {
        table(
            |text| cidr(text, 16, 28, Family::V4),
            &["10.0.0.0/16", "10.0.0.0/28", "0.0.0.0/16"],
            &[
                "10.0.0.1/16",
                "10.0.0.0/15",
                "10.0.0.0/29",
                "10.0.0.0/016",
                "010.0.0.0/16",
                "10.0.0.0",
                " 10.0.0.0/16",
                "10.0.0.0/16 ",
                "10.0.0.0/",
                "10.0.0.0/+16",
                "10.0.0.0/16/16",
                "10.0.0.0/33",
                "10.0.0.0/999",
                "2001:db8::/20",
                "x",
            ],
            &["", "::ffff:10.0.0.0/112"],
        );
        table(
            |text| cidr(text, 0, 128, Family::V6),
            &["2001:db8::/32", "::/0", "::1/128", "2001:db8:0:1::/64"],
            &["2001:db8::1/32", "10.0.0.0/8", "2001:db8::/129"],
            // Some checks compare the text, others the networks.
            &["2001:DB8::/32", "2001:0db8::/32", "2001:db8:0:0::/32"],
        );
        table(
            |text| cidr(text, 0, 32, Family::V4),
            &["0.0.0.0/0", "10.0.0.0/8"],
            &["10.0.0.1/8"],
            &["10.0.0.0/008"],
        );
        table(
            |text| cidr(text, 0, 128, Family::Any),
            &["0.0.0.0/0", "::/0"],
            &["10.0.0.1/8", "10.0.0.0/33"],
            &["10.0.0.0/008"],
        );
    }

    #[test]
    fn networks_may_have_host_bits() {
        table(
            any_network,
            &[
                "10.0.0.1/8",
                "10.0.0.0/008",
                "2001:DB8::1/32",
                "::ffff:10.0.0.1/112",
                "::/0",
            ],
            &[
                "",
                "10.0.0.1",
                "10.0.0.1/33",
                "10.0.0.1/",
                "10.0.0.1/+8",
                "10.0.0.01/8",
                "fe80::1%eth0/64",
                "::/129",
            ],
            &[],
        );
    }

    #[test]
    fn multicast_groups_have_their_addresses() {
        table(
            multicast,
            &["224.0.0.1", "239.255.255.255", "ff02::1", "::ffff:224.0.0.1"],
            &[
                "",
                "10.0.0.1",
                "240.0.0.1",
                "fe80::1",
                "ff02::1%eth0",
                "224.0.0.1/32",
                "x",
            ],
            &[],
        );
    }

    #[test]
    fn the_nearest_network_is_told() {
        for (given, nearest) in [
            ("10.1.2.3/16", "\"10.1.0.0/16\""),
            ("10.0.0.0/8", "\"10.0.0.0/16\""),
            ("10.0.0.0/016", "\"10.0.0.0/16\""),
            ("10.0.0.5", "\"10.0.0.0/28\""),
        ] {
            assert_eq!(
                cidr(given, 16, 28, Family::V4),
                Judgement::nearest(Some(nearest.to_owned())),
                "{given}"
            );
        }
    }

    #[test]
    fn ports_have_16_bits() {
        for (text, valid, valid_with_zero) in [
            ("0", false, true),
            ("1", true, true),
            ("65535", true, true),
            ("65536", false, false),
            ("-1", false, false),
        ] {
            let number = Number::parse(text).expect(text);
            assert_eq!(
                port(false, Scalar::Number(&number)) == Judgement::Valid,
                valid,
                "{text}"
            );
            assert_eq!(
                port(true, Scalar::Number(&number)) == Judgement::Valid,
                valid_with_zero,
                "{text}"
            );
        }
        assert_eq!(port(false, Scalar::Text("80")), Judgement::Valid);
        assert_eq!(port(false, Scalar::Text("http")), Judgement::Undecidable);
    }

    proptest! {
        #[test]
        fn networks_are_those_of_another_implementation(address in any::<IpAddr>(), size in 0u8..=130) {
            let text = format!("{address}/{size}");
            let other = text.parse::<ipnet::IpNet>().ok();
            match cidr(&text, 0, 128, Family::Any) {
                Judgement::Valid => prop_assert_eq!(other.map(|net| net.trunc()), other),
                Judgement::Invalid(_) => prop_assert!(other.is_none_or(|net| net.trunc() != net), "{}", text),
                Judgement::Undecidable => {}
            }
        }
    }
}
