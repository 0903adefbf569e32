//! Where a webhook may be sent: to the world, and not into the house's own network.
//!
//! Names are looked up here, and the very addresses that were found good are connected to: a name that means another address
//! a moment later gets nowhere.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ureq::{
    Error,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

/// Finds the addresses of receivers.
#[derive(Debug)]
pub(super) struct Public {
    pub(super) allows_private: bool,
}

/// What is said of an address that is not of the world.
#[derive(Debug, thiserror::Error)]
#[error("the address is not a public one")]
pub(super) struct NotPublic;

impl Resolver for Public {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = DefaultResolver::default().resolve(uri, config, timeout)?;
        // One that is not public spoils the name: whoever set it up meant nothing good.
        if self.allows_private || found.iter().map(SocketAddr::ip).all(is_public) {
            return Ok(found);
        }
        Err(Error::Other(Box::new(NotPublic)))
    }
}

/// Whether an address is one of the world, by the registries of IANA for special purposes (RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = match (a, b, c) {
        // This network, private, loopback, link-local, shared, multicast and reserved.
        (0 | 10 | 127 | 224..=255, ..) | (169, 254, _) | (192, 168, _) => true,
        (100, b, _) => (64..=127).contains(&b),
        (172, b, _) => (16..=31).contains(&b),
        // Protocol assignments, documentation, 6to4 relays, benchmarks.
        (192, 0, 0 | 2) | (192, 88, 99) | (198, 18 | 19, _) | (198, 51, 100) | (203, 0, 113) => true,
        _ => false,
    };
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // An address of version 4 in other clothes is what it is below them.
    if let Some(inner) = address.to_ipv4() {
        return is_public_v4(inner);
    }
    let segments = address.segments();
    let [first, second, ..] = segments;
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match (first, second) {
        // NAT64 and 6to4 lead to an address of version 4.
        (0x64, 0xff9b) => {
            let [.., high, low] = segments;
            segments.get(2..6).is_some_and(|zeros| zeros.iter().all(|zero| *zero == 0)) && is_public_v4(v4(high, low))
        }
        (0x2002, high) => {
            let [_, _, low, ..] = segments;
            is_public_v4(v4(high, low))
        }
        // Teredo and other protocols, benchmarks, ORCHID; documentation.
        (0x2001, second) => second >= 0x200 && second != 0xdb8,
        (0x3fff, second) => second > 0xfff,
        // Of the rest only what is given out to the world: 2000::/3.
        _ => (0x2000..=0x3fff).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_of_the_world_is_public() {
        for address in
            ["8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "2606:4700::1111", "2002:808:808::1"]
        {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "100.64.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2002:a00:1::",
            "4000::1",
            "3fff::1",
            "100::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }
}
