//! A merchant's own library, `async-stripe`, understands every answer and every error.

use stripe::{Client, ClientBuilder, IdempotencyKey, RequestStrategy, StripeError, StripeRequest};
use stripe_core::payment_intent::{
    CancelPaymentIntent, CancelPaymentIntentCancellationReason, CapturePaymentIntent,
    ConfirmPaymentIntent, ConfirmPaymentIntentPaymentMethodData,
    ConfirmPaymentIntentPaymentMethodDataBillingDetails,
    ConfirmPaymentIntentPaymentMethodDataType as MethodKind, CreatePaymentIntent,
    ListPaymentIntent, RetrievePaymentIntent,
};
use stripe_core::{PaymentIntent, PaymentIntentCaptureMethod, PaymentIntentStatus as Status};
use stripe_misc::webhook_endpoint::{
    CreateWebhookEndpoint, CreateWebhookEndpointEnabledEvents as EnabledEvent, ListWebhookEndpoint,
};
use stripe_types::Currency;

use crate::support::{Button, Merchant, Request};

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
    assert!(
        qr.qr_code
            .image_url_svg
            .ends_with(&qr.hosted_instructions_url)
    );

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

/// What a refused request is refused with.
#[derive(Debug, PartialEq)]
struct Refused {
    status: u16,
    kind: String,
    code: Option<String>,
    decline_code: Option<String>,
    param: Option<String>,
}

fn refused<T>(answer: Result<T, StripeError>) -> Refused {
    match answer {
        Err(StripeError::Stripe(error, status)) => {
            assert!(error.message.is_some());
            Refused {
                status,
                kind: error.type_.as_str().to_owned(),
                code: error.code.map(|code| code.as_str().to_owned()),
                decline_code: error.decline_code,
                param: error.param,
            }
        }
        Err(other) => panic!("not understood: {other:?}"),
        Ok(_) => panic!("not refused"),
    }
}

fn refusal(status: u16, kind: &str, code: &str, param: &str) -> Refused {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Refused {
        status,
        kind: kind.to_owned(),
        code: given(code),
        decline_code: None,
        param: given(param),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_decline_is_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    for (token, code, decline_code, param) in [
        ("chargeDeclined", "card_declined", "generic_decline", None),
        (
            "chargeDeclinedInsufficientFunds",
            "card_declined",
            "insufficient_funds",
            None,
        ),
        (
            "visa_chargeDeclinedLostCard",
            "card_declined",
            "lost_card",
            None,
        ),
        (
            "chargeDeclinedExpiredCard",
            "expired_card",
            "expired_card",
            Some("exp_month"),
        ),
        (
            "chargeDeclinedIncorrectCvc",
            "incorrect_cvc",
            "incorrect_cvc",
            Some("cvc"),
        ),
        (
            "chargeDeclinedProcessingError",
            "processing_error",
            "processing_error",
            None,
        ),
    ] {
        let intent = create(&client, 1999, Currency::USD).await;
        let answer = confirm_with(&intent, &format!("pm_card_{token}"))
            .send(&client)
            .await;
        let Err(StripeError::Stripe(error, 402)) = &answer else {
            panic!("{token}: {answer:?}");
        };
        let failed = error.payment_intent.as_ref().expect("the intent");
        assert_eq!(failed.status, Status::RequiresPaymentMethod, "{token}");
        assert!(error.payment_method.is_some(), "{token}");
        let expected = Refused {
            decline_code: Some(decline_code.to_owned()),
            ..refusal(402, "card_error", code, param.unwrap_or_default())
        };
        assert_eq!(refused(answer), expected, "{token}");

        let retrieved = RetrievePaymentIntent::new(intent.id.clone())
            .send(&client)
            .await
            .expect("the intent");
        let last = retrieved.last_payment_error.expect("an error");
        assert_eq!(last.code.expect("a code").as_str(), code, "{token}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_is_understood() {
    const INVALID: &str = "invalid_request_error";
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    let unexpected = || refusal(400, INVALID, "payment_intent_unexpected_state", "");

    let nobody = client_with(&merchant, "sk_test_nobody");
    let answer = CreatePaymentIntent::new(1999, Currency::USD)
        .send(&nobody)
        .await;
    assert_eq!(refused(answer), refusal(401, INVALID, "", ""));

    let publishable = client_with(&merchant, merchant.publishable_key());
    let answer = CreatePaymentIntent::new(1999, Currency::USD)
        .send(&publishable)
        .await;
    let expected = refusal(403, INVALID, "secret_key_required", "");
    assert_eq!(refused(answer), expected);

    for (amount, code) in [
        (0, "parameter_invalid_integer"),
        (49, "amount_too_small"),
        (100_000_000, "amount_too_large"),
    ] {
        let answer = CreatePaymentIntent::new(amount, Currency::USD)
            .send(&client)
            .await;
        assert_eq!(refused(answer), refusal(400, INVALID, code, "amount"));
    }

    let answer = RetrievePaymentIntent::new("pi_nothing").send(&client).await;
    let expected = refusal(404, INVALID, "resource_missing", "intent");
    assert_eq!(refused(answer), expected);

    let intent = create(&client, 1999, Currency::USD).await;
    let answer = CapturePaymentIntent::new(intent.id.clone())
        .send(&client)
        .await;
    assert_eq!(refused(answer), unexpected());
    let cancel = CancelPaymentIntent::new(intent.id.clone());
    cancel.send(&client).await.expect("canceled");
    assert_eq!(refused(cancel.send(&client).await), unexpected());
    let answer = confirm_with(&intent, "pm_card_visa").send(&client).await;
    assert_eq!(refused(answer), unexpected());

    let reserved = create_manual(&client).await;
    let confirm = confirm_with(&reserved, "pm_card_visa");
    confirm.send(&client).await.expect("authorised");
    let answer = CapturePaymentIntent::new(reserved.id.clone())
        .amount_to_capture(2501)
        .send(&client)
        .await;
    let expected = refusal(400, INVALID, "amount_too_large", "amount_to_capture");
    assert_eq!(refused(answer), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn idempotency_is_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    let under_the_key = async |amount| {
        let key = IdempotencyKey::new("order-1").expect("a key");
        CreatePaymentIntent::new(amount, Currency::USD)
            .customize()
            .request_strategy(RequestStrategy::Idempotent(key))
            .send(&client)
            .await
    };
    let first = under_the_key(1999).await.expect("an intent");
    let second = under_the_key(1999).await.expect("the same");
    assert_eq!(first.id, second.id);
    let expected = refusal(400, "idempotency_error", "", "");
    assert_eq!(refused(under_the_key(2999).await), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn webhook_endpoints_are_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    let url = "https://shop.example/webhook";
    let created = CreateWebhookEndpoint::new([EnabledEvent::PaymentIntentSucceeded], url)
        .send(&client)
        .await
        .expect("an endpoint");
    assert!(created.secret.is_some());
    let list = ListWebhookEndpoint::new()
        .send(&client)
        .await
        .expect("a list");
    assert_eq!(list.data[0].id, created.id);
    assert_eq!(list.data[0].secret, None);

    let answer = CreateWebhookEndpoint::new(
        [EnabledEvent::PaymentIntentSucceeded],
        "http://shop.example/webhook",
    )
    .send(&client)
    .await;
    let expected = refusal(400, "invalid_request_error", "url_invalid", "url");
    assert_eq!(refused(answer), expected);
}
