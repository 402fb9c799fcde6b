//! Reads the session. What is missing is empty, so that the element and the edge may differ by a
//! version.

use crate::from_js::{as_number, get, list, number, pairs, text, texts};
use crate::strings::Strings;
use shared::element::field::{
    Checksum, FieldChoice, FieldCondition, FieldKind, FieldProblems, OfferField,
};
use shared::element::session::{
    CountryOption, InstalmentPlan, IntentSummary, Offer, OfferFlow, PostalCode, SavedMethod,
};
use wasm_bindgen::prelude::*;

/// The part of [`ElementSession`](shared::element::session::ElementSession) that is drawn.
pub struct SessionView {
    pub merchant_display_name: String,
    pub locale: String,
    pub direction: String,
    pub buyer_country: String,
    pub intent: IntentSummary,
    pub offers: Vec<Offer>,
    pub countries: Vec<CountryOption>,
    pub strings: Strings,
}

/// `None` if there is nothing to pay with, as in what is no session.
pub fn read_session(value: &JsValue) -> Option<SessionView> {
    let session = SessionView {
        merchant_display_name: text(value, "merchant_display_name"),
        locale: text(value, "locale"),
        direction: text(value, "direction"),
        buyer_country: text(value, "buyer_country"),
        intent: intent(&get(value, "intent")),
        offers: list(value, "offers", offer),
        countries: list(value, "countries", country),
        strings: Strings(pairs(&get(value, "strings"))),
    };
    (!session.offers.is_empty()).then_some(session)
}

fn intent(value: &JsValue) -> IntentSummary {
    IntentSummary {
        id: text(value, "id"),
        amount: number(value, "amount") as i64,
        currency: text(value, "currency"),
        currency_exponent: number(value, "currency_exponent") as u8,
        status: text(value, "status"),
        failure: get(value, "failure").as_string(),
    }
}

fn country(value: &JsValue) -> CountryOption {
    CountryOption {
        code: text(value, "code"),
        postal_code: match text(value, "postal_code").as_str() {
            "postal" => PostalCode::Postal,
            "zip" => PostalCode::Zip,
            "postcode" => PostalCode::Postcode,
            _ => PostalCode::NotAsked,
        },
    }
}

fn offer(value: &JsValue) -> Offer {
    let plan = get(value, "instalments");
    Offer {
        method: text(value, "type"),
        display_name: text(value, "display_name"),
        icon: text(value, "icon"),
        flow: match text(value, "flow").as_str() {
            "card_form" => OfferFlow::CardForm,
            "card_wallet" => OfferFlow::CardWallet,
            "qr_code" => OfferFlow::QrCode,
            "inline_code" => OfferFlow::InlineCode,
            "app_approval" => OfferFlow::AppApproval,
            "voucher" => OfferFlow::Voucher,
            "bank_debit" => OfferFlow::BankDebit,
            "bank_transfer" => OfferFlow::BankTransfer,
            "link" => OfferFlow::Link,
            _ => OfferFlow::Redirect,
        },
        explanation: get(value, "explanation").as_string(),
        fields: list(value, "fields", field),
        instalments: plan.is_object().then(|| InstalmentPlan {
            amounts: list(&plan, "amounts", |amount| as_number(amount) as i64),
            first_days: number(&plan, "first_days") as u32,
            interval_days: number(&plan, "interval_days") as u32,
            apr_basis_points: get(&plan, "apr_basis_points")
                .as_f64()
                .map(|points| points as u32),
            legal: get(&plan, "legal").as_string(),
        }),
        mandate: get(value, "mandate").as_string(),
        processing: get(value, "processing").as_string(),
        saved: saved(&get(value, "saved")),
    }
}

fn saved(value: &JsValue) -> Option<SavedMethod> {
    value.is_object().then(|| SavedMethod {
        id: text(value, "id"),
        // The offer's name says it, too.
        brand: None,
        last4: None,
        expiry: get(value, "expiry").as_string(),
        removable: get(value, "removable").is_truthy(),
        billing_details: None,
    })
}

fn field(value: &JsValue) -> OfferField {
    let problems = get(value, "problems");
    OfferField {
        id: text(value, "id"),
        param: text(value, "param"),
        kind: match text(value, "kind").as_str() {
            "card_number" => FieldKind::CardNumber,
            "card_expiry" => FieldKind::CardExpiry,
            "card_cvc" => FieldKind::CardCvc,
            "country" => FieldKind::Country,
            "postal_code" => FieldKind::PostalCode,
            "digits" => FieldKind::Digits,
            "code" => FieldKind::Code,
            "iban" => FieldKind::Iban,
            "select" => FieldKind::Select,
            "checkbox" => FieldKind::Checkbox,
            "fixed" => FieldKind::Fixed,
            _ => FieldKind::Text,
        },
        label: text(value, "label"),
        example: text(value, "example"),
        hint: text(value, "hint"),
        autocomplete: text(value, "autocomplete"),
        input_mode: text(value, "input_mode"),
        length_max: number(value, "length_max") as u32,
        mask: text(value, "mask"),
        pattern: text(value, "pattern"),
        checksums: list(value, "checksums", |value| Checksum {
            length: number(value, "length") as u32,
            weights: text(value, "weights"),
            modulus: number(value, "modulus") as u32,
        }),
        optional: get(value, "optional").is_truthy(),
        half: get(value, "half").is_truthy(),
        choices: list(value, "choices", |value| FieldChoice {
            code: text(value, "code"),
            name: text(value, "name"),
        }),
        when: condition(&get(value, "when")),
        problems: FieldProblems {
            empty: text(&problems, "empty"),
            incomplete: text(&problems, "incomplete"),
            invalid: text(&problems, "invalid"),
            past: text(&problems, "past"),
        },
    }
}

fn condition(value: &JsValue) -> Option<FieldCondition> {
    value.is_object().then(|| FieldCondition {
        id: text(value, "id"),
        choice: text(value, "choice"),
        prefixes: texts(&get(value, "prefixes")),
    })
}
