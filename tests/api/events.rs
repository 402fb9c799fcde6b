//! The event feed: one event, pages of it, filters, a delivery once more.

use serde_json::{Value, json};
use stripe_webhook::Webhook;

use crate::support::{
    Form, Merchant, SOON, VISA, endpoint_path, eventually, ids, listening, register, text, with,
};

async fn list(merchant: &Merchant, query: &str) -> Value {
    let path = format!("/v1/events?{query}");
    merchant.get(&path).send().await.ok()
}

/// The feed as soon as it has this many events, newest first.
async fn feed_of(merchant: &Merchant, count: usize) -> Vec<Value> {
    eventually("the feed to be complete", SOON, || async {
        let feed = list(merchant, "limit=100").await;
        let events = feed["data"].as_array().expect("a list").clone();
        (events.len() >= count).then_some(events)
    })
    .await
}

fn types(list: &Value) -> Vec<&str> {
    let events = list["data"].as_array().expect("a list");
    events.iter().map(|event| text(event, "type")).collect()
}

async fn resend(merchant: &Merchant, event: &str, form: Form<'_>) -> Value {
    let path = format!("/v1/events/{event}/resend");
    merchant.post(&path, form).send().await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_has_each_change_as_the_webhook_told_it() {
    let merchant = Merchant::new("US").await;
    let (receiver, _) = listening(&merchant, &[]).await;
    register(&merchant, "https://shop.example/", &["charge.failed"]).await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let webhook = receiver.event("payment_intent.created").await.json();

    let path = format!("/v1/events/{}", text(&webhook, "id"));
    let event = merchant.get(&path).send().await.ok();
    assert_eq!(event, webhook);
    assert_eq!(event["object"], "event");
    assert_eq!(event["data"]["object"], intent);
    // The other endpoint does not ask for it.
    assert_eq!(event["pending_webhooks"], 1);
    assert_eq!(event["livemode"], false);
    assert_eq!(list(&merchant, "").await["data"], json!([event]));

    let error = merchant.get("/v1/events/evt_1").send().await.error(404);
    assert_eq!(error["code"], "resource_missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_endpoint_the_feed_is_the_same() {
    let merchant = Merchant::new("US").await;
    let form = with(VISA, &[("confirm", "true")]);
    merchant.create(1999, "usd", &form).await;
    let feed = feed_of(&merchant, 2).await;
    assert!(feed.iter().all(|event| event["pending_webhooks"] == 0));
    let intents = list(&merchant, "type=payment_intent.*").await;
    assert_eq!(
        types(&intents),
        ["payment_intent.succeeded", "payment_intent.created"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_is_read_in_pages_in_both_directions() {
    let merchant = Merchant::new("US").await;
    for _ in 0..5 {
        merchant.create(1999, "usd", &[]).await;
    }
    let feed = feed_of(&merchant, 5).await;
    let all: Vec<_> = feed.iter().map(|event| text(event, "id")).collect();
    let page = async |query: &str| {
        let list = list(&merchant, query).await;
        assert_eq!(list["url"], "/v1/events");
        (ids(&list), list["has_more"] == true)
    };
    let cut = |from: usize, to: usize| -> Vec<String> {
        all[from..to].iter().map(|id| (*id).to_owned()).collect()
    };
    let (second, fourth) = (all[1], all[3]);
    assert_eq!(page("limit=2").await, (cut(0, 2), true));
    let after = format!("limit=2&starting_after={second}");
    assert_eq!(page(&after).await, (cut(2, 4), true));
    let after = format!("limit=2&starting_after={fourth}");
    assert_eq!(page(&after).await, (cut(4, 5), false));
    let before = format!("limit=2&ending_before={fourth}");
    assert_eq!(page(&before).await, (cut(1, 3), true));
    let before = format!("limit=2&ending_before={second}");
    assert_eq!(page(&before).await, (cut(0, 1), false));
    let before = format!("type=payment_intent.created&limit=2&ending_before={fourth}");
    assert_eq!(page(&before).await, (cut(1, 3), true));
    let before = format!("ending_before={}", all[0]);
    assert_eq!(page(&before).await, (Vec::new(), false));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_is_filtered_by_type_and_time() {
    let merchant = Merchant::new("US").await;
    let canceled = merchant.create(1999, "usd", &[]).await;
    merchant.cancel(&canceled, &[]).await.ok();
    let form = with(VISA, &[("confirm", "true")]);
    merchant.create(2999, "usd", &form).await;
    let feed = feed_of(&merchant, 4).await;
    let created = feed[0]["created"].as_i64().expect("a time");

    for (query, expected) in [
        (
            "type=payment_intent.canceled",
            &["payment_intent.canceled"][..],
        ),
        ("type=payment_intent", &[]),
        ("type=invoice.paid", &[]),
        ("type=*.canceled", &["payment_intent.canceled"]),
        (
            "types[]=payment_intent.canceled&types[]=payment_intent.succeeded",
            &["payment_intent.succeeded", "payment_intent.canceled"],
        ),
    ] {
        assert_eq!(types(&list(&merchant, query).await), expected, "{query}");
    }
    for (range, count) in [
        (format!("created[gte]={}", created - 60), feed.len()),
        (format!("created[gt]={created}"), 0),
        (format!("created[lt]={}", created - 60), 0),
        (format!("created[lte]={created}"), feed.len()),
        (format!("created={}", created - 60), 0),
    ] {
        let listed = list(&merchant, &format!("limit=100&{range}")).await;
        assert_eq!(types(&listed).len(), count, "{range}");
    }
    for (query, param) in [
        ("type=a&types[]=b", "types"),
        ("type=*a*", "type"),
        ("delivery_success=true", "delivery_success"),
        ("starting_after=evt_1", "starting_after"),
        ("limit=0", "limit"),
        ("created[gte]=soon", "created[gte]"),
    ] {
        let request = merchant.get(&format!("/v1/events?{query}"));
        assert_eq!(request.send().await.error(400)["param"], param, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_is_delivered_once_more_when_asked() {
    let merchant = Merchant::new("US").await;
    let (receiver, endpoint) = listening(&merchant, &[]).await;
    merchant.create(1999, "usd", &[]).await;
    let first = receiver.event("payment_intent.created").await;
    let id = text(&first.json(), "id").to_owned();

    // A retry of the request is not one more delivery.
    let path = format!("/v1/events/{id}/resend");
    let request = merchant.post(&path, &[]).idempotency_key("once");
    let answer = request.send().await.ok();
    assert_eq!(text(&answer, "id"), id);
    assert_eq!(request.send().await.header("Idempotent-Replayed"), "true");
    eventually("the second delivery", SOON, || async {
        (receiver.received().len() >= 2).then_some(())
    })
    .await;
    let second = &receiver.received()[1];
    assert_eq!(second.body, first.body);
    let payload = std::str::from_utf8(&second.body).expect("text");
    let secret = text(&endpoint, "secret");
    Webhook::construct_event(payload, second.signature(), secret).expect("signed");

    let deliveries = merchant.get(&endpoint_path(&endpoint, "/deliveries"));
    eventually("both to be noted", SOON, || async {
        let noted = deliveries.send().await.ok();
        let noted = noted["data"].as_array().expect("a list").clone();
        let are_delivered = noted.iter().all(|one| one["standing"] == "delivered");
        (noted.len() == 2 && are_delivered).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_can_be_sent_to_an_endpoint_that_did_not_ask_for_it() {
    let merchant = Merchant::new("US").await;
    merchant.create(1999, "usd", &[]).await;
    let event = text(&feed_of(&merchant, 1).await[0], "id").to_owned();
    let path = format!("/v1/events/{event}/resend");
    // Nobody asks for it.
    merchant.post(&path, &[]).send().await.error(400);

    let (receiver, endpoint) = listening(&merchant, &[]).await;
    let form: Form = &[("enabled_events[]", "charge.failed")];
    let narrowed = merchant.post(&endpoint_path(&endpoint, ""), form);
    narrowed.send().await.ok();
    merchant.post(&path, &[]).send().await.error(400);
    resend(
        &merchant,
        &event,
        &[("webhook_endpoint", text(&endpoint, "id"))],
    )
    .await;
    let webhook = receiver.event("payment_intent.created").await;
    assert_eq!(text(&webhook.json(), "id"), event);

    let nowhere = merchant.post(&path, &[("webhook_endpoint", "we_1")]);
    assert_eq!(nowhere.send().await.error(404)["param"], "webhook_endpoint");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_accounts_events_do_not_exist() {
    let (owner, stranger) = (Merchant::new("US").await, Merchant::new("US").await);
    owner.create(1999, "usd", &[]).await;
    let event = text(&feed_of(&owner, 1).await[0], "id").to_owned();
    for request in [
        stranger.get(&format!("/v1/events/{event}")),
        stranger.post(&format!("/v1/events/{event}/resend"), &[]),
    ] {
        let error = request.send().await.error(404);
        assert_eq!(error["code"], "resource_missing");
    }
    assert!(ids(&list(&stranger, "").await).is_empty());
}
