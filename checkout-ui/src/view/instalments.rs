use crate::locale;
use crate::opened_session::OpenedSession;
use crate::strings::Key;
use leptos::prelude::*;
use shared::element::session::InstalmentPlan;
use std::sync::Arc;

/// "4 interest-free payments of …", and when each of them is due.
#[component]
pub fn Instalments(session: Arc<OpenedSession>, plan: InstalmentPlan) -> impl IntoView {
    let count = plan.amounts.len().to_string();
    let first = plan
        .amounts
        .first()
        .copied()
        .map(|amount| session.amount(amount))
        .unwrap_or_default();
    let sum = session.strings.fill(
        Key::InstalmentsSum,
        &[("count", &count), ("amount", &first)],
    );
    let payments = plan
        .amounts
        .iter()
        .zip(0u32..)
        .map(|(amount, place)| {
            let due = match place {
                0 => session.text(Key::InstalmentsToday),
                later => locale::day_ahead(&session.locale, later.saturating_mul(plan.interval_days)),
            };
            view! {
                <li><span class="due">{due}</span>" "<span class="part">{session.amount(*amount)}</span></li>
            }
        })
        .collect_view();
    view! {
        <p class="plan-sum">{sum}</p>
        <ol class="plan">{payments}</ol>
    }
}
