//! Attempts with cards: a run of stolen numbers, and everybody else.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Operator, number, typed};
use crate::harness::Kassa;
use crate::link::Browser;
use crate::support::{
    Answer, Button, HostedPage, Merchant, SOON, VISA, all, eventually, path_of, text, with,
};

/// How an answer to a confirmation came about.
pub fn reason(answer: &Answer) -> String {
    match answer.status {
        200 => text(&answer.json(), "status").to_owned(),
        status => text(&answer.error(status), "decline_code").to_owned(),
    }
}

/// Of a number that the sandbox does not know, once it has seen it.
pub const DECLINED: &str = "test_mode_live_card";
pub const STOPPED: &str = "fraudulent";
const PAID: &str = "succeeded";

pub async fn confirmed(merchant: &Merchant, network: &str, form: &[(&str, &str)]) -> String {
    let intent = merchant.create(1999, "usd", &[]).await;
    let mut browser = Browser::at(merchant).with_address(network);
    reason(&browser.confirm(&intent, form).await)
}

async fn charge_outcome(merchant: &Merchant, intent: &Value) -> Value {
    let intent = merchant.retrieve(intent).await;
    merchant.charge_of(&intent).await["outcome"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_three_hundred_stolen_numbers_ten_reach_the_partner_and_ordinary_buyers_pay() {
    const AT_ONCE: usize = 20;
    const EACH: usize = 15;
    let server = Kassa::start().await;
    let merchant = Arc::new(Merchant::on(&server, "US").await);
    let runs = (0..AT_ONCE).map(|run| {
        let merchant = Arc::clone(&merchant);
        async move {
            let intent = merchant.create(1999, "usd", &[]).await;
            let mut browser = Browser::at(&merchant).with_address("192.0.2.66");
            for try_ in 0..EACH {
                let number = number(run * EACH + try_);
                let answer = browser.confirm(&intent, &typed(&number)).await;
                assert!([DECLINED, STOPPED].contains(&reason(&answer).as_str()));
            }
        }
    });
    all(runs).await;
    let mut reached = 0;
    let mut stopped = 0;
    let mut page = String::from("/v1/charges?limit=100");
    loop {
        let list = merchant.get(&page).send().await.ok();
        let charges = list["data"].as_array().expect("charges").clone();
        for charge in &charges {
            match text(&charge["outcome"], "network_status") {
                "declined_by_network" => reached += 1,
                "not_sent_to_network" => stopped += 1,
                other => panic!("{other}"),
            }
        }
        if list["has_more"] == false {
            break;
        }
        let last = charges.last().expect("a charge");
        page = format!("/v1/charges?limit=100&starting_after={}", text(last, "id"));
    }
    assert_eq!(reached + stopped, AT_ONCE * EACH);
    assert!((1..=10).contains(&reached), "{reached} reached the partner");

    let new_card = typed("5555555555554444");
    assert_eq!(confirmed(&merchant, "198.51.100.1", VISA).await, PAID);
    // Beside the thief a card that is known to pay passes, and one that nobody has seen does not.
    eventually("the card is known", SOON, || async {
        (confirmed(&merchant, "192.0.2.66", VISA).await == PAID).then_some(())
    })
    .await;
    assert_eq!(confirmed(&merchant, "192.0.2.66", &new_card).await, STOPPED);
    assert_eq!(confirmed(&merchant, "198.51.100.1", &new_card).await, PAID);
    // Their own shop's server is not theirs.
    let pay = merchant.pay_with("pm_card_visa", 1999, "usd", &[]).await;
    assert_eq!(pay["status"], PAID);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_on_the_charge_with_its_reasons_and_the_merchant_hears_of_it() {
    let merchant = Merchant::new("US").await;
    let network = "192.0.2.70";
    let mut levels = Vec::new();
    for place in 0..7 {
        let intent = merchant.create(1999, "usd", &[]).await;
        let mut browser = Browser::at(&merchant).with_address(network);
        let answer = browser
            .confirm(&intent, &typed(&number(1_000 + place)))
            .await;
        assert_eq!(reason(&answer), DECLINED);
        let outcome = charge_outcome(&merchant, &intent).await;
        assert_eq!(outcome["type"], "issuer_declined");
        levels.push(text(&outcome, "risk_level").to_owned());
    }
    let (normal, elevated) = ("normal", "elevated");
    assert_eq!(
        levels,
        [normal, normal, normal, normal, elevated, elevated, elevated]
    );

    let intent = merchant.create(1999, "usd", &[]).await;
    let mut browser = Browser::at(&merchant).with_address(network);
    let refused = browser
        .confirm(&intent, &typed(&number(1_007)))
        .await
        .error(402);
    assert_eq!(refused["code"], "card_declined");
    assert_eq!(refused["type"], "card_error");
    assert!(text(&refused, "message").contains("Choose another way to pay"));
    let outcome = charge_outcome(&merchant, &intent).await;
    assert_eq!(outcome["type"], "blocked");
    assert_eq!(outcome["network_status"], "not_sent_to_network");
    assert_eq!(outcome["reason"], "rule");
    assert_eq!(outcome["rule"], "card_network");
    assert_eq!(outcome["risk_level"], "highest");
    assert!(text(&outcome, "seller_message").contains("7 cards failed from this network"));
    let now = merchant.retrieve(&intent).await;
    assert_eq!(now["status"], "requires_payment_method");
    assert_eq!(now["last_payment_error"]["decline_code"], STOPPED);
    merchant
        .event_of(&now, "payment_intent.payment_failed")
        .await;
    let charge = merchant.charge_of(&now).await;
    assert_eq!(charge["failure_code"], "card_declined");
    merchant.event_of(&charge, "charge.failed").await;

    // The same buyer pays from where nothing happened, on the same intent.
    let mut elsewhere = Browser::at(&merchant).with_address("192.0.2.71");
    let paid = elsewhere.confirm(&intent, VISA).await.ok();
    assert_eq!(paid["status"], PAID);
    let outcome = charge_outcome(&merchant, &paid).await;
    assert_eq!(outcome["type"], "authorized");
    assert_eq!(outcome["rule"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_number_is_not_tried_for_ever_wherever_it_is_tried_from() {
    let merchant = Merchant::new("US").await;
    let one = number(2_000);
    let mut seen = Vec::new();
    for place in 0..11 {
        let network = format!("192.0.2.{}", 100 + place);
        seen.push(confirmed(&merchant, &network, &typed(&one)).await);
    }
    let (last, before) = seen.split_last().expect("tries");
    assert!(before.iter().all(|seen| seen == DECLINED), "{seen:?}");
    assert_eq!(last, STOPPED);

    // A test card is everybody's: a merchant's own tests never run into this.
    let declined = typed("4000000000000002");
    for _ in 0..12 {
        let intent = merchant.create(1999, "usd", &[]).await;
        let refused = merchant.confirm(&intent, &declined).await.error(402);
        assert_eq!(refused["decline_code"], "generic_decline");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_says_nothing_of_the_buyers_network() {
    let merchant = Merchant::new("US").await;
    for place in 0..12 {
        let number = number(3_000 + place);
        let intent = merchant.create(1999, "usd", &[]).await;
        let confirm = merchant.post(&path_of(&intent, "/confirm"), &typed(&number));
        let sent = confirm.header("X-Real-IP", "192.0.2.75").send().await;
        assert_eq!(sent.error(402)["decline_code"], DECLINED);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_a_server_confirms_counts_where_the_browser_made_it() {
    let server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    let operator = Operator(&server);
    operator.change("card_network", "limit", 1).await;
    let browser = Browser::at(&merchant).with_address("192.0.2.76");
    for (number, expected) in [
        ("4000000000000002", "generic_decline"),
        ("4000000000009995", STOPPED),
        ("4000000000000002", "generic_decline"),
    ] {
        let made = browser
            .post("/v1/confirmation_tokens", &typed(number))
            .await;
        let token = [("confirmation_token", text(&made.ok(), "id").to_owned())];
        let intent = merchant.create(1999, "usd", &[]).await;
        let form = token.each_ref().map(|(name, id)| (*name, id.as_str()));
        assert_eq!(reason(&merchant.confirm(&intent, &form).await), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_failed_is_remembered_after_a_crash() {
    let mut server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    let network = "192.0.2.80";
    for place in 0..7 {
        let seen = confirmed(&merchant, network, &typed(&number(4_000 + place))).await;
        assert_eq!(seen, DECLINED);
    }
    server.restart().await;
    let mut reached = 0;
    for place in 7..20 {
        let seen = confirmed(&merchant, network, &typed(&number(4_000 + place))).await;
        reached += usize::from(seen == DECLINED);
    }
    // The very last may not have been written yet.
    assert!(reached <= 1, "{reached} more");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_operator_changes_about_cards_holds() {
    let server = Kassa::start().await;
    let operator = Operator(&server);
    let merchant = Merchant::on(&server, "US").await;
    operator.change("card_network", "limit", 1).await;
    let network = "192.0.2.90";
    let tries = |from: usize| [from, from + 1].map(number);
    let [first, second] = tries(5_000);
    assert_eq!(
        confirmed(&merchant, network, &typed(&first)).await,
        DECLINED
    );
    assert_eq!(
        confirmed(&merchant, network, &typed(&second)).await,
        STOPPED
    );

    operator.change("card_network", "then", "mark").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let mut browser = Browser::at(&merchant).with_address(network);
    browser.confirm(&intent, &typed(&second)).await.error(402);
    let outcome = charge_outcome(&merchant, &intent).await;
    assert_eq!(outcome["type"], "issuer_declined");
    assert_eq!(outcome["risk_level"], "elevated");
    assert_eq!(outcome["rule"], "card_network");

    operator.send(&json!({ "rules": [] })).await.ok();
    for place in 0..12 {
        let number = number(5_010 + place);
        assert_eq!(
            confirmed(&merchant, network, &typed(&number)).await,
            DECLINED
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_are_counted_by_device_and_by_address_too() {
    let server = Kassa::start().await;
    let operator = Operator(&server);
    let merchant = Merchant::on(&server, "US").await;
    operator.change("card_device", "limit", 1).await;
    operator.change("card_email", "limit", 1).await;

    let mut device = Browser::at(&merchant);
    device.prove("jenny@example.com", "424242").await.ok();
    for (place, rule) in [(0, None), (1, Some("card_device"))] {
        let mut moved = device.clone().with_address(&format!("192.0.2.{place}"));
        let intent = merchant.create(1999, "usd", &[]).await;
        moved
            .confirm(&intent, &typed(&number(6_000 + place)))
            .await
            .error(402);
        let outcome = charge_outcome(&merchant, &intent).await;
        assert_eq!(outcome["rule"].as_str(), rule);
    }
    for (place, rule) in [(2, None), (3, Some("card_email"))] {
        let email = [(
            "payment_method_data[billing_details][email]",
            "Kim@example.com",
        )];
        let number = number(6_000 + place);
        let intent = merchant.create(1999, "usd", &[]).await;
        let mut browser = Browser::at(&merchant).with_address(&format!("192.0.2.{place}"));
        let form = with(&typed(&number), &email);
        browser.confirm(&intent, &form).await.error(402);
        let outcome = charge_outcome(&merchant, &intent).await;
        assert_eq!(outcome["rule"].as_str(), rule);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_keeps_too_many_cards_pays_and_keeps_none() {
    let server = Kassa::start().await;
    let operator = Operator(&server);
    let merchant = Merchant::on(&server, "US").await;
    operator.change("save_network", "limit", 1).await;
    for (email, is_kept) in [("one@example.com", true), ("two@example.com", false)] {
        let mut browser = Browser::at(&merchant).with_address("192.0.2.95");
        let intent = merchant.create(1999, "usd", &[]).await;
        let save = [("link[save]", "true"), ("link[email]", email)];
        let paid = browser.confirm(&intent, &with(VISA, &save)).await.ok();
        assert_eq!(paid["status"], PAID);
        assert_eq!(browser.has_cookie(), is_kept, "{email}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_whose_buyer_is_still_at_their_bank_counts_until_it_has_worked() {
    let server = Kassa::start().await;
    let operator = Operator(&server);
    let merchant = Merchant::on(&server, "US").await;
    operator.change("card_network", "limit", 1).await;
    let network = "192.0.2.97";
    let intent = merchant.create(1999, "usd", &[]).await;
    let mut browser = Browser::at(&merchant).with_address(network);
    let back = [("return_url", "https://shop.example/done")];
    let asks = with(&typed("4000002760003184"), &back);
    let waiting = browser.confirm(&intent, &asks).await.ok();
    assert_eq!(waiting["status"], "requires_action");
    let other = typed("5555555555554444");
    assert_eq!(confirmed(&merchant, network, &other).await, STOPPED);
    HostedPage::of(&waiting).press(Button::Authorize).await;
    merchant.intent_reaches(&intent, PAID).await;
    eventually("there is room again", SOON, || async {
        (confirmed(&merchant, network, &other).await == PAID).then_some(())
    })
    .await;
}
