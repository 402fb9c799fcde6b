//! What the payment run needs of the world outside: so few and so narrow that a simulation can
//! stand in for each.

// Futures here stay on the Worker's one thread, so nobody needs them to be `Send`.
#![allow(async_fn_in_trait)]

use crate::partners::wallets::{OpenApplePay, TokenUnreadable, WalletCard};
use crate::partners::{AuthorizeCall, PartnerFailed, RefundCall};
use serde_json::Value;
use shared::element::wallet_sheet::GooglePayGateway;
use shared::ids::{AttemptId, CallId, RefundId};
use shared::money::Money;
use shared::payment::command::Answer;
use shared::payment::dispute::DisputeAnswer;
use shared::payment::event::Recorded;
use shared::payment::refund::RefundAnswer;
use std::collections::BTreeMap;

pub trait Clock {
    /// Unix milliseconds.
    fn now_ms(&self) -> i64;
}

pub trait Random {
    /// 16 bytes that nobody can guess.
    fn bytes(&self) -> [u8; 16];
}

/// The log of one payment.
pub trait EventLog {
    /// The whole log, oldest first. Errors: [`Fault`].
    fn load(&self) -> Result<Vec<Recorded>, Fault>;

    /// Appends all or nothing, together with what other objects must learn of it and the time at
    /// which to wake. All of it happens before the first suspension. Errors: [`Fault`], also when `events` do not follow the last one stored.
    async fn append(&self, events: &[Recorded]) -> Result<(), Fault>;
}

/// The company that moves the money.
pub trait Partner {
    /// Tries to reserve (or take) the money. `call.key` makes it happen at most once.
    async fn authorize(&self, call: &AuthorizeCall) -> Result<Answer, PartnerFailed>;

    /// Takes `amount` of what the attempt reserved. A final capture, which alone may be of nothing,
    /// frees what is left.
    async fn capture(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        amount: Money,
        is_final: bool,
    ) -> Result<Answer, PartnerFailed>;

    /// Reserves more: `amount` is the new total.
    async fn increment(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        amount: Money,
    ) -> Result<Answer, PartnerFailed>;

    /// Refuses the attempt from now on, also when it is not known yet, and frees what it reserved.
    /// Answers `Captured` when the money is already taken.
    async fn cancel(&self, attempt: &AttemptId, key: &CallId) -> Result<Answer, PartnerFailed>;

    /// Gives back whatever the attempt reserved or took.
    async fn reverse(&self, attempt: &AttemptId, key: &CallId) -> Result<Answer, PartnerFailed>;

    /// What became of the call with this key; `None`: it never arrived.
    async fn lookup(
        &self,
        attempt: &AttemptId,
        key: &CallId,
    ) -> Result<Option<Answer>, PartnerFailed>;

    /// Gives a part of what was taken back. One refund happens at most once, whatever how often it
    /// is asked for.
    async fn refund(&self, call: &RefundCall) -> Result<RefundAnswer, PartnerFailed>;

    /// Drops a refund that waits for the buyer.
    async fn cancel_refund(
        &self,
        attempt: &AttemptId,
        refund: &RefundId,
        key: &CallId,
    ) -> Result<RefundAnswer, PartnerFailed>;

    /// What became of the call about the refund with this key; `None`: it never arrived.
    async fn lookup_refund(
        &self,
        attempt: &AttemptId,
        refund: &RefundId,
        key: &CallId,
    ) -> Result<Option<RefundAnswer>, PartnerFailed>;

    /// Hands the evidence to the bank, at most once for each key. `dispute` is the partner's own
    /// name for it.
    async fn submit_evidence(
        &self,
        attempt: &AttemptId,
        dispute: &str,
        key: &CallId,
        evidence: &BTreeMap<String, String>,
    ) -> Result<DisputeAnswer, PartnerFailed>;

    /// Gives in. Idempotent.
    async fn accept_dispute(
        &self,
        attempt: &AttemptId,
        dispute: &str,
        key: &CallId,
    ) -> Result<DisputeAnswer, PartnerFailed>;
}

/// The companies behind the wallets that pay with cards.
pub trait WalletPartner {
    /// Apple's sign that the merchant may show its sheet on this domain: an object that nobody but
    /// the sheet reads.
    async fn open_apple_pay(&self, call: &OpenApplePay) -> Result<Value, PartnerFailed>;

    /// For whom Google Pay shall make tokens.
    fn google_pay(&self) -> GooglePayGateway;

    /// The card in a wallet's payment token: the JSON text of Apple's `ApplePayPaymentToken` or of
    /// Google's `PaymentMethodData`. Errors: it is sealed for somebody else, or broken.
    fn card(&self, token: &str) -> Result<WalletCard, TokenUnreadable>;
}

/// Our own failure: a 5xx to the caller, logged where it was born.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(pub String);

impl Fault {
    /// An object of ours answered something else than what it was asked.
    pub fn unexpected_answer() -> Self {
        Self("an unexpected answer".to_owned())
    }
}

impl From<worker::Error> for Fault {
    fn from(error: worker::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}
