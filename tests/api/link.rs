//! Link: a buyer is known by a code that was sent to them, keeps a card at one merchant, and pays
//! with it at another.

mod addresses;
mod authenticator;
mod banks;
mod browser;
mod cards;
mod kept_safe;
mod own_pages;
mod passkeys;
mod payment_page;
mod phone_codes;
mod rotation;
mod senders;

use std::time::{Duration, Instant};

use serde_json::Value;
use shared::rules::rule::{Action, By};
use shared::rules::table::Rules;

pub use self::browser::Browser;
use crate::support::{Form, Merchant, SOON, VISA, eventually, text, with};

const CVC: Form<'static> = &[("link[cvc]", "123")];

/// An address that no other test uses.
pub fn address(merchant: &Merchant) -> String {
    let account = &merchant.account().account;
    format!("jenny+{}@example.com", account.to_lowercase())
}

/// Pays with a typed card that is to be kept.
async fn paid_and_saved(browser: &mut Browser, merchant: &Merchant, email: &str) -> Value {
    let save = [("link[save]", "true"), ("link[email]", email)];
    let intent = merchant.create(1999, "usd", &[]).await;
    browser.confirm(&intent, &with(VISA, &save)).await.ok()
}

/// The offers, as soon as there is one.
async fn kept_cards(browser: &Browser, merchant: &Merchant) -> Vec<Value> {
    let intent = merchant.create(1999, "usd", &[]).await;
    eventually("the card is kept", SOON, || async {
        let offers = browser.offers(&intent).await;
        let offers = offers["offers"].as_array().expect("offers").clone();
        (!offers.is_empty()).then_some(offers)
    })
    .await
}

fn id_of(offer: &Value) -> &str {
    text(&offer["saved"], "id")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_saved_at_one_merchant_pays_at_another_after_one_code() {
    let first = Merchant::new("US").await;
    let email = address(&first);
    let mut at_first = Browser::at(&first);
    let saved = paid_and_saved(&mut at_first, &first, &email).await;
    assert_eq!(saved["status"], "succeeded");
    kept_cards(&at_first, &first).await;

    let second = Merchant::new("DE").await;
    let mut at_second = Browser::at(&second);
    let proven = at_second.prove(&email, "424242").await.ok();
    assert_eq!(proven["is_known"], true);
    let [offer] = &kept_cards(&at_second, &second).await[..] else {
        panic!("one card");
    };
    assert_eq!(offer["display_name"], "Visa ••••\u{a0}4242");
    let intent = second.create(2500, "eur", &[]).await;
    let pay = [("payment_method", id_of(offer))];
    let paid = at_second.confirm(&intent, &with(CVC, &pay)).await.ok();
    assert_eq!(paid["status"], "succeeded");

    let charge = second
        .get(&format!(
            "/v1/charges/{}",
            text(&second.retrieve(&paid).await, "latest_charge")
        ))
        .send()
        .await
        .ok();
    let card = &charge["payment_method_details"]["card"];
    assert_eq!(card["last4"], "4242");
    assert_eq!(card["wallet"]["type"], "link");
    assert_ne!(
        paid["payment_method"], pay[0].1,
        "the buyer's own name for it stays theirs"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_e_mail_code_alone_charges_nothing_on_a_new_device_and_the_cards_code_does() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut own = Browser::at(&merchant);
    paid_and_saved(&mut own, &merchant, &email).await;
    let at_home = kept_cards(&own, &merchant).await;
    assert_eq!(at_home[0]["fields"], serde_json::json!([]), "typed here");

    let mut other = Browser::at(&merchant);
    other.prove(&email, "424242").await.ok();
    let cards = kept_cards(&other, &merchant).await;
    assert_eq!(cards[0]["fields"][0]["param"], "link[cvc]");
    let pay = [("payment_method", id_of(&cards[0]))];
    let intent = merchant.create(1999, "usd", &[]).await;
    let refused = other.confirm(&intent, &pay).await.error(400);
    assert_eq!(refused["code"], "link_cvc_required");
    for wrong in ["12", "12345", "abc"] {
        let form = with(&pay, &[("link[cvc]", wrong)]);
        let refused = other.confirm(&intent, &form).await.error(400);
        assert_eq!(refused["code"], "invalid_cvc", "{wrong}");
    }
    let paid = other.confirm(&intent, &with(&pay, CVC)).await.ok();
    assert_eq!(paid["status"], "succeeded");

    // Whoever had the card once is not asked again.
    let intent = eventually("the device is trusted", SOON, || async {
        let intent = merchant.create(1999, "usd", &[]).await;
        let offers = other.offers(&intent).await;
        let asks = offers["offers"][0]["fields"].as_array()?.len();
        (asks == 0).then_some(intent)
    })
    .await;
    other.confirm(&intent, &pay).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn known_and_unknown_addresses_are_answered_alike() {
    let merchant = Merchant::new("US").await;
    let known = address(&merchant);
    let mut own = Browser::at(&merchant);
    paid_and_saved(&mut own, &merchant, &known).await;
    kept_cards(&own, &merchant).await;
    let unknown = format!("x{known}");

    let stranger = Browser::at(&merchant);
    let mut shapes = Vec::new();
    for email in [&known, &unknown] {
        let asked_at = Instant::now();
        let answer = stranger.ask(email).await;
        assert_eq!(answer.status, 200);
        // Whatever work there was lies within.
        assert!(asked_at.elapsed() >= Duration::from_millis(60));
        let asked = answer.json();
        let keys: Vec<_> = asked
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect();
        let length = text(&asked, "id").len();
        let lifetime = asked["expires_at"]
            .as_i64()
            .zip(asked["resend_at"].as_i64());
        shapes.push((keys, length, lifetime.map(|(end, resend)| end - resend)));
    }
    assert_eq!(shapes[0], shapes[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_reaches_the_address_and_works_once() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut browser = Browser::at(&merchant);
    let asked = browser.ask(&email).await.ok();
    assert!(text(&asked, "sent_to").starts_with("j•••@"));
    let code = browser.code_sent_to(&email).await;
    assert_eq!(code.len(), 6);
    browser.answer(&asked, &code).await.ok();
    let again = browser.answer(&asked, &code).await.error(400);
    assert_eq!(again["code"], "link_code_expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_are_told_with_what_to_do_and_the_sixth_is_too_late() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut browser = Browser::at(&merchant);
    let asked = browser.ask(&email).await.ok();
    for incomplete in ["", "12345", "1234567", "12a456"] {
        let refused = browser.answer(&asked, incomplete).await.error(400);
        assert_eq!(refused["param"], "code", "{incomplete}");
    }
    let expired = browser.answer(&asked, "000002").await.error(400);
    assert_eq!(expired["code"], "link_code_expired");
    for _ in 0..4 {
        let wrong = browser.answer(&asked, "000001").await.error(400);
        assert_eq!(wrong["code"], "link_code_incorrect");
    }
    let fifth = browser.answer(&asked, "000001").await.error(400);
    assert_eq!(fifth["code"], "link_code_attempts_exceeded");
    let right = browser.code_sent_to(&email).await;
    let late = browser.answer(&asked, &right).await.error(400);
    assert_eq!(late["code"], "link_code_attempts_exceeded");

    let fresh = browser.ask(&email).await.ok();
    let exceeded = browser.answer(&fresh, "000003").await.error(400);
    assert_eq!(exceeded["code"], "link_code_attempts_exceeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_message_waits_half_a_minute() {
    let merchant = Merchant::new("US").await;
    let browser = Browser::at(&merchant);
    let asked = browser.ask(&address(&merchant)).await.ok();
    let path = format!("/v1/link/challenges/{}/resend", text(&asked, "id"));
    let early = browser.post(&path, &[]).await.error(429);
    assert_eq!(early["code"], "link_resend_too_early");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_addresses_is_not_gone_through_from_one_network() {
    let merchant = Merchant::new("US").await;
    let rules = Rules::standard();
    let mut of_codes = rules.about(Action::Code);
    let limit = of_codes
        .find(|rule| rule.by == By::Network)
        .expect("a rule")
        .limit;
    let browser = Browser::at(&merchant).with_address("198.51.100.7");
    for number in 0..limit {
        let email = format!("{number}+{}", address(&merchant));
        browser.ask(&email).await.ok();
    }
    let refused = browser.ask(&address(&merchant)).await.error(429);
    assert_eq!(refused["code"], "link_code_too_often");
    // Somebody else is let in, whoever they are.
    let neighbour = Browser::at(&merchant).with_address("198.51.100.8");
    neighbour.ask(&address(&merchant)).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_who_asks_for_codes_uses_up_their_own_and_not_the_owners() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let stranger = Browser::at(&merchant).with_address("198.51.100.20");
    for _ in 0..3 {
        stranger.ask(&email).await.ok();
    }
    let refused = stranger.ask(&email).await.error(429);
    assert_eq!(refused["code"], "link_code_too_often");
    let mut owner = Browser::at(&merchant).with_address("198.51.100.21");
    owner.prove(&email, "424242").await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_look_like_others_are_refused() {
    let merchant = Merchant::new("US").await;
    let browser = Browser::at(&merchant);
    for wrong in [
        "jenny",
        "j\u{435}nny@example.com",
        "jenny@\u{ff45}xample.com",
        "",
    ] {
        let refused = browser.ask(wrong).await.error(400);
        assert_eq!(refused["param"], "email", "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_address_gets_no_card_and_opens_nothing() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut own = Browser::at(&merchant);
    paid_and_saved(&mut own, &merchant, &email).await;
    kept_cards(&own, &merchant).await;

    // The browser has a cookie afterwards, as it would have with any address.
    let mut stranger = Browser::at(&merchant);
    let paid = paid_and_saved(&mut stranger, &merchant, &email).await;
    assert_eq!(paid["status"], "succeeded");
    assert!(stranger.has_cookie());
    let intent = merchant.create(1999, "usd", &[]).await;
    assert_eq!(stranger.offers(&intent).await["email"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_kept_of_a_payment_that_failed_or_of_who_did_not_agree() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut browser = Browser::at(&merchant);
    let declined = with(
        &[
            ("payment_method_data[type]", "card"),
            ("payment_method_data[card][number]", "4000000000000002"),
            ("payment_method_data[card][exp_month]", "12"),
            ("payment_method_data[card][exp_year]", "2034"),
        ],
        &[("link[save]", "true"), ("link[email]", &email)],
    );
    let intent = merchant.create(1999, "usd", &[]).await;
    browser.confirm(&intent, &declined).await.error(402);
    let not_agreed = with(VISA, &[("link[email]", &email)]);
    browser.confirm(&intent, &not_agreed).await.ok();

    let proven = browser.prove(&email, "424242").await.ok();
    assert_eq!(proven["is_known"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_out_pays_with_nothing_that_is_kept() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut browser = Browser::at(&merchant);
    paid_and_saved(&mut browser, &merchant, &email).await;
    let cards = kept_cards(&browser, &merchant).await;
    let before = browser.clone();
    browser.post("/v1/link/sessions/end", &[]).await.ok();
    let pay = [("payment_method", id_of(&cards[0]))];
    let intent = merchant.create(1999, "usd", &[]).await;
    // Nor does the cookie of before, should somebody have copied it.
    for mut browser in [browser, before] {
        let refused = browser.confirm(&intent, &pay).await.error(400);
        assert_eq!(refused["code"], "link_session_ended");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_counts_only_on_kassas_own_pages_and_for_its_own_buyer() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut own = Browser::at(&merchant);
    paid_and_saved(&mut own, &merchant, &email).await;
    let cards = kept_cards(&own, &merchant).await;
    let pay = [("payment_method", id_of(&cards[0]))];
    let intent = merchant.create(1999, "usd", &[]).await;

    let mut page = own.clone().at_origin("https://shop.example");
    let refused = page.confirm(&intent, &pay).await.error(400);
    assert_eq!(refused["code"], "link_session_ended");

    let mut other = Browser::at(&merchant);
    other.prove(&format!("x{email}"), "424242").await.ok();
    let refused = other.confirm(&intent, &with(&pay, CVC)).await.error(400);
    assert_eq!(refused["code"], "resource_missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merchant_that_does_not_take_link_is_offered_none_and_paid_with_none() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut browser = Browser::at(&merchant);
    paid_and_saved(&mut browser, &merchant, &email).await;
    let cards = kept_cards(&browser, &merchant).await;
    let only_cards = [("payment_method_types[]", "card")];
    let intent = merchant.create(1999, "usd", &only_cards).await;
    assert_eq!(
        browser.offers(&intent).await["offers"],
        serde_json::json!([])
    );
    let pay = [("payment_method", id_of(&cards[0]))];
    browser.confirm(&intent, &pay).await.error(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_token_holds_a_kept_card_and_the_server_pays_with_it() {
    let merchant = Merchant::new("US").await;
    let email = address(&merchant);
    let mut browser = Browser::at(&merchant);
    paid_and_saved(&mut browser, &merchant, &email).await;
    let cards = kept_cards(&browser, &merchant).await;
    let pay = [("payment_method", id_of(&cards[0]))];
    let token = browser.post("/v1/confirmation_tokens", &pay).await.ok();
    let confirm = [
        ("confirmation_token", text(&token, "id")),
        ("confirm", "true"),
    ];
    let paid = merchant.create(1999, "usd", &confirm).await;
    assert_eq!(paid["status"], "succeeded");

    let mut other = Browser::at(&merchant);
    other.prove(&email, "424242").await.ok();
    let refused = other.post("/v1/confirmation_tokens", &pay).await.error(400);
    assert_eq!(refused["code"], "link_cvc_required");
}
