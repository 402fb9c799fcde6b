//! What the element is told when it opens: what there is to pay, and with which methods.

use serde_json::Value;
use shared::methods::MethodType;

use crate::every_method::scenario::{Scenario, borrowed};
use crate::support::{Merchant, Request, all, encode, text};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_offered_is_what_is_accepted() {
    // Merchant, buyer, amount, currency.
    let checkouts = [
        ("US", "US", 9_900, "usd"),
        ("US", "US", 60, "usd"),
        ("US", "CN", 9_900, "usd"),
        ("US", "CA", 9_900, "cad"),
        ("SE", "DE", 5_000, "eur"),
        ("SE", "NL", 300, "eur"),
        ("SE", "SE", 10_000, "sek"),
        ("MX", "MX", 50_000, "mxn"),
        ("MX", "MX", 2_000_000, "mxn"),
    ];
    all(
        checkouts.map(|(country, buyer, amount, currency)| async move {
            let merchant = Merchant::new(country).await;
            let intent = merchant.create(amount, currency, &[]).await;
            let offered = offers(&merchant, &intent, buyer).await;
            assert!(offered.contains(&"card".to_owned()), "{offered:?}");
            for &method in MethodType::ALL {
                let intent = merchant.create(amount, currency, &[]).await;
                let scenario = Scenario::parse(method, country, buyer, amount, currency);
                let told = scenario.with_the_rest(scenario.typed("jenny"));
                let answer = merchant
                    .buyers_confirm(&intent, &borrowed(&told))
                    .send()
                    .await;
                // Some also ask for an account or a mandate, which is no question of who may pay.
                let is_ineligible = answer.text().contains("cannot be used for this");
                let holds = match offered.iter().any(|offer| offer == method.as_str()) {
                    true => !is_ineligible,
                    false => answer.status == 400,
                };
                assert!(
                    holds,
                    "{method} of {buyer} for {country} {amount} {currency}: {}",
                    answer.text()
                );
            }
        }),
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_tells_the_buyer_what_there_is_to_pay() {
    let merchant = Merchant::new("SE").await;
    let intent = merchant.create(10_000, "sek", &[]).await;
    let session = session(&merchant, &intent, "SE").await;
    assert_eq!(session["object"], "elements.session");
    assert_eq!(session["merchant_display_name"], "Test merchant");
    assert_eq!(session["buyer_country"], "SE");
    assert_eq!(session["intent"]["id"], intent["id"]);
    assert_eq!(session["intent"]["amount"], 10_000);
    assert_eq!(session["intent"]["currency"], "sek");
    assert_eq!(session["intent"]["currency_exponent"], 2);
    assert_eq!(session["intent"]["status"], "requires_payment_method");
    assert!(
        session["strings"]
            .as_object()
            .is_some_and(|all| !all.is_empty())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_merchants_own_order_comes_first_and_a_phone_scans_nothing() {
    let merchant = Merchant::new("SE").await;
    let intent = merchant.create(100_000, "sek", &[]).await;
    let query = encode(&[
        ("key", merchant.publishable_key()),
        ("client_secret", text(&intent, "client_secret")),
        ("country", "SE"),
        ("locale", "en"),
        // A name that Kassa does not know is passed over.
        ("payment_method_order", "paypal,gold,card,swish"),
        ("mobile", "true"),
    ]);
    let url = merchant.url(&format!("/v1/elements/sessions?{query}"));
    let session = Request::post(url).send().await.ok();
    let offers = session["offers"].as_array().expect("offers");
    let names: Vec<_> = offers.iter().map(|offer| text(offer, "type")).collect();
    let first = ["paypal", "card", "swish", "klarna"];
    assert!(names.starts_with(&first), "{names:?}");
    let swish = text(&offers[2], "explanation");
    assert!(swish.starts_with("Swish opens next"), "{swish}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_for_a_debit_is_told_how_long_it_takes() {
    let merchant = Merchant::new("DE").await;
    let intent = merchant.create(5_000, "eur", &[]).await;
    let before = session(&merchant, &intent, "DE").await;
    let offers = before["offers"].as_array().expect("offers");
    let of = |method: &str| offers.iter().find(|offer| offer["type"] == method);
    let told = of("sepa_debit").expect("a debit")["processing"].clone();
    assert!(
        told.as_str()
            .expect("a text")
            .contains("five business days")
    );
    assert!(of("card").expect("a card").get("processing").is_none());
    let general = &before["strings"]["outcome.processing.hint"];
    assert_ne!(*general, told);
    // The bank of this account answers after minutes.
    let form = [
        ("payment_method_data[type]", "sepa_debit"),
        ("payment_method_data[billing_details][name]", "Jenny Rosen"),
        (
            "payment_method_data[billing_details][email]",
            "jenny@example.com",
        ),
        (
            "payment_method_data[sepa_debit][iban]",
            "DE08370400440532013003",
        ),
        ("mandate_data[customer_acceptance][type]", "offline"),
    ];
    let paying = merchant.confirm(&intent, &form).await.ok();
    assert_eq!(paying["status"], "processing");
    // As a page finds it that is loaded again.
    let after = session(&merchant, &intent, "DE").await;
    assert_eq!(after["strings"]["outcome.processing.hint"], told);
}

async fn session(merchant: &Merchant, intent: &Value, buyer: &str) -> Value {
    let query = encode(&[
        ("key", merchant.publishable_key()),
        ("client_secret", text(intent, "client_secret")),
        ("country", buyer),
        ("locale", "en"),
    ]);
    let url = merchant.url(&format!("/v1/elements/sessions?{query}"));
    Request::post(url).send().await.ok()
}

async fn offers(merchant: &Merchant, intent: &Value, buyer: &str) -> Vec<String> {
    let session = session(merchant, intent, buyer).await;
    let offers = session["offers"].as_array().expect("offers");
    offers
        .iter()
        .map(|offer| text(offer, "type").to_owned())
        .collect()
}
