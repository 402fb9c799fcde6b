//! Methods with a page of their own: every way in which a buyer can leave it, with and without
//! anybody who presses a button.

use serde_json::Value;

use crate::support::{Button, Effects, HostedPage, Merchant, all, text};

/// An intent that waits for the buyer on PayPal's page.
async fn waiting(merchant: &Merchant, email: &str) -> Value {
    let intent = merchant.create(5_000, "eur", &[]).await;
    let form = [
        ("payment_method_data[type]", "paypal"),
        ("payment_method_data[billing_details][email]", email),
        ("return_url", "https://shop.example/done"),
    ];
    merchant.confirm(&intent, &form).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_left_to_expire_frees_the_intent_for_another_try() {
    let merchant = Merchant::new("DE").await;
    let intent = waiting(&merchant, "jenny@example.com").await;
    let page = HostedPage::of(&intent);
    let back = page.press_and_return(Button::Expire).await;
    assert_eq!(back.query["redirect_status"], "failed");
    let expired = merchant.retrieve(&intent).await;
    assert_eq!(expired["status"], "requires_payment_method");
    let code = text(&expired["last_payment_error"], "code");
    assert_eq!(code, "payment_intent_payment_attempt_expired");
    assert_eq!(page.effects().await, Effects::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_the_page_and_pays_later_has_paid() {
    let merchant = Merchant::new("DE").await;
    let intent = waiting(&merchant, "jenny@example.com").await;
    let page = HostedPage::of(&intent);
    let back = page.press_and_return(Button::Later).await;
    assert_eq!(back.query["redirect_status"], "pending");
    assert_eq!(
        merchant.retrieve(&intent).await["status"],
        "requires_action"
    );
    merchant.intent_reaches(&intent, "succeeded").await;
    assert_eq!(page.effects().await, Effects::PAID_ONCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_email_address_decides_without_anybody() {
    let wishes = [
        ("succeed_immediately@example.com", "succeeded", Value::Null),
        (
            "fail_immediately@example.com",
            "requires_payment_method",
            "payment_method_provider_decline".into(),
        ),
        (
            "expire_immediately@example.com",
            "requires_payment_method",
            "payment_intent_payment_attempt_expired".into(),
        ),
    ];
    all(wishes.map(|(email, status, code)| async move {
        let merchant = Merchant::new("DE").await;
        let intent = waiting(&merchant, email).await;
        assert_eq!(intent["status"], "requires_action", "{email}");
        let ended = merchant.intent_reaches(&intent, status).await;
        assert_eq!(ended["last_payment_error"]["code"], code, "{email}");
    }))
    .await;
}
