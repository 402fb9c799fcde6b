//! Nothing on the merchant's page moves while the element loads, and the element is as high as what
//! it shows.

use serde_json::{Value, json};

use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, Place, Wire, on_stage};

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("no number: {value}"))
}

/// Every shift of a document so far, drawn as far as it is, and what moved from where to where. The
/// document's own navigation is asked for as well, because an observer of nothing is never called.
const SHIFTS: &str = "
    const done = arguments[arguments.length - 1];
    const place = ({ x, y, width, height }) => [x, y, width, height].join(' ');
    const moved = ({ node, previousRect, currentRect }) =>
      `${node?.nodeName} ${node?.className}: ${place(previousRect)} to ${place(currentRect)}`;
    const report = (list) => done(list.getEntriesByType('layout-shift')
      .map(({ value, sources, startTime }) => [startTime, value, ...sources.map(moved)]));
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const observer = new PerformanceObserver(report);
      observer.observe({ type: 'layout-shift', buffered: true });
      observer.observe({ type: 'navigation', buffered: true });
    }));";

async fn assert_nothing_moved(buyer: &Buyer<'_>, place: Place, when: &str) {
    buyer.ask(place, "").await;
    let shifts = buyer.execute_async(SHIFTS, Vec::new()).await;
    assert_eq!(shifts.expect("a list"), json!([]), "{place:?} {when}");
}

/// Opens a page whose element is to be as high from the start as it is in the end.
pub async fn assert_steady(buyer: &Buyer<'_>, url: &str, width: &str) {
    buyer.open(url).await;
    let reserved = "return document.querySelector('main').getBoundingClientRect().height;";
    let reserved = number(&buyer.until(PAGE, reserved).await);
    buyer.hears("ready").await;
    buyer.find_in(ELEMENT, "fieldset").await;
    for place in [PAGE, ELEMENT] {
        assert_nothing_moved(buyer, place, &format!("at {width} px")).await;
    }
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
}

#[test]
fn nothing_moves_while_the_element_loads_and_its_height_fits() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let (kassa, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
        let buyer = stage.new_buyer().await;
        let all_methods: &[(&str, &str)] = &[];
        let card_alone: &[(&str, &str)] = &[("payment_method_types[]", "card")];
        // What the README tells pages to keep free.
        for (methods, told) in [(all_methods, 481.0), (card_alone, 228.0)] {
            for width in ["320", "1000"] {
                let form = [&[("amount", "2000"), ("currency", "usd")], methods].concat();
                let intent = Intent::with(&stage.kassa, &form).await;
                let secrets = [intent.client_secret.as_str()];
                let url = page.url(&kassa, key, &secrets, &[("width", width)]);
                assert_steady(&buyer, &url, width).await;
                // The room for focus rings lies over what is around.
                let taken = "const main = document.querySelector('main');
                             main.style.display = 'flow-root';
                             return main.getBoundingClientRect().height;";
                assert_eq!(number(&buyer.ask(PAGE, taken).await), told);
            }
        }
        buyer.leave().await;
    });
}

#[test]
fn outlines_stay_where_they_are_however_late_the_script_comes() {
    on_stage(async |stage| {
        let (buyer, wire) = (stage.buyer().await, Wire::to(stage.kassa.origin()).await);
        wire.delay(|path| path.starts_with("/a/") && path.ends_with(".js"));
        let card_alone = [
            ("amount", "2000"),
            ("currency", "usd"),
            ("payment_method_types[]", "card"),
        ];
        let intent = Intent::with(&stage.kassa, &card_alone).await;
        let page = MerchantPage::serve().await;
        let secrets = [intent.client_secret.as_str()];
        let key = stage.kassa.publishable_key();
        let url = page.url(&wire.origin(), key, &secrets, &[("waits", "true")]);
        buyer.open(&url).await;
        buyer.ask(PAGE, "checkouts.forEach(open);").await;
        wire.until_held().await;
        // The driver does not look into a frame that is loading; a picture of it makes it be drawn.
        for _ in 0..2 {
            buyer.screenshot().await.expect("a picture");
        }
        wire.mend();
        buyer.hears("ready").await;
        assert_nothing_moved(&buyer, ELEMENT, "after a late script").await;
        buyer.leave().await;
    });
}

#[test]
fn the_height_follows_what_is_opened() {
    on_stage(async |stage| {
        let intent = Intent::new(&stage.kassa).await;
        let page = MerchantPage::serve().await;
        let buyer = stage
            .buyer_at_page(&page, &[&intent.client_secret], &[])
            .await;
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
