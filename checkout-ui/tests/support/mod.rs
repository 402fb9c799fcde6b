//! A document to draw in, an element that has its session, and the hands of a buyer.

// Each file of tests uses its own part of it.
#![allow(dead_code)]

use checkout_ui::element::Element;
use serde_json::{Value, json};
use shared::element::field::OfferField;
use shared::element::language::{ENGLISH, Language, Texts};
use shared::element::protocol::{SessionAnswer, ToElement};
use wasm_bindgen::JsCast;
use web_sys::{Document, Event, EventInit, HtmlInputElement};

pub fn document() -> Document {
    web_sys::window()
        .and_then(|window| window.document())
        .expect("a document")
}

/// Where the element is drawn, as `static/element.html` has it.
pub fn give_place() {
    if let Some(old) = document().get_element_by_id("kassa") {
        old.remove();
    }
    let place = document().create_element("main").expect("an element");
    place.set_id("kassa");
    place
        .set_attribute("aria-busy", "true")
        .expect("an attribute");
    let body = document().body().expect("a body");
    body.append_child(&place).expect("appended");
}

/// An offer as the edge sends it.
pub fn offer(method: &str, name: &str, flow: &str, fields: &[OfferField]) -> Value {
    json!({"type": method, "display_name": name, "icon": "/icons/x.svg", "flow": flow,
        "explanation": (flow != "card_form").then(|| format!("You will go to {name}.")),
        "fields": fields, "instalments": null, "mandate": null})
}

fn english() -> Language {
    Language::read(ENGLISH).expect("a language")
}

/// What the edge puts into offers.
pub fn edge_texts() -> Texts {
    english().edge
}

/// A fresh element with these offers.
pub fn opened_with(offers: &[Value], direction: &str) -> Element {
    opened_as(offers, direction, &json!({}))
}

/// A fresh element with these offers, as a page wants it.
pub fn opened_as(offers: &[Value], direction: &str, options: &Value) -> Element {
    give_place();
    let element = Element::new();
    open(element, offers, direction, options);
    element
}

/// What the page tells an element of a checkout, the first time or again.
pub fn open(element: Element, offers: &[Value], direction: &str, options: &Value) {
    let session = json!({
        "object": "elements.session", "livemode": false, "merchant_display_name": "Alba Coffee",
        "locale": "en-US", "direction": direction, "buyer_country": "US",
        "intent": {"id": "pi_1", "amount": 5999, "currency": "usd", "currency_exponent": 2,
            "status": "requires_payment_method"},
        "offers": offers,
        "countries": [{"code": "DE", "postal_code": "not_asked"}, {"code": "US", "postal_code": "zip"}],
        "strings": english().element,
    });
    element.hear(ToElement::Init {
        publishable_key: "pk_test_1".to_owned(),
        client_secret: Some("pi_1_secret_x4".to_owned()),
        customer_session: None,
        session: SessionAnswer::Answered {
            status: 200,
            body: session.to_string(),
        },
        locale: "auto".to_owned(),
        options: options.to_string(),
    });
}

pub fn find(selector: &str) -> Option<web_sys::Element> {
    document().query_selector(selector).expect("a selector")
}

pub fn input(id: &str) -> HtmlInputElement {
    document().get_element_by_id(id).expect(id).unchecked_into()
}

pub fn texts(selector: &str) -> Vec<String> {
    let found = document().query_selector_all(selector).expect("a selector");
    (0..found.length())
        .filter_map(|index| found.get(index)?.text_content())
        .collect()
}

pub fn fire(target: &web_sys::EventTarget, name: &str) {
    let init = EventInit::new();
    init.set_bubbles(true);
    let event = Event::new_with_event_init_dict(name, &init).expect("an event");
    target.dispatch_event(&event).expect("dispatched");
}

/// Types into a field as a keyboard does: at the caret, one event a key.
pub fn type_into(id: &str, keys: &str) {
    let input = input(id);
    for key in keys.chars() {
        let value = input.value();
        input.set_value(&format!("{value}{key}"));
        fire(&input, "input");
    }
}

/// Lets signals reach the document.
pub async fn settled() {
    checkout_ui::page::pause(20).await;
}
