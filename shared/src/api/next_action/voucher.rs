//! The `…_display_details` of vouchers, as each is documented.

use crate::payment::action::Slip;
use serde_json::{Map, Value, json};

pub(super) fn details(number: &str, hosted_url: &str, expires_at: i64, slip: &Slip) -> Value {
    match slip {
        Slip::Number => json!({
            "expires_after": expires_at,
            "hosted_voucher_url": hosted_url,
            "number": number,
        }),
        Slip::Boleto { .. } => json!({
            "expires_at": expires_at,
            "hosted_voucher_url": hosted_url,
            "number": number,
            // The hosted page is the printable one.
            "pdf": null,
        }),
        Slip::Stores { codes } => {
            let store = |(chain, code): (&str, &str)| {
                let details = json!({ "confirmation_number": number, "payment_code": code });
                (chain.to_owned(), details)
            };
            let stores: Map<String, Value> = codes.by_chain().into_iter().map(store).collect();
            json!({
                "expires_at": expires_at,
                "hosted_voucher_url": hosted_url,
                "stores": stores,
            })
        }
        Slip::Entity { entity } => json!({
            "entity": entity,
            "expires_at": expires_at,
            "hosted_voucher_url": hosted_url,
            "reference": number,
        }),
    }
}
