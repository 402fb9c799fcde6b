//! Express checkout: a row of buttons, one press each; what stands in for a device's wallets is
//! `support/wallets.js`.

use serde_json::json;

use crate::support::{Buyer, Form, Intent, MerchantPage, PAGE, Request, Stage, card, on_stage};

const BUTTONS: &str = "[...(document.querySelector('main div').firstChild?.shadowRoot?.querySelectorAll('button') ?? [])]";
/// Lets every press go on.
const RESOLVES: &str = "express.on('click', ({ resolve }) => resolve());";

/// A buyer at a page with the row of buttons. `script` is what the page does with `express`.
pub async fn arrive<'s>(
    stage: &'s Stage,
    page: &MerchantPage,
    intent: &Intent,
    more: Form<'_>,
    options: &str,
    script: &str,
) -> Buyer<'s> {
    page.register(&stage.kassa).await;
    let buyer = stage.buyer().await;
    open(&buyer, stage, page, intent, more, options, script).await;
    buyer
}

/// [`arrive`], by a buyer who is there, at a page that is registered or needs no wallet.
pub async fn open(
    buyer: &Buyer<'_>,
    stage: &Stage,
    page: &MerchantPage,
    intent: &Intent,
    more: Form<'_>,
    options: &str,
    script: &str,
) {
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
}

/// Presses a method's button, as soon as it is there.
pub async fn press(buyer: &Buyer<'_>, method: &str) {
    let shown = format!("return {BUTTONS}.some(({{ dataset }}) => dataset.method === '{method}');");
    buyer.until(PAGE, &shown).await;
    let selector = format!("main div > div >>> [data-method={method}]");
    buyer.click(PAGE, &selector).await;
}

pub async fn press_on_sheet(buyer: &Buyer<'_>, button: &str) {
    buyer
        .click(PAGE, &format!("#sheet button[value={button}]"))
        .await;
}

pub fn apple(number: &str) -> [(&str, &str); 2] {
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
        buyer.is_paid(1).await;
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
        for options in [
            "{ applePay: { recurringPaymentRequest: {} } }",
            "{ buttonType: { applePay: 'beg' } }",
            "{ buttonTheme: { googlePay: 'gold' } }",
            "{ buttonType: { klarna: 'pay' } }",
            "{ paymentMethods: { link: 'always' } }",
            "{ paymentMethods: { amazonPay: false } }",
            "{ paymentMethods: { apple_pay: 'never' } }",
            "{ wallets: { paypal: 'never' } }",
        ] {
            let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
            let buyer = arrive(stage, &page, &intent, &[], options, "").await;
            let event = buyer.hears("loaderror").await;
            assert_eq!(event["error"]["name"], "IntegrationError", "{event}");
            let shown = buyer.ask(PAGE, &format!("return {BUTTONS}.length;")).await;
            assert_eq!(shown, 0, "{options}");
            buyer.leave().await;
        }
    });
}

#[test]
fn a_wallet_that_is_to_show_always_shows_where_the_device_has_it_and_the_page_learns_that() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let options =
            "{ paymentMethods: { applePay: 'always', googlePay: 'always', paypal: 'never' } }";
        let script = "window.warned = [];
                      console.warn = (message) => warned.push(message);";
        let buyer = arrive(
            stage,
            &page,
            &intent,
            &apple(card::SUCCEEDS),
            options,
            script,
        )
        .await;
        let ready = buyer.hears("ready").await;
        let available = &ready["availablePaymentMethods"];
        assert_eq!(available["applePay"], true, "{ready}");
        assert_eq!(available["googlePay"], false, "{ready}");
        assert_eq!(available["paypal"], false, "{ready}");
        let warned = buyer.ask(PAGE, "return warned.join();").await;
        let warned = warned.as_str().unwrap_or_default();
        assert!(
            warned.contains("applePay, googlePay: \"always\""),
            "{warned}"
        );
        buyer.leave().await;
    });
}

#[test]
fn buttons_say_what_the_page_wants_in_the_buyers_language() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let options =
            "{ buttonType: { applePay: 'check-out' }, paymentMethods: { link: 'never' } }";
        let device = apple(card::SUCCEEDS);
        let script = "elements.update({ locale: 'de' });";
        let buyer = arrive(stage, &page, &intent, &device, options, script).await;
        let says =
            |text: &str| format!("return {BUTTONS}.some((it) => it.textContent === '{text}');");
        buyer.until(PAGE, &says("Zur Kasse mit Apple Pay")).await;
        // Of these, the page has not said anything.
        buyer.until(PAGE, &says("Amazon Pay")).await;
        buyer.leave().await;
    });
}

#[test]
fn a_wallet_that_draws_its_own_button_is_told_how() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let options =
            "{ buttonType: { googlePay: 'donate' }, buttonTheme: { googlePay: 'white' } }";
        let script = "google.payments.api.PaymentsClient.prototype.createButton = (asked) => {
                        window.asked = { ...asked, buttonRootNode: asked.buttonRootNode === document.querySelector('main div').firstChild.shadowRoot };
                        const element = document.createElement('div');
                        element.append(Object.assign(document.createElement('button'), { onclick: asked.onClick }));
                        return element;
                      };
                      express.on('click', ({ resolve }) => resolve());";
        let device = [("device", "google"), ("card", card::SUCCEEDS)];
        let buyer = arrive(stage, &page, &intent, &device, options, script).await;
        buyer.hears("ready").await;
        let asked = "const { onClick, ...rest } = window.asked; return rest;";
        assert_eq!(
            buyer.ask(PAGE, asked).await,
            json!({ "buttonColor": "white", "buttonType": "donate", "buttonRadius": 8,
                    "buttonSizeMode": "fill", "buttonLocale": "en", "buttonRootNode": true })
        );
        let button = buyer.find_behind("main div > div >>> [data-method=google_pay] > button");
        let button = button.await.expect("the wallet's button");
        button.click().await.expect("a press");
        press_on_sheet(&buyer, "approve").await;
        buyer.is_paid(1).await;
        buyer.leave().await;

        // A browser of Apple's draws its button by a style; none is near, so this only says it can.
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let script = "CSS.supports = () => true;";
        let options =
            "{ buttonType: { applePay: 'top-up' }, buttonTheme: { applePay: 'white-outline' } }";
        let buyer = arrive(
            stage,
            &page,
            &intent,
            &apple(card::SUCCEEDS),
            options,
            script,
        )
        .await;
        buyer.hears("ready").await;
        let drawn = format!(
            "const it = {BUTTONS}.find(({{ dataset }}) => dataset.method === 'apple_pay');
             return [it.dataset.type, it.dataset.theme, it.textContent, it.getAttribute('aria-label'), it.lang];"
        );
        let expected = json!([
            "top-up",
            "white-outline",
            "",
            "Top up with Apple Pay",
            "en-US"
        ]);
        assert_eq!(buyer.ask(PAGE, &drawn).await, expected);
        buyer.leave().await;
    });
}

#[test]
fn apple_pay_shows_the_payments_to_come() {
    on_stage(async |stage| {
        let (page, intent) = (MerchantPage::serve().await, Intent::new(&stage.kassa).await);
        let script = "express.on('click', ({ resolve }) => resolve({ applePay: { recurringPaymentRequest: {
                        paymentDescription: 'Tea club', managementURL: 'https://shop.example/club',
                        regularBilling: { label: 'Each month', amount: 2000, recurringPaymentIntervalUnit: 'month' },
                      } } }));";
        let device = apple(card::SUCCEEDS);
        let buyer = arrive(stage, &page, &intent, &device, "{}", script).await;
        press(&buyer, "apple_pay").await;
        press_on_sheet(&buyer, "approve").await;
        buyer.is_paid(1).await;
        assert_eq!(
            buyer
                .ask(PAGE, "return standIn.opened.recurringPaymentRequest;")
                .await,
            json!({ "paymentDescription": "Tea club", "managementURL": "https://shop.example/club",
                    "regularBilling": { "label": "Each month", "amount": "20.00", "type": "final",
                        "paymentTiming": "recurring", "recurringPaymentIntervalUnit": "month" } })
        );
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
        buyer.click(PAGE, "main div > div >>> .more").await;
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
        let more = [&[("waits", "true")], &apple(card::SUCCEEDS)[..]].concat();
        let buyer = stage
            .buyer_at_page(&page, &[&intent.client_secret], &more)
            .await;
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
        buyer.is_paid(1).await;
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
