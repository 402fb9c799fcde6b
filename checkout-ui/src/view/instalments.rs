use crate::dom::{El, el};
use crate::locale;
use crate::opened_session::OpenedSession;
use crate::strings::{Key, fill};
use shared::element::session::InstalmentPlan;

/// "4 interest-free payments of …" and when each of them is due; of a plan with interest "From … a
/// month". What the law wants said follows.
pub fn instalments(session: &OpenedSession, plan: &InstalmentPlan) -> El {
    let amount = |minor: Option<i64>| minor.map(|minor| session.amount(minor)).unwrap_or_default();
    let first = amount(plan.amounts.first().copied());
    let total = amount(Some(plan.amounts.iter().sum()));
    let count = plan.amounts.len().to_string();
    let apr = plan.apr_basis_points;
    let apr_text = locale::percent(&session.locale, apr.unwrap_or_default());
    let values = [
        ("count", count.as_str()),
        ("amount", &first),
        ("total", &total),
        ("apr", &apr_text),
    ];
    let key = match (apr, plan.amounts.len()) {
        (Some(_), _) => Key::InstalmentsFrom,
        (None, 1) => Key::InstalmentsLater,
        (None, _) => Key::InstalmentsSum,
    };
    let mut shown = el("div", "instalments")
        .child(el("p", "plan-sum").text(&session.strings.fill(key, &values)));
    if apr.is_none() {
        let payments = plan.amounts.iter().zip(0..);
        let payments = payments.map(|(amount, place)| payment(session, plan, *amount, place));
        shown = shown.child(el("ol", "plan").children(payments));
    }
    match &plan.legal {
        Some(legal) => shown.child(el("p", "small").text(&fill(legal, &values))),
        None => shown,
    }
}

fn payment(session: &OpenedSession, plan: &InstalmentPlan, amount: i64, place: u32) -> El {
    let days = place.saturating_mul(plan.interval_days);
    let due = match days.saturating_add(plan.first_days) {
        0 => session.text(Key::InstalmentsToday),
        days => locale::day_ahead(&session.locale, days),
    };
    el("li", "")
        .child(el("span", "due").text(&due))
        .child(el("span", "part").text(&session.amount(amount)))
}
