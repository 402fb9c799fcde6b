use crate::checkout_flow::Outcome;
use crate::dom::{El, el};
use crate::opened_session::OpenedSession;
use crate::strings::Key;

/// How the payment ended.
pub fn outcome_view(session: &OpenedSession, outcome: Outcome) -> El {
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
    el("section", "card outcome")
        .attr("role", "status")
        .child(el("span", sign))
        .child(el("h2", "").text(&session.text(title)))
        .child(el("p", "hint").text(&session.strings.fill(hint, &values)))
}
