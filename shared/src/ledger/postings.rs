//! What an event of a payment's log moves.

use super::fees::{FeeSchedule, STANDARD};
use super::posting::{
    Draft, Entry, LedgerAccount, Posting, PostingError, TransactionKind, transaction_id,
};
use super::settlement::available_on;
use crate::ids::{DisputeId, RefundId};
use crate::methods::MethodType;
use crate::money::Money;
use crate::payment::apply::{apply, replay};
use crate::payment::dispute::Dispute;
use crate::payment::event::{Event, Recorded};
use crate::payment::refund::Refund;
use crate::payment::state::Payment;

/// All that a payment has moved, oldest first; nothing for a log without a beginning.
/// Errors: an amount that cannot be, which no payment has.
pub fn ledger_of(log: &[Recorded]) -> Result<Vec<Posting>, PostingError> {
    ledger_after(log, 0)
}

/// [`ledger_of`], of the events after the one with this number.
pub fn ledger_after(log: &[Recorded], seq: u64) -> Result<Vec<Posting>, PostingError> {
    let Some((first, rest)) = log.split_first() else {
        return Ok(Vec::new());
    };
    let Some(mut payment) = replay([first]) else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    for recorded in rest {
        // What is over needs no copy of the payment to be compared with.
        if recorded.seq <= seq {
            payment = apply(payment, recorded);
            continue;
        }
        let after = apply(payment.clone(), recorded);
        all.extend(postings(&payment, recorded, &after)?);
        payment = after;
    }
    Ok(all)
}

/// What the event moved that made `after` of `before`.
///
/// What counts is what changed in the payment, not what the event says: an authorisation that was
/// found and reversed moved nothing of the merchant's, and neither does a damaged log that tells of
/// something twice.
pub fn postings(
    before: &Payment,
    recorded: &Recorded,
    after: &Payment,
) -> Result<Vec<Posting>, PostingError> {
    let movement = match &recorded.event {
        Event::PartiallyCaptured { .. } | Event::Captured { .. } => {
            captured(before, after, created(recorded))?
        }
        Event::Refund { refund, .. } => refunded(before, after, refund)?,
        Event::Dispute { dispute, .. } => disputed(before, after, dispute)?,
        Event::Created { .. }
        | Event::Updated { .. }
        | Event::AttemptStarted { .. }
        | Event::CallOutcomeUnknown { .. }
        | Event::CallNeverArrived { .. }
        | Event::WithdrawalRequested { .. }
        | Event::ActionRequired { .. }
        | Event::ProcessingStarted { .. }
        | Event::Authorized { .. }
        | Event::AttemptFailed { .. }
        | Event::CaptureRequested { .. }
        | Event::CaptureDeclined
        | Event::IncrementRequested { .. }
        | Event::AuthorizationIncremented { .. }
        | Event::IncrementDeclined { .. }
        | Event::SetUp
        | Event::ConfirmationAwaited { .. }
        | Event::CancelRequested { .. }
        | Event::Canceled { .. }
        | Event::StrayFound { .. }
        | Event::StrayVoidUnknown { .. }
        | Event::StrayVoided { .. }
        | Event::ChargeUpdated { .. } => None,
    };
    let posted = movement.map(|movement| movement.post(after, recorded));
    Ok(posted.transpose()?.into_iter().collect())
}

/// A posting's own part, without what all postings of a payment share.
struct Movement {
    source: String,
    kind: TransactionKind,
    amount: Money,
    fee: Money,
    /// `None`: at once.
    available_on: Option<i64>,
    description: Option<String>,
}

/// A capture, or one more part of it: parts together cost what a capture of them all does.
fn captured(
    before: &Payment,
    after: &Payment,
    created: i64,
) -> Result<Option<Movement>, PostingError> {
    let (Some(attempt), Some(charge)) = (after.state.attempt(), &after.latest_charge) else {
        return Ok(None);
    };
    let (total_before, total) = (before.amount_received(), after.amount_received());
    let amount = total.checked_sub(total_before)?;
    if !amount.is_positive() {
        return Ok(None);
    }
    let method = attempt.method.method_type();
    let fee_before = fees(after).processing(method, total_before)?;
    let fee = fees(after).processing(method, total)?;
    Ok(Some(Movement {
        source: charge.to_string(),
        kind: match is_card(after) {
            true => TransactionKind::Charge,
            false => TransactionKind::Payment,
        },
        amount,
        fee: fee.checked_sub(fee_before)?,
        available_on: Some(available_on(after, created)),
        description: after.terms.description.clone(),
    }))
}

/// The money leaves when the refund is asked for, and is back if that came to nothing. The fee of
/// the payment is not given back.
fn refunded(
    before: &Payment,
    after: &Payment,
    id: &RefundId,
) -> Result<Option<Movement>, PostingError> {
    let Some(refund) = after.refund(id) else {
        return Ok(None);
    };
    let zero = Money::zero(refund.amount.currency());
    let movement = |kind, amount, what| Movement {
        source: id.to_string(),
        kind,
        amount,
        fee: zero,
        available_on: None,
        description: about(after, what),
    };
    let counted = before.refund(id).is_some_and(Refund::counts);
    let kind = match is_card(after) {
        true => TransactionKind::Refund,
        false => TransactionKind::PaymentRefund,
    };
    Ok(match (counted, refund.counts()) {
        (false, true) => Some(movement(
            kind,
            zero.checked_sub(refund.amount)?,
            "Refund of",
        )),
        (true, false) => {
            let kind = TransactionKind::RefundFailure;
            Some(movement(kind, refund.amount, "Refund failure for"))
        }
        (false, false) | (true, true) => None,
    })
}

/// The buyer's bank takes the money when it opens a dispute, and gives it back to a merchant who
/// wins. The fee stays paid. An inquiry moves nothing.
fn disputed(
    before: &Payment,
    after: &Payment,
    id: &DisputeId,
) -> Result<Option<Movement>, PostingError> {
    let Some(dispute) = after.dispute(id) else {
        return Ok(None);
    };
    let amount = dispute.case.amount;
    let zero = Money::zero(amount.currency());
    let movement = |kind, amount, fee, what| Movement {
        source: id.to_string(),
        kind,
        amount,
        fee,
        available_on: None,
        description: about(after, what),
    };
    let held = before.dispute(id).is_some_and(Dispute::holds_the_money);
    Ok(match (held, dispute.holds_the_money()) {
        (false, true) => {
            let fee = fees(after).dispute(amount.currency());
            let taken = zero.checked_sub(amount)?;
            let what = "Chargeback withdrawal for";
            Some(movement(TransactionKind::Dispute, taken, fee, what))
        }
        (true, false) => {
            let what = "Chargeback reversal for";
            Some(movement(
                TransactionKind::DisputeReversal,
                amount,
                zero,
                what,
            ))
        }
        (false, false) | (true, true) => None,
    })
}

fn is_card(payment: &Payment) -> bool {
    let attempt = payment.state.attempt();
    attempt.is_some_and(|attempt| attempt.method.method_type() == MethodType::Card)
}

/// The prices that were agreed when the payment was created.
fn fees(payment: &Payment) -> &FeeSchedule {
    payment.terms.fees.as_deref().unwrap_or(&STANDARD)
}

fn about(payment: &Payment, what: &str) -> Option<String> {
    let charge = payment.latest_charge.as_ref()?;
    Some(format!("{what} {charge}"))
}

fn created(recorded: &Recorded) -> i64 {
    recorded.at_ms.div_euclid(1000)
}

impl Movement {
    fn post(self, payment: &Payment, recorded: &Recorded) -> Result<Posting, PostingError> {
        let created = created(recorded);
        Posting::new(Draft {
            id: transaction_id(&payment.id, recorded.seq, 0),
            payment_intent: payment.id.clone(),
            source: self.source,
            kind: self.kind,
            amount: self.amount,
            fee: self.fee,
            created,
            available_on: self.available_on.unwrap_or(created),
            description: self.description,
            entries: entries(self.kind, self.amount, self.fee)?,
        })
    }
}

/// The merchant's net, the fee, and the other side of the amount.
fn entries(kind: TransactionKind, amount: Money, fee: Money) -> Result<Vec<Entry>, PostingError> {
    let (other_side, fees) = match kind {
        TransactionKind::Charge
        | TransactionKind::Payment
        | TransactionKind::Refund
        | TransactionKind::PaymentRefund
        | TransactionKind::RefundFailure => (
            LedgerAccount::ProviderClearing,
            LedgerAccount::ProcessingFees,
        ),
        TransactionKind::Dispute | TransactionKind::DisputeReversal => {
            (LedgerAccount::DisputesHeld, LedgerAccount::DisputeFees)
        }
    };
    let zero = Money::zero(amount.currency());
    let lines = [
        (other_side, zero.checked_sub(amount)?),
        (LedgerAccount::MerchantBalance, amount.checked_sub(fee)?),
        (fees, fee),
    ];
    let lines = lines.into_iter().filter(|(_, amount)| *amount != zero);
    Ok(lines
        .map(|(account, amount)| Entry { account, amount })
        .collect())
}
