//! Cards: a success that the store learns of by webhook, declines that the buyer can act on, and
//! one charge for one press.

use std::fs;

use serde_json::Value;

use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, Store, card, on_stage};

/// Waits until a field is marked wrong, and answers what the text that describes it says.
async fn problem_of(buyer: &Buyer<'_>, field: &str) -> String {
    let script = format!(
        "const field = document.querySelector('{field}');
         if (field?.getAttribute('aria-invalid') !== 'true') return null;
         return document.getElementById(field.getAttribute('aria-describedby'))?.innerText;"
    );
    let text = buyer.until(ELEMENT, &script).await;
    text.as_str().expect("a text").to_owned()
}

#[test]
fn a_card_that_succeeds_makes_the_order_paid() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("US").await;
        buyer.fill_card(card::SUCCEEDS).await;
        buyer.pay().await;
        buyer.sees_order("paid").await;
        let journal = "return document.querySelector('.journal').textContent;";
        let journal = buyer.ask(PAGE, journal).await.to_string();
        assert!(journal.contains("payment_intent.succeeded"), "{journal}");
        buyer.leave().await;
    });
}

#[test]
fn an_order_is_not_paid_before_a_signed_webhook_says_so() {
    on_stage(async |stage| {
        let mut store = Store::open(&stage.kassa).await;
        // A store that remembers another secret cannot trust what it is sent.
        store
            .reopen_after(|data| {
                let path = data.join("webhook-us.json");
                let text = fs::read_to_string(&path).expect("the endpoint");
                let mut endpoint: Value = serde_json::from_str(&text).expect("JSON");
                endpoint["secret"] = "whsec_another".into();
                fs::write(&path, endpoint.to_string()).expect("written");
            })
            .await;
        let buyer = stage.buyer().await;
        buyer.open(&store.checkout_for("US")).await;
        let intent = buyer.intent_of_store().await;
        buyer.fill_card(card::SUCCEEDS).await;
        buyer.pay().await;
        buyer.sees_order("confirming").await;
        assert_eq!(intent.now(&stage.kassa).await["status"], "succeeded");
        // Asked anew, the store still does not call it paid.
        buyer.refresh().await.expect("a reload");
        buyer.sees_order("confirming").await;
        buyer.leave().await;
    });
}

#[test]
fn an_incorrect_security_code_is_told_by_its_field_and_can_be_put_right() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("US").await;
        buyer.fill_card(card::INCORRECT_CVC).await;
        buyer.pay().await;
        let problem = problem_of(&buyer, "#card-cvc").await;
        assert_eq!(
            problem,
            "The security code is not right. Check it on your card."
        );
        let focused = "return document.activeElement.id === 'card-cvc';";
        buyer.until(ELEMENT, focused).await;
        buyer.fill_card(card::SUCCEEDS_TOO).await;
        buyer.pay().await;
        buyer.sees_order("paid").await;
        buyer.leave().await;
    });
}

#[test]
fn a_declined_card_is_explained_and_another_card_pays() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("US").await;
        let intent = buyer.intent_of_store().await;
        buyer.fill_card(card::INSUFFICIENT_FUNDS).await;
        buyer.pay().await;
        buyer.sees(ELEMENT, "#kassa", "Try another card").await;
        buyer.fill_card(card::SUCCEEDS).await;
        buyer.pay().await;
        buyer.sees_order("paid").await;
        assert_eq!(intent.charges(&stage.kassa).await, 1);
        buyer.leave().await;
    });
}

#[test]
fn a_double_click_is_one_charge() {
    on_stage(async |stage| {
        let intent = Intent::new(&stage.kassa).await;
        let page = MerchantPage::serve().await;
        let buyer = stage
            .buyer_at_page(&page, &[&intent.client_secret], &[])
            .await;
        buyer.hears("ready").await;
        buyer.fill_card(card::SUCCEEDS).await;
        // This page's button is not disabled while it is busy.
        let twice = "const pay = document.getElementById('pay'); pay.click(); pay.click();";
        buyer.ask(PAGE, twice).await;
        for number in [1, 2] {
            let outcome = buyer.outcome(number).await;
            assert_eq!(outcome["paymentIntent"]["status"], "succeeded", "{outcome}");
        }
        assert_eq!(intent.charges(&stage.kassa).await, 1);
        buyer.leave().await;
    });
}
