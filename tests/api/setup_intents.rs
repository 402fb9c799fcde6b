//! Setup intents: a method is set up for later, and nothing is paid.

use serde_json::{Value, json};

use crate::support::{Answer, Button, Form, HostedPage, Merchant, Request, ids, text};

const CARD: (&str, &str) = ("payment_method", "pm_card_visa");
const ASKS: (&str, &str) = ("payment_method", "pm_card_authenticationRequired");
const CONFIRM: (&str, &str) = ("confirm", "true");
const RETURN_URL: (&str, &str) = ("return_url", "https://shop.example/saved");

fn path(setup: &Value, action: &str) -> String {
    format!("/v1/setup_intents/{}{action}", text(setup, "id"))
}

async fn retrieve(merchant: &Merchant, setup: &Value) -> Value {
    merchant.get(&path(setup, "")).send().await.ok()
}

async fn confirm(merchant: &Merchant, setup: &Value, form: Form<'_>) -> Answer {
    merchant.post(&path(setup, "/confirm"), form).send().await
}

fn buyers_confirm(merchant: &Merchant, setup: &Value, form: Form<'_>) -> Request {
    let keys = [
        ("key", merchant.publishable_key()),
        ("client_secret", text(setup, "client_secret")),
    ];
    Request::post(merchant.url(&path(setup, "/confirm"))).form(&[&keys, form].concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_setup_waits_for_a_method() {
    let merchant = Merchant::new("US").await;
    let form = [("description", "Plan"), ("metadata[plan]", "gold")];
    let setup = merchant.create_setup(&form).await;
    for (field, expected) in [
        ("object", json!("setup_intent")),
        ("application", json!(null)),
        ("cancellation_reason", json!(null)),
        ("customer", json!(null)),
        ("description", json!("Plan")),
        ("last_setup_error", json!(null)),
        ("metadata", json!({ "plan": "gold" })),
        ("next_action", json!(null)),
        ("payment_method", json!(null)),
        ("status", json!("requires_payment_method")),
        ("usage", json!("off_session")),
    ] {
        assert_eq!(setup[field], expected, "{field}");
    }
    let secret = text(&setup, "client_secret");
    assert!(secret.starts_with(&format!("{}_secret_", text(&setup, "id"))));
    assert_eq!(retrieve(&merchant, &setup).await, setup);
    merchant
        .assert_events(&setup, &["setup_intent.created"])
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_set_up_and_nothing_is_charged() {
    let merchant = Merchant::new("US").await;
    let setup = merchant.create_setup(&[CARD]).await;
    assert_eq!(setup["status"], "requires_confirmation");
    let done = confirm(&merchant, &setup, &[]).await.ok();
    assert_eq!(done["status"], "succeeded");
    assert!(text(&done, "payment_method").starts_with("pm_"));
    assert_eq!(retrieve(&merchant, &setup).await, done);
    let charges = merchant.get("/v1/charges").send().await.ok();
    assert_eq!(charges["data"], json!([]));
    let told = ["setup_intent.created", "setup_intent.succeeded"];
    merchant.assert_events(&setup, &told).await;
    let error = confirm(&merchant, &setup, &[CARD]).await.error(400);
    assert_eq!(error["code"], "setup_intent_unexpected_state");
    assert_eq!(error["setup_intent"]["id"], setup["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_sets_up_with_the_publishable_key_and_sees_nothing_else() {
    let merchant = Merchant::new("US").await;
    let setup = merchant
        .create_setup(&[("metadata[internal]", "note")])
        .await;
    let declined = [("payment_method", "pm_card_chargeDeclined")];
    let failed = buyers_confirm(&merchant, &setup, &declined).send().await;
    let done = buyers_confirm(&merchant, &setup, &[CARD]).send().await.ok();
    assert_eq!(done["status"], "succeeded");
    for seen in [&done, &failed.error(402)["setup_intent"]] {
        assert_eq!(seen["id"], setup["id"]);
        for field in ["metadata", "customer", "latest_attempt", "mandate"] {
            assert!(seen.get(field).is_none(), "{field} is shown: {seen}");
        }
    }
    let method = &failed.error(402)["payment_method"];
    assert!(method["card"].is_object());
    assert!(method.get("metadata").is_none(), "{method}");
    let other = merchant.create_setup(&[]).await;
    let wrong = Request::post(merchant.url(&path(&other, "/confirm"))).form(&[
        ("key", merchant.publishable_key()),
        ("client_secret", text(&setup, "client_secret")),
        CARD,
    ]);
    wrong.send().await.error(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn authentication_is_asked_for_and_its_end_decides() {
    let merchant = Merchant::new("US").await;
    for (button, status) in [
        (Button::Authorize, "succeeded"),
        (Button::Fail, "requires_payment_method"),
    ] {
        let setup = merchant.create_setup(&[ASKS, CONFIRM, RETURN_URL]).await;
        assert_eq!(setup["status"], "requires_action");
        assert_eq!(setup["next_action"]["type"], "redirect_to_url");
        let page = HostedPage::of(&setup);
        let back = page.press_and_return(button).await;
        assert_eq!(back.query["setup_intent"], setup["id"]);
        let secret = &back.query["setup_intent_client_secret"];
        assert_eq!(*secret, setup["client_secret"]);
        assert_eq!(retrieve(&merchant, &setup).await["status"], status);
        assert_eq!(page.effects().await.captures, 0);
        merchant
            .event_of(&setup, "setup_intent.requires_action")
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_told_with_the_setup_and_without_a_charge() {
    let merchant = Merchant::new("US").await;
    let setup = merchant.create_setup(&[]).await;
    let declined = [("payment_method", "pm_card_chargeDeclined")];
    let error = confirm(&merchant, &setup, &declined).await.error(402);
    assert_eq!(error["type"], "card_error");
    assert_eq!(error["code"], "card_declined");
    assert_eq!(error["decline_code"], "generic_decline");
    assert_eq!(error["setup_intent"]["status"], "requires_payment_method");
    assert!(error.get("charge").is_none_or(Value::is_null), "{error}");
    assert!(
        error.get("payment_intent").is_none_or(Value::is_null),
        "{error}"
    );
    let last = &retrieve(&merchant, &setup).await["last_setup_error"];
    assert_eq!(last["code"], "card_declined");
    assert_eq!(last["payment_method"]["type"], "card");
    let told = ["setup_intent.created", "setup_intent.setup_failed"];
    merchant.assert_events(&setup, &told).await;
    let done = confirm(&merchant, &setup, &[CARD]).await.ok();
    assert_eq!(done["last_setup_error"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_and_a_payment_of_the_same_bytes_are_not_the_same() {
    let merchant = Merchant::new("US").await;
    let setup = merchant.create_setup(&[]).await;
    let payment = text(&setup, "id").replace("seti_", "pi_");
    let base = format!("/v1/payment_intents/{payment}");
    merchant.get(&base).send().await.error(404);
    for action in ["", "/confirm", "/cancel", "/capture"] {
        let request = merchant.post(&format!("{base}{action}"), &[]);
        request.send().await.error(404);
    }
    let intent = merchant.create(1999, "usd", &[]).await;
    let twin = text(&intent, "id").replace("pi_", "seti_");
    let error = merchant
        .get(&format!("/v1/setup_intents/{twin}"))
        .send()
        .await
        .error(404);
    assert_eq!(error["code"], "resource_missing");
    let stranger = Merchant::new("US").await;
    stranger.get(&path(&setup, "")).send().await.error(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_can_be_changed_until_it_is_over() {
    let merchant = Merchant::new("US").await;
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    let setup = merchant.create_setup(&[("metadata[a]", "1")]).await;
    let update = |form: Vec<(&'static str, String)>| {
        let form: Vec<_> = form
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        merchant.post(&path(&setup, ""), &form)
    };
    let form = vec![
        ("customer", text(&customer, "id").to_owned()),
        ("description", "Plan".to_owned()),
        ("metadata[b]", "2".to_owned()),
        ("payment_method", "pm_card_visa".to_owned()),
    ];
    let changed = update(form).send().await.ok();
    assert_eq!(changed["status"], "requires_confirmation");
    assert_eq!(changed["customer"], customer["id"]);
    assert_eq!(changed["description"], "Plan");
    assert_eq!(changed["metadata"], json!({ "a": "1", "b": "2" }));
    let cleared = vec![
        ("payment_method", String::new()),
        ("metadata[a]", String::new()),
    ];
    let cleared = update(cleared).send().await.ok();
    assert_eq!(cleared["status"], "requires_payment_method");
    assert_eq!(cleared["payment_method"], Value::Null);
    assert_eq!(cleared["metadata"], json!({ "b": "2" }));
    confirm(&merchant, &setup, &[CARD]).await.ok();
    update(vec![("description", "Done".to_owned())])
        .send()
        .await
        .ok();
    let error = update(vec![("payment_method", "pm_card_mastercard".to_owned())]);
    let error = error.send().await.error(400);
    assert_eq!(error["code"], "setup_intent_unexpected_state");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_payments_is_unknown_to_setups() {
    let merchant = Merchant::new("US").await;
    for name in [
        "amount",
        "off_session",
        "error_on_requires_action",
        "payment_method_options[card][capture_method]",
        "receipt_email",
    ] {
        let form = [(name, "true"), CARD, CONFIRM];
        let error = merchant
            .post("/v1/setup_intents", &form)
            .send()
            .await
            .error(400);
        assert_eq!(error["code"], "parameter_unknown", "{name}");
        assert_eq!(error["param"], name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_canceled_setup_keeps_its_reason() {
    let merchant = Merchant::new("US").await;
    for (reason, shown) in [
        (Some("abandoned"), json!("abandoned")),
        (Some("duplicate"), json!("duplicate")),
        (None, json!(null)),
    ] {
        let setup = merchant.create_setup(&[CARD]).await;
        let form: Vec<_> = reason
            .map(|it| ("cancellation_reason", it))
            .into_iter()
            .collect();
        let canceled = merchant
            .post(&path(&setup, "/cancel"), &form)
            .send()
            .await
            .ok();
        assert_eq!(canceled["status"], "canceled");
        assert_eq!(canceled["cancellation_reason"], shown);
        let told = ["setup_intent.created", "setup_intent.canceled"];
        merchant.assert_events(&setup, &told).await;
        confirm(&merchant, &setup, &[CARD]).await.error(400);
        merchant
            .post(&path(&setup, "/cancel"), &[])
            .send()
            .await
            .error(400);
    }
    let setup = merchant.create_setup(&[]).await;
    let form = [("cancellation_reason", "boredom")];
    let error = merchant
        .post(&path(&setup, "/cancel"), &form)
        .send()
        .await
        .error(400);
    assert_eq!(error["param"], "cancellation_reason");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retried_creation_makes_one_setup() {
    let merchant = Merchant::new("US").await;
    let create = merchant.post("/v1/setup_intents", &[CARD, CONFIRM]);
    let create = create.idempotency_key("setup-1");
    let first = create.send().await;
    let second = create.send().await;
    assert_eq!(second.header("Idempotent-Replayed"), "true");
    assert_eq!(second.text(), first.text());
    let list = merchant.get("/v1/setup_intents").send().await.ok();
    assert_eq!(ids(&list), [text(&first.ok(), "id")]);
    // A payment's creation is another request.
    let payment = [("amount", "1999"), ("currency", "usd")];
    let payment = merchant.post("/v1/payment_intents", &payment);
    let error = payment.idempotency_key("setup-1").send().await.error(400);
    assert_eq!(error["type"], "idempotency_error");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_was_set_up_pays_for_its_customer_without_the_buyer() {
    let merchant = Merchant::new("US").await;
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    let owner = ("customer", text(&customer, "id"));
    let setup = merchant.create_setup(&[owner, CARD, CONFIRM]).await;
    let query = format!("/v1/setup_intents?customer={}", text(&customer, "id"));
    let list = merchant.get(&query).send().await.ok();
    assert_eq!(ids(&list), [text(&setup, "id")]);
    let methods = format!("/v1/customers/{}/payment_methods", text(&customer, "id"));
    let methods = merchant.get(&methods).send().await.ok();
    let method = text(&setup, "payment_method");
    assert_eq!(ids(&methods), [method]);
    let later = [
        owner,
        ("payment_method", method),
        ("off_session", "true"),
        CONFIRM,
    ];
    let paid = merchant.create(1999, "usd", &later).await;
    assert_eq!(paid["status"], "succeeded");
    let by_method = format!("/v1/setup_intents?payment_method={method}");
    let list = merchant.get(&by_method).send().await.ok();
    assert_eq!(ids(&list), [text(&setup, "id")]);
}
