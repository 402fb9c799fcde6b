//! Captures: a part, several parts, and what is left.

use serde_json::Value;

use crate::support::{Form, Merchant, VISA, path_of, with};

const IN_PARTS: Form<'static> = &[
    ("capture_method", "manual"),
    ("confirm", "true"),
    (
        "payment_method_options[card][request_multicapture]",
        "if_available",
    ),
];

async fn held(merchant: &Merchant) -> Value {
    merchant.create(1999, "usd", &with(VISA, IN_PARTS)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_are_taken_and_the_last_one_frees_the_rest() {
    let merchant = Merchant::new("US").await;
    let intent = held(&merchant).await;
    let charge = merchant.charge_of(&intent).await;
    let card = &charge["payment_method_details"]["card"];
    assert_eq!(card["multicapture"]["status"], "available");
    let part = [("amount_to_capture", "500"), ("final_capture", "false")];
    let after_one = merchant.capture(&intent, &part).await.ok();
    assert_eq!(after_one["status"], "requires_capture");
    assert_eq!(after_one["amount_capturable"], 1499);
    assert_eq!(after_one["amount_received"], 500);
    let charge = merchant.charge_of(&intent).await;
    assert_eq!(charge["amount_captured"], 500);
    let event = merchant.event_of(&charge, "charge.captured").await;
    assert_eq!(event["data"]["previous_attributes"]["amount_captured"], 0);

    let last = merchant
        .capture(&intent, &[("amount_to_capture", "700")])
        .await
        .ok();
    assert_eq!(last["status"], "succeeded");
    assert_eq!(last["amount_capturable"], 0);
    assert_eq!(last["amount_received"], 1200);
    let charge = merchant.charge_of(&intent).await;
    assert_eq!(charge["captured"], true);
    assert_eq!(charge["amount_captured"], 1200);
    assert_eq!(merchant.refund(&intent, &[]).await.ok()["amount"], 1200);
    let told = [
        "charge.succeeded",
        "charge.captured",
        "charge.captured",
        "charge.refunded",
    ];
    merchant.assert_events(&charge, &told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_all_that_is_left_is_final() {
    let merchant = Merchant::new("US").await;
    let intent = held(&merchant).await;
    for (amount, status) in [("999", "requires_capture"), ("1000", "succeeded")] {
        let part = [("amount_to_capture", amount), ("final_capture", "false")];
        let after = merchant.capture(&intent, &part).await.ok();
        assert_eq!(after["status"], status);
    }
    let now = merchant.retrieve(&intent).await;
    assert_eq!(now["amount_received"], 1999);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_capture_of_nothing_frees_the_rest() {
    let merchant = Merchant::new("US").await;
    let intent = held(&merchant).await;
    let nothing = [("amount_to_capture", "0")];
    merchant.capture(&intent, &nothing).await.error(400);
    let part = [("amount_to_capture", "500"), ("final_capture", "false")];
    merchant.capture(&intent, &part).await.ok();
    let done = merchant.capture(&intent, &nothing).await.ok();
    assert_eq!(done["status"], "succeeded");
    assert_eq!(done["amount_received"], 500);
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_must_be_asked_for_beforehand() {
    let merchant = Merchant::new("US").await;
    let manual = with(VISA, &[("capture_method", "manual"), ("confirm", "true")]);
    let intent = merchant.create(1999, "usd", &manual).await;
    let part = [("amount_to_capture", "500"), ("final_capture", "false")];
    let error = merchant.capture(&intent, &part).await.error(400);
    assert_eq!(error["param"], "final_capture");
    assert_eq!(merchant.retrieve(&intent).await, intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_partly_taken_cannot_be_canceled() {
    let merchant = Merchant::new("US").await;
    let intent = held(&merchant).await;
    let part = [("amount_to_capture", "500"), ("final_capture", "false")];
    merchant.capture(&intent, &part).await.ok();
    merchant.cancel(&intent, &[]).await.error(400);
    let now = merchant.retrieve(&intent).await;
    assert_eq!(now["status"], "requires_capture");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_capture_can_describe_the_payment() {
    let merchant = Merchant::new("US").await;
    let intent = held(&merchant).await;
    let form = [
        ("metadata[parcel]", "1"),
        ("statement_descriptor_suffix", "PARCEL 1"),
    ];
    let captured = merchant.capture(&intent, &form).await.ok();
    assert_eq!(captured["status"], "succeeded");
    assert_eq!(captured["metadata"]["parcel"], "1");
    assert_eq!(captured["statement_descriptor_suffix"], "PARCEL 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_capture_changes_nothing() {
    let merchant = Merchant::new("US").await;
    let intent = held(&merchant).await;
    for amount in ["2000", "-1"] {
        let form = [("amount_to_capture", amount), ("metadata[parcel]", "1")];
        let error = merchant.capture(&intent, &form).await.error(400);
        assert_eq!(error["param"], "amount_to_capture");
    }
    assert_eq!(merchant.retrieve(&intent).await, intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_under_one_key_is_taken_once() {
    let merchant = Merchant::new("US").await;
    let intent = held(&merchant).await;
    let part = [("amount_to_capture", "500"), ("final_capture", "false")];
    let capture = merchant.post(&path_of(&intent, "/capture"), &part);
    let capture = capture.idempotency_key("part-1");
    let first = capture.send().await;
    assert_eq!(first.ok()["amount_received"], 500);
    assert_eq!(capture.send().await.text(), first.text());
    let now = merchant.retrieve(&intent).await;
    assert_eq!(now["amount_received"], 500);
}
