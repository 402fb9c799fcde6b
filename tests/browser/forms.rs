//! Forms of methods that want to know more than a name: what is mistyped is told at its field, before
//! anything is sent.

use crate::support::{Buyer, ELEMENT, PAGE, on_stage};

/// A field without a problem beside it.
async fn is_content(buyer: &Buyer<'_>, field: &str) {
    let content = format!(
        "return !document.querySelector('{field}-problem')
            && !document.querySelector('{field}').hasAttribute('aria-invalid');"
    );
    buyer.until(ELEMENT, &content).await;
}

#[test]
fn a_wrong_check_digit_of_an_account_is_told_when_its_field_is_left() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("DE").await;
        let intent = buyer.intent_of_store().await;
        buyer.choose("SEPA Direct Debit").await;
        buyer.sees(ELEMENT, ".panel .small", "authorise").await;
        buyer
            .fill(ELEMENT, "#sepa-debit-iban", "de88370400440532013000")
            .await;
        is_content(&buyer, "#sepa-debit-iban").await;
        buyer.fill_details().await;
        buyer
            .sees(ELEMENT, "#sepa-debit-iban-problem", "check digits")
            .await;
        buyer
            .fill(ELEMENT, "#sepa-debit-iban", "de89370400440532013000")
            .await;
        is_content(&buyer, "#sepa-debit-iban").await;
        let grouped = "return document.querySelector('#sepa-debit-iban').value
            === 'DE89 3704 0044 0532 0130 00';";
        buyer.until(ELEMENT, grouped).await;
        buyer.pay().await;
        // The bank takes its time.
        buyer
            .until(PAGE, "return location.pathname.startsWith('/order');")
            .await;
        let status = intent.now(&stage.kassa).await["status"].take();
        assert!(status == "processing" || status == "succeeded", "{status}");
        buyer.leave().await;
    });
}

#[test]
fn a_code_of_too_few_digits_is_not_sent_and_says_so_at_its_field() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("PL").await;
        let intent = buyer.intent_of_store().await;
        buyer.choose("BLIK").await;
        buyer.fill_details().await;
        buyer.fill(ELEMENT, "#blik-code", "12 34").await;
        buyer.pay().await;
        buyer.sees(ELEMENT, "#blik-code-problem", "6 digits").await;
        let focused = "return document.activeElement?.id === 'blik-code';";
        buyer.until(ELEMENT, focused).await;
        let status = intent.now(&stage.kassa).await["status"].take();
        assert_eq!(status, "requires_payment_method");
        // What is typed stays when the buyer looks at another way to pay.
        buyer.choose("Card").await;
        buyer.choose("BLIK").await;
        let kept = "return document.querySelector('#blik-code').value === '1234';";
        buyer.until(ELEMENT, kept).await;
        buyer.leave().await;
    });
}

#[test]
fn a_bank_is_chosen_by_typing_its_name() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("PL").await;
        buyer.choose("Przelewy24").await;
        let list = buyer.find_in(ELEMENT, "#p24-bank").await;
        let first = "return document.querySelector('#p24-bank').selectedOptions[0].innerText;";
        assert_eq!(buyer.ask(ELEMENT, first).await, "Choose your bank");
        list.send_keys("mBank").await.expect("keys");
        let chosen = "return document.querySelector('#p24-bank').value === 'mbank_mtransfer';";
        buyer.until(ELEMENT, chosen).await;
        buyer.fill_details().await;
        buyer.pay().await;
        buyer.press_at_provider("authorize").await;
        buyer.sees_order("paid").await;
        buyer.leave().await;
    });
}
