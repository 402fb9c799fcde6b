//! `payment_method_details` of charges, of methods other than cards.

use super::details::{fields_of, tell, unknown};
use crate::methods::MethodType;
use crate::payment::method::BillingDetails;
use crate::payment::terms::Terms;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The documented fields, by the method's name. Providers that tell no more leave them `null`;
/// methods that are not here have none.
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
    ("affirm", &["transaction_id"]),
    ("afterpay_clearpay", &["order_id", "reference"]),
    ("alipay", &["fingerprint", "transaction_id"]),
    ("alma", &["transaction_id"]),
    ("amazon_pay", &["transaction_id"]),
    ("au_becs_debit", &["bsb_number", "fingerprint", "last4"]),
    (
        "bacs_debit",
        &["fingerprint", "last4", "mandate", "sort_code"],
    ),
    (
        "bancontact",
        &[
            "bank_code",
            "bank_name",
            "bic",
            "generated_sepa_debit",
            "generated_sepa_debit_mandate",
            "iban_last4",
            "preferred_language",
            "verified_name",
        ],
    ),
    ("billie", &["transaction_id"]),
    ("bizum", &["buyer_id", "transaction_id"]),
    ("blik", &["buyer_id"]),
    ("cashapp", &["buyer_id", "cashtag", "transaction_id"]),
    ("eps", &["bank", "verified_name"]),
    ("fpx", &["account_holder_type", "transaction_id"]),
    ("grabpay", &["transaction_id"]),
    (
        "ideal",
        &[
            "bank",
            "bic",
            "generated_sepa_debit",
            "generated_sepa_debit_mandate",
            "iban_last4",
            "transaction_id",
            "verified_name",
        ],
    ),
    ("kakao_pay", &["buyer_id", "transaction_id"]),
    (
        "klarna",
        &[
            "payer_details",
            "payment_method_category",
            "preferred_locale",
        ],
    ),
    ("konbini", &["store"]),
    ("kr_card", &["brand", "buyer_id", "last4", "transaction_id"]),
    ("link", &["country"]),
    ("mobilepay", &["card"]),
    ("multibanco", &["entity", "reference"]),
    ("naver_pay", &["buyer_id", "transaction_id"]),
    ("nz_bank_account", &["account_holder_name", "suffix"]),
    ("oxxo", &["number"]),
    ("p24", &["bank", "reference", "verified_name"]),
    ("payco", &["buyer_id", "transaction_id"]),
    ("paynow", &["reference"]),
    (
        "paypal",
        &[
            "country",
            "payer_email",
            "payer_id",
            "payer_name",
            "seller_protection",
            "transaction_id",
        ],
    ),
    ("payto", &["bsb_number", "last4", "pay_id"]),
    ("promptpay", &["reference"]),
    ("revolut_pay", &["transaction_id"]),
    ("samsung_pay", &["buyer_id", "transaction_id"]),
    ("satispay", &["transaction_id"]),
    ("scalapay", &["transaction_id"]),
    (
        "sepa_debit",
        &[
            "bank_code",
            "branch_code",
            "country",
            "fingerprint",
            "last4",
            "mandate",
        ],
    ),
    ("sequra", &["transaction_id"]),
    ("sunbit", &["transaction_id"]),
    (
        "swish",
        &["fingerprint", "payment_reference", "verified_phone_last4"],
    ),
    ("upi", &["vpa"]),
    (
        "us_bank_account",
        &[
            "account_holder_type",
            "account_type",
            "bank_name",
            "fingerprint",
            "last4",
            "payment_reference",
            "routing_number",
        ],
    ),
    ("wechat_pay", &["fingerprint", "transaction_id"]),
];

/// Details of the payment method that its charges do not repeat.
const UNREPEATED: &[(&str, &[&str])] = &[
    ("klarna", &["dob"]),
    ("naver_pay", &["funding"]),
    ("sepa_debit", &["generated_from"]),
];

/// What is known of the method, of what the merchant chose for it, and of the buyer.
pub(super) fn account_details(
    method: MethodType,
    known: &BTreeMap<String, String>,
    terms: &Terms,
    billing: &BillingDetails,
) -> Value {
    let name = method.as_str();
    let documented = fields_of(DOCUMENTED, name);
    let mut details = unknown(documented);
    tell(&mut details, method.row().details, known);
    for field in fields_of(UNREPEATED, name) {
        details.remove(*field);
    }
    let options = terms.options_of.get(&method);
    for (option, chosen) in options.into_iter().flatten() {
        if documented.contains(&option.as_str()) {
            details.insert(option.clone(), json!(chosen));
        }
    }
    // Klarna tells where the payer lives, whatever else it tells.
    if documented.contains(&"payer_details") {
        let country = billing.address.country;
        let payer = json!({ "address": { "country": country } });
        details.insert("payer_details".to_owned(), payer);
    }
    details.into()
}
