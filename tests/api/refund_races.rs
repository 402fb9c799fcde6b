//! Refunds that meet each other, a provider that fails, and a server that is killed: never more goes
//! back than was taken, and nothing twice.

use serde_json::Value;
use tokio::task::JoinSet;

use crate::harness::Kassa;
use crate::support::{
    Answer, Button, DECIDED, HostedPage, Merchant, Request, all, eventually, path_of, text, with,
};

const SIMULTANEOUS: usize = 20;
const ASKS: &str = "pm_card_authenticationRequired";

/// A payment by a card that was authenticated: the page that its buyer saw names the attempt, by
/// which the provider tells what it did.
async fn paid(merchant: &Merchant, more: &[(&str, &str)]) -> (Value, HostedPage) {
    let waiting = merchant.pay_with(ASKS, 2000, "usd", more).await;
    let page = HostedPage::of(&waiting);
    page.press_and_return(Button::Authorize).await;
    (merchant.retrieve(&waiting).await, page)
}

/// How many refunds the provider has made, and of how much.
async fn given_back(page: &HostedPage) -> (u64, u64) {
    let effects = Request::get(format!("{}/effects", page.url()));
    let effects = effects.send().await.ok();
    let count = |name: &str| effects[name].as_u64().expect("a count");
    (count("refunds"), count("refunded_minor"))
}

async fn at_once(requests: impl IntoIterator<Item = Request>) -> Vec<Answer> {
    let mut sent = JoinSet::new();
    for request in requests {
        sent.spawn(async move { request.send().await });
    }
    sent.join_all().await
}

#[tokio::test(flavor = "multi_thread")]
async fn simultaneous_refunds_never_exceed_what_was_taken() {
    let merchant = Merchant::new("US").await;
    let (intent, page) = paid(&merchant, &[]).await;
    let ask = merchant.refund_request(&intent, &[("amount", "300")]);
    let answers = at_once((0..SIMULTANEOUS).map(|_| ask.clone())).await;
    let made = answers.iter().filter(|answer| answer.status == 200).count();
    // Six times 300 are 1800 of 2000.
    assert_eq!(made, 6);
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(refused.error(400)["code"], "amount_too_large");
    }
    assert_eq!(given_back(&page).await, (6, 1800));
    let charge = merchant.charge_of(&intent).await;
    assert_eq!(charge["amount_refunded"], 1800);
}

#[tokio::test(flavor = "multi_thread")]
async fn simultaneous_refunds_under_one_key_are_one() {
    let merchant = Merchant::new("US").await;
    let (intent, page) = paid(&merchant, &[]).await;
    let ask = merchant.refund_request(&intent, &[("amount", "300")]);
    let ask = ask.idempotency_key("refund-1");
    let answers = at_once((0..SIMULTANEOUS).map(|_| ask.clone())).await;
    let first = ask.send().await;
    for answer in &answers {
        match answer.status {
            200 => assert_eq!(answer.text(), first.text()),
            _ => assert_eq!(answer.error(409)["code"], "idempotency_key_in_use"),
        }
    }
    assert_eq!(given_back(&page).await, (1, 300));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_meets_a_capture_or_a_cancellation_leaves_one_history() {
    let merchant = Merchant::new("US").await;
    for _ in 0..4 {
        let manual = [("capture_method", "manual")];
        let (intent, page) = paid(&merchant, &manual).await;
        at_once([
            merchant.post(&path_of(&intent, "/capture"), &[]),
            merchant.refund_request(&intent, &[]),
            merchant.post(&path_of(&intent, "/cancel"), &[]),
        ])
        .await;
        let now = merchant.retrieve(&intent).await;
        let back = given_back(&page).await;
        match text(&now, "status") {
            "succeeded" => {
                let charge = merchant.charge_of(&now).await;
                assert_eq!(charge["amount_captured"], 2000);
                let refunded = charge["amount_refunded"].as_u64();
                assert_eq!(refunded, Some(back.1));
            }
            "canceled" => assert_eq!(back, (0, 0)),
            status => panic!("{status}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_is_made_once_whatever_the_provider_does() {
    let faults = [
        "timeout_before",
        "timeout_after",
        "error_before",
        "error_after",
    ];
    all(faults.map(|fault| async move {
        let merchant = Merchant::new("US").await;
        let (intent, page) = paid(&merchant, &[]).await;
        let form = [("metadata[sandbox_refund_fault]", fault)];
        let form = with(&form, &[("amount", "300")]);
        let ask = merchant.refund_request(&intent, &form);
        let ask = ask.idempotency_key("refund-1");
        let first = ask.send().await;
        let refund = first.ok();
        let path = format!("/v1/refunds/{}", text(&refund, "id"));
        merchant.reaches(&path, "succeeded").await;
        assert_eq!(ask.send().await.text(), first.text(), "{fault}");
        assert_eq!(given_back(&page).await, (1, 300), "{fault}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_a_crash_interrupts_is_one_refund() {
    let mut server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    for after_ms in [0, 4, 9, 15, 25] {
        let (intent, page) = paid(&merchant, &[]).await;
        let ask = merchant.refund_request(&intent, &[("amount", "300")]);
        let ask = ask.idempotency_key(&format!("refund-{after_ms}"));
        let sending = ask.clone();
        let sent = tokio::spawn(async move { sending.try_send().await });
        tokio::time::sleep(std::time::Duration::from_millis(after_ms)).await;
        server.kill();
        let before = sent.await.expect("no panic").ok();
        server.restart().await;
        let retried = eventually("an answer after the crash", DECIDED, || async {
            let answer = ask.try_send().await.ok()?;
            (answer.status != 409 && answer.status < 500).then_some(answer)
        })
        .await;
        let refund = retried.ok();
        if let Some(acknowledged) = before {
            assert_eq!(acknowledged.text(), retried.text());
        }
        let path = format!("/v1/refunds/{}", text(&refund, "id"));
        merchant.reaches(&path, "succeeded").await;
        assert_eq!(ask.send().await.text(), retried.text());
        assert_eq!(given_back(&page).await, (1, 300), "after {after_ms} ms");
        let query = format!("/v1/refunds?payment_intent={}", text(&intent, "id"));
        let list = merchant.get(&query).send().await.ok();
        let listed = list["data"].as_array().map(Vec::len);
        assert_eq!(listed, Some(1), "after {after_ms} ms");
    }
}
