use crate::checkout_flow::Outcome;
use crate::opened_session::OpenedSession;
use crate::strings::Key;
use leptos::prelude::*;
use std::sync::Arc;

/// How the payment ended.
#[component]
pub fn OutcomeView(session: Arc<OpenedSession>, outcome: Outcome) -> impl IntoView {
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
    view! {
        <section class="card outcome" role="status">
            <span class=sign aria-hidden="true"></span>
            <h2>{session.text(title)}</h2>
            <p class="hint">{session.strings.fill(hint, &values)}</p>
        </section>
    }
}
