//! The ways to pay as the merchant's page wants them laid out.

use serde_json::{Value, json};

use crate::layout::assert_steady;
use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, Stage, on_stage};

/// Opens a page whose payment element has these options, for twenty dollars.
pub async fn open(
    buyer: &Buyer<'_>,
    stage: &Stage,
    page: &MerchantPage,
    width: &str,
    options: &Value,
) {
    let intent = Intent::new(&stage.kassa).await;
    buyer.open(&url(stage, page, &intent, width, options)).await;
    buyer.hears("ready").await;
    buyer.find_in(ELEMENT, "fieldset").await;
}

pub fn url(
    stage: &Stage,
    page: &MerchantPage,
    intent: &Intent,
    width: &str,
    options: &Value,
) -> String {
    let (origin, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
    let options = options.to_string();
    let more = [("width", width), ("options", options.as_str())];
    page.url(&origin, key, &[&intent.client_secret], &more)
}

/// The names that a selector finds.
async fn names(buyer: &Buyer<'_>, selector: &str) -> Vec<String> {
    let script =
        format!("return [...document.querySelectorAll('{selector}')].map((it) => it.innerText);");
    let names = buyer.ask(ELEMENT, &script).await;
    let names = names.as_array().expect("a list").iter();
    names
        .map(|name| name.as_str().expect("a name").to_owned())
        .collect()
}

async fn last_change(buyer: &Buyer<'_>, holds: &str) -> Value {
    let script = format!(
        "const change = seen.events.findLast(({{ name }}) => name === 'change');
         return change && ({holds})(change) && change;"
    );
    buyer.until(PAGE, &script).await
}

#[test]
fn nothing_moves_while_any_layout_loads() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let buyer = stage.new_buyer().await;
        let all: &[(&str, &str)] = &[];
        let card: &[(&str, &str)] = &[("payment_method_types[]", "card")];
        let hidden = json!({ "billingDetails": { "address": "never" } });
        for (methods, options) in [
            (all, json!({ "layout": "tabs" })),
            (all, json!({ "layout": "auto" })),
            (
                all,
                json!({ "layout": { "type": "tabs", "defaultCollapsed": true } }),
            ),
            (
                all,
                json!({ "layout": { "type": "accordion", "defaultCollapsed": true } }),
            ),
            (
                all,
                json!({ "layout": { "type": "accordion", "spacedAccordionItems": true } }),
            ),
            (
                all,
                json!({ "layout": { "type": "accordion", "visibleAccordionItemsCount": 2 } }),
            ),
            (
                all,
                json!({ "layout": { "type": "accordion", "visibleAccordionItemsCount": 6 } }),
            ),
            (card, json!({ "layout": "tabs" })),
            (
                card,
                json!({ "layout": { "type": "accordion", "radios": "always" } }),
            ),
            (
                card,
                json!({ "layout": { "type": "accordion", "defaultCollapsed": true } }),
            ),
            (all, json!({ "fields": hidden })),
        ] {
            for width in ["320", "1000"] {
                let form = [&[("amount", "2000"), ("currency", "usd")], methods].concat();
                let intent = Intent::with(&stage.kassa, &form).await;
                let what = format!("{width} px and {options}");
                assert_steady(&buyer, &url(stage, &page, &intent, width, &options), &what).await;
            }
        }
        buyer.leave().await;
    });
}

#[test]
fn tabs_that_do_not_fit_are_behind_the_last_and_are_fetched_from_there() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        open(&buyer, stage, &page, "320", &json!({ "layout": "tabs" })).await;
        let first = names(&buyer, ".tab-name").await;
        assert_eq!((first.len(), first[0].as_str()), (2, "Card"));
        assert_eq!(names(&buyer, ".row").await, [""; 0]);
        let list = buyer.find_in(ELEMENT, ".more-tab select").await;
        list.select_by_label("Klarna").await.expect("a choice");
        buyer
            .until(
                ELEMENT,
                "return document.querySelector('.tab.open')?.innerText === 'Klarna';",
            )
            .await;
        assert_eq!(names(&buyer, ".tab-name").await, ["Card", "Klarna"]);
        let focused =
            "return document.activeElement === document.querySelector('.tab.open input');";
        buyer.until(ELEMENT, focused).await;
        assert_eq!(
            last_change(&buyer, "() => true").await["value"]["type"],
            "klarna"
        );
        buyer.leave().await;
    });
}

#[test]
fn auto_is_tabs_where_they_fit_and_a_list_where_they_do_not() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        open(&buyer, stage, &page, "700", &json!({ "layout": "auto" })).await;
        buyer.find_in(ELEMENT, ".tab.open").await;
        buyer
            .fill(ELEMENT, "#card-number", "4242424242424242")
            .await;
        buyer
            .ask(
                PAGE,
                "document.querySelector('main').style.width = '340px';",
            )
            .await;
        buyer.find_in(ELEMENT, ".offer.open").await;
        // What was typed has moved along.
        let kept = "return document.querySelector('#card-number').value === '4242 4242 4242 4242';";
        buyer.until(ELEMENT, kept).await;
        buyer.leave().await;
    });
}

#[test]
fn a_list_that_starts_closed_asks_to_be_opened_and_can_be_closed_again() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let closed = json!({ "layout": { "type": "accordion", "defaultCollapsed": true } });
        open(&buyer, stage, &page, "400", &closed).await;
        let is_closed = "return !document.querySelector('.panel, :checked');";
        assert_eq!(buyer.ask(ELEMENT, is_closed).await, true);
        // Nothing is chosen, so nothing is paid.
        buyer.pay().await;
        let outcome = buyer.outcome(1).await;
        assert_eq!(outcome["error"]["type"], "validation_error", "{outcome}");
        buyer
            .until(
                ELEMENT,
                "return document.activeElement?.matches('[role=radiogroup]');",
            )
            .await;

        buyer.choose("Card").await;
        let change = last_change(&buyer, "({ collapsed }) => !collapsed").await;
        assert_eq!(change["value"]["type"], "card");
        buyer.ask(PAGE, "checkouts[0].payment.collapse();").await;
        let change = last_change(&buyer, "({ collapsed }) => collapsed").await;
        assert_eq!(
            (&change["empty"], &change["complete"]),
            (&json!(true), &json!(false))
        );
        buyer.until(ELEMENT, is_closed).await;
        buyer.leave().await;
    });
}

#[test]
fn rows_look_as_the_page_says() {
    on_stage(async |stage| {
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let gap = "const [first, second] = [...document.querySelectorAll('.offers > *')]
                .map((row) => row.getBoundingClientRect());
            return second.top - first.bottom;";
        let logo_is_first = "
            const left = (part) => document.querySelector(`.row ${part}`).getBoundingClientRect().left;
            return left('img') < left('.row-name');";
        let has_radios =
            "return document.querySelector('.radio').getBoundingClientRect().width > 0;";
        let layout = json!({ "layout": {
            "type": "accordion", "spacedAccordionItems": true, "radios": "never",
            "paymentMethodLogoPosition": "end", "visibleAccordionItemsCount": 2,
        } });
        open(&buyer, stage, &page, "400", &layout).await;
        assert_eq!(buyer.ask(ELEMENT, gap).await, 8);
        assert_eq!(buyer.ask(ELEMENT, logo_is_first).await, false);
        assert_eq!(buyer.ask(ELEMENT, has_radios).await, false);
        assert_eq!(names(&buyer, ".offer .row-name").await.len(), 2);
        open(&buyer, stage, &page, "400", &json!({})).await;
        assert_eq!(buyer.ask(ELEMENT, gap).await, 0);
        assert_eq!(buyer.ask(ELEMENT, logo_is_first).await, true);
        assert_eq!(buyer.ask(ELEMENT, has_radios).await, true);
        assert_eq!(names(&buyer, ".offer .row-name").await.len(), 3);
        buyer.leave().await;
    });
}
