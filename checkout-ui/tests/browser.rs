//! The element in a real browser: what a buyer sees, and what a screen reader gets.
#![cfg(target_arch = "wasm32")]

mod support;

use checkout_ui::element::Element;
use shared::element::offer_fields::offer_fields;
use shared::element::protocol::{RedirectMode, SessionAnswer, ToElement};
use shared::methods::MethodType;
use support::{
    document, edge_texts, find, fire, give_place, input, offer, open, opened_as, opened_with,
    settled, texts, type_into,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlElement, HtmlSelectElement};

wasm_bindgen_test_configure!(run_in_browser);

/// A fresh element with card, Klarna and three more.
fn opened() -> Element {
    let card = offer_fields(MethodType::Card, &edge_texts());
    let offers = [
        offer("card", "Card", "card_form", &card),
        offer("klarna", "Klarna", "redirect", &[]),
        offer("affirm", "Affirm", "redirect", &[]),
        offer("paypal", "PayPal", "redirect", &[]),
        offer("alipay", "Alipay", "redirect", &[]),
    ];
    opened_with(&offers, "ltr")
}

#[wasm_bindgen_test]
async fn the_card_is_open_and_the_rest_is_behind_one_row() {
    let _ = opened();
    assert_eq!(
        texts(".row-name"),
        ["Card", "Klarna", "Affirm", "More ways to pay"]
    );
    assert!(input("method-0").checked());
    assert!(find("#card-number").is_some());
    assert_eq!(
        find("[role=radiogroup]")
            .and_then(|list| list.get_attribute("aria-label"))
            .as_deref(),
        Some("Payment method")
    );

    find(".more")
        .expect("the row")
        .unchecked_into::<HtmlElement>()
        .click();
    settled().await;
    assert_eq!(
        texts(".row-name"),
        ["Card", "Klarna", "Affirm", "PayPal", "Alipay"]
    );
    assert_eq!(
        document()
            .active_element()
            .map(|focused| focused.id())
            .as_deref(),
        Some("method-3")
    );
}

#[wasm_bindgen_test]
async fn an_amount_changed_mid_typing_loses_neither_text_nor_place() {
    let element = opened();
    type_into("card-number", "42424242");
    let number = input("card-number");
    number.focus().expect("focus");
    number.set_selection_range(2, 2).expect("a caret");
    // Fewer offers, and the card at another place.
    let card = offer_fields(MethodType::Card, &edge_texts());
    let offers = [
        offer("klarna", "Klarna", "redirect", &[]),
        offer("card", "Card", "card_form", &card),
    ];
    open(element, &offers, "ltr", &serde_json::json!({}));
    settled().await;
    assert_eq!(texts(".row-name"), ["Klarna", "Card"]);
    let number = input("card-number");
    assert_eq!(number.value(), "4242 4242");
    assert_eq!(number.selection_start(), Ok(Some(2)));
    let focused = document().active_element().map(|focused| focused.id());
    assert_eq!(focused.as_deref(), Some("card-number"));
}

#[wasm_bindgen_test]
async fn the_chosen_method_stays_chosen_where_it_is_still_offered() {
    let element = opened();
    input("method-1").click();
    settled().await;
    let offers = [
        offer("paypal", "PayPal", "redirect", &[]),
        offer("klarna", "Klarna", "redirect", &[]),
    ];
    open(element, &offers, "ltr", &serde_json::json!({}));
    settled().await;
    assert!(input("method-1").checked());
    assert_eq!(texts(".explanation"), ["You will go to Klarna."]);
    open(element, &offers[..1], "ltr", &serde_json::json!({}));
    settled().await;
    assert_eq!(texts(".explanation"), ["You will go to PayPal."]);
}

#[wasm_bindgen_test]
async fn a_saved_method_is_chosen_first_and_asks_for_nothing() {
    let card = offer_fields(MethodType::Card, &edge_texts());
    let mut kept = offer("card", "Visa •••• 4242", "card_form", &[]);
    kept["explanation"] = serde_json::Value::Null;
    kept["saved"] = serde_json::json!({"id": "pm_1", "expiry": "04/30", "removable": true});
    let offers = [kept, offer("card", "Card", "card_form", &card)];
    let _ = opened_with(&offers, "ltr");
    settled().await;
    assert!(input("method-0").checked());
    assert_eq!(texts(".row-name"), ["Visa •••• 424204/30", "Card"]);
    assert_eq!(texts(".remove"), ["Remove"]);
    assert!(find("#card-number").is_none());
}

#[wasm_bindgen_test]
async fn a_card_alone_says_what_the_page_wants_said() {
    let card = offer_fields(MethodType::Card, &edge_texts());
    let offers = [offer("card", "Card", "card_form", &card)];
    let options = serde_json::json!({"terms": {"card": "always"}});
    let _ = opened_as(&offers, "ltr", &options);
    settled().await;
    assert!(find("#card-number").is_some());
    assert_eq!(texts(".bare > .small").len(), 1);
}

#[wasm_bindgen_test]
async fn choosing_another_method_keeps_what_was_typed() {
    let _ = opened();
    type_into("card-number", "4242424242424242");
    input("method-1").click();
    settled().await;
    assert!(find("#card-number").is_none());
    assert_eq!(texts(".explanation"), ["You will go to Klarna."]);
    input("method-0").click();
    settled().await;
    assert_eq!(input("card-number").value(), "4242 4242 4242 4242");
}

#[wasm_bindgen_test]
async fn fields_are_labelled_and_known_to_autofill() {
    let _ = opened();
    for (id, label, autocomplete) in [
        ("card-number", "Card number", "cc-number"),
        ("card-expiry", "Expiry date", "cc-exp"),
        ("card-cvc", "Security code", "cc-csc"),
        ("country", "Country", "billing country"),
        ("postal-code", "ZIP code", "billing postal-code"),
    ] {
        let field = document().get_element_by_id(id).expect(id);
        assert_eq!(
            field.get_attribute("autocomplete").as_deref(),
            Some(autocomplete)
        );
        assert_eq!(texts(&format!("label[for={id}]")), [label]);
    }
}

#[wasm_bindgen_test]
async fn typing_groups_the_number_and_shows_its_brand() {
    let _ = opened();
    type_into("card-number", "378282246310005");
    type_into("card-expiry", "427");
    type_into("card-cvc", "12345");
    settled().await;
    assert_eq!(input("card-number").value(), "3782 822463 10005");
    assert_eq!(input("card-expiry").value(), "04 / 27");
    assert_eq!(input("card-cvc").value(), "1234");
    let mark = find(".card-number [role=img]").expect("the brand");
    assert_eq!(
        mark.get_attribute("aria-label").as_deref(),
        Some("American Express")
    );
}

#[wasm_bindgen_test]
async fn a_field_is_scolded_when_it_is_left_and_forgiven_as_it_is_mended() {
    let _ = opened();
    type_into("card-number", "4242");
    settled().await;
    assert!(find(".problem").is_none());

    fire(&input("card-number"), "blur");
    settled().await;
    // Nothing moves while the buyer presses what they left it for.
    assert!(find(".problem").is_none());
    while find(".problem").is_none() {
        settled().await;
    }
    let problem = find(".problem").expect("a problem");
    assert_eq!(problem.get_attribute("role").as_deref(), Some("alert"));
    assert_eq!(
        input("card-number")
            .get_attribute("aria-invalid")
            .as_deref(),
        Some("true")
    );
    assert_eq!(
        input("card-number").get_attribute("aria-describedby"),
        Some(problem.id())
    );

    type_into("card-number", "424242424242");
    settled().await;
    assert!(find(".problem").is_none());
    assert_eq!(input("card-number").get_attribute("aria-invalid"), None);
}

#[wasm_bindgen_test]
async fn a_postal_code_comes_and_goes_with_the_country() {
    let _ = opened();
    let country: HtmlSelectElement = document()
        .get_element_by_id("country")
        .expect("the field")
        .unchecked_into();
    assert_eq!(country.value(), "US");
    country.set_value("DE");
    fire(&country, "change");
    settled().await;
    assert!(find("#postal-code").is_none());
    country.set_value("US");
    fire(&country, "change");
    settled().await;
    assert!(find("#postal-code").is_some());
}

#[wasm_bindgen_test]
async fn pressing_pay_too_early_shows_every_problem_and_goes_to_the_first() {
    let element = opened();
    type_into("card-number", "4242424242424242");
    element.hear(ToElement::Confirm {
        request: 1,
        return_url: None,
        redirect: RedirectMode::IfRequired,
        client_secret: None,
        wallet_token: None,
        told: String::new(),
    });
    settled().await;
    assert_eq!(
        texts(".problem"),
        [
            "Enter the expiry date.",
            "Enter the security code.",
            "Enter your ZIP code."
        ]
    );
    assert_eq!(
        document()
            .active_element()
            .map(|focused| focused.id())
            .as_deref(),
        Some("card-expiry")
    );
}

#[wasm_bindgen_test]
async fn a_session_that_cannot_be_had_says_so_with_a_way_to_try_again() {
    give_place();
    Element::new().hear(ToElement::Init {
        publishable_key: "pk_test_1".to_owned(),
        client_secret: Some("pi_1_secret_x4".to_owned()),
        customer_session: None,
        session: SessionAnswer::Answered {
            status: 404,
            body:
                r#"{"error":{"type":"invalid_request_error","message":"No such payment_intent"}}"#
                    .to_owned(),
        },
        locale: "auto".to_owned(),
        options: "{}".to_owned(),
    });
    settled().await;
    assert_eq!(texts("[role=alert] .hint"), ["No such payment_intent"]);
    assert_eq!(texts("[role=alert] button"), ["Try again"]);
}
