//! Apps that ask the buyer by themselves: MB WAY and Bizum, found by a phone number, and PayTo.

use serde_json::{Value, json};

use crate::support::{Form, Merchant, all, invalid, path_of, text, with};

const PHONE: &str = "payment_method_data[billing_details][phone]";
const EMAIL: &str = "payment_method_data[billing_details][email]";

const PAY_ID: &str = "payment_method_data[payto][pay_id]";
const BSB: &str = "payment_method_data[payto][bsb_number]";
const ACCOUNT: &str = "payment_method_data[payto][account_number]";

/// A checkout in which a method can be used.
#[derive(Clone, Copy, Debug)]
struct Market {
    method: &'static str,
    merchant: &'static str,
    currency: &'static str,
    action: &'static str,
    /// What the method asks of every buyer.
    buyer: Form<'static>,
}

const MARKETS: &[Market] = &[
    Market {
        method: "mb_way",
        merchant: "PT",
        currency: "eur",
        action: "mb_way_await_authorization",
        buyer: &[(PHONE, "+351 912 345 678")],
    },
    Market {
        method: "bizum",
        merchant: "ES",
        currency: "eur",
        action: "await_authorization",
        buyer: &[(PHONE, "612 345 678")],
    },
    Market {
        method: "payto",
        merchant: "AU",
        currency: "aud",
        action: "payto_await_authorization",
        buyer: &[
            ("payment_method_data[billing_details][name]", "Jenny Rosen"),
            (EMAIL, "jenny@example.com"),
            (PAY_ID, "jenny@example.com"),
        ],
    },
];

impl Market {
    fn form<'a>(&self, more: Form<'a>) -> Vec<(&'a str, &'a str)> {
        let own = self.buyer.iter();
        let own = own.filter(|(name, _)| more.iter().all(|(other, _)| other != name));
        let kind = ("payment_method_data[type]", self.method);
        own.copied()
            .chain([kind])
            .chain(more.iter().copied())
            .collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buyer_approves_in_the_app_and_the_payment_can_be_refunded() {
    all(MARKETS.iter().map(|market| async move {
        let merchant = Merchant::new(market.merchant).await;
        let intent = merchant.create(5_000, market.currency, &[]).await;
        let form = market.form(&[]);
        let waiting = merchant.buyers_confirm(&intent, &form).send().await.ok();
        assert_eq!(waiting["status"], "requires_action", "{market:?}");
        let action = json!({ "type": market.action, market.action: {} });
        assert_eq!(waiting["next_action"], action, "{market:?}");
        let paid = merchant.intent_reaches(&intent, "succeeded").await;
        assert_eq!(paid["amount_received"], 5_000, "{market:?}");
        let charge = merchant.charge_of(&paid).await;
        let details = &charge["payment_method_details"];
        assert_eq!(details["type"], market.method);
        if market.method == "payto" {
            assert_eq!(details["payto"]["pay_id"], "jenny@example.com");
        }
        let refund = merchant.refund(&intent, &[]).await.ok();
        assert_eq!(refund["status"], "succeeded", "{market:?}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_of_the_phone_says_how_it_ends() {
    let numbers = [
        ("3", "payment_method_not_available"),
        ("4", "payment_method_provider_decline"),
        ("5", "payment_intent_payment_attempt_expired"),
        ("6", "payment_method_customer_decline"),
    ];
    let tries = MARKETS
        .iter()
        .flat_map(|market| numbers.map(|number| (market, number)));
    all(tries.map(|(market, (end, code))| async move {
        let merchant = Merchant::new(market.merchant).await;
        let intent = merchant.create(5_000, market.currency, &[]).await;
        let phone = match market.method {
            "bizum" => format!("+34 611 111 11{end}"),
            "payto" => format!("+6141111111{end}"),
            _ => format!("+351 911 111 11{end}"),
        };
        let number = [(PHONE, phone.as_str())];
        let form = market.form(&number);
        let waiting = merchant.confirm(&intent, &form).await.ok();
        assert_eq!(waiting["status"], "requires_action", "{market:?} {end}");
        let failed = merchant
            .intent_reaches(&intent, "requires_payment_method")
            .await;
        let error = &failed["last_payment_error"];
        assert_eq!(error["code"], code, "{market:?} {end}");
        let told = &error["payment_method"]["billing_details"]["phone"];
        assert_eq!(told, &json!(phone.replace(' ', "")), "{market:?}");
        let told = [
            "payment_intent.created",
            "payment_intent.requires_action",
            "payment_intent.payment_failed",
        ];
        merchant.assert_events(&intent, &told).await;
        let again = merchant.confirm(&intent, &market.form(&[])).await.ok();
        assert_eq!(again["status"], "requires_action", "{market:?}");
        merchant.intent_reaches(&intent, "succeeded").await;
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_nobody_looks_at_frees_the_intent_in_time() {
    all(MARKETS.iter().map(|market| async move {
        let merchant = Merchant::new(market.merchant).await;
        let short: Form = &[("metadata[sandbox_expires_in]", "1")];
        let intent = merchant.create(5_000, market.currency, short).await;
        let form = market.form(&[(EMAIL, "fill_never@example.com")]);
        let waiting = merchant.confirm(&intent, &form).await.ok();
        assert_eq!(waiting["status"], "requires_action", "{market:?}");
        let failed = merchant
            .intent_reaches(&intent, "requires_payment_method")
            .await;
        let code = text(&failed["last_payment_error"], "code");
        assert_eq!(code, "payment_intent_payment_attempt_expired", "{market:?}");
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_number_is_asked_for_and_checked_by_name() {
    let merchant = Merchant::new("PT").await;
    let intent = merchant.create(5_000, "eur", &[]).await;
    let form: Form = &[("payment_method_data[type]", "mb_way")];
    let path = path_of(&intent, "/confirm");
    invalid(Some("parameter_missing"), Some(PHONE))
        .assert_answers(&merchant.post(&path, form), "none")
        .await;
    for phone in ["+351 91", "912 345 67x", "+0351912345678"] {
        let asked = merchant.post(&path, &with(form, &[(PHONE, phone)]));
        invalid(Some("payment_method_invalid_parameter"), Some(PHONE))
            .assert_answers(&asked, phone)
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_that_was_approved_once_pays_later_without_the_buyer() {
    let merchant = Merchant::new("AU").await;
    let payto = MARKETS.iter().find(|market| market.method == "payto");
    let form = payto.expect("one").form(&[]);
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    let customer = ("customer", text(&customer, "id"));
    let kept = [customer, ("setup_future_usage", "off_session")];
    let intent = merchant.create(5_000, "aud", &kept).await;
    merchant.confirm(&intent, &form).await.ok();
    let paid = merchant.intent_reaches(&intent, "succeeded").await;
    let again = [
        customer,
        ("payment_method", text(&paid, "payment_method")),
        ("off_session", "true"),
        ("confirm", "true"),
    ];
    let later = merchant.create(7_000, "aud", &again).await;
    assert_eq!(later["status"], "succeeded");
}

/// PayTo's own part of a confirmation.
fn payto<'a>(told: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let buyer: Form = &[
        ("payment_method_data[type]", "payto"),
        ("payment_method_data[billing_details][name]", "Jenny Rosen"),
        (EMAIL, "jenny@example.com"),
    ];
    with(buyer, told)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_named_by_its_numbers_too_and_only_their_end_is_kept() {
    let merchant = Merchant::new("AU").await;
    let intent = merchant.create(5_000, "aud", &[]).await;
    let numbers = [(BSB, "000-000"), (ACCOUNT, "000 123 456")];
    let waiting = merchant.buyers_confirm(&intent, &payto(&numbers));
    assert_eq!(waiting.send().await.ok()["status"], "requires_action");
    let paid = merchant.intent_reaches(&intent, "succeeded").await;
    let charge = merchant.charge_of(&paid).await;
    let details = &charge["payment_method_details"]["payto"];
    assert_eq!(details["bsb_number"], "000000");
    assert_eq!(details["last4"], "3456");
    assert_eq!(details["pay_id"], Value::Null);
    assert!(!charge.to_string().contains("000123456"), "{charge}");
    // The bank of another account says no, once its customer has approved.
    let intent = merchant.create(5_000, "aud", &[]).await;
    let numbers = [(BSB, "000000"), (ACCOUNT, "222222227")];
    merchant.confirm(&intent, &payto(&numbers)).await.ok();
    let failed = merchant
        .intent_reaches(&intent, "requires_payment_method")
        .await;
    assert_eq!(failed["last_payment_error"]["code"], "insufficient_funds");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alias_and_numbers_do_not_go_together_and_one_number_is_not_enough() {
    let merchant = Merchant::new("AU").await;
    let intent = merchant.create(5_000, "aud", &[]).await;
    let path = path_of(&intent, "/confirm");
    let cases: &[(Form, &str, &str)] = &[
        (&[(BSB, "000000")], "parameter_missing", ACCOUNT),
        (&[(ACCOUNT, "000123456")], "parameter_missing", BSB),
        (
            &[(BSB, "00000"), (ACCOUNT, "000123456")],
            "routing_number_invalid",
            BSB,
        ),
        (
            &[(BSB, "000000"), (ACCOUNT, "1234")],
            "account_number_invalid",
            ACCOUNT,
        ),
        (
            &[
                (PAY_ID, "a@b.example"),
                (BSB, "000000"),
                (ACCOUNT, "000123456"),
            ],
            "parameters_exclusive",
            BSB,
        ),
    ];
    for (told, code, param) in cases {
        invalid(Some(*code), Some(*param))
            .assert_answers(&merchant.post(&path, &payto(told)), code)
            .await;
    }
}
