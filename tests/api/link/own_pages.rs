//! The buyer's own pages: everything that is known, changed and erased by the buyer alone.

use serde_json::{Value, json};

use super::{Browser, address, kept_cards, paid_and_saved};
use crate::support::{Merchant, SOON, eventually, text, with};

const MASTERCARD: &[(&str, &str)] = &[
    ("payment_method_data[type]", "card"),
    ("payment_method_data[card][number]", "5555555555554444"),
    ("payment_method_data[card][exp_month]", "11"),
    ("payment_method_data[card][exp_year]", "2035"),
];

/// A buyer with a Visa card, kept first, and a Mastercard.
async fn with_two_cards(merchant: &Merchant) -> (Browser, String) {
    let email = address(merchant);
    let mut browser = Browser::at(merchant);
    paid_and_saved(&mut browser, merchant, &email).await;
    kept_cards(&browser, merchant).await;
    let save = [("link[save]", "true"), ("link[email]", email.as_str())];
    let intent = merchant.create(700, "jpy", &[]).await;
    let form = with(MASTERCARD, &save);
    browser.confirm(&intent, &form).await.ok();
    browser.prove(&email, "424242").await.ok();
    eventually("both are kept", SOON, || async {
        let cards = browser.consumer().await["cards"].as_array()?.len();
        (cards == 2).then_some(())
    })
    .await;
    (browser, email)
}

fn last4s(consumer: &Value) -> Vec<&str> {
    let cards = consumer["cards"].as_array().expect("cards");
    cards.iter().map(|card| text(card, "last4")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_buyer_sees_all_that_is_known_and_nobody_else_sees_anything() {
    let merchant = Merchant::new("US").await;
    let (browser, email) = with_two_cards(&merchant).await;
    let consumer = browser.consumer().await;
    assert_eq!(consumer["email"], email);
    assert_eq!(last4s(&consumer), ["4242", "4444"]);
    let amounts: Vec<_> = consumer["payments"]
        .as_array()
        .expect("payments")
        .iter()
        .map(|paid| (text(paid, "amount"), text(paid, "currency")))
        .collect();
    assert_eq!(amounts, [("700", "JPY"), ("19.99", "USD")]);
    assert_eq!(consumer["devices"].as_array().map(Vec::len), Some(2));
    let shown = consumer.to_string();
    for secret in ["pm_card", "fingerprint", "424242424242"] {
        assert!(!shown.contains(secret), "{secret}");
    }

    let nobody = Browser::at(&merchant).consumer().await;
    assert_eq!(nobody["email"], Value::Null);
    assert_eq!(nobody["cards"], json!([]));
    let elsewhere = browser.at_origin("https://evil.example").consumer().await;
    assert_eq!(elsewhere["email"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_card_is_the_default_whichever_is_chosen_or_removed() {
    let merchant = Merchant::new("US").await;
    let (browser, _) = with_two_cards(&merchant).await;
    let ids: Vec<String> = {
        let consumer = browser.consumer().await;
        let cards = consumer["cards"].as_array().expect("cards").clone();
        cards
            .iter()
            .map(|card| text(card, "id").to_owned())
            .collect()
    };
    // Two devices at once: one of them is last, and one card is the default.
    let paths = [0, 1].map(|index| format!("cards/{}/make_default", ids[index]));
    let (first, second) = tokio::join!(browser.own(&paths[0], &[]), browser.own(&paths[1], &[]));
    first.ok();
    second.ok();
    let consumer = browser.consumer().await;
    let defaults = consumer["cards"].as_array().expect("cards").iter();
    assert_eq!(
        defaults.filter(|card| card["is_default"] == true).count(),
        1
    );

    let first = text(&consumer["cards"][0], "id").to_owned();
    browser
        .own(&format!("cards/{first}/remove"), &[])
        .await
        .ok();
    let left = browser.consumer().await;
    assert_eq!(left["cards"].as_array().map(Vec::len), Some(1));
    assert_eq!(left["cards"][0]["is_default"], true);
    let again = browser.own(&format!("cards/{first}/remove"), &[]).await;
    assert_eq!(again.error(404)["code"], "resource_missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_signed_out_from_another_is_nobodys() {
    let merchant = Merchant::new("US").await;
    let (browser, email) = with_two_cards(&merchant).await;
    let mut lost = Browser::at(&merchant);
    lost.prove(&email, "424242").await.ok();
    assert_eq!(lost.consumer().await["email"], email);
    let devices = browser.consumer().await["devices"].clone();
    let other = text(&devices[1], "id");
    browser
        .own(&format!("sessions/{other}/end"), &[])
        .await
        .ok();
    assert_eq!(lost.consumer().await["email"], Value::Null);
    assert_eq!(browser.consumer().await["email"], email);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_erases_everything_is_not_known_any_more_on_any_device() {
    let merchant = Merchant::new("US").await;
    let (browser, email) = with_two_cards(&merchant).await;
    let mut other = Browser::at(&merchant);
    other.prove(&email, "424242").await.ok();
    browser.own("erase", &[]).await.ok();
    for browser in [&browser, &other] {
        assert_eq!(browser.consumer().await["email"], Value::Null);
        let refused = browser.own("erase", &[]).await.error(401);
        assert_eq!(refused["code"], "link_session_ended");
    }
    let mut later = Browser::at(&merchant);
    let proven = later.prove(&email, "424242").await.ok();
    assert_eq!(proven["is_known"], false);
    assert_eq!(later.consumer().await["cards"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_only_typed_an_address_sees_and_changes_nothing_of_its_owner() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut stranger = Browser::at(&merchant);
    paid_and_saved(&mut stranger, &merchant, &email).await;
    kept_cards(&stranger, &merchant).await;

    let mut owner = Browser::at(&merchant);
    owner.prove(&email, "424242").await.ok();
    let save = [("link[save]", "true"), ("link[email]", email.as_str())];
    let intent = merchant.create(1999, "usd", &[]).await;
    owner.confirm(&intent, &with(MASTERCARD, &save)).await.ok();
    let cards = eventually("the owner's card is kept", SOON, || async {
        let cards = owner.consumer().await["cards"].as_array()?.clone();
        (cards.len() == 2).then_some(cards)
    })
    .await;
    let own = cards.iter().find(|card| card["last4"] == "4444");
    let own = text(own.expect("the owner's card"), "id");

    let intent = merchant.create(1999, "usd", &[]).await;
    let offers = stranger.offers(&intent).await["offers"].clone();
    assert_eq!(offers.as_array().map(Vec::len), Some(1), "their own card");
    let pay = [("payment_method", own), ("link[cvc]", "123")];
    let refused = stranger.confirm(&intent, &pay).await.error(400);
    assert_eq!(refused["code"], "resource_missing");
    assert_eq!(stranger.consumer().await["email"], Value::Null);
    for path in ["erase".to_owned(), format!("cards/{own}/remove")] {
        let refused = stranger.own(&path, &[]).await.error(401);
        assert_eq!(refused["code"], "link_session_ended");
    }
    assert_eq!(
        owner.consumer().await["cards"].as_array().map(Vec::len),
        Some(2)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_of_ones_own_opens_no_other_card_on_a_new_device() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut owner = Browser::at(&merchant);
    paid_and_saved(&mut owner, &merchant, &email).await;
    kept_cards(&owner, &merchant).await;

    // Somebody who reads the owner's mail, and has a card of their own.
    let mut thief = Browser::at(&merchant);
    thief.prove(&email, "424242").await.ok();
    let save = [("link[save]", "true"), ("link[email]", email.as_str())];
    let intent = merchant.create(1999, "usd", &[]).await;
    thief.confirm(&intent, &with(MASTERCARD, &save)).await.ok();
    let cards = eventually("both cards are kept", SOON, || async {
        let cards = thief.consumer().await["cards"].as_array()?.clone();
        (cards.len() == 2).then_some(cards)
    })
    .await;
    let visa = cards
        .iter()
        .find(|card| card["last4"] == "4242")
        .expect("Visa");
    let intent = merchant.create(1999, "usd", &[]).await;
    let pay = [("payment_method", text(visa, "id"))];
    let refused = thief.confirm(&intent, &pay).await.error(400);
    assert_eq!(refused["code"], "link_cvc_required");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_hears_of_a_new_device_and_of_a_removed_card() {
    let merchant = Merchant::new("US").await;
    let (browser, email) = with_two_cards(&merchant).await;
    let cards = browser.consumer().await["cards"].clone();
    let path = format!("cards/{}/remove", text(&cards[0], "id"));
    browser.own(&path, &[]).await.ok();
    let subjects = browser.subjects_sent_to(&email).await;
    assert_eq!(
        subjects[..2],
        [
            "A card was removed from your Link",
            "New device in your Link"
        ]
    );
}
