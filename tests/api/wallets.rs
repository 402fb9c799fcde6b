//! Apple Pay and Google Pay: where they are offered, and what they pay.

use axum::http::StatusCode;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::harness::APPLE_PAY_ASSOCIATION;
use crate::payment_method_domains::Shop;
use crate::support::{Answer, Merchant, Request, encode, invalid, text};

const DOMAINS: &str = "/v1/payment_method_domains";
const CONFIGURATIONS: &str = "/v1/payment_method_configurations";
const GATEWAY: &str = "https://apple-pay-gateway.apple.com/paymentservices/paymentSession";

/// Registers a shop that serves the association file, and answers its origin.
async fn register(merchant: &Merchant, shop: &Shop) -> String {
    shop.answers(StatusCode::OK, APPLE_PAY_ASSOCIATION);
    let form = [("domain_name", shop.host.as_str())];
    let domain = merchant.post(DOMAINS, &form).send().await.ok();
    assert_eq!(domain["apple_pay"]["status"], "active");
    format!("http://{}", shop.host)
}

/// The session of a page, whose browser has the wallets named.
async fn session(merchant: &Merchant, intent: &Value, origin: &str, has: &[&str]) -> Value {
    let mut query = vec![
        ("key", merchant.publishable_key()),
        ("client_secret", text(intent, "client_secret")),
        ("country", "US"),
        ("locale", "en"),
    ];
    query.extend(has.iter().map(|wallet| (*wallet, "true")));
    let url = merchant.url(&format!("/v1/elements/sessions?{}", encode(&query)));
    Request::post(url)
        .header("Origin", origin)
        .send()
        .await
        .ok()
}

fn offered(session: &Value) -> Vec<&str> {
    let offers = session["offers"].as_array().expect("offers");
    offers.iter().map(|offer| text(offer, "type")).collect()
}

fn wallets(session: &Value) -> Vec<&str> {
    let is_wallet = |name: &&str| ["apple_pay", "google_pay"].contains(name);
    offered(session).into_iter().filter(is_wallet).collect()
}

/// What Apple Pay's sheet answers, as far as the sandbox reads it.
fn apple_token(number: &str) -> String {
    let data = json!({
        "applicationPrimaryAccountNumber": number,
        "applicationExpirationDate": "341231",
        "paymentDataType": "3DSecure",
    });
    json!({
        "paymentData": {
            "version": "SANDBOX_v1",
            "data": BASE64_STANDARD.encode(data.to_string()),
        },
        "paymentMethod": { "displayName": "Visa 1234", "network": "Visa", "type": "credit" },
        "transactionIdentifier": "t",
    })
    .to_string()
}

fn google_token(number: &str, auth_method: &str) -> String {
    let message = json!({
        "paymentMethod": "CARD",
        "paymentMethodDetails": {
            "authMethod": auth_method,
            "pan": number,
            "expirationMonth": 12,
            "expirationYear": 2034,
        },
    });
    let sealed = json!({ "protocolVersion": "SANDBOX_v1", "signedMessage": message.to_string() });
    json!({
        "type": "CARD",
        "info": { "cardNetwork": "VISA", "cardDetails": "1234" },
        "tokenizationData": { "type": "PAYMENT_GATEWAY", "token": sealed.to_string() },
    })
    .to_string()
}

async fn pay(merchant: &Merchant, intent: &Value, token: &str) -> Answer {
    let form = [
        ("payment_method_data[type]", "card"),
        ("payment_method_data[card][token]", token),
        ("use_stripe_sdk", "true"),
    ];
    merchant.buyers_confirm(intent, &form).send().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_offered_its_wallets_where_the_domain_is_active() {
    let (merchant, shop) = (Merchant::new("US").await, Shop::open().await);
    let intent = merchant.create(2_050, "usd", &[]).await;
    let both = ["apple_pay", "google_pay"];
    let elsewhere = format!("http://{}", shop.host);
    let none = session(&merchant, &intent, &elsewhere, &both).await;
    assert_eq!(wallets(&none), [""; 0]);
    assert!(none.get("wallet_sheet").is_none());

    let origin = register(&merchant, &shop).await;
    let all = session(&merchant, &intent, &origin, &both).await;
    assert!(offered(&all).starts_with(&["card", "apple_pay", "google_pay"]));
    let apple = &all["offers"][1];
    assert_eq!(apple["display_name"], "Apple Pay");
    assert_eq!(apple["flow"], "card_wallet");
    let explanation = text(apple, "explanation");
    assert!(explanation.starts_with("Apple Pay opens"), "{explanation}");
    let icon = Request::get(merchant.url(text(apple, "icon"))).send().await;
    assert_eq!(icon.status, 200);
    let sheet = &all["wallet_sheet"];
    assert_eq!(sheet["total"], "20.50");
    assert_eq!(sheet["currency"], "USD");
    assert_eq!(sheet["country"], "US");
    assert_eq!(
        sheet["google_pay"]["gatewayMerchantId"],
        "exampleGatewayMerchantId"
    );

    let google = session(&merchant, &intent, &origin, &["google_pay"]).await;
    assert_eq!(wallets(&google), ["google_pay"]);
    let nothing = session(&merchant, &intent, &origin, &[]).await;
    assert_eq!(wallets(&nothing), [""; 0]);
    let other_page = session(&merchant, &intent, "http://localhost:1", &both).await;
    assert_eq!(wallets(&other_page), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn apple_pay_waits_for_the_association_file_and_google_pay_does_not() {
    let (merchant, shop) = (Merchant::new("US").await, Shop::open().await);
    let form = [("domain_name", shop.host.as_str())];
    let domain = merchant.post(DOMAINS, &form).send().await.ok();
    let origin = format!("http://{}", shop.host);
    let intent = merchant.create(2_000, "usd", &[]).await;
    let both = ["apple_pay", "google_pay"];
    let without_file = session(&merchant, &intent, &origin, &both).await;
    assert_eq!(wallets(&without_file), ["google_pay"]);

    shop.answers(StatusCode::OK, APPLE_PAY_ASSOCIATION);
    let path = format!("{DOMAINS}/{}", text(&domain, "id"));
    let validate = format!("{path}/validate");
    merchant.post(&validate, &[]).send().await.ok();
    let with_file = session(&merchant, &intent, &origin, &both).await;
    assert_eq!(wallets(&with_file), both);
    let off = [("enabled", "false")];
    merchant.post(&path, &off).send().await.ok();
    let disabled = session(&merchant, &intent, &origin, &both).await;
    assert_eq!(wallets(&disabled), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_that_a_configuration_switches_off_is_neither_offered_nor_taken() {
    let (merchant, shop) = (Merchant::new("US").await, Shop::open().await);
    let origin = register(&merchant, &shop).await;
    let form = [("apple_pay[display_preference][preference]", "off")];
    let configuration = merchant.post(CONFIGURATIONS, &form).send().await.ok();
    assert_eq!(configuration["apple_pay"]["available"], false);
    assert_eq!(configuration["google_pay"]["available"], true);
    let named = [("payment_method_configuration", text(&configuration, "id"))];
    let intent = merchant.create(2_000, "usd", &named).await;
    let has = ["apple_pay", "google_pay"];
    let session = session(&merchant, &intent, &origin, &has).await;
    assert_eq!(wallets(&session), ["google_pay"]);

    let refused = pay(&merchant, &intent, &apple_token("4242424242424242")).await;
    assert_eq!(refused.status, 400, "{}", refused.text());
    let google = google_token("4242424242424242", "CRYPTOGRAM_3DS");
    let paid = pay(&merchant, &intent, &google).await.ok();
    assert_eq!(paid["status"], "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_wallet_pays_is_a_card_that_says_which_wallet_it_came_in() {
    let merchant = Merchant::new("US").await;
    for (wallet, token) in [
        ("apple_pay", apple_token("4242424242424242")),
        (
            "google_pay",
            google_token("4242424242424242", "CRYPTOGRAM_3DS"),
        ),
    ] {
        let intent = merchant.create(2_000, "usd", &[]).await;
        let paid = pay(&merchant, &intent, &token).await.ok();
        assert_eq!(paid["status"], "succeeded", "{wallet}");
        let expected = json!({ wallet: {}, "dynamic_last4": "4242", "type": wallet });
        let charge = merchant.charge_of(&merchant.retrieve(&paid).await).await;
        let details = &charge["payment_method_details"];
        assert_eq!(details["type"], "card");
        assert_eq!(details["card"]["wallet"], expected);
        assert_eq!(details["card"]["last4"], "1234");
        assert_eq!(details["card"]["exp_year"], 2034);
        let form = [("type", "card"), ("card[token]", &token)];
        let kept = merchant
            .post("/v1/payment_methods", &form)
            .send()
            .await
            .ok();
        assert_eq!(kept["card"]["wallet"], expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_vouches_for_its_owner_and_a_card_on_file_does_not() {
    const ASKS: &str = "4000002760003184";
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(2_000, "usd", &[]).await;
    let token = google_token(ASKS, "CRYPTOGRAM_3DS");
    let paid = pay(&merchant, &intent, &token).await.ok();
    assert_eq!(paid["status"], "succeeded");
    let intent = merchant.create(2_000, "usd", &[]).await;
    let token = google_token(ASKS, "PAN_ONLY");
    let asked = pay(&merchant, &intent, &token).await.ok();
    assert_eq!(asked["status"], "requires_action");
    let declined = merchant.create(2_000, "usd", &[]).await;
    let answer = pay(&merchant, &declined, &apple_token("4000000000000002")).await;
    assert_eq!(answer.status, 402, "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_the_sandbox_cannot_open_is_refused_by_name() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(2_000, "usd", &[]).await;
    let sealed = apple_token("4242424242424242").replace("SANDBOX_v1", "EC_v1");
    for token in ["tok_visa", "{}", &sealed] {
        let form = [
            ("payment_method_data[type]", "card"),
            ("payment_method_data[card][token]", token),
        ];
        let request = merchant.buyers_confirm(&intent, &form);
        invalid(
            Some("payment_method_invalid_parameter"),
            Some("payment_method_data[card][token]"),
        )
        .assert_answers(&request, token)
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn apple_pays_sheet_opens_only_on_the_merchants_own_domain() {
    let (merchant, shop) = (Merchant::new("US").await, Shop::open().await);
    let origin = register(&merchant, &shop).await;
    let intent = merchant.create(2_000, "usd", &[]).await;
    let ask = |origin: &str, validation_url: &str| {
        let form = [
            ("key", merchant.publishable_key()),
            ("client_secret", text(&intent, "client_secret")),
            ("validation_url", validation_url),
        ];
        Request::post(merchant.url("/v1/elements/apple_pay_sessions"))
            .header("Origin", origin)
            .form(&form)
    };
    let session = ask(&origin, GATEWAY).send().await.ok();
    assert_eq!(session["domainName"], "127.0.0.1");
    assert_eq!(session["displayName"], "Test merchant");
    assert!(!text(&session, "merchantSessionIdentifier").is_empty());
    invalid(None, None)
        .assert_answers(&ask("http://localhost:1", GATEWAY), "another page")
        .await;
    invalid(None, Some("validation_url"))
        .assert_answers(&ask(&origin, "https://evil.example/"), "another server")
        .await;
}
