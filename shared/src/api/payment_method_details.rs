//! `payment_method_details` of charges, of methods other than cards.

use crate::methods::MethodType;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What the API documents for each method; providers that tell no more leave it `null`.
pub(super) fn account_details(method: MethodType, known: &BTreeMap<String, String>) -> Value {
    let mut details = documented(method);
    if let Some(fields) = details.as_object_mut() {
        for (name, value) in known {
            fields.insert(name.clone(), json!(value));
        }
    }
    details
}

fn documented(method: MethodType) -> Value {
    match method {
        MethodType::Klarna => json!({
            "payer_details": null, "payment_method_category": null, "preferred_locale": null,
        }),
        MethodType::AfterpayClearpay => json!({ "order_id": null, "reference": null }),
        MethodType::Affirm => json!({ "transaction_id": null }),
        MethodType::Alipay => json!({ "fingerprint": null, "transaction_id": null }),
        MethodType::Cashapp => {
            json!({ "buyer_id": null, "cashtag": null, "transaction_id": null })
        }
        MethodType::Paypal => json!({
            "country": null, "payer_email": null, "payer_id": null, "payer_name": null,
            "seller_protection": null, "transaction_id": null,
        }),
        MethodType::Ideal => json!({
            "bank": null, "bic": null, "generated_sepa_debit": null,
            "generated_sepa_debit_mandate": null, "iban_last4": null, "transaction_id": null,
            "verified_name": null,
        }),
        MethodType::Bancontact => json!({
            "bank_code": null, "bank_name": null, "bic": null, "generated_sepa_debit": null,
            "generated_sepa_debit_mandate": null, "iban_last4": null, "preferred_language": null,
            "verified_name": null,
        }),
        MethodType::Swish => json!({
            "fingerprint": null, "payment_reference": null, "verified_phone_last4": null,
        }),
        MethodType::Oxxo => json!({ "number": null }),
        // A card is no account.
        MethodType::Card => json!({}),
    }
}
