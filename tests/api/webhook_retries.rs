//! What happens to a delivery that fails: again and again, later and later, and nobody else waits.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::harness::{Kassa, WebhookReceiver};
use crate::support::{
    Merchant, SOON, VISA, await_types, endpoint_path, eventually, listening, register_with, text,
    with,
};

/// The three days of retries pass in about a minute.
const COMPRESSED: (&str, &str) = ("metadata[sandbox_retry]", "compressed");
/// The first eight tries of a compressed schedule take about ten seconds.
const RETRIES: Duration = Duration::from_secs(20);

async fn deliveries(merchant: &Merchant, endpoint: &Value) -> Vec<Value> {
    let request = merchant.get(&endpoint_path(endpoint, "/deliveries"));
    let list = request.send().await.ok();
    list["data"].as_array().expect("a list").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_schedule_tries_again_until_it_is_accepted_and_notes_it() {
    let merchant = Merchant::new("US").await;
    let (receiver, endpoint) = listening(&merchant, &[COMPRESSED]).await;
    receiver.answer_next_with(&[500, 503, 302, 404, 500]);
    let intent = merchant.create(1999, "usd", &[]).await;
    receiver
        .wait_for("the accepted try", RETRIES, |webhook| {
            webhook.answered.is_success()
        })
        .await;
    assert_eq!(receiver.received().len(), 6);
    let noted = eventually("the note", SOON, || async {
        let noted = deliveries(&merchant, &endpoint).await;
        (noted[0]["standing"] == "delivered").then_some(noted)
    })
    .await;
    assert_eq!(noted.len(), 1);
    assert_eq!(noted[0]["type"], "payment_intent.created");
    assert_eq!(noted[0]["tries"], 6);
    assert_eq!(noted[0]["last_status"], 200);
    assert_eq!(noted[0]["next_try_ms"], Value::Null);
    assert_eq!(
        receiver.received()[0].json()["data"]["object"]["id"],
        intent["id"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn retries_go_on_after_the_server_was_killed() {
    let mut server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    let (receiver, _) = listening(&merchant, &[COMPRESSED]).await;
    receiver.answer_next_with(&[500; 7]);
    merchant.create(1999, "usd", &[]).await;
    eventually("some tries", SOON, || async {
        (receiver.received().len() >= 3).then_some(())
    })
    .await;
    server.kill();
    let before = receiver.received().len();
    server.restart().await;
    let accepted = receiver
        .wait_for("the accepted try", RETRIES, |webhook| {
            webhook.answered.is_success()
        })
        .await;
    let received = receiver.received();
    assert!(received.len() > before);
    assert!(received.iter().all(|webhook| webhook.body == accepted.body));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_try_that_a_crash_interrupts_is_made_again() {
    let mut server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    let receiver = WebhookReceiver::start().await;
    receiver.answer_after(Duration::from_secs(3));
    register_with(&merchant, receiver.url(), &["*"], &[]).await;
    merchant.create(1999, "usd", &[]).await;
    receiver.event("payment_intent.created").await;
    server.kill();
    receiver.answer_after(Duration::ZERO);
    server.restart().await;
    eventually("the second try", RETRIES, || async {
        (receiver.received().len() >= 2).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_fails_holds_up_none_after_it() {
    let merchant = Merchant::new("US").await;
    let (receiver, _) = listening(&merchant, &[]).await;
    receiver.answer_next_with(&[500]);
    let form = with(VISA, &[("confirm", "true")]);
    let paid = merchant.create(1999, "usd", &form).await;
    let prompt = Duration::from_millis(1_500);
    receiver
        .wait_for("the event after it", prompt, |webhook| {
            webhook.event_type() == "payment_intent.succeeded"
        })
        .await;
    await_types(
        &receiver,
        &paid,
        &[
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "payment_intent.created",
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_answer_holds_up_its_own_payment_alone() {
    let merchant = Merchant::new("US").await;
    let (receiver, _) = listening(&merchant, &[]).await;
    receiver.answer_after(Duration::from_secs(2));
    let began = Instant::now();
    let form = with(VISA, &[("confirm", "true")]);
    let slow = merchant.create(1999, "usd", &form).await;
    let other = merchant.create(2999, "usd", &[]).await;
    await_types(&receiver, &other, &["payment_intent.created"]).await;
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    // In order, although both were due when the first one was sent.
    let all = [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    ];
    await_types(&receiver, &slow, &all).await;
    assert!(began.elapsed() > Duration::from_secs(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_payments_at_once_are_told_of_each_in_its_order() {
    let merchant = Arc::new(Merchant::new("US").await);
    let (receiver, endpoint) = listening(&merchant, &[]).await;
    let mut creating = JoinSet::new();
    for _ in 0..12 {
        let merchant = Arc::clone(&merchant);
        creating.spawn(async move {
            let form = with(VISA, &[("confirm", "true")]);
            merchant.create(1999, "usd", &form).await
        });
    }
    for intent in &creating.join_all().await {
        let all = [
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
        ];
        await_types(&receiver, intent, &all).await;
    }
    let noted = eventually("all to be noted", SOON, || async {
        let path = endpoint_path(&endpoint, "/deliveries?limit=100");
        let list = merchant.get(&path).send().await.ok();
        let noted = list["data"].as_array().expect("a list").clone();
        let are_delivered = noted.iter().all(|one| one["standing"] == "delivered");
        are_delivered.then_some(noted)
    })
    .await;
    assert!(noted.iter().all(|one| one["tries"] == json!(1)));
    let mut events: Vec<_> = noted.iter().map(|one| text(one, "event")).collect();
    events.sort_unstable();
    events.dedup();
    assert_eq!(events.len(), noted.len());
}
