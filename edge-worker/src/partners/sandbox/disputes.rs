//! The provider's disputes: what a buyer complains of with their bank, and how the bank decides.

use super::record::{Later, Record, Standing, Subject};
use serde::{Deserialize, Serialize};
use shared::payment::dispute::{DisputeAnswer, DisputeCase, DisputeOutcome, DisputeReason};
use std::collections::BTreeMap;

/// A bank decides after this many seconds.
const BANK_DECIDES_S: i64 = 1;
/// How long the merchant has to respond.
const RESPONSE_S: i64 = 7 * 24 * 3600;
/// The field of the evidence that decides, as in Stripe's test mode.
const DECISIVE_EVIDENCE: &str = "uncategorized_text";

/// What the buyer will complain of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToBeDisputed {
    pub reason: DisputeReason,
    pub inquiry: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxDispute {
    pub case: DisputeCase,
    pub standing: DisputeAnswer,
    pub becomes: Option<Later<DisputeAnswer>>,
}

impl Record {
    /// The buyer complains about what was just taken, if that is what the card is for.
    pub(super) fn open_dispute(&mut self, now: i64) {
        let (Some(complaint), Standing::Captured { amount }) =
            (self.to_be_disputed.take(), &self.standing)
        else {
            return;
        };
        let evidence_due_by = now.saturating_add(RESPONSE_S);
        self.dispute = Some(SandboxDispute {
            case: DisputeCase {
                reference: format!("dispute_{}", self.attempt),
                amount: *amount,
                reason: complaint.reason,
                evidence_due_by,
                inquiry: complaint.inquiry,
            },
            standing: DisputeAnswer::NeedsResponse,
            // Who says nothing gives in.
            becomes: Some(Later {
                at: evidence_due_by.saturating_add(1),
                answer: closed(complaint.inquiry, DisputeOutcome::Lost),
            }),
        });
        self.untold.insert(Subject::Dispute);
    }

    /// The merchant's evidence. `None`: there is no such dispute.
    pub fn submit_evidence(
        &mut self,
        reference: &str,
        evidence: &BTreeMap<String, String>,
        now: i64,
    ) -> Option<DisputeAnswer> {
        let dispute = self.dispute_named(reference)?;
        if dispute.standing == DisputeAnswer::NeedsResponse {
            let outcome = match evidence.get(DECISIVE_EVIDENCE).map(String::as_str) {
                Some("winning_evidence") => Some(DisputeOutcome::Won),
                Some("losing_evidence") => Some(DisputeOutcome::Lost),
                Some(_) | None => None,
            };
            dispute.standing = DisputeAnswer::UnderReview;
            dispute.becomes = outcome.map(|outcome| Later {
                at: now.saturating_add(BANK_DECIDES_S),
                answer: closed(dispute.case.inquiry, outcome),
            });
        }
        Some(dispute.standing)
    }

    /// The merchant gives in. `None`: there is no such dispute.
    pub fn accept_dispute(&mut self, reference: &str) -> Option<DisputeAnswer> {
        let dispute = self.dispute_named(reference)?;
        if !matches!(dispute.standing, DisputeAnswer::Closed { .. }) {
            dispute.standing = closed(dispute.case.inquiry, DisputeOutcome::Lost);
            dispute.becomes = None;
        }
        Some(dispute.standing)
    }

    pub(super) fn settle_dispute(&mut self, now: i64) {
        let Some(dispute) = &mut self.dispute else {
            return;
        };
        if let Some(later) = dispute.becomes.filter(|later| later.at <= now) {
            dispute.standing = later.answer;
            dispute.becomes = None;
            self.untold.insert(Subject::Dispute);
        }
    }

    pub(super) fn bank_holds_the_money(&self) -> bool {
        self.dispute.as_ref().is_some_and(|dispute| {
            let given_back = DisputeAnswer::Closed {
                outcome: DisputeOutcome::Won,
            };
            !dispute.case.inquiry && dispute.standing != given_back
        })
    }

    fn dispute_named(&mut self, reference: &str) -> Option<&mut SandboxDispute> {
        self.dispute
            .as_mut()
            .filter(|dispute| dispute.case.reference == reference)
    }
}

/// An inquiry comes to nothing either way.
fn closed(inquiry: bool, outcome: DisputeOutcome) -> DisputeAnswer {
    let outcome = match inquiry {
        true => DisputeOutcome::WarningClosed,
        false => outcome,
    };
    DisputeAnswer::Closed { outcome }
}
