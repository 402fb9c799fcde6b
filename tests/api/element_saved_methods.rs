//! What a customer session lets the element show, keep and remove.

use serde_json::Value;

use crate::support::{Answer, Form, Merchant, Request, encode, text};

const ENABLED: (&str, &str) = ("components[payment_element][enabled]", "true");

fn feature(name: &str) -> String {
    format!("components[payment_element][features][{name}]")
}

async fn customer(merchant: &Merchant) -> String {
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    text(&customer, "id").to_owned()
}

/// A card of the customer's that checkouts may show.
async fn kept(merchant: &Merchant, customer: &str, card: &str, redisplay: &str) -> String {
    let path = format!("/v1/payment_methods/{card}/attach");
    let form = [("customer", customer)];
    let method = merchant.post(&path, &form).send().await.ok();
    let path = format!("/v1/payment_methods/{}", text(&method, "id"));
    let form = [("allow_redisplay", redisplay)];
    merchant.post(&path, &form).send().await.ok();
    text(&method, "id").to_owned()
}

/// The client secret of a session with these features.
async fn session_secret(merchant: &Merchant, customer: &str, features: Form<'_>) -> String {
    let named: Vec<_> = features
        .iter()
        .map(|(name, value)| (feature(name), *value))
        .collect();
    let mut form = vec![("customer", customer), ENABLED];
    form.extend(named.iter().map(|(name, value)| (name.as_str(), *value)));
    let session = merchant.post("/v1/customer_sessions", &form).send().await;
    text(&session.ok(), "client_secret").to_owned()
}

async fn opened(merchant: &Merchant, secret: &str, more: Form<'_>) -> Answer {
    let about = [
        ("key", merchant.publishable_key()),
        ("customer_session_client_secret", secret),
        ("country", "US"),
        ("locale", "en"),
    ];
    let query = encode(&[&about, more].concat());
    let url = merchant.url(&format!("/v1/elements/sessions?{query}"));
    Request::post(url).send().await
}

const DEFERRED: Form<'_> = &[
    ("deferred_intent[mode]", "payment"),
    ("deferred_intent[amount]", "9900"),
    ("deferred_intent[currency]", "usd"),
];

fn saved(session: &Value) -> Vec<&Value> {
    let offers = session["offers"].as_array().expect("offers");
    offers
        .iter()
        .filter(|offer| offer["saved"].is_object())
        .collect()
}

async fn removal(merchant: &Merchant, secret: &str, method: &str) -> Answer {
    let url = merchant.url(&format!("/v1/elements/payment_methods/{method}/detach"));
    let form = [
        ("key", merchant.publishable_key()),
        ("customer_session_client_secret", secret),
    ];
    Request::post(url).form(&form).send().await
}

#[tokio::test(flavor = "multi_thread")]
async fn saved_methods_come_first_as_far_as_the_customer_lets_them_be_shown() {
    let merchant = Merchant::new("US").await;
    let customer = customer(&merchant).await;
    let shown = kept(&merchant, &customer, "pm_card_visa", "always").await;
    kept(&merchant, &customer, "pm_card_mastercard", "limited").await;
    let redisplay = ("payment_method_redisplay", "enabled");
    let secret = session_secret(&merchant, &customer, &[redisplay]).await;
    let session = opened(&merchant, &secret, DEFERRED).await.ok();
    let first = &session["offers"][0];
    assert_eq!(saved(&session).len(), 1);
    assert_eq!(first["saved"]["id"], shown.as_str());
    assert_eq!(first["type"], "card");
    assert_eq!(first["display_name"], "Visa ••••\u{a0}4242");
    assert_eq!(
        first["icon"],
        "/icons/brands.svg#svgView(viewBox(0,0,24,16))"
    );
    assert_eq!(first["saved"]["last4"], "4242");
    assert_eq!(first["saved"]["brand"], "visa");
    assert_eq!(first["saved"]["removable"], false);
    let secret = session_secret(&merchant, &customer, &[]).await;
    let without = opened(&merchant, &secret, DEFERRED).await.ok();
    assert!(saved(&without).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_are_shown_than_the_merchant_says() {
    let merchant = Merchant::new("US").await;
    let customer = customer(&merchant).await;
    for _ in 0..4 {
        kept(&merchant, &customer, "pm_card_visa", "always").await;
    }
    let redisplay = ("payment_method_redisplay", "enabled");
    for (limit, expected) in [(None, 3), (Some("1"), 1), (Some("10"), 4)] {
        let limit = limit.map(|limit| ("payment_method_redisplay_limit", limit));
        let features: Vec<_> = limit.into_iter().chain([redisplay]).collect();
        let secret = session_secret(&merchant, &customer, &features).await;
        let session = opened(&merchant, &secret, DEFERRED).await.ok();
        assert_eq!(saved(&session).len(), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_removes_a_saved_method_where_the_merchant_lets_them() {
    let merchant = Merchant::new("US").await;
    let (owner, other) = (customer(&merchant).await, customer(&merchant).await);
    let method = kept(&merchant, &owner, "pm_card_visa", "always").await;
    let remove = ("payment_method_remove", "enabled");
    let without = session_secret(&merchant, &owner, &[]).await;
    let error = removal(&merchant, &without, &method).await.error(400);
    assert_eq!(error["param"], "customer_session_client_secret");
    let theirs = session_secret(&merchant, &other, &[remove]).await;
    removal(&merchant, &theirs, &method).await.error(404);
    let own = session_secret(&merchant, &owner, &[remove]).await;
    let removed = removal(&merchant, &own, &method).await.ok();
    assert_eq!(removed["customer"], Value::Null);
    removal(&merchant, &own, &method).await.error(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_opens_for_its_own_customers_intents_alone() {
    let merchant = Merchant::new("US").await;
    let (owner, other) = (customer(&merchant).await, customer(&merchant).await);
    let secret = session_secret(&merchant, &owner, &[]).await;
    for (customer, is_fine) in [(Some(&owner), true), (Some(&other), false), (None, false)] {
        let form: Vec<_> = customer
            .iter()
            .map(|id| ("customer", id.as_str()))
            .collect();
        let intent = merchant.create(2_800, "usd", &form).await;
        let named = [("client_secret", text(&intent, "client_secret"))];
        let answer = opened(&merchant, &secret, &named).await;
        assert_eq!(answer.status == 200, is_fine, "{}", answer.text());
    }
    for wrong in ["cuss_secret_x", "pi_1_secret_2", &secret[..30]] {
        let error = opened(&merchant, wrong, DEFERRED).await.error(400);
        assert_eq!(error["param"], "customer_session_client_secret");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_is_asked_whether_to_save_what_can_be_saved() {
    let merchant = Merchant::new("US").await;
    let customer = customer(&merchant).await;
    let features = [
        ("payment_method_save", "enabled"),
        ("payment_method_save_usage", "on_session"),
    ];
    let secret = session_secret(&merchant, &customer, &features).await;
    let session = opened(&merchant, &secret, DEFERRED).await.ok();
    let offers = session["offers"].as_array().expect("offers");
    let sent = |method: &str| -> Vec<(String, String)> {
        let offer = offers.iter().find(|offer| offer["type"] == method);
        let fields = offer.expect("an offer")["fields"]
            .as_array()
            .expect("fields");
        let kept = fields.iter().filter(|field| field["when"]["id"] == "save");
        kept.map(|field| {
            let value = text(&field["choices"][0], "code");
            (text(field, "param").to_owned(), value.to_owned())
        })
        .collect()
    };
    let redisplay = "payment_method_data[allow_redisplay]".to_owned();
    let expected = [
        (redisplay.clone(), "always".to_owned()),
        (redisplay, "unspecified".to_owned()),
        ("setup_future_usage".to_owned(), "on_session".to_owned()),
    ];
    assert_eq!(sent("card"), expected);
    // Nobody keeps a payment with it.
    assert!(sent("affirm").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_pays_what_they_were_shown_before_the_intent_was_made() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(2_800, "usd", &[]).await;
    let confirm = |amount: &'static str, currency: &'static str| {
        merchant.buyers_confirm(
            &intent,
            &[
                ("payment_method", "pm_card_visa"),
                ("return_url", "https://shop.example/done"),
                ("expected_amount", amount),
                ("expected_currency", currency),
            ],
        )
    };
    for (amount, currency, param) in [("2700", "usd", "amount"), ("2800", "eur", "currency")] {
        let error = confirm(amount, currency).send().await.error(400);
        assert_eq!(error["param"], param);
    }
    let paid = confirm("2800", "usd").send().await.ok();
    assert_eq!(paid["status"], "succeeded");
}
