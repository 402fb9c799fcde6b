//! Whether more codes may be asked for or tried, or more cards kept, from where a request comes.

use super::{not_sent, session_cookie};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::rules::{Whereabouts, count as count_at};
use shared::link::challenge::NotSent;
use shared::link::email::Email;
use shared::rules::finding::gravest;
use shared::rules::rule::Action;

/// Counts the request. Errors: it is one too many.
pub async fn count(
    request: &ApiRequest,
    action: Action,
    email: Option<&Email>,
) -> Result<(), ApiFailure> {
    match has_room(request, action, email).await {
        true => Ok(()),
        false => Err(not_sent(NotSent::TooOften).into()),
    }
}

/// Counts the request, and tells whether it is none too many.
pub async fn has_room(request: &ApiRequest, action: Action, email: Option<&Email>) -> bool {
    let whereabouts = whereabouts(request, email);
    let (_, replies) = count_at(&request.edge, action, &whereabouts, None).await;
    let finding = gravest(&replies, false);
    !finding.is_some_and(|finding| finding.is_blocked())
}

/// Where the buyer is counted, as far as their own request tells. A server's tells nothing of them.
pub fn whereabouts(request: &ApiRequest, email: Option<&Email>) -> Whereabouts {
    let keyring = request.edge.keyring();
    let caller = &request.caller;
    let network = request.client.ip_address.as_deref().map(network_of);
    let network = network.filter(|_| caller.is_buyer());
    let device = session_cookie::read(request).filter(|_| caller.is_buyer());
    let merchant = (!caller.is_visitor()).then(|| caller.profile.id.as_str());
    let email = email.map(|email| shared::ids::base62(keyring.consumer_name(email)));
    let both = email.as_deref().zip(network.as_deref());
    let name = |kind: &str, place: &str| keyring.limit_name(kind, place);
    Whereabouts {
        email_on_network: both.map(|(email, network)| {
            let place = format!("{email} {network}");
            name("email on network", &place)
        }),
        network: network.as_deref().map(|place| name("network", place)),
        merchant: merchant.map(|place| name("merchant", place)),
        email: email.as_deref().map(|place| name("email", place)),
        device: device.map(|session| name("device", &keyring.link_token_hash(&session))),
        card: None,
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
