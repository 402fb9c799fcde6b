//! Kassa's side of the sandbox: the `Partner` port, carried by requests to the provider's object.

use crate::env::{Edge, SystemClock};
use crate::objects::call::{CallFailed, call};
use crate::partners::sandbox::wire::{SandboxAnswer, SandboxRequest};
use crate::partners::{AuthorizeCall, Microdeposits, PartnerFailed, RefundCall, Verification};
use crate::ports::{Clock, Partner};
use shared::ids::{AccountId, AttemptId, CallId, RefundId};
use shared::money::Money;
use shared::payment::command::Answer;
use shared::payment::dispute::DisputeAnswer;
use shared::payment::refund::RefundAnswer;
use std::collections::BTreeMap;
use std::time::Duration;

/// A provider that has not answered by then is asked what happened.
const DEADLINE: Duration = Duration::from_secs(4);

pub struct SandboxPartner<'a> {
    pub edge: &'a Edge,
    pub account: AccountId,
}

impl SandboxPartner<'_> {
    async fn ask(
        &self,
        attempt: &AttemptId,
        request: SandboxRequest,
    ) -> Result<SandboxAnswer, PartnerFailed> {
        let namespace = self
            .edge
            .sandbox()
            .map_err(|_| PartnerFailed::Unreachable)?;
        let asked_at = SystemClock.now_ms();
        let answered = call(&namespace, attempt.as_str(), &request, DEADLINE).await;
        let waited = SystemClock.now_ms().saturating_sub(asked_at);
        self.edge.note_partner_ms(waited);
        answered.map_err(|failed| match failed {
            CallFailed::TimedOut => PartnerFailed::TimedOut,
            CallFailed::Broken(_) => PartnerFailed::Unreachable,
        })
    }

    async fn ask_for_outcome(
        &self,
        attempt: &AttemptId,
        request: SandboxRequest,
    ) -> Result<Answer, PartnerFailed> {
        match self.ask(attempt, request).await? {
            SandboxAnswer::Answer { answer } => Ok(answer),
            other => Err(unusable(&other)),
        }
    }

    async fn ask_about_refund(
        &self,
        attempt: &AttemptId,
        request: SandboxRequest,
    ) -> Result<RefundAnswer, PartnerFailed> {
        match self.ask(attempt, request).await? {
            SandboxAnswer::Refund { answer } => Ok(answer),
            other => Err(unusable(&other)),
        }
    }

    async fn ask_about_dispute(
        &self,
        attempt: &AttemptId,
        request: SandboxRequest,
    ) -> Result<DisputeAnswer, PartnerFailed> {
        match self.ask(attempt, request).await? {
            SandboxAnswer::Dispute { answer } => Ok(answer),
            other => Err(unusable(&other)),
        }
    }
}

/// An answer to something else, which says nothing.
fn unusable(answer: &SandboxAnswer) -> PartnerFailed {
    let status = match answer {
        SandboxAnswer::NotFound => 404,
        SandboxAnswer::Answer { .. }
        | SandboxAnswer::Refund { .. }
        | SandboxAnswer::Dispute { .. }
        | SandboxAnswer::Verification { .. }
        | SandboxAnswer::ServerError
        | SandboxAnswer::Page { .. }
        | SandboxAnswer::Gone { .. }
        | SandboxAnswer::Effects { .. } => 500,
    };
    PartnerFailed::Unusable { status }
}

impl SandboxPartner<'_> {
    /// Hands on what the owner of the attempt's bank account read on its statement. Wrong guesses
    /// are counted by the partner, and what it decided it also notifies of.
    pub async fn verify(
        &self,
        attempt: &AttemptId,
        given: Microdeposits,
    ) -> Result<Verification, PartnerFailed> {
        match self.ask(attempt, SandboxRequest::Verify { given }).await? {
            SandboxAnswer::Verification { verification } => Ok(verification),
            other => Err(unusable(&other)),
        }
    }
}

impl Partner for SandboxPartner<'_> {
    async fn authorize(&self, call: &AuthorizeCall) -> Result<Answer, PartnerFailed> {
        let origin = self.edge.origin();
        let return_url = format!(
            "{origin}/return/{}/{}/{}",
            self.account, call.intent, call.attempt
        );
        let request = SandboxRequest::Authorize {
            account: self.account.clone(),
            call: Box::new(call.clone()),
            origin: origin.to_owned(),
            return_url,
        };
        self.ask_for_outcome(&call.attempt, request).await
    }

    async fn capture(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        amount: Money,
        is_final: bool,
    ) -> Result<Answer, PartnerFailed> {
        let request = SandboxRequest::Capture {
            key: key.clone(),
            amount,
            is_final,
        };
        self.ask_for_outcome(attempt, request).await
    }

    async fn increment(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        amount: Money,
    ) -> Result<Answer, PartnerFailed> {
        let request = SandboxRequest::Increment {
            key: key.clone(),
            amount,
        };
        self.ask_for_outcome(attempt, request).await
    }

    async fn cancel(&self, attempt: &AttemptId, key: &CallId) -> Result<Answer, PartnerFailed> {
        let request = SandboxRequest::Cancel { key: key.clone() };
        self.ask_for_outcome(attempt, request).await
    }

    async fn reverse(&self, attempt: &AttemptId, key: &CallId) -> Result<Answer, PartnerFailed> {
        let request = SandboxRequest::Reverse { key: key.clone() };
        self.ask_for_outcome(attempt, request).await
    }

    async fn lookup(
        &self,
        attempt: &AttemptId,
        key: &CallId,
    ) -> Result<Option<Answer>, PartnerFailed> {
        let request = SandboxRequest::Lookup { key: key.clone() };
        match self.ask(attempt, request).await? {
            SandboxAnswer::Answer { answer } => Ok(Some(answer)),
            SandboxAnswer::NotFound => Ok(None),
            other => Err(unusable(&other)),
        }
    }

    async fn refund(&self, call: &RefundCall) -> Result<RefundAnswer, PartnerFailed> {
        let request = SandboxRequest::Refund {
            call: Box::new(call.clone()),
        };
        self.ask_about_refund(&call.attempt, request).await
    }

    async fn cancel_refund(
        &self,
        attempt: &AttemptId,
        refund: &RefundId,
        key: &CallId,
    ) -> Result<RefundAnswer, PartnerFailed> {
        let request = SandboxRequest::CancelRefund {
            key: key.clone(),
            refund: refund.clone(),
        };
        self.ask_about_refund(attempt, request).await
    }

    async fn lookup_refund(
        &self,
        attempt: &AttemptId,
        refund: &RefundId,
        key: &CallId,
    ) -> Result<Option<RefundAnswer>, PartnerFailed> {
        let request = SandboxRequest::LookupRefund {
            key: key.clone(),
            refund: refund.clone(),
        };
        match self.ask(attempt, request).await? {
            SandboxAnswer::Refund { answer } => Ok(Some(answer)),
            SandboxAnswer::NotFound => Ok(None),
            other => Err(unusable(&other)),
        }
    }

    async fn submit_evidence(
        &self,
        attempt: &AttemptId,
        dispute: &str,
        key: &CallId,
        evidence: &BTreeMap<String, String>,
    ) -> Result<DisputeAnswer, PartnerFailed> {
        let request = SandboxRequest::SubmitEvidence {
            key: key.clone(),
            dispute: dispute.to_owned(),
            evidence: evidence.clone(),
        };
        self.ask_about_dispute(attempt, request).await
    }

    async fn accept_dispute(
        &self,
        attempt: &AttemptId,
        dispute: &str,
        key: &CallId,
    ) -> Result<DisputeAnswer, PartnerFailed> {
        let request = SandboxRequest::AcceptDispute {
            key: key.clone(),
            dispute: dispute.to_owned(),
        };
        self.ask_about_dispute(attempt, request).await
    }
}
