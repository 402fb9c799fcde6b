//! What can be changed about a payment intent, and until when.

use serde_json::{Value, json};

use crate::support::{Answer, Button, Form, HostedPage, Merchant, VISA, path_of, text, with};

const CONFIRM: (&str, &str) = ("confirm", "true");
const MANUAL: (&str, &str) = ("capture_method", "manual");
const RETURN_URL: (&str, &str) = ("return_url", "https://shop.example/done");

async fn update(merchant: &Merchant, intent: &Value, form: Form<'_>) -> Answer {
    merchant.post(&path_of(intent, ""), form).send().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unpaid_intent_can_be_changed_in_everything() {
    let merchant = Merchant::new("US").await;
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    let intent = merchant.create(1999, "usd", &[]).await;
    let form = [
        ("amount", "2500"),
        ("currency", "eur"),
        ("customer", text(&customer, "id")),
        ("description", "Order 8"),
        ("receipt_email", "jenny@example.com"),
        ("setup_future_usage", "off_session"),
        ("shipping[name]", "Jenny"),
        ("shipping[address][line1]", "1 Main St"),
        ("statement_descriptor_suffix", "ORDER 8"),
        MANUAL,
    ];
    let changed = update(&merchant, &intent, &form).await.ok();
    for (field, expected) in [
        ("amount", json!(2500)),
        ("capture_method", json!("manual")),
        ("currency", json!("eur")),
        ("customer", customer["id"].clone()),
        ("description", json!("Order 8")),
        ("receipt_email", json!("jenny@example.com")),
        ("setup_future_usage", json!("off_session")),
        ("statement_descriptor_suffix", json!("ORDER 8")),
        ("status", json!("requires_payment_method")),
    ] {
        assert_eq!(changed[field], expected, "{field}");
    }
    assert_eq!(changed["shipping"]["name"], "Jenny");
    assert_eq!(merchant.retrieve(&intent).await, changed);
    let cleared = [
        ("description", ""),
        ("receipt_email", ""),
        ("setup_future_usage", ""),
        ("shipping", ""),
        ("statement_descriptor_suffix", ""),
    ];
    let cleared = update(&merchant, &intent, &cleared).await.ok();
    for field in [
        "description",
        "receipt_email",
        "setup_future_usage",
        "shipping",
        "statement_descriptor_suffix",
    ] {
        assert_eq!(cleared[field], Value::Null, "{field}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_are_merged_cleared_and_limited() {
    let merchant = Merchant::new("US").await;
    let form = [("metadata[a]", "1"), ("metadata[b]", "2")];
    let intent = merchant.create(1999, "usd", &form).await;
    let form = [("metadata[b]", ""), ("metadata[c]", "3")];
    let merged = update(&merchant, &intent, &form).await.ok();
    assert_eq!(merged["metadata"], json!({ "a": "1", "c": "3" }));
    let names: Vec<_> = (0..49).map(|n| format!("metadata[k{n}]")).collect();
    let many: Vec<_> = names.iter().map(|name| (name.as_str(), "v")).collect();
    update(&merchant, &intent, &many).await.error(400);
    assert_eq!(merchant.retrieve(&intent).await, merged);
    let cleared = update(&merchant, &intent, &[("metadata", "")]).await.ok();
    assert_eq!(cleared["metadata"], json!({}));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_amount_must_suit_the_currency_that_it_then_has() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    for (form, code) in [
        (&[("amount", "0")][..], Some("parameter_invalid_integer")),
        (&[("amount", "10")], Some("amount_too_small")),
        (&[("amount", "99999999999")], Some("amount_too_large")),
        (
            &[("currency", "jpy"), ("amount", "1")],
            Some("amount_too_small"),
        ),
        (&[("currency", "xyz")], None),
        (&[("receipt_email", "nobody")], Some("email_invalid")),
        (&[("customer", "cus_nobody")], Some("resource_missing")),
        (&[("confirm", "true")], Some("parameter_unknown")),
        (
            &[("confirmation_method", "manual")],
            Some("parameter_unknown"),
        ),
    ] {
        let error = update(&merchant, &intent, form).await.error(400);
        assert_eq!(error["code"], json!(code), "{form:?}");
        assert!(error["param"].is_string(), "{form:?}");
    }
    assert_eq!(merchant.retrieve(&intent).await, intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_can_be_set_replaced_and_taken_away() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let set = update(&merchant, &intent, &[("payment_method", "pm_card_visa")])
        .await
        .ok();
    assert_eq!(set["status"], "requires_confirmation");
    let other = update(
        &merchant,
        &intent,
        &[("payment_method", "pm_card_mastercard")],
    )
    .await;
    assert_ne!(other.ok()["payment_method"], set["payment_method"]);
    let none = update(&merchant, &intent, &[("payment_method", "")])
        .await
        .ok();
    assert_eq!(none["status"], "requires_payment_method");
    assert_eq!(none["payment_method"], Value::Null);
    update(&merchant, &intent, &[("payment_method", "pm_card_visa")])
        .await
        .ok();
    let paid = merchant.confirm(&intent, &[]).await.ok();
    let charge = merchant.charge_of(&paid).await;
    assert_eq!(charge["payment_method_details"]["card"]["brand"], "visa");
}

#[tokio::test(flavor = "multi_thread")]
async fn once_it_is_under_way_only_notes_can_be_made() {
    let merchant = Merchant::new("US").await;
    let asks = "pm_card_authenticationRequired";
    let waiting = merchant.pay_with(asks, 1999, "usd", &[]).await;
    let held = merchant
        .pay_with("pm_card_visa", 1999, "usd", &[MANUAL])
        .await;
    let paid = merchant.pay_with("pm_card_visa", 1999, "usd", &[]).await;
    let canceled = merchant.create(1999, "usd", &[]).await;
    merchant.cancel(&canceled, &[]).await.ok();
    for intent in [waiting, held, paid, canceled] {
        let status = text(&merchant.retrieve(&intent).await, "status").to_owned();
        let notes = [("description", "Late note"), ("metadata[note]", "late")];
        let noted = update(&merchant, &intent, &notes).await.ok();
        assert_eq!(noted["status"], status);
        assert_eq!(noted["description"], "Late note");
        for (name, value) in [
            ("amount", "2500"),
            ("currency", "eur"),
            ("payment_method", "pm_card_visa"),
            ("setup_future_usage", "off_session"),
            MANUAL,
            ("allowed_payment_method_types[]", "card"),
        ] {
            // What it is already is no change.
            if (name, value) == MANUAL && noted["capture_method"] == "manual" {
                continue;
            }
            let both = [(name, value), ("metadata[note]", "lost")];
            let error = update(&merchant, &intent, &both).await.error(400);
            let what = format!("{name} of {status}");
            assert_eq!(error["code"], "payment_intent_unexpected_state", "{what}");
        }
        let now = merchant.retrieve(&intent).await;
        assert_eq!(now["metadata"]["note"], "late", "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn allowed_and_excluded_types_decide_who_can_pay() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    assert_eq!(intent["allowed_payment_method_types"], Value::Null);
    let form = [("allowed_payment_method_types[]", "cashapp")];
    let narrowed = update(&merchant, &intent, &form).await.ok();
    assert_eq!(narrowed["payment_method_types"], json!(["cashapp"]));
    assert_eq!(narrowed["allowed_payment_method_types"], json!(["cashapp"]));
    let error = merchant.confirm(&intent, VISA).await.error(400);
    assert_eq!(error["type"], "invalid_request_error");
    // Confirming can allow more.
    let form = with(VISA, &[("allowed_payment_method_types[]", "card")]);
    let paid = merchant.confirm(&intent, &form).await.ok();
    assert_eq!(paid["payment_method_types"], json!(["card"]));

    let form = [("excluded_payment_method_types[]", "card")];
    let without = merchant.create(1999, "usd", &form).await;
    let types = without["payment_method_types"].as_array().expect("types");
    assert!(!types.contains(&json!("card")), "{types:?}");
    merchant.confirm(&without, VISA).await.error(400);
    let both = [
        ("allowed_payment_method_types[]", "card"),
        ("excluded_payment_method_types[]", "card"),
    ];
    update(&merchant, &intent, &both).await.error(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_method_can_be_captured_by_hand_and_the_others_at_once() {
    let merchant = Merchant::new("US").await;
    let name = "payment_method_options[card][capture_method]";
    let intent = merchant.create(1999, "usd", &[(name, "manual")]).await;
    let options = &intent["payment_method_options"]["card"];
    assert_eq!(options["capture_method"], "manual");
    assert_eq!(intent["capture_method"], "automatic_async");
    let held = merchant.confirm(&intent, VISA).await.ok();
    assert_eq!(held["status"], "requires_capture");

    let intent = merchant.create(1999, "usd", &[(name, "manual")]).await;
    update(&merchant, &intent, &[(name, "")]).await.ok();
    let paid = merchant.confirm(&intent, VISA).await.ok();
    assert_eq!(paid["status"], "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_who_is_not_there_is_asked_for_nothing() {
    let merchant = Merchant::new("US").await;
    for (how, code) in [
        ("off_session", "authentication_required"),
        ("error_on_requires_action", "authentication_required"),
    ] {
        let intent = merchant.create(1999, "usd", &[]).await;
        let form = [
            ("payment_method", "pm_card_authenticationRequired"),
            (how, "true"),
            RETURN_URL,
        ];
        let error = merchant.confirm(&intent, &form).await.error(402);
        assert_eq!(error["code"], code, "{how}");
        let now = merchant.retrieve(&intent).await;
        assert_eq!(now["status"], "requires_payment_method", "{how}");
        assert_eq!(now["next_action"], Value::Null, "{how}");
        assert_eq!(now["last_payment_error"]["code"], code, "{how}");
        // With the buyer there it can be paid.
        let waiting = merchant.confirm(&intent, &[form[0], RETURN_URL]).await.ok();
        let page = HostedPage::of(&waiting);
        page.press_and_return(Button::Authorize).await;
        let now = merchant.retrieve(&intent).await;
        assert_eq!(now["status"], "succeeded", "{how}");
    }
    let form = [
        ("off_session", "true"),
        ("amount", "500"),
        ("currency", "usd"),
    ];
    merchant
        .post("/v1/payment_intents", &form)
        .send()
        .await
        .error(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mandate_says_how_the_buyer_agreed() {
    let merchant = Merchant::new("US").await;
    let kind = "mandate_data[customer_acceptance][type]";
    let address = "mandate_data[customer_acceptance][online][ip_address]";
    let intent = merchant.create(1999, "usd", &[]).await;
    let error = merchant
        .confirm(&intent, &with(VISA, &[(kind, "telepathy")]))
        .await;
    assert_eq!(error.error(400)["param"], kind);
    let form = with(VISA, &[(kind, "online"), (address, "203.0.113.7")]);
    let paid = merchant.confirm(&intent, &form).await.ok();
    assert_eq!(paid["status"], "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyers_browser_says_where_to_send_the_goods_and_no_more() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[MANUAL]).await;
    for name in [
        "amount",
        "capture_method",
        "error_on_requires_action",
        "metadata[a]",
        "off_session",
        "payment_method_options[card][capture_method]",
        "allowed_payment_method_types[0]",
    ] {
        let form = with(VISA, &[(name, "automatic")]);
        let error = merchant
            .buyers_confirm(&intent, &form)
            .send()
            .await
            .error(400);
        assert_eq!(error["code"], "parameter_unknown", "{name}");
        assert_eq!(error["param"], name);
    }
    let form = [
        ("shipping[name]", "Jenny"),
        ("shipping[address][line1]", "1 Main St"),
    ];
    let form = with(VISA, &form);
    merchant.buyers_confirm(&intent, &form).send().await.ok();
    let held = merchant.retrieve(&intent).await;
    assert_eq!(held["status"], "requires_capture");
    assert_eq!(held["shipping"]["name"], "Jenny");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_creation_says_is_what_an_update_may_repeat() {
    let merchant = Merchant::new("US").await;
    let form = with(VISA, &[CONFIRM, ("description", "Order 9")]);
    let paid = merchant.create(1999, "usd", &form).await;
    let again = update(&merchant, &paid, &[("description", "Order 9")])
        .await
        .ok();
    assert_eq!(again, paid);
}
