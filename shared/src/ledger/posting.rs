//! One movement of a merchant's balance, with the entries that make it up.

use crate::ids::{BalanceTransactionId, PaymentIntentId, within};
use crate::money::{Money, MoneyError};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where money stands. An account has each of these in each of its currencies, and what stands in
/// all of them together is zero. A positive sum is owed to whom the account speaks of; a negative
/// one is owed by them.
#[derive(Debug, Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LedgerAccount {
    /// The providers, who took the buyers' money and owe it: captures lower it, refunds raise it.
    ProviderClearing,
    /// The merchant. What of it is pending follows from each posting's `available_on`.
    MerchantBalance,
    /// What the merchant has paid for taking payments.
    ProcessingFees,
    /// What the merchant has paid for being disputed.
    DisputeFees,
    /// The buyers' banks, which hold what is disputed: until the merchant wins, for good otherwise.
    DisputesHeld,
}

impl LedgerAccount {
    pub const ALL: [Self; 5] = [
        Self::ProviderClearing,
        Self::MerchantBalance,
        Self::ProcessingFees,
        Self::DisputeFees,
        Self::DisputesHeld,
    ];

    /// The name on disk and in reports: `merchant_balance`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ProviderClearing => "provider_clearing",
            Self::MerchantBalance => "merchant_balance",
            Self::ProcessingFees => "processing_fees",
            Self::DisputeFees => "dispute_fees",
            Self::DisputesHeld => "disputes_held",
        }
    }
}

/// One line of a posting.
#[derive(Debug, Copy, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub account: LedgerAccount,
    pub amount: Money,
}

/// Why the merchant's balance moved.
#[derive(Debug, Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransactionKind {
    /// A card was charged.
    Charge,
    /// A buyer paid by another method.
    Payment,
    /// Money goes back to a card.
    Refund,
    /// Money goes back to another method.
    PaymentRefund,
    /// A refund did not arrive, or was canceled.
    RefundFailure,
    /// The buyer's bank took the money back.
    Dispute,
    /// The merchant won, and has it again.
    DisputeReversal,
}

impl TransactionKind {
    pub const ALL: [Self; 7] = [
        Self::Charge,
        Self::Payment,
        Self::Refund,
        Self::PaymentRefund,
        Self::RefundFailure,
        Self::Dispute,
        Self::DisputeReversal,
    ];

    /// A balance transaction's `type` on the merchant API.
    #[must_use]
    pub const fn type_name(self) -> &'static str {
        match self {
            Self::Charge => "charge",
            Self::Payment => "payment",
            Self::Refund => "refund",
            Self::PaymentRefund => "payment_refund",
            Self::RefundFailure => "refund_failure",
            Self::Dispute | Self::DisputeReversal => "adjustment",
        }
    }

    /// A balance transaction's `reporting_category` on the merchant API.
    #[must_use]
    pub const fn reporting_category(self) -> &'static str {
        match self {
            Self::Charge | Self::Payment => "charge",
            Self::Refund | Self::PaymentRefund => "refund",
            Self::RefundFailure => "refund_failure",
            Self::Dispute => "dispute",
            Self::DisputeReversal => "dispute_reversal",
        }
    }
}

/// One movement of a merchant's balance. Its entries sum to zero, and what they move on the
/// merchant's balance is [`Posting::net`]: neither can be written otherwise, nor read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Draft")]
pub struct Posting(Draft);

/// A posting before its entries are checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub id: BalanceTransactionId,
    pub payment_intent: PaymentIntentId,
    /// The charge, refund or dispute that moved the money.
    pub source: String,
    pub kind: TransactionKind,
    /// Gross: what the source moved, negative where it left the merchant.
    pub amount: Money,
    /// What the merchant paid for it, beside the amount.
    pub fee: Money,
    /// Unix seconds.
    pub created: i64,
    /// When the net amount joins what the merchant can dispose of, in Unix seconds.
    pub available_on: i64,
    pub description: Option<String>,
    pub entries: Vec<Entry>,
}

/// Why a posting cannot be.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum PostingError {
    Money(MoneyError),
    /// The entries leave this over.
    Unbalanced {
        rest: Money,
    },
    /// The entries move another amount on the merchant's balance than amount less fee.
    NetDiffers {
        entries: Money,
        net: Money,
    },
}

impl Posting {
    /// Errors: `Unbalanced`, `NetDiffers`; `Money` where currencies mix or sums overflow.
    pub fn new(draft: Draft) -> Result<Self, PostingError> {
        let zero = Money::zero(draft.amount.currency());
        let (mut rest, mut entries) = (zero, zero);
        for entry in &draft.entries {
            rest = rest.checked_add(entry.amount)?;
            if entry.account == LedgerAccount::MerchantBalance {
                entries = entries.checked_add(entry.amount)?;
            }
        }
        let net = draft.amount.checked_sub(draft.fee)?;
        if rest != zero {
            return Err(PostingError::Unbalanced { rest });
        }
        if entries != net {
            return Err(PostingError::NetDiffers { entries, net });
        }
        Ok(Self(draft))
    }

    #[must_use]
    pub fn id(&self) -> &BalanceTransactionId {
        &self.0.id
    }

    #[must_use]
    pub fn payment_intent(&self) -> &PaymentIntentId {
        &self.0.payment_intent
    }

    /// The charge, refund or dispute that moved the money.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.0.source
    }

    #[must_use]
    pub fn kind(&self) -> TransactionKind {
        self.0.kind
    }

    /// Gross: what the source moved, negative where it left the merchant.
    #[must_use]
    pub fn amount(&self) -> Money {
        self.0.amount
    }

    /// What the merchant paid for it, beside the amount.
    #[must_use]
    pub fn fee(&self) -> Money {
        self.0.fee
    }

    /// What the merchant's balance moved by: the amount less the fee.
    #[must_use]
    pub fn net(&self) -> Money {
        // The constructor has computed it once already.
        let net = self.amount().checked_sub(self.fee());
        net.unwrap_or(Money::zero(self.amount().currency()))
    }

    /// Unix seconds.
    #[must_use]
    pub fn created(&self) -> i64 {
        self.0.created
    }

    /// When the net amount joins what the merchant can dispose of, in Unix seconds.
    #[must_use]
    pub fn available_on(&self) -> i64 {
        self.0.available_on
    }

    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.0.entries
    }
}

/// The id of what an event of a payment's log moved: always the same, however often it is computed.
/// `index` counts the movements of one event, from 0 to 15.
#[must_use]
pub fn transaction_id(intent: &PaymentIntentId, seq: u64, index: u8) -> BalanceTransactionId {
    const INDEX_SHIFT: u32 = 44;
    let own = seq | u64::from(index).wrapping_shl(INDEX_SHIFT);
    BalanceTransactionId::from_bytes(within(intent, u128::from(own).to_be_bytes()))
}

impl TryFrom<Draft> for Posting {
    type Error = PostingError;

    fn try_from(draft: Draft) -> Result<Self, PostingError> {
        Self::new(draft)
    }
}

impl From<MoneyError> for PostingError {
    fn from(error: MoneyError) -> Self {
        Self::Money(error)
    }
}

impl fmt::Display for PostingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Money(error) => error.fmt(f),
            Self::Unbalanced { rest } => write!(f, "the entries leave {rest} over"),
            Self::NetDiffers { entries, net } => {
                write!(f, "the entries move {entries}, amount less fee is {net}")
            }
        }
    }
}

impl std::error::Error for PostingError {}
