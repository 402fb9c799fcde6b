//! What the element is told of an intent that is not there yet, and of one that sets a method up.

use serde_json::Value;

use crate::support::{Answer, Form, Merchant, Request, encode, text};

async fn opened(merchant: &Merchant, form: Form<'_>) -> Answer {
    let about = [
        ("key", merchant.publishable_key()),
        ("country", "DE"),
        ("locale", "en"),
    ];
    let query = encode(&[&about, form].concat());
    let url = merchant.url(&format!("/v1/elements/sessions?{query}"));
    Request::post(url).send().await
}

async fn opened_by(merchant: &Merchant, intent: &Value) -> Value {
    let secret = [("client_secret", text(intent, "client_secret"))];
    opened(merchant, &secret).await.ok()
}

fn methods(session: &Value) -> Vec<&str> {
    let offers = session["offers"].as_array().expect("offers");
    offers.iter().map(|offer| text(offer, "type")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deferred_payment_is_offered_what_its_intent_will_be() {
    let merchant = Merchant::new("DE").await;
    let cases: [(Form<'_>, Form<'_>); 4] = [
        (&[], &[]),
        (
            &[("deferred_intent[setup_future_usage]", "off_session")],
            &[("setup_future_usage", "off_session")],
        ),
        (
            &[("deferred_intent[capture_method]", "manual")],
            &[("capture_method", "manual")],
        ),
        (
            &[("excluded_payment_method_types[]", "klarna")],
            &[("excluded_payment_method_types[]", "klarna")],
        ),
    ];
    for (deferred, asked) in cases {
        let about = [
            ("deferred_intent[mode]", "payment"),
            ("deferred_intent[amount]", "5000"),
            ("deferred_intent[currency]", "eur"),
        ];
        let session = opened(&merchant, &[&about, deferred].concat()).await.ok();
        let intent = merchant.create(5_000, "eur", asked).await;
        let later = opened_by(&merchant, &intent).await;
        assert_eq!(methods(&session), methods(&later), "{asked:?}");
        assert_eq!(session["intent"]["id"], "");
        assert_eq!(session["intent"]["amount"], 5_000);
        assert_eq!(session["intent"]["currency"], "eur");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn listed_methods_are_the_only_ones_of_a_deferred_intent() {
    let merchant = Merchant::new("DE").await;
    for name in ["payment_method_types[]", "allowed_payment_method_types[]"] {
        let form = [
            ("deferred_intent[mode]", "payment"),
            ("deferred_intent[amount]", "5000"),
            ("deferred_intent[currency]", "eur"),
            (name, "sepa_debit"),
        ];
        let session = opened(&merchant, &form).await.ok();
        assert_eq!(methods(&session), ["sepa_debit"], "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_is_offered_what_can_be_saved_and_says_so() {
    let merchant = Merchant::new("DE").await;
    let setup = merchant.create_setup(&[]).await;
    let session = opened_by(&merchant, &setup).await;
    assert_eq!(session["intent"]["id"], setup["id"]);
    assert_eq!(
        session["strings"]["outcome.succeeded"],
        "Payment method saved"
    );
    let deferred = [("deferred_intent[mode]", "setup")];
    let deferred = opened(&merchant, &deferred).await.ok();
    let free = [
        ("deferred_intent[mode]", "subscription"),
        ("deferred_intent[amount]", "0"),
        ("deferred_intent[currency]", "eur"),
    ];
    let free = opened(&merchant, &free).await.ok();
    assert!(methods(&session).contains(&"sepa_debit"));
    assert!(!methods(&session).contains(&"eps"));
    assert_eq!(methods(&deferred), methods(&session));
    assert_eq!(methods(&free), methods(&session));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deferred_intent_that_cannot_be_is_refused_by_name() {
    let merchant = Merchant::new("DE").await;
    let mode = ("deferred_intent[mode]", "payment");
    let amount = ("deferred_intent[amount]", "5000");
    let currency = ("deferred_intent[currency]", "eur");
    let cases: [(Form<'_>, &str); 9] = [
        (&[amount, currency], "deferred_intent[mode]"),
        (
            &[("deferred_intent[mode]", "gift"), amount, currency],
            "deferred_intent[mode]",
        ),
        (&[mode, currency], "deferred_intent[amount]"),
        (
            &[mode, ("deferred_intent[amount]", "-1"), currency],
            "deferred_intent[amount]",
        ),
        (&[mode, amount], "deferred_intent[currency]"),
        (
            &[mode, amount, ("deferred_intent[currency]", "gold")],
            "deferred_intent[currency]",
        ),
        (
            &[
                mode,
                amount,
                currency,
                ("deferred_intent[capture_method]", "x"),
            ],
            "deferred_intent[capture_method]",
        ),
        (
            &[mode, amount, currency, ("payment_method_types[]", "gold")],
            "payment_method_types",
        ),
        (
            &[mode, amount, currency, ("deferred_intent[tip]", "1")],
            "deferred_intent[tip]",
        ),
    ];
    for (form, param) in cases {
        let error = opened(&merchant, form).await.error(400);
        assert_eq!(error["param"], param, "{error}");
    }
}
