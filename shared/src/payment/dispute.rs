//! A buyer's complaint with their bank about a payment that succeeded.

use crate::ids::DisputeId;
use crate::money::Money;
use crate::payment::call::Call;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    pub id: DisputeId,
    pub case: DisputeCase,
    /// Unix seconds.
    pub created: i64,
    /// The merchant API's evidence fields that are text, or the id of a file.
    pub evidence: BTreeMap<String, String>,
    pub submission_count: u32,
    pub metadata: BTreeMap<String, String>,
    pub standing: DisputeStanding,
}

/// What the partner says of a dispute when it opens one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeCase {
    /// The partner's own name for it.
    pub reference: String,
    pub amount: Money,
    pub reason: DisputeReason,
    /// Unix seconds; evidence that comes later is not heard.
    pub evidence_due_by: i64,
    /// A question of the bank: no money has moved, and none will unless it becomes a dispute.
    pub inquiry: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DisputeStanding {
    NeedsResponse,
    /// The evidence is on its way to the partner, which has not answered.
    Submitting {
        call: Call,
    },
    UnderReview,
    /// The merchant gives in; the partner has not answered.
    Accepting {
        call: Call,
    },
    Closed {
        outcome: DisputeOutcome,
        /// Unix seconds.
        at: i64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeOutcome {
    Won,
    Lost,
    /// An inquiry that came to nothing.
    WarningClosed,
}

/// The merchant API's `status` of a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    WarningNeedsResponse,
    WarningUnderReview,
    WarningClosed,
    NeedsResponse,
    UnderReview,
    Won,
    Lost,
}

impl DisputeStatus {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WarningNeedsResponse => "warning_needs_response",
            Self::WarningUnderReview => "warning_under_review",
            Self::WarningClosed => "warning_closed",
            Self::NeedsResponse => "needs_response",
            Self::UnderReview => "under_review",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

impl Dispute {
    pub fn status(&self) -> DisputeStatus {
        match (&self.standing, self.case.inquiry) {
            (DisputeStanding::NeedsResponse | DisputeStanding::Accepting { .. }, true) => {
                DisputeStatus::WarningNeedsResponse
            }
            (DisputeStanding::NeedsResponse | DisputeStanding::Accepting { .. }, false) => {
                DisputeStatus::NeedsResponse
            }
            (DisputeStanding::Submitting { .. } | DisputeStanding::UnderReview, true) => {
                DisputeStatus::WarningUnderReview
            }
            (DisputeStanding::Submitting { .. } | DisputeStanding::UnderReview, false) => {
                DisputeStatus::UnderReview
            }
            (DisputeStanding::Closed { outcome, .. }, _) => match outcome {
                DisputeOutcome::Won => DisputeStatus::Won,
                DisputeOutcome::Lost => DisputeStatus::Lost,
                DisputeOutcome::WarningClosed => DisputeStatus::WarningClosed,
            },
        }
    }

    /// Whether the bank has the money: the dispute is open or lost, and no mere inquiry.
    pub fn holds_the_money(&self) -> bool {
        match self.status() {
            DisputeStatus::NeedsResponse | DisputeStatus::UnderReview | DisputeStatus::Lost => true,
            DisputeStatus::WarningNeedsResponse
            | DisputeStatus::WarningUnderReview
            | DisputeStatus::WarningClosed
            | DisputeStatus::Won => false,
        }
    }

    /// The call whose answer it waits for.
    pub fn call(&self) -> Option<&Call> {
        match &self.standing {
            DisputeStanding::Submitting { call } | DisputeStanding::Accepting { call } => {
                Some(call)
            }
            DisputeStanding::NeedsResponse
            | DisputeStanding::UnderReview
            | DisputeStanding::Closed { .. } => None,
        }
    }

    pub(super) fn call_mut(&mut self) -> Option<&mut Call> {
        match &mut self.standing {
            DisputeStanding::Submitting { call } | DisputeStanding::Accepting { call } => {
                Some(call)
            }
            DisputeStanding::NeedsResponse
            | DisputeStanding::UnderReview
            | DisputeStanding::Closed { .. } => None,
        }
    }
}

/// What a partner says of a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeAnswer {
    NeedsResponse,
    UnderReview,
    Closed { outcome: DisputeOutcome },
}

macro_rules! dispute_reasons {
    ($($variant:ident $name:literal;)+) => {
        /// What the buyer complains of.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum DisputeReason {
            $($variant,)+
        }

        impl DisputeReason {
            /// The merchant API's name.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

dispute_reasons! {
    BankCannotProcess "bank_cannot_process";
    CheckReturned "check_returned";
    CreditNotProcessed "credit_not_processed";
    CustomerInitiated "customer_initiated";
    DebitNotAuthorized "debit_not_authorized";
    Duplicate "duplicate";
    Fraudulent "fraudulent";
    General "general";
    IncorrectAccountDetails "incorrect_account_details";
    InsufficientFunds "insufficient_funds";
    Noncompliant "noncompliant";
    ProductNotReceived "product_not_received";
    ProductUnacceptable "product_unacceptable";
    SubscriptionCanceled "subscription_canceled";
    Unrecognized "unrecognized";
}
