//! What a partner says of a dispute.

use crate::ids::{AttemptId, CallId, DisputeId};
use crate::payment::command::FreshIds;
use crate::payment::dispute::{Dispute, DisputeAnswer, DisputeCase, DisputeStanding};
use crate::payment::event::{DisputeFact, Event};
use crate::payment::refusal::Refusal;
use crate::payment::state::{Payment, State};

/// The partner's answer to the call that the dispute waits for.
pub(super) fn answered(payment: &Payment, call: &CallId, answer: DisputeAnswer) -> Vec<Event> {
    let waits = |dispute: &&Dispute| dispute.call().is_some_and(|waiting| waiting.id == *call);
    let Some(dispute) = payment.state.disputes().iter().find(waits) else {
        return Vec::new();
    };
    let told = match (&dispute.standing, answer) {
        (_, DisputeAnswer::Closed { outcome }) => DisputeFact::Closed { outcome },
        (DisputeStanding::Submitting { .. }, DisputeAnswer::UnderReview) => {
            DisputeFact::UnderReview
        }
        // It stands as it did: the call did not arrive.
        (_, DisputeAnswer::NeedsResponse | DisputeAnswer::UnderReview) => {
            return vec![Event::CallNeverArrived { call: call.clone() }];
        }
    };
    vec![of(&dispute.id, told)]
}

/// News of a dispute, each with all that there is to know, so that none of them needs another.
///
/// Errors: [`Refusal::NewsTooEarly`] while the payment is not known to have succeeded.
pub(super) fn notified(
    payment: &Payment,
    attempt_id: &AttemptId,
    case: DisputeCase,
    answer: DisputeAnswer,
    fresh: &FreshIds,
) -> Result<Vec<Event>, Refusal> {
    let live = payment
        .state
        .attempt()
        .is_some_and(|attempt| attempt.id == *attempt_id);
    let disputes = match &payment.state {
        State::Succeeded { disputes, .. } if live => disputes,
        _ if live && !payment.state.is_terminal() => return Err(Refusal::NewsTooEarly),
        _ => return Ok(Vec::new()),
    };
    let known = disputes
        .iter()
        .find(|dispute| dispute.case.reference == case.reference);
    Ok(match known {
        Some(dispute) => goes_on(&dispute.standing, answer)
            .map(|fact| of(&dispute.id, fact))
            .into_iter()
            .collect(),
        None => {
            let dispute = fresh.dispute(&payment.id);
            let then = goes_on(&DisputeStanding::NeedsResponse, answer);
            [DisputeFact::Opened { case }]
                .into_iter()
                .chain(then)
                .map(|fact| of(&dispute, fact))
                .collect()
        }
    })
}

/// The next thing that happened, unless the news are old.
fn goes_on(standing: &DisputeStanding, answer: DisputeAnswer) -> Option<DisputeFact> {
    match (standing, answer) {
        (
            DisputeStanding::NeedsResponse
            | DisputeStanding::Submitting { .. }
            | DisputeStanding::UnderReview
            | DisputeStanding::Accepting { .. },
            DisputeAnswer::Closed { outcome },
        ) => Some(DisputeFact::Closed { outcome }),
        (
            DisputeStanding::NeedsResponse | DisputeStanding::Submitting { .. },
            DisputeAnswer::UnderReview,
        ) => Some(DisputeFact::UnderReview),
        (
            DisputeStanding::NeedsResponse
            | DisputeStanding::Submitting { .. }
            | DisputeStanding::UnderReview
            | DisputeStanding::Accepting { .. }
            | DisputeStanding::Closed { .. },
            DisputeAnswer::NeedsResponse
            | DisputeAnswer::UnderReview
            | DisputeAnswer::Closed { .. },
        ) => None,
    }
}

fn of(dispute: &DisputeId, fact: DisputeFact) -> Event {
    Event::Dispute {
        dispute: dispute.clone(),
        fact,
    }
}
