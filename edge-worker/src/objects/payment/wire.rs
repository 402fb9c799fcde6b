//! What a payment object is asked, and what it answers.

use crate::error::HttpAnswer;
use crate::objects::idempotency::IdempotencyKey;
use crate::partners::CardData;
use crate::partners::sandbox::wire::Notification;
use serde::{Deserialize, Serialize};
use shared::ids::{AccountId, AttemptId, PaymentIntentId};
use shared::payment::action::ActionStyle;
use shared::payment::method::PaymentMethod;
use shared::payment::state::{CancelReason, Status, Terms};

/// The name of an intent's object.
pub fn object_name(account: &AccountId, intent: &PaymentIntentId) -> String {
    format!("{account}/{intent}")
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "question", rename_all = "snake_case")]
pub enum PaymentQuestion {
    /// A request of the merchant API.
    Api {
        account: AccountId,
        request_id: String,
        idempotency: Option<IdempotencyKey>,
        /// The caller has the secret key, and sees every field.
        secret_key: bool,
        operation: Box<Operation>,
    },
    /// News from the partner.
    Notified { notification: Notification },
    /// The buyer is back from the partner's page.
    Returned {
        account: AccountId,
        attempt: AttemptId,
    },
    /// The element asks what there is to pay.
    Checkout { account: AccountId },
}

// One lives for the length of one request.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "operation", rename_all = "snake_case")]
pub enum Operation {
    Create {
        id: PaymentIntentId,
        terms: Box<Terms>,
        method: Option<PaymentMethod>,
        confirmation: Option<Confirmation>,
    },
    Retrieve,
    Confirm {
        confirmation: Confirmation,
    },
    Capture {
        amount_minor: Option<i64>,
    },
    Cancel {
        reason: CancelReason,
    },
}

/// What confirming brings along.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Confirmation {
    pub method: Option<PaymentMethod>,
    /// Lives in this request alone.
    pub card: Option<CardData>,
    pub return_url: Option<String>,
    pub style: ActionStyle,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "reply", rename_all = "snake_case")]
pub enum PaymentAnswer {
    Http {
        answer: HttpAnswer,
    },
    Accepted,
    Missing,
    Returned {
        /// The merchant's page; `None` when the confirmation named none.
        return_url: Option<String>,
        client_secret: String,
        status: Status,
    },
    Checkout {
        terms: Box<Terms>,
        status: Status,
    },
}
