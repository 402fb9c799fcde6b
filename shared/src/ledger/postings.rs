//! What an event of a payment's log moves.

use super::fees::{FeeSchedule, STANDARD};
use super::posting::{
    Draft, Entry, LedgerAccount, Posting, PostingError, TransactionKind, transaction_id,
};
use super::settlement::available_on;
use crate::methods::MethodType;
use crate::money::Money;
use crate::payment::apply::{apply, replay};
use crate::payment::event::{Event, Recorded};
use crate::payment::state::{Payment, State};

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
        let after = apply(payment.clone(), recorded);
        if recorded.seq > seq {
            all.extend(postings(&payment, recorded, &after)?);
        }
        payment = after;
    }
    Ok(all)
}

/// What the event moved that made `after` of `before`.
///
/// An authorisation that was found and reversed moved nothing of the merchant's, and so does what a
/// damaged log says of a payment that it does not change.
pub fn postings(
    before: &Payment,
    recorded: &Recorded,
    after: &Payment,
) -> Result<Vec<Posting>, PostingError> {
    let movement = match &recorded.event {
        Event::Captured { .. } => captured(before, after, recorded)?,
        Event::Created { .. }
        | Event::AttemptStarted { .. }
        | Event::CallOutcomeUnknown { .. }
        | Event::CallNeverArrived { .. }
        | Event::WithdrawalRequested { .. }
        | Event::ActionRequired { .. }
        | Event::ProcessingStarted
        | Event::Authorized { .. }
        | Event::AttemptFailed { .. }
        | Event::CaptureRequested { .. }
        | Event::CaptureDeclined
        | Event::CancelRequested { .. }
        | Event::Canceled { .. }
        | Event::StrayFound { .. }
        | Event::StrayVoidUnknown { .. }
        | Event::StrayVoided { .. }
        | Event::Updated { .. }
        | Event::PartiallyCaptured { .. }
        | Event::IncrementRequested { .. }
        | Event::AuthorizationIncremented { .. }
        | Event::IncrementDeclined { .. }
        | Event::SetUp
        | Event::ChargeUpdated { .. }
        | Event::Refund { .. }
        | Event::Dispute { .. } => None,
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
    available_on: i64,
}

fn captured(
    before: &Payment,
    after: &Payment,
    recorded: &Recorded,
) -> Result<Option<Movement>, PostingError> {
    let State::Succeeded {
        attempt,
        charge,
        captured,
        ..
    } = &after.state
    else {
        return Ok(None);
    };
    if before.state == after.state {
        return Ok(None);
    }
    let method = attempt.method.method_type();
    Ok(Some(Movement {
        source: charge.to_string(),
        kind: if method == MethodType::Card {
            TransactionKind::Charge
        } else {
            TransactionKind::Payment
        },
        amount: *captured,
        fee: fees(after).processing(method, *captured)?,
        available_on: available_on(after, created(recorded)),
    }))
}

/// The prices that were agreed when the payment was created.
fn fees(payment: &Payment) -> &FeeSchedule {
    payment.terms.fees.as_deref().unwrap_or(&STANDARD)
}

fn created(recorded: &Recorded) -> i64 {
    recorded.at_ms.div_euclid(1000)
}

impl Movement {
    fn post(self, payment: &Payment, recorded: &Recorded) -> Result<Posting, PostingError> {
        Posting::new(Draft {
            id: transaction_id(&payment.id, recorded.seq, 0),
            payment_intent: payment.id.clone(),
            source: self.source,
            kind: self.kind,
            amount: self.amount,
            fee: self.fee,
            created: created(recorded),
            available_on: self.available_on,
            description: payment.terms.description.clone(),
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
