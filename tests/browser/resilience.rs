//! What browsers and networks do to a payment in the middle of it: it goes on, or can be made again,
//! and money moves once.

use std::time::Duration;

use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::harness::Kassa;
use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, Stage, Wire, card, on_stage};

const CONFIRM: fn(&str) -> bool = |path| path.ends_with("/confirm");
const LOOK: fn(&str) -> bool = |path| path.starts_with("/v1/elements/payment_intents/");
/// Longer than the element asks what became of a payment before it says that it does not know.
const GIVES_UP_AFTER: Duration = Duration::from_secs(60);

/// A buyer at the card form of a new intent, which is filled in. `origin` is where the buyer finds
/// this Kassa.
async fn ready_to_pay<'s>(
    stage: &'s Stage,
    page: &MerchantPage,
    kassa: &Kassa,
    origin: &str,
) -> (Buyer<'s>, Intent) {
    let (buyer, intent) = (stage.buyer().await, Intent::new(kassa).await);
    let secrets = [intent.client_secret.as_str()];
    let url = page.url(origin, kassa.publishable_key(), &secrets, &[]);
    buyer.open(&url).await;
    buyer.hears("ready").await;
    buyer.fill_card(card::SUCCEEDS).await;
    (buyer, intent)
}

async fn is_paid_once(kassa: &Kassa, buyer: &Buyer<'_>, intent: &Intent, number: usize) {
    let outcome = buyer.outcome(number).await;
    assert_eq!(outcome["paymentIntent"]["status"], "succeeded", "{outcome}");
    assert_eq!(intent.charges(kassa).await, 1);
}

#[test]
fn enter_pressed_again_and_again_is_one_charge() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let (buyer, intent) = ready_to_pay(stage, &page, &stage.kassa, &stage.kassa.origin()).await;
        let enter = "\u{e007}".repeat(3);
        let button = buyer.find_in(PAGE, "#pay").await;
        button.send_keys(&enter).await.expect("keys");
        for number in 1..=3 {
            is_paid_once(&stage.kassa, &buyer, &intent, number).await;
        }
        buyer.leave().await;
    });
}

#[test]
fn a_time_out_says_that_the_payment_is_being_checked_and_checks() {
    on_stage(async |stage| {
        let (page, wire) = (
            MerchantPage::serve().await,
            Wire::to(stage.kassa.origin()).await,
        );
        let (buyer, intent) = ready_to_pay(stage, &page, &stage.kassa, &wire.origin()).await;
        wire.lose_answers(CONFIRM);
        buyer.pay().await;
        wire.until_held().await;
        // The answer is lost, and what became of the payment cannot be learnt yet.
        wire.delay(LOOK);
        wire.until_held().await;
        buyer.sees(ELEMENT, "[role=status]", "hecking").await;
        assert_eq!(buyer.ask(PAGE, "return seen.outcomes;").await, json!([]));
        wire.mend();
        is_paid_once(&stage.kassa, &buyer, &intent, 1).await;
        buyer.leave().await;
    });
}

#[test]
fn a_connection_that_is_gone_for_a_moment_ends_in_one_payment_without_another_press() {
    on_stage(async |stage| {
        let (page, mut kassa) = (MerchantPage::serve().await, Kassa::start().await);
        let (buyer, intent) = ready_to_pay(stage, &page, &kassa, &kassa.origin()).await;
        kassa.kill();
        buyer.pay().await;
        buyer.sees(ELEMENT, "[role=status]", "hecking").await;
        kassa.restart().await;
        is_paid_once(&kassa, &buyer, &intent, 1).await;
        buyer.leave().await;
    });
}

#[test]
fn a_connection_that_stays_away_loses_nothing_typed_and_the_next_press_pays_once() {
    on_stage(async |stage| {
        let (page, mut kassa) = (MerchantPage::serve().await, Kassa::start().await);
        let (buyer, intent) = ready_to_pay(stage, &page, &kassa, &kassa.origin()).await;
        kassa.kill();
        buyer.pay().await;
        let deadline = Instant::now() + GIVES_UP_AFTER;
        while buyer.ask(PAGE, "return seen.outcomes.length;").await == 0 {
            assert!(Instant::now() < deadline, "it never says so");
            sleep(Duration::from_millis(100)).await;
        }
        let outcome = buyer.outcome(1).await;
        assert_eq!(outcome["error"]["type"], "api_connection_error");
        buyer
            .sees(ELEMENT, "[role=alert]", "you will not be charged twice")
            .await;
        let typed = "return document.querySelector('#card-number').value;";
        assert_eq!(buyer.ask(ELEMENT, typed).await, "4242 4242 4242 4242");
        kassa.restart().await;
        buyer.pay().await;
        is_paid_once(&kassa, &buyer, &intent, 2).await;
        buyer.leave().await;
    });
}

#[test]
fn a_buyer_who_comes_back_from_a_methods_page_by_the_back_button_can_pay_once() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let (buyer, intent) = ready_to_pay(stage, &page, &stage.kassa, &stage.kassa.origin()).await;
        let note =
            "addEventListener('pageshow', ({ persisted }) => { window.isRestored = persisted; });";
        buyer.ask(PAGE, note).await;
        buyer.pay_with("Klarna").await;
        let there = "return location.pathname.startsWith('/sandbox/');";
        buyer.until(PAGE, there).await;
        buyer.back().await.expect("a step back");
        // The page is shown as it was left, and learns that this payment was not made.
        buyer.until(PAGE, "return window.isRestored;").await;
        let outcome = buyer.outcome(1).await;
        assert_eq!(outcome["error"]["code"], "payment_canceled_by_buyer");
        buyer.choose("Card").await;
        buyer.fill_card(card::SUCCEEDS).await;
        buyer.pay().await;
        is_paid_once(&stage.kassa, &buyer, &intent, 2).await;
        buyer.leave().await;
    });
}

/// What is left of a cookie that a document of Kassa's sets.
const COOKIE: &str = "document.cookie = 'probe=1; SameSite=None; Secure'; return document.cookie;";

#[test]
fn a_whole_checkout_works_where_third_party_cookies_are_blocked() {
    on_stage(async |stage| {
        let buyer = stage
            .new_buyer_with(&["--test-third-party-cookie-phaseout"])
            .await;
        // Kassa's own pages have such a cookie, so that its lack in the element says something.
        buyer.open(&stage.kassa.url("/kassa.js")).await;
        assert_eq!(buyer.ask(PAGE, COOKIE).await, "probe=1");
        for (number, method) in ["Card", "Klarna"].into_iter().enumerate() {
            buyer.open(&stage.store.checkout_for("US")).await;
            let intent = buyer.intent_of_store().await;
            if number == 0 {
                buyer.find_in(ELEMENT, "#card-number").await;
                assert_eq!(buyer.ask(ELEMENT, COOKIE).await, "", "nothing is blocked");
                buyer.fill_card(card::SUCCEEDS).await;
                buyer.pay().await;
            } else {
                buyer.pay_with(method).await;
                buyer.press_at_provider("authorize").await;
            }
            buyer.sees_order("paid").await;
            assert_eq!(intent.charges(&stage.kassa).await, 1);
        }
    });
}
