//! The charges that a payment leaves behind.

use crate::ids::ChargeId;
use crate::money::Money;
use crate::payment::charge::{Charge, ChargeStanding};
use crate::payment::event::{Event, Recorded};
use crate::payment::failure::FailureCause;
use crate::payment::state::Payment;

pub(super) fn fold(payment: &mut Payment, recorded: &Recorded) {
    if let Event::ChargeUpdated { charge, changes } = &recorded.event {
        for known in payment
            .charges
            .iter_mut()
            .filter(|known| known.id == *charge)
        {
            changes.iter().for_each(|change| known.change(change));
        }
    }
    // What has ended moves no money any more, whatever a damaged log says.
    if payment.state.is_terminal() {
        return;
    }
    let at = recorded.at_ms.div_euclid(1000);
    match &recorded.event {
        Event::AttemptFailed {
            cause,
            charge: Some(charge),
        } => {
            let cause = cause.clone();
            let amount = payment.terms.amount;
            set(
                payment,
                charge,
                amount,
                at,
                ChargeStanding::Failed { cause },
            );
        }
        Event::ProcessingStarted {
            charge: Some(charge),
        } => {
            let amount = payment.terms.amount;
            set(payment, charge, amount, at, ChargeStanding::Pending);
        }
        Event::Authorized {
            charge,
            amount,
            expires_at,
        } => {
            let standing = ChargeStanding::Authorized {
                expires_at: *expires_at,
                captured: Money::zero(amount.currency()),
            };
            set(payment, charge, *amount, at, standing);
        }
        Event::Captured { charge, amount } => {
            let amount = *amount;
            set(
                payment,
                charge,
                amount,
                at,
                ChargeStanding::Captured { amount, at },
            );
        }
        Event::PartiallyCaptured { amount } => {
            for charge in &mut payment.charges {
                if let ChargeStanding::Authorized { captured, .. } = &mut charge.standing {
                    *captured = captured.checked_add(*amount).unwrap_or(*captured);
                }
            }
        }
        Event::AuthorizationIncremented { amount } => {
            for charge in held(payment) {
                charge.amount = *amount;
            }
        }
        Event::Canceled { .. } => {
            for charge in held(payment) {
                charge.standing = ChargeStanding::Voided { at };
            }
            if let Some(pending) = payment.pending_charge().cloned() {
                let amount = payment.terms.amount;
                let cause = FailureCause::Withdrawn;
                set(
                    payment,
                    &pending,
                    amount,
                    at,
                    ChargeStanding::Failed { cause },
                );
            }
        }
        Event::Created { .. }
        | Event::Updated { .. }
        | Event::AttemptStarted { .. }
        | Event::CallOutcomeUnknown { .. }
        | Event::CallNeverArrived { .. }
        | Event::WithdrawalRequested { .. }
        | Event::ActionRequired { .. }
        | Event::ProcessingStarted { charge: None }
        | Event::AttemptFailed { charge: None, .. }
        | Event::CaptureRequested { .. }
        | Event::CaptureDeclined
        | Event::IncrementRequested { .. }
        | Event::IncrementDeclined { .. }
        | Event::SetUp
        | Event::ConfirmationAwaited { .. }
        | Event::CancelRequested { .. }
        | Event::StrayFound { .. }
        | Event::StrayVoidUnknown { .. }
        | Event::StrayVoided { .. }
        | Event::ChargeUpdated { .. }
        | Event::Refund { .. }
        | Event::Dispute { .. } => {}
    }
}

fn held(payment: &mut Payment) -> impl Iterator<Item = &mut Charge> {
    payment
        .charges
        .iter_mut()
        .filter(|charge| matches!(charge.standing, ChargeStanding::Authorized { .. }))
}

/// The charge with its new standing; it is made if there is none yet.
fn set(payment: &mut Payment, id: &ChargeId, amount: Money, at: i64, standing: ChargeStanding) {
    payment.latest_charge = Some(id.clone());
    if let Some(known) = payment.charges.iter_mut().find(|known| known.id == *id) {
        known.standing = standing;
        return;
    }
    let Some(attempt) = payment.state.attempt() else {
        return;
    };
    let charge = Charge {
        id: id.clone(),
        attempt: attempt.id.clone(),
        method: attempt.method.clone(),
        network: payment.terms.network_of_method(&attempt.method),
        created: at,
        amount,
        authenticated: attempt.authenticated,
        finding: attempt.terms.finding().cloned(),
        voucher: attempt.told_by_charge.clone(),
        standing,
        description: payment.terms.description.clone(),
        metadata: payment.terms.metadata.clone(),
        receipt_email: payment.terms.receipt_email.clone(),
        shipping: payment.terms.shipping.clone(),
    };
    payment.charges.push(charge);
}
