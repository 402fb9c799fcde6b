//! Confirmation tokens: what a browser leaves for the merchant's server to confirm with.

use serde_json::{Value, json};

use crate::support::{Form, Merchant, Request, VISA, invalid, text, with};

fn by_browser(merchant: &Merchant, form: Form<'_>) -> Request {
    Request::post(merchant.url("/v1/confirmation_tokens"))
        .bearer(merchant.publishable_key())
        .form(form)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_shows_the_method_that_it_is_to_make() {
    let merchant = Merchant::new("US").await;
    let form = with(
        VISA,
        &[
            ("payment_method_data[billing_details][name]", "Jenny Rosen"),
            ("return_url", "https://shop.example/done"),
            ("setup_future_usage", "off_session"),
            ("shipping[name]", "Jenny"),
            ("shipping[address][country]", "DE"),
        ],
    );
    let answer = by_browser(&merchant, &form).send().await;
    assert!(!answer.text().contains("4242424242424242"));
    let token = answer.ok();
    assert!(text(&token, "id").starts_with("ctoken_"));
    assert_eq!(token["object"], "confirmation_token");
    let preview = &token["payment_method_preview"];
    assert_eq!(preview["type"], "card");
    assert_eq!(preview["card"]["last4"], "4242");
    assert_eq!(preview["billing_details"]["name"], "Jenny Rosen");
    assert_eq!(preview["id"], Value::Null);
    assert_eq!(token["return_url"], "https://shop.example/done");
    assert_eq!(token["setup_future_usage"], "off_session");
    assert_eq!(token["shipping"]["address"]["country"], "DE");
    assert_eq!(token["payment_intent"], Value::Null);
    assert_eq!(
        token["payment_method_options"],
        json!({ "card": { "cvc_token": null } })
    );
    let lifetime = token["expires_at"].as_i64().zip(token["created"].as_i64());
    assert_eq!(lifetime.map(|(end, start)| end - start), Some(12 * 3600));

    let path = format!("/v1/confirmation_tokens/{}", text(&token, "id"));
    assert_eq!(merchant.get(&path).send().await.ok(), token);
    let read = Request::get(merchant.url(&path)).bearer(merchant.publishable_key());
    assert_eq!(read.send().await.ok(), token);
    let stranger = Merchant::new("US").await;
    stranger.get(&path).send().await.error(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_can_make_a_token_with_the_secret_key() {
    let merchant = Merchant::new("US").await;
    let form = [("payment_method", "pm_card_visa")];
    let path = "/v1/test_helpers/confirmation_tokens";
    let token = merchant.post(path, &form).send().await.ok();
    assert_eq!(token["payment_method_preview"]["card"]["brand"], "visa");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_needs_one_method_and_knows_every_parameter() {
    let merchant = Merchant::new("US").await;
    for (form, documented) in [
        (
            vec![("return_url", "https://shop.example")],
            invalid(Some("parameter_missing"), Some("payment_method_data")),
        ),
        (
            with(VISA, &[("payment_method", "pm_card_visa")]),
            invalid(None, Some("payment_method_data")),
        ),
        (
            with(VISA, &[("colour", "red")]),
            invalid(Some("parameter_unknown"), Some("colour")),
        ),
        (
            vec![("payment_method", "pm_0000000000000000000000")],
            invalid(Some("resource_missing"), Some("payment_method")),
        ),
    ] {
        let request = by_browser(&merchant, &form);
        documented.assert_answers(&request, "a token").await;
    }
}
