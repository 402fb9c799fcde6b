//! What the element is told to show a buyer whose turn it is, and how long it waits for news.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{
    Button, Documented, HostedPage, Merchant, Request, SOON, encode, eventually, invalid, text,
};

const WRONG_CLIENT_SECRET: Documented =
    invalid(Some("resource_missing"), Some("client_secret")).with_status(404);

/// An intent whose buyer has confirmed with a method, in the currency of the merchant's country.
async fn confirmed(merchant: &Merchant, method: &str, amount: i64, currency: &str) -> Value {
    let intent = merchant.create(amount, currency, &[]).await;
    confirm(merchant, &intent, method).await
}

async fn confirm(merchant: &Merchant, intent: &Value, method: &str) -> Value {
    let form = [
        ("payment_method_data[type]", method),
        ("payment_method_data[billing_details][name]", "Jenny Rosen"),
        (
            "payment_method_data[billing_details][email]",
            "jenny+fill_never@example.com",
        ),
        ("return_url", "https://shop.example/done"),
    ];
    merchant.confirm(intent, &form).await.ok()
}

fn ask(merchant: &Merchant, intent: &Value, more: &[(&str, &str)]) -> Request {
    let mut query = vec![
        ("key", merchant.publishable_key()),
        ("client_secret", text(intent, "client_secret")),
    ];
    query.extend_from_slice(more);
    Request::post(merchant.url(&format!("/v1/elements/actions?{}", encode(&query))))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_to_scan_is_told_in_full_and_counted_down() {
    let merchant = Merchant::new("SE").await;
    let intent = confirmed(&merchant, "swish", 10_000, "sek").await;
    let answer = ask(&merchant, &intent, &[("locale", "en-GB")])
        .send()
        .await
        .ok();
    assert_eq!(answer["object"], "elements.action");
    assert_eq!(answer["status"], "requires_action");
    let view = &answer["action"];
    assert_eq!(view["kind"], "scan");
    assert_eq!(view["title"], "Scan to pay {amount}");
    assert!(text(view, "hint").contains("Swish"), "{view}");
    let image = Request::get(text(&view["image"], "url")).send().await;
    assert_eq!(image.status, 200);
    assert_eq!(image.header("Content-Type"), "image/svg+xml");
    let left = view["expires_in_s"].as_i64().expect("seconds");
    assert!((1..=180).contains(&left), "{left}");
    // Nothing of it opens anything.
    let told = answer.to_string();
    assert!(!told.contains("_secret_"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_is_told_with_its_number_and_its_last_day() {
    let merchant = Merchant::new("MX").await;
    let intent = confirmed(&merchant, "oxxo", 50_000, "mxn").await;
    let answer = ask(&merchant, &intent, &[]).send().await.ok();
    let view = &answer["action"];
    assert_eq!(view["kind"], "instructions");
    let details = &intent["next_action"]["oxxo_display_details"];
    assert_eq!(view["lines"][0]["copy"], details["number"]);
    assert_eq!(view["link"]["url"], details["hosted_voucher_url"]);
    assert_eq!(view["expires_at"], details["expires_after"]);
    assert_eq!(view["expires"], "Pay by {date}");

    let bars = text(&view["barcode"], "url");
    let image = Request::get(bars).send().await;
    assert_eq!(image.status, 200);
    assert_eq!(image.header("Content-Type"), "image/svg+xml");
    // Nobody has bars of their own drawn here.
    let other = bars.replacen("digits=", "digits=1", 1);
    assert_eq!(Request::get(other).send().await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_is_answered_when_the_time_is_up() {
    let merchant = Merchant::new("SE").await;
    let hurry = [("metadata[sandbox_expires_in]", "2")];
    let intent = merchant.create(10_000, "sek", &hurry).await;
    let intent = confirm(&merchant, &intent, "swish").await;
    let now = ask(&merchant, &intent, &[]).send().await.ok();
    assert_eq!(now["status"], "requires_action");
    let version = now["version"].to_string();
    let news = ask(&merchant, &intent, &[("after", &version)]).send().await;
    assert_eq!(news.ok()["status"], "requires_payment_method");
    let failed = merchant.retrieve(&intent).await;
    assert_eq!(
        failed["last_payment_error"]["code"],
        "payment_intent_payment_attempt_expired"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_is_answered_as_soon_as_the_buyer_has_approved() {
    let merchant = Merchant::new("SE").await;
    let intent = confirmed(&merchant, "swish", 10_000, "sek").await;
    let now = ask(&merchant, &intent, &[]).send().await.ok();
    let version = now["version"].to_string();
    let began = Instant::now();
    let waiting = ask(&merchant, &intent, &[("after", &version)]);
    let waiting = tokio::spawn(async move { waiting.send().await.ok() });
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert!(!waiting.is_finished(), "answered without news");
    HostedPage::of(&intent).press(Button::Authorize).await;
    let answer = waiting.await.expect("an answer");
    assert_eq!(answer["status"], "succeeded");
    assert_eq!(answer["action"], Value::Null);
    assert!(
        began.elapsed() < Duration::from_secs(10),
        "{:?}",
        began.elapsed()
    );
    // Who comes with an old version does not wait at all.
    let late = ask(&merchant, &intent, &[("after", &version)])
        .send()
        .await
        .ok();
    assert_eq!(late["status"], "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_or_canceled_leaves_nothing_to_do() {
    let merchant = Merchant::new("SE").await;
    let refused = confirmed(&merchant, "swish", 10_000, "sek").await;
    HostedPage::of(&refused).press(Button::Fail).await;
    let canceled = confirmed(&merchant, "swish", 10_000, "sek").await;
    merchant.cancel(&canceled, &[]).await.ok();
    let fresh = merchant.create(10_000, "sek", &[]).await;
    for (intent, status) in [
        (&refused, "requires_payment_method"),
        (&canceled, "canceled"),
        (&fresh, "requires_payment_method"),
    ] {
        let answer = eventually(status, SOON, async || {
            let answer = ask(&merchant, intent, &[]).send().await.ok();
            (answer["status"] == status).then_some(answer)
        });
        assert_eq!(answer.await["action"], Value::Null);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_is_told() {
    let (merchant, stranger) = (Merchant::new("SE").await, Merchant::new("SE").await);
    let intent = confirmed(&merchant, "swish", 10_000, "sek").await;
    let foreign = ask(&stranger, &intent, &[]);
    WRONG_CLIENT_SECRET
        .assert_answers(&foreign, "another account's key")
        .await;
    let made_up = json!({"client_secret": "pi_1_secret_2"});
    WRONG_CLIENT_SECRET
        .assert_answers(&ask(&merchant, &made_up, &[]), "a made-up secret")
        .await;
    for (name, value) in [("after", "-1"), ("after", "soon"), ("before", "1")] {
        let refused = ask(&merchant, &intent, &[(name, value)])
            .send()
            .await
            .error(400);
        assert_eq!(refused["param"], name, "{refused}");
    }
}
