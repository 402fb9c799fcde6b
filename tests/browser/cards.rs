//! Cards: a success that the store learns of by webhook, and declines that the buyer can act on.

use crate::support::{Buyer, PAGE, on_stage};

const VISA: &str = "4242424242424242";

/// Waits for the order page to show a state.
pub async fn sees_order(buyer: &Buyer<'_>, state: &str) {
    let script = format!(
        "return document.querySelector('#order-status .status')?.dataset.state === '{state}';"
    );
    buyer.until(PAGE, &script).await;
}

#[test]
fn a_card_that_succeeds_makes_the_order_paid() {
    on_stage(async |stage| {
        let buyer = stage.buyer().await;
        buyer.open(&stage.store.checkout_for("US")).await;
        buyer.fill_card(VISA).await;
        buyer.pay().await;
        sees_order(&buyer, "paid").await;
        let journal = buyer
            .ask(
                PAGE,
                "return document.querySelector('.journal').textContent;",
            )
            .await;
        let journal = journal.as_str().expect("a text");
        assert!(journal.contains("payment_intent.succeeded"), "{journal}");
        buyer.leave().await;
    });
}
