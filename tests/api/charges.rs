//! Charges: what became of each attempt that was accepted or declined.

use serde_json::{Value, json};

use crate::support::{Button, HostedPage, Merchant, VISA, ids, path_of, text, with};

const MANUAL: (&str, &str) = ("capture_method", "manual");

async fn list(merchant: &Merchant, query: &str) -> Vec<String> {
    let path = format!("/v1/charges{query}");
    ids(&merchant.get(&path).send().await.ok())
}

async fn update(merchant: &Merchant, charge: &Value, form: &[(&str, &str)]) -> Value {
    let path = format!("/v1/charges/{}", text(charge, "id"));
    merchant.post(&path, form).send().await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_tells_what_was_taken_from_whom_with_what() {
    let merchant = Merchant::new("US").await;
    let form = with(
        VISA,
        &[
            ("confirm", "true"),
            ("description", "Order 7"),
            ("metadata[order]", "7"),
            ("receipt_email", "jenny@example.com"),
            ("payment_method_data[billing_details][name]", "Jenny"),
        ],
    );
    let intent = merchant.create(1999, "usd", &form).await;
    let charge = merchant.charge_of(&intent).await;
    for (field, expected) in [
        ("object", json!("charge")),
        ("amount", json!(1999)),
        ("amount_captured", json!(1999)),
        ("amount_refunded", json!(0)),
        ("captured", json!(true)),
        ("currency", json!("usd")),
        ("description", json!("Order 7")),
        ("disputed", json!(false)),
        ("failure_code", json!(null)),
        ("failure_message", json!(null)),
        ("livemode", json!(false)),
        ("metadata", json!({ "order": "7" })),
        ("paid", json!(true)),
        ("payment_intent", intent["id"].clone()),
        ("payment_method", intent["payment_method"].clone()),
        ("receipt_email", json!("jenny@example.com")),
        ("refunded", json!(false)),
        ("status", json!("succeeded")),
    ] {
        assert_eq!(charge[field], expected, "{field}");
    }
    assert_eq!(charge["billing_details"]["name"], "Jenny");
    assert!(text(&charge, "balance_transaction").starts_with("txn_"));
    let outcome = &charge["outcome"];
    assert_eq!(outcome["type"], "authorized");
    assert_eq!(outcome["network_status"], "approved_by_network");
    let card = &charge["payment_method_details"]["card"];
    assert_eq!(charge["payment_method_details"]["type"], "card");
    for (field, expected) in [("brand", "visa"), ("last4", "4242"), ("network", "visa")] {
        assert_eq!(card[field], expected, "{field}");
    }
    assert_eq!(card["three_d_secure"], Value::Null);
    assert_eq!(card["incremental_authorization"]["status"], "unavailable");
    assert_eq!(card["multicapture"]["status"], "unavailable");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_attempt_that_a_bank_answered_has_a_charge_of_its_own() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let query = format!("?payment_intent={}", text(&intent, "id"));
    assert!(list(&merchant, &query).await.is_empty());
    let decline = [("payment_method", "pm_card_chargeDeclinedInsufficientFunds")];
    let failed = merchant.confirm(&intent, &decline).await.error(402);
    let paid = merchant.confirm(&intent, VISA).await.ok();
    let newest_first = [text(&paid, "latest_charge"), text(&failed, "charge")];
    assert_eq!(list(&merchant, &query).await, newest_first);

    let path = format!("/v1/charges/{}", newest_first[1]);
    let declined = merchant.get(&path).send().await.ok();
    assert_eq!(declined["status"], "failed");
    assert_eq!(declined["paid"], false);
    assert_eq!(declined["captured"], false);
    assert_eq!(declined["amount_captured"], 0);
    assert_eq!(declined["failure_code"], "card_declined");
    assert!(declined["failure_message"].is_string());
    assert_eq!(declined["balance_transaction"], Value::Null);
    let outcome = &declined["outcome"];
    assert_eq!(outcome["type"], "issuer_declined");
    assert_eq!(outcome["reason"], "insufficient_funds");
    assert_eq!(outcome["network_status"], "declined_by_network");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_payment_never_reached_the_network() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let blocked = [("payment_method", "pm_card_radarBlock")];
    merchant.confirm(&intent, &blocked).await.error(402);
    let charge = merchant.charge_of(&merchant.retrieve(&intent).await).await;
    assert_eq!(charge["outcome"]["type"], "blocked");
    assert_eq!(charge["outcome"]["network_status"], "not_sent_to_network");
    assert_eq!(charge["outcome"]["risk_level"], "highest");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reserved_charge_is_captured_later_or_reads_as_refunded() {
    let merchant = Merchant::new("US").await;
    let captured = merchant
        .pay_with("pm_card_visa", 1999, "usd", &[MANUAL])
        .await;
    let held = merchant.charge_of(&captured).await;
    assert_eq!(held["captured"], false);
    assert_eq!(held["paid"], true);
    assert_eq!(held["amount_captured"], 0);
    assert_eq!(held["balance_transaction"], Value::Null);
    let card = &held["payment_method_details"]["card"];
    assert!(card["capture_before"].is_i64(), "{card}");
    merchant.capture(&captured, &[]).await.ok();
    let taken = merchant.charge_of(&captured).await;
    assert_eq!(taken["captured"], true);
    assert_eq!(taken["amount_captured"], 1999);
    let event = merchant.event_of(&held, "charge.captured").await;
    let previous = &event["data"]["previous_attributes"];
    assert_eq!(previous["captured"], false);
    assert_eq!(previous["amount_captured"], 0);
    assert!(previous.get("amount").is_none(), "{previous}");

    let canceled = merchant
        .pay_with("pm_card_visa", 1999, "usd", &[MANUAL])
        .await;
    merchant.cancel(&canceled, &[]).await.ok();
    let voided = merchant.charge_of(&canceled).await;
    assert_eq!(voided["captured"], false);
    assert_eq!(voided["refunded"], true);
    assert_eq!(voided["amount_refunded"], 1999);
    let told = ["charge.succeeded", "charge.refunded"];
    merchant.assert_events(&voided, &told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authenticated_charge_says_so() {
    let merchant = Merchant::new("US").await;
    let asks = "pm_card_authenticationRequired";
    let waiting = merchant.pay_with(asks, 1999, "usd", &[]).await;
    let page = HostedPage::of(&waiting);
    page.press_and_return(Button::Authorize).await;
    let charge = merchant.charge_of(&merchant.retrieve(&waiting).await).await;
    let shown = &charge["payment_method_details"]["card"]["three_d_secure"];
    assert_eq!(shown["result"], "authenticated");
    assert_eq!(shown["authentication_flow"], "challenge");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_charge_can_be_described_and_the_events_tell_what_changed() {
    let merchant = Merchant::new("US").await;
    let paid = [("metadata[order]", "7")];
    let intent = merchant.pay_with("pm_card_visa", 1999, "usd", &paid).await;
    let charge = merchant.charge_of(&intent).await;
    let form = [
        ("description", "Seven"),
        ("metadata[note]", "fragile"),
        ("receipt_email", "jenny@example.com"),
        ("shipping[name]", "Jenny"),
        ("shipping[address][line1]", "1 Main St"),
    ];
    let updated = update(&merchant, &charge, &form).await;
    assert_eq!(updated["description"], "Seven");
    assert_eq!(
        updated["metadata"],
        json!({ "note": "fragile", "order": "7" })
    );
    assert_eq!(updated["receipt_email"], "jenny@example.com");
    assert_eq!(updated["shipping"]["address"]["line1"], "1 Main St");
    assert_eq!(merchant.charge_of(&intent).await, updated);
    let event = merchant.event_of(&charge, "charge.updated").await;
    assert_eq!(event["data"]["object"], updated);
    let previous = &event["data"]["previous_attributes"];
    assert_eq!(previous["description"], Value::Null);
    assert_eq!(previous["metadata"], json!({ "note": null }));
    // The intent keeps its own.
    assert_eq!(merchant.retrieve(&intent).await["description"], Value::Null);

    let cleared = update(&merchant, &charge, &[("metadata", ""), ("description", "")]).await;
    assert_eq!(cleared["metadata"], json!({}));
    assert_eq!(cleared["description"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_charge_cannot_become_is_refused_by_name() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.pay_with("pm_card_visa", 1999, "usd", &[]).await;
    let path = format!("/v1/charges/{}", text(&intent, "latest_charge"));
    for (name, value, code) in [
        ("amount", "5", "parameter_unknown"),
        ("receipt_email", "nobody", "email_invalid"),
        ("shipping[name]", "Jenny", "parameter_missing"),
    ] {
        let error = merchant
            .post(&path, &[(name, value)])
            .send()
            .await
            .error(400);
        assert_eq!(error["code"], code, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn charges_are_listed_by_customer_by_intent_and_by_time() {
    let merchant = Merchant::new("US").await;
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    let of_customer = [("customer", text(&customer, "id"))];
    let one = merchant
        .pay_with("pm_card_visa", 100, "usd", &of_customer)
        .await;
    let other = merchant.pay_with("pm_card_visa", 200, "usd", &[]).await;
    let (one_charge, other_charge) = (text(&one, "latest_charge"), text(&other, "latest_charge"));
    assert_eq!(list(&merchant, "").await, [other_charge, one_charge]);
    let query = format!("?customer={}", text(&customer, "id"));
    assert_eq!(list(&merchant, &query).await, [one_charge]);
    let query = format!("?payment_intent={}", text(&other, "id"));
    assert_eq!(list(&merchant, &query).await, [other_charge]);
    let created = one["created"].as_i64().expect("a time");
    assert!(
        list(&merchant, &format!("?created[lt]={created}"))
            .await
            .is_empty()
    );
    assert_eq!(
        list(&merchant, &format!("?created[gte]={created}"))
            .await
            .len(),
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_accounts_charge_is_not_there() {
    let (owner, stranger) = (Merchant::new("US").await, Merchant::new("US").await);
    let intent = owner.pay_with("pm_card_visa", 1999, "usd", &[]).await;
    let path = format!("/v1/charges/{}", text(&intent, "latest_charge"));
    for request in [
        stranger.get(&path),
        stranger.post(&path, &[("description", "mine")]),
    ] {
        let error = request.send().await.error(404);
        assert_eq!(error["code"], "resource_missing");
        assert_eq!(error["param"], "charge");
    }
    stranger.get(&path_of(&intent, "")).send().await.error(404);
    for made_up in ["/v1/charges/ch_nothing", "/v1/charges/py_1"] {
        owner.get(made_up).send().await.error(404);
    }
}
