//! Bank accounts in Link: kept once they were debited, debited at other merchants under mandates of
//! their own, and on a new device never by an e-mail code alone.

use serde_json::{Value, json};

use super::phone_codes::{ask, masked, new_number};
use super::{Browser, CVC, address, id_of, kept_cards, paid_and_saved};
use crate::harness::Kassa;
use crate::support::{Form, Merchant, SOON, eventually, path_of, text, with};

pub const IBAN: &str = "DE89370400440532013000";
/// The bank of this one has no money for anybody.
const EMPTY: &str = "DE62370400440532013001";
/// How the buyer agrees to a merchant's mandate.
pub const AGREED: Form<'static> = &[
    ("mandate_data[customer_acceptance][type]", "online"),
    (
        "mandate_data[customer_acceptance][online][infer_from_client]",
        "true",
    ),
];
const US_ACCOUNT: Form<'static> = &[
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
    ("link[save]", "true"),
];

/// Has a typed account debited that is to be kept, by the address that its own form asks for.
pub async fn debited_and_saved(
    browser: &mut Browser,
    merchant: &Merchant,
    iban: &str,
    email: &str,
    more: Form<'_>,
) -> Value {
    let account = [
        ("payment_method_data[type]", "sepa_debit"),
        ("payment_method_data[sepa_debit][iban]", iban),
        ("payment_method_data[billing_details][name]", "Jenny Rosen"),
        ("payment_method_data[billing_details][email]", email),
        ("link[save]", "true"),
    ];
    let intent = merchant.create(1999, "eur", &[]).await;
    let form = with(&with(&account, AGREED), more);
    browser.confirm(&intent, &form).await.ok()
}

/// The accounts that are offered, once there is one.
async fn kept_banks(browser: &Browser, merchant: &Merchant) -> Vec<Value> {
    eventually("the account is kept", SOON, || async {
        let banks = offered(browser, merchant).await;
        (!banks.is_empty()).then_some(banks)
    })
    .await
}

async fn offered(browser: &Browser, merchant: &Merchant) -> Vec<Value> {
    let intent = merchant.create(1999, "eur", &[]).await;
    let offers = browser.offers(&intent).await["offers"].clone();
    let offers = offers.as_array().expect("offers").iter();
    let banks = offers.filter(|offer| offer["type"] == "sepa_debit");
    banks.cloned().collect()
}

/// A buyer with an account that is kept, in the browser where it was typed.
pub async fn owner(merchant: &Merchant, more: Form<'_>) -> (Browser, String, String) {
    let email = address(merchant);
    let mut browser = Browser::at(merchant);
    debited_and_saved(&mut browser, merchant, IBAN, &email, more).await;
    let banks = kept_banks(&browser, merchant).await;
    let bank = id_of(&banks[0]).to_owned();
    (browser, email, bank)
}

/// A buyer's browser after a code by e-mail, and no more.
async fn new_device(merchant: &Merchant, email: &str) -> Browser {
    let mut other = Browser::at(merchant);
    other.prove(email, "424242").await.ok();
    other
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_was_debited_pays_another_merchant_under_a_mandate_of_its_own() {
    let first = Merchant::new("DE").await;
    let email = address(&first);
    let mut browser = Browser::at(&first);
    let processing = debited_and_saved(&mut browser, &first, IBAN, &email, &[]).await;
    assert_eq!(processing["status"], "processing", "nobody waits for Link");
    let banks = kept_banks(&browser, &first).await;
    assert_eq!(banks[0]["display_name"], "SEPA Direct Debit ••••\u{a0}3000");
    assert_eq!(banks[0]["flow"], "bank_debit");
    assert!(
        text(&banks[0], "mandate").contains("{merchant}"),
        "each merchant's own"
    );

    let second = Merchant::new("NL").await;
    let mut browser = browser.moved_to(&second);
    let pay = [("payment_method", id_of(&banks[0]))];
    let intent = second.create(2500, "eur", &[]).await;
    let refused = browser.confirm(&intent, &pay).await.error(400);
    assert!(
        text(&refused, "message").contains("mandate"),
        "the buyer agrees each time: {refused}"
    );
    let paid = browser.confirm(&intent, &with(&pay, AGREED)).await.ok();
    assert_eq!(paid["status"], "processing");
    let paid = second.intent_reaches(&paid, "succeeded").await;
    let charge = format!("/v1/charges/{}", text(&paid, "latest_charge"));
    let charge = second.get(&charge).send().await.ok();
    let details = &charge["payment_method_details"];
    assert_eq!(details["type"], "sepa_debit");
    assert_eq!(details["sepa_debit"]["last4"], "3000");
    let mandate = format!("/v1/mandates/{}", text(&details["sepa_debit"], "mandate"));
    let mandate = second.get(&mandate).send().await.ok();
    assert_eq!(mandate["status"], "inactive", "it was for this debit alone");
    // Nothing tells that it came from Link, let alone from where.
    let seen = charge.to_string().to_lowercase();
    assert!(!seen.contains("link"), "{seen}");
    assert_ne!(paid["payment_method"], pay[0].1, "the buyer's own name");
    assert_ne!(paid["payment_method"], processing["payment_method"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_cannot_be_debited_is_not_kept() {
    let merchant = Merchant::new("DE").await;
    let email = address(&merchant);
    let mut browser = Browser::at(&merchant);
    let processing = debited_and_saved(&mut browser, &merchant, EMPTY, &email, &[]).await;
    merchant
        .intent_reaches(&processing, "requires_payment_method")
        .await;
    let proven = browser.prove(&email, "424242").await.ok();
    assert_eq!(proven["is_known"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_was_verified_once_is_debited_elsewhere_without_new_deposits() {
    let first = Merchant::new("US").await;
    let email = address(&first);
    let mut browser = Browser::at(&first);
    let intent = first.create(1999, "usd", &[]).await;
    let without = with(US_ACCOUNT, AGREED);
    let refused = browser.confirm(&intent, &without).await.error(400);
    assert_eq!(refused["param"], "link[email]", "its form asks for none");
    let form = with(&without, &[("link[email]", &email)]);
    let waiting = browser.confirm(&intent, &form).await.ok();
    assert_eq!(waiting["status"], "requires_action");
    assert_eq!(browser.offers(&intent).await["email"], Value::Null);
    let code = [
        ("client_secret", text(&intent, "client_secret")),
        ("descriptor_code", "SM11AA"),
    ];
    let verify = path_of(&intent, "/verify_microdeposits");
    browser.post(&verify, &code).await.ok();
    let banks = kept_cards(&browser, &first).await;
    assert_eq!(banks[0]["type"], "us_bank_account");

    let second = Merchant::new("US").await;
    let mut browser = browser.moved_to(&second);
    let intent = second.create(900, "usd", &[]).await;
    let pay = [("payment_method", id_of(&banks[0]))];
    let paid = browser.confirm(&intent, &with(&pay, AGREED)).await.ok();
    assert_eq!(paid["status"], "processing");
    second.intent_reaches(&paid, "succeeded").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_e_mail_code_alone_is_offered_no_account_and_debits_none() {
    let merchant = Merchant::new("DE").await;
    let (mut own, email, bank) = owner(&merchant, &[]).await;
    let mut other = new_device(&merchant, &email).await;
    assert_eq!(offered(&other, &merchant).await, Vec::<Value>::new());
    let pay = with(&[("payment_method", bank.as_str())], AGREED);
    let intent = merchant.create(1999, "eur", &[]).await;
    // Nor does a code that no account has.
    for form in [pay.clone(), with(&pay, CVC)] {
        let refused = other.confirm(&intent, &form).await.error(400);
        assert_eq!(refused["code"], "link_device_not_trusted");
    }
    let token = other.post("/v1/confirmation_tokens", &pay).await.error(400);
    assert_eq!(token["code"], "link_device_not_trusted");
    let by_sms = ask(&other, &bank).await.error(400);
    assert_eq!(by_sms["code"], "link_phone_missing");

    // Whoever signs in where it was typed has shown that before.
    own.prove(&email, "424242").await.ok();
    own.confirm(&intent, &with(&pay, CVC)).await.ok();
    let listed = own.consumer().await;
    assert_eq!(listed["banks"][0]["id"], bank);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_by_sms_opens_the_account_that_the_number_was_given_with_and_no_other() {
    let merchant = Merchant::new("DE").await;
    let phone = new_number();
    let (_, email, bank) = owner(&merchant, &[("link[phone]", &phone)]).await;

    // Somebody who reads the owner's mail leaves an account and a number of their own.
    let own_phone = new_number();
    let mut thief = new_device(&merchant, &email).await;
    let more = [("link[phone]", own_phone.as_str())];
    let iban = "AT611904300234573201";
    debited_and_saved(&mut thief, &merchant, iban, &email, &more).await;
    let kept = eventually("both are kept", SOON, || async {
        let kept = offered(&thief, &merchant).await;
        (kept.len() == 2).then_some(kept)
    })
    .await;
    let theirs = kept.iter().find(|offer| id_of(offer) != bank);
    let theirs = id_of(theirs.expect("the thief's")).to_owned();

    let mut thief = new_device(&merchant, &email).await;
    let asked = ask(&thief, &theirs).await.ok();
    assert_eq!(asked["sent_to"], masked(&own_phone));
    thief.answer(&asked, "424242").await.ok();
    let intent = merchant.create(1999, "eur", &[]).await;
    let pay = |bank| with(&[("payment_method", bank)], AGREED);
    let refused = thief.confirm(&intent, &pay(&bank)).await.error(400);
    assert_eq!(refused["code"], "link_device_not_trusted");

    let mut other = new_device(&merchant, &email).await;
    let intent = merchant.create(1999, "eur", &[]).await;
    let offers = other.offers(&intent).await;
    let locked = offers["offers"].as_array().expect("offers").iter();
    let locked = locked.clone().find(|offer| id_of(offer) == bank);
    let locked = locked.expect("the account");
    assert_eq!(locked["flow"], "link", "it cannot be paid with as it is");
    assert!(text(locked, "explanation").contains(&masked(&phone)));
    assert_eq!(offers["phones"][&bank], masked(&phone));
    let asked = ask(&other, &bank).await.ok();
    other.answer(&asked, "424242").await.ok();
    let paid = other.confirm(&intent, &pay(&bank)).await.ok();
    assert_eq!(paid["status"], "processing");
    let intent = merchant.create(1999, "eur", &[]).await;
    let refused = other.confirm(&intent, &pay(&theirs)).await.error(400);
    assert_eq!(refused["code"], "link_device_not_trusted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_who_types_the_owners_address_with_an_account_adds_nothing() {
    let merchant = Merchant::new("DE").await;
    let (own, email, bank) = owner(&merchant, &[]).await;
    let mut stranger = Browser::at(&merchant);
    let iban = "AT611904300234573201";
    let debited = debited_and_saved(&mut stranger, &merchant, iban, &email, &[]).await;
    merchant.intent_reaches(&debited, "succeeded").await;
    let intent = merchant.create(1999, "eur", &[]).await;
    assert_eq!(stranger.offers(&intent).await["email"], Value::Null);
    let kept = offered(&own, &merchant).await;
    let ids: Vec<_> = kept.iter().map(id_of).collect();
    assert_eq!(ids, [bank]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_offered_where_its_method_is_taken_and_nowhere_else() {
    let merchant = Merchant::new("DE").await;
    let (mut browser, _, bank) = owner(&merchant, &[]).await;
    let pay = with(&[("payment_method", bank.as_str())], AGREED);
    let only = |types: &[&'static str]| -> Vec<(&str, &str)> {
        let name = "payment_method_types[]";
        types.iter().map(|kind| (name, *kind)).collect()
    };
    for (currency, types) in [
        ("usd", vec![]),
        ("eur", only(&["card", "link"])),
        // The merchant takes such accounts, and no Link.
        ("eur", only(&["card", "sepa_debit"])),
    ] {
        let intent = merchant.create(1999, currency, &types).await;
        let offers = browser.offers(&intent).await["offers"].clone();
        assert_eq!(offers, json!([]), "{currency} {types:?}");
        browser.confirm(&intent, &pay).await.error(400);
    }
    let both = only(&["sepa_debit", "link"]);
    let intent = merchant.create(1999, "eur", &both).await;
    let offers = browser.offers(&intent).await["offers"].clone();
    assert_eq!(id_of(&offers[0]), bank, "without any card");
    browser.confirm(&intent, &pay).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_token_holds_a_kept_account_with_the_buyers_consent() {
    let merchant = Merchant::new("DE").await;
    let (browser, _, bank) = owner(&merchant, &[]).await;
    let pay = with(&[("payment_method", bank.as_str())], AGREED);
    let token = browser.post("/v1/confirmation_tokens", &pay).await.ok();
    let confirm = [
        ("confirmation_token", text(&token, "id")),
        ("confirm", "true"),
    ];
    let paid = merchant.create(1999, "eur", &confirm).await;
    assert_eq!(paid["status"], "processing");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_buyers_own_pages_show_accounts_with_one_default_of_all_and_remove_them() {
    let merchant = Merchant::new("DE").await;
    let (mut browser, email, bank) = owner(&merchant, &[]).await;
    paid_and_saved(&mut browser, &merchant, &email).await;
    browser.prove(&email, "424242").await.ok();
    let consumer = eventually("both are kept", SOON, || async {
        let consumer = browser.consumer().await;
        (consumer["cards"] != json!([])).then_some(consumer)
    })
    .await;
    let shown = &consumer["banks"][0];
    assert_eq!(shown["name"], "SEPA Direct Debit");
    assert_eq!(shown["id"], bank);
    assert_eq!(shown["type"], "sepa_debit");
    assert_eq!(shown["last4"], "3000");
    assert_eq!(shown["bank_name"], Value::Null, "the number does not tell");
    assert_eq!(shown["is_default"], true, "it was first");
    assert_eq!(consumer["cards"][0]["is_default"], false);
    assert!(shown["added_ms"].is_i64());
    let paid = consumer["payments"].as_array().expect("payments").iter();
    assert_eq!(paid.filter(|paid| paid["last4"] == "3000").count(), 1);
    let seen = consumer.to_string();
    for secret in [&IBAN[4..], "ba_sepa", "fingerprint", "mandate"] {
        assert!(!seen.contains(secret), "{secret}: {seen}");
    }

    // Both at once, again and again: one of them is last, and one is the default.
    let card = text(&consumer["cards"][0], "id");
    let to_card = format!("cards/{card}/make_default");
    let to_bank = format!("banks/{bank}/make_default");
    for _ in 0..4 {
        let (one, other) = tokio::join!(browser.own(&to_card, &[]), browser.own(&to_bank, &[]));
        one.ok();
        other.ok();
        let consumer = browser.consumer().await;
        let both = [&consumer["cards"][0], &consumer["banks"][0]];
        let defaults = both.iter().filter(|kept| kept["is_default"] == true);
        assert_eq!(defaults.count(), 1, "{consumer}");
    }

    browser.own(&to_bank, &[]).await.ok();
    let remove = format!("banks/{bank}/remove");
    browser.own(&remove, &[]).await.ok();
    let subjects = browser.subjects_sent_to(&email).await;
    assert_eq!(subjects[0], "A bank account was removed from your Link");
    let left = browser.consumer().await;
    assert_eq!(left["banks"], json!([]));
    assert_eq!(left["cards"][0]["is_default"], true);
    let again = browser.own(&remove, &[]).await.error(404);
    assert_eq!(again["code"], "resource_missing");
    let pay = with(&[("payment_method", bank.as_str())], AGREED);
    let intent = merchant.create(1999, "eur", &[]).await;
    let refused = browser.confirm(&intent, &pay).await.error(400);
    assert_eq!(refused["code"], "resource_missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_erases_everything_while_the_bank_takes_its_time_is_not_known_again() {
    let kassa = Kassa::start().await;
    let merchant = Merchant::on(&kassa, "DE").await;
    let (mut browser, email, _) = owner(&merchant, &[]).await;
    browser.prove(&email, "424242").await.ok();
    let iban = "AT611904300234573201";
    let debited = debited_and_saved(&mut browser, &merchant, iban, &email, &[]).await;
    assert_eq!(debited["status"], "processing");
    browser.own("erase", &[]).await.ok();
    merchant.intent_reaches(&debited, "succeeded").await;
    let mut later = Browser::at(&merchant);
    let proven = later.prove(&email, "424242").await.ok();
    assert_eq!(proven["is_known"], false);
    assert_eq!(later.consumer().await["banks"], json!([]));
}
