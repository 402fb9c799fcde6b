//! A document to draw in, an edge that answers what it is told to, and the hands of a buyer.

use js_sys::{Array, Promise};
use link_pages::border::Parts;
use link_pages::page::start;
use serde_json::{Value, json};
use shared::element::language::{ENGLISH, Language};
use wasm_bindgen::prelude::*;
use web_sys::{Document, HtmlElement};

#[wasm_bindgen(inline_js = r#"
export function fakeParts(answers, asked, hasPasskeys) {
  const take = (path) => {
    asked.push(path);
    const answer = answers[path];
    return Promise.resolve(Array.isArray(answer) ? answer.shift() : answer);
  };
  return {
    ask: (path, fields) => take(fields === "{}" ? path : `${path} ${fields}`),
    hasPasskeys: () => hasPasskeys,
    makePasskey: () => take("makePasskey"),
    addressForm(place, consumer, id) {
      const { name = "" } = JSON.parse(consumer).addresses.find((address) => address.id === id) ?? {};
      const input = Object.assign(document.createElement("input"), { id: "name", value: name });
      place.replaceChildren(input);
      return { fields: () => (input.value ? JSON.stringify({ name: input.value }) : undefined), complain: () => input.focus() };
    },
    signIn: (place, proven) => place.replaceChildren(Object.assign(document.createElement("button"), { id: "prove", onclick: () => proven() })),
  };
}
export function catchFile() {
  const make = URL.createObjectURL;
  return new Promise((resolve) => {
    URL.createObjectURL = (blob) => {
      URL.createObjectURL = make;
      resolve(blob.text());
      return make.call(URL, blob);
    };
  });
}
export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
"#)]
extern "C" {
    #[wasm_bindgen(js_name = fakeParts)]
    fn fake_parts(answers: &JsValue, asked: &Array, has_passkeys: bool) -> Parts;
    /// The text of the file that the page hands over next.
    #[wasm_bindgen(js_name = catchFile)]
    pub fn next_file() -> Promise;
    async fn pause(ms: u32);
}

/// What was asked of the edge, in turn.
pub struct Asked(Array);

impl Asked {
    pub fn paths(&self) -> Vec<String> {
        self.0.iter().filter_map(|path| path.as_string()).collect()
    }
}

pub fn document() -> Document {
    web_sys::window()
        .and_then(|window| window.document())
        .expect("a document")
}

/// A page that has just come, in a language whose direction this is; `answers` are the edge's by path,
/// a list where one comes after the other.
pub async fn opened(direction: &str, consumer: &Value, answers: &Value) -> Asked {
    opened_with_passkeys(direction, consumer, answers, true).await
}

pub async fn opened_with_passkeys(
    direction: &str,
    consumer: &Value,
    answers: &Value,
    has_passkeys: bool,
) -> Asked {
    if let Some(old) = document().get_element_by_id("link") {
        old.remove();
    }
    let place = document().create_element("main").expect("an element");
    place.set_id("link");
    place.set_attribute("aria-busy", "true").expect("set");
    place.set_text_content(Some("Link"));
    let body = document().body().expect("a body");
    body.append_child(&place).expect("appended");
    let texts = Language::read(ENGLISH).expect("a language").edge;
    let language = json!({ "locale": "en-US", "direction": direction, "texts": texts });
    let asked = Array::new();
    let answers = js_sys::JSON::parse(&answers.to_string()).expect("JSON");
    let parts = fake_parts(&answers, &asked, has_passkeys);
    start(
        place.unchecked_into(),
        parts,
        &language.to_string(),
        consumer.to_string(),
    )
    .map_err(JsValue::from)
    .expect("a page");
    settled().await;
    Asked(asked)
}

/// A buyer with two cards, two devices, a passkey and a payment.
pub fn known() -> Value {
    json!({
        "object": "link.consumer", "email": "own@example.com", "profile": null,
        "cards": [
            {"id": "lpm_1", "brand": "Visa", "last4": "4242", "exp_month": 4, "exp_year": 2030,
                "billing_details": {}, "phone": null, "added_ms": 1, "is_default": true},
            {"id": "lpm_2", "brand": "Mastercard", "last4": "4444", "exp_month": 12,
                "exp_year": 2031, "billing_details": {}, "phone": null, "added_ms": 2,
                "is_default": false},
        ],
        "devices": [
            {"id": "d1", "name": "Chrome · Linux", "created_ms": 1, "used_ms": 2, "expires_ms": 3},
            {"id": "d2", "name": null, "created_ms": 1, "used_ms": 2, "expires_ms": 3},
        ],
        "banks": [
            {"id": "b1", "type": "sepa_debit", "name": "SEPA Direct Debit", "bank_name": "Berliner Bank", "last4": "3000",
                "added_ms": 1, "is_default": true},
            {"id": "b2", "type": "us_bank_account", "name": "US bank account", "bank_name": null, "last4": "6789",
                "added_ms": 1, "is_default": false},
        ],
        "addresses": [
            {"id": "a1", "name": "Ada Lovelace", "phone": "+447700900123", "added_ms": 1,
                "is_default": true, "address": {"line1": "1 High Street", "line2": null,
                "city": "Leeds", "state": null, "postal_code": "LS1 1AA", "country": "GB"}},
            {"id": "a2", "name": "Ada at work", "phone": null, "added_ms": 1, "is_default": false,
                "address": {"line1": "2 Low Street", "line2": null, "city": "York",
                "state": null, "postal_code": "YO1 1AA", "country": "GB"}},
        ],
        "passkeys": [{"id": "k1", "name": "Safari · iPhone", "created_ms": 1, "used_ms": null}],
        "payments": [{"merchant": "Alba Coffee", "amount": "28.00", "currency": "USD",
            "last4": "4242", "at_ms": 1, "was_saved": true}],
    })
}

/// Somebody whom Link does not know.
pub fn unknown() -> Value {
    json!({ "object": "link.consumer", "email": null, "profile": null, "cards": [],
        "devices": [], "passkeys": [], "payments": [] })
}

/// What comes where an act is done, and the page reads anew.
pub fn read_as(consumer: &Value) -> Value {
    json!({ "body": consumer })
}

pub fn find(selector: &str) -> Option<HtmlElement> {
    let found = document().query_selector(selector).expect("a selector");
    found.map(JsCast::unchecked_into)
}

pub async fn press(selector: &str) {
    find(selector).expect(selector).click();
    settled().await;
}

pub fn texts(selector: &str) -> Vec<String> {
    let found = document().query_selector_all(selector).expect("a selector");
    (0..found.length())
        .filter_map(|index| found.get(index)?.text_content())
        .collect()
}

/// What a button says to a screen reader.
pub fn labels(selector: &str) -> Vec<String> {
    let found = document().query_selector_all(selector).expect("a selector");
    (0..found.length())
        .filter_map(|index| {
            let button: HtmlElement = found.get(index)?.unchecked_into();
            button
                .get_attribute("aria-label")
                .or_else(|| button.text_content())
        })
        .collect()
}

pub fn focused() -> Option<String> {
    document().active_element().map(|focused| focused.id())
}

pub fn news() -> String {
    texts("#news").concat()
}

/// Lets signals and answers reach the document.
pub async fn settled() {
    pause(20).await;
    // A busy machine draws for longer than that, and leads the focus only then.
    pause(20).await;
}
