//! Where a request is counted, as far as it tells by itself.

use super::link::session_of;
use crate::api_request::ApiRequest;
use crate::rules::Whereabouts;

/// The buyer's own network and device, and the merchant's. A server's request tells nothing of the buyer.
pub fn whereabouts(request: &ApiRequest) -> Whereabouts {
    let keyring = request.edge.keyring();
    let caller = &request.caller;
    let network = request.client.ip_address.as_deref().map(network_of);
    let device = session_of(request).map(|session| keyring.link_token_hash(&session));
    let merchant = (!caller.is_visitor()).then(|| caller.profile.id.as_str());
    let name = |kind: &str, place: &str| keyring.limit_name(kind, place);
    let of_buyer = |kind: &str, place: Option<String>| {
        let place = place.filter(|_| caller.is_buyer());
        place.map(|place| name(kind, &place))
    };
    Whereabouts {
        network: of_buyer("network", network),
        device: of_buyer("device", device),
        merchant: merchant.map(|place| name("merchant", place)),
        ..Whereabouts::default()
    }
}

/// Of an address of version 6, whose last half a household chooses as it likes, the first half.
fn network_of(address: &str) -> String {
    match address.parse() {
        Ok(std::net::IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
        Ok(std::net::IpAddr::V4(_)) | Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_one_network_whichever_of_its_addresses_it_uses() {
        assert_eq!(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2");
        assert_eq!(network_of("2001:db8:1:2::1"), "2001:db8:1:2");
        assert_eq!(network_of("192.0.2.1"), "192.0.2.1");
    }
}
