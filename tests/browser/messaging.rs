//! What a product page says of paying later: no iframe, no WebAssembly.

use crate::support::{Buyer, MerchantPage, PAGE, Stage, on_stage};

const LINE: &str =
    "document.querySelector('main div').firstChild?.shadowRoot?.querySelector('.line')";

/// A buyer at a product page that shows the message for these options.
async fn arrive<'s>(stage: &'s Stage, page: &MerchantPage, options: &str) -> Buyer<'s> {
    let buyer = stage.buyer().await;
    let key = stage.kassa.publishable_key();
    let url = page.url(&stage.kassa.origin(), key, &["none"], &[("waits", "true")]);
    buyer.open(&url).await;
    let mount = format!(
        "window.message = kassa.elements().create('paymentMethodMessaging', {options});
         for (const name of ['ready', 'loaderror']) {{
           message.on(name, (event) => seen.events.push({{ name, ...event }}));
         }}
         message.mount('main div');"
    );
    buyer.ask(PAGE, &mount).await;
    buyer
}

/// The message, as soon as it says `part`.
async fn says(buyer: &Buyer<'_>, part: &str) -> String {
    let script =
        format!("const text = {LINE}?.innerText ?? ''; return text.includes('{part}') && text;");
    let text = buyer.until(PAGE, &script).await;
    text.as_str().expect("a text").to_owned()
}

#[test]
fn a_product_page_tells_the_plan_and_follows_the_amount() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let options = "{ amount: 5000, currency: 'USD', countryCode: 'US',
                         paymentMethodTypes: ['klarna', 'afterpay_clearpay'] }";
        let buyer = arrive(stage, &page, options).await;
        says(&buyer, "4 interest-free payments of $12.50").await;
        let ready = buyer.hears("ready").await;
        assert_eq!(ready["elementType"], "paymentMethodMessaging");
        let names = format!(
            "return [...{LINE}.querySelectorAll('img')].map((it) => it.alt).sort().join();"
        );
        assert_eq!(buyer.ask(PAGE, &names).await, "Afterpay / Clearpay,Klarna");
        buyer.ask(PAGE, "message.update({ amount: 10000 });").await;
        says(&buyer, "4 interest-free payments of $25.00").await;
        // Too little for anyone to lend.
        buyer.ask(PAGE, "message.update({ amount: 60 });").await;
        buyer.until(PAGE, &format!("return !{LINE};")).await;
        let weight = "return performance.getEntriesByType('resource')
                        .filter(({ name }) => /wasm|element\\?/.test(name)).length;";
        assert_eq!(buyer.ask(PAGE, weight).await, 0);
        buyer.ask(PAGE, "message.destroy();").await;
        let left = "return document.querySelector('main div').childElementCount;";
        assert_eq!(buyer.ask(PAGE, left).await, 0);
        buyer.leave().await;
    });
}

#[test]
fn the_plan_is_explained_with_what_the_law_wants_said() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let options = "{ amount: 5000, currency: 'USD', countryCode: 'US',
                         paymentMethodTypes: ['klarna'] }";
        let buyer = arrive(stage, &page, options).await;
        says(&buyer, "$12.50").await;
        buyer.click(PAGE, "main div > div >>> .line button").await;
        let dialog = "const { shadowRoot } = document.querySelector('main div').firstChild;
                      const dialog = shadowRoot.querySelector('dialog[open]');
                      return dialog?.innerText;";
        let text = buyer.until(PAGE, dialog).await;
        let text = text.as_str().expect("a text");
        for part in ["Pay over time", "Klarna", "Today", "eligibility check"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(text.matches("$12.50").count(), 5, "{text}");
        buyer.leave().await;
    });
}

#[test]
fn options_that_make_no_sense_are_told_as_an_error_of_loading() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let buyer = arrive(stage, &page, "{ amount: 'much', currency: 'USD' }").await;
        let event = buyer.hears("loaderror").await;
        assert_eq!(event["error"]["param"], "amount", "{event}");
        buyer.leave().await;
    });
}
