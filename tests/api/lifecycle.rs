//! An intent from its creation to its end, and the lists that it stands in.

use serde_json::{Value, json};

use crate::support::{Form, Merchant, Request, VISA, ids, text, with};

#[tokio::test(flavor = "multi_thread")]
async fn a_new_intent_waits_for_a_payment_method() {
    let merchant = Merchant::new("US").await;
    let intent = merchant
        .create(
            1999,
            "usd",
            &[
                ("description", "Two cups"),
                ("metadata[order_id]", "7"),
                ("receipt_email", "jenny@example.com"),
            ],
        )
        .await;
    let expected = json!({
        "object": "payment_intent",
        "amount": 1999,
        "amount_capturable": 0,
        "amount_received": 0,
        "canceled_at": null,
        "cancellation_reason": null,
        "currency": "usd",
        "description": "Two cups",
        "last_payment_error": null,
        "latest_charge": null,
        "livemode": false,
        "metadata": { "order_id": "7" },
        "next_action": null,
        "payment_method": null,
        "receipt_email": "jenny@example.com",
        "status": "requires_payment_method",
    });
    assert_fields(&intent, &expected);
    let id = text(&intent, "id");
    assert!(id.starts_with("pi_"), "{id}");
    assert!(
        text(&intent, "client_secret").starts_with(&format!("{id}_secret_")),
        "{intent}"
    );
    let now = std::time::UNIX_EPOCH
        .elapsed()
        .expect("after 1970")
        .as_secs();
    let created = intent["created"].as_u64().expect("a time");
    assert!(now.abs_diff(created) < 60, "{created}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_reads_back_as_it_was_answered() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(500, "usd", &[]).await;
    assert_eq!(merchant.retrieve(&intent).await, intent);
    let paid = merchant
        .confirm(&intent, &[("payment_method", "pm_card_visa")])
        .await
        .ok();
    assert_eq!(merchant.retrieve(&intent).await, paid);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_sees_the_intent_without_what_is_the_merchants_own() {
    let merchant = Merchant::new("US").await;
    let intent = merchant
        .create(500, "usd", &[("metadata[internal]", "note")])
        .await;
    let seen = Request::get(merchant.url(&format!(
        "/v1/payment_intents/{}?key={}&client_secret={}",
        text(&intent, "id"),
        merchant.publishable_key(),
        text(&intent, "client_secret"),
    )))
    .send()
    .await
    .ok();
    assert_eq!(seen["status"], "requires_payment_method");
    assert_eq!(seen["amount"], 500);
    for field in ["metadata", "latest_charge", "amount_received", "customer"] {
        assert!(seen.get(field).is_none(), "{field} is shown: {seen}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_shows_a_buyer_no_more_of_the_intent_than_an_answer_does() {
    let merchant = Merchant::new("US").await;
    let intent = merchant
        .create(500, "usd", &[("metadata[internal]", "note")])
        .await;
    let declined = [("payment_method", "pm_card_visa_chargeDeclined")];
    let declined = merchant.buyers_confirm(&intent, &declined).send().await;
    let paid = merchant.buyers_confirm(&intent, VISA).send().await;
    paid.ok();
    let refused = merchant.buyers_confirm(&intent, VISA).send().await;
    for error in [declined.error(402), refused.error(400)] {
        let seen = &error["payment_intent"];
        assert_eq!(seen["id"], intent["id"], "{error}");
        for field in ["metadata", "latest_charge", "amount_received", "customer"] {
            assert!(seen.get(field).is_none(), "{field} is shown: {seen}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_newest_first_and_page_in_both_directions() {
    let merchant = Merchant::new("US").await;
    let mut newest_first = Vec::new();
    for amount in 101..=105 {
        let intent = merchant.create(amount, "usd", &[]).await;
        newest_first.insert(0, text(&intent, "id").to_owned());
    }
    let list = async |query: &str| -> Value {
        let path = format!("/v1/payment_intents{query}");
        merchant.get(&path).send().await.ok()
    };

    let all = list("").await;
    assert_eq!(ids(&all), newest_first);
    assert_fields(
        &all,
        &json!({ "object": "list", "has_more": false, "url": "/v1/payment_intents" }),
    );

    let first = list("?limit=2").await;
    assert_eq!(ids(&first), newest_first[..2]);
    assert_eq!(first["has_more"], true);

    let next = list(&format!("?limit=2&starting_after={}", newest_first[1])).await;
    assert_eq!(ids(&next), newest_first[2..4]);
    assert_eq!(next["has_more"], true);

    let last = list(&format!("?limit=2&starting_after={}", newest_first[3])).await;
    assert_eq!(ids(&last), newest_first[4..]);
    assert_eq!(last["has_more"], false);

    // The page before an object is the one next to it, still newest first.
    let before = list(&format!("?limit=2&ending_before={}", newest_first[3])).await;
    assert_eq!(ids(&before), newest_first[1..3]);
    assert_eq!(before["has_more"], true);

    let top = list(&format!("?ending_before={}", newest_first[2])).await;
    assert_eq!(ids(&top), newest_first[..2]);
    assert_eq!(top["has_more"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_shows_each_intent_as_it_is_now() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(500, "usd", &[]).await;
    let paid = merchant
        .confirm(&intent, &[("payment_method", "pm_card_visa")])
        .await
        .ok();
    let list = merchant.get("/v1/payment_intents").send().await.ok();
    assert_eq!(list["data"], json!([paid]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_holds_the_accounts_own_intents_only() {
    let (one, other) = (Merchant::new("US").await, Merchant::new("US").await);
    let intent = one.create(500, "usd", &[]).await;
    assert_eq!(one.listed_ids("").await, [text(&intent, "id")]);
    assert!(other.listed_ids("").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmed_card_pays_at_once() {
    let merchant = Merchant::new("US").await;
    let ways: [Form; 2] = [&[("payment_method", "pm_card_visa")], VISA];
    for form in ways {
        let intent = merchant.create(1999, "usd", &[]).await;
        let paid = merchant.confirm(&intent, form).await.ok();
        assert_paid(&paid, 1999);
        assert!(text(&paid, "payment_method").starts_with("pm_"), "{paid}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_pays_with_the_publishable_key_and_the_client_secret() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let form = with(VISA, &[("use_stripe_sdk", "true")]);
    let seen = merchant.buyers_confirm(&intent, &form).send().await.ok();
    assert_eq!(seen["status"], "succeeded");
    assert!(seen.get("latest_charge").is_none(), "{seen}");
    assert_paid(&merchant.retrieve(&intent).await, 1999);
}

#[tokio::test(flavor = "multi_thread")]
async fn creating_and_confirming_can_be_one_request() {
    let merchant = Merchant::new("US").await;
    let form = with(VISA, &[("confirm", "true")]);
    let paid = merchant.create(1999, "usd", &form).await;
    assert_paid(&paid, 1999);
    assert_eq!(merchant.retrieve(&paid).await, paid);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_that_cannot_be_confirmed_at_once_is_not_created() {
    let merchant = Merchant::new("US").await;
    let klarna = [
        ("amount", "5000"),
        ("currency", "usd"),
        ("confirm", "true"),
        ("payment_method_data[type]", "klarna"),
    ];
    let create = merchant.post("/v1/payment_intents", &klarna);
    let create = create.idempotency_key("order-1");
    for _ in 0..2 {
        let error = create.send().await.error(400);
        assert_eq!(error["param"], "return_url");
    }
    assert!(merchant.listed_ids("").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_intent_created_with_a_method_waits_for_its_confirmation() {
    let merchant = Merchant::new("US").await;
    let intent = merchant
        .create(1999, "usd", &[("payment_method", "pm_card_mastercard")])
        .await;
    assert_eq!(intent["status"], "requires_confirmation");
    assert!(
        text(&intent, "payment_method").starts_with("pm_"),
        "{intent}"
    );
    let paid = merchant.confirm(&intent, &[]).await.ok();
    assert_paid(&paid, 1999);
    assert_eq!(paid["payment_method"], intent["payment_method"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manual_capture_takes_all_or_a_part_and_no_more() {
    let merchant = Merchant::new("US").await;
    let cases: [(Form, i64); 2] = [(&[], 2500), (&[("amount_to_capture", "1000")], 1000)];
    for (form, taken) in cases {
        let intent = merchant
            .create(2500, "usd", &[("capture_method", "manual")])
            .await;
        let authorized = merchant.confirm(&intent, VISA).await.ok();
        assert_fields(
            &authorized,
            &json!({
                "amount": 2500,
                "amount_capturable": 2500,
                "amount_received": 0,
                "capture_method": "manual",
                "status": "requires_capture",
            }),
        );
        let charge = text(&authorized, "latest_charge");
        assert!(charge.starts_with("ch_"), "{charge}");

        let captured = merchant.capture(&intent, form).await.ok();
        assert_fields(
            &captured,
            &json!({
                "amount": 2500,
                "amount_capturable": 0,
                "amount_received": taken,
                "latest_charge": charge,
                "status": "succeeded",
            }),
        );
        let again = merchant.capture(&intent, &[]).await.error(400);
        assert_eq!(again["code"], "payment_intent_unexpected_state");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_canceled_intent_keeps_its_reason_and_frees_what_was_reserved() {
    let merchant = Merchant::new("US").await;
    let manual: Form = &[("capture_method", "manual")];
    let cases = [
        (&[][..], false, Some("requested_by_customer")),
        (manual, true, Some("duplicate")),
        (manual, true, Some("fraudulent")),
        (&[], false, Some("abandoned")),
        (&[], false, None),
    ];
    for (more, confirmed, reason) in cases {
        let intent = merchant.create(2500, "usd", more).await;
        if confirmed {
            merchant.confirm(&intent, VISA).await.ok();
        }
        let form: Vec<_> = reason
            .map(|reason| ("cancellation_reason", reason))
            .into_iter()
            .collect();
        let canceled = merchant.cancel(&intent, &form).await.ok();
        assert_fields(
            &canceled,
            &json!({
                "amount_capturable": 0,
                "amount_received": 0,
                "cancellation_reason": reason,
                "next_action": null,
                "status": "canceled",
            }),
        );
        assert!(canceled["canceled_at"].is_u64(), "{canceled}");
        assert_eq!(merchant.retrieve(&intent).await, canceled);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_paid_can_neither_be_canceled_nor_paid_again() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let paid = merchant.confirm(&intent, VISA).await.ok();
    for refused in [
        merchant.cancel(&intent, &[]).await,
        merchant.confirm(&intent, VISA).await,
    ] {
        let error = refused.error(400);
        assert_eq!(error["code"], "payment_intent_unexpected_state");
        assert_eq!(error["payment_intent"], paid);
    }
    assert_eq!(merchant.retrieve(&intent).await, paid);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_secret_ends_with_the_number_of_rows_to_reserve() {
    let merchant = Merchant::new("US").await;
    let card_only = merchant
        .create(1999, "usd", &[("payment_method_types[]", "card")])
        .await;
    assert!(text(&card_only, "client_secret").ends_with('1'));
    let two = [
        ("payment_method_types[]", "card"),
        ("payment_method_types[]", "cashapp"),
    ];
    let two = merchant.create(1999, "usd", &two).await;
    assert!(text(&two, "client_secret").ends_with('2'));
    let all = merchant.create(9900, "usd", &[]).await;
    assert!(text(&all, "client_secret").ends_with('9'));
}

#[track_caller]
fn assert_fields(object: &Value, expected: &Value) {
    for (field, value) in expected.as_object().expect("fields") {
        assert_eq!(&object[field], value, "{field} of {object:#}");
    }
}

#[track_caller]
fn assert_paid(intent: &Value, amount: i64) {
    assert_fields(
        intent,
        &json!({
            "amount": amount,
            "amount_capturable": 0,
            "amount_received": amount,
            "last_payment_error": null,
            "next_action": null,
            "status": "succeeded",
        }),
    );
    assert!(text(intent, "latest_charge").starts_with("ch_"), "{intent}");
}
