//! Whether more codes may be asked for or tried from where a request comes.

use super::not_sent;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::limits::{Count, Counted};
use crate::ports::Fault;
use shared::link::challenge::NotSent;
use shared::link::limits::{Limit, MERCHANT, NETWORK};

/// Counts the request. Errors: it is one too many, of its network or of its merchant.
pub async fn count(request: &ApiRequest) -> Result<(), ApiFailure> {
    if let Some(address) = &request.client.ip_address {
        count_at(request, "network", &network_of(address), NETWORK).await?;
    }
    if request.caller.is_visitor() {
        return Ok(());
    }
    let merchant = request.caller.profile.id.as_str();
    count_at(request, "merchant", merchant, MERCHANT).await
}

async fn count_at(
    request: &ApiRequest,
    kind: &str,
    place: &str,
    limit: Limit,
) -> Result<(), ApiFailure> {
    let name = request.edge.keyring().limit_name(kind, place);
    let limits = request.edge.limits()?;
    let counted: Counted = call(&limits, &name, &Count { limit }, STORAGE_DEADLINE)
        .await
        .map_err(Fault::from)?;
    match counted.until_ms {
        None => Ok(()),
        Some(_) => Err(not_sent(NotSent::TooOften).into()),
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
