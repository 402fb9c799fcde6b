//! Kassa's side of the sandbox: the `Partner` port, carried by requests to the provider's object.

use crate::env::Edge;
use crate::objects::call::{CallFailed, call};
use crate::partners::sandbox::wire::{SandboxAnswer, SandboxRequest};
use crate::partners::{AuthorizeCall, PartnerFailed};
use crate::ports::Partner;
use shared::ids::{AccountId, AttemptId, CallId};
use shared::money::Money;
use shared::payment::command::Answer;
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
    ) -> Result<Option<Answer>, PartnerFailed> {
        let namespace = self
            .edge
            .sandbox()
            .map_err(|_| PartnerFailed::Unreachable)?;
        let answer: SandboxAnswer = call(&namespace, attempt.as_str(), &request, DEADLINE)
            .await
            .map_err(|failed| match failed {
                CallFailed::TimedOut => PartnerFailed::TimedOut,
                CallFailed::Broken(_) => PartnerFailed::Unreachable,
            })?;
        match answer {
            SandboxAnswer::Answer { answer } => Ok(Some(answer)),
            SandboxAnswer::NotFound => Ok(None),
            SandboxAnswer::ServerError
            | SandboxAnswer::Page { .. }
            | SandboxAnswer::Gone { .. }
            | SandboxAnswer::Effects { .. } => Err(PartnerFailed::Unusable { status: 500 }),
        }
    }

    async fn ask_for_outcome(
        &self,
        attempt: &AttemptId,
        request: SandboxRequest,
    ) -> Result<Answer, PartnerFailed> {
        self.ask(attempt, request)
            .await?
            .ok_or(PartnerFailed::Unusable { status: 404 })
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
    ) -> Result<Answer, PartnerFailed> {
        let request = SandboxRequest::Capture {
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
        self.ask(attempt, request).await
    }
}
