//! A code by SMS on a new device: it stands for the codes of the cards that the number was given with,
//! and for no others.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::Value;

use super::{Browser, CVC, address, id_of, kept_cards};
use crate::harness::Kassa;
use crate::harness::twilio::{FROM, Manner, TOKEN, Twilio};
use crate::support::{Answer, Form, Merchant, SOON, VISA, eventually, text, with};

const MASTERCARD: Form<'static> = &[
    ("payment_method_data[type]", "card"),
    ("payment_method_data[card][number]", "5555555555554444"),
    ("payment_method_data[card][exp_month]", "11"),
    ("payment_method_data[card][exp_year]", "2035"),
];

/// A number that no other test uses.
pub fn new_number() -> String {
    static LAST: AtomicU32 = AtomicU32::new(1_000);
    format!("+1555555{}", LAST.fetch_add(1, Ordering::Relaxed))
}

/// As the buyer sees it: the last four digits.
pub fn masked(phone: &str) -> String {
    format!("•••\u{a0}{}", &phone[phone.len() - 4..])
}

/// Pays with a typed card that is kept with this number.
async fn save(
    browser: &mut Browser,
    merchant: &Merchant,
    card: Form<'_>,
    email: &str,
    phone: &str,
) {
    let link = [
        ("link[save]", "true"),
        ("link[email]", email),
        ("link[phone]", phone),
    ];
    let intent = merchant.create(1999, "usd", &[]).await;
    browser.confirm(&intent, &with(card, &link)).await.ok();
}

/// Asks for a code by SMS.
pub async fn ask(browser: &Browser, card: &str) -> Answer {
    let form = [("method", "sms"), ("payment_method", card)];
    browser.post("/v1/link/challenges", &form).await
}

async fn pay(browser: &mut Browser, merchant: &Merchant, card: &str) -> Answer {
    let intent = merchant.create(1999, "usd", &[]).await;
    browser.confirm(&intent, &[("payment_method", card)]).await
}

/// The cards that the buyer keeps, once there are so many.
async fn cards(browser: &Browser, merchant: &Merchant, count: usize) -> Vec<Value> {
    let intent = merchant.create(1999, "usd", &[]).await;
    eventually("the cards are kept", SOON, || async {
        let offers = browser.offers(&intent).await;
        let offers = offers["offers"].as_array().expect("offers").clone();
        (offers.len() == count).then_some(offers)
    })
    .await
}

fn ending_in<'a>(cards: &'a [Value], last4: &str) -> &'a str {
    let card = cards.iter().find(|card| card["saved"]["last4"] == last4);
    id_of(card.expect("the card"))
}

/// A buyer with a card that is kept with a number, the address, and the number.
async fn owner(merchant: &Merchant) -> (Browser, String, String) {
    let (email, phone) = (address(merchant), new_number());
    let mut browser = Browser::at(merchant);
    save(&mut browser, merchant, VISA, &email, &phone).await;
    kept_cards(&browser, merchant).await;
    (browser, email, phone)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_by_sms_stands_for_the_cards_own_on_a_new_device() {
    let merchant = Merchant::new("US").await;
    let (own, email, phone) = owner(&merchant).await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let at_home = own.offers(&intent).await;
    assert_eq!(at_home["phones"], Value::Null, "nothing is asked there");

    let mut other = Browser::at(&merchant);
    other.prove(&email, "424242").await.ok();
    let offers = other.offers(&intent).await;
    let card = id_of(&offers["offers"][0]).to_owned();
    assert_eq!(offers["phones"][&card], masked(&phone));
    let asked = ask(&other, &card).await.ok();
    assert_eq!(asked["sent_to"], masked(&phone));
    let message = other.newest_body_sent_to(&phone).await;
    let (code, rest) = message.split_at(6);
    assert!(
        rest.starts_with(" is your Link code at 127.0.0.1"),
        "{message}"
    );
    let trusted = other.answer(&asked, code).await.ok();
    assert_eq!(trusted["email"], email);
    let again = other.answer(&asked, code).await.error(400);
    assert_eq!(again["code"], "link_code_expired", "a code is good once");

    let offers = other.offers(&intent).await;
    assert_eq!(offers["offers"][0]["fields"], serde_json::json!([]));
    assert_eq!(offers["phones"], Value::Null);
    assert_eq!(
        pay(&mut other, &merchant, &card).await.ok()["status"],
        "succeeded"
    );

    let third = Browser::at(&merchant);
    let nobody = ask(&third, &card).await.error(400);
    assert_eq!(nobody["code"], "link_session_ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thief_with_the_mailbox_and_a_phone_of_their_own_opens_their_own_card_alone() {
    let merchant = Merchant::new("US").await;
    let (_, email, phone) = owner(&merchant).await;
    let own_phone = new_number();
    let mut thief = Browser::at(&merchant);
    thief.prove(&email, "424242").await.ok();
    save(&mut thief, &merchant, MASTERCARD, &email, &own_phone).await;
    let kept = cards(&thief, &merchant, 2).await;
    let (visa, own) = (ending_in(&kept, "4242"), ending_in(&kept, "4444"));

    // On a device that has typed neither, so that the message is all there is.
    let mut thief = Browser::at(&merchant);
    thief.prove(&email, "424242").await.ok();
    let asked = ask(&thief, own).await.ok();
    assert_eq!(asked["sent_to"], masked(&own_phone));
    thief.answer(&asked, "424242").await.ok();
    assert_eq!(
        pay(&mut thief, &merchant, own).await.ok()["status"],
        "succeeded"
    );
    let refused = pay(&mut thief, &merchant, visa).await.error(400);
    assert_eq!(refused["code"], "link_cvc_required");
    let asked = ask(&thief, visa).await.ok();
    assert_eq!(asked["sent_to"], masked(&phone), "the owner's, as ever");
    // Nor does anything show the owner's number.
    let seen = thief.consumer().await.to_string();
    assert!(!seen.contains(&phone), "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_number_stands_for_every_card_that_it_was_given_with() {
    let merchant = Merchant::new("US").await;
    let (mut own, email, phone) = owner(&merchant).await;
    let (code, rest) = phone.split_at(5);
    let spelled = format!("{code} ({}) {}", &rest[..3], &rest[3..]);
    save(&mut own, &merchant, MASTERCARD, &email, &spelled).await;
    let kept = cards(&own, &merchant, 2).await;
    let mut other = Browser::at(&merchant);
    other.prove(&email, "424242").await.ok();
    let asked = ask(&other, ending_in(&kept, "4242")).await.ok();
    other.answer(&asked, "424242").await.ok();
    for last4 in ["4242", "4444"] {
        pay(&mut other, &merchant, ending_in(&kept, last4))
            .await
            .ok();
    }
    let consumer = other.consumer().await;
    assert_eq!(
        consumer["cards"][0]["phone"], phone,
        "their own, shown whole"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_by_sms_is_of_no_use_at_another_device() {
    let merchant = Merchant::new("US").await;
    let (_, email, _) = owner(&merchant).await;
    let [mut asking, mut listening] = [Browser::at(&merchant), Browser::at(&merchant)];
    for browser in [&mut asking, &mut listening] {
        browser.prove(&email, "424242").await.ok();
    }
    let kept = cards(&asking, &merchant, 1).await;
    let card = id_of(&kept[0]);
    let asked = ask(&asking, card).await.ok();
    for _ in 0..6 {
        let refused = listening.answer(&asked, "424242").await.error(400);
        assert_eq!(refused["code"], "link_code_expired");
    }
    let resend = format!("/v1/link/challenges/{}/resend", text(&asked, "id"));
    let refused = listening.post(&resend, &[]).await.error(400);
    assert_eq!(refused["code"], "link_code_expired");
    let refused = pay(&mut listening, &merchant, card).await.error(400);
    assert_eq!(refused["code"], "link_cvc_required");
    // What the other device tried has cost the asking one nothing.
    asking.answer(&asked, "424242").await.ok();
    pay(&mut asking, &merchant, card).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_by_sms_is_tried_five_times_and_asked_for_again_after_half_a_minute() {
    let merchant = Merchant::new("US").await;
    let (_, email, _) = owner(&merchant).await;
    let mut other = Browser::at(&merchant);
    other.prove(&email, "424242").await.ok();
    let kept = cards(&other, &merchant, 1).await;
    let asked = ask(&other, id_of(&kept[0])).await.ok();
    let resend = format!("/v1/link/challenges/{}/resend", text(&asked, "id"));
    let early = other.post(&resend, &[]).await.error(429);
    assert_eq!(early["code"], "link_resend_too_early");
    for _ in 0..4 {
        let wrong = other.answer(&asked, "000001").await.error(400);
        assert_eq!(wrong["code"], "link_code_incorrect");
    }
    for code in ["000001", "424242"] {
        let late = other.answer(&asked, code).await.error(400);
        assert_eq!(late["code"], "link_code_attempts_exceeded");
    }
    let refused = pay(&mut other, &merchant, id_of(&kept[0])).await.error(400);
    assert_eq!(refused["code"], "link_cvc_required");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_for_by_sms_is_refused_and_says_why() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut own = Browser::at(&merchant);
    super::paid_and_saved(&mut own, &merchant, &email).await;
    let kept = kept_cards(&own, &merchant).await;
    let unproven = ask(&own, id_of(&kept[0])).await.error(400);
    assert_eq!(
        unproven["code"], "link_session_ended",
        "only typed an address"
    );
    let mut other = Browser::at(&merchant);
    other.prove(&email, "424242").await.ok();
    let without = ask(&other, id_of(&kept[0])).await.error(400);
    assert_eq!(without["code"], "link_phone_missing");
    let unknown = ask(&other, "lkpm_0123456789012345678901").await.error(400);
    assert_eq!(unknown["code"], "resource_missing");
    for (form, param) in [
        (&[("method", "sms")][..], "payment_method"),
        (&[("method", "pigeon")], "method"),
        (&[("method", "sms"), ("email", "a@example.com")], "email"),
    ] {
        let refused = other.post("/v1/link/challenges", form).await.error(400);
        assert_eq!(refused["param"], param);
    }
    let save = [("link[save]", "true"), ("link[email]", &email)];
    for wrong in ["555 555 0100", "+1", "jenny"] {
        let phone = [("link[phone]", wrong)];
        let intent = merchant.create(1999, "usd", &[]).await;
        let form = with(&with(VISA, &save), &phone);
        let refused = other.confirm(&intent, &form).await.error(400);
        assert_eq!(refused["param"], "link[phone]", "{wrong}");
    }
    // The card's own code is asked for as before.
    let intent = merchant.create(1999, "usd", &[]).await;
    let form = with(&[("payment_method", id_of(&kept[0]))], CVC);
    other.confirm(&intent, &form).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_by_sms_goes_through_the_provider_and_its_refusals_are_told() {
    let twilio = Twilio::start().await;
    let server = Kassa::start_with(twilio.senders()).await;
    let merchant = Merchant::on(&server, "US").await;
    let (_, email, phone) = owner(&merchant).await;
    let mut other = Browser::at(&merchant);
    other.prove(&email, "424242").await.ok();
    let kept = cards(&other, &merchant, 1).await;
    let card = id_of(&kept[0]);

    for manner in [
        Manner::KnowsNoSuchNumber,
        Manner::HasHadTooMany,
        Manner::IsDown,
        Manner::NeverAnswers,
    ] {
        twilio.becomes(manner);
        let error = ask(&other, card).await.error(503);
        assert_eq!(error["code"], "link_code_not_sent", "{manner:?}");
    }
    twilio.becomes(Manner::Takes);
    let asked = ask(&other, card).await.ok();
    let came = twilio.asked_for(&phone);
    let newest = came.last().expect("a message");
    assert_eq!(
        (newest.from.as_str(), newest.validity_period.as_str()),
        (FROM, "600")
    );
    let code: String = newest.body.chars().take(6).collect();
    other.answer(&asked, &code).await.ok();
    pay(&mut other, &merchant, card).await.ok();

    let log = server.log_tail();
    assert!(log.contains("400 with its code 21211"), "{log}");
    for secret in [phone.as_str(), TOKEN, &code] {
        assert!(!log.contains(secret), "{secret} is in the log: {log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_sent_ten_codes_an_hour_whoever_says_that_it_is_theirs() {
    let merchant = Merchant::new("US").await;
    let phone = new_number();
    let mut sent = 0;
    for buyer in 0..3 {
        let email = format!("{buyer}+{}", address(&merchant));
        let mut own = Browser::at(&merchant);
        save(&mut own, &merchant, VISA, &email, &phone).await;
        let kept = kept_cards(&own, &merchant).await;
        let mut other = Browser::at(&merchant);
        other.prove(&email, "424242").await.ok();
        // Each buyer has five questions open at most.
        for _ in 0..4 {
            let answer = ask(&other, id_of(&kept[0])).await;
            match sent {
                0..10 => drop(answer.ok()),
                _ => assert_eq!(answer.error(429)["code"], "link_code_too_often"),
            }
            sent += 1;
        }
    }
}
