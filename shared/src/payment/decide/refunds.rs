//! What a merchant asks about refunds.

use crate::ids::{CallId, RefundId};
use crate::methods::MethodType;
use crate::methods::catalogue::Refunds;
use crate::money::Money;
use crate::payment::charge::ChargeStanding;
use crate::payment::dispute::Dispute;
use crate::payment::event::{Event, RefundFact};
use crate::payment::refund::{RefundReason, RefundStanding};
use crate::payment::refusal::Refusal;
use crate::payment::state::{Payment, State};
use std::collections::BTreeMap;

/// Far more than a payment has parts; a log must end.
pub const REFUNDS_MAX: usize = 500;
const DAY_S: i64 = 24 * 3600;

/// The amount to give back, if it can be. Errors: why not.
pub(super) fn refundable(
    payment: &Payment,
    amount: Option<Money>,
    now: i64,
) -> Result<Money, Refusal> {
    let State::Succeeded {
        attempt,
        captured,
        refunds,
        disputes,
        ..
    } = &payment.state
    else {
        return Err(Refusal::NotRefundable {
            status: payment.state.status(),
        });
    };
    if disputes.iter().any(Dispute::holds_the_money) {
        return Err(Refusal::ChargeDisputed);
    }
    check_window(payment, attempt.method.method_type(), now)?;
    let left = captured
        .checked_sub(payment.amount_refunded())
        .unwrap_or(Money::zero(captured.currency()));
    if !left.is_positive() {
        return Err(Refusal::AlreadyRefunded);
    }
    let asked = amount.unwrap_or(left);
    if !asked.is_positive() {
        return Err(Refusal::RefundNotPositive);
    }
    if asked.fits_in(&left) != Ok(true) {
        return Err(Refusal::RefundExceedsCaptured {
            refundable: left,
            asked,
        });
    }
    if refunds.len() >= REFUNDS_MAX {
        return Err(Refusal::RefundsExhausted {
            refunds_max: REFUNDS_MAX,
        });
    }
    Ok(asked)
}

/// Errors: the method's provider gives nothing back, or no longer.
fn check_window(payment: &Payment, method: MethodType, now: i64) -> Result<(), Refusal> {
    let captured_at =
        payment
            .latest_charge
            .as_ref()
            .and_then(|charge| match payment.charge(charge)?.standing {
                ChargeStanding::Captured { at, .. } => Some(at),
                ChargeStanding::Pending
                | ChargeStanding::Failed { .. }
                | ChargeStanding::Authorized { .. }
                | ChargeStanding::Voided { .. } => None,
            });
    match (method.row().refunds, captured_at) {
        (Refunds::Unsupported, _) => Err(Refusal::RefundUnsupported { method }),
        (Refunds::WithinDays(days), Some(at))
            if now > at.saturating_add(i64::from(days).saturating_mul(DAY_S)) =>
        {
            Err(Refusal::RefundWindowOver { method, days })
        }
        (Refunds::WithinDays(_) | Refunds::Supported, _) => Ok(()),
    }
}

pub(super) fn request(
    refund: RefundId,
    amount: Money,
    reason: Option<RefundReason>,
    metadata: BTreeMap<String, String>,
    call: CallId,
) -> Vec<Event> {
    let fact = RefundFact::Requested {
        amount,
        reason,
        metadata,
        call,
    };
    vec![Event::Refund { refund, fact }]
}

pub(super) fn update(
    payment: &Payment,
    refund: RefundId,
    metadata: BTreeMap<String, String>,
) -> Result<Vec<Event>, Refusal> {
    let known = payment.refund(&refund).ok_or(Refusal::RefundMissing)?;
    if known.metadata == metadata {
        return Ok(Vec::new());
    }
    let fact = RefundFact::Updated { metadata };
    Ok(vec![Event::Refund { refund, fact }])
}

pub(super) fn cancel(
    payment: &Payment,
    refund: RefundId,
    call: CallId,
) -> Result<Vec<Event>, Refusal> {
    let known = payment.refund(&refund).ok_or(Refusal::RefundMissing)?;
    match known.standing {
        RefundStanding::RequiresAction => {
            let fact = RefundFact::CancelRequested { call };
            Ok(vec![Event::Refund { refund, fact }])
        }
        RefundStanding::Requested { .. }
        | RefundStanding::Pending
        | RefundStanding::Canceling { .. }
        | RefundStanding::Succeeded
        | RefundStanding::Failed { .. }
        | RefundStanding::Canceled => Err(Refusal::RefundNotCancelable {
            status: known.status(),
        }),
    }
}
