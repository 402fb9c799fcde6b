//! The buyer's own pages in a real browser: what a buyer sees, and what a screen reader gets.
#![cfg(target_arch = "wasm32")]

mod support;

use serde_json::{Value, json};
use support::{
    document, find, focused, known, labels, news, next_file, opened, opened_with_passkeys, press,
    read_as, settled, texts, unknown,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Event, HtmlInputElement};

wasm_bindgen_test_configure!(run_in_browser);

/// The same buyer with a card less.
fn with_one_card() -> Value {
    let mut consumer = known();
    consumer["cards"].as_array_mut().expect("cards").remove(1);
    consumer
}

#[wasm_bindgen_test]
async fn all_that_is_known_stands_under_its_heading() {
    opened("ltr", &known(), &json!({})).await;
    assert_eq!(texts("h1"), ["Your Link"]);
    assert_eq!(
        texts("h2"),
        [
            "Cards",
            "Bank accounts",
            "Addresses",
            "Devices",
            "Passkeys",
            "Where Link was used",
            "Your data"
        ]
    );
    let names = texts("li > div");
    assert!(names[0].starts_with("Visa ••••\u{a0}4242"), "{names:?}");
    assert!(names[0].ends_with("Expires 04/2030"), "{names:?}");
    assert!(
        names[2].starts_with("Berliner Bank ••••\u{a0}3000"),
        "{names:?}"
    );
    assert!(names[2].ends_with("SEPA Direct Debit"), "{names:?}");
    assert!(
        names[3].starts_with("US bank account ••••\u{a0}6789"),
        "{names:?}"
    );
    assert!(
        names[4].contains("1 High Street, Leeds, LS1 1AA, United Kingdom"),
        "{names:?}"
    );
    assert!(names[7].starts_with("Unknown device"), "{names:?}");
    assert!(names[8].contains("Added Jan 1, 1970"), "{names:?}");
    let payment = "\u{2068}$28.00\u{2069} · \u{2068}••••\u{a0}4242\u{2069}";
    assert!(names[9].contains(payment), "{names:?}");
    let first = "Used first";
    assert_eq!(
        texts(".mark"),
        [first, first, first, "This device", "Saved"]
    );
    assert_eq!(document().title(), "Your Link");
}

#[wasm_bindgen_test]
async fn of_several_buttons_each_says_what_it_is_about() {
    opened("ltr", &known(), &json!({})).await;
    assert_eq!(
        labels("li button"),
        [
            "Remove: Visa ••••\u{a0}4242",
            "Use first: Mastercard ••••\u{a0}4444",
            "Remove: Mastercard ••••\u{a0}4444",
            "Remove: Berliner Bank ••••\u{a0}3000",
            "Use first: US bank account ••••\u{a0}6789",
            "Remove: US bank account ••••\u{a0}6789",
            "Edit: Ada Lovelace",
            "Remove: Ada Lovelace",
            "Use first: Ada at work",
            "Edit: Ada at work",
            "Remove: Ada at work",
            "Sign out there: Unknown device",
            "Remove: Safari · iPhone",
        ]
    );
}

#[wasm_bindgen_test]
async fn who_has_nothing_yet_is_told_so() {
    let mut consumer = known();
    for list in ["cards", "banks", "addresses", "passkeys", "payments"] {
        consumer[list] = json!([]);
    }
    opened("ltr", &consumer, &json!({})).await;
    assert_eq!(
        texts("h2 + p"),
        [
            "No card is saved.",
            "No bank account is saved.",
            "No address is saved.",
            "No passkey yet.",
            "Nowhere yet.",
        ]
    );
}

#[wasm_bindgen_test]
async fn an_act_is_told_aloud_and_the_buyer_goes_on_at_the_title() {
    let answers = json!({
        "cards/lpm_2/remove": { "body": { "done": true } },
        "consumer": read_as(&with_one_card()),
    });
    let asked = opened("ltr", &known(), &answers).await;
    let region = find("#news").expect("a place for news");
    assert_eq!(region.get_attribute("role").as_deref(), Some("status"));
    press("[aria-label='Remove: Mastercard ••••\u{a0}4444']").await;
    assert_eq!(asked.paths(), ["cards/lpm_2/remove", "consumer"]);
    assert_eq!(news(), "Your change is saved.");
    assert_eq!(focused().as_deref(), Some("title"));
    assert_eq!(texts("h2 + ul .mark")[0], "Used first");
    assert!(!texts("main").concat().contains("Mastercard"));
    // Screen readers hear what changes in a region, and nothing of one that is new itself.
    assert_eq!(find("#news"), Some(region));
}

#[wasm_bindgen_test]
async fn what_failed_is_told_and_takes_no_focus_away() {
    let answers = json!({ "cards/lpm_1/remove": { "error": { "code": "api_connection_error" } } });
    opened("ltr", &known(), &answers).await;
    let remove = "[aria-label='Remove: Visa ••••\u{a0}4242']";
    let button = find(remove).expect("a button");
    button.focus().expect("focused");
    press(remove).await;
    assert_eq!(news(), "That did not work. Try again.");
    let active = document().active_element().expect("the focus");
    assert_eq!(
        active.get_attribute("aria-label"),
        button.get_attribute("aria-label")
    );
}

#[wasm_bindgen_test]
async fn signing_out_leads_to_signing_in_and_back() {
    let answers = json!({
        "sessions/end": { "body": { "done": true } },
        "consumer": [read_as(&unknown()), read_as(&known())],
    });
    let asked = opened("ltr", &known(), &answers).await;
    press("main > button").await;
    assert!(texts("main").concat().contains("Sign in with the email"));
    assert_eq!(news(), "");
    press("#prove").await;
    assert!(
        texts("main")
            .concat()
            .contains("Signed in as own@example.com")
    );
    assert_eq!(asked.paths(), ["sessions/end", "consumer", "consumer"]);
    assert_eq!(focused().as_deref(), Some("title"));
}

#[wasm_bindgen_test]
async fn whose_session_was_ended_elsewhere_is_asked_to_sign_in() {
    let ended = json!({ "error": { "code": "link_session_ended" } });
    let answers = json!({ "cards/lpm_2/make_default": ended, "consumer": read_as(&unknown()) });
    opened("ltr", &known(), &answers).await;
    press("[aria-label^='Use first']").await;
    assert!(texts("main").concat().contains("Sign in with the email"));
}

#[wasm_bindgen_test]
async fn erasing_is_asked_about_and_the_focus_is_on_what_changes_nothing() {
    let answers = json!({
        "erase": { "body": { "done": true } },
        "consumer": read_as(&unknown()),
    });
    let asked = opened("ltr", &known(), &answers).await;
    press("#erase").await;
    assert_eq!(focused().as_deref(), Some("keep"));
    let group = find("[role=group]").expect("a question");
    let label = group.get_attribute("aria-label").expect("a name");
    assert!(label.contains("cannot be undone"), "{label}");
    press("#keep").await;
    assert_eq!(focused().as_deref(), Some("erase"));
    assert!(find("[role=group]").is_none());
    assert_eq!(asked.paths(), Vec::<String>::new());

    press("#erase").await;
    press("[role=group] .danger").await;
    assert_eq!(asked.paths(), ["erase", "consumer"]);
    assert!(news().starts_with("Everything is erased."));
    assert_eq!(texts("h2"), Vec::<String>::new());
}

#[wasm_bindgen_test]
async fn the_file_holds_all_that_the_edge_has_said_and_no_texts() {
    opened("ltr", &known(), &json!({})).await;
    let file = next_file();
    press(".row:has(#erase) button").await;
    let file = JsFuture::from(file).await.expect("a file");
    let file = file.as_string().expect("text");
    let read: Value = serde_json::from_str(&file).expect("JSON");
    assert_eq!(read, known());
    assert!(file.contains("\n  \"email\""), "{file}");
}

#[wasm_bindgen_test]
async fn a_passkey_is_offered_where_the_browser_keeps_any() {
    let answers = json!({
        "makePasskey": [null, { "body": { "id": "k2" } }],
        "consumer": read_as(&known()),
    });
    opened_with_passkeys("ltr", &known(), &json!({}), false).await;
    assert!(!texts("button").contains(&"Add a passkey".to_owned()));
    let asked = opened("ltr", &known(), &answers).await;
    press("#passkey-add button").await;
    assert!(news().starts_with("No passkey was added."));
    press("#passkey-add button").await;
    assert_eq!(news(), "The passkey was added.");
    assert_eq!(asked.paths(), ["makePasskey", "makePasskey", "consumer"]);
}

#[wasm_bindgen_test]
async fn the_document_reads_as_its_language_does() {
    opened("rtl", &unknown(), &json!({})).await;
    let root = document().document_element().expect("a root");
    assert_eq!(root.get_attribute("dir").as_deref(), Some("rtl"));
    assert_eq!(root.get_attribute("lang").as_deref(), Some("en-US"));
    opened("ltr", &unknown(), &json!({})).await;
    assert_eq!(root.get_attribute("dir").as_deref(), Some("ltr"));
    settled().await;
}

#[wasm_bindgen_test]
async fn nothing_of_what_stood_there_before_is_left() {
    opened("ltr", &unknown(), &json!({})).await;
    let main = find("#link").expect("the place");
    assert!(!main.has_attribute("aria-busy"));
    assert_eq!(texts("#link h1"), ["Your Link"]);
    assert!(!texts("#link").concat().starts_with("LinkYour"));
}

#[wasm_bindgen_test]
async fn an_edge_that_keeps_no_banks_and_addresses_has_no_headings_for_them() {
    let mut consumer = known();
    let all = consumer.as_object_mut().expect("an object");
    all.remove("banks");
    all.remove("addresses");
    opened("ltr", &consumer, &json!({})).await;
    assert_eq!(texts("h2")[..2], ["Cards", "Devices"]);
}

#[wasm_bindgen_test]
async fn an_address_is_added_where_nothing_is_wrong_with_it() {
    let answers = json!({
        "addresses {\"name\":\"Grace\"}": { "body": { "id": "a3" } },
        "consumer": read_as(&known()),
    });
    let asked = opened("ltr", &known(), &answers).await;
    press("#address-add").await;
    assert_eq!(focused().as_deref(), Some("address-form"));
    press("#address-form .primary").await;
    assert_eq!(asked.paths(), Vec::<String>::new());
    assert_eq!(focused().as_deref(), Some("name"));
    let name: HtmlInputElement = find("#name").expect("a field").unchecked_into();
    name.set_value("Grace");
    press("#address-form .primary").await;
    assert_eq!(
        asked.paths(),
        ["addresses {\"name\":\"Grace\"}", "consumer"]
    );
    assert_eq!(news(), "Your change is saved.");
    assert!(find("#address-form").is_none());
}

#[wasm_bindgen_test]
async fn a_kept_address_is_written_anew_or_left_as_it_is() {
    let failed = json!({ "error": { "code": "api_connection_error" } });
    let answers = json!({ "addresses/a2 {\"name\":\"Ada at work\"}": failed });
    let asked = opened("ltr", &known(), &answers).await;
    press("#address-a2").await;
    let name: HtmlInputElement = find("#name").expect("a field").unchecked_into();
    assert_eq!(name.value(), "Ada at work");
    press("#address-form .primary").await;
    assert_eq!(asked.paths().len(), 1);
    // What was written is still there to be handed in again.
    assert_eq!(news(), "That did not work. Try again.");
    assert!(find("#name").is_some());
    press("#address-form .row button:not(.primary)").await;
    assert!(find("#name").is_none());
    assert_eq!(focused().as_deref(), Some("address-a2"));
}

/// What a buyer types, key by key or out of what the browser keeps.
async fn fill(selector: &str, text: &str) {
    let input: HtmlInputElement = find(selector).expect(selector).unchecked_into();
    input.set_value(text);
    let event = Event::new("input").expect("an event");
    input.dispatch_event(&event).expect("heard");
    settled().await;
}

fn attribute(selector: &str, name: &str) -> Option<String> {
    find(selector).expect(selector).get_attribute(name)
}

#[wasm_bindgen_test]
async fn a_card_is_added_and_told_by_its_name() {
    let fields = r#"{"number":"4000056655665556","exp_month":"4","exp_year":"2034","cvc":"123","name":"Ada"}"#;
    let path = format!("cards {fields}");
    let answers = json!({
        path.clone(): { "body": { "done": true, "id": "lpm_3" } },
        "consumer": read_as(&known()),
    });
    let asked = opened("ltr", &known(), &answers).await;
    press("#card-add").await;
    assert_eq!(focused().as_deref(), Some("card-number"));
    for (id, token) in [
        ("card-number", "cc-number"),
        ("card-expiry", "cc-exp"),
        ("card-cvc", "cc-csc"),
        ("card-name", "cc-name"),
    ] {
        let selector = format!("#{id}");
        assert_eq!(attribute(&selector, "autocomplete").as_deref(), Some(token));
        assert!(find(&format!("label[for={id}]")).is_some());
    }
    fill("#card-number", "4000056655665556").await;
    fill("#card-expiry", "4/34").await;
    fill("#card-cvc", "123").await;
    fill("#card-name", "Ada").await;
    let number: HtmlInputElement = find("#card-number").expect("it").unchecked_into();
    assert_eq!(number.value(), "4000 0566 5566 5556");
    press("#card-form .primary").await;
    assert_eq!(asked.paths(), [path.as_str(), "consumer"]);
    assert_eq!(news(), "Visa ••••\u{a0}5556 is saved.");
    assert!(find("#card-form").is_none());
    assert_eq!(focused().as_deref(), Some("title"));
    // Nothing of it waits in the next form.
    press("#card-add").await;
    press("#card-form .primary").await;
    assert_eq!(asked.paths().len(), 2);
}

#[wasm_bindgen_test]
async fn what_is_wrong_with_a_card_stands_by_its_field_and_the_focus_comes_there() {
    let declined = json!({ "error": { "code": "incorrect_cvc", "param": "cvc" } });
    let fields = r#"{"number":"4242424242424242","exp_month":"12","exp_year":"2034","cvc":"123"}"#;
    let stopped = json!({ "error": { "code": "card_declined", "decline_code": "fraudulent" } });
    let answers = json!({ format!("cards {fields}"): [declined, stopped] });
    opened("ltr", &known(), &answers).await;
    press("#card-add").await;
    fill("#card-number", "4242424242424242").await;
    press("#card-form .primary").await;
    assert_eq!(focused().as_deref(), Some("card-expiry"));
    assert_eq!(
        attribute("#card-expiry", "aria-invalid").as_deref(),
        Some("true")
    );
    let described = attribute("#card-expiry", "aria-describedby").expect("a problem");
    assert_eq!(texts(&format!("#{described}")), ["Enter the expiry date."]);
    assert_eq!(attribute("#card-number", "aria-invalid"), None);
    fill("#card-expiry", "12/34").await;
    assert_eq!(attribute("#card-expiry", "aria-invalid"), None);
    fill("#card-cvc", "123").await;

    press("#card-form .primary").await;
    assert_eq!(focused().as_deref(), Some("card-cvc"));
    assert_eq!(texts("#card-cvc-problem"), ["Check the security code."]);
    press("#card-form .primary").await;
    let said = texts("#card-form [role=alert]");
    assert!(said.concat().starts_with("For safety"), "{said:?}");
    assert_eq!(texts("#card-cvc-problem"), Vec::<String>::new());
    assert_eq!(texts("#card-form .primary"), ["Save card"]);
    press("#card-form .row button:not(.primary)").await;
    assert!(find("#card-form").is_none());
    assert_eq!(focused().as_deref(), Some("card-add"));
}
