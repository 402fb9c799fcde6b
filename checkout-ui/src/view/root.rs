use crate::checkout_flow::{Outcome, Screen};
use crate::dom::{El, el};
use crate::element::Element;
use crate::view::{covered_offers, load_failed, outcome_view, qr_view, voucher_view};

/// The element. A screen that changes within itself keeps its view, and with it the focus.
pub fn root(element: Element) -> El {
    el("div", "").live_children(
        move || element.read(|model| key(&model.checkout.screen)),
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
        (Screen::Qr { code, .. }, Some(session)) => qr_view(element, &session, &code),
        (
            Screen::Voucher {
                voucher,
                confirmation,
            },
            Some(session),
        ) => voucher_view(element, &session, voucher, confirmation.is_some()),
        (Screen::Done(outcome), Some(session)) => outcome_view(&session, outcome),
    }
}

/// Two moments with one key are drawn by the same view.
fn key(screen: &Screen) -> String {
    match screen {
        Screen::Loading => "loading",
        Screen::LoadFailed(_) => "failed",
        Screen::Form { .. } | Screen::Busy { .. } => "form",
        Screen::Qr { code, .. } => code.image_url.as_str(),
        Screen::Voucher {
            confirmation: Some(_),
            ..
        } => "voucher that goes on",
        Screen::Voucher {
            confirmation: None, ..
        } => "voucher",
        Screen::Done(Outcome::Succeeded) => "succeeded",
        Screen::Done(Outcome::Processing) => "processing",
        Screen::Done(Outcome::Canceled) => "canceled",
    }
    .to_owned()
}
