//! Accounts that are kept, and debited later without their owner.

use serde_json::Value;

use super::{AGREED, BANKS, borrowed};
use crate::support::{Merchant, all, text, with};

const CONFIRM: (&str, &str) = ("confirm", "true");

async fn customer(merchant: &Merchant) -> Value {
    merchant.post("/v1/customers", &[]).send().await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_under_a_mandate_is_debited_later_without_the_buyer() {
    // Accounts that are verified first have tests of their own.
    let banks = BANKS
        .iter()
        .filter(|bank| !matches!(bank.method, "us_bank_account" | "acss_debit"));
    all(banks.map(|bank| async move {
        let merchant = Merchant::new(bank.merchant).await;
        let customer = customer(&merchant).await;
        let owner = ("customer", text(&customer, "id"));
        let form = bank.form(&[]);
        let form = with(&with(&borrowed(&form), AGREED), &[owner, CONFIRM]);
        let setup = merchant.create_setup(&form).await;
        assert_eq!(setup["status"], "succeeded", "{setup}");
        assert!(setup["mandate"].is_string(), "{setup}");
        let later = [
            owner,
            ("payment_method", text(&setup, "payment_method")),
            ("off_session", "true"),
            CONFIRM,
        ];
        let processing = merchant.create(5_000, bank.currency, &later).await;
        assert_eq!(processing["status"], "processing", "{bank:?}");
        merchant.intent_reaches(&processing, "succeeded").await;
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_was_merely_attached_needs_its_owners_consent_once() {
    let merchant = Merchant::new("DE").await;
    let customer = customer(&merchant).await;
    let owner = ("customer", text(&customer, "id"));
    let form = [
        ("type", "sepa_debit"),
        ("sepa_debit[iban]", "DE89370400440532013000"),
        ("billing_details[name]", "Jenny Rosen"),
        ("billing_details[email]", "jenny@example.com"),
    ];
    let method = merchant
        .post("/v1/payment_methods", &form)
        .send()
        .await
        .ok();
    assert!(!method.to_string().contains("0532013000"), "{method}");
    let attach = format!("/v1/payment_methods/{}/attach", text(&method, "id"));
    merchant.post(&attach, &[owner]).send().await.ok();
    let pay = [owner, ("payment_method", text(&method, "id")), CONFIRM];
    let create = |more: &[(&'static str, &'static str)]| {
        let amount = [("amount", "5000"), ("currency", "eur")];
        let form = with(&with(&amount, &pay), more);
        merchant.post("/v1/payment_intents", &form)
    };
    let error = create(&[]).send().await.error(400);
    assert_eq!(error["param"], "mandate_data");
    let keep = [("setup_future_usage", "off_session")];
    let first = create(&with(AGREED, &keep)).send().await.ok();
    merchant.intent_reaches(&first, "succeeded").await;
    let second = create(&[("off_session", "true")]).send().await.ok();
    merchant.intent_reaches(&second, "succeeded").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merchants_choices_are_shown_and_are_part_of_the_mandate() {
    let merchant = Merchant::new("CA").await;
    let option = "payment_method_options[acss_debit]";
    let names = [
        "[verification_method]",
        "[currency]",
        "[mandate_options][interval_description]",
        "[mandate_options][payment_schedule]",
        "[mandate_options][transaction_type]",
    ]
    .map(|name| format!("{option}{name}"));
    let values = [
        "instant",
        "cad",
        "First of each month",
        "interval",
        "business",
    ];
    let chosen: Vec<_> = names.iter().map(String::as_str).zip(values).collect();
    let bank = BANKS
        .iter()
        .find(|bank| bank.method == "acss_debit")
        .expect("a row");
    let form = bank.form(&[]);
    let form = with(&with(&borrowed(&form), AGREED), &[CONFIRM]);
    let setup = merchant.create_setup(&with(&form, &chosen)).await;
    assert_eq!(setup["status"], "succeeded", "{setup}");
    let shown = &setup["payment_method_options"]["acss_debit"];
    assert_eq!(shown["currency"], "cad");
    assert_eq!(shown["verification_method"], "instant");
    assert_eq!(shown["mandate_options"]["payment_schedule"], "interval");
    let path = format!("/v1/mandates/{}", text(&setup, "mandate"));
    let mandate = merchant.get(&path).send().await.ok();
    let details = &mandate["payment_method_details"]["acss_debit"];
    assert_eq!(details["interval_description"], "First of each month");
    assert_eq!(details["payment_schedule"], "interval");
    assert_eq!(details["transaction_type"], "business");

    let amount = [("amount", "5000"), ("currency", "cad")];
    let of_setups = [(names[1].as_str(), "cad")];
    let request = merchant.post("/v1/payment_intents", &with(&amount, &of_setups));
    assert_eq!(request.send().await.error(400)["code"], "parameter_unknown");
    let target = "payment_method_options[acss_debit][target_date]";
    let request = merchant.post("/v1/setup_intents", &[(target, "2026-12-01")]);
    assert_eq!(request.send().await.error(400)["code"], "parameter_unknown");
}
