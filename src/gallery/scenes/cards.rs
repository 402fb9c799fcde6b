//! Cards, filled in and kept.

use super::america;
use crate::gallery::scene::{Customer, Group, Scene, Step};
use crate::gallery::window::Place;

pub fn scenes() -> Vec<Scene> {
    let card = |name, title| Scene::payment(Group::Cards, name, title, america()).only(&["card"]);
    let list = |name, title| Scene::payment(Group::Cards, name, title, america());
    vec![
        card("card-filled", "A card, filled in").card("4242424242424242"),
        card("card-amex", "American Express, with its four digits")
            .card("378282246310005")
            .fill("card-cvc", "1234"),
        list("list", "All ways to pay of a market"),
        list("list-unfolded", "All ways to pay, unfolded")
            .form()
            .step(Step::Do(
                Place::Element,
                "kassaGallery.press('.row.more')".to_owned(),
            )),
        list("saved-cards", "Cards that a customer has kept")
            .of(Customer::Returning)
            .shows(".panel .remove, .panel #save"),
        list("card-later", "A card that is kept for later payments")
            .only(&["card", "cashapp"])
            .with("setup_future_usage", "off_session")
            .script("payment({ terms: { card: 'always' } })"),
    ]
}
