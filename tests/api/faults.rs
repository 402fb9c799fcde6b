//! A provider that answers late, wrongly or not at all: whatever it does, the payment reaches the
//! right outcome, and money moves at most once.

use serde_json::Value;

use crate::harness::WebhookReceiver;
use crate::support::{
    Answer, Button, Effects, Form, HostedPage, Merchant, SOON, VISA, all, eventually, text, with,
};

const RETURN_URL: &str = "https://shop.example/done";

/// A fault of the provider, and whether the payment can be made in spite of it.
const FAULTS: &[(&str, bool)] = &[
    ("timeout_before", false),
    ("timeout_after", true),
    ("error_before", false),
    ("error_after", true),
    ("duplicate_notifications", true),
    ("early_notification", true),
    ("late_notification", true),
];

/// One payment at a provider with a fault, and what the merchant is told of it.
struct Trial {
    fault: &'static str,
    merchant: Merchant,
    receiver: WebhookReceiver,
    intent: Value,
}

impl Trial {
    async fn new(fault: &'static str, country: &str, currency: &str, more: Form<'_>) -> Self {
        let merchant = Merchant::new(country).await;
        let receiver = WebhookReceiver::start().await;
        let endpoint = [("url", receiver.url()), ("enabled_events[]", "*")];
        merchant
            .post("/v1/webhook_endpoints", &endpoint)
            .send()
            .await
            .ok();
        let form = with(&[("metadata[sandbox_fault]", fault)], more);
        let intent = merchant.create(5000, currency, &form).await;
        Self {
            fault,
            merchant,
            receiver,
            intent,
        }
    }

    async fn now(&self) -> Value {
        self.merchant.retrieve(&self.intent).await
    }

    async fn reaches(&self, status: &str) -> Value {
        let what = format!("{} leads to {status}", self.fault);
        eventually(&what, SOON, || async {
            let intent = self.now().await;
            (intent["status"] == status).then_some(intent)
        })
        .await
    }

    /// Nothing was charged, and it is told that way.
    async fn assert_withdrawn(&self, answer: &Answer) {
        let error = answer.error(402);
        assert_eq!(error["code"], "processing_error", "{}", self.fault);
        let failed = self.now().await;
        assert_eq!(
            failed["status"], "requires_payment_method",
            "{}",
            self.fault
        );
        assert_eq!(failed["amount_received"], 0, "{}", self.fault);
        assert_eq!(failed["last_payment_error"]["code"], "processing_error");
        self.assert_told("payment_intent.payment_failed").await;
    }

    async fn assert_paid(&self) {
        let paid = self.now().await;
        assert_eq!(paid["status"], "succeeded", "{}", self.fault);
        assert_eq!(paid["amount_received"], 5000, "{}", self.fault);
        self.assert_told("payment_intent.succeeded").await;
    }

    /// The merchant hears of the outcome, once.
    async fn assert_told(&self, outcome: &str) {
        self.receiver.event(outcome).await;
        let told = self.receiver.received();
        let told = told.iter().filter(|event| event.event_type() == outcome);
        assert_eq!(told.count(), 1, "{}", self.fault);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_payment_ends_rightly_whatever_the_provider_does() {
    all(FAULTS.iter().map(|&(fault, can_pay)| async move {
        let trial = Trial::new(fault, "US", "usd", &[]).await;
        let answer = trial.merchant.confirm(&trial.intent, VISA).await;
        if can_pay {
            let charge = answer.ok()["latest_charge"].clone();
            trial.assert_paid().await;
            assert_eq!(trial.now().await["latest_charge"], charge, "{fault}");
        } else {
            trial.assert_withdrawn(&answer).await;
        }
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_payment_takes_the_money_once_whatever_the_provider_does() {
    all(FAULTS.iter().map(|&(fault, can_pay)| async move {
        let trial = Trial::new(fault, "SE", "eur", &[]).await;
        let paypal = [
            ("payment_method_data[type]", "paypal"),
            ("return_url", RETURN_URL),
        ];
        let answer = trial.merchant.confirm(&trial.intent, &paypal).await;
        if !can_pay {
            trial.assert_withdrawn(&answer).await;
            return;
        }
        let waiting = answer.ok();
        assert_eq!(waiting["status"], "requires_action", "{fault}");
        let page = HostedPage::of(&waiting);
        // The buyer may be back before the provider's notification is here.
        let back = page.press_and_return(Button::Authorize).await;
        assert_eq!(back.query["redirect_status"], "succeeded", "{fault}");
        trial.assert_paid().await;
        assert_eq!(page.effects().await, Effects::PAID_ONCE, "{fault}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_who_never_comes_back_has_paid_all_the_same() {
    let faults = FAULTS.iter().filter(|(_, can_pay)| *can_pay);
    all(faults.map(|&(fault, _)| async move {
        let trial = Trial::new(fault, "SE", "sek", &[]).await;
        let swish = [("payment_method_data[type]", "swish")];
        let waiting = trial.merchant.confirm(&trial.intent, &swish).await.ok();
        let page = HostedPage::of(&waiting);
        page.press(Button::Authorize).await;
        trial.reaches("succeeded").await;
        trial.assert_paid().await;
        assert_eq!(page.effects().await, Effects::PAID_ONCE, "{fault}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authentication_is_asked_for_once_whatever_the_provider_does() {
    let faults = FAULTS.iter().filter(|(_, can_pay)| *can_pay);
    all(faults.map(|&(fault, _)| async move {
        let manual: Form = &[("capture_method", "manual")];
        let trial = Trial::new(fault, "US", "usd", manual).await;
        let card = [
            ("payment_method", "pm_card_authenticationRequired"),
            ("return_url", RETURN_URL),
        ];
        let waiting = trial.merchant.confirm(&trial.intent, &card).await.ok();
        let page = HostedPage::of(&waiting);
        page.press_and_return(Button::Authorize).await;
        trial.reaches("requires_capture").await;
        let authorized = Effects {
            authorizations: 1,
            ..Effects::default()
        };
        assert_eq!(page.effects().await, authorized, "{fault}");
        trial.merchant.capture(&trial.intent, &[]).await.ok();
        trial.assert_paid().await;
        assert_eq!(page.effects().await, Effects::PAID_ONCE, "{fault}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_whose_outcome_is_open_is_not_confirmed_a_second_time() {
    let trial = Trial::new("timeout_after", "US", "usd", &[]).await;
    let first = trial.merchant.confirm(&trial.intent, VISA);
    let second = async {
        eventually("the first is at work", SOON, || async {
            (trial.now().await["status"] == "processing").then_some(())
        })
        .await;
        trial.merchant.confirm(&trial.intent, VISA).await
    };
    let (first, second) = tokio::join!(first, second);
    let paid = first.ok();
    assert_eq!(paid["status"], "succeeded");
    assert_eq!(
        text(&second.error(400), "code"),
        "payment_intent_unexpected_state"
    );
    assert_eq!(trial.now().await, paid);
}
