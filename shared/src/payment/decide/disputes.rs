//! What a merchant does about a dispute.

use crate::ids::{CallId, DisputeId};
use crate::payment::dispute::{Dispute, DisputeStanding};
use crate::payment::event::{DisputeFact, Event};
use crate::payment::refusal::Refusal;
use crate::payment::state::Payment;
use std::collections::BTreeMap;

/// `submit`: the call that takes the evidence to the partner.
pub(super) fn update(
    payment: &Payment,
    dispute: DisputeId,
    evidence: Option<BTreeMap<String, String>>,
    metadata: Option<BTreeMap<String, String>>,
    submit: Option<CallId>,
    now: i64,
) -> Result<Vec<Event>, Refusal> {
    let known = payment.dispute(&dispute).ok_or(Refusal::DisputeMissing)?;
    if evidence.is_some() || submit.is_some() {
        check_open(known)?;
        let evidence_due_by = known.case.evidence_due_by;
        if evidence_due_by < now {
            return Err(Refusal::DisputePastDue { evidence_due_by });
        }
    }
    let evidence = evidence.filter(|evidence| *evidence != known.evidence);
    let metadata = metadata.filter(|metadata| *metadata != known.metadata);
    let changes = evidence.is_some() || metadata.is_some();
    let updated = changes.then_some(DisputeFact::Updated { evidence, metadata });
    let submitted = submit.map(|call| DisputeFact::Submitted { call });
    let facts = updated.into_iter().chain(submitted);
    Ok(facts
        .map(|fact| Event::Dispute {
            dispute: dispute.clone(),
            fact,
        })
        .collect())
}

pub(super) fn accept(
    payment: &Payment,
    dispute: DisputeId,
    call: CallId,
) -> Result<Vec<Event>, Refusal> {
    check_open(payment.dispute(&dispute).ok_or(Refusal::DisputeMissing)?)?;
    let fact = DisputeFact::AcceptRequested { call };
    Ok(vec![Event::Dispute { dispute, fact }])
}

/// Errors: the merchant has said what they have to say.
fn check_open(dispute: &Dispute) -> Result<(), Refusal> {
    match dispute.standing {
        DisputeStanding::NeedsResponse => Ok(()),
        DisputeStanding::Submitting { .. }
        | DisputeStanding::UnderReview
        | DisputeStanding::Accepting { .. }
        | DisputeStanding::Closed { .. } => Err(Refusal::DisputeNotOpen {
            status: dispute.status(),
        }),
    }
}
