//! BLIK: six digits from the buyer's banking app, given with the confirmation and kept by nobody.

use serde_json::{Value, json};

use crate::harness::Kassa;
use crate::support::{Form, Merchant, Request, all, invalid, path_of, text, with};

const CODE: &str = "payment_method_options[blik][code]";
const EMAIL: &str = "payment_method_data[billing_details][email]";
const BLIK: Form<'static> = &[("payment_method_data[type]", "blik")];
/// Time is short in these tests.
const SHORT: Form<'static> = &[("metadata[sandbox_expires_in]", "2")];

async fn intent(merchant: &Merchant) -> Value {
    merchant.create(5_000, "pln", &[]).await
}

fn confirmation(merchant: &Merchant, intent: &Value, more: Form<'_>) -> Request {
    merchant.post(&path_of(intent, "/confirm"), &with(BLIK, more))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buyer_approves_in_their_banking_app_and_the_payment_can_be_refunded() {
    let merchant = Merchant::new("PL").await;
    let intent = intent(&merchant).await;
    let form = with(BLIK, &[(CODE, "123456")]);
    let waiting = merchant.buyers_confirm(&intent, &form).send().await.ok();
    assert_eq!(waiting["status"], "requires_action");
    let action = json!({ "type": "blik_authorize", "blik_authorize": {} });
    assert_eq!(waiting["next_action"], action);
    let paid = merchant.intent_reaches(&intent, "succeeded").await;
    assert_eq!(paid["amount_received"], 5_000);
    let charge = merchant.charge_of(&paid).await;
    assert_eq!(charge["payment_method_details"]["type"], "blik");
    let refund = merchant.refund(&intent, &[]).await.ok();
    assert_eq!(refund["status"], "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_comes_with_the_confirmation_and_is_six_digits() {
    let merchant = Merchant::new("PL").await;
    let intent = intent(&merchant).await;
    let missing = invalid(Some("parameter_missing"), Some(CODE));
    let asked = confirmation(&merchant, &intent, &[]);
    missing.assert_answers(&asked, "no code").await;
    let asked = merchant.buyers_confirm(&intent, BLIK);
    missing.assert_answers(&asked, "no code of a buyer").await;
    let malformed = invalid(Some("payment_method_invalid_parameter"), Some(CODE));
    for code in ["12345", "1234567", "12345a", "12 456", "１２３４５６"] {
        let asked = confirmation(&merchant, &intent, &[(CODE, code)]);
        malformed.assert_answers(&asked, code).await;
    }
    // Whoever creates an intent to be confirmed at once gives the code at once, and nobody else.
    let terms = with(BLIK, &[("amount", "5000"), ("currency", "pln")]);
    let at_once = with(&terms, &[("confirm", "true")]);
    let asked = merchant.post("/v1/payment_intents", &at_once);
    missing.assert_answers(&asked, "created without").await;
    let too_early = invalid(None, Some("payment_method_options"));
    let asked = merchant.post("/v1/payment_intents", &with(&terms, &[(CODE, "123456")]));
    too_early.assert_answers(&asked, "not yet confirmed").await;
    let asked = merchant.post(&path_of(&intent, ""), &[(CODE, "123456")]);
    too_early.assert_answers(&asked, "an update").await;
    let created = merchant.post("/v1/payment_intents", &with(&at_once, &[(CODE, "123456")]));
    assert_eq!(created.send().await.ok()["status"], "requires_action");
    // The intent keeps the method, and no code for it.
    let kept = merchant.post(&path_of(&intent, ""), BLIK).send().await.ok();
    assert_eq!(kept["status"], "requires_confirmation");
    let asked = merchant.post(&path_of(&intent, "/confirm"), &[]);
    missing.assert_answers(&asked, "a method without").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_or_an_old_code_is_told_at_the_code_and_a_new_one_pays() {
    let wishes = [
        ("000001", "jenny@example.com", "code_invalid"),
        ("000002", "jenny@example.com", "code_expired"),
        ("123456", "invalid_code@example.com", "code_invalid"),
        ("123456", "expired_code@example.com", "code_expired"),
    ];
    all(wishes.map(|(code, email, decline_code)| async move {
        let merchant = Merchant::new("PL").await;
        let intent = intent(&merchant).await;
        let form = [(CODE, code), (EMAIL, email)];
        let answer = confirmation(&merchant, &intent, &form).send().await;
        let error = answer.error(402);
        assert_eq!(error["code"], "payment_method_invalid_parameter");
        assert_eq!(error["decline_code"], decline_code);
        assert_eq!(error["param"], CODE);
        let failed = merchant.retrieve(&intent).await;
        assert_eq!(failed["status"], "requires_payment_method");
        let told = ["payment_intent.created", "payment_intent.payment_failed"];
        merchant.assert_events(&intent, &told).await;
        let again = confirmation(&merchant, &intent, &[(CODE, "123456")]);
        assert_eq!(again.send().await.ok()["status"], "requires_action");
        merchant.intent_reaches(&intent, "succeeded").await;
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_bank_declines_is_told_with_its_reason() {
    let wishes = [
        ("000003", "jenny", "customer_declined"),
        ("000004", "jenny", "insufficient_funds"),
        ("000005", "jenny", "payment_limit_exceeded"),
        ("000006", "jenny", "partner_generic_decline"),
        ("123456", "customer_declined", "customer_declined"),
        ("123456", "insufficient_funds", "insufficient_funds"),
        ("123456", "limit_exceeded", "payment_limit_exceeded"),
        ("123456", "bank_declined", "partner_generic_decline"),
        ("123456", "blik_declined", "partner_generic_decline"),
    ];
    all(wishes.map(|(code, name, decline_code)| async move {
        let merchant = Merchant::new("PL").await;
        let intent = intent(&merchant).await;
        let email = format!("{name}@example.com");
        let form = [(CODE, code), (EMAIL, email.as_str())];
        let waiting = confirmation(&merchant, &intent, &form).send().await.ok();
        assert_eq!(waiting["status"], "requires_action", "{name}");
        let failed = merchant
            .intent_reaches(&intent, "requires_payment_method")
            .await;
        let error = &failed["last_payment_error"];
        assert_eq!(error["code"], "payment_method_provider_decline", "{name}");
        assert_eq!(error["decline_code"], decline_code, "{name}");
        assert_eq!(error["payment_method"]["type"], "blik", "{name}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_answer_in_time_can_try_again_with_a_new_code() {
    let wishes = [
        ("000007", "jenny"),
        ("123456", "customer_timeout"),
        ("123456", "bank_timeout"),
        ("123456", "blik_timeout"),
    ];
    all(wishes.map(|(code, name)| async move {
        let merchant = Merchant::new("PL").await;
        let intent = merchant.create(5_000, "pln", SHORT).await;
        let email = format!("{name}@example.com");
        let form = [(CODE, code), (EMAIL, email.as_str())];
        confirmation(&merchant, &intent, &form).send().await.ok();
        let failed = merchant
            .intent_reaches(&intent, "requires_payment_method")
            .await;
        let code = text(&failed["last_payment_error"], "code");
        assert_eq!(code, "payment_method_provider_timeout", "{name}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_kept_nowhere() {
    let server = Kassa::start().await;
    let merchant = Merchant::on(&server, "PL").await;
    let intent = intent(&merchant).await;
    // No amount, time or name has this in it.
    let code = "907153";
    let form = [(CODE, code)];
    let request = confirmation(&merchant, &intent, &form).idempotency_key("once");
    let first = request.send().await;
    assert_eq!(request.send().await.text(), first.text());
    merchant.intent_reaches(&intent, "succeeded").await;
    let mut folders = vec![server.data_dir().to_owned()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).expect("a file");
            let found = bytes
                .windows(code.len())
                .any(|part| part == code.as_bytes());
            assert!(!found, "the code is in {}", path.display());
            files += 1;
        }
    }
    assert!(files > 2, "{files} files");
    assert!(!server.log_tail().contains(code));
}
