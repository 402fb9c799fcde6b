//! Accounts that are kept, and debited later without their owner.

use serde_json::Value;

use super::{AGREED, BANKS, borrowed, settled};
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
        settled(&merchant, &processing, "succeeded").await;
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
    settled(&merchant, &first, "succeeded").await;
    let second = create(&[("off_session", "true")]).send().await.ok();
    settled(&merchant, &second, "succeeded").await;
}
