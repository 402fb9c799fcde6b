//! Nothing to pay with: why, in place and in words, and a way to try again.

use serde_json::Value;

use crate::harness::Kassa;
use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, Wire, card, on_stage};

/// Waits for the element's own notice, and answers it.
async fn notice(buyer: &Buyer<'_>) -> String {
    let script = "return document.querySelector('.failed button')
                    && document.querySelector('.failed').innerText;";
    let notice = buyer.until(ELEMENT, script).await;
    notice.as_str().expect("a text").to_owned()
}

fn message(event: &Value) -> &str {
    event["error"]["message"].as_str().unwrap_or_default()
}

/// What is in the element's place, wherever it is drawn, is a sentence and a button.
async fn sees_failure(buyer: &Buyer<'_>) -> String {
    let event = buyer.hears("loaderror").await;
    assert!(!message(&event).is_empty(), "{event}");
    let in_page = "return document.querySelector('main [role=alert]')?.innerText ?? '';";
    let text = buyer.ask(PAGE, in_page).await;
    match text.as_str() {
        Some(text) if !text.is_empty() => text.to_owned(),
        Some(_) | None => notice(buyer).await,
    }
}

#[test]
fn a_bad_publishable_key_is_told_in_place() {
    on_stage(async |stage| {
        let intent = Intent::new(&stage.kassa).await;
        let page = MerchantPage::serve().await;
        let buyer = stage.buyer().await;
        let secrets = [intent.client_secret.as_str()];
        let key = "pk_test_0000000000000000000000000000";
        buyer
            .open(&page.url(&stage.kassa.origin(), key, &secrets, &[]))
            .await;
        let text = sees_failure(&buyer).await;
        assert!(text.contains("API Key"), "{text}");
        assert!(text.contains("Try again"), "{text}");
        buyer.leave().await;
    });
}

#[test]
fn a_bad_client_secret_is_told_in_place() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let buyer = stage.buyer().await;
        let secret = "pi_0000000000000000000000_secret_0000000000000000000000001";
        let key = stage.kassa.publishable_key();
        buyer
            .open(&page.url(&stage.kassa.origin(), key, &[secret], &[]))
            .await;
        let text = sees_failure(&buyer).await;
        assert!(text.contains("client_secret"), "{text}");
        assert!(text.contains("Try again"), "{text}");
        buyer.leave().await;
    });
}

#[test]
fn an_edge_that_cannot_be_reached_is_told_and_trying_again_helps_once_it_is_back() {
    on_stage(async |stage| {
        let mut kassa = Kassa::start().await;
        let intent = Intent::new(&kassa).await;
        let page = MerchantPage::serve().await;
        let buyer = stage.buyer().await;
        let url = page.url(
            &kassa.origin(),
            kassa.publishable_key(),
            &[&intent.client_secret],
            &[("waits", "true")],
        );
        buyer.open(&url).await;
        kassa.kill();
        buyer.ask(PAGE, "checkouts.forEach(open);").await;
        let text = sees_failure(&buyer).await;
        assert!(text.contains("connection"), "{text}");
        kassa.restart().await;
        buyer.click(PAGE, "main [role=alert] button").await;
        buyer.hears("ready").await;
        buyer.fill_card(card::SUCCEEDS).await;
        buyer.pay().await;
        buyer.is_paid(1).await;
        buyer.leave().await;
    });
}

#[test]
fn a_session_that_cannot_be_asked_for_is_told_and_trying_again_helps() {
    on_stage(async |stage| {
        let (buyer, wire) = (stage.buyer().await, Wire::to(stage.kassa.origin()).await);
        wire.refuse(|path| path == "/v1/elements/sessions");
        let intent = Intent::new(&stage.kassa).await;
        let page = MerchantPage::serve().await;
        let key = stage.kassa.publishable_key();
        buyer
            .open(&page.url(&wire.origin(), key, &[&intent.client_secret], &[]))
            .await;
        let text = sees_failure(&buyer).await;
        assert!(text.contains("Try again"), "{text}");
        wire.mend();
        buyer.click(ELEMENT, ".failed button").await;
        buyer.hears("ready").await;
        buyer.find_in(ELEMENT, "#card-number").await;
        buyer.leave().await;
    });
}

#[test]
fn blocked_webassembly_is_told_and_trying_again_helps_once_it_is_allowed() {
    on_stage(async |stage| {
        // A browser that has cached nothing yet.
        let (buyer, wire) = (stage.buyer().await, Wire::to(stage.kassa.origin()).await);
        wire.refuse(|path| path.ends_with(".wasm"));
        let intent = Intent::new(&stage.kassa).await;
        let page = MerchantPage::serve().await;
        let key = stage.kassa.publishable_key();
        buyer
            .open(&page.url(&wire.origin(), key, &[&intent.client_secret], &[]))
            .await;
        let text = sees_failure(&buyer).await;
        assert!(text.contains("blocked"), "{text}");
        // Paying without a form is answered, not swallowed.
        buyer.click(PAGE, "#pay").await;
        let outcome = buyer.outcome(1).await;
        assert!(outcome["error"]["message"].is_string(), "{outcome}");
        wire.mend();
        buyer.click(ELEMENT, ".failed button").await;
        buyer.hears("ready").await;
        buyer.find_in(ELEMENT, "#card-number").await;
        buyer.leave().await;
    });
}
