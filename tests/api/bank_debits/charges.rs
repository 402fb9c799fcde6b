//! The charge of a debit, from the confirmation to what the bank makes of it.

use serde_json::Value;

use super::{BANKS, Bank};
use crate::support::{Merchant, all, eventually, ids, text};

/// The account's events about money and its intent, in the order of its feed.
const TOLD_OF: [&str; 2] = ["charge.", "payment_intent."];

async fn feed(merchant: &Merchant, length: usize) -> Vec<Value> {
    eventually("the feed", crate::support::DECIDED, || async {
        let mut events = merchant.events().await;
        events.retain(|event| {
            let kind = text(event, "type");
            TOLD_OF.iter().any(|prefix| kind.starts_with(prefix))
        });
        (events.len() >= length).then_some(events)
    })
    .await
}

async fn assert_feed(merchant: &Merchant, expected: &[&str]) -> Vec<Value> {
    let events = feed(merchant, expected.len()).await;
    let types: Vec<_> = events.iter().map(|event| text(event, "type")).collect();
    assert_eq!(types, expected);
    events
}

/// The object of the first event of this type.
fn told(events: &[Value], kind: &str) -> Value {
    let event = events.iter().find(|event| event["type"] == kind);
    event.expect(kind)["data"]["object"].clone()
}

fn assert_pending(charge: &Value, intent: &Value, bank: &Bank) {
    assert_eq!(charge["id"], intent["latest_charge"], "{bank:?}");
    assert_eq!(charge["status"], "pending");
    assert_eq!(charge["paid"], false);
    assert_eq!(charge["captured"], true);
    assert_eq!(charge["amount_captured"], 5_000);
    assert_eq!(charge["balance_transaction"], Value::Null);
    assert_eq!(charge["failure_code"], Value::Null);
    assert_eq!(charge["payment_intent"], intent["id"]);
    assert_eq!(charge["payment_method_details"]["type"], bank.method);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debits_charge_is_pending_from_the_confirmation_until_the_bank_has_paid() {
    all(BANKS.iter().map(|bank| async move {
        let merchant = Merchant::new(bank.merchant).await;
        let intent = bank.intent(&merchant).await;
        let processing = bank.confirm(&merchant, &intent, &[]).await.ok();
        merchant.intent_reaches(&intent, "succeeded").await;
        let events = assert_feed(
            &merchant,
            &[
                "payment_intent.created",
                "payment_intent.processing",
                "charge.pending",
                "charge.succeeded",
                "payment_intent.succeeded",
            ],
        )
        .await;
        assert_pending(&told(&events, "charge.pending"), &processing, bank);
        let paid = told(&events, "charge.succeeded");
        assert_eq!(paid["id"], processing["latest_charge"]);
        assert_eq!(paid["status"], "succeeded");
        assert_eq!(paid["paid"], true);
        assert!(paid["balance_transaction"].is_string(), "{paid}");
        let charges = merchant.get("/v1/charges").send().await.ok();
        assert_eq!(ids(&charges).len(), 1);
        assert_eq!(charges["data"][0]["status"], "succeeded");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debit_that_the_bank_refuses_leaves_its_charge_failed_and_moves_nothing() {
    let failing = BANKS.iter().filter(|bank| !bank.fails.is_empty());
    all(failing.map(|bank| async move {
        let merchant = Merchant::new(bank.merchant).await;
        let intent = bank.intent(&merchant).await;
        let account = [(bank.own(), bank.fails)];
        let processing = bank.confirm(&merchant, &intent, &account).await.ok();
        let failed = merchant
            .intent_reaches(&intent, "requires_payment_method")
            .await;
        let events = assert_feed(
            &merchant,
            &[
                "payment_intent.created",
                "payment_intent.processing",
                "charge.pending",
                "charge.failed",
                "payment_intent.payment_failed",
            ],
        )
        .await;
        assert_pending(&told(&events, "charge.pending"), &processing, bank);
        assert_eq!(failed["latest_charge"], processing["latest_charge"]);
        let error = &failed["last_payment_error"];
        assert_eq!(error["charge"], processing["latest_charge"]);
        let charge = told(&events, "charge.failed");
        assert_eq!(charge["status"], "failed");
        assert_eq!(charge["paid"], false);
        assert_eq!(charge["failure_code"], bank.failure);
        assert_eq!(charge["failure_message"], error["message"]);
        assert_eq!(charge["outcome"]["type"], "issuer_declined");
        assert_eq!(charge["outcome"]["network_status"], "declined_by_network");
        assert_eq!(charge["balance_transaction"], Value::Null);
        let moved = merchant.get("/v1/balance_transactions").send().await.ok();
        assert_eq!(ids(&moved), Vec::<&str>::new());

        bank.confirm(&merchant, &intent, &[]).await.ok();
        let paid = merchant.intent_reaches(&intent, "succeeded").await;
        let charges = merchant.get("/v1/charges").send().await.ok();
        let newest_first = [text(&paid, "latest_charge"), text(&failed, "latest_charge")];
        assert_eq!(ids(&charges), newest_first);
        let statuses = ["succeeded", "failed"];
        for (charge, status) in charges["data"]
            .as_array()
            .expect("a list")
            .iter()
            .zip(statuses)
        {
            assert_eq!(charge["status"], status);
        }
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_bank_is_at_work_on_is_listed_and_cannot_go_back() {
    let merchant = Merchant::new("DE").await;
    let bank = &BANKS[0];
    let intent = bank.intent(&merchant).await;
    let slow = [("iban", "AT321904300235473204")];
    let processing = bank.confirm(&merchant, &intent, &slow).await.ok();
    let charges = merchant.get("/v1/charges").send().await.ok();
    assert_eq!(ids(&charges), [text(&processing, "latest_charge")]);
    assert_pending(&charges["data"][0], &processing, bank);
    let error = merchant.refund(&processing, &[]).await.error(400);
    assert_eq!(error["type"], "invalid_request_error");
    let moved = merchant.get("/v1/balance_transactions").send().await.ok();
    assert_eq!(ids(&moved), Vec::<&str>::new());
}
