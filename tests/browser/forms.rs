//! Forms of methods that want to know more than a name: what is mistyped is told at its field, before
//! anything is sent.

use crate::support::{ELEMENT, Intent, MerchantPage, PAGE, on_stage};

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

#[test]
fn a_payment_by_fpx_goes_to_the_bank_that_was_chosen_from_the_list_and_comes_back() {
    on_stage(async |stage| {
        let account = stage.kassa.create_account("Kedai Teh", "MY").await;
        let form = [("amount", "4999"), ("currency", "myr")];
        let intent = Intent::by(&stage.kassa, &account, &form).await;
        let page = MerchantPage::serve().await;
        let buyer = stage.buyer().await;
        let secrets = [intent.client_secret.as_str()];
        let key = account.publishable_key.as_str();
        let url = page.url(&stage.kassa.origin(), key, &secrets, &[("country", "MY")]);
        buyer.open(&url).await;
        buyer.choose("FPX").await;
        // None is chosen for the buyer, and none is no bank.
        buyer.click(PAGE, "#pay").await;
        buyer.sees(ELEMENT, "#fpx-bank-problem", "Choose").await;
        let list = buyer.find_in(ELEMENT, "#fpx-bank").await;
        list.send_keys("CIMB").await.expect("keys");
        let chosen = "return document.querySelector('#fpx-bank').value === 'cimb'
            && !document.querySelector('#fpx-bank-problem');";
        buyer.until(ELEMENT, chosen).await;
        buyer.click(PAGE, "#pay").await;
        buyer.press_at_provider("authorize").await;
        let returned = "return new URLSearchParams(location.search).get('redirect_status');";
        assert_eq!(buyer.until(PAGE, returned).await, "succeeded");
        assert_eq!(intent.charges(&stage.kassa).await, 1);
        buyer.leave().await;
    });
}
