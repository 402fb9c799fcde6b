//! Nothing on the merchant's page moves while the element loads, and the element is as high as what
//! it shows.

use serde_json::{Value, json};

use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, on_stage};

/// The room around the element for focus rings, which the loader adds on every side.
const BLEED: f64 = 4.0;

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("no number: {value}"))
}

/// Shifts inside the iframe, which the page cannot see.
const SHIFT_INSIDE: &str = "
    const observer = new PerformanceObserver(() => {});
    observer.observe({ type: 'layout-shift', buffered: true });
    return observer.takeRecords().reduce((sum, { value }) => sum + value, 0);";

async fn assert_steady(buyer: &Buyer<'_>, url: &str, width: &str) {
    buyer.open(url).await;
    let reserved = "return document.querySelector('main').getBoundingClientRect().height;";
    let reserved = number(&buyer.until(PAGE, reserved).await);
    buyer.hears("ready").await;
    buyer.find_in(ELEMENT, "#card-number").await;
    // Two frames: what there is to measure has been drawn.
    let frames = "const done = arguments[arguments.length - 1];
                  requestAnimationFrame(() => requestAnimationFrame(() => done(true)));";
    buyer.ask(PAGE, "").await;
    buyer
        .execute_async(frames, Vec::new())
        .await
        .expect("two frames");
    let shifts = buyer.ask(PAGE, "return seen.shifts;").await;
    assert_eq!(shifts, json!([]), "the page shifts at {width} px");
    let inside = number(&buyer.ask(ELEMENT, SHIFT_INSIDE).await);
    assert_eq!(inside, 0.0, "the element shifts at {width} px");
    let height = "return document.querySelector('main').getBoundingClientRect().height;";
    let height = number(&buyer.ask(PAGE, height).await);
    assert_eq!(
        reserved, height,
        "the reserved height differs at {width} px"
    );

    let frame = "return document.querySelector('iframe').getBoundingClientRect().height;";
    let frame = number(&buyer.ask(PAGE, frame).await);
    let content = "return [document.body.getBoundingClientRect().height,
                           document.documentElement.scrollHeight];";
    let content = buyer.ask(ELEMENT, content).await;
    assert_eq!(frame, number(&content[0]).ceil(), "height at {width} px");
    assert!(number(&content[1]) <= frame, "cut off at {width} px");
    assert_eq!(frame, height + 2.0 * BLEED, "place at {width} px");
}

#[test]
fn nothing_moves_while_the_element_loads_and_its_height_fits() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let (kassa, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
        let buyer = stage.new_buyer().await;
        let all_methods: &[(&str, &str)] = &[];
        let card_alone: &[(&str, &str)] = &[("payment_method_types[]", "card")];
        for methods in [all_methods, card_alone] {
            for width in ["320", "1000"] {
                let form = [&[("amount", "2000"), ("currency", "usd")], methods].concat();
                let intent = Intent::with(&stage.kassa, &form).await;
                let secrets = [intent.client_secret.as_str()];
                let url = page.url(&kassa, key, &secrets, &[("width", width)]);
                assert_steady(&buyer, &url, width).await;
            }
        }
        buyer.leave().await;
    });
}

#[test]
fn the_height_follows_what_is_opened() {
    on_stage(async |stage| {
        let intent = Intent::new(&stage.kassa).await;
        let page = MerchantPage::serve().await;
        let buyer = stage.buyer().await;
        let key = stage.kassa.publishable_key();
        let url = page.url(&stage.kassa.origin(), key, &[&intent.client_secret], &[]);
        buyer.open(&url).await;
        buyer.hears("ready").await;
        buyer.choose("Klarna").await;
        let content = "return Math.ceil(document.body.getBoundingClientRect().height);";
        let content = number(&buyer.ask(ELEMENT, content).await);
        let fits = format!(
            "return document.querySelector('iframe').getBoundingClientRect().height === {content};"
        );
        buyer.until(PAGE, &fits).await;
        buyer.leave().await;
    });
}
