//! A buyer without a mouse.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::support::{Buyer, ELEMENT, PAGE, PATIENCE, card, on_stage};

/// Presses before a field that never gets the focus is given up.
const TABS_MAX: usize = 40;

/// Types into whatever has the focus.
async fn press(buyer: &Buyer<'_>, keys: impl IntoIterator<Item = char>) {
    let mut actions = KeyActions::new("keyboard".to_owned());
    for value in keys {
        actions = actions
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
    }
    buyer.perform_actions(actions).await.expect("keys");
}

/// Goes on with Tab until the focus is on what a selector finds.
async fn tab_to(buyer: &Buyer<'_>, place: crate::support::Place, selector: &str) {
    let focused =
        format!("return document.hasFocus() && document.activeElement?.matches('{selector}');");
    for _ in 0..TABS_MAX {
        let (before, _) = focus(buyer).await;
        if buyer.ask(place, &focused).await == true {
            return;
        }
        press(buyer, [Key::Tab.into()]).await;
        // The next key would go astray while the focus is on its way from one process to another.
        let deadline = Instant::now() + PATIENCE;
        loop {
            let (now, is_agreed) = focus(buyer).await;
            if is_agreed && now != before {
                break;
            }
            assert!(Instant::now() < deadline, "from {before} to {now}");
        }
    }
    panic!("Tab does not lead to {selector}");
}

/// Where the focus is in the page and in the element, and whether the two agree on which of them
/// has it.
async fn focus(buyer: &Buyer<'_>) -> (Value, bool) {
    // Not everything has an id.
    let index = "return document.hasFocus()
        && [...document.querySelectorAll('*')].indexOf(document.activeElement);";
    let is_in_frame = "return document.activeElement?.localName === 'iframe';";
    let is_in_frame = buyer.ask(PAGE, is_in_frame).await;
    let in_element = buyer.ask(ELEMENT, index).await;
    let is_agreed = is_in_frame == in_element.is_number();
    (json!([buyer.ask(PAGE, index).await, in_element]), is_agreed)
}

#[test]
fn the_keyboard_alone_chooses_a_method_fills_the_form_and_pays() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("US").await;
        buyer.find_in(ELEMENT, "#card-number").await;
        buyer
            .until(PAGE, "return !document.querySelector('#pay').disabled;")
            .await;
        buyer.ask(PAGE, "document.body.focus();").await;
        tab_to(&buyer, ELEMENT, "input[type=radio]").await;
        let open = "return document.querySelector('.offer.open .row-name').innerText;";
        let before = buyer.ask(ELEMENT, open).await;
        press(&buyer, [Key::Down.into()]).await;
        let moved =
            format!("const open = (() => {{ {open} }})(); return open !== {before} && open;");
        buyer.until(ELEMENT, &moved).await;
        press(&buyer, [Key::Up.into()]).await;
        let back = format!("return (() => {{ {open} }})() === {before};");
        buyer.until(ELEMENT, &back).await;

        let fields = [
            ("#card-number", card::SUCCEEDS),
            ("#card-expiry", "1234"),
            ("#card-cvc", "123"),
            ("#postal-code", "94107"),
        ];
        for (field, text) in fields {
            tab_to(&buyer, ELEMENT, field).await;
            press(&buyer, text.chars()).await;
        }
        tab_to(&buyer, PAGE, "#pay").await;
        press(&buyer, [Key::Enter.into()]).await;
        buyer.sees_order("paid").await;
        buyer.leave().await;
    });
}

#[test]
fn the_keyboard_alone_mends_a_form_and_goes_on_from_the_voucher() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("MX").await;
        buyer.choose("OXXO").await;
        buyer
            .until(PAGE, "return !document.querySelector('#pay').disabled;")
            .await;
        tab_to(&buyer, PAGE, "#pay").await;
        press(&buyer, [Key::Enter.into()]).await;
        // The first field that is wrong has the focus and is read out with what is wrong, the others
        // when it is their turn: nothing is said aloud beside.
        let mended = [("name", "Jenny Rosen"), ("email", "jenny@example.com")];
        let wrong = "const { activeElement: { id, attributes } } = document;
            return document.hasFocus() && id === 'name' && attributes['aria-invalid']
              && [...document.querySelectorAll('.problem, [role=alert]')]
                .map((it) => it.id + (it.role ?? '')).join();";
        assert_eq!(
            buyer.until(ELEMENT, wrong).await,
            "name-problem,email-problem"
        );
        for (field, text) in mended {
            tab_to(&buyer, ELEMENT, &format!("#{field}")).await;
            press(&buyer, text.chars()).await;
        }
        tab_to(&buyer, PAGE, "#pay").await;
        press(&buyer, [Key::Enter.into()]).await;
        // The screen is read out from its heading; the next stops are what there is to do.
        buyer
            .until(ELEMENT, "return document.activeElement?.id === 'action';")
            .await;
        tab_to(&buyer, ELEMENT, ".line .link").await;
        press(&buyer, [Key::Enter.into()]).await;
        buyer
            .sees(ELEMENT, ".line .link[aria-live]", "Copied")
            .await;
        tab_to(&buyer, ELEMENT, ".action .button.main").await;
        press(&buyer, [Key::Enter.into()]).await;
        buyer.sees_order("voucher").await;
        buyer.leave().await;
    });
}

#[test]
fn a_wrong_field_keeps_the_focus_also_where_the_news_of_the_press_comes_late() {
    on_stage(async |stage| {
        let buyer = stage.buyer_at_checkout("US").await;
        buyer.find_in(ELEMENT, "#card-number").await;
        let at_field = "return document.hasFocus() && document.activeElement.id === 'card-number';";
        buyer.pay().await;
        buyer.until(ELEMENT, at_field).await;

        // As the browser does where the element's process was faster than the news that the
        // button has the focus.
        let late = "
            let passes = 0;
            document.getElementById('card-number').addEventListener('focus', () => {
              if (!passes++) parent.postMessage('focused', '*');
            });
            document.activeElement.blur();";
        buyer.ask(ELEMENT, late).await;
        let take = "
            const pay = document.querySelector('#pay');
            pay.blur();
            addEventListener('message', ({ data }) => {
              if (data !== 'focused') return;
              pay.addEventListener('focus', () => { window.wasTaken = true; }, { once: true });
              pay.focus();
            });
            document.querySelector('form').requestSubmit();";
        buyer.ask(PAGE, take).await;
        buyer.until(PAGE, "return window.wasTaken;").await;
        buyer.until(ELEMENT, at_field).await;
        buyer.leave().await;
    });
}
