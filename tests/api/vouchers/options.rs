//! What a merchant chooses of a voucher: until when it can be paid, and what is printed on it.

use serde_json::Value;

use super::{BOLETO, DAY_S, KONBINI, MULTIBANCO, OXXO, now};
use crate::support::{Button, HostedPage, SOON, all, eventually, text};

#[tokio::test(flavor = "multi_thread")]
async fn the_merchants_days_decide_where_the_voucher_is_paid() {
    let chosen = [
        (OXXO, "1"),
        (OXXO, "7"),
        (BOLETO, "0"),
        (BOLETO, "60"),
        (KONBINI, "60"),
    ];
    all(chosen.map(|(voucher, days)| async move {
        let merchant = voucher.merchant().await;
        let method = voucher.method;
        let name = format!("payment_method_options[{method}][expires_after_days]");
        let intent = voucher.intent(&merchant, &[(&name, days)]).await;
        let days: i64 = days.parse().expect("a number");
        let shown = &intent["payment_method_options"][method];
        assert_eq!(shown["expires_after_days"], days, "{method}");
        let form = voucher.form("fill_never@example.com");
        let before = voucher.ends_after(days);
        let issued = merchant.confirm(&intent, &form).await.ok();
        let ends = [before, voucher.ends_after(days)];
        assert!(
            ends.contains(&voucher.expires_at(&issued)),
            "{method} {days}"
        );
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_konbinis_options_are_shown_and_honoured() {
    let merchant = KONBINI.merchant().await;
    let moment = now() + 2 * 3600;
    let moment_text = moment.to_string();
    let options = [
        (
            "payment_method_options[konbini][expires_at]",
            moment_text.as_str(),
        ),
        (
            "payment_method_options[konbini][confirmation_number]",
            "0312345678",
        ),
        (
            "payment_method_options[konbini][product_description]",
            "Tea and a cup",
        ),
    ];
    let intent = KONBINI.intent(&merchant, &options).await;
    let shown = &intent["payment_method_options"]["konbini"];
    let expected = serde_json::json!({
        "confirmation_number": "0312345678",
        "expires_after_days": null,
        "expires_at": moment,
        "product_description": "Tea and a cup",
    });
    assert_eq!(*shown, expected);

    // Of two ways to say it, the last one counts.
    let path = format!("/v1/payment_intents/{}", text(&intent, "id"));
    let days = [("payment_method_options[konbini][expires_after_days]", "2")];
    let changed = merchant.post(&path, &days).send().await.ok();
    let shown = &changed["payment_method_options"]["konbini"];
    assert_eq!(shown["expires_at"], Value::Null);
    assert_eq!(shown["expires_after_days"], 2);

    let back = [(options[0].0, options[0].1)];
    merchant.post(&path, &back).send().await.ok();
    let form = KONBINI.form("fill_never@example.com");
    let issued = merchant.confirm(&intent, &form).await.ok();
    assert_eq!(KONBINI.expires_at(&issued), moment);
    let store = &KONBINI.details(&issued)["stores"]["lawson"];
    assert_eq!(store["confirmation_number"], "0312345678");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_number_is_a_test_value_too() {
    let merchant = KONBINI.merchant().await;
    let name = "payment_method_options[konbini][confirmation_number]";
    for (number, status) in [
        ("22222222220", "succeeded"),
        ("33333333330", "requires_payment_method"),
    ] {
        let intent = KONBINI.intent(&merchant, &[(name, number)]).await;
        let form = KONBINI.form("jenny@example.com");
        merchant.confirm(&intent, &form).await.ok();
        merchant.intent_reaches(&intent, status).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn options_that_cannot_be_are_named() {
    for (voucher, name, value) in [
        (OXXO, "expires_after_days", "0"),
        (OXXO, "expires_after_days", "8"),
        (OXXO, "expires_after_days", "soon"),
        (BOLETO, "expires_after_days", "61"),
        (BOLETO, "expires_after_days", "-1"),
        (KONBINI, "expires_after_days", "0"),
        (KONBINI, "confirmation_number", "123456789"),
        (KONBINI, "confirmation_number", "0000000000"),
        (
            KONBINI,
            "product_description",
            "A description that is too long",
        ),
    ] {
        let merchant = voucher.merchant().await;
        let name = format!("payment_method_options[{}][{name}]", voucher.method);
        let amount = voucher.amount.to_string();
        let form = [
            ("amount", amount.as_str()),
            ("currency", voucher.currency),
            (&name, value),
        ];
        let refused = merchant.post("/v1/payment_intents", &form).send().await;
        let error = refused.error(400);
        assert_eq!(error["param"], name.as_str(), "{value}");
        assert_eq!(error["type"], "invalid_request_error", "{value}");
    }
    let merchant = MULTIBANCO.merchant().await;
    let unknown = [
        ("amount", "2000"),
        ("currency", "eur"),
        (
            "payment_method_options[multibanco][expires_after_days]",
            "3",
        ),
    ];
    let refused = merchant.post("/v1/payment_intents", &unknown).send().await;
    assert_eq!(refused.error(400)["code"], "parameter_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vouchers_end_is_said_once_and_lies_ahead() {
    let merchant = KONBINI.merchant().await;
    let [days, moment] = ["expires_after_days", "expires_at"]
        .map(|name| format!("payment_method_options[konbini][{name}]"));
    let later = (now() + 7200).to_string();
    let both = [
        ("amount", "5000"),
        ("currency", "jpy"),
        (&days, "2"),
        (&moment, &later),
    ];
    let error = merchant
        .post("/v1/payment_intents", &both)
        .send()
        .await
        .error(400);
    assert_eq!(error["code"], "parameters_exclusive");
    assert_eq!(error["param"], moment.as_str());
    for ahead_s in [-60, 60, 61 * DAY_S] {
        let at = (now() + ahead_s).to_string();
        let intent = KONBINI.intent(&merchant, &[(&moment, &at)]).await;
        let form = KONBINI.form("fill_never@example.com");
        let error = merchant.confirm(&intent, &form).await.error(400);
        assert_eq!(error["param"], moment.as_str(), "{ahead_s}");
        assert_eq!(error["code"], "payment_intent_invalid_parameter");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_that_arrives_within_the_days_of_grace_counts() {
    let merchant = MULTIBANCO.merchant().await;
    let short = [
        ("metadata[sandbox_expires_in]", "1"),
        ("metadata[sandbox_grace]", "600"),
    ];
    let intent = MULTIBANCO.intent(&merchant, &short).await;
    let form = MULTIBANCO.form("fill_never@example.com");
    let issued = merchant.confirm(&intent, &form).await.ok();
    let end = MULTIBANCO.expires_at(&issued);
    assert!(end <= now() + 1 && end < now() + DAY_S, "{end}");
    eventually("the voucher has ended", SOON, || async {
        (now() > end).then_some(())
    })
    .await;
    let still = merchant.retrieve(&intent).await;
    assert_eq!(still["status"], "requires_action");
    HostedPage::of(&issued).press(Button::Authorize).await;
    merchant.intent_reaches(&intent, "succeeded").await;

    // Nothing arrives.
    let short = [
        ("metadata[sandbox_expires_in]", "1"),
        ("metadata[sandbox_grace]", "1"),
    ];
    let intent = MULTIBANCO.intent(&merchant, &short).await;
    merchant.confirm(&intent, &form).await.ok();
    let failed = merchant
        .intent_reaches(&intent, "requires_payment_method")
        .await;
    let code = &failed["last_payment_error"]["code"];
    assert_eq!(*code, "payment_intent_payment_attempt_expired");
}
