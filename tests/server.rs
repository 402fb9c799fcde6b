//! `kassa`'s server on one machine: it starts empty, survives a crash, and cleans up.

mod harness;

use harness::{Kassa, WebhookReceiver};
use kassa::serve;

fn get(url: &str) -> (u16, String) {
    let mut answer = serve::agent().get(url).call().expect("an answer");
    let body = answer.body_mut().read_to_string().expect("a body");
    (answer.status().as_u16(), body)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_server_has_its_own_port_data_and_account() {
    let first = Kassa::start().await;
    let second = Kassa::start().await;
    assert_eq!(get(&first.url("/healthz")), (200, "ok".to_owned()));
    assert_ne!(first.origin(), second.origin());
    assert_ne!(first.data_dir(), second.data_dir());
    assert_ne!(first.secret_key(), second.secret_key());
    assert!(first.secret_key().starts_with("sk_test_"));
    assert!(first.publishable_key().starts_with("pk_test_"));
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_survive_a_crash() {
    let mut kassa = Kassa::start().await;
    let list = kassa.url("/v1/payment_intents?limit=1");
    let status = |key: &str| {
        serve::agent()
            .get(&list)
            .header("Authorization", format!("Bearer {key}"))
            .call()
            .expect("an answer")
            .status()
            .as_u16()
    };
    assert_eq!(status(kassa.secret_key()), 200);
    kassa.kill();
    assert!(serve::agent().get(&list).call().is_err());
    kassa.restart().await;
    assert_eq!(status(kassa.secret_key()), 200);
    assert_eq!(status("sk_test_of_nobody"), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_behind() {
    let kassa = Kassa::start().await;
    let (origin, data) = (kassa.url("/healthz"), kassa.data_dir().to_owned());
    assert!(data.exists());
    drop(kassa);
    assert!(!data.exists());
    assert!(serve::agent().get(&origin).call().is_err());
}

#[tokio::test(flavor = "multi_thread")]
#[should_panic(expected = "a card's number can be read")]
async fn a_test_that_leaves_a_cards_number_behind_fails() {
    let kassa = Kassa::start().await;
    let anywhere = kassa.data_dir().join("objects").join("of-a-payment");
    std::fs::write(anywhere, "\0\u{1}card4242424242424242\0").expect("it is written");
    drop(kassa);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_webhook_receiver_records_and_answers_as_planned() {
    let receiver = WebhookReceiver::start().await;
    receiver.answer_next_with(&[500]);
    let url = receiver.url().to_owned();
    let statuses = tokio::task::spawn_blocking(move || {
        [1, 2].map(|_| {
            serve::agent()
                .post(&url)
                .header("Stripe-Signature", "t=1,v1=aa")
                .send(r#"{"type":"ping"}"#)
                .expect("an answer")
                .status()
                .as_u16()
        })
    })
    .await
    .expect("no panic");
    assert_eq!(statuses, [500, 200]);
    let event = receiver.event("ping").await;
    assert_eq!(event.answered.as_u16(), 500);
    assert_eq!(event.signature(), "t=1,v1=aa");
    assert_eq!(receiver.received().len(), 2);
}
