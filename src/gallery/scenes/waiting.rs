//! What a buyer sees while nothing can be done.

use super::{america, germany};
use crate::gallery::scene::{Group, Scene, Step};
use crate::gallery::window::{Fault, Place};

const INTENTS: &str = "*/v1/payment_intents/*";
const SESSIONS: &str = "*/v1/elements/sessions*";

pub fn scenes() -> Vec<Scene> {
    let card = |name, title| Scene::payment(Group::Waiting, name, title, america()).only(&["card"]);
    let loading = |scene: Scene| {
        scene
            .first(Step::Break(Place::Page, SESSIONS, Fault::Held))
            .shows(".skeleton, .loading")
    };
    let sent = |scene: Scene, fault| {
        scene
            .card("4242424242424242")
            .step(Step::Break(Place::Element, INTENTS, fault))
            .pay()
    };
    vec![
        loading(Scene::payment(
            Group::Waiting,
            "loading-list",
            "A list is loading",
            germany(),
        )),
        loading(card("loading-card", "A card form is loading")),
        sent(card("confirming", "A payment is on its way"), Fault::Held)
            .shows(".cover .cover-text"),
        sent(
            card(
                "checking",
                "An answer was lost: Kassa looks what became of the payment",
            ),
            Fault::Lost,
        )
        .shows(".cover .cover-text"),
        card("authenticating", "The bank's page, above the merchant's")
            .card("4000002760003184")
            .pay()
            .sees(Place::Modal, "document.querySelector('main button')")
            .above(None),
    ]
}
