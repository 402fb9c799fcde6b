//! A payment method or a confirmation token made of the form, with which the merchant's server pays.

use super::settle::{incomplete, not_now};
use super::{Creation, Effect, Screen};
use crate::form::FormReport;
use shared::element::protocol::ToPage;

/// Something is made of a form that could be sent; the form stays as it is.
pub fn create(
    screen: Screen,
    creation: Creation,
    report: FormReport,
    effects: &mut Vec<Effect>,
) -> Screen {
    let error = match (&screen, report.first_problem) {
        (Screen::Form { .. }, None) => {
            effects.push(Effect::SendCreate(creation));
            return screen;
        }
        (Screen::Form { .. }, Some(field)) => {
            effects.extend([Effect::ShowProblems, Effect::LeadTo(field)]);
            incomplete()
        }
        (_, _) => not_now(&screen),
    };
    effects.push(Effect::Tell(ToPage::Created {
        request: creation.request,
        object: None,
        error: Some(error),
    }));
    screen
}
