//! What the merchant's page can say of the payment element's fields and texts.

use serde_json::json;

use crate::layouts::{open, url};
use crate::support::{ELEMENT, Intent, MerchantPage, PAGE, card, on_stage};

/// Mounts an element with options and tells what came of it: the error's name and message, or what
/// the console said.
const SHOW: &str = "
    return (async () => {
      const said = [];
      const { warn } = console;
      console.warn = (text) => said.push(text);
      const payment = kassa.elements({ clientSecret: checkouts[0].clientSecret }).create('payment', options);
      const place = document.body.appendChild(document.createElement('div'));
      const told = await new Promise((resolve) => {
        payment.on('loaderror', ({ error: { name, message } }) => resolve(`${name} ${message}`));
        payment.on('availablepaymentmethodschange', () => resolve(said.pop() ?? ''));
        payment.mount(place);
      });
      console.warn = warn;
      payment.destroy();
      place.remove();
      return told;
    })();";

#[test]
fn a_wrong_option_is_told_by_its_name_and_an_unknown_one_is_warned_of() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        open(&buyer, stage, &page, "400", &json!({})).await;
        for (options, told) in [
            (
                json!({ "layout": "grid" }),
                "IntegrationError the payment element's layout must be",
            ),
            (
                json!({ "layout": { "type": "tabs", "radios": "maybe" } }),
                "layout.radios",
            ),
            (
                json!({ "readOnly": "yes" }),
                "IntegrationError the payment element's readOnly must be of type boolean",
            ),
            (
                json!({ "fields": { "billingDetails": { "name": "always" } } }),
                "IntegrationError",
            ),
            (
                json!({ "fields": { "klarna": { "billingDetails": "no" } } }),
                "fields.klarna.billingDetails",
            ),
            (json!({ "terms": { "card": true } }), "terms.card"),
            (json!({ "colour": "red" }), "no option colour"),
            (
                json!({ "layout": { "type": "tabs", "columns": 2 } }),
                "no option layout.columns",
            ),
        ] {
            let answer = buyer
                .ask(PAGE, &format!("const options = {options}; {SHOW}"))
                .await;
            let answer = answer.as_str().expect("a text");
            assert!(answer.contains(told), "{options}: {answer}");
        }
        let fine = json!({
            "layout": { "type": "accordion", "radios": false, "visibleAccordionItemsCount": 0 },
            "paymentMethodOrder": ["card"], "terms": { "card": "never" }, "business": { "name": "Lera" },
            "fields": { "billingDetails": { "address": { "postalCode": "never" } } },
        });
        let answer = buyer
            .ask(PAGE, &format!("const options = {fine}; {SHOW}"))
            .await;
        assert_eq!(answer, "");
        buyer.leave().await;
    });
}

#[test]
fn what_the_page_answers_itself_is_not_asked_and_has_to_be_told() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let intent = Intent::new(&stage.kassa).await;
        let options = json!({ "fields": { "billingDetails": { "address": "never" } } });
        buyer
            .open(&url(stage, &page, &intent, "400", &options))
            .await;
        buyer.hears("ready").await;
        buyer.fill_card(card::SUCCEEDS).await;
        assert_eq!(
            buyer
                .ask(
                    ELEMENT,
                    "return !document.querySelector('#country, #postal-code');"
                )
                .await,
            true
        );
        let pay = |billing: serde_json::Value| {
            format!(
                "kassa.confirmPayment({{
                   elements: checkouts[0].elements,
                   confirmParams: {{ return_url: location.href, payment_method_data: {{ billing_details: {billing} }} }},
                   redirect: 'if_required',
                 }}).then((it) => seen.outcomes.push(it), ({{ name, message }}) => seen.outcomes.push({{ name, message }}));"
            )
        };
        buyer
            .ask(PAGE, &pay(json!({ "address": { "country": "US" } })))
            .await;
        let refused = buyer.outcome(1).await;
        assert_eq!(refused["name"], "IntegrationError");
        let message = refused["message"].as_str().expect("a text");
        assert!(
            message.contains("billing_details.address.postal_code"),
            "{message}"
        );

        let address = json!({ "country": "US", "postal_code": "94107", "state": "CA", "city": "San Francisco", "line1": "1 Pier" });
        buyer
            .ask(
                PAGE,
                &pay(json!({ "name": "Jenny Rosen", "address": address })),
            )
            .await;
        buyer.is_paid(2).await;
        let charged = crate::support::Request::get(stage.kassa.url(&format!(
            "/v1/payment_intents/{}?expand[]=latest_charge",
            intent.id
        )));
        let charged = charged.bearer(stage.kassa.secret_key()).send().await.ok();
        let billing = &charged["latest_charge"]["billing_details"];
        assert_eq!(billing["name"], "Jenny Rosen", "{billing}");
        assert_eq!(billing["address"]["city"], "San Francisco", "{billing}");
        buyer.leave().await;
    });
}

#[test]
fn fields_start_with_what_the_page_knows_and_an_update_loses_nothing_typed() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let details = json!({ "email": "jenny@example.com", "address": { "country": "GB", "postal_code": "SW1A 1AA" } });
        let options = json!({ "defaultValues": { "billingDetails": details } });
        open(&buyer, stage, &page, "400", &options).await;
        let values =
            "return ['country', 'postal-code'].map((id) => document.getElementById(id)?.value);";
        assert_eq!(buyer.ask(ELEMENT, values).await, json!(["GB", "SW1A 1AA"]));
        buyer.fill(ELEMENT, "#card-number", "4242").await;
        buyer
            .ask(PAGE, "checkouts[0].payment.update({ layout: 'tabs' });")
            .await;
        buyer.find_in(ELEMENT, ".tab.open").await;
        let typed = "return document.querySelector('#card-number').value === '4242'
            && document.activeElement?.id === 'card-number';";
        buyer.until(ELEMENT, typed).await;
        buyer
            .ask(PAGE, "checkouts[0].payment.update({ readOnly: true });")
            .await;
        buyer
            .until(
                ELEMENT,
                "return document.querySelector('#card-number')?.matches(':disabled');",
            )
            .await;
        buyer.leave().await;
    });
}

#[test]
fn terms_name_the_business_and_are_shown_as_the_page_says() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let business = json!({ "name": "Lera & Sons" });
        open(
            &buyer,
            stage,
            &page,
            "400",
            &json!({ "business": business, "terms": { "card": "always" } }),
        )
        .await;
        buyer
            .sees(ELEMENT, ".panel .small", "allow Lera & Sons to charge")
            .await;
        buyer.choose("US bank account").await;
        buyer.sees(ELEMENT, ".panel .small", "Lera & Sons").await;
        open(
            &buyer,
            stage,
            &page,
            "400",
            &json!({ "terms": { "usBankAccount": "never" } }),
        )
        .await;
        assert_eq!(
            buyer
                .ask(ELEMENT, "return !document.querySelector('.panel .small');")
                .await,
            true
        );
        buyer.choose("US bank account").await;
        assert_eq!(
            buyer
                .ask(ELEMENT, "return !document.querySelector('.panel .small');")
                .await,
            true
        );
        buyer.leave().await;
    });
}

#[test]
fn the_page_hears_which_methods_there_are() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        open(&buyer, stage, &page, "400", &json!({})).await;
        let event = buyer.hears("availablepaymentmethodschange").await;
        assert_eq!(event["elementType"], "payment");
        assert_eq!(
            event["paymentMethods"]["card"]["available"], true,
            "{event}"
        );
        buyer.leave().await;
    });
}
