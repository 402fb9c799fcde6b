//! Where webhooks may go: https on a public host, or, in test mode, this machine.

use crate::mode::Mode;
use crate::web_address;
use shared::api::error::ApiError;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use url::Host;

const LENGTH_MAX: usize = 2_048;

/// Errors: not a URL, not https, or a host inside somebody's network. A name that resolves to a
/// private address is the network's to refuse: the Worker resolves none.
pub fn check(text: &str, mode: Mode) -> Result<(), ApiError> {
    let invalid =
        |why: &str| ApiError::invalid(format!("Invalid URL: {why}")).with("url_invalid", "url");
    if text.len() > LENGTH_MAX {
        return Err(invalid("it is too long."));
    }
    let url = web_address::parse(text)
        .ok_or_else(|| invalid("it must be a complete URL, with https://."))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid("it must not contain a user name or password."));
    }
    let host = url.host().ok_or_else(|| invalid("it names no host."))?;
    match (url.scheme(), place(&host), mode) {
        ("https" | "http", Place::ThisMachine, Mode::Test) | ("https", Place::Public, _) => Ok(()),
        (_, Place::ThisMachine, Mode::Live) => Err(invalid(
            "live mode does not deliver to the machine that it runs on.",
        )),
        (_, Place::Private, _) => Err(invalid(
            "private, link-local and metadata addresses are not delivered to.",
        )),
        (_, _, _) => Err(invalid("webhook endpoints must use https.")),
    }
}

/// Where a host is, as far as its name tells.
#[derive(Debug, PartialEq, Eq)]
pub enum Place {
    ThisMachine,
    Private,
    Public,
}

pub fn place(host: &Host<&str>) -> Place {
    match host {
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            if name == "localhost" || name.ends_with(".localhost") {
                Place::ThisMachine
            } else if name.ends_with(".internal") || name.ends_with(".local") || !name.contains('.')
            {
                Place::Private
            } else {
                Place::Public
            }
        }
        Host::Ipv4(address) => of_address(IpAddr::V4(*address)),
        Host::Ipv6(address) => of_address(IpAddr::V6(*address)),
    }
}

fn of_address(address: IpAddr) -> Place {
    let address = address.to_canonical();
    if address.is_loopback() {
        return Place::ThisMachine;
    }
    let private = match address {
        IpAddr::V4(v4) => private_v4(v4),
        IpAddr::V6(v6) => private_v6(v6),
    };
    if private {
        Place::Private
    } else {
        Place::Public
    }
}

fn private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    address.is_private()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_broadcast()
        || address.is_multicast()
        || address.is_documentation()
        || first == 0
        || first >= 240
        // Shared address space of carriers, and benchmarking.
        || (first == 100 && (64..128).contains(&second))
        || (first == 198 && (second == 18 || second == 19))
}

fn private_v6(address: Ipv6Addr) -> bool {
    address.is_unspecified()
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || address.is_multicast()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_hosts_need_https_and_this_machine_does_not() {
        for url in [
            "https://shop.example/webhook",
            "http://127.0.0.1:4242/webhook",
            "http://localhost:4242/webhook",
            "http://[::1]:4242/webhook",
        ] {
            assert!(check(url, Mode::Test).is_ok(), "{url}");
        }
        for url in [
            "http://shop.example/webhook",
            "ftp://shop.example/",
            "shop.example",
            "",
        ] {
            assert!(check(url, Mode::Test).is_err(), "{url}");
        }
    }

    #[test]
    fn live_mode_delivers_to_public_hosts_alone() {
        assert!(check("https://shop.example/webhook", Mode::Live).is_ok());
        for url in [
            "http://127.0.0.1:4242/webhook",
            "https://localhost/webhook",
            "https://10.0.0.1/",
            "http://shop.example/webhook",
        ] {
            assert!(check(url, Mode::Live).is_err(), "{url}");
        }
    }

    #[test]
    fn nobodys_inner_network_is_reached() {
        for url in [
            "https://10.0.0.1/",
            "https://192.168.1.1/",
            "https://172.16.0.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://0x0a000001/",
            "https://metadata.google.internal/",
            "https://router/",
            "https://user:secret@shop.example/",
        ] {
            assert!(check(url, Mode::Test).is_err(), "{url}");
        }
    }
}
