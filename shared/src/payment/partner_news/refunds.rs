//! What a partner says of a refund.

use crate::ids::{CallId, RefundId};
use crate::payment::event::{Event, RefundFact};
use crate::payment::refund::{Refund, RefundAnswer, RefundStanding};
use crate::payment::state::Payment;

/// The partner's answer to the call that the refund waits for.
pub(super) fn answered(payment: &Payment, call: &CallId, answer: RefundAnswer) -> Vec<Event> {
    let Some(refund) = waiting_for(payment, call) else {
        return Vec::new();
    };
    let cancels = matches!(refund.standing, RefundStanding::Canceling { .. });
    if cancels && answer == RefundAnswer::RequiresAction {
        // It stands as it did: the cancellation did not arrive.
        return vec![Event::CallNeverArrived { call: call.clone() }];
    }
    vec![tells(&refund.id, answer)]
}

pub(super) fn never_arrived(payment: &Payment, call: CallId) -> Vec<Event> {
    match waiting_for(payment, &call) {
        Some(_) => vec![Event::CallNeverArrived { call }],
        None => Vec::new(),
    }
}

fn waiting_for<'a>(payment: &'a Payment, call: &CallId) -> Option<&'a Refund> {
    let waits = |refund: &&Refund| refund.call().is_some_and(|waiting| waiting.id == *call);
    payment.state.refunds().iter().find(waits)
}

/// News of a refund. They may be old, so it only ever goes on, from requested to requires action,
/// pending, succeeded, failed.
pub(super) fn notified(payment: &Payment, id: RefundId, answer: RefundAnswer) -> Vec<Event> {
    let Some(refund) = payment.refund(&id) else {
        return Vec::new();
    };
    match (&refund.standing, answer) {
        (RefundStanding::Requested { .. }, _)
        | (
            RefundStanding::RequiresAction | RefundStanding::Canceling { .. },
            RefundAnswer::Pending
            | RefundAnswer::Succeeded
            | RefundAnswer::Failed { .. }
            | RefundAnswer::Canceled,
        )
        | (
            RefundStanding::Pending,
            RefundAnswer::Succeeded | RefundAnswer::Failed { .. } | RefundAnswer::Canceled,
        )
        | (RefundStanding::Succeeded, RefundAnswer::Failed { .. }) => vec![tells(&id, answer)],
        (
            RefundStanding::RequiresAction
            | RefundStanding::Canceling { .. }
            | RefundStanding::Pending
            | RefundStanding::Succeeded
            | RefundStanding::Failed { .. }
            | RefundStanding::Canceled,
            RefundAnswer::Pending
            | RefundAnswer::RequiresAction
            | RefundAnswer::Succeeded
            | RefundAnswer::Failed { .. }
            | RefundAnswer::Canceled,
        ) => Vec::new(),
    }
}

fn tells(refund: &RefundId, answer: RefundAnswer) -> Event {
    Event::Refund {
        refund: refund.clone(),
        fact: match answer {
            RefundAnswer::Pending => RefundFact::Pending,
            RefundAnswer::RequiresAction => RefundFact::RequiresAction,
            RefundAnswer::Succeeded => RefundFact::Succeeded,
            RefundAnswer::Failed { reason } => RefundFact::Failed { reason },
            RefundAnswer::Canceled => RefundFact::Canceled,
        },
    }
}
