//! Between the press of the button and the outcome: what a buyer has to do, how long there is, and
//! what there is to do when nothing came of it.

use crate::support::{Buyer, ELEMENT, Intent, PAGE, Request, Stage, on_stage, press_elsewhere};

/// Phone numbers of the sandbox, by what becomes of a payment that is approved in an app.
mod phone {
    pub const APPROVES: &str = "+351911111111";
    /// After half a minute.
    pub const HESITATES: &str = "+351911111112";
    pub const DECLINED: &str = "+351911111114";
    pub const TIMES_OUT: &str = "+351911111115";
    pub const CANCELS: &str = "+351911111116";
}

async fn pay_with_mb_way(buyer: &Buyer<'_>, phone: &str) {
    buyer.choose("MB WAY").await;
    buyer.fill_details().await;
    buyer.fill(ELEMENT, "#phone", phone).await;
    buyer.pay().await;
}

/// The page on which a tester plays the app.
async fn test_app(buyer: &Buyer<'_>) -> String {
    let link = "return document.querySelector('.action .actions a')?.href;";
    let link = buyer.until(ELEMENT, link).await;
    link.as_str().expect("an address").to_owned()
}

/// Lets the next attempt at a payment of the store end after a few seconds.
async fn hurry(stage: &Stage, intent: &Intent) {
    let path = format!("/v1/payment_intents/{}", intent.id);
    Request::post(stage.kassa.url(&path))
        .bearer(stage.store.secret_key_beside(&intent.publishable_key))
        .form(&[("metadata[sandbox_expires_in]", "9")])
        .send()
        .await
        .ok();
}

#[test]
fn an_app_is_waited_for_across_a_reload_until_it_approves() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("PT").await;
        let intent = buyer.intent_of_store().await;
        pay_with_mb_way(&buyer, phone::HESITATES).await;
        buyer.sees(ELEMENT, ".action h2", "Approve").await;
        buyer.sees(ELEMENT, ".hint", "MB WAY").await;
        buyer
            .sees(ELEMENT, ".action [role=status]", "Waiting")
            .await;
        // The screen takes the focus from the form that was there, so that it is read out.
        let focused = "return document.activeElement.id === 'action';";
        buyer.until(ELEMENT, focused).await;
        let first = buyer.sees(ELEMENT, "[role=timer]", "Time left: 4:").await;
        let ticks =
            format!("return document.querySelector('[role=timer]').innerText !== {first} || null;");
        buyer.until(ELEMENT, &ticks).await;

        buyer.refresh().await.expect("a reload");
        buyer.sees(ELEMENT, ".action h2", "Approve").await;
        press_elsewhere(&test_app(&buyer).await, "authorize").await;
        buyer.sees(ELEMENT, ".outcome", "Payment successful").await;
        assert_eq!(intent.charges(&stage.kassa).await, 1);
        buyer.leave().await;
    });
}

#[test]
fn time_out_cancellation_and_refusal_are_told_apart_and_each_can_be_tried_again() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("PT").await;
        let intent = buyer.intent_of_store().await;
        for (phone, told) in [
            (phone::TIMES_OUT, "The time to approve the payment is over"),
            (phone::CANCELS, "The payment was canceled"),
            (phone::DECLINED, "The payment was declined"),
        ] {
            pay_with_mb_way(&buyer, phone).await;
            buyer.sees(ELEMENT, ".notice[role=alert]", told).await;
        }
        pay_with_mb_way(&buyer, phone::APPROVES).await;
        buyer.sees_order("paid").await;
        assert_eq!(intent.charges(&stage.kassa).await, 1);
        buyer.leave().await;
    });
}

#[test]
fn a_code_that_nobody_scans_in_time_gives_the_form_back() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("SE").await;
        let intent = buyer.intent_of_store().await;
        hurry(stage, &intent).await;
        buyer.pay_with("Swish").await;
        buyer.sees(ELEMENT, "[role=timer]", "Time left: 0:0").await;
        buyer.sees(ELEMENT, ".notice", "is over").await;
        // The merchant's page hears of it too.
        buyer.sees(PAGE, "#pay-error", "is over").await;
        let status = &intent.now(&stage.kassa).await["status"];
        assert_eq!(status, "requires_payment_method");
        buyer.leave().await;
    });
}

#[test]
fn another_way_can_be_chosen_while_a_code_waits_and_only_that_one_is_paid() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("SE").await;
        let intent = buyer.intent_of_store().await;
        buyer.pay_with("Swish").await;
        buyer.find_in(ELEMENT, ".qr-code").await;
        buyer.click(ELEMENT, ".action > .link").await;
        buyer.choose("Card").await;
        buyer.fill_card(crate::support::card::SUCCEEDS).await;
        buyer.pay().await;
        buyer.sees_order("paid").await;
        assert_eq!(intent.charges(&stage.kassa).await, 1);
        buyer.leave().await;
    });
}

#[test]
fn a_blik_code_is_typed_and_the_banks_app_waited_for() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("PL").await;
        buyer.choose("BLIK").await;
        buyer.fill_details().await;
        buyer.fill(ELEMENT, "[id*=code]", "123456").await;
        buyer.pay().await;
        buyer
            .sees(ELEMENT, ".hint", "confirm the BLIK payment")
            .await;
        buyer.sees_order("paid").await;
        buyer.leave().await;
    });
}

#[test]
fn a_pix_code_can_be_scanned_or_copied() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("BR").await;
        let intent = buyer.intent_of_store().await;
        buyer.pay_with("Pix").await;
        buyer.find_in(ELEMENT, ".qr-code").await;
        let shown = buyer.sees(ELEMENT, ".line-value", "000201").await;
        let code = &intent.now(&stage.kassa).await["next_action"]["pix_display_qr_code"]["data"];
        assert_eq!(&shown, code);
        buyer.click(ELEMENT, ".line .link").await;
        buyer.sees(ELEMENT, ".line .link", "Copied").await;
        buyer.leave().await;
    });
}
