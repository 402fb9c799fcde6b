//! Each method's form, as a buyer finds it when they choose it.

use shared::methods::MethodType;
use shared::methods::catalogue::Flow;

use super::america;
use crate::gallery::market::Market;
use crate::gallery::scene::{Customer, Group, Scene, Step};
use crate::gallery::window::Place;

pub fn scenes() -> Vec<Scene> {
    let methods = MethodType::ALL.iter().filter_map(|method| of(*method));
    methods.chain([apple_pay(), google_pay()]).collect()
}

/// The method, open, above the card. `None` for one that can be used nowhere.
fn of(method: MethodType) -> Option<Scene> {
    let name = method.as_str();
    let row = method.row();
    let mut scene = Scene::payment(
        Group::Methods,
        &file_name(name),
        row.display_name,
        Market::of(method)?,
    )
    .only(&[name, "card"])
    .script(format!("payment({{ paymentMethodOrder: ['{name}'] }})"));
    // The money that is sent too much is the customer's.
    if matches!(row.flow, Flow::BankTransfer) {
        scene.intent.customer = Customer::New;
    }
    Some(opened(scene))
}

fn apple_pay() -> Scene {
    let scene = Scene::payment(Group::Methods, "apple-pay", "Apple Pay", america())
        .only(&["card"])
        .first(Step::Do(Place::Page, "hasApplePay()".to_owned()))
        .script("payment({ paymentMethodOrder: ['apple_pay'] })");
    opened(scene)
}

fn google_pay() -> Scene {
    let scene = Scene::payment(Group::Methods, "google-pay", "Google Pay", america())
        .only(&["card"])
        .first(Step::Do(Place::Page, "hasGooglePay()".to_owned()))
        .script("payment({ paymentMethodOrder: ['google_pay'] })");
    opened(scene)
}

/// The first way to pay is open, or the only one is there.
fn opened(scene: Scene) -> Scene {
    scene
        .form()
        .step(Step::Do(Place::Element, "kassaGallery.open(1)".to_owned()))
        .shows(".offer.open .panel, .panel.bare")
}

pub fn file_name(name: &str) -> String {
    name.replace('_', "-")
}
