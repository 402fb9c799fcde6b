//! The `…_redirect_to_…_app` of methods whose app goes on where the merchant's own stops.

use crate::methods::MethodType;
use crate::payment::action::{AppHandover, SignedOrder};
use serde_json::{Value, json};

pub(super) fn open(method: MethodType, handover: &AppHandover) -> Value {
    let (system, details) = match handover {
        AppHandover::Link { url } => ("ios", json!({ "native_url": url })),
        AppHandover::Order(order) => ("android", arguments(order)),
    };
    let kind = format!("{method}_redirect_to_{system}_app");
    json!({ "type": kind, kind: details })
}

fn arguments(order: &SignedOrder) -> Value {
    json!({
        "app_id": order.app_id,
        "nonce_str": order.nonce,
        "package": order.package,
        "partner_id": order.partner_id,
        "prepay_id": order.prepay_id,
        "sign": order.sign,
        "timestamp": order.timestamp.to_string(),
    })
}
