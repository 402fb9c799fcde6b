//! Webhook endpoints as merchants manage them: read, changed, given new secrets, deleted.

use std::time::Duration;

use serde_json::{Value, json};
use stripe_webhook::Webhook;

use crate::harness::{ReceivedWebhook, WebhookReceiver};
use crate::support::{
    Form, Merchant, SOON, VISA, await_types, endpoint_path, eventually, ids, listening, register,
    text, types_about, with,
};

/// For what must not happen: long enough for what does happen to have happened several times.
const QUIET: Duration = Duration::from_millis(700);

async fn retrieve(merchant: &Merchant, endpoint: &Value) -> Value {
    merchant.get(&endpoint_path(endpoint, "")).send().await.ok()
}

async fn update(merchant: &Merchant, endpoint: &Value, form: Form<'_>) -> Value {
    let request = merchant.post(&endpoint_path(endpoint, ""), form);
    request.send().await.ok()
}

async fn roll_secret(merchant: &Merchant, endpoint: &Value, form: Form<'_>) -> String {
    let request = merchant.post(&endpoint_path(endpoint, "/roll_secret"), form);
    text(&request.send().await.ok(), "secret").to_owned()
}

fn is_signed_with(webhook: &ReceivedWebhook, secret: &str) -> bool {
    let payload = std::str::from_utf8(&webhook.body).expect("text");
    Webhook::construct_event(payload, webhook.signature(), secret).is_ok()
}

fn signatures(webhook: &ReceivedWebhook) -> usize {
    webhook.signature().matches(",v1=").count()
}

/// The webhook about a new intent.
async fn next_webhook(merchant: &Merchant, receiver: &WebhookReceiver) -> ReceivedWebhook {
    let intent = merchant.create(1999, "usd", &[]).await;
    receiver
        .wait_for("the event", SOON, |webhook| {
            webhook.json()["data"]["object"]["id"] == intent["id"]
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_is_read_and_changed_and_keeps_what_is_not_named() {
    let merchant = Merchant::new("US").await;
    let form: Form = &[
        ("url", "https://shop.example/webhook"),
        ("enabled_events[]", "payment_intent.succeeded"),
        ("api_version", "2024-06-20"),
        ("description", "Orders"),
        ("metadata[team]", "checkout"),
        ("metadata[tier]", "1"),
    ];
    let created = merchant.post("/v1/webhook_endpoints", form).send().await;
    let mut expected = created.ok();
    expected
        .as_object_mut()
        .expect("an object")
        .remove("secret");
    assert_eq!(retrieve(&merchant, &expected).await, expected);
    assert_eq!(expected["api_version"], "2024-06-20");
    assert_eq!(expected["application"], Value::Null);

    let changed = update(
        &merchant,
        &expected,
        &[
            ("url", "https://shop.example/elsewhere"),
            ("metadata[tier]", ""),
            ("metadata[owner]", "ada"),
            ("disabled", "true"),
        ],
    )
    .await;
    expected["url"] = json!("https://shop.example/elsewhere");
    expected["metadata"] = json!({"team": "checkout", "owner": "ada"});
    expected["status"] = json!("disabled");
    assert_eq!(changed, expected);

    let form: Form = &[("description", ""), ("disabled", "false"), ("metadata", "")];
    let changed = update(&merchant, &expected, form).await;
    expected["description"] = Value::Null;
    expected["metadata"] = json!({});
    expected["status"] = json!("enabled");
    assert_eq!(changed, expected);
    assert_eq!(retrieve(&merchant, &expected).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_events_that_exist_can_be_asked_for() {
    let merchant = Merchant::new("US").await;
    let endpoint = register(&merchant, "https://shop.example/", &["*"]).await;
    let form: Form = &[
        ("url", "https://shop.example/"),
        ("enabled_events[]", "payment_intent.succeeded"),
        ("enabled_events[]", "payment_intent.succeded"),
    ];
    for request in [
        merchant.post("/v1/webhook_endpoints", form),
        merchant.post(&endpoint_path(&endpoint, ""), form),
    ] {
        let error = request.send().await.error(400);
        assert_eq!(error["type"], "invalid_request_error");
        assert_eq!(error["param"], "enabled_events[1]");
    }
    assert_eq!(
        retrieve(&merchant, &endpoint).await["enabled_events"],
        json!(["*"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn other_events_and_another_url_count_from_the_next_event_on() {
    let merchant = Merchant::new("US").await;
    let (first, endpoint) = listening(&merchant, &[]).await;
    let second = WebhookReceiver::start().await;
    let one = merchant.create(1999, "usd", &[]).await;
    await_types(&first, &one, &["payment_intent.created"]).await;

    let form: Form = &[
        ("url", second.url()),
        ("enabled_events[]", "payment_intent.succeeded"),
    ];
    update(&merchant, &endpoint, form).await;
    let form = with(VISA, &[("confirm", "true")]);
    let paid = merchant.create(1999, "usd", &form).await;
    await_types(&second, &paid, &["payment_intent.succeeded"]).await;
    assert!(types_about(&first, &paid).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_or_deleted_endpoint_is_told_nothing() {
    let merchant = Merchant::new("US").await;
    let (disabled, endpoint) = listening(&merchant, &[]).await;
    update(&merchant, &endpoint, &[("disabled", "true")]).await;
    let (deleted, endpoint_two) = listening(&merchant, &[]).await;
    let (other, _) = listening(&merchant, &[]).await;
    // A delivery that waits for its retry is dropped too.
    deleted.answer_next_with(&[500]);
    let before = next_webhook(&merchant, &deleted).await;
    assert_eq!(before.answered, 500);

    let path = endpoint_path(&endpoint_two, "");
    let answer = merchant.delete(&path).send().await.ok();
    let expected = json!({"id": endpoint_two["id"], "object": "webhook_endpoint", "deleted": true});
    assert_eq!(answer, expected);
    let gone = merchant.delete(&path).send().await.error(404);
    assert_eq!(gone["code"], "resource_missing");
    merchant.get(&path).send().await.error(404);

    next_webhook(&merchant, &other).await;
    // The retry would have come by then.
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(deleted.received().len(), 1);
    assert!(disabled.received().is_empty());

    update(&merchant, &endpoint, &[("disabled", "false")]).await;
    next_webhook(&merchant, &disabled).await;
    assert_eq!(disabled.received().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn during_the_overlap_both_secrets_verify_and_then_the_new_one_alone() {
    let merchant = Merchant::new("US").await;
    let (receiver, endpoint) = listening(&merchant, &[]).await;
    let old = text(&endpoint, "secret").to_owned();

    let new = roll_secret(&merchant, &endpoint, &[("expires_in", "3600")]).await;
    assert_ne!(new, old);
    assert!(retrieve(&merchant, &endpoint).await.get("secret").is_none());
    let webhook = next_webhook(&merchant, &receiver).await;
    assert_eq!(signatures(&webhook), 2);
    assert!(is_signed_with(&webhook, &old));
    assert!(is_signed_with(&webhook, &new));

    let newest = roll_secret(&merchant, &endpoint, &[("expires_in", "0")]).await;
    let webhook = next_webhook(&merchant, &receiver).await;
    assert_eq!(signatures(&webhook), 1);
    assert!(is_signed_with(&webhook, &newest));
    assert!(!is_signed_with(&webhook, &new));
    assert!(!is_signed_with(&webhook, &old));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_overlap_ends_when_it_was_said_to() {
    let merchant = Merchant::new("US").await;
    let (receiver, endpoint) = listening(&merchant, &[]).await;
    let old = text(&endpoint, "secret").to_owned();
    let new = roll_secret(&merchant, &endpoint, &[("expires_in", "1")]).await;
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let webhook = next_webhook(&merchant, &receiver).await;
    assert!(is_signed_with(&webhook, &new));
    assert!(!is_signed_with(&webhook, &old));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_overlap_is_a_day_at_most_and_has_four_secrets_at_most() {
    let merchant = Merchant::new("US").await;
    let endpoint = register(&merchant, "https://shop.example/", &["*"]).await;
    let roll = endpoint_path(&endpoint, "/roll_secret");
    for expires_in in ["-1", "86401", "soon"] {
        let request = merchant.post(&roll, &[("expires_in", expires_in)]);
        let error = request.send().await.error(400);
        assert_eq!(error["param"], "expires_in", "{expires_in}");
    }
    for _ in 0..3 {
        roll_secret(&merchant, &endpoint, &[]).await;
    }
    let error = merchant.post(&roll, &[]).send().await.error(400);
    assert_eq!(error["param"], "expires_in");
    roll_secret(&merchant, &endpoint, &[("expires_in", "0")]).await;
    roll_secret(&merchant, &endpoint, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_answers_410_is_disabled_until_it_is_enabled_again() {
    let merchant = Merchant::new("US").await;
    let (receiver, endpoint) = listening(&merchant, &[]).await;
    receiver.answer_next_with(&[410]);
    next_webhook(&merchant, &receiver).await;
    eventually("the endpoint to be disabled", SOON, || async {
        (retrieve(&merchant, &endpoint).await["status"] == "disabled").then_some(())
    })
    .await;
    merchant.create(1999, "usd", &[]).await;
    tokio::time::sleep(QUIET).await;
    assert_eq!(receiver.received().len(), 1);

    update(&merchant, &endpoint, &[("disabled", "false")]).await;
    next_webhook(&merchant, &receiver).await;
    assert_eq!(receiver.received().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn endpoints_are_listed_in_pages_in_both_directions() {
    let merchant = Merchant::new("US").await;
    let mut newest_first = Vec::new();
    for _ in 0..5 {
        let endpoint = register(&merchant, "https://shop.example/", &["*"]).await;
        newest_first.insert(0, text(&endpoint, "id").to_owned());
    }
    let [_, second, _, fourth, _] = newest_first.as_slice() else {
        panic!("five endpoints");
    };
    let page = async |query: &str| {
        let path = format!("/v1/webhook_endpoints?{query}");
        let list = merchant.get(&path).send().await.ok();
        (ids(&list), list["has_more"] == true)
    };
    assert_eq!(page("").await, (newest_first.clone(), false));
    assert_eq!(page("limit=2").await, (newest_first[..2].to_vec(), true));
    assert_eq!(
        page(&format!("limit=2&starting_after={second}")).await,
        (newest_first[2..4].to_vec(), true)
    );
    assert_eq!(
        page(&format!("limit=2&starting_after={fourth}")).await,
        (newest_first[4..].to_vec(), false)
    );
    assert_eq!(
        page(&format!("limit=2&ending_before={fourth}")).await,
        (newest_first[1..3].to_vec(), true)
    );
    assert_eq!(
        page(&format!("limit=2&ending_before={second}")).await,
        (newest_first[..1].to_vec(), false)
    );
    let unknown = merchant.get("/v1/webhook_endpoints?starting_after=we_1");
    assert_eq!(unknown.send().await.error(400)["param"], "starting_after");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_accounts_endpoint_does_not_exist() {
    let (owner, stranger) = (Merchant::new("US").await, Merchant::new("US").await);
    let endpoint = register(&owner, "https://shop.example/", &["*"]).await;
    let path = |action| endpoint_path(&endpoint, action);
    for request in [
        stranger.get(&path("")),
        stranger.post(&path(""), &[("disabled", "true")]),
        stranger.delete(&path("")),
        stranger.post(&path("/roll_secret"), &[]),
        stranger.get(&path("/deliveries")),
    ] {
        let error = request.send().await.error(404);
        assert_eq!(error["code"], "resource_missing");
    }
    assert_eq!(retrieve(&owner, &endpoint).await["status"], "enabled");
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_replay_under_their_idempotency_key() {
    let merchant = Merchant::new("US").await;
    let endpoint = register(&merchant, "https://shop.example/", &["*"]).await;
    for (key, request) in [
        (
            "update",
            merchant.post(&endpoint_path(&endpoint, ""), &[("disabled", "true")]),
        ),
        (
            "roll",
            merchant.post(&endpoint_path(&endpoint, "/roll_secret"), &[]),
        ),
        ("delete", merchant.delete(&endpoint_path(&endpoint, ""))),
    ] {
        let request = request.idempotency_key(key);
        let first = request.send().await;
        first.ok();
        let again = request.send().await;
        assert_eq!(again.body, first.body, "{key}");
        assert_eq!(again.header("Idempotent-Replayed"), "true", "{key}");
    }
}
