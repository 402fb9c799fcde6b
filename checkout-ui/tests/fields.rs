//! Forms that the session alone describes: lists, account numbers, codes, plans and mandates.
#![cfg(target_arch = "wasm32")]

mod support;

use checkout_ui::element::Element;
use checkout_ui::session_reader::read_session;
use serde_json::{Value, json};
use shared::element::field::{FieldChoice, FieldKind, OfferField};
use shared::element::offer_fields::{mandate_text, offer_fields};
use shared::element::processing_text::processing_text;
use shared::element::protocol::{RedirectMode, ToElement};
use shared::element::session::{InstalmentPlan, Offer};
use shared::methods::MethodType;
use support::{
    document, edge_texts, find, fire, input, offer, opened_with, settled, texts, type_into,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlSelectElement;

wasm_bindgen_test_configure!(run_in_browser);

/// An element with one method and another beside it.
fn opened(method: MethodType, more: Value) -> Element {
    let own = offer_fields(method, &edge_texts());
    let other = offer_fields(MethodType::Oxxo, &edge_texts());
    let mut first = offer(method.as_str(), "First", "redirect", &own);
    for (name, value) in more.as_object().expect("an object") {
        first[name] = value.clone();
    }
    opened_with(&[first, offer("oxxo", "Second", "voucher", &other)], "ltr")
}

fn press_pay(element: Element) {
    element.hear(ToElement::Confirm {
        request: 1,
        return_url: Some("https://shop.test/".to_owned()),
        redirect: RedirectMode::IfRequired,
        client_secret: None,
        wallet_token: None,
        told: String::new(),
    });
}

fn list(id: &str) -> HtmlSelectElement {
    let found = document().get_element_by_id(id).expect(id);
    found.unchecked_into()
}

fn problem_of(id: &str) -> Option<String> {
    let problem = find(&format!("#{id}-problem"))?;
    let described = document()
        .get_element_by_id(id)?
        .get_attribute("aria-describedby");
    assert_eq!(described, Some(problem.id()), "a screen reader finds it");
    problem.text_content()
}

#[wasm_bindgen_test]
async fn a_bank_is_chosen_from_a_list_that_begins_with_none() {
    let mut bank = offer_fields(MethodType::Oxxo, &edge_texts()).remove(0);
    bank.id = "p24-bank".to_owned();
    bank.kind = FieldKind::Select;
    bank.example = "Choose your bank".to_owned();
    bank.problems.empty = "Choose your bank.".to_owned();
    bank.choices = ["ing", "mbank"]
        .map(|code| FieldChoice {
            code: code.to_owned(),
            name: code.to_uppercase(),
        })
        .to_vec();
    let element = opened(MethodType::Blik, json!({"fields": [bank]}));
    assert_eq!(
        texts("#p24-bank option"),
        ["Choose your bank", "ING", "MBANK"]
    );
    assert_eq!(list("p24-bank").value(), "");
    press_pay(element);
    settled().await;
    assert_eq!(problem_of("p24-bank").as_deref(), Some("Choose your bank."));
    list("p24-bank").set_value("ing");
    fire(&list("p24-bank"), "change");
    settled().await;
    assert_eq!(problem_of("p24-bank"), None);
}

#[wasm_bindgen_test]
async fn an_account_is_asked_for_in_the_way_that_the_buyer_chose() {
    let element = opened(MethodType::Payto, json!({}));
    let fields = ["payto-pay-id", "payto-bsb-number", "payto-account-number"];
    let shown = || fields.map(|id| document().get_element_by_id(id).is_some());
    assert_eq!(shown(), [false, false, false]);
    press_pay(element);
    settled().await;
    assert!(problem_of("payto-pay-id-way").is_some());
    for (way, expected) in [
        ("itself", [true, false, false]),
        ("stand_in", [false, true, true]),
        ("", [false, false, false]),
    ] {
        list("payto-pay-id-way").set_value(way);
        fire(&list("payto-pay-id-way"), "change");
        settled().await;
        assert_eq!(shown(), expected, "{way}");
    }
}

/// What is told of a field that was left, as soon as it is.
async fn told_of(id: &str) -> String {
    loop {
        if let Some(told) = problem_of(id) {
            return told;
        }
        settled().await;
    }
}

#[wasm_bindgen_test]
async fn an_iban_is_grouped_and_its_check_digits_are_told_when_it_is_left() {
    let _ = opened(MethodType::SepaDebit, json!({}));
    type_into("sepa-debit-iban", "de88370400440532013000");
    settled().await;
    assert_eq!(
        input("sepa-debit-iban").value(),
        "DE88 3704 0044 0532 0130 00"
    );
    assert_eq!(problem_of("sepa-debit-iban"), None);
    fire(&input("sepa-debit-iban"), "blur");
    let told = told_of("sepa-debit-iban").await;
    assert!(told.contains("check digits"), "{told}");
    assert_eq!(
        input("sepa-debit-iban")
            .get_attribute("aria-invalid")
            .as_deref(),
        Some("true")
    );
    input("sepa-debit-iban").set_value("DE89 3704 0044 0532 0130 00");
    fire(&input("sepa-debit-iban"), "input");
    settled().await;
    assert_eq!(problem_of("sepa-debit-iban"), None);
}

#[wasm_bindgen_test]
async fn a_number_that_is_too_short_or_of_no_country_is_told_as_such() {
    let _ = opened(MethodType::SepaDebit, json!({}));
    for wrong in ["DE89 3704", "XX89 3704 0044 0532 0130 00"] {
        input("sepa-debit-iban").set_value(wrong);
        fire(&input("sepa-debit-iban"), "input");
        settled().await;
        fire(&input("sepa-debit-iban"), "blur");
        let told = told_of("sepa-debit-iban").await;
        assert!(told.contains("incomplete"), "{told}");
    }
}

#[wasm_bindgen_test]
async fn a_code_has_the_keyboard_and_the_autofill_of_codes() {
    let element = opened(MethodType::Blik, json!({}));
    let code = input("blik-code");
    for (name, value) in [
        ("autocomplete", "one-time-code"),
        ("inputmode", "numeric"),
        ("aria-required", "true"),
    ] {
        assert_eq!(code.get_attribute(name).as_deref(), Some(value));
    }
    type_into("blik-code", "12a345");
    press_pay(element);
    settled().await;
    assert_eq!(code.value(), "12345");
    assert_eq!(
        problem_of("blik-code").as_deref(),
        Some("The code has 6 digits.")
    );
    let focused = document().active_element().map(|focused| focused.id());
    assert_eq!(focused.as_deref(), Some("blik-code"));
    type_into("blik-code", "67");
    settled().await;
    assert_eq!(
        (code.value().as_str(), problem_of("blik-code")),
        ("123456", None)
    );
}

#[wasm_bindgen_test]
async fn what_two_methods_ask_for_is_typed_once() {
    let _ = opened(MethodType::SepaDebit, json!({}));
    type_into("email", "jenny@example.com");
    input("method-1").click();
    settled().await;
    assert!(find("#sepa-debit-iban").is_none());
    assert_eq!(input("email").value(), "jenny@example.com");
    input("method-0").click();
    settled().await;
    assert_eq!(input("email").value(), "jenny@example.com");
}

#[wasm_bindgen_test]
async fn a_single_country_is_not_asked_for_and_several_are_listed() {
    let field = |kind, codes: &[&str]| {
        let mut country: OfferField = offer_fields(MethodType::Card, &edge_texts()).remove(3);
        country.kind = kind;
        country.choices = codes
            .iter()
            .map(|code| FieldChoice {
                code: (*code).to_owned(),
                name: String::new(),
            })
            .collect();
        country
    };
    let fixed = field(FieldKind::Fixed, &["BR"]);
    let _ = opened(MethodType::Blik, json!({"fields": [fixed]}));
    assert!(find("#country").is_none());
    let listed = field(FieldKind::Country, &["SE", "DE"]);
    let _ = opened(MethodType::Blik, json!({"fields": [listed]}));
    let country = find("#country").expect("a list");
    fire(&country, "focus");
    assert_eq!(texts("#country option"), ["Germany", "Sweden"]);
}

#[wasm_bindgen_test]
async fn the_list_of_countries_comes_after_the_form_and_keeps_what_is_chosen() {
    let _ = opened(MethodType::Card, json!({}));
    let country: HtmlSelectElement = find("#country").expect("a list").unchecked_into();
    assert_eq!(
        (
            texts("#country option").as_slice(),
            country.value().as_str()
        ),
        ([String::new()].as_slice(), "US")
    );
    while country.length() < 2 {
        settled().await;
    }
    assert_eq!(texts("#country option"), ["Germany", "United States"]);
    assert_eq!(country.value(), "US");
}

#[wasm_bindgen_test]
fn what_the_edge_writes_is_what_the_element_reads() {
    let texts = edge_texts();
    let offers: Vec<Offer> = MethodType::ALL
        .iter()
        .map(|&method| Offer {
            method: method.to_string(),
            display_name: method.row().display_name.to_owned(),
            icon: "/icons/x.svg".to_owned(),
            flow: method.row().flow.screen(),
            explanation: Some("Next.".to_owned()),
            fields: offer_fields(method, &texts),
            instalments: Some(InstalmentPlan {
                amounts: vec![1_500, 1_499],
                first_days: 30,
                interval_days: 14,
                apr_basis_points: Some(1_599),
                legal: None,
            }),
            mandate: mandate_text(method, &texts),
            processing: processing_text(method, &texts),
            saved: None,
        })
        .collect();
    let json = json!({"offers": offers}).to_string();
    let json = js_sys::JSON::parse(&json).expect("JSON");
    let read = read_session(&json).expect("a session");
    assert_eq!(read.offers, offers);
}

#[wasm_bindgen_test]
async fn a_mandate_is_read_below_the_form() {
    let mandate = "You authorise Alba Coffee to debit your account.";
    let _ = opened(MethodType::SepaDebit, json!({"mandate": mandate}));
    assert_eq!(texts(".panel > :last-child"), [mandate]);
}

#[wasm_bindgen_test]
async fn a_plan_with_interest_says_what_a_month_costs_and_what_the_law_wants() {
    let plan = json!({"amounts": [1_100, 1_100, 1_100], "interval_days": 30,
        "apr_basis_points": 1_599, "legal": "{count} × {amount} = {total} at {apr}."});
    let _ = opened(MethodType::Affirm, json!({"instalments": plan}));
    assert_eq!(
        texts(".plan-sum"),
        ["From $11.00 a month for 3 months at 15.99% APR"]
    );
    assert_eq!(
        texts(".instalments .small"),
        ["3 × $11.00 = $33.00 at 15.99%."]
    );
    assert!(find(".plan").is_none());
}
