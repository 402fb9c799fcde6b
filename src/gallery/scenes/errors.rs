//! What is said of wrong fields, and of payments that came to nothing.

use shared::country::CountryCode;
use shared::currency::Currency;

use super::{america, germany};
use crate::gallery::market::Market;
use crate::gallery::scene::{Group, Scene, Step};
use crate::gallery::window::{Fault, Place};

pub fn scenes() -> Vec<Scene> {
    let card = |name, title| Scene::payment(Group::Errors, name, title, america()).only(&["card"]);
    let told = |name, title, number| {
        card(name, title)
            .card(number)
            .pay()
            .shows("[aria-invalid=true], .notice")
    };
    let wrong = "[aria-invalid=true]";
    let empty = |name, title, market: Market, method: &str| {
        Scene::payment(Group::Errors, name, title, market)
            .only(&[method])
            .form()
            .pay()
            .shows(wrong)
    };
    let home = Market::at_home;
    let mut scenes = vec![
        empty("card-empty", "A card form, sent empty", america(), "card"),
        card("card-wrong", "A card form with mistakes")
            .form()
            .fill("card-number", "4242424242424241")
            .fill("card-expiry", "0120")
            .pay()
            .shows(wrong),
        empty(
            "sepa-debit-empty",
            "SEPA Direct Debit, sent empty",
            germany(),
            "sepa_debit",
        ),
        empty(
            "us-bank-account-empty",
            "US bank account, sent empty",
            america(),
            "us_bank_account",
        ),
        empty(
            "boleto-empty",
            "Boleto, sent empty",
            home(CountryCode::BR, Currency::Brl),
            "boleto",
        ),
        empty(
            "bacs-debit-empty",
            "Bacs Direct Debit, sent empty",
            home(CountryCode::GB, Currency::Gbp),
            "bacs_debit",
        ),
        empty(
            "blik-empty",
            "BLIK, sent empty",
            home(CountryCode::PL, Currency::Pln),
            "blik",
        ),
        told(
            "card-declined",
            "A card that is declined",
            "4000000000000002",
        ),
        told("card-no-funds", "A card without funds", "4000000000009995"),
        card("card-wrong-cvc", "A security code that the bank refuses")
            .card("4000000000000127")
            .pay()
            .shows(wrong),
        card("card-expired", "An expired card")
            .card("4000000000000069")
            .pay()
            .shows(&format!("{wrong}, .notice")),
    ];
    let refused = Step::Break(Place::Page, "*/v1/elements/sessions*", Fault::Refused);
    scenes.push(
        card("load-failed", "The form cannot be loaded")
            .first(refused)
            .shows(".failed"),
    );
    scenes
}
