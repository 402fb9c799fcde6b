//! Paying with what is kept, and keeping what was paid with.

use serde_json::Value;

use crate::support::{Form, Merchant, SOON, VISA, eventually, ids, text, with};

async fn customer(merchant: &Merchant) -> String {
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    text(&customer, "id").to_owned()
}

async fn attached(merchant: &Merchant, name: &str, customer: &str) -> Value {
    let path = format!("/v1/payment_methods/{name}/attach");
    merchant
        .post(&path, &[("customer", customer)])
        .send()
        .await
        .ok()
}

async fn created(merchant: &Merchant) -> Value {
    let form: Form<'_> = &[
        ("type", "card"),
        ("card[number]", "4242424242424242"),
        ("card[exp_month]", "8"),
        ("card[exp_year]", "2034"),
    ];
    merchant.post("/v1/payment_methods", form).send().await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_card_pays_for_its_customer_and_for_nobody_else() {
    let merchant = Merchant::new("US").await;
    let (owner, other) = (customer(&merchant).await, customer(&merchant).await);
    let method = attached(&merchant, "pm_card_visa", &owner).await;
    let id = text(&method, "id");
    for _ in 0..2 {
        let form = [
            ("customer", owner.as_str()),
            ("payment_method", id),
            ("confirm", "true"),
        ];
        let paid = merchant.create(1999, "usd", &form).await;
        assert_eq!(paid["status"], "succeeded");
        assert_eq!(paid["payment_method"], id);
    }
    for owner in [&[("customer", other.as_str())][..], &[]] {
        let form = with(
            owner,
            &[
                ("amount", "1999"),
                ("currency", "usd"),
                ("payment_method", id),
                ("confirm", "true"),
            ],
        );
        merchant
            .post("/v1/payment_intents", &form)
            .send()
            .await
            .error(400);
    }
    let list = merchant.get(&format!("/v1/payment_intents?customer={owner}"));
    assert_eq!(ids(&list.send().await.ok()).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_can_leave_its_method_with_the_customer() {
    let merchant = Merchant::new("US").await;
    let owner = customer(&merchant).await;
    let usage = [
        ("customer", owner.as_str()),
        ("setup_future_usage", "off_session"),
        ("confirm", "true"),
    ];
    let paid = merchant.create(1999, "usd", &with(VISA, &usage)).await;
    assert_eq!(paid["status"], "succeeded");
    let list = format!("/v1/customers/{owner}/payment_methods");
    let kept = eventually("the method is kept", SOON, || async {
        ids(&merchant.get(&list).send().await.ok()).pop()
    })
    .await;
    assert_eq!(paid["payment_method"], kept);
    let form = [
        ("customer", owner.as_str()),
        ("payment_method", kept.as_str()),
        ("off_session", "true"),
        ("confirm", "true"),
    ];
    assert_eq!(
        merchant.create(500, "usd", &form).await["status"],
        "succeeded"
    );
    let events = merchant
        .get("/v1/events?type=payment_method.attached")
        .send()
        .await
        .ok();
    assert_eq!(ids(&events).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_belongs_to_nobody_pays_once() {
    let merchant = Merchant::new("US").await;
    let method = created(&merchant).await;
    let id = text(&method, "id");
    let form = [("payment_method", id), ("confirm", "true")];
    let paid = merchant.create(1999, "usd", &form).await;
    assert_eq!(paid["payment_method"], id);
    let again = with(&form, &[("amount", "1999"), ("currency", "usd")]);
    let again = merchant.post("/v1/payment_intents", &again);
    let refused = eventually("the account knows", SOON, || async {
        let answer = again.send().await;
        (answer.status != 200).then_some(answer)
    })
    .await;
    assert_eq!(
        refused.error(400)["code"],
        "payment_method_unexpected_state"
    );
    let owner = customer(&merchant).await;
    let attach = format!("/v1/payment_methods/{id}/attach");
    merchant
        .post(&attach, &[("customer", &owner)])
        .send()
        .await
        .error(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_of_one_payment_can_be_read_and_not_used_again() {
    let (merchant, stranger) = (Merchant::new("US").await, Merchant::new("US").await);
    let paid = merchant
        .create(1999, "usd", &with(VISA, &[("confirm", "true")]))
        .await;
    let path = format!("/v1/payment_methods/{}", text(&paid, "payment_method"));
    let method = merchant.get(&path).send().await.ok();
    assert_eq!(method["id"], paid["payment_method"]);
    assert_eq!(method["card"]["last4"], "4242");
    assert_eq!(method["customer"], Value::Null);
    stranger.get(&path).send().await.error(404);
    let owner = customer(&merchant).await;
    let attach = merchant.post(&format!("{path}/attach"), &[("customer", &owner)]);
    attach.send().await.error(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_exist_or_was_detached_pays_for_nothing() {
    let merchant = Merchant::new("US").await;
    let owner = customer(&merchant).await;
    let method = attached(&merchant, "pm_card_visa", &owner).await;
    let id = text(&method, "id");
    let detach = format!("/v1/payment_methods/{id}/detach");
    merchant.post(&detach, &[]).send().await.ok();
    let stranger = Merchant::new("US").await;
    let theirs = created(&stranger).await;
    for (id, code) in [
        (id, "payment_method_unexpected_state"),
        (text(&theirs, "id"), "resource_missing"),
        ("pm_0000000000000000000000", "resource_missing"),
    ] {
        let form = [
            ("amount", "1999"),
            ("currency", "usd"),
            ("payment_method", id),
        ];
        let error = merchant
            .post("/v1/payment_intents", &form)
            .send()
            .await
            .error(400);
        assert_eq!(error["code"], code, "{id}");
        assert_eq!(error["param"], "payment_method", "{id}");
    }
}
