//! One try to pay.

use crate::ids::{AttemptId, CallId};
use crate::link::terms::LinkTerms;
use crate::payment::action::ActionStyle;
use crate::payment::call::Call;
use crate::payment::method::PaymentMethod;
use crate::rules::finding::{Finding, Screening};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub id: AttemptId,
    pub method: PaymentMethod,
    pub return_url: Option<String>,
    pub style: ActionStyle,
    pub terms: AttemptTerms,
    /// The buyer was asked to authenticate themselves.
    pub authenticated: bool,
    /// What a charge will tell of the voucher that the buyer was given, by the merchant API's names.
    pub told_by_charge: BTreeMap<String, String>,
    /// The call that asked for the authorisation: the partner can be asked about the attempt by it.
    pub opened_by: CallId,
}

/// What a confirmation asks for beyond the method.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptTerms {
    /// The buyer is not there to authenticate anything.
    #[serde(default)]
    pub off_session: bool,
    /// The client cannot show an action: the attempt fails instead.
    #[serde(default)]
    pub error_on_requires_action: bool,
    #[serde(default)]
    pub mandate: Option<MandateAcceptance>,
    /// The buyer confirmed it on Link's own page. Where the merchant's server has the last word, it has not
    /// spoken yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_links_page: bool,
    /// What of it concerns Link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<Box<LinkTerms>>,
    /// What the velocity rules found; `None` where they were not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub screening: Option<Box<Screening>>,
}

impl AttemptTerms {
    /// Whether nobody could do what an action asks for.
    pub fn forbid_actions(&self) -> bool {
        self.off_session || self.error_on_requires_action
    }

    /// What the velocity rules have against it.
    pub fn finding(&self) -> Option<&Finding> {
        self.screening.as_ref()?.finding.as_ref()
    }

    /// Whether the partner is not to hear of it.
    pub fn is_blocked(&self) -> bool {
        self.finding().is_some_and(Finding::is_blocked)
    }
}

/// How the buyer agreed to later charges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MandateAcceptance {
    pub kind: AcceptanceKind,
    /// Unix seconds; `None`: at the confirmation.
    pub accepted_at: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AcceptanceKind {
    Online {
        ip_address: Option<String>,
        user_agent: Option<String>,
    },
    Offline,
}

/// An authorisation that nobody waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stray {
    pub attempt: AttemptId,
    /// Gives the money back.
    pub call: Call,
    /// The money is back; kept, so that a repeated notification is recognised.
    pub voided: bool,
}
