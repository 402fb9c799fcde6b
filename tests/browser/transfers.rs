//! Money that the buyer sends from their own bank, in one go or not.

use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, Request, on_stage};

/// Sends an amount from the test bank's page, which has a window of its own.
async fn send(buyer: &Buyer<'_>, bank: &str, amount: &str) {
    let here = buyer.window().await.expect("a window");
    let there = buyer.new_window(true).await.expect("a window").handle;
    buyer.switch_to_window(there).await.expect("the window");
    buyer.open(bank).await;
    buyer.fill(PAGE, "#send", amount).await;
    buyer.click(PAGE, "form button").await;
    // Gone, or asking for the rest.
    let sent = format!("return document.querySelector('#send')?.value !== '{amount}';");
    buyer.until(PAGE, &sent).await;
    buyer.close_window().await.expect("closing it");
    buyer.switch_to_window(here).await.expect("the window");
}

#[test]
fn a_transfer_says_where_to_what_is_still_missing_and_when_all_has_come() {
    on_stage(async |stage| {
        let (kassa, page) = (&stage.kassa, MerchantPage::serve().await);
        let customer = Request::post(kassa.url("/v1/customers"));
        let customer = customer.bearer(kassa.secret_key()).send().await.ok();
        let customer = customer["id"].as_str().expect("a customer");
        let form = [
            ("amount", "2000"),
            ("currency", "usd"),
            ("customer", customer),
        ];
        let intent = Intent::with(kassa, &form).await;
        let buyer = stage.buyer().await;
        let secrets = [intent.client_secret.as_str()];
        let url = page.url(&kassa.origin(), kassa.publishable_key(), &secrets, &[]);
        buyer.open(&url).await;
        buyer.choose("Bank transfer").await;
        buyer.click(PAGE, "#pay").await;
        buyer.sees(ELEMENT, ".action h2", "$20.00").await;
        let told = "return [...document.querySelectorAll('.line')].map((line) => line.innerText.split('\\n')[0]).join();";
        assert_eq!(
            buyer.ask(ELEMENT, told).await,
            "Reference,Account holder,Bank,Routing number,Account number,SWIFT code"
        );
        buyer.click(ELEMENT, ".line .link").await;
        buyer.sees(ELEMENT, ".line .link", "Copied").await;

        let bank = "return document.querySelector('.action .actions a').href;";
        let bank = buyer.ask(ELEMENT, bank).await;
        let bank = bank.as_str().expect("an address");
        send(&buyer, bank, "12.50").await;
        buyer.sees(ELEMENT, ".action h2", "$7.50").await;
        send(&buyer, bank, "7.50").await;
        buyer.sees(ELEMENT, ".outcome", "Payment successful").await;
        assert_eq!(intent.now(kassa).await["status"], "succeeded");
        buyer.leave().await;
    });
}
