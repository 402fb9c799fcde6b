//! The form is there before the module that runs it: what a buyer does in it counts, and they do not
//! notice when the module takes over.

use serde_json::{Value, json};

use crate::accessibility::{audit, axe};
use crate::saved_methods::Customer;
use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, Stage, Wire, card, on_stage};

const MODULE: fn(&str) -> bool = |path| path.ends_with(".wasm");
/// Every part of the form, how it is marked up, and where it is. The list's own id is the module's.
const PARTS: &str = "
    const parts = document.querySelectorAll('.form, .form :is([class], label, input, select, img)');
    return [innerHeight, ...[...parts].map((it) => {
      const { x, y, width, height } = it.getBoundingClientRect();
      const marks = [...it.attributes].map(({ name, value }) => `${name}=${value}`).sort();
      const text = it.children.length ? '' : it.textContent;
      return [it.tagName, it.matches('.offers') ? it.className : marks, text, x, y, width, height].join(' ');
    })];";
/// Where the fields are, once the page has given the form its height.
const FIELDS: &str = "
    const { height } = document.body.getBoundingClientRect();
    const place = (it) => { const { x, y, width, height } = it.getBoundingClientRect(); return [x, y, width, height]; };
    return Math.ceil(height) === innerHeight && [innerHeight, ...[...document.querySelectorAll('.field')].map(place)];";
const WHERE: &str = "
    const { id, selectionStart, selectionEnd } = document.activeElement;
    return [id, selectionStart, selectionEnd];";

/// Opens the form of a payment of twenty dollars in a group with these options beside its client
/// secret.
async fn open<'s>(
    stage: &'s Stage,
    page: &MerchantPage,
    wire: &Wire,
    mut group: Value,
    options: &Value,
) -> Buyer<'s> {
    let intent = Intent::new(&stage.kassa).await;
    if group.get("mode").is_none() {
        group["clientSecret"] = json!(intent.client_secret);
    }
    let more = [
        ("group", group.to_string()),
        ("options", options.to_string()),
    ];
    let more = more.each_ref().map(|(name, value)| (*name, value.as_str()));
    let (buyer, key) = (stage.buyer().await, stage.kassa.publishable_key());
    let secrets = [intent.client_secret.as_str()];
    let url = page.url(&wire.origin(), key, &secrets, &more);
    buyer.open(&url).await;
    buyer
}

/// A buyer at the early form.
async fn early<'s>(stage: &'s Stage, wire: &Wire, group: Value, options: &Value) -> Buyer<'s> {
    let page = MerchantPage::serve().await;
    let buyer = open(stage, &page, wire, group, options).await;
    buyer
        .until(ELEMENT, "return !!document.querySelector('.early');")
        .await;
    buyer
}

/// A network on which the module waits until it is mended.
async fn wire(stage: &Stage) -> Wire {
    let wire = Wire::to(stage.kassa.origin()).await;
    wire.delay(MODULE);
    wire
}

async fn value(buyer: &Buyer<'_>, field: &str) -> Value {
    let value = format!("return document.querySelector('{field}').value;");
    buyer.ask(ELEMENT, &value).await
}

async fn type_card(buyer: &Buyer<'_>) {
    for (field, text) in [
        ("#card-number", card::SUCCEEDS),
        ("#card-expiry", "1234"),
        ("#card-cvc", "123"),
        ("#postal-code", "94107"),
    ] {
        buyer.type_at_once(ELEMENT, field, text).await;
    }
}

#[test]
fn who_types_before_the_module_is_here_goes_on_where_they_were_and_pays() {
    on_stage(async |stage| {
        let wire = wire(stage).await;
        let buyer = early(stage, &wire, json!({}), &Value::Null).await;
        let typed = [("#card-number", card::SUCCEEDS), ("#card-expiry", "1234")];
        for (field, text) in typed {
            buyer.type_at_once(ELEMENT, field, text).await;
        }
        // Between the 2 and the 3.
        let back = "\u{e012}\u{e012}";
        buyer.type_at_once(ELEMENT, "#card-expiry", back).await;
        assert_eq!(
            buyer.ask(ELEMENT, WHERE).await,
            json!(["card-expiry", 2, 2])
        );
        let before = buyer.until(ELEMENT, FIELDS).await;
        assert_eq!(buyer.ask(PAGE, "return seen.events;").await, json!([]));

        wire.mend();
        buyer.hears("ready").await;
        buyer.find_in(ELEMENT, "#card-number").await;
        assert_eq!(value(&buyer, "#card-number").await, "4242 4242 4242 4242");
        assert_eq!(value(&buyer, "#card-expiry").await, "12 / 34");
        assert_eq!(
            buyer.ask(ELEMENT, WHERE).await,
            json!(["card-expiry", 2, 2])
        );
        assert_eq!(buyer.until(ELEMENT, FIELDS).await, before);
        let change = buyer.hears("change").await;
        assert_eq!(
            (&change["empty"], &change["complete"]),
            (&json!(false), &json!(false))
        );

        buyer.fill(ELEMENT, "#card-cvc", "123").await;
        buyer.fill(ELEMENT, "#postal-code", "94107").await;
        buyer.pay().await;
        buyer.is_paid(1).await;
        buyer.leave().await;
    });
}

#[test]
fn the_form_that_the_module_draws_is_the_one_that_was_there() {
    on_stage(async |stage| {
        let card_alone = json!({
            "mode": "payment", "amount": 2_000, "currency": "usd", "paymentMethodTypes": ["card"],
        });
        let rows = json!({ "layout": {
            "type": "accordion", "spacedAccordionItems": true, "radios": "never",
            "visibleAccordionItemsCount": 2, "paymentMethodLogoPosition": "end",
        } });
        let own = json!({
            "layout": { "type": "accordion", "visibleAccordionItemsCount": 0 },
            "fields": { "billingDetails": { "address": { "postalCode": "never" } } },
            "defaultValues": { "billingDetails": { "address": { "country": "DE" } } },
        });
        let looks = |appearance: Value| json!({ "appearance": appearance });
        for (group, options) in [
            (json!({}), Value::Null),
            (json!({}), rows),
            (json!({}), own),
            (card_alone, Value::Null),
            (json!({ "locale": "ar" }), Value::Null),
            (
                looks(json!({ "theme": "night", "labels": "floating" })),
                Value::Null,
            ),
            (
                looks(json!({ "theme": "flat", "inputs": "condensed" })),
                Value::Null,
            ),
            (
                looks(json!({ "variables": { "spacingUnit": "6px", "fontSizeBase": "18px" } })),
                Value::Null,
            ),
        ] {
            let wire = wire(stage).await;
            let buyer = early(stage, &wire, group.clone(), &options).await;
            buyer.until(ELEMENT, FIELDS).await;
            let before = buyer.ask(ELEMENT, PARTS).await;
            wire.mend();
            buyer.hears("ready").await;
            buyer.find_in(ELEMENT, ".form").await;
            let after = buyer.ask(ELEMENT, PARTS).await;
            assert_eq!(before, after, "{group} {options}");
            buyer.leave().await;
        }
    });
}

#[test]
fn a_press_of_the_pages_button_before_the_module_is_here_pays_once_it_is() {
    on_stage(async |stage| {
        let wire = wire(stage).await;
        let buyer = early(stage, &wire, json!({}), &Value::Null).await;
        type_card(&buyer).await;
        buyer.click(PAGE, "#pay").await;
        assert_eq!(buyer.ask(PAGE, "return seen.outcomes;").await, json!([]));
        wire.mend();
        buyer.is_paid(1).await;
        buyer.leave().await;
    });
}

#[test]
fn what_a_number_asks_for_is_asked_early_and_answered_once() {
    on_stage(async |stage| {
        let wire = wire(stage).await;
        let euros = json!({ "mode": "payment", "amount": 2_000, "currency": "eur" });
        let buyer = early(stage, &wire, euros, &Value::Null).await;
        let is_asked = "return !!document.querySelector('#card-network-visa');";
        assert_eq!(buyer.ask(ELEMENT, is_asked).await, false);
        buyer
            .type_at_once(ELEMENT, "#card-number", card::OF_TWO_NETWORKS)
            .await;
        assert_eq!(buyer.ask(ELEMENT, is_asked).await, true);
        let choose = "const list = document.querySelector('#card-network-visa');
                      list.value = 'cartes_bancaires';";
        buyer.ask(ELEMENT, choose).await;
        let steady = "return document.body.offsetHeight === innerHeight && innerHeight;";
        let height = buyer.until(ELEMENT, steady).await;
        wire.mend();
        buyer.hears("ready").await;
        buyer.find_in(ELEMENT, "#card-network-visa").await;
        assert_eq!(
            value(&buyer, "#card-network-visa").await,
            "cartes_bancaires"
        );
        assert_eq!(value(&buyer, "#card-number").await, "4000 0025 0000 1001");
        assert_eq!(buyer.until(ELEMENT, steady).await, height);
        buyer.leave().await;
    });
}

#[test]
fn another_way_that_is_pressed_early_opens_when_the_module_is_here() {
    on_stage(async |stage| {
        let wire = wire(stage).await;
        let buyer = early(stage, &wire, json!({}), &Value::Null).await;
        buyer.type_at_once(ELEMENT, "#card-number", "4242").await;
        let press = "document.querySelector('.offer:nth-child(2) .row').click();";
        buyer.ask(ELEMENT, press).await;
        wire.mend();
        buyer
            .find_in(ELEMENT, ".offer.open:nth-child(2) .panel")
            .await;
        // And what was typed is there on the way back.
        buyer.click(ELEMENT, ".offer:nth-child(1) .row").await;
        buyer.find_in(ELEMENT, "#card-number").await;
        assert_eq!(value(&buyer, "#card-number").await, "4242");
        buyer.leave().await;
    });
}

#[test]
fn a_module_that_does_not_come_is_told_in_the_early_forms_place() {
    on_stage(async |stage| {
        let wire = wire(stage).await;
        wire.lose_requests(MODULE);
        let buyer = early(stage, &wire, json!({}), &Value::Null).await;
        type_card(&buyer).await;
        wire.mend();
        buyer.hears("loaderror").await;
        buyer
            .sees(ELEMENT, ".failed [type=button]", "Try again")
            .await;
        buyer.click(PAGE, "#pay").await;
        let outcome = buyer.outcome(1).await;
        assert!(outcome["error"]["message"].is_string(), "{outcome}");
        buyer.leave().await;
    });
}

#[test]
fn where_more_is_to_be_decided_than_a_new_card_no_form_is_there_early() {
    on_stage(async |stage| {
        let customer = Customer::with(stage, &["pm_card_visa"]).await;
        for (group, options) in [
            (customer.group(), Value::Null),
            (json!({}), json!({ "readOnly": true })),
            (
                json!({}),
                json!({ "layout": { "type": "accordion", "defaultCollapsed": true } }),
            ),
        ] {
            let (page, wire) = (MerchantPage::serve().await, wire(stage).await);
            let buyer = open(stage, &page, &wire, group.clone(), &options).await;
            let watch = "
                const look = () => { window.wasEarly ||= !!document.querySelector('.early'); };
                new MutationObserver(look).observe(document, { childList: true, subtree: true });
                look();
                return !!document.querySelector('#kassa');";
            buyer.until(ELEMENT, watch).await;
            let is_told = "return performance.getEntriesByType('resource')
                .some(({ name, responseEnd }) => name.endsWith('/sessions') && responseEnd);";
            buyer.until(PAGE, is_told).await;
            wire.mend();
            buyer.hears("ready").await;
            let was_early = buyer.ask(ELEMENT, "return window.wasEarly;").await;
            assert_eq!(was_early, false, "{group} {options}");
            buyer.leave().await;
        }
    });
}

#[test]
fn axe_finds_nothing_in_the_early_form() {
    on_stage(async |stage| {
        let wire = wire(stage).await;
        let buyer = early(stage, &wire, json!({}), &Value::Null).await;
        let found = audit(&buyer, &axe(), ELEMENT, "early").await;
        assert!(found.is_empty(), "{}", found.join("\n"));
        buyer.leave().await;
    });
}
