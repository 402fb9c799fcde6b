//! What the buyer's system asks for: larger letters, less motion, its own colours.

use serde_json::{Value, json};

use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, PAGE, Stage, card, on_stage};

/// The names of what moves right now.
const MOVING: &str = "return document.getAnimations()
    .filter(({ playState }) => playState === 'running')
    .map((it) => it.animationName ?? it.transitionProperty);";

/// A buyer whose browser was started with these arguments, at a list of methods.
async fn arrive(
    stage: &Stage,
    page: &MerchantPage,
    arguments: &[&str],
) -> (Buyer<'static>, Intent) {
    let buyer = stage.new_buyer_with(arguments).await;
    let intent = Intent::new(&stage.kassa).await;
    let (origin, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
    let url = page.url(&origin, key, &[&intent.client_secret], &[]);
    buyer.open(&url).await;
    buyer.hears("ready").await;
    (buyer, intent)
}

async fn assert_pays(stage: &Stage, buyer: &Buyer<'_>, intent: &Intent) {
    buyer.fill_card(card::SUCCEEDS).await;
    buyer.pay().await;
    buyer.is_paid(1).await;
    assert_eq!(intent.charges(&stage.kassa).await, 1);
}

/// Notes what starts to move, from now on, in `window.moved`.
const NOTE_MOTION: &str = "window.moved = [];
    for (const name of ['animationstart', 'transitionrun']) {
      document.addEventListener(name, ({ animationName, propertyName }) =>
        moved.push(animationName ?? propertyName), true);
    }";

/// Opens another method, and the card form again.
async fn open_and_close(buyer: &Buyer<'_>) -> Value {
    buyer.ask(ELEMENT, NOTE_MOTION).await;
    buyer.choose("Klarna").await;
    buyer.choose("Card").await;
    buyer.click(ELEMENT, "#card-number").await;
    // Two frames, in which whatever moves would have begun.
    let frames = "window.drawn = 0;
        const count = () => { window.drawn += 1; requestAnimationFrame(count); };
        requestAnimationFrame(count);";
    buyer.ask(ELEMENT, frames).await;
    buyer.until(ELEMENT, "return drawn > 2;").await;
    buyer.ask(ELEMENT, "return [...new Set(moved)];").await
}

#[test]
fn nothing_moves_where_less_motion_is_asked_for() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let (buyer, intent) = arrive(stage, &page, &["--force-prefers-reduced-motion"]).await;
        assert_eq!(buyer.ask(ELEMENT, MOVING).await, json!([]));
        assert_eq!(open_and_close(&buyer).await, json!([]));
        assert_pays(stage, &buyer, &intent).await;
        // Elsewhere a form appears gently, and the page would notice.
        let (buyer, _) = arrive(stage, &page, &[]).await;
        let moved = open_and_close(&buyer).await;
        assert!(moved.to_string().contains("appear"), "{moved}");
    });
}

#[test]
fn letters_of_twice_the_size_fit_and_pay() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        // A window of 640 pixels at a scale of two is one of 1280 at a zoom of 200 %.
        let arguments = ["--force-device-scale-factor=2"];
        let buyer = stage.new_buyer_with(&arguments).await;
        buyer.set_window_size(640, 800).await.expect("a window");
        let intent = Intent::new(&stage.kassa).await;
        let (origin, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
        let url = page.url(&origin, key, &[&intent.client_secret], &[]);
        buyer.open(&url).await;
        buyer.hears("ready").await;
        buyer.find_in(ELEMENT, "#card-number").await;
        let fits = "const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
            return [devicePixelRatio === 2, scrollWidth <= clientWidth, scrollHeight <= clientHeight];";
        assert_eq!(buyer.ask(ELEMENT, fits).await, json!([true, true, true]));
        // Nor is anything cut off inside.
        let outside = "return [...document.querySelectorAll('label, .control, .row-name')]
            .filter((it) => {
              const { left, right, bottom } = it.getBoundingClientRect();
              return left < 0 || right > innerWidth || bottom > innerHeight;
            }).map(({ className, innerText }) => `${className} ${innerText}`);";
        assert_eq!(buyer.ask(ELEMENT, outside).await, json!([]));
        let fits = buyer.ask(PAGE, fits).await;
        assert_eq!(fits[1], true, "the page is wider than its window");
        assert_pays(stage, &buyer, &intent).await;
    });
}

#[test]
fn the_systems_own_colours_leave_everything_to_be_seen() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let (buyer, intent) = arrive(stage, &page, &["--force-high-contrast"]).await;
        buyer.find_in(ELEMENT, "#card-number").await;
        let forced = "return matchMedia('(forced-colors: active)').matches;";
        assert_eq!(buyer.ask(ELEMENT, forced).await, true);
        // What is chosen, what has an edge and what is written stands out from what is behind it.
        let seen = "
            // The element's own document shows through to the system's canvas.
            const canvas = document.body.appendChild(document.createElement('i'));
            canvas.style.color = 'Canvas';
            const behind = getComputedStyle(canvas).color;
            canvas.remove();
            const look = (selector, property) => getComputedStyle(document.querySelector(selector))[property];
            return [
              ['.offer.open .radio', 'borderTopColor'],
              ['.offer:not(.open) .radio', 'borderTopColor'],
              ['#card-number', 'color'],
              ['#card-number', 'borderTopColor'],
              ['label[for=card-number]', 'color'],
            ].filter(([selector, property]) =>
              [behind, 'rgba(0, 0, 0, 0)'].includes(look(selector, property)));";
        assert_eq!(buyer.ask(ELEMENT, seen).await, json!([]));
        let chosen = "
            const radio = (selector) => getComputedStyle(document.querySelector(`${selector} .radio`));
            const [open, closed] = [radio('.offer.open'), radio('.offer:not(.open)')];
            return open.borderTopColor !== closed.borderTopColor || open.borderTopWidth !== closed.borderTopWidth;";
        assert_eq!(buyer.ask(ELEMENT, chosen).await, true);
        assert_pays(stage, &buyer, &intent).await;
    });
}
