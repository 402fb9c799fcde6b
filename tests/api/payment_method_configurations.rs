//! Which methods a merchant offers.

use serde_json::{Value, json};

use crate::support::{Merchant, ids, invalid, text};

const PATH: &str = "/v1/payment_method_configurations";
const KLARNA: &str = "klarna[display_preference][preference]";

async fn default_of(merchant: &Merchant) -> Value {
    let list = merchant.get(PATH).send().await.ok();
    list["data"][0].clone()
}

fn offers_klarna(intent: &Value) -> bool {
    let methods = intent["payment_method_types"].as_array().expect("a list");
    methods.contains(&json!("klarna"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_account_has_a_default_in_which_everything_is_on() {
    let merchant = Merchant::new("US").await;
    let list = merchant.get(PATH).send().await.ok();
    assert_eq!(ids(&list).len(), 1);
    let default = default_of(&merchant).await;
    assert!(text(&default, "id").starts_with("pmc_"));
    assert_eq!(default["is_default"], true);
    assert_eq!(default["active"], true);
    assert_eq!(
        default["klarna"],
        json!({
            "available": true,
            "display_preference": { "overridable": null, "preference": "none", "value": "on" },
        })
    );
    let path = format!("{PATH}/{}", text(&default, "id"));
    assert_eq!(merchant.get(&path).send().await.ok(), default);
    let intent = merchant.create(5000, "usd", &[]).await;
    assert!(offers_klarna(&intent));
    let details = json!({ "id": default["id"], "parent": null });
    assert_eq!(intent["payment_method_configuration_details"], details);
    let stranger = Merchant::new("US").await;
    stranger.get(&path).send().await.error(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_default_switches_off_is_offered_by_no_new_intent_unless_it_is_listed() {
    let merchant = Merchant::new("US").await;
    let before = merchant.create(5000, "usd", &[]).await;
    let path = format!("{PATH}/{}", text(&default_of(&merchant).await, "id"));
    let updated = merchant.post(&path, &[(KLARNA, "off")]).send().await.ok();
    assert_eq!(updated["klarna"]["available"], false);
    assert_eq!(updated["klarna"]["display_preference"]["value"], "off");
    let after = merchant.create(5000, "usd", &[]).await;
    assert!(!offers_klarna(&after));
    assert!(offers_klarna(&merchant.retrieve(&before).await));
    let klarna = [
        ("payment_method_data[type]", "klarna"),
        ("return_url", "https://shop.example/done"),
    ];
    merchant.confirm(&after, &klarna).await.error(400);
    let listed = merchant
        .create(5000, "usd", &[("payment_method_types[]", "klarna")])
        .await;
    assert!(offers_klarna(&listed));
    assert_eq!(listed["payment_method_configuration_details"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_can_name_another_configuration() {
    let merchant = Merchant::new("US").await;
    let form = [("name", "No Klarna"), (KLARNA, "off")];
    let other = merchant.post(PATH, &form).send().await.ok();
    assert_eq!(other["is_default"], false);
    assert_eq!(other["name"], "No Klarna");
    let named = ("payment_method_configuration", text(&other, "id"));
    let intent = merchant.create(5000, "usd", &[named]).await;
    assert!(!offers_klarna(&intent));
    assert!(offers_klarna(&merchant.create(5000, "usd", &[]).await));

    let path = format!("{PATH}/{}", text(&other, "id"));
    merchant
        .post(&path, &[("active", "false")])
        .send()
        .await
        .ok();
    let active = merchant
        .get(&format!("{PATH}?active=true"))
        .send()
        .await
        .ok();
    assert_eq!(ids(&active), [text(&default_of_all(&merchant).await, "id")]);
    let amount = [("amount", "5000"), ("currency", "usd")];
    for (form, code) in [
        (vec![named], None),
        (
            vec![("payment_method_configuration", "pmc_nothing")],
            Some("resource_missing"),
        ),
        (vec![named, ("payment_method_types[]", "card")], None),
    ] {
        let form = [&amount[..], &form].concat();
        let request = merchant.post("/v1/payment_intents", &form);
        invalid(code, Some("payment_method_configuration"))
            .assert_answers(&request, "an intent")
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_can_name_a_configuration_which_replaces_listed_methods() {
    let merchant = Merchant::new("US").await;
    let form = [("card[display_preference][preference]", "off")];
    let no_cards = merchant.post(PATH, &form).send().await.ok();
    let id = text(&no_cards, "id");
    let named = ("payment_method_configuration", id);
    for intent in [
        merchant.create(5000, "usd", &[]).await,
        merchant
            .create(5000, "usd", &[("payment_method_types[]", "card")])
            .await,
        merchant.create_setup(&[]).await,
    ] {
        let path = format!("/v1/{}s/{}", text(&intent, "object"), text(&intent, "id"));
        let updated = merchant.post(&path, &[named]).send().await.ok();
        let methods = updated["payment_method_types"].as_array().expect("a list");
        assert!(!methods.contains(&json!("card")), "{updated}");
        let details = json!({ "id": id, "parent": null });
        assert_eq!(updated["payment_method_configuration_details"], details);
    }
    let intent = merchant.create(5000, "usd", &[]).await;
    let path = format!("/v1/payment_intents/{}", text(&intent, "id"));
    let missing = merchant.post(&path, &[("payment_method_configuration", "pmc_1")]);
    invalid(
        Some("resource_missing"),
        Some("payment_method_configuration"),
    )
    .assert_answers(&missing, "an unknown configuration")
    .await;
}

async fn default_of_all(merchant: &Merchant) -> Value {
    let list = merchant.get(PATH).send().await.ok();
    let all = list["data"].as_array().expect("a list").clone();
    let default = all.into_iter().find(|one| one["is_default"] == true);
    default.expect("a default")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_default_stays_and_unknown_methods_are_refused() {
    let merchant = Merchant::new("US").await;
    let path = format!("{PATH}/{}", text(&default_of(&merchant).await, "id"));
    for (form, documented) in [
        (("active", "false"), invalid(None, Some("active"))),
        ((KLARNA, "maybe"), invalid(None, Some(KLARNA))),
        (
            ("gold[display_preference][preference]", "on"),
            invalid(Some("parameter_unknown"), Some("gold")),
        ),
    ] {
        let request = merchant.post(&path, &[form]);
        documented.assert_answers(&request, form.0).await;
    }
}
