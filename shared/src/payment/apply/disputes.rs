//! Disputes of a payment that succeeded.

use crate::ids::DisputeId;
use crate::payment::call::Call;
use crate::payment::dispute::{Dispute, DisputeStanding};
use crate::payment::event::DisputeFact;
use crate::payment::state::State;
use std::collections::BTreeMap;

pub(super) fn fold(mut state: State, id: &DisputeId, fact: &DisputeFact, at_ms: i64) -> State {
    let State::Succeeded { disputes, .. } = &mut state else {
        return state;
    };
    if let DisputeFact::Opened { case } = fact {
        disputes.push(Dispute {
            id: id.clone(),
            case: case.clone(),
            created: at_ms.div_euclid(1000),
            evidence: BTreeMap::new(),
            submission_count: 0,
            metadata: BTreeMap::new(),
            standing: DisputeStanding::NeedsResponse,
        });
        return state;
    }
    for dispute in disputes.iter_mut().filter(|dispute| dispute.id == *id) {
        change(dispute, fact, at_ms);
    }
    state
}

fn change(dispute: &mut Dispute, fact: &DisputeFact, at_ms: i64) {
    if let DisputeFact::Updated { evidence, metadata } = fact {
        if let Some(evidence) = evidence {
            dispute.evidence.clone_from(evidence);
        }
        if let Some(metadata) = metadata {
            dispute.metadata.clone_from(metadata);
        }
        return;
    }
    // What is closed stays closed.
    if matches!(dispute.standing, DisputeStanding::Closed { .. }) {
        return;
    }
    dispute.standing = match fact {
        DisputeFact::Opened { .. } | DisputeFact::Updated { .. } => return,
        DisputeFact::Submitted { call } => {
            dispute.submission_count = dispute.submission_count.saturating_add(1);
            DisputeStanding::Submitting {
                call: Call::decided(call, at_ms),
            }
        }
        DisputeFact::UnderReview => DisputeStanding::UnderReview,
        DisputeFact::AcceptRequested { call } => DisputeStanding::Accepting {
            call: Call::decided(call, at_ms),
        },
        DisputeFact::Closed { outcome } => DisputeStanding::Closed {
            outcome: *outcome,
            at: at_ms.div_euclid(1000),
        },
    };
}
