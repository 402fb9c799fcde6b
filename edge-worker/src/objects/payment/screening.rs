//! Whether the velocity rules let an attempt with a card go to the partner, and telling their counters
//! what came of it. They are asked before, all at once, and told behind the answer.

use super::log::{Entry, SqlEventLog};
use super::wire::Confirmation;
use crate::env::Edge;
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::limits::LimitQuestion;
use crate::partners::is_test_card;
use crate::ports::Fault;
use crate::rules::{Whereabouts, ask_at, current};
use futures_util::future::join_all;
use shared::ids::AttemptId;
use shared::link::email::Email;
use shared::link::terms::LinkPurpose;
use shared::payment::event::Event;
use shared::payment::failure::FailureCause;
use shared::payment::state::{Payment, State as Stands};
use shared::rules::counter::{CardAttempt, Outcome, Told};
use shared::rules::finding::{Place, Reply, Screening, gravest};
use shared::rules::rule::{Action, By, Rule};
use worker::State;

/// What the rules are asked about.
pub struct Subject {
    card: String,
    whereabouts: Whereabouts,
    email: Option<Email>,
    /// The buyer has paid with it before, and kept it.
    is_kept: bool,
    /// Everybody has this card, so that nobody is stopped for what others do with it.
    is_everybodys: bool,
}

impl Subject {
    /// `None` of what is not paid with a card, and of what a merchant charges while the buyer is away.
    pub fn of(payment: &Payment, confirmation: &Confirmation) -> Option<Self> {
        let stored = match &payment.state {
            Stands::RequiresConfirmation { method } => Some(method),
            _ => None,
        };
        let method = confirmation.method.as_ref().or(stored)?;
        let card = method.instrument.card()?;
        let link = confirmation.terms.link.as_deref();
        let is_links = link.is_some_and(|link| matches!(link.purpose, LinkPurpose::Pay { .. }));
        let email = method.billing.email.as_deref();
        (!confirmation.terms.off_session).then(|| Self {
            card: card.fingerprint.clone(),
            whereabouts: confirmation.whereabouts.clone(),
            email: email.and_then(|email| Email::parse(email).ok()),
            is_kept: method.customer.is_some() || is_links,
            is_everybodys: is_test_card(card, confirmation.typed.as_ref()),
        })
    }

    /// Asks the rules. What cannot be asked has nothing against it.
    pub async fn screen(self, edge: &Edge, attempt: &AttemptId) -> Option<Screening> {
        let tried = CardAttempt {
            card: self.card.clone(),
            id: attempt.to_string(),
        };
        let is_kept = self.is_kept;
        let (places, replies) = ask_at(edge, self.places(edge).await, Some(tried)).await;
        let finding = gravest(&replies, is_kept);
        let asked = places.into_iter().zip(&replies);
        let places: Vec<_> = asked
            .filter(|(place, reply)| is_to_be_told(place, reply))
            .map(|(place, _)| place)
            .collect();
        (finding.is_some() || !places.is_empty()).then_some(Screening { places, finding })
    }

    async fn places(self, edge: &Edge) -> Vec<(Place, Vec<Rule>)> {
        let keyring = edge.keyring();
        let mut whereabouts = self.whereabouts;
        if let Some(email) = &self.email {
            whereabouts = whereabouts.with_email(keyring, email);
        }
        whereabouts.card = Some(keyring.limit_name("card", &self.card));
        let rules = current(edge).await;
        let mut places = whereabouts.counted(&rules, Action::CardAttempt);
        if self.is_kept {
            // It is stopped for its own failures only.
            places.retain(|(place, _)| place.by == By::Card);
        }
        for (place, rules) in &mut places {
            if place.by == By::Card && self.is_everybodys {
                rules.clear();
                place.counts.clear();
            }
        }
        places
    }
}

/// A card of which nothing is counted, and which is known to pay, is not news.
fn is_to_be_told(place: &Place, reply: &Reply) -> bool {
    !(place.by == By::Card && place.counts.is_empty() && reply.has_paid)
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
    state.wait_until(async move {
        let limits = &limits;
        let calls = news.into_iter().map(|(name, told)| async move {
            let question = LimitQuestion::Tell(told);
            let heard: Result<Reply, _> = call(limits, &name, &question, STORAGE_DEADLINE).await;
            if let Err(failed) = heard {
                worker::console_error!("screening: {}", Fault::from(failed).0);
            }
        });
        join_all(calls).await;
    });
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
    let told = came
        .into_iter()
        .flat_map(|(attempt, screening, outcome, at_ms)| {
            screening.places.iter().map(move |place| {
                let told = Told {
                    attempt: attempt.clone(),
                    by: place.by,
                    counts: place.counts.clone(),
                    outcome,
                    at_ms,
                };
                (place.name.clone(), told)
            })
        });
    told.collect()
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
        Event::AttemptFailed { cause, .. } => Some(match cause {
            // Not the card's fault, nor the buyer's.
            FailureCause::Blocked | FailureCause::ProcessingError | FailureCause::Withdrawn => {
                Outcome::Stopped
            }
            FailureCause::CardDeclined { .. }
            | FailureCause::ExpiredCard
            | FailureCause::IncorrectCvc
            | FailureCause::IncorrectNumber
            | FailureCause::AuthenticationFailed
            | FailureCause::AuthenticationRequired
            | FailureCause::ProviderDeclined
            | FailureCause::ProviderDeclinedFor { .. }
            | FailureCause::ProviderTimedOut
            | FailureCause::MethodUnavailable
            | FailureCause::CustomerDeclined
            | FailureCause::CodeInvalid
            | FailureCause::CodeExpired
            | FailureCause::DebitFailed { .. }
            | FailureCause::AttemptExpired
            | FailureCause::Replaced => Outcome::Failed,
        }),
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
