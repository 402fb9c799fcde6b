use crate::checkout_flow::{Outcome, Screen};
use crate::dom::{El, el};
use crate::element::Element;
use crate::model::Model;
use crate::view::{action_screen, covered_offers, load_failed, outcome_view};

/// The element. A screen that changes within itself keeps its view, and with it the focus.
pub fn root(element: Element) -> El {
    el("div", "").live_children(
        move || {
            let key = |model: &Model| {
                let sessions = model.sessions.to_string();
                [sessions, key(&model.checkout.screen)].concat()
            };
            element.read(key)
        },
        move || vec![screen(element)],
    )
}

fn screen(element: Element) -> El {
    let loading = || el("p", "loading").child(el("span", "spinner"));
    let (screen, session) =
        element.read(|model| (model.checkout.screen.clone(), model.session.clone()));
    match (screen, session) {
        (Screen::LoadFailed(error), session) => load_failed(element, session.as_deref(), &error),
        (Screen::Loading, _) | (_, None) => loading(),
        (Screen::Form { .. } | Screen::Busy { .. }, Some(session)) => {
            covered_offers(element, &session)
        }
        (
            Screen::Action {
                action,
                confirmation,
                ..
            },
            Some(session),
        ) => action_screen(element, &session, &action, confirmation.is_some()),
        (Screen::Done(outcome), Some(session)) => {
            outcome_view(&session, outcome, element.read(|model| model.paid_with()))
        }
    }
}

/// Two moments with one key are drawn by the same view.
fn key(screen: &Screen) -> String {
    match screen {
        Screen::Loading => "loading",
        Screen::LoadFailed(_) => "failed",
        Screen::Form { .. } | Screen::Busy { .. } => "form",
        Screen::Action {
            action,
            confirmation,
            ..
        } => {
            let goes_on = if confirmation.is_some() {
                "goes on "
            } else {
                ""
            };
            return [goes_on, &action.version].concat();
        }
        Screen::Done(Outcome::Succeeded) => "succeeded",
        Screen::Done(Outcome::Processing) => "processing",
        Screen::Done(Outcome::Canceled) => "canceled",
    }
    .to_owned()
}
