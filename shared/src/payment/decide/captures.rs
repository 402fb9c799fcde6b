//! What a merchant does with reserved money: take it, in parts if need be, or have more reserved.

use super::unexpected;
use crate::ids::CallId;
use crate::methods::MethodType;
use crate::money::Money;
use crate::payment::change::Change;
use crate::payment::event::Event;
use crate::payment::hold::Hold;
use crate::payment::refusal::{Asked, Refusal};
use crate::payment::state::{CancelReason, Payment, State};

/// As Stripe limits them.
pub const CAPTURES_MAX: u32 = 50;
/// As Stripe limits them.
pub const INCREMENTS_MAX: u32 = 10;

pub(super) fn capture(
    payment: &Payment,
    amount: Option<Money>,
    is_final: bool,
    call: CallId,
) -> Result<Vec<Event>, Refusal> {
    let State::RequiresCapture { attempt, hold } = &payment.state else {
        return Err(unexpected(payment, Asked::Capture));
    };
    let capturable = hold.capturable();
    let asked = amount.unwrap_or(capturable);
    let is_zero = asked == Money::zero(capturable.currency());
    // A last capture of nothing frees what is left.
    let frees_the_rest = is_zero && is_final && hold.captured.is_positive();
    if !asked.is_positive() && !frees_the_rest {
        return Err(Refusal::CaptureNotPositive);
    }
    if asked.fits_in(&capturable) != Ok(true) {
        return Err(Refusal::CaptureExceedsAuthorized {
            authorized: capturable,
            asked,
        });
    }
    let is_final = is_final || asked == capturable;
    let in_parts =
        payment.terms.request_multicapture && attempt.method.method_type() == MethodType::Card;
    if !is_final && !in_parts {
        return Err(Refusal::MulticaptureUnavailable);
    }
    // The last of them must be final.
    if !is_final && hold.captures >= CAPTURES_MAX.saturating_sub(1) {
        return Err(Refusal::CapturesExhausted {
            captures_max: CAPTURES_MAX,
        });
    }
    Ok(vec![Event::CaptureRequested {
        amount: asked,
        is_final,
        call,
    }])
}

pub(super) fn increment(
    payment: &Payment,
    amount: Money,
    changes: Vec<Change>,
    call: CallId,
) -> Result<Vec<Event>, Refusal> {
    let State::RequiresCapture { attempt, hold } = &payment.state else {
        return Err(unexpected(payment, Asked::Increment));
    };
    let is_card = attempt.method.method_type() == MethodType::Card;
    if !payment.terms.request_incremental_authorization || !is_card {
        return Err(Refusal::IncrementUnavailable);
    }
    if hold.captured.is_positive() {
        return Err(Refusal::PartlyCaptured);
    }
    if amount.fits_in(&hold.authorized) != Ok(false) {
        return Err(Refusal::IncrementNotGreater {
            authorized: hold.authorized,
            asked: amount,
        });
    }
    if hold.increments >= INCREMENTS_MAX {
        return Err(Refusal::IncrementsExhausted {
            increments_max: INCREMENTS_MAX,
        });
    }
    Ok(vec![Event::IncrementRequested {
        amount,
        changes,
        call,
    }])
}

/// The authorisation is over: what was not taken of it goes back.
pub(super) fn lapse(hold: &Hold, call: CallId) -> Event {
    match hold.captured.is_positive() {
        true => Event::CaptureRequested {
            amount: Money::zero(hold.authorized.currency()),
            is_final: true,
            call,
        },
        false => Event::CancelRequested {
            reason: CancelReason::Automatic,
            call,
        },
    }
}
