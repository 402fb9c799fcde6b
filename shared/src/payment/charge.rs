//! The money side of an attempt that the partner accepted or declined.

use crate::ids::{AttemptId, ChargeId};
use crate::money::Money;
use crate::payment::failure::FailureCause;
use crate::payment::method::{CardBrand, PaymentMethod};
use crate::payment::terms::Shipping;
use crate::rules::finding::Finding;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    pub id: ChargeId,
    pub attempt: AttemptId,
    pub method: PaymentMethod,
    /// Over which of its networks a card was charged; `None` of what is no card.
    pub network: Option<CardBrand>,
    /// Unix seconds.
    pub created: i64,
    /// What was authorised, or would have been.
    pub amount: Money,
    /// The buyer was asked to authenticate themselves.
    pub authenticated: bool,
    /// What the velocity rules had against the attempt.
    pub finding: Option<Finding>,
    /// Of the voucher that it was paid with, by the merchant API's names.
    pub voucher: BTreeMap<String, String>,
    pub standing: ChargeStanding,
    pub description: Option<String>,
    pub metadata: BTreeMap<String, String>,
    pub receipt_email: Option<String>,
    pub shipping: Option<Shipping>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChargeStanding {
    /// The buyer's bank has been asked, and takes its time.
    Pending,
    Failed {
        cause: FailureCause,
    },
    Authorized {
        /// Unix seconds.
        expires_at: i64,
        /// What was taken of it so far; not zero only where it is captured in parts.
        captured: Money,
    },
    Captured {
        amount: Money,
        /// Unix seconds.
        at: i64,
    },
    /// An authorisation that was canceled or lapsed.
    Voided {
        /// Unix seconds.
        at: i64,
    },
}

/// One thing that the merchant changes about a charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeChange {
    Description(Option<String>),
    /// The whole of it.
    Metadata(BTreeMap<String, String>),
    ReceiptEmail(Option<String>),
    Shipping(Option<Shipping>),
}

impl Charge {
    pub(super) fn change(&mut self, change: &ChargeChange) {
        match change {
            ChargeChange::Description(text) => self.description.clone_from(text),
            ChargeChange::Metadata(metadata) => self.metadata.clone_from(metadata),
            ChargeChange::ReceiptEmail(email) => self.receipt_email.clone_from(email),
            ChargeChange::Shipping(shipping) => self.shipping.clone_from(shipping),
        }
    }
}
