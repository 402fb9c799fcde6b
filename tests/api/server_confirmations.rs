//! `confirmation_method=manual`: only the merchant's server confirms, also after the buyer has
//! authenticated themselves.

use serde_json::Value;

use crate::support::{Button, Effects, Form, HostedPage, Merchant, VISA, path_of, text};

const MANUAL: (&str, &str) = ("confirmation_method", "manual");
const CARD: Form<'static> = &[
    ("payment_method", "pm_card_authenticationRequired"),
    ("return_url", "https://shop.example/done"),
];

/// An intent whose buyer has authenticated themselves, and the page on which they did.
async fn authenticated(merchant: &Merchant) -> (Value, HostedPage) {
    let intent = merchant.create(1999, "usd", &[MANUAL]).await;
    let waiting = merchant.confirm(&intent, CARD).await.ok();
    assert_eq!(waiting["status"], "requires_action");
    let page = HostedPage::of(&waiting);
    let back = page.press_and_return(Button::Authorize).await;
    assert_eq!(back.query["redirect_status"], "succeeded");
    (merchant.retrieve(&intent).await, page)
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_authentication_the_server_confirms_again_and_is_paid_once() {
    let merchant = Merchant::new("US").await;
    let (intent, page) = authenticated(&merchant).await;
    assert_eq!(intent["status"], "requires_confirmation");
    assert_eq!(intent["next_action"], Value::Null);
    assert_eq!(intent["amount_received"], 0);
    assert_eq!(page.effects().await.captures, 0);
    let confirm = merchant.post(&path_of(&intent, "/confirm"), &[]);
    let confirm = confirm.idempotency_key("again-1");
    let paid = confirm.send().await;
    assert_eq!(paid.ok()["status"], "succeeded");
    assert_eq!(confirm.send().await.text(), paid.text());
    assert_eq!(page.effects().await, Effects::PAID_ONCE);
    assert_eq!(merchant.retrieve(&intent).await["amount_received"], 1999);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_can_cancel_instead_of_confirming_again() {
    let merchant = Merchant::new("US").await;
    let (intent, page) = authenticated(&merchant).await;
    let canceled = merchant.cancel(&intent, &[]).await.ok();
    assert_eq!(canceled["status"], "canceled");
    assert_eq!(page.effects().await.captures, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_cannot_confirm() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[MANUAL]).await;
    let error = merchant
        .buyers_confirm(&intent, VISA)
        .send()
        .await
        .error(400);
    assert_eq!(error["code"], "payment_intent_invalid_parameter");
    let now = merchant.retrieve(&intent).await;
    assert_eq!(text(&now, "status"), "requires_payment_method");
}
