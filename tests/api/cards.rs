//! The documented test cards, one by one, and the authentication that some of them ask for.

mod documented;

use std::sync::Arc;

use edge_worker::partners::sandbox::test_cards::TEST_CARDS;
use serde_json::{Value, json};

use documented::{DOCUMENTED, Documented};

use crate::support::{Answer, Button, Effects, Form, HostedPage, Merchant, all, text};

const RETURN_URL: &str = "https://shop.example/done?order=7";

#[test]
fn every_card_of_the_sandbox_is_in_the_table_of_this_test() {
    for card in TEST_CARDS {
        let known = DOCUMENTED.iter().any(|(number, _)| *number == card.number);
        assert!(known, "{} has no row", card.number);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_test_card_does_what_its_documentation_says() {
    let merchant = Arc::new(Merchant::new("US").await);
    all(DOCUMENTED.iter().map(|&(number, documented)| {
        let merchant = merchant.clone();
        async move {
            let intent = merchant.create(1999, "usd", &[]).await;
            let answer = merchant.confirm(&intent, &card(number)).await;
            match documented {
                Documented::Succeeds => {
                    let paid = answer.ok();
                    assert_eq!(paid["status"], "succeeded", "{number}");
                    assert_eq!(paid["amount_received"], 1999, "{number}");
                }
                Documented::Declines {
                    code,
                    decline_code,
                    param,
                } => {
                    let error = assert_declined(&answer, number, code);
                    // Stripe repeats some codes as their own decline code, and documents none there.
                    let expected = decline_code.unwrap_or(code);
                    assert_eq!(error["decline_code"], json!(expected), "{number}");
                    assert_eq!(error["param"], json!(param), "{number}");
                    assert_eq!(
                        error["payment_method"]["card"]["last4"],
                        number[number.len() - 4..],
                        "{number}"
                    );
                    assert_failed(&merchant.retrieve(&intent).await, &error);
                }
                Documented::Authenticates | Documented::AuthenticatesThenDeclines => {
                    let waiting = answer.ok();
                    assert_eq!(waiting["status"], "requires_action", "{number}");
                    assert_eq!(waiting["next_action"]["type"], "use_stripe_sdk", "{number}");
                }
            }
        }
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_test_payment_method_does_what_its_card_does() {
    let merchant = Arc::new(Merchant::new("US").await);
    let named = TEST_CARDS
        .iter()
        .flat_map(|card| card.names.iter().map(|name| (card.number, *name)));
    all(named.map(|(number, name)| {
        let merchant = merchant.clone();
        async move {
            let (_, documented) = DOCUMENTED
                .iter()
                .find(|(documented, _)| *documented == number)
                .expect("a row");
            let intent = merchant.create(1999, "usd", &[]).await;
            let token = format!("pm_card_{name}");
            let answer = merchant
                .confirm(&intent, &[("payment_method", &token)])
                .await;
            match documented {
                Documented::Succeeds => assert_eq!(answer.ok()["status"], "succeeded", "{token}"),
                Documented::Declines { code, .. } => {
                    assert_declined(&answer, &token, code);
                }
                Documented::Authenticates | Documented::AuthenticatesThenDeclines => {
                    assert_eq!(answer.ok()["status"], "requires_action", "{token}");
                }
            }
        }
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_nobody_issued_is_declined_as_a_live_card() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let answer = merchant.confirm(&intent, &card("4111111111111111")).await;
    let error = assert_declined(&answer, "4111…", "card_declined");
    assert_eq!(error["decline_code"], "test_mode_live_card");
}

#[tokio::test(flavor = "multi_thread")]
async fn card_fields_that_cannot_be_right_are_told_by_name() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let cases = [
        ("number", "4242", "invalid_number"),
        ("number", "4242424242424243", "incorrect_number"),
        ("number", "4242 4242 4242 424x", "invalid_number"),
        ("exp_month", "13", "invalid_expiry_month"),
        ("exp_month", "0", "invalid_expiry_month"),
        ("exp_year", "2020", "invalid_expiry_year"),
        ("exp_year", "2199", "invalid_expiry_year"),
        ("cvc", "12", "invalid_cvc"),
        ("cvc", "12345", "invalid_cvc"),
    ];
    for (field, value, code) in cases {
        let name = format!("payment_method_data[card][{field}]");
        let mut form = card("4242424242424242");
        for (known, given) in &mut form {
            if *known == name {
                *given = value;
            }
        }
        let error = merchant.confirm(&intent, &form).await.error(402);
        assert_eq!(error["type"], "card_error", "{field}={value}");
        assert_eq!(error["code"], code, "{field}={value}");
        assert_eq!(error["param"], field, "{field}={value}");
    }
    // None of them was an attempt.
    assert_eq!(merchant.retrieve(&intent).await, intent);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_declined_intent_can_be_paid_with_another_card() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let declined = merchant.confirm(&intent, &card("4000000000009995")).await;
    let failed_charge = text(&declined.error(402), "charge").to_owned();
    let paid = merchant
        .confirm(&intent, &card("4242424242424242"))
        .await
        .ok();
    assert_eq!(paid["status"], "succeeded");
    assert_eq!(paid["last_payment_error"], Value::Null);
    assert_ne!(paid["latest_charge"], failed_charge);
}

#[tokio::test(flavor = "multi_thread")]
async fn authentication_is_a_redirect_for_servers_and_a_modal_for_the_element() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let redirected = merchant
        .confirm(&intent, &authenticating(&[("return_url", RETURN_URL)]))
        .await
        .ok();
    let action = &redirected["next_action"];
    assert_eq!(action["type"], "redirect_to_url");
    assert_eq!(action["redirect_to_url"]["return_url"], RETURN_URL);
    assert!(text(&action["redirect_to_url"], "url").starts_with(merchant.origin()));

    let intent = merchant.create(1999, "usd", &[]).await;
    let form = authenticating(&[("return_url", RETURN_URL), ("use_stripe_sdk", "true")]);
    let framed = merchant.buyers_confirm(&intent, &form).send().await.ok();
    let action = &framed["next_action"];
    assert_eq!(action["type"], "use_stripe_sdk");
    let details = &action["use_stripe_sdk"];
    assert_eq!(details["type"], "three_d_secure_redirect");
    assert!(text(details, "stripe_js").starts_with(merchant.origin()));
    let page = HostedPage::of(&framed).view().await;
    assert_eq!(page.status, 200);
    assert!(page.header("Content-Type").starts_with("text/html"));
    assert!(page.text().contains("press"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passed_authentication_pays_once_and_brings_the_buyer_back() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let waiting = merchant
        .confirm(&intent, &authenticating(&[("return_url", RETURN_URL)]))
        .await
        .ok();
    let page = HostedPage::of(&waiting);
    assert_eq!(page.effects().await, Effects::default());
    let back = page.press_and_return(Button::Authorize).await;
    assert_eq!(back.page, "https://shop.example/done");
    assert_eq!(back.query["order"], "7");
    assert_eq!(back.query["payment_intent"], intent["id"]);
    assert_eq!(
        back.query["payment_intent_client_secret"],
        intent["client_secret"]
    );
    assert_eq!(back.query["redirect_status"], "succeeded");
    let paid = merchant.retrieve(&intent).await;
    assert_eq!(paid["status"], "succeeded");
    assert_eq!(page.effects().await, Effects::PAID_ONCE);

    // A second press, or a reload of the way back, changes nothing.
    let again = page.press_and_return(Button::Fail).await;
    assert_eq!(again.query["redirect_status"], "succeeded");
    assert_eq!(merchant.retrieve(&intent).await, paid);
    assert_eq!(page.effects().await, Effects::PAID_ONCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_authentication_is_told_and_can_be_tried_again() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let form = authenticating(&[("return_url", RETURN_URL)]);
    let waiting = merchant.confirm(&intent, &form).await.ok();
    let page = HostedPage::of(&waiting);
    let back = page.press_and_return(Button::Fail).await;
    assert_eq!(back.query["redirect_status"], "failed");
    let failed = merchant.retrieve(&intent).await;
    assert_eq!(failed["status"], "requires_payment_method");
    assert_eq!(
        failed["last_payment_error"]["code"],
        "payment_intent_authentication_failure"
    );
    assert_eq!(page.effects().await, Effects::default());

    let waiting = merchant.confirm(&intent, &form).await.ok();
    let second = HostedPage::of(&waiting);
    assert_ne!(second.url(), page.url());
    second.press_and_return(Button::Authorize).await;
    assert_eq!(merchant.retrieve(&intent).await["status"], "succeeded");
    assert_eq!(second.effects().await, Effects::PAID_ONCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_can_be_declined_after_its_authentication() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let form = [card("4000008400001629"), vec![("return_url", RETURN_URL)]].concat();
    let waiting = merchant.confirm(&intent, &form).await.ok();
    let page = HostedPage::of(&waiting);
    let back = page.press_and_return(Button::Authorize).await;
    assert_eq!(back.query["redirect_status"], "failed");
    let failed = merchant.retrieve(&intent).await;
    assert_eq!(failed["status"], "requires_payment_method");
    let error = &failed["last_payment_error"];
    assert_eq!(error["code"], "card_declined");
    assert_eq!(error["decline_code"], "generic_decline");
    assert_eq!(page.effects().await, Effects::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authenticated_card_can_be_captured_by_hand() {
    let merchant = Merchant::new("US").await;
    let intent = merchant
        .create(1999, "usd", &[("capture_method", "manual")])
        .await;
    let form = authenticating(&[("return_url", RETURN_URL)]);
    let page = HostedPage::of(&merchant.confirm(&intent, &form).await.ok());
    let back = page.press_and_return(Button::Authorize).await;
    assert_eq!(back.query["redirect_status"], "succeeded");
    assert_eq!(
        merchant.retrieve(&intent).await["status"],
        "requires_capture"
    );
    let captured = merchant
        .capture(&intent, &[("amount_to_capture", "500")])
        .await
        .ok();
    assert_eq!(captured["amount_received"], 500);
    assert_eq!(page.effects().await, Effects::PAID_ONCE);
}

/// The fields of a card form.
fn card(number: &str) -> Vec<(&'static str, &str)> {
    // American Express prints four digits.
    let cvc = if number.starts_with('3') && number.len() == 15 {
        "1234"
    } else {
        "123"
    };
    vec![
        ("payment_method_data[type]", "card"),
        ("payment_method_data[card][number]", number),
        ("payment_method_data[card][exp_month]", "12"),
        ("payment_method_data[card][exp_year]", "34"),
        ("payment_method_data[card][cvc]", cvc),
    ]
}

fn authenticating<'a>(more: Form<'a>) -> Vec<(&'a str, &'a str)> {
    [&card("4000002760003184"), more].concat()
}

/// 402, and an error that carries the intent.
#[track_caller]
fn assert_declined(answer: &Answer, which: &str, code: &str) -> Value {
    let error = answer.error(402);
    assert_eq!(error["type"], "card_error", "{which}");
    assert_eq!(error["code"], code, "{which}");
    assert!(text(&error, "charge").starts_with("ch_"), "{which}");
    assert_eq!(
        error["payment_intent"]["status"], "requires_payment_method",
        "{which}"
    );
    error
}

/// The intent tells the same as the answer did.
#[track_caller]
fn assert_failed(intent: &Value, error: &Value) {
    assert_eq!(intent["status"], "requires_payment_method");
    assert_eq!(intent["amount_received"], 0);
    let last = &intent["last_payment_error"];
    for field in ["type", "code", "decline_code", "param", "message", "charge"] {
        assert_eq!(last[field], error[field], "{field}");
    }
    assert_eq!(intent["latest_charge"], error["charge"]);
}
