//! Pages that are written for Stripe.js: with Stripe's own packages, or calling its interface.

use crate::deferred::twenty_dollars;
use crate::support::{
    ELEMENT, Intent, MODAL, MerchantPage, PAGE, Request, card, on_stage, react_page,
};

#[test]
fn a_react_page_of_stripes_own_packages_pays_in_strict_mode() {
    on_stage(async |stage| {
        let intent = Intent::new(&stage.kassa).await;
        let page = MerchantPage::serve().await;
        let buyer = stage.buyer().await;
        let key = stage.kassa.publishable_key();
        let url = page.url(&stage.kassa.origin(), key, &[&intent.client_secret], &[]);
        buyer.open(&url.replace("/?", "/react?")).await;
        buyer.hears("ready").await;
        let iframes = "return document.querySelectorAll('iframe').length;";
        assert_eq!(buyer.ask(PAGE, iframes).await, 1);
        // Of a release of Stripe.js that its packages do not know, for one.
        let warnings = buyer.ask(PAGE, "return seen.warnings.length;").await;
        assert_eq!(warnings, 0);

        buyer.fill_card(card::SUCCEEDS).await;
        let change = buyer.hears("change").await;
        assert_eq!(change["elementType"], "payment", "{change}");
        assert_eq!(change["value"]["type"], "card", "{change}");
        buyer.pay().await;
        let outcome = buyer.is_paid(1).await;
        assert_eq!(outcome["selectedPaymentMethod"], "card", "{outcome}");
        assert_eq!(outcome["sameElement"], true, "{outcome}");

        buyer.ask(PAGE, "leave();").await;
        assert_eq!(buyer.ask(PAGE, iframes).await, 0);
        buyer.leave().await;
    });
}

#[test]
fn a_react_page_changes_the_amount_and_then_asks_its_server_for_the_intent() {
    on_stage(async |stage| {
        let form = [("amount", "12000"), ("currency", "usd")];
        let intent = Intent::with(&stage.kassa, &form).await;
        let page = MerchantPage::serve().await;
        let buyer = stage.buyer().await;
        let (origin, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
        let group = twenty_dollars().to_string();
        let more = [("group", group.as_str())];
        let url = page.url(&origin, key, &[&intent.client_secret], &more);
        buyer.open(&url.replace("/?", "/react?")).await;
        buyer.hears("ready").await;
        buyer.fill_card(card::SUCCEEDS).await;
        buyer.ask(PAGE, "setAmount(12000);").await;
        // Affirm lends it, unlike twenty dollars.
        buyer.click(ELEMENT, ".row.more").await;
        buyer.sees(ELEMENT, ".offers", "Affirm").await;
        buyer.pay().await;
        buyer.is_paid(1).await;
        let iframes = "return document.querySelectorAll('iframe').length;";
        assert_eq!(buyer.ask(PAGE, iframes).await, 1);
        let warnings = buyer.ask(PAGE, "return seen.warnings.length;").await;
        assert_eq!(warnings, 0);
        buyer.leave().await;
    });
}

#[test]
fn a_react_page_renders_on_a_merchants_server() {
    let output = react_page::run_on_a_server();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    let html = String::from_utf8_lossy(&output.stdout);
    assert!(html.contains("<form>"), "{html}");
}

#[test]
fn a_pinned_loader_runs_only_with_the_published_hash() {
    on_stage(async |stage| {
        let pinned = Request::get(stage.kassa.url("/kassa.json"));
        let pinned = pinned.send().await.ok();
        let text = |name: &str| pinned[name].as_str().expect("a text").to_owned();
        let (loader, integrity) = (text("url"), text("integrity"));
        let intent = Intent::new(&stage.kassa).await;
        let page = MerchantPage::serve().await;
        let buyer = stage.buyer().await;
        let url = |integrity: &str| {
            let more = [("loader", loader.as_str()), ("integrity", integrity)];
            let key = stage.kassa.publishable_key();
            page.url(&stage.kassa.origin(), key, &[&intent.client_secret], &more)
        };
        buyer.open(&url(&integrity)).await;
        buyer.hears("ready").await;

        let other = integrity.replace("sha384-", "sha384-AAAA");
        buyer.open(&url(&other[..integrity.len()])).await;
        assert_eq!(buyer.ask(PAGE, "return typeof Kassa;").await, "undefined");
        buyer.leave().await;
    });
}

#[test]
fn a_page_confirms_and_acts_without_an_element() {
    on_stage(async |stage| {
        let intents = [
            Intent::new(&stage.kassa).await,
            Intent::new(&stage.kassa).await,
        ];
        let [paid, asked] = &intents;
        let page = MerchantPage::serve().await;
        let more = [("waits", "true")];
        let secrets = [paid.client_secret.as_str(), &asked.client_secret];
        let buyer = stage.buyer_at_page(&page, &secrets, &more).await;
        let confirm = "const [{ clientSecret }, other] = checkouts;
            const note = (outcome) => seen.outcomes.push(outcome);
            const refused = ({ name, message }) => note({ name, message });
            kassa.confirmCardPayment(clientSecret, { payment_method: 'pm_card_visa' }).then(note)
              .then(() => kassa.createToken({}).catch(refused))
              .then(() => kassa.confirmCardPayment(other.clientSecret, {
                payment_method: 'pm_card_authenticationRequired',
              })).then(note);";
        buyer.ask(PAGE, confirm).await;
        buyer.is_paid(1).await;
        let outcome = buyer.outcome(2).await;
        assert_eq!(outcome["name"], "IntegrationError", "{outcome}");
        let message = outcome["message"].as_str().expect("a text");
        assert!(message.contains("createConfirmationToken()"), "{message}");
        // The bank asks in the page, as it does for the element.
        buyer.click(MODAL, "button[value=authorize]").await;
        buyer.is_paid(3).await;
        for intent in &intents {
            assert_eq!(intent.charges(&stage.kassa).await, 1);
        }
        buyer.leave().await;
    });
}

#[test]
fn an_element_lives_in_a_shadow_root_and_is_gone_once_destroyed() {
    on_stage(async |stage| {
        let intent = Intent::new(&stage.kassa).await;
        let page = MerchantPage::serve().await;
        let more = [("waits", "true")];
        let secrets = [intent.client_secret.as_str()];
        let buyer = stage.buyer_at_page(&page, &secrets, &more).await;
        let open = "const [checkout] = checkouts;
            window.shadow = checkout.place.attachShadow({ mode: 'open' });
            checkout.place = shadow.appendChild(document.createElement('div'));
            open(checkout);";
        buyer.ask(PAGE, open).await;
        buyer.hears("ready").await;
        // A page that empties the place by itself can fill it again.
        let again = "seen.events.length = 0;
            checkouts[0].place.replaceChildren();
            checkouts[0].payment.mount(checkouts[0].place);
            return shadow.querySelectorAll('iframe').length;";
        assert_eq!(buyer.ask(PAGE, again).await, 1);
        buyer.hears("ready").await;

        let destroyed = "const [{ payment, place, elements }] = checkouts;
            payment.destroy();
            try { payment.mount(place); } catch ({ name }) {
              return [name, shadow.querySelectorAll('iframe').length, elements.getElement('payment')];
            }";
        let destroyed = buyer.ask(PAGE, destroyed).await;
        assert_eq!(destroyed, serde_json::json!(["IntegrationError", 0, null]));
        buyer.leave().await;
    });
}
