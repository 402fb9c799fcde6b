//! How a payment ended, for a buyer who comes back to the page.

use shared::country::CountryCode;
use shared::currency::Currency;

use super::{america, germany};
use crate::gallery::market::Market;
use crate::gallery::scene::{Group, Scene};

const VISA: &[(&str, &str)] = &[
    ("payment_method", "pm_card_visa"),
    ("return_url", "https://shop.example/done"),
];
const SEPA: &[(&str, &str)] = &[
    ("payment_method_data[type]", "sepa_debit"),
    (
        "payment_method_data[sepa_debit][iban]",
        "DE89370400440532013000",
    ),
    ("payment_method_data[billing_details][name]", "Jenny Rosen"),
    (
        "payment_method_data[billing_details][email]",
        "jenny@example.com",
    ),
    ("mandate_data[customer_acceptance][type]", "offline"),
];
const FAILED: &[(&str, &str)] = &[
    ("payment_method_data[type]", "ideal"),
    ("payment_method_data[billing_details][name]", "Jenny Rosen"),
    (
        "payment_method_data[billing_details][email]",
        "fail_immediately@example.com",
    ),
    ("return_url", "https://shop.example/done"),
];

pub fn scenes() -> Vec<Scene> {
    let outcome = |name, title, market| {
        Scene::payment(Group::Outcomes, name, title, market).shows(".outcome h2")
    };
    let netherlands = Market::at_home(CountryCode::NL, Currency::Eur);
    vec![
        outcome("succeeded", "Paid", america()).then("confirm", VISA),
        outcome("processing", "On its way", germany()).then("confirm", SEPA),
        outcome("canceled", "Cancelled", america()).then("cancel", &[]),
        Scene::payment(
            Group::Outcomes,
            "failed-elsewhere",
            "Back from a method's own page, where nothing came of it",
            netherlands,
        )
        .only(&["ideal", "card"])
        .then("confirm", FAILED),
    ]
}
