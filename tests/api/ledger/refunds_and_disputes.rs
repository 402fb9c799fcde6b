//! What refunds and disputes take from the balance, and what comes back.

use std::time::Duration;

use serde_json::{Value, json};

use super::{IMMEDIATELY, balance, transactions};
use crate::support::{Merchant, eventually, path_of, text};

/// The sandbox's banks decide after a second; news of it may come late.
const DECIDED: Duration = Duration::from_secs(30);

/// A payment of 19.99 with a test card, available at once: 19.11 of it are the merchant's.
async fn pay_with(merchant: &Merchant, card: &str) -> Value {
    let intent = merchant.create(1999, "usd", &[IMMEDIATELY]).await;
    let method = [("payment_method", card)];
    merchant.confirm(&intent, &method).await.ok()
}

async fn refund(merchant: &Merchant, intent: &Value, more: &[(&str, &str)]) -> Value {
    let form = [&[("payment_intent", text(intent, "id"))], more].concat();
    merchant.post("/v1/refunds", &form).send().await.ok()
}

/// Type, amount, fee and net of each transaction, the earliest first.
async fn told(merchant: &Merchant, source: &str) -> Vec<Value> {
    let mut all = transactions(merchant, &format!("source={source}")).await;
    all.reverse();
    all.iter()
        .map(|it| json!([it["reporting_category"], it["amount"], it["fee"], it["net"]]))
        .collect()
}

async fn dispute_of(merchant: &Merchant, intent: &Value) -> Value {
    let path = format!("/v1/disputes?payment_intent={}", text(intent, "id"));
    eventually("a dispute", DECIDED, || async {
        let list = merchant.get(&path).send().await.ok();
        list["data"].get(0).cloned()
    })
    .await
}

async fn wait_for_balance(merchant: &Merchant, expected: [i64; 2]) {
    eventually(&format!("the balance is {expected:?}"), DECIDED, || async {
        (balance(merchant, "usd").await == expected).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_takes_its_amount_and_gives_no_fee_back() {
    let merchant = Merchant::new("US").await;
    let intent = pay_with(&merchant, "pm_card_visa").await;
    assert_eq!(balance(&merchant, "usd").await, [1911, 0]);
    let part = [("amount", "500"), ("expand[]", "balance_transaction")];
    let create = merchant
        .post(
            "/v1/refunds",
            &[&[("payment_intent", text(&intent, "id"))], &part[..]].concat(),
        )
        .idempotency_key("part");
    let first = create.send().await;
    let part = first.ok();
    assert_eq!(part["balance_transaction"]["amount"], -500);
    assert_eq!(part["balance_transaction"]["net"], -500);
    assert_eq!(part["balance_transaction"]["type"], "refund");
    assert_eq!(part["balance_transaction"]["status"], "available");
    assert_eq!(create.send().await.text(), first.text(), "replayed");
    assert_eq!(balance(&merchant, "usd").await, [1411, 0]);

    let rest = refund(&merchant, &intent, &[]).await;
    assert_eq!(rest["amount"], 1499);
    // The fee stays paid.
    assert_eq!(balance(&merchant, "usd").await, [-88, 0]);
    let of_part = told(&merchant, text(&part, "id")).await;
    assert_eq!(of_part, [json!(["refund", -500, 0, -500])]);
    assert_eq!(transactions(&merchant, "type=refund").await.len(), 2);
    let sources = transactions(&merchant, "type=refund&expand[]=data.source").await;
    assert_eq!(sources[0]["source"]["id"], rest["id"]);
    assert_eq!(sources[1]["source"]["object"], "refund");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_that_fails_later_is_back_in_the_balance() {
    let merchant = Merchant::new("US").await;
    let intent = pay_with(&merchant, "pm_card_refundFail").await;
    let asked = refund(&merchant, &intent, &[]).await;
    wait_for_balance(&merchant, [1911, 0]).await;
    let failed = eventually("the refund failed", DECIDED, || async {
        let path = format!("/v1/refunds/{}", text(&asked, "id"));
        let now = merchant.get(&path).send().await.ok();
        (now["status"] == "failed").then_some(now)
    })
    .await;
    let both = told(&merchant, text(&asked, "id")).await;
    assert_eq!(
        both,
        [
            json!(["refund", -1999, 0, -1999]),
            json!(["refund_failure", 1999, 0, 1999]),
        ]
    );
    let returned = transactions(&merchant, "type=refund_failure").await;
    assert_eq!(failed["failure_balance_transaction"], returned[0]["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_takes_its_amount_and_a_fee_until_it_is_won() {
    let merchant = Merchant::new("US").await;
    let intent = pay_with(&merchant, "pm_card_createDispute").await;
    let dispute = dispute_of(&merchant, &intent).await;
    let id = text(&dispute, "id");
    wait_for_balance(&merchant, [1911 - 1999 - 1500, 0]).await;
    let opened = told(&merchant, id).await;
    assert_eq!(opened, [json!(["dispute", -1999, 1500, -3499])]);
    assert_eq!(dispute["balance_transactions"][0]["net"], -3499);

    let evidence = [
        ("evidence[uncategorized_text]", "winning_evidence"),
        ("submit", "true"),
    ];
    let path = format!("/v1/disputes/{id}");
    merchant.post(&path, &evidence).send().await.ok();
    // The amount is back, the fee is not.
    wait_for_balance(&merchant, [1911 - 1500, 0]).await;
    let both = told(&merchant, id).await;
    assert_eq!(both[1], json!(["dispute_reversal", 1999, 0, 1999]));
    assert_eq!(transactions(&merchant, "type=adjustment").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_that_is_lost_takes_nothing_more_and_an_inquiry_nothing_at_all() {
    let merchant = Merchant::new("US").await;
    let intent = pay_with(&merchant, "pm_card_createDispute").await;
    let dispute = dispute_of(&merchant, &intent).await;
    let close = format!("/v1/disputes/{}/close", text(&dispute, "id"));
    merchant.post(&close, &[]).send().await.ok();
    eventually("the dispute is lost", DECIDED, || async {
        (dispute_of(&merchant, &intent).await["status"] == "lost").then_some(())
    })
    .await;
    assert_eq!(balance(&merchant, "usd").await, [1911 - 1999 - 1500, 0]);

    let asked_about = pay_with(&merchant, "pm_card_createDisputeInquiry").await;
    let inquiry = dispute_of(&merchant, &asked_about).await;
    assert_eq!(inquiry["status"], "warning_needs_response");
    assert_eq!(inquiry["balance_transactions"], json!([]));
    assert!(told(&merchant, text(&inquiry, "id")).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_capture_in_parts_costs_what_one_of_all_does() {
    let merchant = Merchant::new("US").await;
    let form = [
        ("capture_method", "manual"),
        (
            "payment_method_options[card][request_multicapture]",
            "if_available",
        ),
        IMMEDIATELY,
    ];
    let intent = merchant.create(1999, "usd", &form).await;
    let method = [("payment_method", "pm_card_visa")];
    merchant.confirm(&intent, &method).await.ok();
    for (part, is_final) in [("500", "false"), ("1499", "true")] {
        let capture = [("amount_to_capture", part), ("final_capture", is_final)];
        let capture = merchant.post(&path_of(&intent, "/capture"), &capture);
        capture.send().await.ok();
    }
    let intent = merchant.retrieve(&intent).await;
    let parts = told(&merchant, text(&intent, "latest_charge")).await;
    assert_eq!(
        parts,
        [
            json!(["charge", 500, 45, 455]),
            json!(["charge", 1499, 43, 1456]),
        ]
    );
    assert_eq!(balance(&merchant, "usd").await, [1911, 0]);
}
