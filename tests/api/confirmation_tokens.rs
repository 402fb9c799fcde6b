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

async fn token(merchant: &Merchant, more: Form<'_>) -> Value {
    by_browser(merchant, &with(VISA, more)).send().await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_confirms_with_a_token_once() {
    let merchant = Merchant::new("US").await;
    let token = token(
        &merchant,
        &[
            ("shipping[name]", "Jenny"),
            ("shipping[address][city]", "Berlin"),
        ],
    )
    .await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let form = [
        ("confirmation_token", text(&token, "id")),
        ("return_url", "https://shop.example/done"),
        ("expand[]", "payment_method"),
    ];
    let paid = merchant.confirm(&intent, &form).await.ok();
    assert_eq!(paid["status"], "succeeded");
    assert_eq!(paid["payment_method"]["card"]["last4"], "4242");
    assert_eq!(paid["shipping"]["name"], "Jenny");

    let path = format!("/v1/confirmation_tokens/{}", text(&token, "id"));
    let used = merchant.get(&path).send().await.ok();
    assert_eq!(used["payment_intent"], intent["id"]);
    assert_eq!(used["expires_at"], Value::Null);

    let other = merchant.create(1999, "usd", &[]).await;
    let refused = merchant.confirm(&other, &form).await.error(400);
    assert_eq!(refused["param"], "confirmation_token");
    assert_eq!(
        merchant.retrieve(&other).await["status"],
        "requires_payment_method"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_can_pay_for_an_intent_that_is_made_with_it() {
    let merchant = Merchant::new("US").await;
    let token = token(&merchant, &[]).await;
    let form = [
        ("amount", "1999"),
        ("currency", "usd"),
        ("confirm", "true"),
        ("confirmation_token", text(&token, "id")),
        ("return_url", "https://shop.example/done"),
    ];
    let request = merchant
        .post("/v1/payment_intents", &form)
        .idempotency_key("pay-1");
    let first = request.send().await;
    assert_eq!(first.ok()["status"], "succeeded");
    // The retry has the token too, and pays nothing.
    assert_eq!(request.send().await.text(), first.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_refused_with_its_request_is_not_used_up() {
    let merchant = Merchant::new("US").await;
    let token = token(&merchant, &[]).await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let both = [
        ("confirmation_token", text(&token, "id")),
        ("payment_method", "pm_card_visa"),
    ];
    merchant.confirm(&intent, &both).await.error(400);
    let unknown = [both[0], ("colour", "red")];
    merchant.confirm(&intent, &unknown).await.error(400);
    let other = merchant.create(1999, "usd", &[]).await;
    assert_eq!(
        merchant.confirm(&other, &both[..1]).await.ok()["status"],
        "succeeded"
    );
    let stranger = Merchant::new("US").await;
    let theirs = stranger.create(1999, "usd", &[]).await;
    let missing = stranger.confirm(&theirs, &both[..1]).await.error(400);
    assert_eq!(missing["code"], "resource_missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_keeps_how_the_buyer_agreed_to_be_debited() {
    let merchant = Merchant::new("DE").await;
    let account = [
        ("payment_method_data[type]", "sepa_debit"),
        (
            "payment_method_data[sepa_debit][iban]",
            "DE89370400440532013000",
        ),
        ("payment_method_data[billing_details][name]", "Jenny Rosen"),
        (
            "payment_method_data[billing_details][email]",
            "jenny@example.com",
        ),
    ];
    let acceptance = "mandate_data[customer_acceptance]";
    let names = ["[type]", "[online][infer_from_client]", "[accepted_at]"]
        .map(|name| format!("{acceptance}{name}"));
    let agreed = [(names[0].as_str(), "online"), (names[1].as_str(), "true")];
    let token = by_browser(&merchant, &with(&account, &agreed))
        .header("User-Agent", "Mozilla/5.0 (test)")
        .header("CF-Connecting-IP", "198.51.100.4");
    let token = token.send().await.ok();
    let online = json!({ "ip_address": "198.51.100.4", "user_agent": "Mozilla/5.0 (test)" });
    let shown = json!({ "customer_acceptance": { "type": "online", "online": online } });
    assert_eq!(token["mandate_data"], shown);
    let dated = with(&agreed, &[(names[2].as_str(), "1750000000")]);
    let error = by_browser(&merchant, &with(&account, &dated)).send().await;
    let error = error.error(400);
    assert_eq!(error["code"], "parameter_unknown");
    assert_eq!(error["param"], names[2]);

    let without = by_browser(&merchant, &account).send().await.ok();
    assert_eq!(without["mandate_data"], Value::Null);
    let form = [
        ("amount", "5000"),
        ("currency", "eur"),
        ("confirm", "true"),
        ("confirmation_token", text(&without, "id")),
    ];
    let refused = merchant.post("/v1/payment_intents", &form).send().await;
    assert_eq!(refused.error(400)["param"], "mandate_data");

    let form = [("confirmation_token", text(&token, "id")), form[2]];
    let processing = merchant.create(5_000, "eur", &form).await;
    assert_eq!(processing["status"], "processing");
    let charge = merchant.charge_of(&processing).await;
    let mandate = text(&charge["payment_method_details"]["sepa_debit"], "mandate").to_owned();
    let mandate = merchant.get(&format!("/v1/mandates/{mandate}"));
    let acceptance = &mandate.send().await.ok()["customer_acceptance"];
    assert_eq!(acceptance["online"], online);
    assert_eq!(acceptance["accepted_at"], token["created"]);
}
