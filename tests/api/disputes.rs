//! Disputes: buyers who complain with their banks.

use serde_json::{Value, json};

use crate::support::{Merchant, ids, text};

const DAY_S: i64 = 24 * 3600;

async fn disputed(merchant: &Merchant, card: &str) -> (Value, Value) {
    let intent = merchant.pay_with(card, 1999, "usd", &[]).await;
    let dispute = merchant.dispute_of(&intent).await;
    (intent, dispute)
}

fn path(dispute: &Value) -> String {
    format!("/v1/disputes/{}", text(dispute, "id"))
}

async fn say(merchant: &Merchant, dispute: &Value, form: &[(&str, &str)]) -> Value {
    merchant.post(&path(dispute), form).send().await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_tells_who_complains_of_what_and_until_when_to_answer() {
    let merchant = Merchant::new("US").await;
    let (intent, dispute) = disputed(&merchant, "pm_card_createDispute").await;
    assert!(text(&dispute, "id").starts_with("du_"));
    for (field, expected) in [
        ("object", json!("dispute")),
        ("amount", json!(1999)),
        ("charge", intent["latest_charge"].clone()),
        ("currency", json!("usd")),
        ("is_charge_refundable", json!(false)),
        ("metadata", json!({})),
        ("payment_intent", intent["id"].clone()),
        ("reason", json!("fraudulent")),
        ("status", json!("needs_response")),
    ] {
        assert_eq!(dispute[field], expected, "{field}");
    }
    let details = &dispute["evidence_details"];
    let due_by = details["due_by"].as_i64().expect("a time");
    let created = dispute["created"].as_i64().expect("a time");
    assert!(due_by > created + DAY_S);
    assert_eq!(details["has_evidence"], false);
    assert_eq!(details["submission_count"], 0);
    let card = &dispute["payment_method_details"]["card"];
    for (field, expected) in [
        ("brand", "visa"),
        ("case_type", "chargeback"),
        ("network", "visa"),
        ("network_reason_code", "10.4"),
    ] {
        assert_eq!(card[field], expected, "{field}");
    }
    assert_eq!(merchant.get(&path(&dispute)).send().await.ok(), dispute);
    assert_eq!(merchant.charge_of(&intent).await["disputed"], true);
    let told = ["charge.dispute.created", "charge.dispute.funds_withdrawn"];
    merchant.assert_events(&dispute, &told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_staged_until_it_is_submitted() {
    let merchant = Merchant::new("US").await;
    let (_, dispute) = disputed(&merchant, "pm_card_createDispute").await;
    let draft = [
        ("evidence[customer_name]", "Jenny"),
        ("evidence[product_description]", "A lamp"),
        ("metadata[ticket]", "3"),
        ("submit", "false"),
    ];
    let staged = say(&merchant, &dispute, &draft).await;
    assert_eq!(staged["status"], "needs_response");
    assert_eq!(staged["evidence"]["customer_name"], "Jenny");
    assert_eq!(staged["evidence_details"]["has_evidence"], true);
    assert_eq!(staged["evidence_details"]["submission_count"], 0);
    assert_eq!(staged["metadata"], json!({ "ticket": "3" }));
    let event = merchant.event_of(&dispute, "charge.dispute.updated").await;
    let previous = &event["data"]["previous_attributes"];
    assert_eq!(previous["evidence"]["customer_name"], Value::Null);

    let rest = [
        ("evidence[customer_name]", ""),
        ("evidence[uncategorized_text]", "See the log"),
    ];
    let submitted = say(&merchant, &dispute, &rest).await;
    assert_eq!(submitted["status"], "under_review");
    assert_eq!(submitted["evidence"]["customer_name"], Value::Null);
    assert_eq!(submitted["evidence"]["product_description"], "A lamp");
    assert_eq!(submitted["evidence_details"]["submission_count"], 1);
    // It is with the bank now.
    let late = merchant.post(&path(&dispute), &[("evidence[receipt]", "late")]);
    late.send().await.error(400);
    let noted = say(&merchant, &dispute, &[("metadata[ticket]", "4")]).await;
    assert_eq!(noted["metadata"], json!({ "ticket": "4" }));
    assert_eq!(noted["evidence_details"]["submission_count"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_staged_can_be_submitted_later_as_it_is() {
    let merchant = Merchant::new("US").await;
    let (_, dispute) = disputed(&merchant, "pm_card_createDispute").await;
    let draft = [
        ("evidence[uncategorized_text]", "winning_evidence"),
        ("submit", "false"),
    ];
    say(&merchant, &dispute, &draft).await;
    let submitted = say(&merchant, &dispute, &[("submit", "true")]).await;
    assert_eq!(submitted["status"], "under_review");
    merchant.reaches(&path(&dispute), "won").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_that_is_won_brings_the_money_back_and_can_be_refunded_then() {
    let merchant = Merchant::new("US").await;
    let (intent, dispute) = disputed(&merchant, "pm_card_createDispute").await;
    let error = merchant.refund(&intent, &[]).await.error(400);
    assert_eq!(error["code"], "charge_disputed");
    let evidence = [("evidence[uncategorized_text]", "winning_evidence")];
    say(&merchant, &dispute, &evidence).await;
    let won = merchant.reaches(&path(&dispute), "won").await;
    assert_eq!(won["is_charge_refundable"], true);
    assert_eq!(
        won["balance_transactions"].as_array().map(Vec::len),
        Some(2)
    );
    let closed = merchant.event_of(&dispute, "charge.dispute.closed").await;
    assert_eq!(closed["data"]["object"], won);
    merchant
        .event_of(&dispute, "charge.dispute.funds_reinstated")
        .await;
    merchant.refund(&intent, &[]).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_that_is_lost_stays_lost() {
    let merchant = Merchant::new("US").await;
    let (intent, dispute) = disputed(&merchant, "pm_card_createDisputeProductNotReceived").await;
    assert_eq!(dispute["reason"], "product_not_received");
    let evidence = [("evidence[uncategorized_text]", "losing_evidence")];
    say(&merchant, &dispute, &evidence).await;
    merchant.reaches(&path(&dispute), "lost").await;
    merchant.event_of(&dispute, "charge.dispute.closed").await;
    let events = merchant.events_about(&dispute).await;
    assert!(
        events
            .iter()
            .all(|event| event["type"] != "charge.dispute.funds_reinstated")
    );
    let error = merchant.refund(&intent, &[]).await.error(400);
    assert_eq!(error["code"], "charge_disputed");
    merchant
        .post(&format!("{}/close", path(&dispute)), &[])
        .send()
        .await
        .error(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn closing_a_dispute_loses_it_once() {
    let merchant = Merchant::new("US").await;
    let (_, dispute) = disputed(&merchant, "pm_card_createDispute").await;
    let close = merchant.post(&format!("{}/close", path(&dispute)), &[]);
    let close = close.idempotency_key("close-1");
    let first = close.send().await;
    assert_eq!(first.ok()["status"], "lost");
    assert_eq!(close.send().await.text(), first.text());
    let events = merchant.events_about(&dispute).await;
    let closed = events
        .iter()
        .filter(|event| event["type"] == "charge.dispute.closed");
    assert_eq!(closed.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_inquiry_moves_no_money_and_can_be_answered_with_a_refund() {
    let merchant = Merchant::new("US").await;
    let (intent, inquiry) = disputed(&merchant, "pm_card_createDisputeInquiry").await;
    assert_eq!(inquiry["status"], "warning_needs_response");
    assert_eq!(inquiry["is_charge_refundable"], true);
    assert_eq!(inquiry["balance_transactions"], json!([]));
    let card = &inquiry["payment_method_details"]["card"];
    assert_eq!(card["case_type"], "inquiry");
    merchant
        .assert_events(&inquiry, &["charge.dispute.created"])
        .await;
    merchant.refund(&intent, &[]).await.ok();
    let evidence = [("evidence[uncategorized_text]", "winning_evidence")];
    let answered = say(&merchant, &inquiry, &evidence).await;
    assert_eq!(answered["status"], "warning_under_review");
    merchant.reaches(&path(&inquiry), "warning_closed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_evidence_is_refused_by_name() {
    let merchant = Merchant::new("US").await;
    let (_, dispute) = disputed(&merchant, "pm_card_createDispute").await;
    let unknown = merchant.post(&path(&dispute), &[("evidence[alibi]", "x")]);
    let error = unknown.send().await.error(400);
    assert_eq!(error["code"], "parameter_unknown");
    assert_eq!(error["param"], "evidence[alibi]");
    let endless = "x".repeat(20_001);
    let long = merchant.post(
        &path(&dispute),
        &[("evidence[uncategorized_text]", &endless)],
    );
    assert_eq!(
        long.send().await.error(400)["param"],
        "evidence[uncategorized_text]"
    );
    assert_eq!(merchant.get(&path(&dispute)).send().await.ok(), dispute);
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_that_comes_in_two_requests_at_once_is_all_kept() {
    let merchant = Merchant::new("US").await;
    let (_, dispute) = disputed(&merchant, "pm_card_createDispute").await;
    let (name, text) = (
        [("evidence[customer_name]", "Jenny"), ("submit", "false")],
        [("evidence[receipt]", "file_1"), ("submit", "false")],
    );
    tokio::join!(
        say(&merchant, &dispute, &name),
        say(&merchant, &dispute, &text)
    );
    let now = merchant.get(&path(&dispute)).send().await.ok();
    assert_eq!(now["evidence"]["customer_name"], "Jenny");
    assert_eq!(now["evidence"]["receipt"], "file_1");
}

#[tokio::test(flavor = "multi_thread")]
async fn disputes_are_listed_by_charge_and_by_intent_and_belong_to_their_account() {
    let merchant = Merchant::new("US").await;
    let (one, first) = disputed(&merchant, "pm_card_createDispute").await;
    let (other, second) = disputed(&merchant, "pm_card_createDispute").await;
    for (query, expected) in [
        (String::new(), vec![&second, &first]),
        (
            format!("?charge={}", text(&one, "latest_charge")),
            vec![&first],
        ),
        (
            format!("?payment_intent={}", text(&other, "id")),
            vec![&second],
        ),
    ] {
        let list = merchant
            .get(&format!("/v1/disputes{query}"))
            .send()
            .await
            .ok();
        let expected: Vec<_> = expected.into_iter().map(|it| text(it, "id")).collect();
        assert_eq!(ids(&list), expected, "{query}");
    }
    let stranger = Merchant::new("US").await;
    let error = stranger.get(&path(&first)).send().await.error(404);
    assert_eq!(error["code"], "resource_missing");
}
