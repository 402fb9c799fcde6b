//! Refunds of a payment that succeeded.

use crate::ids::RefundId;
use crate::payment::call::Call;
use crate::payment::event::RefundFact;
use crate::payment::refund::{Refund, RefundStanding};
use crate::payment::state::State;

pub(super) fn fold(mut state: State, id: &RefundId, fact: &RefundFact, at_ms: i64) -> State {
    let State::Succeeded { refunds, .. } = &mut state else {
        return state;
    };
    let standing = match fact {
        RefundFact::Requested {
            amount,
            reason,
            metadata,
            call,
        } => {
            refunds.push(Refund {
                id: id.clone(),
                amount: *amount,
                reason: *reason,
                metadata: metadata.clone(),
                created: at_ms.div_euclid(1000),
                standing: RefundStanding::Requested {
                    call: Call::decided(call, at_ms),
                },
            });
            return state;
        }
        RefundFact::Updated { metadata } => {
            for refund in refunds.iter_mut().filter(|refund| refund.id == *id) {
                refund.metadata.clone_from(metadata);
            }
            return state;
        }
        RefundFact::Pending => RefundStanding::Pending,
        RefundFact::RequiresAction => RefundStanding::RequiresAction,
        RefundFact::Succeeded => RefundStanding::Succeeded,
        RefundFact::Failed { reason } => RefundStanding::Failed { reason: *reason },
        RefundFact::CancelRequested { call } => RefundStanding::Canceling {
            call: Call::decided(call, at_ms),
        },
        RefundFact::Canceled => RefundStanding::Canceled,
    };
    // A refund that came to nothing stays so.
    for refund in refunds
        .iter_mut()
        .filter(|refund| refund.id == *id && refund.counts())
    {
        refund.standing = standing.clone();
    }
    state
}
