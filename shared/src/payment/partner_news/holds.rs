//! What a partner says of money that is reserved.

use crate::ids::CallId;
use crate::money::Money;
use crate::payment::command::Answer;
use crate::payment::event::Event;
use crate::payment::failure::FailureCause;
use crate::payment::hold::Hold;
use crate::payment::state::CancelReason;

pub(super) fn capture_outcome(hold: &Hold, call: &CallId, answer: &Answer) -> Vec<Event> {
    match answer {
        Answer::Captured { amount } if can_be_taken(*amount, hold) => vec![taken(hold, *amount)],
        Answer::PartiallyCaptured { captured } => {
            let more = captured.checked_sub(hold.captured);
            match more {
                Ok(amount) if amount.is_positive() && can_be_taken(*captured, hold) => {
                    vec![Event::PartiallyCaptured { amount }]
                }
                // As before: nothing was taken by this call.
                Ok(amount) if amount == Money::zero(amount.currency()) => {
                    vec![Event::CallNeverArrived { call: call.clone() }]
                }
                Ok(_) | Err(_) => vec![Event::CaptureDeclined],
            }
        }
        Answer::Captured { .. } | Answer::Declined { .. } => vec![Event::CaptureDeclined],
        Answer::Canceled => vec![ended(hold)],
        // The authorisation stands and nothing was taken: the capture did not arrive.
        Answer::Authorized { .. } | Answer::ActionRequired { .. } | Answer::Pending => {
            vec![Event::CallNeverArrived { call: call.clone() }]
        }
    }
}

pub(super) fn increment_outcome(
    hold: &Hold,
    asked: Money,
    call: &CallId,
    answer: &Answer,
) -> Vec<Event> {
    match answer {
        Answer::Authorized { amount, .. } if *amount == asked => {
            vec![Event::AuthorizationIncremented { amount: asked }]
        }
        Answer::Authorized { amount, .. } if *amount == hold.authorized => {
            vec![Event::CallNeverArrived { call: call.clone() }]
        }
        Answer::Captured { amount } if can_be_taken(*amount, hold) => vec![taken(hold, *amount)],
        Answer::Declined { cause } => vec![Event::IncrementDeclined {
            cause: cause.clone(),
        }],
        // Neither what was nor what was asked for.
        Answer::Authorized { .. } | Answer::Captured { .. } => vec![Event::IncrementDeclined {
            cause: FailureCause::ProcessingError,
        }],
        Answer::Canceled => vec![ended(hold)],
        Answer::PartiallyCaptured { .. } | Answer::ActionRequired { .. } | Answer::Pending => {
            vec![Event::CallNeverArrived { call: call.clone() }]
        }
    }
}

pub(super) fn taken(hold: &Hold, amount: Money) -> Event {
    Event::Captured {
        charge: hold.charge.clone(),
        amount,
    }
}

/// The authorisation is gone. What was taken of it before stays.
pub(super) fn ended(hold: &Hold) -> Event {
    match hold.captured.is_positive() {
        true => taken(hold, hold.captured),
        false => Event::Canceled {
            reason: CancelReason::Automatic,
        },
    }
}

/// Whether a partner that says so can have taken `amount` in all of what it authorised.
pub(super) fn can_be_taken(amount: Money, hold: &Hold) -> bool {
    amount.is_positive()
        && amount.fits_in(&hold.authorized) == Ok(true)
        && hold.captured.fits_in(&amount) == Ok(true)
}
