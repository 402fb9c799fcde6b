//! What a product page says of paying later.

use serde_json::Value;

use crate::support::{Answer, Merchant, Request, encode};

async fn ask(merchant: &Merchant, fields: &[(&str, &str)]) -> Answer {
    let key = [("key", merchant.publishable_key())];
    let query = encode(&[&key, fields].concat());
    let url = merchant.url(&format!("/v1/elements/messaging?{query}"));
    Request::get(&url).send().await
}

fn lenders(message: &Value) -> Vec<&str> {
    let offers = message["offers"].as_array().expect("a list").iter();
    offers
        .map(|offer| offer["method"].as_str().expect("a name"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_page_learns_the_plans_for_its_amount() {
    let merchant = Merchant::new("US").await;
    let fields = [
        ("amount", "4999"),
        ("currency", "USD"),
        ("country", "US"),
        ("payment_method_types", "klarna,afterpay_clearpay"),
        ("payment_method_order", "afterpay_clearpay"),
    ];
    let message = ask(&merchant, &fields).await.ok();
    assert_eq!(message["object"], "elements.messaging");
    assert_eq!(lenders(&message), ["afterpay_clearpay", "klarna"]);
    let amounts = &message["offers"][0]["plan"]["amounts"];
    let amounts: Vec<i64> = serde_json::from_value(amounts.clone()).expect("integers");
    assert_eq!(amounts.len(), 4);
    assert_eq!(amounts.iter().sum::<i64>(), 4_999);
    let sum = &message["strings"]["instalments.sum"];
    assert_eq!(sum, "{count} interest-free payments of {amount}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_lends_nothing_is_told() {
    let merchant = Merchant::new("US").await;
    for (amount, currency, country) in [("60", "usd", "US"), ("4999", "usd", "JP")] {
        let fields = [
            ("amount", amount),
            ("currency", currency),
            ("country", country),
        ];
        let message = ask(&merchant, &fields).await.ok();
        assert!(lenders(&message).is_empty(), "{message}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_told_about_is_refused_by_name() {
    let merchant = Merchant::new("US").await;
    for (param, value) in [
        ("amount", ""),
        ("amount", "0"),
        ("amount", "12.5"),
        ("currency", "xyz"),
        ("country", "Utopia"),
        ("payment_method_types", "klarna,pigeons"),
        ("colour", "red"),
    ] {
        let mut fields = vec![("amount", "4999"), ("currency", "usd")];
        fields.retain(|(name, _)| *name != param);
        fields.push((param, value));
        let answer = ask(&merchant, &fields).await;
        assert_eq!(answer.status, 400, "{param}={value}: {}", answer.text());
        let error = &answer.json()["error"];
        assert_eq!(error["param"], param, "{error}");
    }
}
