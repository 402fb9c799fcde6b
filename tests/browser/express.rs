//! Express checkout: a row of buttons, one press each; what stands in for a device's wallets is
//! `support/wallets.js`.

use serde_json::json;

use crate::support::{Buyer, Form, Intent, MerchantPage, PAGE, Request, Stage, card, on_stage};

const BUTTONS: &str = "[...(document.querySelector('main div').firstChild?.shadowRoot?.querySelectorAll('button') ?? [])]";
/// Lets every press go on.
const RESOLVES: &str = "express.on('click', ({ resolve }) => resolve());";

/// A buyer at a page with the row of buttons. `script` is what the page does with `express`.
async fn arrive<'s>(
    stage: &'s Stage,
    page: &MerchantPage,
    intent: &Intent,
    more: Form<'_>,
    options: &str,
    script: &str,
) -> Buyer<'s> {
    page.register(&stage.kassa).await;
    let buyer = stage.buyer().await;
    let more = [&[("waits", "true")], more].concat();
    let (origin, key) = (stage.kassa.origin(), &intent.publishable_key);
    buyer
        .open(&page.url(&origin, key, &[&intent.client_secret], &more))
        .await;
    let mount = format!(
        "const [{{ clientSecret }}] = checkouts;
         const elements = kassa.elements({{ clientSecret }});
         window.express = elements.create('expressCheckout', {options});
         for (const name of ['ready', 'cancel', 'loaderror']) {{
           express.on(name, (event) => seen.events.push({{ name, ...event }}));
         }}
         window.elements = elements;
         express.on('confirm', async ({{ paymentFailed, ...told }}) => {{
           seen.events.push({{ name: 'confirm', ...told }});
           await elements.submit();
           const confirmParams = {{ return_url: new URL('/done', location.href).href }};
           seen.outcomes.push(await kassa.confirmPayment({{ elements, clientSecret, confirmParams, redirect: 'if_required' }}));
         }});
         {script}
         express.mount('main div');"
    );
    buyer.ask(PAGE, &mount).await;
    buyer
}

/// Presses a method's button, as soon as it is there.
async fn press(buyer: &Buyer<'_>, method: &str) {
    let shown = format!("return {BUTTONS}.some(({{ dataset }}) => dataset.method === '{method}');");
    buyer.until(PAGE, &shown).await;
    let selector = format!("main div > div >>> [data-method={method}]");
    let button = buyer.find_behind(&selector).await.expect("the button");
    button.click().await.expect("a press");
}

async fn press_on_sheet(buyer: &Buyer<'_>, button: &str) {
    buyer
        .click(PAGE, &format!("#sheet button[value={button}]"))
        .await;
}

fn apple(number: &str) -> [(&str, &str); 2] {
    [("device", "apple"), ("card", number)]
}

#[test]
fn a_wallet_pays_in_one_press_and_its_sheet_learns_the_outcome() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let device = apple(card::SUCCEEDS);
        let options = "{ paymentMethodOrder: ['amazonPay', 'applePay'] }";
        let buyer = arrive(stage, &page, &intent, &device, options, RESOLVES).await;
        let ready = buyer.hears("ready").await;
        let available = &ready["availablePaymentMethods"];
        assert_eq!(available["applePay"], true, "{ready}");
        assert_eq!(available["googlePay"], false, "{ready}");
        let order = format!("return {BUTTONS}.map(({{ dataset }}) => dataset.method).join();");
        let order = buyer.ask(PAGE, &order).await;
        let order = order.as_str().expect("names");
        assert!(order.starts_with("amazon_pay,apple_pay"), "{order}");

        press(&buyer, "apple_pay").await;
        press_on_sheet(&buyer, "approve").await;
        let outcome = buyer.outcome(1).await;
        assert_eq!(outcome["paymentIntent"]["status"], "succeeded", "{outcome}");
        assert_eq!(
            buyer.hears("confirm").await["expressPaymentType"],
            "apple_pay"
        );
        assert_eq!(
            buyer.ask(PAGE, "return standIn.completed;").await,
            "success"
        );
        assert_eq!(
            buyer
                .ask(PAGE, "return document.querySelectorAll('iframe').length;")
                .await,
            0
        );
        assert_eq!(intent.now(&stage.kassa).await["status"], "succeeded");
        buyer.leave().await;
    });
}

#[test]
fn a_card_in_a_wallet_that_is_declined_is_told_to_the_page_and_to_the_sheet() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let device = apple(card::INSUFFICIENT_FUNDS);
        let buyer = arrive(stage, &page, &intent, &device, "{}", RESOLVES).await;
        press(&buyer, "apple_pay").await;
        press_on_sheet(&buyer, "approve").await;
        let error = &buyer.outcome(1).await["error"];
        assert_eq!(error["decline_code"], "insufficient_funds", "{error}");
        assert_eq!(
            buyer.ask(PAGE, "return standIn.completed;").await,
            "failure"
        );
        // Another press is another payment.
        press(&buyer, "apple_pay").await;
        press_on_sheet(&buyer, "cancel").await;
        buyer.hears("cancel").await;
        buyer.leave().await;
    });
}

#[test]
fn a_press_on_amazon_pay_goes_to_its_page_and_back() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        // Nobody listens for click: every press goes on.
        let buyer = arrive(stage, &page, &intent, &[], "{}", "").await;
        press(&buyer, "amazon_pay").await;
        buyer.press_at_provider("authorize").await;
        buyer
            .until(PAGE, "return location.pathname === '/done';")
            .await;
        assert_eq!(intent.now(&stage.kassa).await["status"], "succeeded");
        buyer.leave().await;
    });
}

#[test]
fn the_page_may_refuse_a_press_and_has_a_second_to_answer_it() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let device = apple(card::SUCCEEDS);
        let script = "window.pressed = 0;
                      window.told = [];
                      console.warn = (text) => told.push(text);
                      express.on('click', ({ reject }) => { if (pressed++ === 0) reject(); });";
        let buyer = arrive(stage, &page, &intent, &device, "{}", script).await;
        press(&buyer, "apple_pay").await;
        buyer.until(PAGE, "return pressed === 1;").await;
        press(&buyer, "apple_pay").await;
        let late = "return told.some((text) => text.includes('within a second'));";
        buyer.until(PAGE, late).await;
        assert_eq!(buyer.ask(PAGE, "return standIn.opened;").await, json!(null));
        buyer.leave().await;
    });
}

#[test]
fn what_express_checkout_cannot_ask_for_is_refused() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let options = "{ applePay: { recurringPaymentRequest: {} } }";
        let buyer = arrive(stage, &page, &intent, &[], options, "").await;
        let event = buyer.hears("loaderror").await;
        assert_eq!(event["error"]["name"], "IntegrationError", "{event}");
        assert_eq!(
            buyer.ask(PAGE, &format!("return {BUTTONS}.length;")).await,
            0
        );
        buyer.leave().await;
    });
}

/// The page knows two ways to send its goods, and asks for everything.
const ASKING: &str = "{
  shippingAddressRequired: true, emailRequired: true, phoneNumberRequired: true, billingAddressRequired: true,
  allowedShippingCountries: ['US'], business: { name: 'The Cup Shop' },
  lineItems: [{ name: 'Cup', amount: 1500 }, { name: 'Shipping', amount: 500 }],
  shippingRates: [
    { id: 'slow', displayName: 'Post', amount: 500, deliveryEstimate: { minimum: { unit: 'day', value: 3 }, maximum: { unit: 'day', value: 5 } } },
    { id: 'express', displayName: 'Courier', amount: 1500 },
  ],
}";
/// The merchant's server has changed the amount meanwhile, as the test does.
const FOLLOWS: &str = "
  express.on('click', ({ resolve }) => resolve());
  express.on('shippingaddresschange', async ({ name, address, resolve }) => {
    seen.events.push({ name: 'shippingaddresschange', address });
    resolve({ lineItems: [{ name: 'Cup', amount: 1500 }] });
  });
  express.on('shippingratechange', async ({ shippingRate, resolve }) => {
    await elements.fetchUpdates();
    seen.events.push({ name: 'shippingratechange', shippingRate });
    resolve();
  });";

#[test]
fn a_wallets_sheet_asks_where_to_send_the_goods_and_shows_what_that_costs() {
    for device in ["apple", "google"] {
        on_stage(async |stage| {
            let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
            let on = [("device", device), ("card", card::SUCCEEDS)];
            let buyer = arrive(stage, &page, &intent, &on, ASKING, FOLLOWS).await;
            let ready = buyer.hears("ready").await;
            let offered = &ready["availablePaymentMethods"];
            assert_eq!(offered["amazonPay"], false, "it cannot be asked: {ready}");
            press(&buyer, &format!("{device}_pay")).await;
            let opened = buyer
                .until(PAGE, "return standIn.opened;")
                .await
                .to_string();
            for part in [
                "The Cup Shop",
                "Cup",
                "15.00",
                "20.00",
                "slow",
                "3 days – 5 days",
            ] {
                assert!(opened.contains(part), "{part}: {opened}");
            }

            // Where nothing is sent to is refused, and the page is not asked.
            press_on_sheet(&buyer, "away").await;
            let refused = buyer
                .until(PAGE, "return standIn.updates[0];")
                .await
                .to_string();
            let reason = if device == "apple" {
                "addressUnserviceable"
            } else {
                "SHIPPING_ADDRESS_UNSERVICEABLE"
            };
            assert!(refused.contains(reason), "{refused}");
            press_on_sheet(&buyer, "home").await;
            let shown = buyer
                .until(PAGE, "return standIn.updates[1];")
                .await
                .to_string();
            assert!(
                shown.contains("20.00") && !shown.contains("Shipping\""),
                "{shown}"
            );
            let event = buyer.hears("shippingaddresschange").await;
            let address = json!({ "city": "South San Francisco", "state": "CA", "postal_code": "94080", "country": "US" });
            assert_eq!(event["address"], address, "{event}");

            reprice(stage, &intent, "3000").await;
            press_on_sheet(&buyer, "express").await;
            let shown = buyer
                .until(PAGE, "return standIn.updates[2];")
                .await
                .to_string();
            assert!(shown.contains("30.00"), "{shown}");
            assert_eq!(
                buyer.hears("shippingratechange").await["shippingRate"]["id"],
                "express"
            );

            press_on_sheet(&buyer, "approve").await;
            let outcome = buyer.outcome(1).await;
            assert_eq!(outcome["paymentIntent"]["status"], "succeeded", "{outcome}");
            let told = buyer.hears("confirm").await;
            assert_eq!(told["shippingRate"]["id"], "express", "{told}");
            assert_eq!(
                told["billingDetails"]["email"], "alex@example.com",
                "{told}"
            );
            let paid = intent.now(&stage.kassa).await;
            assert_eq!(paid["amount"], 3_000, "{paid}");
            assert_eq!(paid["shipping"]["name"], "Alex Kassa", "{paid}");
            assert_eq!(
                paid["shipping"]["address"]["line1"], "354 Oyster Point Blvd",
                "{paid}"
            );
            let path = format!("/v1/payment_intents/{}?expand[]=latest_charge", intent.id);
            let expanded = Request::get(stage.kassa.url(&path)).bearer(stage.kassa.secret_key());
            let billing = expanded.send().await.ok()["latest_charge"]["billing_details"].clone();
            assert_eq!(billing["phone"], "+16505550100", "{billing}");
            assert_eq!(billing["address"]["postal_code"], "94080", "{billing}");
            buyer.leave().await;
        });
    }
}

/// The merchant's server charges another amount.
async fn reprice(stage: &Stage, intent: &Intent, amount: &str) {
    let path = format!("/v1/payment_intents/{}", intent.id);
    let changed = Request::post(stage.kassa.url(&path)).bearer(stage.kassa.secret_key());
    changed.form(&[("amount", amount)]).send().await.ok();
}

#[test]
fn a_page_that_does_not_deliver_there_says_so_in_the_sheet() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let script = "express.on('shippingaddresschange', ({ address, resolve, reject }) =>
                        address.country === 'US' ? resolve() : reject());";
        let options = ASKING.replace("allowedShippingCountries: ['US'], ", "");
        let buyer = arrive(
            stage,
            &page,
            &intent,
            &apple(card::SUCCEEDS),
            &options,
            script,
        )
        .await;
        press(&buyer, "apple_pay").await;
        press_on_sheet(&buyer, "away").await;
        let refused = buyer.until(PAGE, "return standIn.updates[0];").await;
        assert_eq!(
            refused["errors"][0]["code"], "addressUnserviceable",
            "{refused}"
        );
        assert_eq!(refused["newTotal"]["amount"], "20.00", "{refused}");
        press_on_sheet(&buyer, "cancel").await;
        buyer.hears("cancel").await;
        buyer.leave().await;
    });
}

#[test]
fn rows_beyond_the_pages_last_are_behind_a_button() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let options = "{ layout: { maxColumns: 1, maxRows: 1 } }";
        let device = [&apple(card::SUCCEEDS)[..], &[("width", "320")]].concat();
        let buyer = arrive(stage, &page, &intent, &device, options, RESOLVES).await;
        buyer.hears("ready").await;
        let shown = format!(
            "return {BUTTONS}.filter((button) => button.offsetHeight).map(({{ className }}) => className);"
        );
        assert_eq!(buyer.ask(PAGE, &shown).await, json!(["", "more"]));
        let more = buyer.find_behind("main div > div >>> .more").await;
        more.expect("the button").click().await.expect("a press");
        let all = buyer.ask(PAGE, &shown).await;
        assert!(all.as_array().expect("buttons").len() > 1, "{all}");
        assert!(!all.to_string().contains("more"), "{all}");
        buyer.leave().await;
    });
}

#[test]
fn express_checkout_opens_before_there_is_an_intent() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        page.register(&stage.kassa).await;
        let buyer = stage.buyer().await;
        let (origin, key) = (stage.kassa.origin(), &intent.publishable_key);
        let more = [&[("waits", "true")], &apple(card::SUCCEEDS)[..]].concat();
        let url = page.url(&origin, key, &[&intent.client_secret], &more);
        buyer.open(&url).await;
        let mount = format!(
            "const elements = kassa.elements({{ mode: 'payment', amount: 2000, currency: 'usd' }});
             const express = elements.create('expressCheckout');
             express.on('confirm', async () => {{
               const {{ error }} = await elements.submit();
               if (error) return seen.outcomes.push({{ error }});
               const confirmParams = {{ return_url: new URL('/done', location.href).href }};
               seen.outcomes.push(await kassa.confirmPayment(
                 {{ elements, clientSecret: '{}', confirmParams, redirect: 'if_required' }}));
             }});
             express.mount('main div');",
            intent.client_secret
        );
        buyer.ask(PAGE, &mount).await;
        press(&buyer, "apple_pay").await;
        press_on_sheet(&buyer, "approve").await;
        let outcome = buyer.outcome(1).await;
        assert_eq!(outcome["paymentIntent"]["status"], "succeeded", "{outcome}");
        buyer.leave().await;
    });
}

#[test]
fn an_express_payment_is_handed_to_the_merchants_server_as_a_token() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        page.register(&stage.kassa).await;
        let buyer = stage.buyer().await;
        let (origin, key) = (stage.kassa.origin(), &intent.publishable_key);
        let more = [&[("waits", "true")], &apple(card::SUCCEEDS)[..]].concat();
        buyer.open(&page.url(&origin, key, &["none"], &more)).await;
        let mount = "const elements = kassa.elements({ mode: 'payment', amount: 2000, currency: 'usd' });
             const express = elements.create('expressCheckout', { emailRequired: true });
             express.on('confirm', async () => seen.outcomes.push(await kassa.createConfirmationToken({ elements })));
             express.mount('main div');";
        buyer.ask(PAGE, mount).await;
        press(&buyer, "apple_pay").await;
        press_on_sheet(&buyer, "approve").await;
        let outcome = buyer.outcome(1).await;
        let token = &outcome["confirmationToken"];
        assert_eq!(
            token["payment_method_preview"]["billing_details"]["email"], "alex@example.com",
            "{outcome}"
        );
        assert_eq!(
            buyer.ask(PAGE, "return standIn.completed;").await,
            "success"
        );
        let path = format!("/v1/payment_intents/{}/confirm", intent.id);
        let confirm = Request::post(stage.kassa.url(&path)).bearer(stage.kassa.secret_key());
        let form = [
            ("confirmation_token", token["id"].as_str().expect("an id")),
            ("return_url", "https://shop.example/done"),
        ];
        assert_eq!(confirm.form(&form).send().await.ok()["status"], "succeeded");
        buyer.leave().await;
    });
}
