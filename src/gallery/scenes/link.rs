//! Link in the payment element: a card that is kept, and the way back to it.

use super::america;
use crate::gallery::scene::{Customer, Group, LINK_EMAIL, Scene, Step};
use crate::gallery::window::Place;

/// Link's own row among the ways to pay.
const ROW: &str =
    "[...document.querySelectorAll('.row')].find((row) => row.innerText.trim() === 'Link')";
/// Below the code that a kept card asks for.
const PHONE: &str = ".offer.open:has(#card-cvc) .link-panel .link";
const PHONE_CODE: &str = ".offer.open .link-panel #code";

pub fn scenes() -> Vec<Scene> {
    let scene =
        |name, title| Scene::payment(Group::Link, name, title, america()).only(&["card", "link"]);
    let opened = |name, title| pressed(waited(scene(name, title).form(), ROW), ROW);
    let asked = |name, title| {
        let form = waited(opened(name, title), &found("#email")).fill("email", LINK_EMAIL);
        waited(
            pressed(form, &found(".link-panel .button")),
            &found("#code"),
        )
    };
    let known = |name, title| {
        let known = asked(name, title).of(Customer::WithLink);
        known.fill("code", "424242").shows(".offer.open #card-cvc")
    };
    let save = scene("link-save", "A card that is to be kept with Link").card("4242424242424242");
    let phone = waited(
        known("link-phone", "A code to the card's phone instead"),
        &found(PHONE),
    );
    vec![
        waited(pressed(save, &found("#link-save")), &found("#link-email"))
            .fill("link-email", LINK_EMAIL)
            .shows("#link-phone"),
        opened("link-email", "Link asks who the buyer is").shows("#email"),
        asked("link-code", "A code has been sent").shows("#code"),
        asked("link-code-wrong", "A code that is not the one")
            .fill("code", "000001")
            .shows("#code[aria-invalid=true]"),
        known("link-known", "A card that Link keeps, on a new device"),
        waited(pressed(phone, &found(PHONE)), &found(PHONE_CODE)).shows(PHONE_CODE),
    ]
}

fn found(selector: &str) -> String {
    format!("document.querySelector('{selector}')")
}

/// Once there is what the expression finds.
fn waited(scene: Scene, expression: &str) -> Scene {
    scene.step(Step::Until(Place::Element, expression.to_owned()))
}

fn pressed(scene: Scene, expression: &str) -> Scene {
    scene.step(Step::Do(Place::Element, format!("{expression}.click()")))
}
