//! Refunds: money that goes back.

use serde_json::{Value, json};

use crate::support::{Merchant, VISA, ids, path_of, text, with};

async fn paid(merchant: &Merchant, card: &str) -> Value {
    merchant.pay_with(card, 1999, "usd", &[]).await
}

fn path(refund: &Value) -> String {
    format!("/v1/refunds/{}", text(refund, "id"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_without_an_amount_gives_everything_back() {
    let merchant = Merchant::new("US").await;
    let intent = paid(&merchant, "pm_card_visa").await;
    let form = [("reason", "requested_by_customer"), ("metadata[case]", "9")];
    let refund = merchant.refund(&intent, &form).await.ok();
    assert!(text(&refund, "id").starts_with("re_"));
    for (field, expected) in [
        ("object", json!("refund")),
        ("amount", json!(1999)),
        ("charge", intent["latest_charge"].clone()),
        ("currency", json!("usd")),
        ("metadata", json!({ "case": "9" })),
        ("payment_intent", intent["id"].clone()),
        ("reason", json!("requested_by_customer")),
        ("status", json!("succeeded")),
    ] {
        assert_eq!(refund[field], expected, "{field}");
    }
    assert_eq!(refund["destination_details"]["type"], "card");
    assert_eq!(merchant.get(&path(&refund)).send().await.ok(), refund);
    let charge = merchant.charge_of(&intent).await;
    assert_eq!(charge["refunded"], true);
    assert_eq!(charge["amount_refunded"], 1999);
    // What was received was received.
    let intent = merchant.retrieve(&intent).await;
    assert_eq!(intent["status"], "succeeded");
    assert_eq!(intent["amount_received"], 1999);

    let told = ["refund.created", "refund.updated", "charge.refund.updated"];
    merchant.assert_events(&refund, &told).await;
    let event = merchant.event_of(&charge, "charge.refunded").await;
    let before = json!({ "amount_refunded": 0, "refunded": false });
    assert_eq!(event["data"]["previous_attributes"], before);
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_go_back_until_nothing_is_left() {
    let merchant = Merchant::new("US").await;
    let intent = paid(&merchant, "pm_card_visa").await;
    let by_charge = [
        ("charge", text(&intent, "latest_charge")),
        ("amount", "500"),
    ];
    merchant.post("/v1/refunds", &by_charge).send().await.ok();
    let charge = merchant.charge_of(&intent).await;
    assert_eq!(charge["amount_refunded"], 500);
    assert_eq!(charge["refunded"], false);
    let error = merchant
        .refund(&intent, &[("amount", "1500")])
        .await
        .error(400);
    assert_eq!(error["code"], "amount_too_large");
    assert_eq!(error["param"], "amount");
    merchant.refund(&intent, &[("amount", "999")]).await.ok();
    assert_eq!(merchant.refund(&intent, &[]).await.ok()["amount"], 500);
    assert_eq!(merchant.charge_of(&intent).await["refunded"], true);
    for more in [&[][..], &[("amount", "1")]] {
        let error = merchant.refund(&intent, more).await.error(400);
        assert_eq!(error["code"], "charge_already_refunded");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_refund_is_refused_by_name() {
    let merchant = Merchant::new("US").await;
    let intent = paid(&merchant, "pm_card_visa").await;
    for (name, value, code, param) in [
        ("amount", "0", "parameter_invalid_integer", "amount"),
        ("amount", "-5", "parameter_invalid_integer", "amount"),
        ("amount", "much", "parameter_invalid_integer", "amount"),
        ("instructions", "x", "parameter_unknown", "instructions"),
    ] {
        let error = merchant.refund(&intent, &[(name, value)]).await.error(400);
        assert_eq!(error["code"], code, "{name}={value}");
        assert_eq!(error["param"], param, "{name}={value}");
    }
    let error = merchant
        .refund(&intent, &[("reason", "boredom")])
        .await
        .error(400);
    assert_eq!(error["param"], "reason");
    let nothing = merchant.post("/v1/refunds", &[]).send().await.error(400);
    assert_eq!(nothing["code"], "parameter_missing");
    for (name, id) in [("charge", "ch_1"), ("payment_intent", "pi_1")] {
        let error = merchant
            .post("/v1/refunds", &[(name, id)])
            .send()
            .await
            .error(404);
        assert_eq!(error["code"], "resource_missing");
        assert_eq!(error["param"], name);
    }
    let other = paid(&merchant, "pm_card_visa").await;
    let crossed = [("charge", text(&other, "latest_charge"))];
    let error = merchant.refund(&intent, &crossed).await.error(400);
    assert_eq!(error["param"], "charge");
    assert_eq!(merchant.charge_of(&intent).await["amount_refunded"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_paid_cannot_go_back() {
    let merchant = Merchant::new("US").await;
    let unpaid = merchant.create(1999, "usd", &[]).await;
    let manual = with(VISA, &[("capture_method", "manual"), ("confirm", "true")]);
    let held = merchant.create(1999, "usd", &manual).await;
    let canceled = merchant.create(1999, "usd", &manual).await;
    merchant.cancel(&canceled, &[]).await.ok();
    for intent in [unpaid, held, canceled] {
        let error = merchant.refund(&intent, &[]).await.error(400);
        assert_eq!(error["type"], "invalid_request_error");
        assert_eq!(error["payment_intent"]["id"], intent["id"]);
    }
    let declined = merchant.create(1999, "usd", &[]).await;
    let decline = [("payment_method", "pm_card_chargeDeclined")];
    let failed = merchant.confirm(&declined, &decline).await.error(402);
    merchant.confirm(&declined, VISA).await.ok();
    let by_charge = [("charge", text(&failed, "charge"))];
    let refund = merchant.post("/v1/refunds", &by_charge).send().await;
    assert_eq!(refund.error(400)["code"], "charge_not_refundable");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_is_no_payment_to_refund() {
    let merchant = Merchant::new("US").await;
    let setup = [("confirm", "true"), ("payment_method", "pm_card_visa")];
    let setup = merchant.create_setup(&setup).await;
    let payment = text(&setup, "id").replace("seti_", "pi_");
    let form = [("payment_intent", payment.as_str())];
    let error = merchant.post("/v1/refunds", &form).send().await.error(404);
    assert_eq!(error["code"], "resource_missing");
    assert!(
        error.get("setup_intent").is_none_or(Value::is_null),
        "{error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_without_refunds_says_so() {
    let merchant = Merchant::new("MX").await;
    let email = "succeed_immediately@example.com";
    let voucher = [
        ("confirm", "true"),
        ("payment_method_data[type]", "oxxo"),
        ("payment_method_data[billing_details][name]", "Jenny Rosen"),
        ("payment_method_data[billing_details][email]", email),
    ];
    let intent = merchant.create(10_000, "mxn", &voucher).await;
    let path = path_of(&intent, "");
    merchant.reaches(&path, "succeeded").await;
    let error = merchant.refund(&intent, &[]).await.error(400);
    assert_eq!(error["code"], "charge_not_refundable");
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_are_merged_and_cleared() {
    let merchant = Merchant::new("US").await;
    let intent = paid(&merchant, "pm_card_visa").await;
    let asked = [("metadata[a]", "1"), ("metadata[b]", "2")];
    let refund = merchant.refund(&intent, &asked).await.ok();
    let change = [("metadata[b]", ""), ("metadata[c]", "3")];
    let changed = merchant.post(&path(&refund), &change).send().await.ok();
    assert_eq!(changed["metadata"], json!({ "a": "1", "c": "3" }));
    let cleared = merchant
        .post(&path(&refund), &[("metadata", "")])
        .send()
        .await
        .ok();
    assert_eq!(cleared["metadata"], json!({}));
    assert_eq!(merchant.get(&path(&refund)).send().await.ok(), cleared);
    let error = merchant
        .post(&path(&refund), &[("amount", "5")])
        .send()
        .await
        .error(400);
    assert_eq!(error["code"], "parameter_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn refunds_are_listed_by_charge_and_by_intent() {
    let merchant = Merchant::new("US").await;
    let (one, other) = (
        paid(&merchant, "pm_card_visa").await,
        paid(&merchant, "pm_card_visa").await,
    );
    let first = merchant.refund(&one, &[("amount", "100")]).await.ok();
    let second = merchant.refund(&one, &[("amount", "200")]).await.ok();
    let third = merchant.refund(&other, &[]).await.ok();
    for (query, expected) in [
        (String::new(), vec![&third, &second, &first]),
        (
            format!("?charge={}", text(&one, "latest_charge")),
            vec![&second, &first],
        ),
        (
            format!("?payment_intent={}", text(&other, "id")),
            vec![&third],
        ),
        ("?limit=1".to_owned(), vec![&third]),
    ] {
        let list = merchant
            .get(&format!("/v1/refunds{query}"))
            .send()
            .await
            .ok();
        let expected: Vec<_> = expected
            .into_iter()
            .map(|refund| text(refund, "id"))
            .collect();
        assert_eq!(ids(&list), expected, "{query}");
    }
    let stranger = Merchant::new("US").await;
    stranger.get(&path(&first)).send().await.error(404);
    stranger.post(&path(&first), &[]).send().await.error(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_may_take_its_time() {
    let merchant = Merchant::new("US").await;
    let intent = paid(&merchant, "pm_card_pendingRefund").await;
    let refund = merchant.refund(&intent, &[]).await.ok();
    assert_eq!(refund["status"], "pending");
    assert_eq!(refund["pending_reason"], "processing");
    let done = merchant.reaches(&path(&refund), "succeeded").await;
    assert!(done.get("pending_reason").is_none(), "{done}");
    let event = merchant.event_of(&refund, "refund.updated").await;
    assert_eq!(event["data"]["object"]["status"], "pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_comes_back_can_be_made_again() {
    let merchant = Merchant::new("US").await;
    let intent = paid(&merchant, "pm_card_refundFail").await;
    let refund = merchant.refund(&intent, &[]).await.ok();
    assert_eq!(refund["status"], "succeeded");
    let failed = merchant.reaches(&path(&refund), "failed").await;
    assert!(failed["failure_reason"].is_string(), "{failed}");
    assert!(text(&failed, "failure_balance_transaction").starts_with("txn_"));
    let event = merchant.event_of(&refund, "refund.failed").await;
    assert_eq!(event["data"]["object"], failed);
    let charge = merchant.charge_of(&intent).await;
    assert_eq!(charge["amount_refunded"], 0);
    assert_eq!(charge["refunded"], false);
    assert_eq!(merchant.refund(&intent, &[]).await.ok()["amount"], 1999);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_refund_that_waits_for_the_buyer_can_be_canceled() {
    let merchant = Merchant::new("US").await;
    let asks = [("metadata[sandbox_refund]", "requires_action")];
    let intent = merchant.pay_with("pm_card_visa", 1999, "usd", &asks).await;
    let asked = merchant.refund(&intent, &asks).await.ok();
    assert_eq!(asked["status"], "requires_action");
    let cancel = format!("{}/cancel", path(&asked));
    let canceled = merchant.post(&cancel, &[]).send().await.ok();
    assert_eq!(canceled["status"], "canceled");
    assert_eq!(merchant.charge_of(&intent).await["amount_refunded"], 0);
    merchant.post(&cancel, &[]).send().await.error(400);

    let other = paid(&merchant, "pm_card_visa").await;
    let done = merchant.refund(&other, &[]).await.ok();
    let cancel = format!("{}/cancel", path(&done));
    merchant.post(&cancel, &[]).send().await.error(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_under_one_key_is_one_refund() {
    let merchant = Merchant::new("US").await;
    let intent = paid(&merchant, "pm_card_visa").await;
    let ask = merchant.refund_request(&intent, &[("amount", "500")]);
    let ask = ask.idempotency_key("refund-1");
    let first = ask.send().await;
    first.ok();
    merchant.refund(&intent, &[]).await.ok();
    let second = ask.send().await;
    assert_eq!(second.header("Idempotent-Replayed"), "true");
    assert_eq!(second.text(), first.text());
    assert_eq!(merchant.charge_of(&intent).await["amount_refunded"], 1999);
    let other = merchant.refund_request(&intent, &[("amount", "600")]);
    let error = other.idempotency_key("refund-1").send().await.error(400);
    assert_eq!(error["type"], "idempotency_error");
}
