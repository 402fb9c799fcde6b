//! The tag `<kassa-checkout>` on a page that has no script of its own.

use crate::support::{Buyer, Intent, MerchantPage, PAGE, Place, Stage, card, on_stage};

const TAG: Place = Place(Some("kassa-checkout >>> iframe"));
/// The tag inside another component's shadow root.
const INNER_TAG: Place = Place(Some("#outer >>> kassa-checkout >>> iframe"));
const BUTTON: &str = "kassa-checkout >>> button";

/// How many the tag holds.
const IFRAMES: &str = "const { shadowRoot } = document.querySelector('kassa-checkout');
    return shadowRoot ? shadowRoot.querySelectorAll('iframe').length : 0;";

/// Notes the tag's events from now on, in `seen`.
const LISTEN: &str = "window.seen = [];
    for (const name of ['ready', 'change', 'success', 'error']) {
      document.addEventListener(`kassa-${name}`, ({ target, detail }) =>
        seen.push({ name, from: target.localName, detail }));
    }";

/// A buyer at a page with the tag for `intent`; `more` are further attributes.
async fn arrive<'s>(
    stage: &'s Stage,
    page: &MerchantPage,
    intent: &Intent,
    more: &[(&str, &str)],
) -> Buyer<'s> {
    let attributes = [
        ("publishable-key", intent.publishable_key.as_str()),
        ("client-secret", &intent.client_secret),
    ];
    let attributes = [&attributes, more].concat();
    let buyer = stage.buyer().await;
    buyer
        .open(&page.tag_url(&stage.kassa.origin(), &attributes))
        .await;
    buyer
}

/// Presses the tag's button, as soon as it says what is to be paid.
async fn press(buyer: &Buyer<'_>, text: &str) {
    let says = format!(
        "const button = document.querySelector('kassa-checkout').shadowRoot?.querySelector('button');
         return button && !button.disabled && button.innerText === '{text}';"
    );
    buyer.until(PAGE, &says).await;
    buyer.click(PAGE, BUTTON).await;
}

#[test]
fn the_tag_alone_takes_a_card_and_goes_to_the_return_url() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let buyer = arrive(stage, &page, &intent, &[("return-url", "/done")]).await;
        buyer.fill_card_in(TAG, card::SUCCEEDS).await;
        press(&buyer, "Pay $20.00").await;
        let search = buyer
            .until(
                PAGE,
                "return location.pathname === '/done' && location.search;",
            )
            .await;
        let search = search.as_str().expect("a query");
        assert!(search.contains("redirect_status=succeeded"), "{search}");
        assert!(search.contains(&intent.client_secret), "{search}");
        assert_eq!(intent.now(&stage.kassa).await["status"], "succeeded");
        buyer.leave().await;
    });
}

#[test]
fn the_tag_tells_a_decline_and_takes_another_card() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let buyer = arrive(stage, &page, &intent, &[]).await;
        buyer.ask(PAGE, LISTEN).await;
        buyer.fill_card_in(TAG, card::INSUFFICIENT_FUNDS).await;
        press(&buyer, "Pay $20.00").await;
        buyer.sees(TAG, "body", "Try another card").await;
        let error = "return seen.find(({ name }) => name === 'error')?.detail.error;";
        let error = buyer.until(PAGE, error).await;
        assert_eq!(error["decline_code"], "insufficient_funds", "{error}");

        buyer.fill_card_in(TAG, card::SUCCEEDS).await;
        press(&buyer, "Pay $20.00").await;
        let success = "return seen.find(({ name }) => name === 'success');";
        let success = buyer.until(PAGE, success).await;
        assert_eq!(success["from"], "kassa-checkout");
        assert_eq!(success["detail"]["paymentIntent"]["status"], "succeeded");
        buyer.sees(TAG, "body", "Payment successful").await;
        // Nothing is left to press.
        let hidden = "return document.querySelector('kassa-checkout').shadowRoot
                        .querySelector('button').hidden;";
        assert_eq!(buyer.ask(PAGE, hidden).await, true);
        buyer.leave().await;
    });
}

#[test]
fn a_tag_that_is_taken_off_the_page_leaves_no_iframe_and_works_where_it_is_put_next() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let buyer = arrive(stage, &page, &intent, &[("return-url", "/done")]).await;
        buyer.find_in(TAG, "#card-number").await;
        buyer
            .ask(
                PAGE,
                "window.tag = document.querySelector('kassa-checkout'); tag.remove();",
            )
            .await;
        buyer
            .until(PAGE, "return !tag.shadowRoot.querySelector('iframe');")
            .await;
        let into_shadow = "const outer = document.body.appendChild(document.createElement('div'));
                           outer.id = 'outer';
                           outer.attachShadow({ mode: 'open' }).append(tag);";
        buyer.ask(PAGE, into_shadow).await;
        buyer.fill_card_in(INNER_TAG, card::SUCCEEDS).await;
        assert_eq!(
            buyer
                .ask(
                    PAGE,
                    "return tag.shadowRoot.querySelectorAll('iframe').length;"
                )
                .await,
            1
        );
        buyer.click(PAGE, &format!("#outer >>> {BUTTON}")).await;
        buyer
            .until(PAGE, "return location.pathname === '/done';")
            .await;
        buyer.leave().await;
    });
}

#[test]
fn attributes_of_the_tag_may_come_late_and_change() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let first = Intent::new(&stage.kassa).await;
        let more = [("amount", "350000"), ("currency", "jpy")];
        let second = Intent::with(&stage.kassa, &more).await;
        let buyer = stage.buyer().await;
        buyer.open(&page.tag_url(&stage.kassa.origin(), &[])).await;
        buyer.ask(PAGE, LISTEN).await;
        assert_eq!(buyer.ask(PAGE, IFRAMES).await, 0);
        let set = async |name: &str, value: &str| {
            let script = format!(
                "document.querySelector('kassa-checkout').setAttribute('{name}', '{value}');"
            );
            buyer.ask(PAGE, &script).await;
        };
        set("client-secret", &first.client_secret).await;
        set("publishable-key", &first.publishable_key).await;
        buyer.fill_card_in(TAG, card::SUCCEEDS).await;
        set("client-secret", &second.client_secret).await;
        buyer.fill_card_in(TAG, card::SUCCEEDS).await;
        press(&buyer, "Pay ¥350,000").await;
        buyer
            .until(PAGE, "return seen.some(({ name }) => name === 'success');")
            .await;
        assert_eq!(second.now(&stage.kassa).await["status"], "succeeded");
        assert_eq!(
            first.now(&stage.kassa).await["status"],
            "requires_payment_method"
        );
        assert_eq!(buyer.ask(PAGE, IFRAMES).await, 1);
        buyer.leave().await;
    });
}

#[test]
fn a_tag_with_a_wrong_key_tells_the_page() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let buyer = stage.buyer().await;
        buyer.open(&page.tag_url(&stage.kassa.origin(), &[])).await;
        buyer.ask(PAGE, LISTEN).await;
        let wrong = "const tag = document.querySelector('kassa-checkout');
                     tag.setAttribute('publishable-key', 'sk_test_1');
                     tag.setAttribute('client-secret', 'pi_1_secret_1');";
        buyer.ask(PAGE, wrong).await;
        let name = "return seen.find(({ name }) => name === 'error')?.detail.error.name;";
        assert_eq!(buyer.until(PAGE, name).await, "IntegrationError");
        assert_eq!(buyer.ask(PAGE, IFRAMES).await, 0);
        buyer.leave().await;
    });
}
