//! What the buttons of express checkout say.

use serde_json::{Value, json};

use crate::support::{Merchant, Request, encode};

async fn ask(merchant: &Merchant, query: &[(&str, &str)]) -> (u16, Value) {
    let url = merchant.url(&format!("/v1/elements/express?{}", encode(query)));
    let answer = Request::get(&url).send().await;
    (answer.status, answer.json())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_learns_its_words_in_the_buyers_language_and_where_the_method_goes_in_them() {
    let merchant = Merchant::new("US").await;
    let key = ("key", merchant.publishable_key());
    let (status, words) = ask(&merchant, &[key, ("locale", "de-AT")]).await;
    assert_eq!(
        (status, &words["locale"]),
        (200, &json!("de-AT")),
        "{words}"
    );
    let strings = words["strings"].as_object().expect("texts");
    assert_eq!(strings["buy"], "Mit {method} kaufen");
    for (name, text) in strings {
        let text = text.as_str().expect("a text");
        assert!(text.contains("{method}"), "{name}: {text}");
    }
    let (_, other) = ask(&merchant, &[key, ("locale", "ja")]).await;
    let names = |words: &Value| -> Vec<String> {
        let strings = words["strings"].as_object().expect("texts");
        strings.keys().cloned().collect()
    };
    assert_eq!(names(&words), names(&other));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_for_nobody_or_with_a_parameter_too_many_are_refused() {
    let merchant = Merchant::new("US").await;
    let (status, refused) = ask(&merchant, &[("locale", "de")]).await;
    assert_eq!(status, 401, "{refused}");
    let key = ("key", merchant.publishable_key());
    let (status, refused) = ask(&merchant, &[key, ("colour", "red")]).await;
    assert_eq!(
        (status, &refused["error"]["param"]),
        (400, &json!("colour")),
        "{refused}"
    );
}
