//! Messages that a provider carries, and what buyers are told when it does not.

use std::time::{Duration, Instant};

use kassa::serve::config::Binding;
use serde_json::Value;

use super::{Browser, address, kept_cards, paid_and_saved};
use crate::harness::Kassa;
use crate::harness::postmark::{Email, FROM, Manner, Postmark};
use crate::support::{Merchant, SOON, eventually, text};

/// As long as Kassa waits for a provider, and some more.
const PATIENCE: Duration = Duration::from_secs(9);
/// By when a notice has been tried again.
const SECOND_TRY: Duration = Duration::from_secs(30);

fn code_in(email: &Email) -> String {
    email.subject.chars().filter(char::is_ascii_digit).collect()
}

async fn taken_soon(postmark: &Postmark, to: &str, count: usize, within: Duration) -> Vec<Email> {
    eventually("the provider has it", within, || async {
        let taken = postmark.taken_for(to);
        (taken.len() >= count).then_some(taken)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_reaches_the_address_through_the_provider_and_works() {
    let postmark = Postmark::start().await;
    let server = Kassa::start_with(postmark.senders()).await;
    let merchant = Merchant::on(&server, "US").await;
    let email = address(&merchant);
    let mut browser = Browser::at(&merchant);
    let asked = browser.ask(&email).await.ok();
    let [sent] = &postmark.taken_for(&email)[..] else {
        panic!("one e-mail");
    };
    let code = code_in(sent);
    assert_eq!(code.len(), 6);
    assert!(sent.text_body.contains(&code), "{sent:?}");
    assert_eq!(sent.from, FROM);
    assert_eq!(sent.message_stream, "outbound");
    assert!(!sent.track_opens, "nobody is watched reading");
    assert_eq!(sent.track_links, "None");
    browser.answer(&asked, &code).await.ok();
    assert_eq!(browser.subjects_sent_to(&email).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_could_not_be_sent_is_told_alike_to_known_and_unknown() {
    let postmark = Postmark::start().await;
    let server = Kassa::start_with(postmark.senders()).await;
    let merchant = Merchant::on(&server, "US").await;
    let known = address(&merchant);
    let mut own = Browser::at(&merchant);
    paid_and_saved(&mut own, &merchant, &known).await;
    kept_cards(&own, &merchant).await;

    let stranger = Browser::at(&merchant);
    for manner in [
        Manner::KnowsAsInactive,
        Manner::IsDown,
        Manner::AnswersWithAPage,
    ] {
        postmark.becomes(manner);
        let mut told = Vec::new();
        for email in [&known, &format!("x{known}")] {
            let mut error = stranger.ask(email).await.error(503);
            assert_eq!(error["code"], "link_code_not_sent", "{manner:?}");
            error["request_log_url"] = Value::Null;
            told.push(error);
        }
        assert_eq!(told[0], told[1], "{manner:?}");
    }
    postmark.becomes(Manner::Takes);
    stranger.ask(&known).await.ok();

    let log = server.log_tail();
    assert!(log.contains("422 with its code 406"), "{log}");
    let codes = postmark.asked_for(&known);
    let codes: Vec<String> = codes.iter().map(code_in).collect();
    let secret = [known.as_str(), crate::harness::postmark::TOKEN];
    for text in secret.into_iter().chain(codes.iter().map(String::as_str)) {
        assert!(!log.contains(text), "{text} is in the log: {log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_never_answers_keeps_nobody_waiting_for_long() {
    let postmark = Postmark::start().await;
    postmark.becomes(Manner::NeverAnswers);
    let server = Kassa::start_with(postmark.senders()).await;
    let merchant = Merchant::on(&server, "US").await;
    let asked_at = Instant::now();
    let error = Browser::at(&merchant).ask(&address(&merchant)).await;
    assert_eq!(error.error(503)["code"], "link_code_not_sent");
    assert!(asked_at.elapsed() < PATIENCE, "{:?}", asked_at.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_holds_nobody_up_and_is_sent_once_the_provider_is_back() {
    let postmark = Postmark::start().await;
    let server = Kassa::start_with(postmark.senders()).await;
    let merchant = Merchant::on(&server, "US").await;
    let email = address(&merchant);
    let mut own = Browser::at(&merchant);
    paid_and_saved(&mut own, &merchant, &email).await;
    kept_cards(&own, &merchant).await;

    let mut other = Browser::at(&merchant);
    let asked = other.ask(&email).await.ok();
    postmark.becomes(Manner::NeverAnswers);
    let code = code_in(&postmark.taken_for(&email)[0]);
    let proven = other.answer(&asked, &code).await.ok();
    assert_eq!(proven["is_known"], true);
    eventually("the notice has been tried", SOON, || async {
        (postmark.asked_for(&email).len() == 2).then_some(())
    })
    .await;
    postmark.becomes(Manner::Takes);
    let taken = taken_soon(&postmark, &email, 2, SECOND_TRY).await;
    assert_eq!(taken[1].subject, "New device in your Link");
    assert!(taken[1].text_body.contains("/link"), "{:?}", taken[1]);

    // The removal of a card is told as well, and is done whatever the provider says.
    postmark.becomes(Manner::KnowsAsInactive);
    let cards = other.consumer().await["cards"].clone();
    let path = format!("cards/{}/remove", text(&cards[0], "id"));
    other.own(&path, &[]).await.ok();
    assert_eq!(other.consumer().await["cards"], serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_sends_nothing_and_says_so_in_the_log() {
    let postmark = Postmark::start().await;
    let senders = postmark
        .senders()
        .with(Binding::EMAIL_TOKEN, "another-token");
    let server = Kassa::start_with(senders).await;
    let merchant = Merchant::on(&server, "US").await;
    let email = address(&merchant);
    let error = Browser::at(&merchant).ask(&email).await.error(503);
    assert_eq!(error["code"], "link_code_not_sent");
    assert_eq!(postmark.asked_for(&email).len(), 0);
    let log = server.log_tail();
    assert!(log.contains("401 with its code 10"), "{log}");
    assert!(!log.contains("another-token"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_carry_no_message_keep_kassa_from_starting_and_say_why() {
    let postmark = Postmark::start().await;
    let mut server = Kassa::start().await;
    for (name, value, told) in [
        (
            Binding::EMAIL_PROVIDER,
            "pigeon",
            "KASSA_EMAIL_PROVIDER must be postmark",
        ),
        (
            Binding::EMAIL_TOKEN,
            "",
            "KASSA_EMAIL_TOKEN must be set, too",
        ),
        (
            Binding::SMS_PROVIDER,
            "pigeon",
            "KASSA_SMS_PROVIDER must be twilio",
        ),
    ] {
        let refused = server.restart_with(postmark.senders().with(name, value));
        let refused = refused.await.expect_err("not started").to_string();
        assert!(refused.contains(told), "{refused}");
    }
}
