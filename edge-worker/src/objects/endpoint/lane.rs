//! Which deliveries go one after another. Events about one payment arrive in their order, because
//! each waits for the first try of the one before; those about different payments go at the same
//! time.

use serde::Deserialize;
use shared::ids::{INTENT_NAME_BYTES, base62_decode};

#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow)]
    data: Data<'a>,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    object: Object<'a>,
}

#[derive(Deserialize)]
struct Object<'a> {
    #[serde(default)]
    id: Option<&'a str>,
}

/// Equal for events about one payment: intent, charges, refunds and disputes have the bytes in
/// common that name the intent.
pub fn lane(event: &str) -> String {
    let id = serde_json::from_str::<Event>(event)
        .ok()
        .and_then(|event| event.data.object.id)
        .unwrap_or_default();
    let name = id
        .rsplit_once('_')
        .and_then(|(_, body)| base62_decode(body))
        .and_then(|bytes| bytes.get(..INTENT_NAME_BYTES).map(<[u8]>::to_vec));
    match name {
        Some(name) => name.iter().map(|byte| format!("{byte:02x}")).collect(),
        None => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::ids::{ChargeId, PaymentIntentId, within};

    fn about(id: &str) -> String {
        lane(&format!(
            r#"{{"id":"evt_1","data":{{"object":{{"amount":1,"id":"{id}"}}}}}}"#
        ))
    }

    #[test]
    fn a_payment_and_its_charge_share_a_lane_and_two_payments_do_not() {
        let intent = PaymentIntentId::from_bytes([3; 16]);
        let other = PaymentIntentId::from_bytes([4; 16]);
        let charge = ChargeId::from_bytes(within(&intent, [9; 16]));
        assert_eq!(about(intent.as_str()), about(charge.as_str()));
        assert_ne!(about(intent.as_str()), about(other.as_str()));
    }

    #[test]
    fn any_other_event_has_a_lane_too() {
        assert_eq!(about("shop.example"), "shop.example");
        assert_eq!(lane(r#"{"data":{"object":{"object":"balance"}}}"#), "");
        assert_eq!(lane("nonsense"), "");
    }
}
