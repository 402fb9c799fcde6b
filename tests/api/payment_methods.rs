//! Payment methods that outlive a payment.

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{Form, Merchant, Request, ids, invalid, text};

const CARD: Form<'static> = &[
    ("type", "card"),
    ("card[number]", "4242424242424242"),
    ("card[exp_month]", "8"),
    ("card[exp_year]", "2034"),
    ("card[cvc]", "314"),
];

async fn customer(merchant: &Merchant) -> String {
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    text(&customer, "id").to_owned()
}

async fn card(merchant: &Merchant) -> Value {
    merchant.post("/v1/payment_methods", CARD).send().await.ok()
}

fn path(method: &Value, action: &str) -> String {
    format!("/v1/payment_methods/{}{action}", text(method, "id"))
}

fn attach(merchant: &Merchant, method: &Value, customer: &str) -> Request {
    merchant.post(&path(method, "/attach"), &[("customer", customer)])
}

async fn methods_of(merchant: &Merchant, customer: &str) -> Vec<String> {
    let list = format!("/v1/customers/{customer}/payment_methods");
    ids(&merchant.get(&list).send().await.ok())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_shown_without_its_number() {
    let merchant = Merchant::new("US").await;
    let answer = merchant.post("/v1/payment_methods", CARD).send().await;
    assert!(!answer.text().contains("4242424242424242"));
    let method = answer.ok();
    assert!(text(&method, "id").starts_with("pm_"));
    assert_eq!(method["card"]["last4"], "4242");
    assert_eq!(method["card"]["exp_month"], 8);
    assert_eq!(method["card"]["exp_year"], 2034);
    assert_eq!(method["customer"], Value::Null);
    assert_eq!(method["allow_redisplay"], "unspecified");
    assert_eq!(merchant.get(&path(&method, "")).send().await.ok(), method);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_can_make_a_method_and_do_nothing_else_with_it() {
    let merchant = Merchant::new("US").await;
    let request = Request::post(merchant.url("/v1/payment_methods"));
    let method = request
        .bearer(merchant.publishable_key())
        .form(CARD)
        .send()
        .await
        .ok();
    let read = Request::get(merchant.url(&path(&method, ""))).bearer(merchant.publishable_key());
    read.send().await.error(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attached_method_belongs_to_its_customer_until_it_is_detached_for_good() {
    let merchant = Merchant::new("US").await;
    let (owner, other) = (customer(&merchant).await, customer(&merchant).await);
    let method = card(&merchant).await;
    let attached = attach(&merchant, &method, &owner).send().await.ok();
    assert_eq!(attached["customer"], owner);
    assert_eq!(methods_of(&merchant, &owner).await, [text(&method, "id")]);
    let of_owner = format!("/v1/customers/{owner}{}", &path(&method, "")[3..]);
    assert_eq!(merchant.get(&of_owner).send().await.ok(), attached);
    let of_other = format!("/v1/customers/{other}{}", &path(&method, "")[3..]);
    merchant.get(&of_other).send().await.error(404);

    // Once more to the same customer changes nothing; to another is refused.
    assert_eq!(
        attach(&merchant, &method, &owner).send().await.ok(),
        attached
    );
    attach(&merchant, &method, &other).send().await.error(400);

    let detached = merchant
        .post(&path(&method, "/detach"), &[])
        .send()
        .await
        .ok();
    assert_eq!(detached["customer"], Value::Null);
    assert!(methods_of(&merchant, &owner).await.is_empty());
    let error = attach(&merchant, &method, &owner).send().await.error(400);
    assert_eq!(error["code"], "payment_method_unexpected_state");
    merchant
        .post(&path(&method, "/detach"), &[])
        .send()
        .await
        .error(400);

    let events = merchant
        .get("/v1/events?type=payment_method.detached")
        .send()
        .await
        .ok();
    let data = &events["data"][0]["data"];
    assert_eq!(data["object"], detached);
    assert_eq!(data["previous_attributes"], json!({ "customer": owner }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_cards_name_attaches_a_copy() {
    let merchant = Merchant::new("US").await;
    let owner = customer(&merchant).await;
    let visa = json!({ "id": "pm_card_visa" });
    let first = attach(&merchant, &visa, &owner).send().await.ok();
    let second = attach(&merchant, &visa, &owner).send().await.ok();
    assert_ne!(first["id"], second["id"]);
    assert_eq!(methods_of(&merchant, &owner).await.len(), 2);
    let shown = merchant
        .get("/v1/payment_methods/pm_card_mastercard")
        .send()
        .await
        .ok();
    assert_eq!(shown["card"]["brand"], "mastercard");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_changes_a_method_that_is_attached() {
    let merchant = Merchant::new("US").await;
    let owner = customer(&merchant).await;
    let method = card(&merchant).await;
    let change = [
        ("billing_details[name]", "Jenny Rosen"),
        ("billing_details[address][city]", "Berlin"),
        ("card[exp_month]", "9"),
        ("card[exp_year]", "2035"),
        ("metadata[a]", "1"),
        ("allow_redisplay", "always"),
    ];
    merchant
        .post(&path(&method, ""), &change)
        .send()
        .await
        .error(400);
    attach(&merchant, &method, &owner).send().await.ok();
    let updated = merchant.post(&path(&method, ""), &change).send().await.ok();
    assert_eq!(updated["billing_details"]["name"], "Jenny Rosen");
    assert_eq!(updated["billing_details"]["address"]["city"], "Berlin");
    assert_eq!(updated["card"]["exp_month"], 9);
    assert_eq!(updated["card"]["exp_year"], 2035);
    assert_eq!(updated["allow_redisplay"], "always");
    let events = merchant
        .get("/v1/events?type=payment_method.updated")
        .send()
        .await
        .ok();
    let previous = &events["data"][0]["data"]["previous_attributes"];
    assert_eq!(
        previous["card"],
        json!({ "exp_month": 8, "exp_year": 2034 })
    );
    assert_eq!(previous["allow_redisplay"], "unspecified");
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_that_cannot_be_kept_are_refused_as_their_issuer_says() {
    let merchant = Merchant::new("US").await;
    let owner = customer(&merchant).await;
    for (name, code) in [
        ("pm_card_chargeDeclined", "card_declined"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc"),
    ] {
        let declined = attach(&merchant, &json!({ "id": name }), &owner);
        let error = declined.send().await.error(402);
        assert_eq!(error["type"], "card_error", "{name}");
        assert_eq!(error["code"], code, "{name}");
    }
    let mut live = CARD.to_vec();
    live[1].1 = "4485040371536584";
    let error = merchant
        .post("/v1/payment_methods", &live)
        .send()
        .await
        .error(402);
    assert_eq!(error["decline_code"], "test_mode_live_card");
    let oxxo: Form<'_> = &[
        ("type", "oxxo"),
        ("billing_details[name]", "Jenny Rosen"),
        ("billing_details[email]", "jenny@example.com"),
    ];
    let oxxo = merchant.post("/v1/payment_methods", oxxo).send().await.ok();
    attach(&merchant, &oxxo, &owner).send().await.error(400);
    assert!(methods_of(&merchant, &owner).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_show_a_customers_methods_of_a_type() {
    let merchant = Merchant::new("US").await;
    let owner = customer(&merchant).await;
    let visa = json!({ "id": "pm_card_visa" });
    let attached = attach(&merchant, &visa, &owner).send().await.ok();
    let listed = |query: String| {
        let request = merchant.get(&format!("/v1/payment_methods?{query}"));
        async move { ids(&request.send().await.ok()) }
    };
    assert_eq!(
        listed(format!("customer={owner}&type=card")).await,
        [text(&attached, "id")]
    );
    assert!(
        listed(format!("customer={owner}&type=paypal"))
            .await
            .is_empty()
    );
    assert!(
        listed(format!("customer={owner}&allow_redisplay=always"))
            .await
            .is_empty()
    );
    let nobody = merchant.get("/v1/payment_methods?customer=cus_nobody");
    invalid(Some("resource_missing"), Some("customer"))
        .assert_answers(&nobody, "a list of nobody's methods")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_one_customer_gets_the_method() {
    const SIMULTANEOUS: usize = 20;
    let merchant = Merchant::new("US").await;
    let (one, other) = (customer(&merchant).await, customer(&merchant).await);
    let method = card(&merchant).await;
    let mut sent = JoinSet::new();
    for index in 0..SIMULTANEOUS {
        let request = attach(
            &merchant,
            &method,
            if index % 2 == 0 { &one } else { &other },
        );
        sent.spawn(async move { request.send().await });
    }
    let answers = sent.join_all().await;
    let owner = text(
        &merchant.get(&path(&method, "")).send().await.ok(),
        "customer",
    )
    .to_owned();
    for answer in answers {
        match answer.status {
            200 => assert_eq!(answer.json()["customer"], owner),
            _ => assert_eq!(answer.error(400)["code"], "payment_method_unexpected_state"),
        }
    }
    let loser = if owner == one { &other } else { &one };
    assert_eq!(methods_of(&merchant, &owner).await.len(), 1);
    assert!(methods_of(&merchant, loser).await.is_empty());
    let events = merchant
        .get("/v1/events?type=payment_method.attached")
        .send()
        .await
        .ok();
    assert_eq!(ids(&events).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_of_other_accounts_do_not_exist() {
    let (merchant, stranger) = (Merchant::new("US").await, Merchant::new("US").await);
    let method = card(&merchant).await;
    let theirs = customer(&stranger).await;
    stranger.get(&path(&method, "")).send().await.error(404);
    attach(&stranger, &method, &theirs).send().await.error(404);
    let ours = customer(&merchant).await;
    attach(&merchant, &method, &theirs).send().await.error(400);
    attach(&merchant, &method, &ours).send().await.ok();
}
