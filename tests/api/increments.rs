//! Incremental authorisations: more is reserved on the same card.

use serde_json::Value;

use crate::support::{Answer, Form, Merchant, path_of, text, with};

const ASKED_FOR: Form<'static> = &[
    ("capture_method", "manual"),
    (
        "payment_method_options[card][request_incremental_authorization]",
        "if_available",
    ),
];

async fn held(merchant: &Merchant, more: Form<'_>) -> Value {
    let form = with(ASKED_FOR, more);
    merchant.pay_with("pm_card_visa", 1000, "usd", &form).await
}

async fn raise(merchant: &Merchant, intent: &Value, form: Form<'_>) -> Answer {
    let path = path_of(intent, "/increment_authorization");
    merchant.post(&path, form).send().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_increment_reserves_the_new_total() {
    let merchant = Merchant::new("US").await;
    let intent = held(&merchant, &[("metadata[table]", "4")]).await;
    let charge = merchant.charge_of(&intent).await;
    let card = &charge["payment_method_details"]["card"];
    assert_eq!(card["incremental_authorization"]["status"], "available");
    let form = [
        ("amount", "1500"),
        ("description", "With dessert"),
        ("metadata[course]", "3"),
    ];
    let raised = raise(&merchant, &intent, &form).await.ok();
    assert_eq!(raised["status"], "requires_capture");
    assert_eq!(raised["amount"], 1500);
    assert_eq!(raised["amount_capturable"], 1500);
    assert_eq!(raised["description"], "With dessert");
    assert_eq!(raised["metadata"]["course"], "3");
    assert_eq!(raised["metadata"]["table"], "4");
    assert_eq!(merchant.charge_of(&intent).await["amount"], 1500);
    let event = merchant.event_of(&charge, "charge.updated").await;
    assert_eq!(event["data"]["previous_attributes"]["amount"], 1000);
    let capturable = merchant.events_about(&intent).await;
    let kind = "payment_intent.amount_capturable_updated";
    let capturable = capturable.iter().filter(|event| event["type"] == kind);
    assert_eq!(capturable.count(), 2);
    let captured = merchant.capture(&intent, &[]).await.ok();
    assert_eq!(captured["amount_received"], 1500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_increment_leaves_what_was_reserved() {
    let merchant = Merchant::new("US").await;
    let intent = held(&merchant, &[("metadata[sandbox_increment]", "decline")]).await;
    let path = path_of(&intent, "/increment_authorization");
    let ask = merchant.post(&path, &[("amount", "1500"), ("description", "More")]);
    let ask = ask.idempotency_key("more-1");
    let first = ask.send().await;
    let error = first.error(402);
    assert_eq!(error["type"], "card_error");
    assert_eq!(error["code"], "card_declined");
    assert_eq!(error["decline_code"], "insufficient_funds");
    assert_eq!(error["payment_intent"]["status"], "requires_capture");
    assert_eq!(ask.send().await.text(), first.text());
    let now = merchant.retrieve(&intent).await;
    assert_eq!(now, intent);
    merchant.capture(&intent, &[]).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_increment_must_be_asked_for_beforehand() {
    let merchant = Merchant::new("US").await;
    let manual = [("capture_method", "manual")];
    let intent = merchant
        .pay_with("pm_card_visa", 1000, "usd", &manual)
        .await;
    let error = raise(&merchant, &intent, &[("amount", "1500")])
        .await
        .error(400);
    assert_eq!(error["code"], "payment_intent_invalid_parameter");
    assert_eq!(merchant.retrieve(&intent).await, intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_increment_must_be_more_and_say_how_much() {
    let merchant = Merchant::new("US").await;
    let intent = held(&merchant, &[]).await;
    for (amount, code) in [
        ("1000", "amount_too_small"),
        ("999", "amount_too_small"),
        ("0", "parameter_invalid_integer"),
        ("99999999999", "amount_too_large"),
    ] {
        let error = raise(&merchant, &intent, &[("amount", amount)])
            .await
            .error(400);
        assert_eq!(error["code"], code, "{amount}");
        assert_eq!(error["param"], "amount", "{amount}");
    }
    let error = raise(&merchant, &intent, &[]).await.error(400);
    assert_eq!(error["code"], "parameter_missing");
    assert_eq!(merchant.retrieve(&intent).await, intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_increments_are_the_most() {
    let merchant = Merchant::new("US").await;
    let intent = held(&merchant, &[]).await;
    for more in 1..=10 {
        let amount = (1000 + more).to_string();
        raise(&merchant, &intent, &[("amount", &amount)]).await.ok();
    }
    let error = raise(&merchant, &intent, &[("amount", "2000")])
        .await
        .error(400);
    assert_eq!(error["code"], "payment_intent_invalid_parameter");
    assert_eq!(merchant.retrieve(&intent).await["amount_capturable"], 1010);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_reserved_can_be_raised() {
    let merchant = Merchant::new("US").await;
    let open = merchant.create(1000, "usd", ASKED_FOR).await;
    let canceled = held(&merchant, &[]).await;
    merchant.cancel(&canceled, &[]).await.ok();
    let captured = held(&merchant, &[]).await;
    merchant.capture(&captured, &[]).await.ok();
    for intent in [open, canceled, captured] {
        let error = raise(&merchant, &intent, &[("amount", "1500")])
            .await
            .error(400);
        let code = text(&error, "code");
        assert_eq!(code, "payment_intent_unexpected_state");
    }
}
