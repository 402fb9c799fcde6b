//! The merchant API's payment method, drawn from what Kassa keeps of one.

use super::card_wallet::card_wallet;
use super::details::{fields_of, tell, unknown};
use crate::methods::MethodType;
use crate::payment::method::{
    Address, BillingDetails, CardBrand, CardSummary, Instrument, PaymentMethod,
};
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
        Instrument::Link(_) => account(MethodType::Link, &BTreeMap::new()),
        Instrument::Account(method) => account(*method, &BTreeMap::new()),
        Instrument::Described(known) => account(known.method, &known.details),
        Instrument::Card(card) => json!({
            "brand": card.brand,
            "checks": checks(),
            "country": card.country,
            "display_brand": display_brand(card.chosen_network().unwrap_or(card.brand)),
            "exp_month": card.exp_month,
            "exp_year": card.exp_year,
            "fingerprint": card.fingerprint,
            "funding": card.funding,
            "generated_from": null,
            "last4": card.last4,
            "networks": networks(card),
            "regulated_status": "unregulated",
            "three_d_secure_usage": { "supported": true },
            "wallet": card_wallet(card),
        }),
    }
}

/// The documented fields, by the method's name, which are `null` while nothing is known; methods
/// that are not here have none.
const DOCUMENTED: &[(&str, &[&str])] = &[
    (
        "acss_debit",
        &[
            "bank_name",
            "fingerprint",
            "institution_number",
            "last4",
            "transit_number",
        ],
    ),
    ("au_becs_debit", &["bsb_number", "fingerprint", "last4"]),
    ("bacs_debit", &["fingerprint", "last4", "sort_code"]),
    ("cashapp", &["buyer_id", "cashtag"]),
    ("eps", &["bank"]),
    ("fpx", &["account_holder_type"]),
    ("ideal", &["bank", "bic"]),
    ("klarna", &["dob"]),
    ("kr_card", &["brand", "last4"]),
    ("link", &["email"]),
    ("naver_pay", &["buyer_id"]),
    ("nz_bank_account", &["account_holder_name", "suffix"]),
    ("p24", &["bank"]),
    ("paypal", &["country", "payer_email", "payer_id"]),
    ("payto", &["bsb_number", "last4", "pay_id"]),
    (
        "sepa_debit",
        &[
            "bank_code",
            "branch_code",
            "country",
            "fingerprint",
            "generated_from",
            "last4",
        ],
    ),
    ("upi", &["vpa"]),
    (
        "us_bank_account",
        &[
            "account_holder_type",
            "account_type",
            "bank_name",
            "financial_connections_account",
            "fingerprint",
            "last4",
            "networks",
            "routing_number",
            "status_details",
        ],
    ),
];

/// What the API tells of an account elsewhere: as much as the buyer told of it.
fn account(method: MethodType, known: &BTreeMap<String, String>) -> Value {
    let mut account = unknown(fields_of(DOCUMENTED, method.as_str()));
    tell(&mut account, method.row().details, known);
    if let Some(from) = account.get_mut("generated_from")
        && let Some(from) = from.as_object_mut()
    {
        from.insert("setup_attempt".to_owned(), Value::Null);
    }
    account.into()
}

/// The brand as a checkout shows it.
fn display_brand(brand: CardBrand) -> &'static str {
    match brand {
        CardBrand::Amex => "american_express",
        CardBrand::Diners => "diners_club",
        CardBrand::Unionpay => "union_pay",
        CardBrand::Unknown => "other",
        CardBrand::CartesBancaires
        | CardBrand::Discover
        | CardBrand::Jcb
        | CardBrand::Mastercard
        | CardBrand::Visa => brand.as_str(),
    }
}

/// The networks that a payment can choose from, and the one that the buyer prefers.
fn networks(card: &CardSummary) -> Value {
    let preferred = card.preferred_network.map(|preferred| {
        let is_on = card.chosen_network().is_some();
        if is_on {
            preferred.as_str()
        } else {
            "invalid_preference"
        }
    });
    json!({ "available": card.networks().collect::<Vec<_>>(), "preferred": preferred })
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
