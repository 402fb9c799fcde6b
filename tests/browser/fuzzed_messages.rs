//! Whatever is posted to the element or to the merchant's page, by whom it may be, changes nothing.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, Place, card, on_stage};

const FUZZ: &str = include_str!("support/fuzz.js");
/// From each of four senders, to each of the two sides.
const COUNT: u32 = 2_500;
/// A frame of the page's own origin, and one of Kassa's that is no element.
const BLANK: Place = Place(Some("iframe.blank"));
const STRANGER: Place = Place(Some("iframe.stranger"));

/// What there is to see of each side, and whatever was said of a mistake.
const SNAPSHOT: &str = "return [
    document.documentElement.cloneNode().outerHTML,
    // The driver names the frames that it enters.
    document.querySelector('main').outerHTML.replace(/ cd_frame_id_=\"\\w+\"/, ''),
    [...document.body.children].map((child) => child.localName),
    [...document.querySelectorAll('input')].map((input) => input.value),
    document.activeElement?.id,
    [...document.querySelectorAll('iframe')].map((frame) => frame.style.cssText),
    typeof seen === 'object' ? [seen.events.length, seen.outcomes.length, seen.warnings] : [],
];";
const COUNT_MESSAGES: &str =
    "window.heard = 0; addEventListener('message', () => { window.heard += 1; });";

fn seed() -> u32 {
    let given = std::env::var("KASSA_FUZZ_SEED").ok();
    given.and_then(|seed| seed.parse().ok()).unwrap_or_else(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        now.expect("a clock").subsec_nanos()
    })
}

async fn snapshots(buyer: &Buyer<'_>) -> [Value; 2] {
    [
        buyer.ask(PAGE, SNAPSHOT).await,
        buyer.ask(ELEMENT, SNAPSHOT).await,
    ]
}

/// Posts from a frame of the page to the page and to the element.
async fn post_from(buyer: &Buyer<'_>, place: Place, seed: u32) {
    let post = format!(
        "{FUZZ}
         const element = parent.frames[0];
         for (const message of almostRight([...TO_PAGE, ...TO_ELEMENT], {COUNT}, {seed})) parent.postMessage(message, '*');
         for (const message of almostRight(TO_ELEMENT, {COUNT}, {seed} + 1)) element.postMessage(message, '*');
         for (const target of [parent, element]) {{
           target.postMessage('{{\"type\":\"hello\"}}', '*');
           target.postMessage('{{\"type\":\"port\"}}', '*', [new MessageChannel().port1]);
           target.postMessage({{ appearance: '{{\"theme\":\"night\"}}' }}, '*');
           for (const message of TO_WINDOWS) target.postMessage(message, '*');
         }}"
    );
    buyer.ask(place, &post).await;
}

#[test]
fn ten_thousand_messages_to_either_side_change_nothing() {
    on_stage(async |stage| {
        let seed = seed();
        println!("KASSA_FUZZ_SEED={seed}");
        let (page, buyer) = (MerchantPage::serve().await, stage.buyer().await);
        let intent = Intent::new(&stage.kassa).await;
        let (origin, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
        let more = [("waits", "true")];
        let url = page.url(&origin, key, &[&intent.client_secret], &more);
        buyer.open(&url).await;
        // The port is the page's own; whoever could run scripts there could do as much.
        let open = "const { MessageChannel } = window;
            window.MessageChannel = class extends MessageChannel {
              constructor() { super(); window.port = this.port1; }
            };
            checkouts.forEach(open);";
        buyer.ask(PAGE, open).await;
        buyer.hears("ready").await;
        buyer.fill_card(card::SUCCEEDS).await;
        let strangers = format!(
            "for (const [name, src] of [['blank', 'about:blank'], ['stranger', '{origin}/healthz']]) {{
               const frame = document.body.appendChild(document.createElement('iframe'));
               Object.assign(frame, {{ className: name, src }});
             }}"
        );
        buyer.ask(PAGE, &strangers).await;
        let is_there = format!("return location.origin === '{origin}';");
        buyer.until(STRANGER, &is_there).await;
        for place in [PAGE, ELEMENT] {
            buyer.ask(place, COUNT_MESSAGES).await;
        }
        buyer.log("browser").await;
        let before = snapshots(&buyer).await;

        for (number, place) in [BLANK, STRANGER].into_iter().enumerate() {
            let number = u32::try_from(number).expect("few");
            post_from(&buyer, place, seed.wrapping_add(10 * number)).await;
        }
        let post_from_page = format!(
            "{FUZZ}
             const [element, port] = [frames[0], window.port];
             for (const message of almostRight(TO_PAGE, {COUNT}, {seed} + 20)) postMessage(message, '*');
             for (const message of almostRight(TO_ELEMENT, {COUNT}, {seed} + 21)) element.postMessage(message, '*');
             for (const message of TO_WINDOWS) element.postMessage(message, '*');
             element.postMessage('{{\"type\":\"port\"}}', '*', [new MessageChannel().port1]);
             for (const message of almostRight(TO_ELEMENT, {COUNT}, {seed} + 22)) port.postMessage(message);
             for (const data of almostRight(TO_PAGE, {COUNT}, {seed} + 23)) port.dispatchEvent(new MessageEvent('message', {{ data }}));"
        );
        buyer.ask(PAGE, &post_from_page).await;
        for (place, count) in [(PAGE, 3 * COUNT), (ELEMENT, 3 * COUNT)] {
            buyer
                .until(place, &format!("return heard >= {count};"))
                .await;
        }
        // What was posted through the port before this question is behind it.
        buyer
            .ask(
                PAGE,
                "checkouts[0].elements.submit().then(() => { seen.submitted = true; });",
            )
            .await;
        buyer.until(PAGE, "return seen.submitted;").await;

        let [page_after, element_after] = snapshots(&buyer).await;
        let [page_before, element_before] = before;
        assert_eq!(page_after, page_before);
        assert_eq!(element_after, element_before);
        assert_eq!(json!(buyer.log("browser").await), json!([]));
        buyer.pay().await;
        buyer.is_paid(1).await;
        assert_eq!(intent.charges(&stage.kassa).await, 1);
        buyer.leave().await;
    });
}
