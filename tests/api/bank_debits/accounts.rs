//! Account numbers: which are refused, and what stands for one.

use serde_json::Value;

use super::{AGREED, BANKS, borrowed};
use crate::support::{Merchant, all, ids, text, with};

#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_cannot_be_right_are_named() {
    all(BANKS.iter().map(|bank| async move {
        let merchant = Merchant::new(bank.merchant).await;
        let intent = bank.intent(&merchant).await;
        let (name, value, code) = bank.wrong;
        let answer = bank.confirm(&merchant, &intent, &[(name, value)]).await;
        let error = answer.error(400);
        assert_eq!(error["code"], code, "{error}");
        assert_eq!(error["param"], bank.param(name), "{error}");
        for missing in bank.params {
            let mut form = bank.form(&[]);
            form.retain(|(name, _)| *name != bank.param(missing));
            let form = with(&borrowed(&form), AGREED);
            let error = merchant.confirm(&intent, &form).await.error(400);
            assert_eq!(error["code"], "parameter_missing", "{error}");
            assert_eq!(error["param"], bank.param(missing), "{error}");
        }
        let now = merchant.retrieve(&intent).await;
        assert_eq!(now["status"], "requires_payment_method");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_of_new_zealand_is_checked_with_its_bank_and_branch() {
    let merchant = Merchant::new("NZ").await;
    let bank = BANKS.last().expect("New Zealand");
    let real = [
        ("bank_code", "01"),
        ("branch_code", "0902"),
        ("account_number", "0068389"),
        ("suffix", "00"),
    ];
    bank.paid(&merchant, &real).await;
    let intent = bank.intent(&merchant).await;
    let mut wrong = real;
    wrong[1].1 = "0903";
    let error = bank.confirm(&merchant, &intent, &wrong).await.error(400);
    assert_eq!(error["code"], "account_number_invalid");
    assert_eq!(error["param"], bank.param("account_number"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_american_account_needs_its_owners_name_and_no_email_address() {
    let merchant = Merchant::new("US").await;
    let bank = &BANKS[1];
    let mut form = bank.form(&[]);
    form.retain(|(name, _)| !name.contains("[email]"));
    let intent = bank.intent(&merchant).await;
    let named = with(&borrowed(&form), AGREED);
    let processing = merchant.confirm(&intent, &named).await.ok();
    assert_eq!(processing["status"], "processing");
    form.retain(|(name, _)| !name.contains("[name]"));
    let intent = bank.intent(&merchant).await;
    let nameless = with(&borrowed(&form), AGREED);
    let error = merchant.confirm(&intent, &nameless).await.error(400);
    let param = "payment_method_data[billing_details][name]";
    assert_eq!(error["code"], "parameter_missing");
    assert_eq!(error["param"], param);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_nobody_may_debit_is_refused_before_anybody_tries() {
    let merchant = Merchant::new("DE").await;
    let bank = &BANKS[0];
    let intent = bank.intent(&merchant).await;
    let account = [("iban", "AT511904300000066666")];
    let error = bank.confirm(&merchant, &intent, &account).await.error(400);
    assert_eq!(error["code"], "bank_account_unusable");
    assert_eq!(error["param"], "payment_method_data[sepa_debit]");
}

#[tokio::test(flavor = "multi_thread")]
async fn documented_names_stand_for_verified_accounts() {
    for (token, country, currency, status) in [
        ("pm_usBankAccount_success", "US", "usd", "succeeded"),
        (
            "pm_sepaDebit_failed_de",
            "DE",
            "eur",
            "requires_payment_method",
        ),
        ("pm_auBecsDebit_success", "AU", "aud", "succeeded"),
        (
            "pm_nzBankAccount_noAccount",
            "NZ",
            "nzd",
            "requires_payment_method",
        ),
    ] {
        let merchant = Merchant::new(country).await;
        let processing = merchant.pay_with(token, 5_000, currency, AGREED).await;
        assert_eq!(processing["status"], "processing", "{token}");
        merchant.intent_reaches(&processing, status).await;
        let list = merchant.listed_ids("").await;
        assert_eq!(list, [text(&processing, "id")]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_accounts_have_equal_fingerprints() {
    let merchant = Merchant::new("DE").await;
    let bank = &BANKS[0];
    let fingerprint =
        |paid: Value| paid["payment_method_details"]["sepa_debit"]["fingerprint"].clone();
    let first = merchant.charge_of(&bank.paid(&merchant, &[]).await).await;
    let again = merchant.charge_of(&bank.paid(&merchant, &[]).await).await;
    let other = [("iban", "AT611904300234573201")];
    let other = merchant
        .charge_of(&bank.paid(&merchant, &other).await)
        .await;
    assert!(first["payment_method_details"]["sepa_debit"]["fingerprint"].is_string());
    assert_eq!(fingerprint(first.clone()), fingerprint(again));
    assert_ne!(fingerprint(first), fingerprint(other));
    assert_eq!(ids(&merchant.get("/v1/charges").send().await.ok()).len(), 3);
}
