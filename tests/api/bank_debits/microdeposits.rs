//! Accounts that must first be shown to be the buyer's, by what was sent there. The values are those
//! of Stripe's test mode.

use serde_json::Value;

use super::AGREED;
use crate::support::{Answer, Button, Form, HostedPage, Merchant, path_of, text, with};

pub const US: Form<'static> = &[
    ("payment_method_data[type]", "us_bank_account"),
    (
        "payment_method_data[us_bank_account][routing_number]",
        "110000000",
    ),
    (
        "payment_method_data[us_bank_account][account_number]",
        "000123456789",
    ),
    ("payment_method_data[billing_details][name]", "Jenny Rosen"),
    (
        "payment_method_data[billing_details][email]",
        "jenny@example.com",
    ),
];
const CANADA: Form<'static> = &[
    ("payment_method_data[type]", "acss_debit"),
    ("payment_method_data[acss_debit][institution_number]", "000"),
    ("payment_method_data[acss_debit][transit_number]", "11000"),
    (
        "payment_method_data[acss_debit][account_number]",
        "000123456789",
    ),
    ("payment_method_data[billing_details][name]", "Jenny Rosen"),
    (
        "payment_method_data[billing_details][email]",
        "jenny@example.com",
    ),
];
const CODE: &str = "descriptor_code";
const FIRST: &str = "amounts[0]";
const SECOND: &str = "amounts[1]";

/// An intent whose account waits to be verified.
pub async fn waiting(merchant: &Merchant, currency: &str, account: Form<'_>) -> Value {
    let intent = merchant.create(5_000, currency, &[]).await;
    let waiting = merchant.confirm(&intent, &with(account, AGREED)).await.ok();
    assert_eq!(waiting["status"], "requires_action", "{waiting}");
    waiting
}

pub async fn verify(merchant: &Merchant, intent: &Value, form: Form<'_>) -> Answer {
    let path = path_of(intent, "/verify_microdeposits");
    merchant.post(&path, form).send().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_debited_once_its_owner_tells_what_was_sent() {
    let right: [Form; 3] = [
        &[(CODE, "SM11AA")],
        &[(CODE, " sm11aa ")],
        &[(FIRST, "32"), (SECOND, "45")],
    ];
    for (country, currency, account) in [("US", "usd", US), ("CA", "cad", CANADA)] {
        let merchant = Merchant::new(country).await;
        for form in right {
            let intent = waiting(&merchant, currency, account).await;
            let action = &intent["next_action"];
            assert_eq!(action["type"], "verify_with_microdeposits");
            let details = &action["verify_with_microdeposits"];
            assert!(details["arrival_date"].is_i64(), "{details}");
            assert_eq!(details["microdeposit_type"], "descriptor_code");
            let url = text(details, "hosted_verification_url");
            assert!(url.starts_with(merchant.origin()), "{url}");
            let verified = verify(&merchant, &intent, form).await.ok();
            assert_eq!(verified["status"], "processing", "{form:?}");
            merchant.intent_reaches(&intent, "succeeded").await;
            let error = verify(&merchant, &intent, form).await.error(400);
            assert_eq!(error["code"], "payment_intent_unexpected_state");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_guesses_can_be_mended_until_there_were_too_many() {
    let merchant = Merchant::new("US").await;
    let prefix = "payment_method_microdeposit_verification";
    let intent = waiting(&merchant, "usd", US).await;
    for (form, code, param) in [
        (&[(CODE, "SM99ZZ")][..], "descriptor_code_mismatch", CODE),
        (&[(CODE, "nonsense")], "descriptor_code_mismatch", CODE),
        (
            &[(FIRST, "1"), (SECOND, "2")],
            "amounts_mismatch",
            "amounts",
        ),
        (&[(FIRST, "32")], "amounts_invalid", "amounts"),
        (
            &[(FIRST, "32"), (SECOND, "x")],
            "amounts_invalid",
            "amounts",
        ),
    ] {
        let error = verify(&merchant, &intent, form).await.error(400);
        assert_eq!(error["code"], format!("{prefix}_{code}"), "{form:?}");
        assert_eq!(error["param"], param);
    }
    for form in [&[][..], &[(CODE, "SM11AA"), (FIRST, "32"), (SECOND, "45")]] {
        verify(&merchant, &intent, form).await.error(400);
    }
    let now = merchant.retrieve(&intent).await;
    assert_eq!(now["status"], "requires_action");

    verify(&merchant, &intent, &[(CODE, "SM99ZZ")])
        .await
        .error(400);
    let error = verify(&merchant, &intent, &[(CODE, "SM99ZZ")])
        .await
        .error(402);
    let exceeded = format!("{prefix}_attempts_exceeded");
    assert_eq!(error["code"], exceeded);
    let failed = merchant.retrieve(&intent).await;
    assert_eq!(failed["status"], "requires_payment_method");
    assert_eq!(failed["last_payment_error"]["code"], exceeded);
}

#[tokio::test(flavor = "multi_thread")]
async fn documented_values_fail_the_verification() {
    let merchant = Merchant::new("US").await;
    let prefix = "payment_method_microdeposit_verification";
    let values: [(Form, &str); 4] = [
        (&[(CODE, "SM33CC")], "attempts_exceeded"),
        (&[(FIRST, "10"), (SECOND, "11")], "attempts_exceeded"),
        (&[(CODE, "SM44DD")], "timeout"),
        (&[(FIRST, "40"), (SECOND, "41")], "timeout"),
    ];
    for (form, code) in values {
        let intent = waiting(&merchant, "usd", US).await;
        let error = verify(&merchant, &intent, form).await.error(402);
        assert_eq!(error["code"], format!("{prefix}_{code}"));
        let failed = merchant.retrieve(&intent).await;
        assert_eq!(failed["status"], "requires_payment_method");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deposits_that_cannot_be_sent_fail_the_payment_by_themselves() {
    let merchant = Merchant::new("US").await;
    let account = [(
        "payment_method_data[us_bank_account][account_number]",
        "000666666661",
    )];
    let others: Vec<_> = US
        .iter()
        .copied()
        .filter(|(name, _)| *name != account[0].0)
        .collect();
    let intent = waiting(&merchant, "usd", &with(&others, &account)).await;
    let failed = merchant
        .intent_reaches(&intent, "requires_payment_method")
        .await;
    let code = "payment_method_microdeposit_failed";
    assert_eq!(failed["last_payment_error"]["code"], code);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_verifies_their_account_with_the_client_secret_or_on_the_hosted_page() {
    let merchant = Merchant::new("US").await;
    let intent = waiting(&merchant, "usd", US).await;
    let form = [
        ("key", merchant.publishable_key()),
        ("client_secret", text(&intent, "client_secret")),
        (CODE, "SM11AA"),
    ];
    let url = merchant.url(&path_of(&intent, "/verify_microdeposits"));
    let verified = crate::support::Request::post(url)
        .form(&form)
        .send()
        .await
        .ok();
    assert_eq!(verified["status"], "processing");

    let intent = waiting(&merchant, "usd", US).await;
    let page = HostedPage::of(&intent);
    assert!(page.view().await.text().contains("SM11AA"));
    page.press(Button::Authorize).await;
    merchant.intent_reaches(&intent, "succeeded").await;

    let intent = waiting(&merchant, "usd", US).await;
    HostedPage::of(&intent).press(Button::Fail).await;
    merchant
        .intent_reaches(&intent, "requires_payment_method")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setup_verifies_the_account_and_later_payments_need_no_more() {
    let merchant = Merchant::new("US").await;
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    let owner = ("customer", text(&customer, "id"));
    let form = with(&with(US, AGREED), &[owner, ("confirm", "true")]);
    let setup = merchant.create_setup(&form).await;
    assert_eq!(setup["status"], "requires_action", "{setup}");
    assert_eq!(setup["next_action"]["type"], "verify_with_microdeposits");
    let mandate = format!("/v1/mandates/{}", text(&setup, "mandate"));
    assert_eq!(
        merchant.get(&mandate).send().await.ok()["status"],
        "pending"
    );
    let path = format!(
        "/v1/setup_intents/{}/verify_microdeposits",
        text(&setup, "id")
    );
    let error = merchant.post(&path, &[(CODE, "SM22BB")]).send().await;
    assert_eq!(error.error(400)["param"], CODE);
    let done = merchant.post(&path, &[(CODE, "SM11AA")]).send().await.ok();
    assert_eq!(done["status"], "succeeded");
    let mandate = merchant.get(&mandate).send().await.ok();
    assert_eq!(mandate["status"], "active");
    assert_eq!(mandate["type"], "multi_use");

    let later = [
        owner,
        ("payment_method", text(&done, "payment_method")),
        ("off_session", "true"),
        ("confirm", "true"),
    ];
    let processing = merchant.create(1_999, "usd", &later).await;
    assert_eq!(processing["status"], "processing");
    let paid = merchant.intent_reaches(&processing, "succeeded").await;
    let charge = merchant.charge_of(&paid).await;
    let details = &charge["payment_method_details"]["us_bank_account"];
    assert_eq!(details["mandate"], mandate["id"]);
}
