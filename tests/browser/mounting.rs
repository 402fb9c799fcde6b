//! Elements that come and go, and more than one of them.

use crate::support::{Intent, MerchantPage, PAGE, Place, card, on_stage};

const FIRST: Place = Place(Some("main div:nth-child(1) iframe"));
const SECOND: Place = Place(Some("main div:nth-child(2) iframe"));

#[test]
fn an_element_that_is_destroyed_and_made_again_is_one_iframe_that_pays() {
    on_stage(async |stage| {
        let intent = Intent::new(&stage.kassa).await;
        let page = MerchantPage::serve().await;
        let buyer = stage
            .buyer_at_page(&page, &[&intent.client_secret], &[])
            .await;
        buyer.hears("ready").await;
        // As React's strict mode does it, and once more while the second one still loads.
        let again = "seen.events.length = 0;
                     for (let times = 0; times < 2; times += 1) {
                       checkouts[0].payment.destroy();
                       open(checkouts[0]);
                     }
                     return document.querySelectorAll('iframe').length;";
        assert_eq!(buyer.ask(PAGE, again).await, 1);
        buyer.hears("ready").await;
        buyer.fill_card(card::SUCCEEDS).await;
        buyer.pay().await;
        buyer.is_paid(1).await;
        let iframes = "return document.querySelectorAll('iframe').length;";
        assert_eq!(buyer.ask(PAGE, iframes).await, 1);
        buyer.ask(PAGE, "checkouts[0].payment.destroy();").await;
        assert_eq!(buyer.ask(PAGE, iframes).await, 0);
        buyer.leave().await;
    });
}

#[test]
fn two_elements_on_one_page_pay_their_own_intents() {
    on_stage(async |stage| {
        let first = Intent::new(&stage.kassa).await;
        let second = Intent::new(&stage.kassa).await;
        let page = MerchantPage::serve().await;
        let buyer = stage.buyer().await;
        let secrets = [first.client_secret.as_str(), &second.client_secret];
        let key = stage.kassa.publishable_key();
        buyer
            .open(&page.url(&stage.kassa.origin(), key, &secrets, &[]))
            .await;
        buyer
            .until(
                PAGE,
                "return seen.events.filter(({ name }) => name === 'ready').length === 2;",
            )
            .await;
        buyer.fill_card_in(SECOND, card::SUCCEEDS).await;
        buyer.ask(PAGE, "pay(checkouts[1]);").await;
        let outcome = buyer.outcome(1).await;
        assert_eq!(
            outcome["paymentIntent"]["id"],
            second.id.as_str(),
            "{outcome}"
        );
        let untouched = first.now(&stage.kassa).await;
        assert_eq!(untouched["status"], "requires_payment_method");

        buyer.fill_card_in(FIRST, card::SUCCEEDS).await;
        buyer.ask(PAGE, "pay(checkouts[0]);").await;
        let outcome = buyer.outcome(2).await;
        assert_eq!(
            outcome["paymentIntent"]["id"],
            first.id.as_str(),
            "{outcome}"
        );
        for intent in [first, second] {
            assert_eq!(intent.charges(&stage.kassa).await, 1);
        }
        buyer.leave().await;
    });
}
