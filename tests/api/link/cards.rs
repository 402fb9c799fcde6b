//! A card that a buyer adds on their own pages, without paying: kept as one that has paid, and only if
//! its bank says that it works.

use serde_json::{Value, json};

use super::{Browser, CVC, address, id_of, kept_cards, paid_and_saved};
use crate::support::{Form, Merchant, SOON, VISA, eventually, text, with};

const NAME: Form<'static> = &[("name", "Jenny Rosen")];
const ADDED: &str = "A card was added to your Link";

/// As the page sends it.
fn card<'a>(number: &'a str, cvc: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("number", number),
        ("exp_month", "12"),
        ("exp_year", "2034"),
        ("cvc", cvc),
    ]
}

fn visa() -> Vec<(&'static str, &'static str)> {
    card("4242 4242 4242 4242", "123")
}

/// A buyer who has shown who they are, and keeps nothing.
async fn signed_in(merchant: &Merchant) -> (Browser, String) {
    let email = address(merchant);
    let mut browser = Browser::at(merchant);
    browser.prove(&email, "424242").await.ok();
    (browser, email)
}

async fn cards(browser: &Browser) -> Vec<Value> {
    let consumer = browser.consumer().await;
    consumer["cards"].as_array().expect("a list").clone()
}

async fn times_told(browser: &Browser, email: &str) -> usize {
    let subjects = browser.subjects_sent_to(email).await;
    subjects.iter().filter(|subject| *subject == ADDED).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_was_added_without_a_payment_pays_with_one_press_where_it_was_typed() {
    let merchant = Merchant::new("US").await;
    let (mut browser, email) = signed_in(&merchant).await;
    let added = browser.own("cards", &with(&visa(), NAME)).await.ok();
    assert_eq!(added["done"], true);
    let consumer = browser.consumer().await;
    let [card] = &consumer["cards"].as_array().expect("cards")[..] else {
        panic!("one card: {consumer}");
    };
    assert_eq!(card["id"], added["id"]);
    let shown = (text(card, "brand"), text(card, "last4"));
    assert_eq!(shown, ("Visa", "4242"));
    assert_eq!(card["billing_details"]["name"], "Jenny Rosen");
    assert_eq!(card["is_default"], true);
    assert_eq!(consumer["profile"]["name"], "Jenny Rosen");
    assert_eq!(consumer["payments"], json!([]));
    assert_eq!(times_told(&browser, &email).await, 1);

    let [offer] = &kept_cards(&browser, &merchant).await[..] else {
        panic!("one offer");
    };
    assert_eq!(offer["fields"], json!([]), "typed here with its code");
    let intent = merchant.create(1999, "usd", &[]).await;
    let pay = [("payment_method", id_of(offer))];
    let paid = browser.confirm(&intent, &pay).await.ok();
    assert_eq!(paid["status"], "succeeded");
    let charge = merchant.charge_of(&merchant.retrieve(&intent).await).await;
    let details = &charge["payment_method_details"]["card"];
    assert_eq!(details["wallet"]["type"], "link");

    // Who only reads the owner's mail has not shown to have it.
    let mut other = Browser::at(&merchant);
    other.prove(&email, "424242").await.ok();
    let intent = merchant.create(1999, "usd", &[]).await;
    let refused = other.confirm(&intent, &pay).await.error(400);
    assert_eq!(refused["code"], "link_cvc_required");
    let paid = other.confirm(&intent, &with(&pay, CVC)).await.ok();
    assert_eq!(paid["status"], "succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_its_bank_declines_is_not_kept_and_the_buyer_reads_why() {
    let merchant = Merchant::new("US").await;
    let (browser, email) = signed_in(&merchant).await;
    for (number, code, decline_code, param) in [
        ("4000000000000002", "card_declined", "generic_decline", None),
        (
            "4000000000009995",
            "card_declined",
            "insufficient_funds",
            None,
        ),
        (
            "4000000000000069",
            "expired_card",
            "expired_card",
            Some("exp_month"),
        ),
        (
            "4000000000000127",
            "incorrect_cvc",
            "incorrect_cvc",
            Some("cvc"),
        ),
        (
            "4000000000000119",
            "processing_error",
            "processing_error",
            None,
        ),
        (
            "4242424242424241",
            "incorrect_number",
            "incorrect_number",
            Some("number"),
        ),
        // One that the partner does not keep.
        (
            "4929000000006",
            "card_declined",
            "test_mode_live_card",
            None,
        ),
    ] {
        let refused = browser.own("cards", &card(number, "123")).await.error(402);
        assert_eq!(refused["type"], "card_error", "{number}");
        assert_eq!(refused["code"], code, "{number}");
        assert_eq!(refused["decline_code"], decline_code, "{number}");
        assert_eq!(refused["param"].as_str(), param, "{number}");
    }
    let consumer = browser.consumer().await;
    assert_eq!(consumer["cards"], json!([]));
    assert_eq!(consumer["profile"], Value::Null);
    assert_eq!(times_told(&browser, &email).await, 0);
    // What is refused when it pays, and not when it is asked about, is kept as elsewhere.
    let later = browser.own("cards", &card("4000000000000341", "123")).await;
    later.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_whose_bank_wants_to_see_its_owner_is_not_kept_before_it_has_paid() {
    let merchant = Merchant::new("US").await;
    let (browser, _) = signed_in(&merchant).await;
    for number in ["4000002760003184", "4000002500003155", "4000008400001629"] {
        let refused = browser.own("cards", &card(number, "123")).await.error(402);
        assert_eq!(
            refused["code"], "link_card_needs_authentication",
            "{number}"
        );
        assert_eq!(refused["param"], "number", "{number}");
        assert_eq!(refused["type"], "card_error", "{number}");
    }
    assert_eq!(cards(&browser).await, [] as [Value; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_one_card_however_often_it_is_handed_in() {
    let merchant = Merchant::new("US").await;
    let (browser, email) = signed_in(&merchant).await;
    let form = with(&visa(), NAME);
    let (first, second) = tokio::join!(browser.own("cards", &form), browser.own("cards", &form));
    assert_eq!(first.ok()["id"], second.ok()["id"]);
    let mastercard = card("5555555555554444", "123");
    browser.own("cards", &mastercard).await.ok();

    // Its bank has sent another one with the same number.
    let renewed = with(&visa()[..2], &[("exp_year", "2040"), ("cvc", "999")]);
    browser.own("cards", &renewed).await.ok();
    let cards = cards(&browser).await;
    let [visa, other] = &cards[..] else {
        panic!("two cards: {cards:?}");
    };
    assert_eq!(
        (&visa["last4"], &other["last4"]),
        (&json!("4242"), &json!("4444"))
    );
    assert_eq!(visa["exp_year"], 2040);
    assert_eq!(visa["is_default"], true);
    assert_eq!(visa["billing_details"]["name"], "Jenny Rosen");
    assert_eq!(times_told(&browser, &email).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_has_paid_keeps_what_the_payment_left_with_it() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut browser = Browser::at(&merchant);
    let save = [
        ("link[save]", "true"),
        ("link[email]", email.as_str()),
        ("link[phone]", "+44 7700 900123"),
        (
            "payment_method_data[billing_details][address][postal_code]",
            "SW1A",
        ),
    ];
    let intent = merchant.create(1999, "usd", &[]).await;
    let form = with(VISA, &save);
    browser.confirm(&intent, &form).await.ok();
    kept_cards(&browser, &merchant).await;
    browser.prove(&email, "424242").await.ok();
    browser.own("cards", &with(&visa(), NAME)).await.ok();
    let [card] = &cards(&browser).await[..] else {
        panic!("one card");
    };
    let billing = &card["billing_details"];
    assert_eq!(billing["name"], "Jenny Rosen");
    assert_eq!(billing["address"]["postal_code"], "SW1A");
    assert_eq!(card["phone"], "+447700900123");
    assert_eq!(times_told(&browser, &email).await, 0, "it was kept before");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_field_is_named() {
    let merchant = Merchant::new("US").await;
    let (browser, _) = signed_in(&merchant).await;
    for lacks in ["number", "exp_month", "exp_year", "cvc"] {
        let mut form = visa();
        form.retain(|(name, _)| *name != lacks);
        let refused = browser.own("cards", &form).await.error(400);
        assert_eq!(refused["code"], "parameter_missing", "{lacks}");
        assert_eq!(refused["param"], lacks);
    }
    for (field, value, status, code) in [
        ("number", "4242", 402, "invalid_number"),
        ("number", "4929000000007", 402, "incorrect_number"),
        ("exp_month", "13", 402, "invalid_expiry_month"),
        ("exp_year", "2019", 402, "invalid_expiry_year"),
        ("cvc", "12", 402, "invalid_cvc"),
        ("exp_month", "x", 400, "parameter_invalid_integer"),
    ] {
        let mut form = visa();
        form.retain(|(name, _)| *name != field);
        form.push((field, value));
        let refused = browser.own("cards", &form).await.error(status);
        assert_eq!(refused["code"], code, "{field}={value}");
        assert_eq!(refused["param"], field);
    }
    let refused = browser
        .own("cards", &with(&visa(), &[("colour", "red")]))
        .await;
    assert_eq!(refused.error(400)["code"], "parameter_unknown");
    assert_eq!(cards(&browser).await, [] as [Value; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_adds_a_card_who_has_not_shown_who_they_are() {
    let merchant = Merchant::new("US").await;
    let (browser, email) = signed_in(&merchant).await;
    let stranger = Browser::at(&merchant);
    let elsewhere = browser.clone().at_origin("https://evil.example");
    let mut typed = Browser::at(&merchant);
    let theirs = format!("typed+{email}");
    paid_and_saved(&mut typed, &merchant, &theirs).await;
    kept_cards(&typed, &merchant).await;
    for nobody in [&stranger, &elsewhere, &typed] {
        let form = card("5555555555554444", "123");
        let refused = nobody.own("cards", &form).await.error(401);
        assert_eq!(refused["code"], "link_session_ended");
    }
    assert_eq!(cards(&browser).await, [] as [Value; 0]);
    let mut owner = Browser::at(&merchant);
    owner.prove(&theirs, "424242").await.ok();
    let kept = eventually("the owner sees theirs", SOON, || async {
        let kept = cards(&owner).await;
        (!kept.is_empty()).then_some(kept)
    })
    .await;
    assert_eq!(kept.len(), 1);
}
