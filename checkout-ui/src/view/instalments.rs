use crate::dom::{El, el};
use crate::locale;
use crate::opened_session::OpenedSession;
use crate::strings::Key;
use shared::element::session::InstalmentPlan;

/// "4 interest-free payments of …", and when each of them is due.
pub fn instalments(session: &OpenedSession, plan: &InstalmentPlan) -> El {
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
    let payments = plan.amounts.iter().zip(0u32..).map(|(amount, place)| {
        let due = match place {
            0 => session.text(Key::InstalmentsToday),
            later => locale::day_ahead(&session.locale, later.saturating_mul(plan.interval_days)),
        };
        el("li", "")
            .child(el("span", "due").text(&due))
            .child(el("span", "part").text(&session.amount(*amount)))
    });
    el("div", "instalments")
        .child(el("p", "plan-sum").text(&sum))
        .child(el("ol", "plan").children(payments))
}
