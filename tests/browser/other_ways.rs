//! Ways to pay that lead elsewhere: to a page, to a phone, to a counter.

use serde_json::Value;

use crate::support::{ELEMENT, PAGE, on_stage, press_elsewhere};

#[test]
fn klarna_is_authorised_on_its_own_page_and_the_order_is_paid() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("US").await;
        buyer.pay_with("Klarna").await;
        buyer.press_at_provider("authorize").await;
        buyer.sees_order("paid").await;
        buyer.leave().await;
    });
}

#[test]
fn a_failed_klarna_payment_comes_back_with_a_message_and_can_be_made_again() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("US").await;
        buyer.pay_with("Klarna").await;
        buyer.press_at_provider("fail").await;
        buyer.sees_order("declined").await;
        buyer
            .sees(PAGE, "#order-status", "declined by the payment method")
            .await;
        buyer.click(PAGE, ".status-actions a").await;
        buyer
            .sees(PAGE, ".notice.bad", "declined by the payment method")
            .await;
        // A page that says nothing need not: the form does, in the buyer's language.
        let told = "The payment was declined, and nothing was charged.";
        buyer.sees(ELEMENT, ".notice[role=alert]", told).await;
        buyer.pay_with("Klarna").await;
        buyer.press_at_provider("authorize").await;
        buyer.sees_order("paid").await;
        buyer.leave().await;
    });
}

#[test]
fn a_swish_code_that_a_phone_approves_lets_the_page_go_on_by_itself() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("SE").await;
        let intent = buyer.intent_of_store().await;
        buyer.pay_with("Swish").await;
        let drawn = "const code = document.querySelector('.qr-code');
                     return code?.complete && code.naturalWidth > 0;";
        buyer.until(ELEMENT, drawn).await;
        let action = intent.now(&stage.kassa).await["next_action"].take();
        let code = &action["swish_handle_redirect_or_display_qr_code"]["qr_code"]["data"];
        press_elsewhere(text(code), "authorize").await;
        buyer.sees_order("paid").await;
        buyer.leave().await;
    });
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}
