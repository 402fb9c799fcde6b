//! The merchant API's payment method, drawn from what Kassa keeps of one.

use crate::methods::MethodType;
use crate::payment::method::{Address, BillingDetails, CardBrand, Instrument, PaymentMethod};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The merchant API's payment method object.
pub fn payment_method(method: &PaymentMethod, livemode: bool) -> Value {
    let kind = method.method_type().as_str();
    let mut object = json!({
        "id": method.id,
        "object": "payment_method",
        "allow_redisplay": method.allow_redisplay,
        "billing_details": billing_details(&method.billing),
        "created": method.created,
        "customer": method.customer,
        "customer_account": null,
        "livemode": livemode,
        "metadata": method.metadata,
        "type": kind,
    });
    if let Some(fields) = object.as_object_mut() {
        fields.insert(kind.to_owned(), instrument(&method.instrument));
    }
    object
}

fn instrument(instrument: &Instrument) -> Value {
    match instrument {
        Instrument::Account(method) => account(*method, &BTreeMap::new()),
        Instrument::Described(known) => account(known.method, &known.details),
        Instrument::Card(card) => json!({
            "brand": card.brand,
            "checks": checks(),
            "country": card.country,
            "display_brand": display_brand(card.brand),
            "exp_month": card.exp_month,
            "exp_year": card.exp_year,
            "fingerprint": card.fingerprint,
            "funding": card.funding,
            "generated_from": null,
            "last4": card.last4,
            "networks": { "available": [card.brand], "preferred": null },
            "regulated_status": "unregulated",
            "three_d_secure_usage": { "supported": true },
            "wallet": null,
        }),
    }
}

/// What the API tells of an account elsewhere: as much as the buyer told of it.
fn account(method: MethodType, known: &BTreeMap<String, String>) -> Value {
    let mut account = documented(method);
    if let Some(fields) = account.as_object_mut() {
        for (name, value) in known {
            fields.insert(name.clone(), json!(value));
        }
    }
    account
}

/// What the API documents for each method, as far as nothing is known.
fn documented(method: MethodType) -> Value {
    match method {
        MethodType::Cashapp => json!({ "buyer_id": null, "cashtag": null }),
        MethodType::Ideal => json!({ "bank": null, "bic": null }),
        MethodType::Klarna => json!({ "dob": null }),
        MethodType::Paypal => json!({ "country": null, "payer_email": null, "payer_id": null }),
        MethodType::Affirm
        | MethodType::AfterpayClearpay
        | MethodType::Alipay
        | MethodType::Bancontact
        | MethodType::Card
        | MethodType::Oxxo
        | MethodType::Swish => json!({}),
    }
}

/// The brand as a checkout shows it.
fn display_brand(brand: CardBrand) -> &'static str {
    match brand {
        CardBrand::Amex => "american_express",
        CardBrand::Diners => "diners_club",
        CardBrand::Unionpay => "union_pay",
        CardBrand::Unknown => "other",
        CardBrand::Discover | CardBrand::Jcb | CardBrand::Mastercard | CardBrand::Visa => {
            brand.as_str()
        }
    }
}

/// `billing_details` of payment methods and charges.
pub fn billing_details(billing: &BillingDetails) -> Value {
    json!({
        "address": address(&billing.address),
        "email": billing.email,
        "name": billing.name,
        "phone": billing.phone,
        "tax_id": null,
    })
}

/// An address, as billing details and shipping have it.
pub fn address(address: &Address) -> Value {
    json!({
        "city": address.city,
        "country": address.country,
        "line1": address.line1,
        "line2": address.line2,
        "postal_code": address.postal_code,
        "state": address.state,
    })
}

/// What the issuer compared; the sandbox's issuers compare nothing.
pub(super) fn checks() -> Value {
    json!({
        "address_line1_check": null,
        "address_postal_code_check": null,
        "cvc_check": null,
    })
}
