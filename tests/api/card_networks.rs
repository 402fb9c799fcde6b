//! Cards of two networks: what the API tells of them, whose choice counts, and what cannot be chosen.

use serde_json::{Value, json};

use crate::support::{Form, Merchant, Request, text, with};

const VISA_CB: (&str, &str) = ("payment_method", "pm_card_visa_cartesBancaires");
const MASTERCARD_CB: (&str, &str) = ("payment_method", "pm_card_mastercard_cartesBancaires");
const VISA: (&str, &str) = ("payment_method", "pm_card_visa");
const CONFIRM: (&str, &str) = ("confirm", "true");
const OPTION: &str = "payment_method_options[card][network]";
const PREFERRED: &str = "payment_method_data[card][networks][preferred]";
const TYPED: Form<'static> = &[
    ("payment_method_data[type]", "card"),
    ("payment_method_data[card][number]", "4000 0025 0000 1001"),
    ("payment_method_data[card][exp_month]", "12"),
    ("payment_method_data[card][exp_year]", "2034"),
    ("payment_method_data[card][cvc]", "123"),
];

/// What the charge of a payment says of its networks.
async fn charged(merchant: &Merchant, intent: &Value) -> Value {
    let charge = merchant.charge_of(intent).await;
    let card = &charge["payment_method_details"]["card"];
    json!([card["brand"], card["network"]])
}

async fn pays(merchant: &Merchant, currency: &str, form: Form<'_>) -> Value {
    let form = with(form, &[CONFIRM]);
    let intent = merchant.create(5_000, currency, &form).await;
    assert_eq!(intent["status"], "succeeded", "{intent}");
    charged(merchant, &intent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_method_tells_the_networks_of_its_card() {
    let merchant = Merchant::new("FR").await;
    for (name, networks) in [
        ("visa_cartesBancaires", json!(["visa", "cartes_bancaires"])),
        (
            "mastercard_cartesBancaires",
            json!(["mastercard", "cartes_bancaires"]),
        ),
        ("fr", json!(["visa"])),
        ("amex", json!(["amex"])),
    ] {
        let path = format!("/v1/payment_methods/pm_card_{name}");
        let card = &merchant.get(&path).send().await.ok()["card"];
        let expected = json!({ "available": networks, "preferred": null });
        assert_eq!(card["networks"], expected, "{name}");
        assert_eq!(card["brand"], networks[0], "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buyers_preference_is_kept_shown_and_followed() {
    let merchant = Merchant::new("FR").await;
    let form = with(TYPED, &[(PREFERRED, "cartes_bancaires")]);
    let named: Vec<_> = form
        .iter()
        .map(|(name, value)| (name.replace("payment_method_data[type]", "type"), *value))
        .map(|(name, value)| (name.replace("payment_method_data[card]", "card"), value))
        .collect();
    let named: Vec<_> = named
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    let method = merchant
        .post("/v1/payment_methods", &named)
        .send()
        .await
        .ok();
    let card = &method["card"];
    assert_eq!(card["brand"], "visa");
    assert_eq!(card["display_brand"], "cartes_bancaires");
    assert_eq!(card["networks"]["preferred"], "cartes_bancaires");
    let form = [("payment_method", text(&method, "id"))];
    let expected = json!(["visa", "cartes_bancaires"]);
    assert_eq!(pays(&merchant, "eur", &form).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buyers_choice_goes_before_the_merchants_and_that_before_the_brand() {
    let merchant = Merchant::new("FR").await;
    let merchants = (OPTION, "cartes_bancaires");
    let typed = |preferred| with(TYPED, &[(PREFERRED, preferred)]);
    for (form, network) in [
        (vec![VISA_CB], "visa"),
        (vec![VISA_CB, merchants], "cartes_bancaires"),
        (typed("cartes_bancaires"), "cartes_bancaires"),
        (with(&typed("visa"), &[merchants]), "visa"),
    ] {
        let expected = json!(["visa", network]);
        assert_eq!(pays(&merchant, "eur", &form).await, expected, "{form:?}");
    }
    let form = [MASTERCARD_CB, merchants];
    let expected = json!(["mastercard", "cartes_bancaires"]);
    assert_eq!(pays(&merchant, "eur", &form).await, expected);
    // Whose network takes no dollars.
    let form = typed("cartes_bancaires");
    assert_eq!(pays(&merchant, "usd", &form).await, json!(["visa", "visa"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_names_a_network_for_the_cards_that_are_on_it() {
    let merchant = Merchant::new("FR").await;
    let named = [(OPTION, "cartes_bancaires")];
    for (card, network) in [(VISA_CB, "cartes_bancaires"), (VISA, "visa")] {
        let intent = merchant.create(5_000, "eur", &named).await;
        let options = &intent["payment_method_options"]["card"];
        assert_eq!(options["network"], "cartes_bancaires");
        let paid = merchant.confirm(&intent, &[card]).await.ok();
        assert_eq!(paid["status"], "succeeded");
        assert_eq!(charged(&merchant, &paid).await, json!(["visa", network]));
    }
    let plain = merchant.create(5_000, "eur", &[]).await;
    let options = &plain["payment_method_options"]["card"];
    assert_eq!(options["network"], Value::Null);
    let path = format!("/v1/payment_intents/{}", text(&plain, "id"));
    let intent = merchant.post(&path, &named).send().await.ok();
    let options = &intent["payment_method_options"]["card"];
    assert_eq!(options["network"], "cartes_bancaires");
    let intent = merchant.post(&path, &[(OPTION, "")]).send().await.ok();
    let options = &intent["payment_method_options"]["card"];
    assert_eq!(options["network"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_charge_keeps_the_network_that_it_was_tried_over() {
    let merchant = Merchant::new("FR").await;
    let form = [
        (OPTION, "visa"),
        ("payment_method", "pm_card_chargeDeclined"),
    ];
    let intent = merchant.create(5_000, "eur", &form).await;
    merchant.confirm(&intent, &[]).await.error(402);
    let form = [VISA_CB, (OPTION, "cartes_bancaires")];
    let paid = merchant.confirm(&intent, &form).await.ok();
    let query = format!("/v1/charges?payment_intent={}", text(&paid, "id"));
    let charges = merchant.get(&query).send().await.ok();
    let networks: Vec<_> = charges["data"]
        .as_array()
        .expect("charges")
        .iter()
        .map(|charge| text(&charge["payment_method_details"]["card"], "network"))
        .collect();
    assert_eq!(networks, ["cartes_bancaires", "visa"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_comes_with_a_card_is_one_that_it_can_be_paid_over() {
    let merchant = Merchant::new("FR").await;
    let cb = (OPTION, "cartes_bancaires");
    for (currency, form, possible) in [
        ("eur", [VISA, cb], "must be one of visa"),
        ("usd", [VISA_CB, cb], "must be one of visa"),
        (
            "eur",
            [VISA_CB, (OPTION, "mastercard")],
            "must be one of visa, cartes_bancaires",
        ),
    ] {
        let intent = merchant.create(5_000, currency, &[]).await;
        let error = merchant.confirm(&intent, &form).await.error(400);
        assert_eq!(error["type"], "invalid_request_error");
        assert_eq!(error["code"], "payment_intent_invalid_parameter");
        assert_eq!(error["param"], OPTION);
        let message = text(&error, "message");
        assert!(message.ends_with(possible), "{message}");
        let amount = [("amount", "5000"), ("currency", currency), CONFIRM];
        let form = with(&form, &amount);
        let at_once = merchant.post("/v1/payment_intents", &form).send().await;
        assert_eq!(at_once.error(400)["param"], OPTION);
        // The intent is as it was.
        let paid = merchant.confirm(&intent, &[VISA_CB]).await.ok();
        assert_eq!(paid["status"], "succeeded");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_network_is_refused_with_what_is_possible() {
    let merchant = Merchant::new("FR").await;
    let amount = [("amount", "5000"), ("currency", "eur")];
    for (param, value, possible) in [
        (
            OPTION,
            "maestro",
            "amex, cartes_bancaires, diners, discover, jcb, mastercard, unionpay, visa",
        ),
        (PREFERRED, "amex", "cartes_bancaires, mastercard, or visa"),
    ] {
        let form = with(&with(TYPED, &amount), &[(param, value)]);
        let answer = merchant.post("/v1/payment_intents", &form).send().await;
        let error = answer.error(400);
        assert_eq!(error["type"], "invalid_request_error");
        assert_eq!(error["param"], param);
        let message = text(&error, "message");
        assert!(message.ends_with(possible), "{message}");
    }
    let form = with(
        &amount,
        &[("payment_method_options[card_present][network]", "visa")],
    );
    let answer = merchant.post("/v1/payment_intents", &form).send().await;
    assert_eq!(answer.error(400)["code"], "parameter_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preference_that_the_card_cannot_follow_is_kept_as_invalid() {
    let merchant = Merchant::new("FR").await;
    let form = with(TYPED, &[(PREFERRED, "mastercard"), CONFIRM]);
    let intent = merchant.create(5_000, "eur", &form).await;
    assert_eq!(charged(&merchant, &intent).await, json!(["visa", "visa"]));
    let path = format!("/v1/payment_methods/{}", text(&intent, "payment_method"));
    let card = &merchant.get(&path).send().await.ok()["card"];
    assert_eq!(card["networks"]["preferred"], "invalid_preference");
    assert_eq!(card["display_brand"], "visa");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_card_can_be_given_another_preference() {
    let merchant = Merchant::new("FR").await;
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    let owner = ("customer", text(&customer, "id"));
    let path = "/v1/payment_methods/pm_card_visa_cartesBancaires/attach";
    let method = merchant.post(path, &[owner]).send().await.ok();
    let path = format!("/v1/payment_methods/{}", text(&method, "id"));
    for (preferred, shown) in [("cartes_bancaires", "cartes_bancaires"), ("", "visa")] {
        let form = [("card[networks][preferred]", preferred)];
        let card = &merchant.post(&path, &form).send().await.ok()["card"];
        let expected = (!preferred.is_empty()).then_some(preferred);
        assert_eq!(card["networks"]["preferred"], json!(expected));
        assert_eq!(card["display_brand"], shown);
        let form = [owner, ("payment_method", text(&method, "id"))];
        let expected = json!(["visa", shown]);
        assert_eq!(pays(&merchant, "eur", &form).await, expected);
    }
    let form = [("card[networks][preferred]", "jcb")];
    let error = merchant.post(&path, &form).send().await.error(400);
    assert_eq!(error["param"], "card[networks][preferred]");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_chooses_the_network_of_the_card_that_it_confirms_with() {
    let merchant = Merchant::new("FR").await;
    let intent = merchant.create(5_000, "eur", &[]).await;
    let form = with(TYPED, &[(OPTION, "cartes_bancaires")]);
    let paid = merchant.buyers_confirm(&intent, &form).send().await.ok();
    assert_eq!(paid["status"], "succeeded");
    let expected = json!(["visa", "cartes_bancaires"]);
    let paid = merchant.retrieve(&paid).await;
    assert_eq!(charged(&merchant, &paid).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_token_brings_the_buyers_choice() {
    let merchant = Merchant::new("FR").await;
    let form = with(TYPED, &[(PREFERRED, "cartes_bancaires")]);
    let form = with(&form, &[("key", merchant.publishable_key())]);
    let url = merchant.url("/v1/confirmation_tokens");
    let token = Request::post(url).form(&form).send().await.ok();
    let card = &token["payment_method_preview"]["card"];
    assert_eq!(card["networks"]["preferred"], "cartes_bancaires");
    let expected = json!(["visa", "cartes_bancaires"]);
    let form = [("confirmation_token", text(&token, "id"))];
    assert_eq!(pays(&merchant, "eur", &form).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_keeps_the_buyers_choice_and_takes_the_merchants() {
    let merchant = Merchant::new("FR").await;
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    let owner = ("customer", text(&customer, "id"));
    let form = with(TYPED, &[(PREFERRED, "cartes_bancaires")]);
    let form = with(&form, &[owner, (OPTION, "visa"), CONFIRM]);
    let setup = merchant.create_setup(&form).await;
    assert_eq!(setup["status"], "succeeded");
    let options = &setup["payment_method_options"]["card"];
    assert_eq!(options["network"], "visa");
    let form = [owner, ("payment_method", text(&setup, "payment_method"))];
    let expected = json!(["visa", "cartes_bancaires"]);
    assert_eq!(pays(&merchant, "eur", &form).await, expected);
    let form = [VISA, (OPTION, "cartes_bancaires"), CONFIRM];
    let refused = merchant.post("/v1/setup_intents", &form).send().await;
    let error = refused.error(400);
    assert_eq!(error["param"], OPTION);
    assert_eq!(error["code"], "setup_intent_invalid_parameter");
}
