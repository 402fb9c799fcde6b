//! Payment intents, from their creation to their end.

use stripe_core::PaymentIntentStatus as Status;
use stripe_core::payment_intent::{
    CancelPaymentIntent, CancelPaymentIntentCancellationReason, CapturePaymentIntent,
    ConfirmPaymentIntent, ConfirmPaymentIntentPaymentMethodDataType as MethodKind,
    ListPaymentIntent, RetrievePaymentIntent,
};
use stripe_types::Currency;

use super::{RETURN_URL, client, confirm_method, confirm_with, create, create_manual};
use crate::support::{Button, Merchant, Request};

#[tokio::test(flavor = "multi_thread")]
async fn a_payments_whole_life_is_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    let intent = create_manual(&client).await;
    assert_eq!(intent.status, Status::RequiresPaymentMethod);
    assert_eq!(
        (intent.amount, intent.currency.clone()),
        (2500, Currency::USD)
    );
    assert_eq!(intent.metadata["order_id"], "7");
    assert!(intent.client_secret.is_some());

    let retrieved = RetrievePaymentIntent::new(intent.id.clone())
        .send(&client)
        .await
        .expect("the intent");
    assert_eq!(retrieved.id, intent.id);

    let authorized = confirm_with(&intent, "pm_card_visa")
        .send(&client)
        .await
        .expect("authorised");
    assert_eq!(authorized.status, Status::RequiresCapture);
    assert_eq!(authorized.amount_capturable, 2500);
    assert!(authorized.latest_charge.is_some());

    let captured = CapturePaymentIntent::new(intent.id.clone())
        .amount_to_capture(1000)
        .send(&client)
        .await
        .expect("captured");
    assert_eq!(captured.status, Status::Succeeded);
    assert_eq!(captured.amount_received, 1000);

    let other = create(&client, 1999, Currency::USD).await;
    let canceled = CancelPaymentIntent::new(other.id.clone())
        .cancellation_reason(CancelPaymentIntentCancellationReason::RequestedByCustomer)
        .send(&client)
        .await
        .expect("canceled");
    assert_eq!(canceled.status, Status::Canceled);
    assert!(canceled.canceled_at.is_some());

    let list = ListPaymentIntent::new()
        .limit(10)
        .send(&client)
        .await
        .expect("a list");
    let listed: Vec<_> = list.data.iter().map(|intent| &intent.id).collect();
    assert_eq!(listed, [&other.id, &intent.id]);
    assert!(!list.has_more);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_next_action_is_understood() {
    let (us, se, mx) = (
        Merchant::new("US").await,
        Merchant::new("SE").await,
        Merchant::new("MX").await,
    );
    let confirmed = async |merchant: &Merchant, amount, currency, kind| {
        let client = client(merchant);
        let intent = create(&client, amount, currency).await;
        let waiting = confirm_method(&intent, kind)
            .send(&client)
            .await
            .expect("waiting for the buyer");
        assert_eq!(waiting.status, Status::RequiresAction);
        waiting.next_action.expect("an action")
    };
    let klarna = confirmed(&us, 5000, Currency::USD, MethodKind::Klarna).await;
    let redirect = klarna.redirect_to_url.expect("a redirect");
    assert_eq!(redirect.return_url.as_deref(), Some(RETURN_URL));
    let url = redirect.url.expect("a hosted page");
    let pressed = Request::post(&url).body("press=authorize").send().await;
    assert_eq!(pressed.status, 303, "{:?}", Button::Authorize);

    let cashapp = confirmed(&us, 5000, Currency::USD, MethodKind::Cashapp).await;
    let qr = cashapp
        .cashapp_handle_redirect_or_display_qr_code
        .expect("a QR code");
    assert!(qr.qr_code.image_url_svg.contains("/qr.svg?data="));
    assert!(qr.hosted_instructions_url.contains("/sandbox/"));

    let swish = confirmed(&se, 10_000, Currency::SEK, MethodKind::Swish).await;
    let qr = swish
        .swish_handle_redirect_or_display_qr_code
        .expect("a QR code");
    assert_eq!(qr.qr_code.data, qr.hosted_instructions_url);

    let oxxo = confirmed(&mx, 50_000, Currency::MXN, MethodKind::Oxxo).await;
    let voucher = oxxo.oxxo_display_details.expect("a voucher");
    assert!(voucher.expires_after.is_some());
    assert_eq!(voucher.number.map(|number| number.len()), Some(14));

    let us = client(&us);
    let intent = create(&us, 1999, Currency::USD).await;
    let card = ConfirmPaymentIntent::new(intent.id.clone())
        .payment_method("pm_card_authenticationRequired")
        .use_stripe_sdk(true)
        .send(&us)
        .await
        .expect("waiting for the buyer");
    let action = card.next_action.expect("an action");
    assert_eq!(action.type_, "use_stripe_sdk");
    assert!(action.use_stripe_sdk.is_some());
}
