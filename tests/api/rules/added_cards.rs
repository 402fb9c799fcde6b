//! Cards that are added on the buyer's own page: numbers are tried there as little as anywhere.

use std::sync::Arc;

use serde_json::json;
use shared::rules::table::Rules;

use super::cards::{DECLINED, STOPPED, confirmed, reason};
use super::{Operator, number, typed};
use crate::harness::Kassa;
use crate::link::Browser;
use crate::support::{Merchant, text};

/// What comes of adding a card on the buyer's own page, without paying.
async fn added(browser: &Browser, number: &str) -> String {
    let form = [
        ("number", number),
        ("exp_month", "12"),
        ("exp_year", "2034"),
        ("cvc", "123"),
    ];
    let answer = browser.own("cards", &form).await;
    match answer.status {
        200 => "kept".to_owned(),
        402 => reason(&answer),
        status => text(&answer.error(status), "code").to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_forty_stolen_numbers_that_are_added_without_paying_seven_reach_the_partner() {
    const BUYERS: usize = 8;
    const EACH: usize = 5;
    let server = Kassa::start().await;
    let merchant = Arc::new(Merchant::on(&server, "US").await);
    let network = "192.0.2.60";
    let mut running = tokio::task::JoinSet::new();
    for buyer in 0..BUYERS {
        let merchant = Arc::clone(&merchant);
        running.spawn(async move {
            let mut browser = Browser::at(&merchant).with_address(network);
            let email = format!("thief{buyer}@example.com");
            browser.prove(&email, "424242").await.ok();
            let mut seen = Vec::new();
            for try_ in 0..EACH {
                seen.push(added(&browser, &number(7_000 + buyer * EACH + try_)).await);
            }
            seen
        });
    }
    let seen = running.join_all().await.concat();
    assert_eq!(seen.len(), BUYERS * EACH);
    let reached = seen.iter().filter(|seen| *seen == DECLINED).count();
    let stopped = seen.iter().filter(|seen| *seen == STOPPED).count();
    assert_eq!(reached + stopped, BUYERS * EACH, "{seen:?}");
    assert!((1..=7).contains(&reached), "{reached} reached the partner");

    // What was tried there counts in every shop, and an ordinary buyer is not stopped.
    let new_card = typed("5555555555554444");
    assert_eq!(confirmed(&merchant, network, &new_card).await, STOPPED);
    let mut ordinary = Browser::at(&merchant).with_address("198.51.100.9");
    ordinary.prove("ordinary@example.com", "424242").await.ok();
    assert_eq!(added(&ordinary, "5555555555554444").await, "kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_is_added_without_paying_is_one_that_is_saved_and_one_that_is_tried() {
    let server = Kassa::start().await;
    let operator = Operator(&server);
    let merchant = Merchant::on(&server, "US").await;
    let mut browser = Browser::at(&merchant).with_address("192.0.2.61");
    browser.prove("jenny@example.com", "424242").await.ok();
    // By the buyer's address, by their device and by the card itself, too.
    for (place, rule) in ["card_email", "card_device", "card_tries"]
        .iter()
        .enumerate()
    {
        operator.change(rule, "limit", 1).await;
        let numbers = [place, place + usize::from(*rule != "card_tries") * 10];
        let [first, second] = numbers.map(|place| number(8_000 + place));
        let moved = |network: &str| browser.clone().with_address(network);
        let at = |host: usize| format!("198.51.100.{}", 10 * (place + 1) + host);
        assert_eq!(added(&moved(&at(1)), &first).await, DECLINED, "{rule}");
        assert_eq!(added(&moved(&at(2)), &second).await, STOPPED, "{rule}");
        operator
            .send(&json!({ "rules": Rules::standard().rules }))
            .await
            .ok();
        browser = Browser::at(&merchant);
        browser
            .prove(&format!("jenny{place}@example.com"), "424242")
            .await
            .ok();
    }
    operator.change("save_email", "limit", 1).await;
    assert_eq!(added(&browser, "4242424242424242").await, "kept");
    assert_eq!(
        added(&browser, "5555555555554444").await,
        "link_cards_too_often"
    );
}
