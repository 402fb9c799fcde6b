//! Cards whose bank asks first: a modal above the merchant's page.

use crate::support::{Buyer, ELEMENT, MODAL, PAGE, card, on_stage};

async fn sees_no_modal(buyer: &Buyer<'_>) {
    buyer
        .until(PAGE, "return !document.querySelector('dialog');")
        .await;
}

#[test]
fn a_completed_authentication_makes_the_order_paid() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("US").await;
        buyer.fill_card(card::ASKS_FOR_AUTHENTICATION).await;
        buyer.pay().await;
        buyer.click(MODAL, "button[value=authorize]").await;
        buyer.sees_order("paid").await;
        buyer.leave().await;
    });
}

#[test]
fn a_failed_authentication_is_explained_and_can_be_tried_again() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("US").await;
        let intent = buyer.intent_of_store().await;
        buyer.fill_card(card::ASKS_FOR_AUTHENTICATION).await;
        buyer.pay().await;
        buyer.click(MODAL, "button[value=fail]").await;
        buyer
            .sees(ELEMENT, "[role=alert]", "nothing was charged")
            .await;
        sees_no_modal(&buyer).await;
        buyer.pay().await;
        buyer.click(MODAL, "button[value=authorize]").await;
        buyer.sees_order("paid").await;
        assert_eq!(intent.charges(&stage.kassa).await, 1);
        buyer.leave().await;
    });
}

#[test]
fn a_buyer_who_closes_the_modal_is_charged_nothing_and_can_go_on() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("US").await;
        let intent = buyer.intent_of_store().await;
        buyer.fill_card(card::ASKS_FOR_AUTHENTICATION).await;
        buyer.pay().await;
        buyer.find_in(MODAL, "button[value=authorize]").await;
        buyer.click(PAGE, "dialog > button").await;
        buyer
            .sees(ELEMENT, "[role=alert]", "nothing was charged")
            .await;
        sees_no_modal(&buyer).await;
        buyer.fill_card(card::SUCCEEDS).await;
        buyer.pay().await;
        buyer.sees_order("paid").await;
        assert_eq!(intent.charges(&stage.kassa).await, 1);
        buyer.leave().await;
    });
}
