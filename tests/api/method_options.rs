//! What a merchant chooses for single methods: shown back as it was said, and refused where it cannot
//! be.

use serde_json::{Value, json};

use crate::support::{Form, Merchant, all, invalid, with};

/// Merchant, currency, method; what is said of it, and the object that tells it.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    Form<'static>,
    fn() -> Value,
);

const PAYMENTS: &[Case] = &[
    (
        "AU",
        "aud",
        "payto",
        &[
            ("[mandate_options][amount]", "5000"),
            ("[mandate_options][amount_type]", "maximum"),
            ("[mandate_options][end_date]", "2031-12-31"),
            ("[mandate_options][payment_schedule]", "monthly"),
            ("[mandate_options][purpose]", "utility"),
        ],
        || {
            json!({ "mandate_options": {
                "amount": 5_000,
                "amount_type": "maximum",
                "end_date": "2031-12-31",
                "payment_schedule": "monthly",
                "payments_per_period": null,
                "purpose": "utility",
            } })
        },
    ),
    (
        "BR",
        "brl",
        "pix",
        &[
            ("[mandate_options][amount]", "9900"),
            ("[mandate_options][payment_schedule]", "yearly"),
            ("[mandate_options][reference]", "Alba Coffee"),
        ],
        || {
            json!({
                "expires_after_seconds": null,
                "expires_at": null,
                "mandate_options": {
                    "amount": 9_900,
                    "payment_schedule": "yearly",
                    "reference": "Alba Coffee",
                },
            })
        },
    ),
    (
        "IN",
        "inr",
        "upi",
        &[("[mandate_options][amount_type]", "fixed")],
        || json!({}),
    ),
    (
        "DE",
        "eur",
        "klarna",
        &[
            ("[on_demand][purchase_interval]", "week"),
            ("[preferred_locale]", "de-AT"),
        ],
        || json!({ "preferred_locale": "de-AT" }),
    ),
    (
        "DE",
        "eur",
        "billie",
        &[
            ("[company_details][registered_name]", "Alba GmbH"),
            ("[company_details][registration_type]", "de_hrb"),
            ("[company_details][registered_address][city]", "Berlin"),
            ("[company_details][registered_address][country]", "DE"),
        ],
        || {
            json!({
                "company_details": {
                    "registered_address": {
                        "city": "Berlin",
                        "country": "DE",
                        "line1": null,
                        "line2": null,
                        "postal_code": null,
                        "state": null,
                    },
                    "registered_name": "Alba GmbH",
                    "registration_number": null,
                    "registration_type": "de_hrb",
                    "vat": null,
                },
                "reference": null,
            })
        },
    ),
    (
        "US",
        "usd",
        "us_bank_account",
        &[
            ("[transaction_purpose]", "goods"),
            ("[target_date]", "2031-01-02"),
        ],
        || json!({ "target_date": "2031-01-02", "transaction_purpose": "goods" }),
    ),
];

/// The options by their whole names, after what every intent has.
fn named<'a>(method: &str, said: Form<'a>) -> Vec<(String, &'a str)> {
    let name = |rest: &str| format!("payment_method_options[{method}]{rest}");
    said.iter()
        .map(|(rest, value)| (name(rest), *value))
        .collect()
}

fn borrowed<'a>(form: &'a [(String, &'a str)]) -> Vec<(&'a str, &'a str)> {
    form.iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_merchant_chooses_is_shown_back() {
    all(PAYMENTS.iter().map(|case| async move {
        let (country, currency, method, said, expected) = *case;
        let merchant = Merchant::new(country).await;
        let options = named(method, said);
        let intent = merchant.create(20_000, currency, &borrowed(&options)).await;
        let shown = &intent["payment_method_options"][method];
        assert_eq!(*shown, expected(), "{method}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_chosen_is_named() {
    let cases: &[(&str, &str, &str, &str, &str)] = &[
        ("AU", "aud", "payto", "[mandate_options][amount]", "0"),
        (
            "AU",
            "aud",
            "payto",
            "[mandate_options][end_date]",
            "2031-02-29",
        ),
        ("AU", "aud", "payto", "[mandate_options][purpose]", "fun"),
        ("BR", "brl", "pix", "[mandate_options][currency]", "usd"),
        ("IN", "inr", "upi", "[mandate_options][amount_type]", "any"),
        (
            "DE",
            "eur",
            "billie",
            "[company_details][registration_type]",
            "de",
        ),
        ("US", "usd", "us_bank_account", "[target_date]", "tomorrow"),
        (
            "US",
            "usd",
            "us_bank_account",
            "[transaction_purpose]",
            "gifts",
        ),
    ];
    all(cases.iter().map(|case| async move {
        let (country, currency, method, rest, value) = *case;
        let merchant = Merchant::new(country).await;
        let said = [(rest, value)];
        let options = named(method, &said);
        let form = with(
            &[("amount", "20000"), ("currency", currency)],
            &borrowed(&options),
        );
        let refused = merchant.post("/v1/payment_intents", &form).send().await;
        let error = refused.error(400);
        assert_eq!(error["param"], options[0].0, "{value}");
        assert_eq!(error["type"], "invalid_request_error", "{value}");
    }))
    .await;
    let merchant = Merchant::new("AU").await;
    // An agreement begins when it is set up.
    let name = "payment_method_options[payto][mandate_options][start_date]";
    let form = [
        ("amount", "20000"),
        ("currency", "aud"),
        (name, "2031-01-01"),
    ];
    invalid(Some("parameter_unknown"), Some(name))
        .assert_answers(&merchant.post("/v1/payment_intents", &form), "a payment")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_has_the_terms_of_the_agreement_too() {
    let merchant = Merchant::new("AU").await;
    let name = "payment_method_options[payto][mandate_options][start_date]";
    let setup = merchant.post("/v1/setup_intents", &[(name, "2031-01-01")]);
    let setup = setup.send().await.ok();
    let shown = &setup["payment_method_options"]["payto"]["mandate_options"];
    assert_eq!(shown["start_date"], "2031-01-01");
    assert_eq!(shown["amount"], Value::Null);
}
