//! What the velocity rules are asked about an attempt to pay with a card, and what came of it, as the
//! log has it. The counters are asked before, and told behind the answer.

use super::log::{Entry, SqlEventLog};
use super::wire::Confirmation;
use crate::partners::is_test_card;
use crate::ports::Fault;
use crate::screening::{Subject, outcome_of, send, told};
use shared::link::email::Email;
use shared::link::terms::LinkPurpose;
use shared::payment::event::Event;
use shared::payment::state::{Payment, State as Stands};
use shared::rules::counter::{CardAttempt, Outcome, Told};
use shared::rules::finding::Screening;
use worker::State;

/// `None` of what is not paid with a card, and of what a merchant charges while the buyer is away.
pub fn subject(payment: &Payment, confirmation: &Confirmation) -> Option<Subject> {
    let stored = match &payment.state {
        Stands::RequiresConfirmation { method } => Some(method),
        _ => None,
    };
    let method = confirmation.method.as_ref().or(stored)?;
    let card = method.instrument.card()?;
    let link = confirmation.terms.link.as_deref();
    let is_links = link.is_some_and(|link| matches!(link.purpose, LinkPurpose::Pay { .. }));
    let email = method.billing.email.as_deref();
    (!confirmation.terms.off_session).then(|| Subject {
        card: card.fingerprint.clone(),
        whereabouts: confirmation.whereabouts.clone(),
        email: email.and_then(|email| Email::parse(email).ok()),
        is_kept: method.customer.is_some() || is_links,
        is_everybodys: is_test_card(card, confirmation.typed.as_ref()),
    })
}

/// Starts to tell the counters what they have not heard yet. Errors: it could not be started. A counter
/// that does not hear it counts a little more or less, which is all.
pub fn tell(event_log: &SqlEventLog<'_>, state: &State) -> Result<(), Fault> {
    let told = event_log.memory.counters_told();
    let entries = event_log.entries()?;
    let newest = entries.last().map_or(0, |entry| entry.recorded.seq);
    let news = news(&entries, told.get());
    told.set(newest);
    if news.is_empty() {
        return Ok(());
    }
    let limits = event_log.edge.limits()?;
    state.wait_until(async move { send(&limits, news).await });
    Ok(())
}

/// What came of each attempt after a place of the log, for each counter.
fn news(entries: &[Entry], after: u64) -> Vec<(String, Told)> {
    let mut under_way: Option<(CardAttempt, &Screening)> = None;
    let mut came: Vec<(CardAttempt, &Screening, Outcome, i64)> = Vec::new();
    for Entry { recorded, .. } in entries {
        if let Some(started) = screened(&recorded.event) {
            under_way = Some(started);
        }
        let Some((outcome, (tried, screening))) = outcome(&recorded.event).zip(under_way.clone())
        else {
            continue;
        };
        if outcome != Outcome::Open {
            under_way = None;
        }
        if recorded.seq > after {
            // Of one attempt the last word counts.
            came.retain(|(earlier, ..)| earlier.id != tried.id);
            came.push((tried, screening, outcome, recorded.at_ms));
        }
    }
    let news = came
        .into_iter()
        .flat_map(|(attempt, screening, outcome, at_ms)| told(&attempt, screening, outcome, at_ms));
    news.collect()
}

/// An attempt that the rules were asked about.
fn screened(event: &Event) -> Option<(CardAttempt, &Screening)> {
    let Event::AttemptStarted {
        attempt,
        method,
        terms,
        ..
    } = event
    else {
        return None;
    };
    let card = method.instrument.card()?;
    let tried = CardAttempt {
        card: card.fingerprint.clone(),
        id: attempt.to_string(),
    };
    Some((tried, terms.screening.as_deref()?))
}

/// What an event says of the attempt under way.
fn outcome(event: &Event) -> Option<Outcome> {
    match event {
        Event::ActionRequired { .. } => Some(Outcome::Open),
        Event::Authorized { .. }
        | Event::ConfirmationAwaited { .. }
        | Event::Captured { .. }
        | Event::SetUp => Some(Outcome::Worked),
        Event::AttemptFailed { cause, .. } => Some(outcome_of(cause)),
        Event::Created { .. }
        | Event::Updated { .. }
        | Event::AttemptStarted { .. }
        | Event::CallOutcomeUnknown { .. }
        | Event::CallNeverArrived { .. }
        | Event::WithdrawalRequested { .. }
        | Event::ProcessingStarted { .. }
        | Event::CaptureRequested { .. }
        | Event::CaptureDeclined
        | Event::PartiallyCaptured { .. }
        | Event::IncrementRequested { .. }
        | Event::AuthorizationIncremented { .. }
        | Event::IncrementDeclined { .. }
        | Event::CancelRequested { .. }
        | Event::Canceled { .. }
        | Event::StrayFound { .. }
        | Event::StrayVoidUnknown { .. }
        | Event::StrayVoided { .. }
        | Event::ChargeUpdated { .. }
        | Event::Refund { .. }
        | Event::Dispute { .. } => None,
    }
}
