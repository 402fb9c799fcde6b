//! What is refused, in the errors that the library tells apart.

use stripe::{IdempotencyKey, RequestStrategy, StripeError, StripeRequest};
use stripe_core::PaymentIntentStatus as Status;
use stripe_core::payment_intent::{
    CancelPaymentIntent, CapturePaymentIntent, CreatePaymentIntent, RetrievePaymentIntent,
};
use stripe_misc::webhook_endpoint::{
    CreateWebhookEndpoint, CreateWebhookEndpointEnabledEvents as EnabledEvent,
};
use stripe_types::Currency;

use super::{client, client_with, confirm_with, create, create_manual};
use crate::support::Merchant;

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

    let plain = "http://shop.example/webhook";
    let answer = CreateWebhookEndpoint::new([EnabledEvent::PaymentIntentSucceeded], plain)
        .send(&client)
        .await;
    assert_eq!(refused(answer), refusal(400, INVALID, "url_invalid", "url"));
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
