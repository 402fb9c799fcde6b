//! Forms that the buyer fills in before the merchant's server has made an intent.

use serde_json::{Value, json};

use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, Stage, card, on_stage};

/// Opens a page whose group has these options.
pub async fn open(buyer: &Buyer<'_>, stage: &Stage, page: &MerchantPage, group: &Value) {
    let group = group.to_string();
    let (origin, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
    buyer
        .open(&page.url(&origin, key, &[], &[("group", &group)]))
        .await;
    buyer.hears("ready").await;
    buyer.find_in(ELEMENT, "fieldset").await;
}

pub fn twenty_dollars() -> Value {
    json!({ "mode": "payment", "amount": 2_000, "currency": "usd" })
}

/// What the page does at the press of its button: looks at the form, then confirms with what its
/// server has made.
pub fn confirm(call: &str, client_secret: &str) -> String {
    format!(
        "const [{{ elements }}] = checkouts;
         const confirmParams = {{ return_url: new URL('/done', location.href).href }};
         note(async () => {{
           const {{ error }} = await elements.submit();
           if (error) return {{ error, by: 'submit' }};
           return kassa.{call}({{ elements, clientSecret: '{client_secret}', confirmParams, redirect: 'if_required' }});
         }});"
    )
}

#[test]
fn a_form_is_filled_in_first_and_pays_the_intent_that_is_made_then() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        open(&buyer, stage, &page, &twenty_dollars()).await;
        let intent = Intent::new(&stage.kassa).await;
        let confirm = confirm("confirmPayment", &intent.client_secret);
        buyer.ask(PAGE, &confirm).await;
        let outcome = buyer.outcome(1).await;
        assert_eq!(outcome["by"], "submit", "{outcome}");
        assert_eq!(outcome["error"]["type"], "validation_error", "{outcome}");

        buyer.fill_card(card::SUCCEEDS).await;
        buyer.ask(PAGE, &confirm).await;
        let outcome = buyer.outcome(2).await;
        let paid = &outcome["paymentIntent"];
        assert_eq!(paid["status"], "succeeded", "{outcome}");
        assert_eq!(paid["id"], intent.id.as_str(), "{outcome}");
        assert_eq!(paid["client_secret"], intent.client_secret.as_str());
        assert_eq!(intent.charges(&stage.kassa).await, 1);
        buyer.leave().await;
    });
}

#[test]
fn what_the_buyer_has_not_read_is_not_charged() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        open(&buyer, stage, &page, &twenty_dollars()).await;
        buyer.fill_card(card::SUCCEEDS).await;
        for (number, (amount, currency, param)) in
            [("2500", "usd", "amount"), ("2000", "eur", "currency")]
                .into_iter()
                .enumerate()
        {
            let form = [("amount", amount), ("currency", currency)];
            let other = Intent::with(&stage.kassa, &form).await;
            let confirm = confirm("confirmPayment", &other.client_secret);
            buyer.ask(PAGE, &confirm).await;
            let outcome = buyer.outcome(number + 1).await;
            let error = &outcome["error"];
            assert_eq!(error["type"], "invalid_request_error", "{outcome}");
            assert_eq!(error["param"], param, "{outcome}");
            assert_eq!(other.charges(&stage.kassa).await, 0);
        }
        buyer.leave().await;
    });
}

#[test]
fn a_page_that_leaves_out_a_step_is_told_which() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        open(&buyer, stage, &page, &twenty_dollars()).await;
        let calls = "const [{ elements }] = checkouts;
            const group = (options) => () => kassa.elements(options);
            const secret = 'pi_1_secret_1';
            const calls = [
              () => kassa.confirmPayment({ elements }),
              () => kassa.confirmPayment({ elements, clientSecret: secret }),
              () => kassa.confirmSetup({ elements, clientSecret: 'seti_1_secret_1' }),
              () => kassa.createConfirmationToken({ elements }),
              () => kassa.createPaymentMethod({ elements }),
              group({ mode: 'payment', amount: 2000, currency: 'usd', clientSecret: secret }),
              () => kassa.elements().create('payment'),
            ];
            for (const call of calls) await note(call);
            return seen.outcomes;";
        let outcomes = buyer
            .ask(PAGE, &format!("return (async () => {{ {calls} }})();"))
            .await;
        let told = [
            "pass the clientSecret",
            "call elements.submit() first",
            "the mode of elements() is \"payment\"",
            "call elements.submit() first",
            "paymentMethodCreation: \"manual\"",
            "either a clientSecret or a mode",
            "either a clientSecret or a mode",
        ];
        for (number, part) in told.into_iter().enumerate() {
            let outcome = &outcomes[number];
            assert_eq!(outcome["name"], "IntegrationError", "{part}: {outcome}");
            let message = outcome["message"].as_str().expect("a text");
            assert!(message.contains(part), "{part}: {message}");
        }
        buyer.leave().await;
    });
}

#[test]
fn another_amount_brings_other_offers_and_takes_nothing_from_the_buyer() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        open(&buyer, stage, &page, &twenty_dollars()).await;
        let cheap = buyer.offers().await;
        assert!(!cheap.contains("Affirm"), "{cheap:?}");
        buyer.fill(ELEMENT, "#card-number", "42424242").await;
        let update = |amount: u32| format!("checkouts[0].elements.update({{ amount: {amount} }});");
        buyer.ask(PAGE, &update(10_000)).await;
        buyer
            .until(
                ELEMENT,
                "return document.body.innerText.includes('Affirm');",
            )
            .await;
        let typed = "const { id, value } = document.activeElement; return [id, value];";
        assert_eq!(
            buyer.ask(ELEMENT, typed).await,
            json!(["card-number", "4242 4242"])
        );
        let told =
            "return seen.events.findLast(({ name }) => name === 'availablepaymentmethodschange')
            .paymentMethods.affirm;";
        assert_eq!(buyer.until(PAGE, told).await, json!({ "available": true }));

        buyer.choose("Klarna").await;
        buyer.sees(ELEMENT, ".offer.open", "$25.00").await;
        buyer.ask(PAGE, &update(12_000)).await;
        buyer.sees(ELEMENT, ".offer.open", "$30.00").await;
        let open = "return document.querySelector('.offer.open .row-name').innerText;";
        assert_eq!(buyer.ask(ELEMENT, open).await, "Klarna");

        // What is typed still pays, and the amount that was read last is the one that counts.
        buyer.choose("Card").await;
        buyer.fill_card(card::SUCCEEDS).await;
        let form = [("amount", "12000"), ("currency", "usd")];
        let intent = Intent::with(&stage.kassa, &form).await;
        buyer
            .ask(PAGE, &confirm("confirmPayment", &intent.client_secret))
            .await;
        buyer.is_paid(1).await;
        buyer.leave().await;
    });
}

#[test]
fn a_deferred_form_that_is_destroyed_and_made_again_pays() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        open(&buyer, stage, &page, &twenty_dollars()).await;
        let again = "seen.events.length = 0;
            checkouts[0].payment.destroy();
            open(checkouts[0]);
            checkouts[0].payment.destroy();
            open(checkouts[0]);
            return document.querySelectorAll('iframe').length;";
        assert_eq!(buyer.ask(PAGE, again).await, 1);
        buyer.hears("ready").await;
        buyer.fill_card(card::SUCCEEDS).await;
        let intent = Intent::new(&stage.kassa).await;
        buyer
            .ask(PAGE, &confirm("confirmPayment", &intent.client_secret))
            .await;
        buyer.is_paid(1).await;
        buyer.leave().await;
    });
}

#[test]
fn what_no_intent_can_be_is_told_by_name() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let dollars = |more: Value| {
            let mut group = twenty_dollars();
            let more = more.as_object().expect("options").clone();
            group.as_object_mut().expect("options").extend(more);
            group
        };
        for (group, param) in [
            (json!({ "mode": "gift" }), "deferred_intent[mode]"),
            (
                json!({ "mode": "payment", "currency": "usd" }),
                "deferred_intent[amount]",
            ),
            (
                dollars(json!({ "currency": "dollars" })),
                "deferred_intent[currency]",
            ),
            (dollars(json!({ "onBehalfOf": "acct_1" })), "on_behalf_of"),
            (
                dollars(json!({ "paymentMethodOptions": { "card": {} } })),
                "payment_method_options",
            ),
        ] {
            let group = group.to_string();
            let (origin, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
            let url = page.url(&origin, key, &[], &[("group", &group)]);
            buyer.open(&url).await;
            let told = buyer.hears("loaderror").await;
            assert_eq!(told["error"]["type"], "invalid_request_error", "{told}");
            let message = told["error"].to_string();
            assert!(message.contains(param), "{param}: {message}");
        }
        buyer.leave().await;
    });
}
