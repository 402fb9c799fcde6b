//! A merchant's own library, `async-stripe`, understands every answer and every error.

mod after_payment;
mod events;
mod offered;
mod payments;
mod refusals;
mod saving;

use stripe::{Client, ClientBuilder};
use stripe_core::payment_intent::{
    ConfirmPaymentIntent, ConfirmPaymentIntentPaymentMethodData,
    ConfirmPaymentIntentPaymentMethodDataBillingDetails,
    ConfirmPaymentIntentPaymentMethodDataType as MethodKind, CreatePaymentIntent,
};
use stripe_core::{PaymentIntent, PaymentIntentCaptureMethod, PaymentIntentStatus};
use stripe_types::Currency;

use crate::support::Merchant;

const RETURN_URL: &str = "https://shop.example/done";

fn client_with(merchant: &Merchant, key: &str) -> Client {
    ClientBuilder::new(key)
        .url(format!("{}/", merchant.origin()))
        .build()
        .expect("a client")
}

fn client(merchant: &Merchant) -> Client {
    client_with(merchant, merchant.secret_key())
}

async fn create(client: &Client, amount: i64, currency: Currency) -> PaymentIntent {
    CreatePaymentIntent::new(amount, currency)
        .send(client)
        .await
        .expect("an intent")
}

async fn create_manual(client: &Client) -> PaymentIntent {
    CreatePaymentIntent::new(2500, Currency::USD)
        .capture_method(PaymentIntentCaptureMethod::Manual)
        .metadata([("order_id".to_owned(), "7".to_owned())])
        .send(client)
        .await
        .expect("an intent")
}

fn confirm_with(intent: &PaymentIntent, token: &str) -> ConfirmPaymentIntent {
    ConfirmPaymentIntent::new(intent.id.clone())
        .payment_method(token)
        .return_url(RETURN_URL)
}

fn confirm_method(intent: &PaymentIntent, kind: MethodKind) -> ConfirmPaymentIntent {
    let mut billing = ConfirmPaymentIntentPaymentMethodDataBillingDetails::new();
    billing.name = Some("Jenny Rosen".to_owned());
    billing.email = Some("jenny@example.com".to_owned());
    let mut data = ConfirmPaymentIntentPaymentMethodData::new(kind);
    data.billing_details = Some(billing);
    ConfirmPaymentIntent::new(intent.id.clone())
        .payment_method_data(data)
        .return_url(RETURN_URL)
}

/// A payment with a card that has succeeded.
async fn pay(client: &Client, token: &str) -> PaymentIntent {
    let paid = CreatePaymentIntent::new(1999, Currency::USD)
        .payment_method(token)
        .return_url(RETURN_URL)
        .confirm(true)
        .send(client)
        .await
        .expect("a payment");
    assert_eq!(paid.status, PaymentIntentStatus::Succeeded);
    paid
}
