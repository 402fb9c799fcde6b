//! Who carries an attempt out: Link, where the buyer is yet to choose a card there; else the partner
//! that moves the money.

use super::log::SqlEventLog;
use crate::env::SystemClock;
use crate::partners::link::LinkPartner;
use crate::partners::sandbox::client::SandboxPartner;
use crate::partners::{AuthorizeCall, PartnerFailed, RefundCall};
use crate::ports::Partner;
use shared::ids::{AttemptId, CallId, RefundId};
use shared::methods::MethodType;
use shared::money::Money;
use shared::payment::command::Answer;
use shared::payment::dispute::DisputeAnswer;
use shared::payment::event::Event;
use shared::payment::method::Instrument;
use shared::payment::refund::RefundAnswer;
use std::collections::BTreeMap;

/// The partners of one payment.
pub struct Partners<'r, 'l> {
    pub log: &'r SqlEventLog<'l>,
    pub sandbox: SandboxPartner<'r>,
    pub link: LinkPartner<'r, SystemClock>,
}

impl Partners<'_, '_> {
    /// As the log has it of the attempt; a log that cannot be read is told of by whoever reads it next.
    fn is_links(&self, attempt: &AttemptId) -> bool {
        let found = self.log.any(|entry| match &entry.recorded.event {
            Event::AttemptStarted {
                attempt: started,
                method,
                ..
            } => started == attempt && method.instrument == Instrument::Account(MethodType::Link),
            _ => false,
        });
        found.unwrap_or(false)
    }
}

impl Partner for Partners<'_, '_> {
    async fn authorize(&self, call: &AuthorizeCall) -> Result<Answer, PartnerFailed> {
        match self.is_links(&call.attempt) {
            true => self.link.authorize(call).await,
            false => self.sandbox.authorize(call).await,
        }
    }

    async fn capture(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        amount: Money,
        is_final: bool,
    ) -> Result<Answer, PartnerFailed> {
        match self.is_links(attempt) {
            true => self.link.capture(attempt, key, amount, is_final).await,
            false => self.sandbox.capture(attempt, key, amount, is_final).await,
        }
    }

    async fn increment(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        amount: Money,
    ) -> Result<Answer, PartnerFailed> {
        match self.is_links(attempt) {
            true => self.link.increment(attempt, key, amount).await,
            false => self.sandbox.increment(attempt, key, amount).await,
        }
    }

    async fn cancel(&self, attempt: &AttemptId, key: &CallId) -> Result<Answer, PartnerFailed> {
        match self.is_links(attempt) {
            true => self.link.cancel(attempt, key).await,
            false => self.sandbox.cancel(attempt, key).await,
        }
    }

    async fn reverse(&self, attempt: &AttemptId, key: &CallId) -> Result<Answer, PartnerFailed> {
        match self.is_links(attempt) {
            true => self.link.reverse(attempt, key).await,
            false => self.sandbox.reverse(attempt, key).await,
        }
    }

    async fn lookup(
        &self,
        attempt: &AttemptId,
        key: &CallId,
    ) -> Result<Option<Answer>, PartnerFailed> {
        match self.is_links(attempt) {
            true => self.link.lookup(attempt, key).await,
            false => self.sandbox.lookup(attempt, key).await,
        }
    }

    async fn refund(&self, call: &RefundCall) -> Result<RefundAnswer, PartnerFailed> {
        match self.is_links(&call.attempt) {
            true => self.link.refund(call).await,
            false => self.sandbox.refund(call).await,
        }
    }

    async fn cancel_refund(
        &self,
        attempt: &AttemptId,
        refund: &RefundId,
        key: &CallId,
    ) -> Result<RefundAnswer, PartnerFailed> {
        match self.is_links(attempt) {
            true => self.link.cancel_refund(attempt, refund, key).await,
            false => self.sandbox.cancel_refund(attempt, refund, key).await,
        }
    }

    async fn lookup_refund(
        &self,
        attempt: &AttemptId,
        refund: &RefundId,
        key: &CallId,
    ) -> Result<Option<RefundAnswer>, PartnerFailed> {
        match self.is_links(attempt) {
            true => self.link.lookup_refund(attempt, refund, key).await,
            false => self.sandbox.lookup_refund(attempt, refund, key).await,
        }
    }

    async fn submit_evidence(
        &self,
        attempt: &AttemptId,
        dispute: &str,
        key: &CallId,
        evidence: &BTreeMap<String, String>,
    ) -> Result<DisputeAnswer, PartnerFailed> {
        match self.is_links(attempt) {
            true => {
                self.link
                    .submit_evidence(attempt, dispute, key, evidence)
                    .await
            }
            false => {
                let sandbox = &self.sandbox;
                sandbox
                    .submit_evidence(attempt, dispute, key, evidence)
                    .await
            }
        }
    }

    async fn accept_dispute(
        &self,
        attempt: &AttemptId,
        dispute: &str,
        key: &CallId,
    ) -> Result<DisputeAnswer, PartnerFailed> {
        match self.is_links(attempt) {
            true => self.link.accept_dispute(attempt, dispute, key).await,
            false => self.sandbox.accept_dispute(attempt, dispute, key).await,
        }
    }
}
