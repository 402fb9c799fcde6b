//! What is kept of a buyer can be read by nobody who has the disk, and survives a crash as it was.

use std::time::Duration;

use super::banks::{IBAN, debited_and_saved};
use super::{Browser, address, kept_cards, paid_and_saved};
use crate::harness::Kassa;
use crate::harness::traces::readable_in;
use crate::support::{Merchant, eventually, with};

/// Longer than the alarm waits that tells what a crash kept from being told.
const RECOVERY: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn no_address_number_or_code_can_be_read_in_the_data_folder_or_the_log() {
    let server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    let email = address(&merchant);
    let mut browser = Browser::at(&merchant);
    paid_and_saved(&mut browser, &merchant, &email).await;
    kept_cards(&browser, &merchant).await;
    let bank = Merchant::on(&server, "DE").await;
    let mut at_bank = Browser::at(&bank);
    let debited = debited_and_saved(&mut at_bank, &bank, IBAN, &address(&bank), &[]).await;
    bank.intent_reaches(&debited, "succeeded").await;
    let asked = browser.ask(&email).await.ok();
    let code = browser.code_sent_to(&email).await;
    browser.answer(&asked, &code).await.ok();
    let (number, cvc) = ("378282246310005", "9173");
    for (number, status) in [
        (number, 200),
        ("371449635398456", 402),
        ("4000002760003184", 402),
    ] {
        let cvc = if status == 200 { cvc } else { &cvc[..3] };
        let year = [("exp_month", "12"), ("exp_year", "2034")];
        let added = browser
            .own("cards", &with(&year, &[("number", number), ("cvc", cvc)]))
            .await;
        assert_eq!(added.status, status, "{number}");
    }

    let message = format!("{code} is your Link code");
    let secret = [
        email.as_str(),
        "4242424242424242",
        number,
        "371449635398456",
        "4000002760003184",
        // Alone it is too short to be told from what is there by chance.
        "\"cvc\":\"9173",
        "\"cvc\":\"917",
        "cvc=917",
        IBAN,
        &IBAN[12..],
        &message,
    ];
    let log = server.log_tail();
    assert!(!secret.iter().any(|text| log.contains(text)), "{log}");
    assert_eq!(readable_in(server.data_dir(), &secret), []);
    // What the merchant may know is there, so the search finds what there is.
    let account = merchant.account().account.as_str();
    assert_ne!(readable_in(server.data_dir(), &[account]), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_after_the_payment_loses_no_card_and_keeps_none_twice() {
    let mut server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    for wait_ms in [0, 3, 10, 40] {
        let email = format!("{wait_ms}+{}", address(&merchant));
        let mut browser = Browser::at(&merchant);
        paid_and_saved(&mut browser, &merchant, &email).await;
        tokio::time::sleep(Duration::from_millis(wait_ms)).await;
        server.kill();
        server.restart().await;
        let mut other = Browser::at(&merchant);
        other.prove(&email, "424242").await.ok();
        let consumer = eventually("the card is kept", RECOVERY, || async {
            let consumer = other.consumer().await;
            (consumer["cards"] != serde_json::json!([])).then_some(consumer)
        })
        .await;
        assert_eq!(consumer["cards"].as_array().map(Vec::len), Some(1));
        assert_eq!(consumer["payments"].as_array().map(Vec::len), Some(1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_erased_stays_forgotten_after_a_crash() {
    let mut server = Kassa::start().await;
    let merchant = Merchant::on(&server, "US").await;
    let email = address(&merchant);
    let mut browser = Browser::at(&merchant);
    paid_and_saved(&mut browser, &merchant, &email).await;
    kept_cards(&browser, &merchant).await;
    browser.prove(&email, "424242").await.ok();
    browser.own("erase", &[]).await.ok();
    server.kill();
    server.restart().await;
    assert_eq!(browser.consumer().await["email"], serde_json::Value::Null);
    let proven = browser.prove(&email, "424242").await.ok();
    assert_eq!(proven["is_known"], false);
}
