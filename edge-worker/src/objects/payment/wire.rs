//! What a payment object is asked, and what it answers.

use crate::error::HttpAnswer;
use crate::metadata::MetadataChange;
use crate::objects::idempotency::IdempotencyKey;
use crate::partners::sandbox::wire::Notification;
use crate::partners::{Microdeposits, Typed};
use crate::rules::Whereabouts;
use serde::{Deserialize, Serialize};
use shared::currency::Currency;
use shared::ids::{
    AccountId, AttemptId, ChargeId, DisputeId, MandateId, PaymentIntentId, PaymentMethodId,
    RefundId,
};
use shared::methods::MethodType;
use shared::money::Money;
use shared::payment::action::{ActionStyle, NextAction};
use shared::payment::attempt::AttemptTerms;
use shared::payment::change::Change;
use shared::payment::charge::ChargeChange;
use shared::payment::failure::FailureCause;
use shared::payment::method::PaymentMethod;
use shared::payment::refund::RefundReason;
use shared::payment::state::{CancelReason, Status, Terms};
use shared::payment::terms::Purpose;
use std::collections::BTreeMap;

/// The name of an intent's object.
pub fn object_name(account: &AccountId, intent: &PaymentIntentId) -> String {
    format!("{account}/{intent}")
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentQuestion {
    /// A request of the merchant API.
    Api {
        account: AccountId,
        request_id: String,
        idempotency: Option<IdempotencyKey>,
        /// The caller has the secret key, and sees every field.
        secret_key: bool,
        /// Ids in the answer that are to be replaced by their objects.
        expand: Vec<String>,
        /// Which kind of intent the merchant named; `None` where they named something else.
        purpose: Option<Purpose>,
        operation: Box<Operation>,
    },
    /// News from the partner.
    Notified { notification: Notification },
    /// The buyer is back from the partner's page.
    Returned {
        account: AccountId,
        attempt: AttemptId,
    },
    /// The page of an attempt with Link asks what there is to pay, or the buyer leaves it.
    LinkPage {
        account: AccountId,
        attempt: AttemptId,
        /// Without paying.
        leaves: bool,
    },
    /// The element asks what there is to pay.
    Checkout { account: AccountId },
    /// The element asks where the payment stands; with `after`, a version, as soon as it is another.
    Standing {
        account: AccountId,
        after: Option<u64>,
    },
}

// One lives for the length of one request.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    Create {
        id: PaymentIntentId,
        terms: Box<Terms>,
        method: Option<PaymentMethod>,
        confirmation: Option<Confirmation>,
    },
    Retrieve {
        shown: Shown,
    },
    Update {
        changes: IntentChanges,
    },
    Confirm {
        confirmation: Confirmation,
    },
    Capture {
        amount_minor: Option<i64>,
        is_final: bool,
        changes: IntentChanges,
    },
    IncrementAuthorization {
        /// The new total.
        amount_minor: i64,
        changes: IntentChanges,
    },
    Cancel {
        reason: CancelReason,
    },
    VerifyMicrodeposits {
        given: Microdeposits,
    },
    Refund {
        /// The charge, where the merchant named it rather than the intent.
        charge: Option<ChargeId>,
        amount_minor: Option<i64>,
        reason: Option<RefundReason>,
        metadata: BTreeMap<String, String>,
    },
    UpdateRefund {
        refund: RefundId,
        metadata: Option<MetadataChange>,
    },
    CancelRefund {
        refund: RefundId,
    },
    UpdateCharge {
        charge: ChargeId,
        changes: Vec<ChargeChange>,
        metadata: Option<MetadataChange>,
    },
    UpdateDispute {
        dispute: DisputeId,
        /// Only the fields that were sent; an empty text clears one.
        evidence: BTreeMap<String, String>,
        metadata: Option<MetadataChange>,
        submit: bool,
    },
    CloseDispute {
        dispute: DisputeId,
    },
}

/// Which of a payment's objects an answer shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// The payment intent, or the setup intent.
    Intent,
    Charge(ChargeId),
    Refund(RefundId),
    Dispute(DisputeId),
    /// A method that paid, or tried to, and is kept by no customer.
    Method(PaymentMethodId),
    /// The buyer's consent, given with one of the payment's attempts.
    Mandate(MandateId),
}

/// What a merchant changes about an intent, as far as it can be said without knowing the intent.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct IntentChanges {
    pub amount_minor: Option<i64>,
    pub currency: Option<Currency>,
    pub changes: Vec<Change>,
    pub metadata: Option<MetadataChange>,
}

/// What confirming brings along.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Confirmation {
    pub method: Option<PaymentMethod>,
    /// Lives in this request alone.
    pub typed: Option<Typed>,
    pub return_url: Option<String>,
    pub style: ActionStyle,
    pub terms: AttemptTerms,
    /// Made together with the attempt, or not at all.
    pub changes: Vec<Change>,
    /// What the buyer was shown before the intent was made.
    #[serde(default)]
    pub expected: Option<Money>,
    /// Where the attempt is counted, as far as the request told.
    #[serde(default)]
    pub whereabouts: Whereabouts,
}

/// How things stand for a buyer who comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnOutcome {
    /// The buyer has done their part.
    Succeeded,
    Pending,
    Failed,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentAnswer {
    Http {
        answer: HttpAnswer,
    },
    Accepted,
    Missing,
    Returned {
        /// The merchant's page; `None` when the confirmation named none.
        return_url: Option<String>,
        purpose: Purpose,
        client_secret: String,
        outcome: ReturnOutcome,
    },
    Checkout {
        terms: Box<Terms>,
        status: Status,
        /// What is being paid with.
        method: Option<MethodType>,
        /// Why the last attempt failed, while there is no other.
        failure: Option<FailureCause>,
    },
    Standing(Box<Standing>),
    LinkPage(Box<LinkPage>),
}

/// What Link's own page has to show of a payment.
#[derive(Debug, Serialize, Deserialize)]
pub struct LinkPage {
    pub standing: LinkPageStanding,
    pub client_secret: String,
    pub purpose: Purpose,
    pub amount: Money,
    /// Of the buyer, as far as the merchant's page knew it.
    pub email: Option<String>,
}

/// Whether anything is left to do there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPageStanding {
    Open,
    /// The buyer has done their part.
    Paid,
    /// Its time is up, or the buyer or the merchant has ended it.
    Over,
}

/// Where a payment stands.
#[derive(Debug, Serialize, Deserialize)]
pub struct Standing {
    pub version: u64,
    pub status: Status,
    /// What the buyer has to do, where it is their turn.
    pub pending: Option<PendingAction>,
}

/// What the buyer has to do, with which method, until when.
#[derive(Debug, Serialize, Deserialize)]
pub struct PendingAction {
    pub method: PaymentMethod,
    pub action: NextAction,
    /// Unix seconds.
    pub expires_at: Option<i64>,
}
