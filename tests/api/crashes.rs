//! `kill -9` at any moment of a payment: what was acknowledged is there after the restart, the buyer
//! can go on, money moves at most once, and the merchant is told.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

use kassa::ledger;
use serde_json::Value;

use crate::harness::{Kassa, WebhookReceiver};
use crate::support::{
    Answer, Button, Effects, HostedPage, Merchant, Request, VISA, come_back, eventually, path_of,
    text,
};

/// Longer than every timer that resumes what a crash interrupted.
const RECOVERY: Duration = Duration::from_secs(30);
const RETURN_URL: &str = "https://shop.example/done";
const ID_LENGTH: usize = 22;

/// A server that crashes, and a merchant on it who listens to everything.
struct World {
    server: Kassa,
    merchant: Merchant,
    receiver: WebhookReceiver,
}

impl World {
    async fn new(country: &str) -> Self {
        let server = Kassa::start().await;
        let merchant = Merchant::on(&server, country).await;
        let receiver = WebhookReceiver::start().await;
        let endpoint = [("url", receiver.url()), ("enabled_events[]", "*")];
        let request = merchant.post("/v1/webhook_endpoints", &endpoint);
        request.send().await.ok();
        Self {
            server,
            merchant,
            receiver,
        }
    }

    /// What the payments moved is in the ledger, once and with the same figures.
    async fn assert_books(&self) {
        let folder = self.server.data_dir();
        let audit = eventually("every payment has told its account", RECOVERY, || async {
            let audit = ledger::audit(folder).expect("a folder");
            (audit.waiting == 0).then_some(audit)
        })
        .await;
        let differences: Vec<_> = audit.differences.iter().map(ToString::to_string).collect();
        assert_eq!(differences, Vec::<String>::new());
        assert!(audit.postings > 0);
    }

    async fn crash(&mut self) {
        self.server.kill();
        self.server.restart().await;
    }

    /// Sends a request and crashes a moment later. `None` when the answer was lost.
    async fn crash_during(&mut self, request: &Request, after_ms: u64) -> Option<Answer> {
        let request = request.clone();
        let sent = tokio::spawn(async move { request.try_send().await });
        tokio::time::sleep(Duration::from_millis(after_ms)).await;
        self.server.kill();
        let answer = sent.await.expect("no panic").ok();
        self.server.restart().await;
        answer
    }

    /// Sends a request again until it is answered, as every official library does.
    async fn retry(&self, request: &Request) -> Answer {
        eventually("an answer after the crash", RECOVERY, || async {
            let answer = request.try_send().await.ok()?;
            (answer.status != 409 && answer.status < 500).then_some(answer)
        })
        .await
    }

    /// The intent, when nothing is under way any more.
    async fn settled(&self, intent: &Value) -> Value {
        eventually("the payment settles", RECOVERY, || async {
            let intent = self.merchant.retrieve(intent).await;
            (intent["status"] != "processing").then_some(intent)
        })
        .await
    }

    /// How often money was taken for an intent and kept, counted at the provider, over all attempts
    /// that its log knows.
    async fn charges(&self, intent: &Value) -> u64 {
        let mut kept = 0;
        for attempt in attempts(self.server.data_dir(), text(intent, "id")) {
            let url = self.server.url(&format!("/sandbox/{attempt}/effects"));
            let effects = Effects::read(&Request::get(url).send().await.ok());
            assert!(effects.captures <= 1, "{attempt}: {effects:?}");
            kept += effects.captures - effects.reversals;
        }
        kept
    }

    /// The merchant hears of the payment, however often as one and the same event.
    async fn assert_told_once(&self, intent: &Value, kind: &str) {
        let about = |webhook: &Value| {
            webhook["type"] == kind && webhook["data"]["object"]["id"] == intent["id"]
        };
        self.receiver
            .wait_for(kind, RECOVERY, |webhook| about(&webhook.json()))
            .await;
        let events: BTreeSet<String> = self
            .receiver
            .received()
            .iter()
            .map(|webhook| webhook.json())
            .filter(about)
            .map(|event| text(&event, "id").to_owned())
            .collect();
        assert_eq!(events.len(), 1, "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledged_create_is_never_missing() {
    let mut world = World::new("US").await;
    let mut newest_first = Vec::new();
    for (round, after_ms) in [0, 4, 10, 25].into_iter().enumerate() {
        let form = [("amount", "1999"), ("currency", "usd")];
        let create = world
            .merchant
            .post("/v1/payment_intents", &form)
            .idempotency_key(&format!("order-{round}"));
        let before = world.crash_during(&create, after_ms).await;
        if let Some(acknowledged) = &before {
            let intent = acknowledged.ok();
            assert_eq!(world.merchant.retrieve(&intent).await, intent);
        }
        let retried = world.retry(&create).await;
        let intent = retried.ok();
        if let Some(acknowledged) = before {
            assert_eq!(retried.text(), acknowledged.text());
        }
        newest_first.insert(0, text(&intent, "id").to_owned());
        eventually("the list knows them all", RECOVERY, || async {
            (world.merchant.listed_ids("").await == newest_first).then_some(())
        })
        .await;
        world
            .assert_told_once(&intent, "payment_intent.created")
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_charged_at_most_once_and_the_buyer_can_go_on() {
    let mut world = World::new("US").await;
    for after_ms in [0, 3, 7, 12, 18, 27, 40, 60] {
        let intent = world.merchant.create(1999, "usd", &[]).await;
        let confirm = world
            .merchant
            .post(&path_of(&intent, "/confirm"), VISA)
            .idempotency_key(&format!("pay-{after_ms}"));
        let before = world.crash_during(&confirm, after_ms).await;

        let retried = world.retry(&confirm).await;
        if let Some(answered) = before {
            assert_eq!(answered.ok()["status"], "succeeded");
            assert_eq!(retried.text(), answered.text(), "after {after_ms} ms");
        }
        assert_eq!(confirm.send().await.text(), retried.text());

        let now = world.settled(&intent).await;
        match retried.status {
            200 => assert_eq!(now["status"], "succeeded", "after {after_ms} ms"),
            // Nobody knew whether the card had been charged, so the attempt was withdrawn.
            402 => {
                assert_eq!(now["status"], "requires_payment_method");
                assert_eq!(now["amount_received"], 0);
                assert_eq!(world.charges(&intent).await, 0, "after {after_ms} ms");
                let paid = world.merchant.confirm(&intent, VISA).await.ok();
                assert_eq!(paid["status"], "succeeded");
            }
            status => panic!("{status} after {after_ms} ms: {}", retried.text()),
        }
        assert_eq!(world.charges(&intent).await, 1, "after {after_ms} ms");
        world
            .assert_told_once(&intent, "payment_intent.succeeded")
            .await;
    }
    world.assert_books().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_at_the_providers_page_does_not_notice_a_crash() {
    let mut world = World::new("SE").await;
    let paypal = [
        ("payment_method_data[type]", "paypal"),
        ("return_url", RETURN_URL),
    ];
    for after_ms in [0, 5, 20] {
        let intent = world.merchant.create(5000, "eur", &[]).await;
        let waiting = world.merchant.confirm(&intent, &paypal).await.ok();
        world.crash().await;
        assert_eq!(world.merchant.retrieve(&intent).await, waiting);

        let page = HostedPage::of(&waiting);
        let press = page.press_request(Button::Authorize);
        world.crash_during(&press, after_ms).await;
        let way_back = page.press(Button::Authorize).await;
        world.crash().await;
        let back = come_back(&way_back).await;
        assert_eq!(back.page, RETURN_URL);
        assert_eq!(back.query["redirect_status"], "succeeded");
        assert_eq!(
            world.merchant.retrieve(&intent).await["status"],
            "succeeded"
        );
        assert_eq!(page.effects().await, Effects::PAID_ONCE);
        assert_eq!(world.charges(&intent).await, 1);
        for kind in ["created", "requires_action", "succeeded"] {
            let kind = format!("payment_intent.{kind}");
            world.assert_told_once(&intent, &kind).await;
        }
    }
    world.assert_books().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_who_pressed_before_the_crash_and_never_came_back_has_paid() {
    let mut world = World::new("SE").await;
    let swish = [("payment_method_data[type]", "swish")];
    let intent = world.merchant.create(10_000, "sek", &[]).await;
    let waiting = world.merchant.confirm(&intent, &swish).await.ok();
    let page = HostedPage::of(&waiting);
    page.press(Button::Authorize).await;
    world.crash().await;
    eventually("the payment is made", RECOVERY, || async {
        let now = world.merchant.retrieve(&intent).await;
        (now["status"] == "succeeded").then_some(())
    })
    .await;
    assert_eq!(page.effects().await, Effects::PAID_ONCE);
    world
        .assert_told_once(&intent, "payment_intent.succeeded")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_capture_that_a_crash_interrupts_takes_the_money_once() {
    let mut world = World::new("US").await;
    for after_ms in [0, 6, 15] {
        let manual = [("capture_method", "manual")];
        let intent = world.merchant.create(1999, "usd", &manual).await;
        world.merchant.confirm(&intent, VISA).await.ok();
        let capture = world
            .merchant
            .post(
                &path_of(&intent, "/capture"),
                &[("amount_to_capture", "500")],
            )
            .idempotency_key(&format!("capture-{after_ms}"));
        world.crash_during(&capture, after_ms).await;
        world.retry(&capture).await.ok();
        let now = world.settled(&intent).await;
        assert_eq!(now["status"], "succeeded", "after {after_ms} ms");
        assert_eq!(now["amount_received"], 500, "after {after_ms} ms");
        assert_eq!(world.charges(&intent).await, 1, "after {after_ms} ms");
        world
            .assert_told_once(&intent, "payment_intent.succeeded")
            .await;
    }
    world.assert_books().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_a_crash_interrupts_takes_the_money_once() {
    let mut world = World::new("US").await;
    for after_ms in [0, 5, 12, 25] {
        let intent = world.merchant.create(1999, "usd", &[]).await;
        world.merchant.confirm(&intent, VISA).await.ok();
        let form = [("payment_intent", text(&intent, "id")), ("amount", "500")];
        let ask = world
            .merchant
            .post("/v1/refunds", &form)
            .idempotency_key(&format!("refund-{after_ms}"));
        world.crash_during(&ask, after_ms).await;
        let refund = world.retry(&ask).await.ok();
        let path = format!("/v1/balance_transactions?source={}", text(&refund, "id"));
        let taken = eventually("the refund is in the balance", RECOVERY, || async {
            let list = world.merchant.get(&path).send().await.ok();
            let taken = list["data"].as_array().expect("data").clone();
            (!taken.is_empty()).then_some(taken)
        })
        .await;
        assert_eq!(taken.len(), 1, "after {after_ms} ms");
        assert_eq!(taken[0]["amount"], -500, "after {after_ms} ms");
    }
    world.assert_books().await;
}

/// The attempts in an intent's log. No route tells of an attempt that was withdrawn, so its id is
/// looked for in the file that holds the intent's object.
fn attempts(data_dir: &Path, intent: &str) -> BTreeSet<String> {
    let folder = data_dir.join("objects").join("kassa-PaymentObject");
    // A database is more than one file: its journal goes by its name.
    let mut databases: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("objects") {
        let path = entry.expect("an entry").path();
        let stem = path.file_stem().expect("a name").to_string_lossy();
        let content = fs::read(&path).unwrap_or_default();
        databases
            .entry(stem.into_owned())
            .or_default()
            .extend(content);
    }
    let found: BTreeSet<String> = databases
        .into_values()
        .map(|content| String::from_utf8_lossy(&content).into_owned())
        .filter(|content| content.contains(intent))
        .flat_map(|content| ids_in(&content))
        .collect();
    assert!(!found.is_empty(), "no attempt of {intent} on disk");
    found
}

fn ids_in(content: &str) -> Vec<String> {
    content
        .split("att_")
        .skip(1)
        .filter_map(|rest| rest.get(..ID_LENGTH))
        .filter(|id| id.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .map(|id| format!("att_{id}"))
        .collect()
}
