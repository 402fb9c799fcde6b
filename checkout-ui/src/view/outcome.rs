use crate::checkout_flow::Outcome;
use crate::dom::{El, el};
use crate::opened_session::OpenedSession;
use crate::strings::{Key, fill};
use shared::element::session::Offer;

/// How the payment ended. What is on its way takes as long as its method does.
pub fn outcome_view(session: &OpenedSession, outcome: Outcome, paid_with: Option<&Offer>) -> El {
    let (sign, title, hint) = match outcome {
        Outcome::Succeeded => ("sign done", Key::Succeeded, Key::SucceededHint),
        Outcome::Processing => ("sign on-its-way", Key::Processing, Key::ProcessingHint),
        Outcome::Canceled => ("sign off", Key::Canceled, Key::CanceledHint),
    };
    let amount = session.amount(session.summary.amount);
    let values = [
        ("merchant", session.merchant.as_str()),
        ("amount", amount.as_str()),
    ];
    let own = paid_with.and_then(|offer| offer.processing.as_deref());
    let hint = match own.filter(|_| matches!(outcome, Outcome::Processing)) {
        Some(text) => fill(text, &values),
        None => session.strings.fill(hint, &values),
    };
    el("section", "card outcome")
        .attr("role", "status")
        .child(el("span", sign))
        .child(el("h2", "").text(&session.text(title)))
        .child(el("p", "hint").text(&hint))
}
