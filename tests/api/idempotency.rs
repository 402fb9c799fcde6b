//! A request that is sent again under the same key happens once.

use std::collections::BTreeSet;

use serde_json::Value;
use tokio::task::JoinSet;

use crate::support::{
    Answer, Button, Effects, Form, HostedPage, Merchant, Request, VISA, path_of, text, with,
};

const RETURN_URL: (&str, &str) = ("return_url", "https://shop.example/done");
const SIMULTANEOUS: usize = 20;

fn create(merchant: &Merchant, amount: &str, key: &str) -> Request {
    merchant
        .post(
            "/v1/payment_intents",
            &[("amount", amount), ("currency", "usd")],
        )
        .idempotency_key(key)
}

fn confirm(merchant: &Merchant, intent: &Value, form: Form<'_>, key: &str) -> Request {
    merchant
        .post(&path_of(intent, "/confirm"), form)
        .idempotency_key(key)
}

#[track_caller]
fn assert_replays(first: &Answer, second: &Answer) {
    assert_eq!(first.header("Idempotent-Replayed"), "");
    assert_eq!(second.header("Idempotent-Replayed"), "true");
    assert_eq!(second.status, first.status);
    assert_eq!(second.text(), first.text());
}

/// Sends a request many times at once. Refusals because another is at work are left out.
async fn all_at_once(request: &Request) -> Vec<Answer> {
    let mut sent = JoinSet::new();
    for _ in 0..SIMULTANEOUS {
        let request = request.clone();
        sent.spawn(async move { request.send().await });
    }
    let mut answers = Vec::new();
    for answer in sent.join_all().await {
        if answer.status == 409 {
            let error = answer.error(409);
            assert_eq!(error["type"], "invalid_request_error");
            assert_eq!(error["code"], "idempotency_key_in_use");
            assert_eq!(answer.header("Stripe-Should-Retry"), "true");
        } else {
            answers.push(answer);
        }
    }
    answers
}

fn distinct_bodies(answers: &[Answer]) -> BTreeSet<String> {
    answers.iter().map(Answer::text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retried_create_returns_the_first_answer() {
    let merchant = Merchant::new("US").await;
    let request = create(&merchant, "1999", "order-1");
    let first = request.send().await;
    assert_replays(&first, &request.send().await);
    let id = text(&first.ok(), "id").to_owned();
    assert_eq!(merchant.listed_ids("").await, [id]);

    let other = create(&merchant, "1999", "order-2").send().await.ok();
    assert_ne!(other["id"], first.json()["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_returns_the_first_answer_even_after_the_intent_has_moved_on() {
    let merchant = Merchant::new("US").await;
    let request = create(&merchant, "1999", "order-1");
    let first = request.send().await;
    merchant.confirm(&first.ok(), VISA).await.ok();
    assert_replays(&first, &request.send().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_belong_to_the_account() {
    let (one, other) = (Merchant::new("US").await, Merchant::new("US").await);
    let first = create(&one, "1999", "order-1").send().await.ok();
    let second = create(&other, "2999", "order-1").send().await.ok();
    assert_ne!(first["id"], second["id"]);
    assert_eq!(second["amount"], 2999);
}

#[tokio::test(flavor = "multi_thread")]
async fn simultaneous_creates_make_one_intent() {
    let merchant = Merchant::new("US").await;
    let answers = all_at_once(&create(&merchant, "1999", "order-1")).await;
    assert_eq!(distinct_bodies(&answers).len(), 1);
    let id = text(&answers[0].ok(), "id").to_owned();
    assert_eq!(merchant.listed_ids("").await, [id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retried_confirm_charges_once() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let request = confirm(&merchant, &intent, VISA, "pay-1");
    let first = request.send().await;
    assert_replays(&first, &request.send().await);
    let charge = &first.ok()["latest_charge"];
    assert_eq!(&merchant.retrieve(&intent).await["latest_charge"], charge);
}

#[tokio::test(flavor = "multi_thread")]
async fn simultaneous_confirms_charge_once() {
    let merchant = Merchant::new("SE").await;
    let intent = merchant.create(5000, "eur", &[]).await;
    let paypal = [("payment_method_data[type]", "paypal"), RETURN_URL];
    let answers = all_at_once(&confirm(&merchant, &intent, &paypal, "pay-1")).await;
    assert_eq!(distinct_bodies(&answers).len(), 1);
    let page = HostedPage::of(&answers[0].ok());
    page.press_and_return(Button::Authorize).await;
    assert_eq!(page.effects().await, Effects::PAID_ONCE);

    let intent = merchant.create(5000, "eur", &[]).await;
    let answers = all_at_once(&confirm(&merchant, &intent, VISA, "pay-2")).await;
    assert_eq!(distinct_bodies(&answers).len(), 1);
    let paid = answers[0].ok();
    assert_eq!(paid["status"], "succeeded");
    assert_eq!(merchant.retrieve(&intent).await, paid);
}

#[tokio::test(flavor = "multi_thread")]
async fn simultaneous_confirms_without_a_key_charge_once_too() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let request = merchant.post(&path_of(&intent, "/confirm"), VISA);
    let answers = all_at_once(&request).await;
    let paid: Vec<_> = answers.iter().filter(|a| a.status == 200).collect();
    assert!(!paid.is_empty());
    let charges: BTreeSet<_> = paid
        .iter()
        .map(|answer| text(&answer.json(), "latest_charge").to_owned())
        .collect();
    assert_eq!(charges.len(), 1);
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        let error = refused.error(400);
        assert_eq!(error["code"], "payment_intent_unexpected_state");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_that_is_confirmed_again_under_its_key_is_the_same_attempt() {
    let merchant = Merchant::new("SE").await;
    let intent = merchant.create(5000, "eur", &[]).await;
    let paypal = [("payment_method_data[type]", "paypal"), RETURN_URL];
    let request = confirm(&merchant, &intent, &paypal, "pay-1");
    let first = request.send().await;
    assert_replays(&first, &request.send().await);
    let page = HostedPage::of(&first.ok());
    page.press_and_return(Button::Authorize).await;
    assert_replays(&first, &request.send().await);
    assert_eq!(page.effects().await, Effects::PAID_ONCE);
    assert_eq!(merchant.retrieve(&intent).await["status"], "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_confirm_is_declined_again_without_asking_the_issuer() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let declined = [("payment_method", "pm_card_chargeDeclinedInsufficientFunds")];
    let request = confirm(&merchant, &intent, &declined, "pay-1");
    let first = request.send().await;
    let second = request.send().await;
    assert_eq!(first.status, 402);
    assert_replays(&first, &second);
    // Under another key it is another try.
    let third = confirm(&merchant, &intent, &declined, "pay-2").send().await;
    assert_ne!(third.error(402)["charge"], first.error(402)["charge"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn captures_and_cancellations_replay() {
    let merchant = Merchant::new("US").await;
    let manual = with(VISA, &[("capture_method", "manual"), ("confirm", "true")]);
    for (action, form) in [
        ("/capture", &[("amount_to_capture", "500")][..]),
        ("/cancel", &[("cancellation_reason", "duplicate")]),
    ] {
        let intent = merchant.create(1999, "usd", &manual).await;
        let request = merchant
            .post(&path_of(&intent, action), form)
            .idempotency_key("end-1");
        let first = request.send().await;
        first.ok();
        assert_replays(&first, &request.send().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_parameters_under_a_used_key_are_refused() {
    let merchant = Merchant::new("US").await;
    let intent = create(&merchant, "1999", "order-1").send().await.ok();
    let other_amount = create(&merchant, "2999", "order-1").send().await;
    let other_route = confirm(&merchant, &intent, VISA, "order-1").send().await;
    confirm(&merchant, &intent, VISA, "pay-1").send().await.ok();
    let mastercard = [("payment_method", "pm_card_mastercard")];
    let other_card = confirm(&merchant, &intent, &mastercard, "pay-1")
        .send()
        .await;
    for refused in [other_amount, other_route, other_card] {
        let error = refused.error(400);
        assert_eq!(error["type"], "idempotency_error");
        assert_eq!(refused.header("Idempotent-Replayed"), "");
    }
    assert_eq!(merchant.listed_ids("").await, [text(&intent, "id")]);
    assert_eq!(merchant.retrieve(&intent).await["amount"], 1999);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_failed_validation_does_not_use_its_key_up() {
    let merchant = Merchant::new("US").await;
    create(&merchant, "0", "order-1").send().await.error(400);
    let created = create(&merchant, "1999", "order-1").send().await;
    assert_eq!(created.ok()["amount"], 1999);
    assert_eq!(created.header("Idempotent-Replayed"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retried_endpoint_creation_makes_one_endpoint_with_one_secret() {
    let merchant = Merchant::new("US").await;
    let request = merchant
        .post(
            "/v1/webhook_endpoints",
            &[
                ("url", "https://shop.example/webhook"),
                ("enabled_events[]", "*"),
            ],
        )
        .idempotency_key("endpoint-1");
    let first = request.send().await;
    assert_replays(&first, &request.send().await);
    let list = merchant.get("/v1/webhook_endpoints").send().await.ok();
    assert_eq!(list["data"].as_array().map(Vec::len), Some(1));
}
