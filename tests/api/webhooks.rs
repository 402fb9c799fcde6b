//! Signed webhooks: what the merchant is told, in which order, and what happens to those who do not
//! listen.

use std::time::Duration;

use stripe_webhook::Webhook;
use tokio::net::TcpListener;

use crate::harness::{WebhookReceiver, free_port};
use crate::support::{
    Button, Form, HostedPage, Merchant, VISA, await_types, ids, listener, register, text, with,
};

/// The first retry comes after two seconds and up to a quarter more.
const RETRY: Duration = Duration::from_secs(8);

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_tells_its_secret_once() {
    let merchant = Merchant::new("US").await;
    let created = register(
        &merchant,
        "https://shop.example/webhook",
        &["payment_intent.succeeded", "payment_intent.canceled"],
    )
    .await;
    assert!(text(&created, "secret").starts_with("whsec_"));
    assert!(text(&created, "id").starts_with("we_"));
    assert_eq!(created["object"], "webhook_endpoint");
    assert_eq!(created["status"], "enabled");
    assert_eq!(created["livemode"], false);
    assert_eq!(created["url"], "https://shop.example/webhook");

    let list = merchant.get("/v1/webhook_endpoints").send().await.ok();
    assert_eq!(ids(&list), [text(&created, "id")]);
    let listed = &list["data"][0];
    assert!(listed.get("secret").is_none(), "{listed}");
    assert_eq!(listed["enabled_events"], created["enabled_events"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_is_signed_and_official_libraries_accept_it() {
    let merchant = Merchant::new("US").await;
    let (receiver, secret) = listener(&merchant).await;
    let intent = merchant.create(1999, "usd", &[]).await;
    merchant.confirm(&intent, VISA).await.ok();
    let webhook = receiver.event("payment_intent.succeeded").await;
    assert_eq!(
        webhook.headers["content-type"],
        "application/json; charset=utf-8"
    );
    let payload = std::str::from_utf8(&webhook.body).expect("text");
    let event = Webhook::construct_event(payload, webhook.signature(), &secret).expect("accepted");
    assert_eq!(event.type_.as_str(), "payment_intent.succeeded");
    assert!(event.id.as_str().starts_with("evt_"));

    let wrong = Webhook::construct_event(payload, webhook.signature(), "whsec_wrong");
    assert!(wrong.is_err());
    let changed = payload.replace("1999", "1998");
    assert!(Webhook::construct_event(&changed, webhook.signature(), &secret).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_is_told_in_order_with_the_intent_as_it_was_then() {
    let merchant = Merchant::new("US").await;
    let (receiver, _) = listener(&merchant).await;

    let created = merchant
        .create(2500, "usd", &[("capture_method", "manual")])
        .await;
    let authorized = merchant.confirm(&created, VISA).await.ok();
    let captured = merchant
        .capture(&created, &[("amount_to_capture", "1000")])
        .await
        .ok();
    let expected = [
        ("payment_intent.created", Some(created.clone())),
        ("charge.succeeded", None),
        ("payment_intent.amount_capturable_updated", Some(authorized)),
        ("charge.captured", None),
        ("payment_intent.succeeded", Some(captured)),
    ];
    await_types(&receiver, &created, &expected.clone().map(|(kind, _)| kind)).await;
    for (webhook, (kind, intent)) in receiver.received().iter().zip(&expected) {
        let event = webhook.json();
        assert_eq!(event["type"], *kind);
        assert_eq!(event["object"], "event");
        let object = &event["data"]["object"];
        match intent {
            Some(intent) => assert_eq!(object, intent, "{kind}"),
            None => assert_eq!(object["payment_intent"], created["id"], "{kind}"),
        }
        assert!(text(&event["request"], "id").starts_with("req_"), "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_of_a_payment_has_its_events() {
    let merchant = Merchant::new("US").await;
    let (receiver, _) = listener(&merchant).await;
    let created = "payment_intent.created";

    let paid = merchant.create(1999, "usd", &[]).await;
    merchant.confirm(&paid, VISA).await.ok();
    await_types(
        &receiver,
        &paid,
        &[created, "charge.succeeded", "payment_intent.succeeded"],
    )
    .await;

    let declined = merchant.create(1999, "usd", &[]).await;
    let form: Form = &[("payment_method", "pm_card_chargeDeclined")];
    merchant.confirm(&declined, form).await.error(402);
    await_types(
        &receiver,
        &declined,
        &[created, "charge.failed", "payment_intent.payment_failed"],
    )
    .await;

    let canceled = merchant.create(1999, "usd", &[]).await;
    merchant.cancel(&canceled, &[]).await.ok();
    await_types(&receiver, &canceled, &[created, "payment_intent.canceled"]).await;

    let redirected = merchant.create(1999, "usd", &[]).await;
    let form: Form = &[
        ("payment_method", "pm_card_authenticationRequired"),
        ("return_url", "https://shop.example/done"),
    ];
    for (button, outcome) in [
        (Button::Fail, "payment_intent.payment_failed"),
        (Button::Authorize, "payment_intent.succeeded"),
    ] {
        let waiting = merchant.confirm(&redirected, form).await.ok();
        HostedPage::of(&waiting).press_and_return(button).await;
        receiver.event(outcome).await;
    }
    await_types(
        &receiver,
        &redirected,
        &[
            created,
            "payment_intent.requires_action",
            "payment_intent.payment_failed",
            "payment_intent.requires_action",
            "charge.succeeded",
            "payment_intent.succeeded",
        ],
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_is_told_of_the_events_that_it_asked_for() {
    let merchant = Merchant::new("US").await;
    let receiver = WebhookReceiver::start().await;
    register(&merchant, receiver.url(), &["payment_intent.succeeded"]).await;
    let form = with(VISA, &[("confirm", "true")]);
    let paid = merchant.create(1999, "usd", &form).await;
    await_types(&receiver, &paid, &["payment_intent.succeeded"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_was_not_accepted_comes_again() {
    let merchant = Merchant::new("US").await;
    let (receiver, secret) = listener(&merchant).await;
    receiver.answer_next_with(&[500]);
    merchant.create(1999, "usd", &[]).await;
    let accepted = receiver
        .wait_for("the retry", RETRY, |webhook| webhook.answered.is_success())
        .await;
    let received = receiver.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].body, accepted.body);
    let payload = std::str::from_utf8(&accepted.body).expect("text");
    Webhook::construct_event(payload, accepted.signature(), &secret).expect("signed anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_does_not_answer_delays_no_other() {
    let merchant = Merchant::new("US").await;
    // One refuses connections, the other takes them and stays silent.
    let closed = format!("http://127.0.0.1:{}/", free_port().expect("a port"));
    let silent = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let silent_url = format!("http://{}/", silent.local_addr().expect("an address"));
    register(&merchant, &closed, &["*"]).await;
    register(&merchant, &silent_url, &["*"]).await;
    let (receiver, _) = listener(&merchant).await;
    let form = with(VISA, &[("confirm", "true")]);
    let paid = merchant.create(1999, "usd", &form).await;
    let prompt = Duration::from_secs(5);
    receiver
        .wait_for("the event", prompt, |webhook| {
            webhook.json()["data"]["object"]["id"] == paid["id"]
                && webhook.event_type() == "payment_intent.succeeded"
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_hear_of_their_own_payments_only() {
    let (one, other) = (Merchant::new("US").await, Merchant::new("US").await);
    let (receiver, _) = listener(&one).await;
    other.create(1999, "usd", &[]).await;
    let own = one.create(2999, "usd", &[]).await;
    await_types(&receiver, &own, &["payment_intent.created"]).await;
    assert_eq!(receiver.received().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_delivered_to_inner_networks_or_without_tls() {
    let merchant = Merchant::new("US").await;
    for url in [
        "http://shop.example/webhook",
        "https://10.0.0.1/",
        "https://192.168.1.1/",
        "https://172.16.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://0.0.0.0/",
        "https://metadata.google.internal/",
        "https://user:secret@shop.example/",
        "ftp://shop.example/",
        "shop.example",
    ] {
        let form = [("url", url), ("enabled_events[]", "*")];
        let request = merchant.post("/v1/webhook_endpoints", &form);
        let error = request.send().await.error(400);
        assert_eq!(error["type"], "invalid_request_error", "{url}");
        assert_eq!(error["code"], "url_invalid", "{url}");
        assert_eq!(error["param"], "url", "{url}");
    }
    for (form, param) in [
        (&[("enabled_events[]", "*")][..], "url"),
        (&[("url", "https://shop.example/")], "enabled_events"),
    ] {
        let request = merchant.post("/v1/webhook_endpoints", form);
        let error = request.send().await.error(400);
        assert_eq!(error["code"], "parameter_missing", "{param}");
        assert_eq!(error["param"], param);
    }
    let list = merchant.get("/v1/webhook_endpoints").send().await.ok();
    assert!(ids(&list).is_empty());
}
