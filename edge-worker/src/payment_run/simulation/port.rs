//! What a run has of the world: a clock, chance, a log, and a wire to the partner.

use super::provider::{Ask, Reply, What};
use super::tally::Occurrence;
use super::world::{Heard, World};
use crate::partners::{AuthorizeCall, PartnerFailed, RefundCall};
use crate::ports::{Clock, EventLog, Fault, Partner, Random};
use shared::ids::{AttemptId, CallId, RefundId};
use shared::money::Money;
use shared::payment::apply::replay;
use shared::payment::command::Answer;
use shared::payment::dispute::DisputeAnswer;
use shared::payment::due::wake_at_ms;
use shared::payment::event::Recorded;
use shared::payment::refund::RefundAnswer;
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

/// A caller that has heard nothing by then gives up.
pub const DEADLINE_MS: i64 = 4_000;

/// Every port of a run.
#[derive(Clone)]
pub struct Port(pub Rc<World>);

impl Clock for Port {
    fn now_ms(&self) -> i64 {
        self.0.now_ms.get()
    }
}

impl Random for Port {
    fn bytes(&self) -> [u8; 16] {
        let halves = [self.0.rng.next(), self.0.rng.next()];
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&halves[0].to_be_bytes());
        bytes[8..].copy_from_slice(&halves[1].to_be_bytes());
        bytes
    }
}

impl EventLog for Port {
    fn load(&self) -> Result<Vec<Recorded>, Fault> {
        Ok(self.0.log.borrow().clone())
    }

    async fn append(&self, events: &[Recorded]) -> Result<(), Fault> {
        if self.0.faulty.get() && self.0.rng.percent(1) {
            self.0.note(Occurrence::WriteRefused);
            return Err(Fault("the disk is full".to_owned()));
        }
        self.store(events);
        pause().await;
        Ok(())
    }
}

impl Partner for Port {
    async fn authorize(&self, call: &AuthorizeCall) -> Result<Answer, PartnerFailed> {
        let what = What::Authorize(Box::new(call.clone()));
        self.outcome(&call.attempt, &call.key, what).await
    }

    async fn capture(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        amount: Money,
        is_final: bool,
    ) -> Result<Answer, PartnerFailed> {
        self.outcome(attempt, key, What::Capture { amount, is_final })
            .await
    }

    async fn increment(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        amount: Money,
    ) -> Result<Answer, PartnerFailed> {
        self.outcome(attempt, key, What::Increment { amount }).await
    }

    async fn cancel(&self, attempt: &AttemptId, key: &CallId) -> Result<Answer, PartnerFailed> {
        self.outcome(attempt, key, What::Cancel).await
    }

    async fn reverse(&self, attempt: &AttemptId, key: &CallId) -> Result<Answer, PartnerFailed> {
        self.outcome(attempt, key, What::Reverse).await
    }

    async fn lookup(
        &self,
        attempt: &AttemptId,
        key: &CallId,
    ) -> Result<Option<Answer>, PartnerFailed> {
        match self.send(attempt, key, What::Lookup).await? {
            Some(Reply::Attempt(answer)) => Ok(Some(answer)),
            None => Ok(None),
            Some(Reply::Refund(_) | Reply::Dispute(_)) => Err(UNUSABLE),
        }
    }

    async fn refund(&self, call: &RefundCall) -> Result<RefundAnswer, PartnerFailed> {
        let what = What::Refund(Box::new(call.clone()));
        self.of_refund(&call.attempt, &call.key, what).await
    }

    async fn cancel_refund(
        &self,
        attempt: &AttemptId,
        refund: &RefundId,
        key: &CallId,
    ) -> Result<RefundAnswer, PartnerFailed> {
        let refund = refund.clone();
        self.of_refund(attempt, key, What::CancelRefund { refund })
            .await
    }

    async fn lookup_refund(
        &self,
        attempt: &AttemptId,
        refund: &RefundId,
        key: &CallId,
    ) -> Result<Option<RefundAnswer>, PartnerFailed> {
        let refund = refund.clone();
        match self
            .send(attempt, key, What::LookupRefund { refund })
            .await?
        {
            Some(Reply::Refund(answer)) => Ok(Some(answer)),
            None => Ok(None),
            Some(Reply::Attempt(_) | Reply::Dispute(_)) => Err(UNUSABLE),
        }
    }

    async fn submit_evidence(
        &self,
        attempt: &AttemptId,
        dispute: &str,
        key: &CallId,
        evidence: &BTreeMap<String, String>,
    ) -> Result<DisputeAnswer, PartnerFailed> {
        let what = What::SubmitEvidence {
            dispute: dispute.to_owned(),
            evidence: evidence.clone(),
        };
        self.of_dispute(attempt, key, what).await
    }

    async fn accept_dispute(
        &self,
        attempt: &AttemptId,
        dispute: &str,
        key: &CallId,
    ) -> Result<DisputeAnswer, PartnerFailed> {
        let dispute = dispute.to_owned();
        self.of_dispute(attempt, key, What::AcceptDispute { dispute })
            .await
    }
}

const UNUSABLE: PartnerFailed = PartnerFailed::Unusable { status: 404 };

impl Port {
    /// All of an append, in one turn.
    fn store(&self, events: &[Recorded]) {
        let mut log = self.0.log.borrow_mut();
        for recorded in events {
            let next = log.len() as u64 + 1;
            assert_eq!(recorded.seq, next, "an append over another");
            log.push(recorded.clone());
        }
        let wakes_at_ms = replay(&*log).as_ref().and_then(wake_at_ms);
        self.0.alarm_ms.set(wakes_at_ms);
    }

    async fn outcome(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        what: What,
    ) -> Result<Answer, PartnerFailed> {
        match self.send(attempt, key, what).await? {
            Some(Reply::Attempt(answer)) => Ok(answer),
            Some(Reply::Refund(_) | Reply::Dispute(_)) | None => Err(UNUSABLE),
        }
    }

    async fn of_refund(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        what: What,
    ) -> Result<RefundAnswer, PartnerFailed> {
        match self.send(attempt, key, what).await? {
            Some(Reply::Refund(answer)) => Ok(answer),
            Some(Reply::Attempt(_) | Reply::Dispute(_)) | None => Err(UNUSABLE),
        }
    }

    async fn of_dispute(
        &self,
        attempt: &AttemptId,
        key: &CallId,
        what: What,
    ) -> Result<DisputeAnswer, PartnerFailed> {
        match self.send(attempt, key, what).await? {
            Some(Reply::Dispute(answer)) => Ok(answer),
            Some(Reply::Attempt(_) | Reply::Refund(_)) | None => Err(UNUSABLE),
        }
    }

    async fn send(&self, attempt: &AttemptId, key: &CallId, what: What) -> Heard {
        let ask = Ask {
            attempt: attempt.clone(),
            key: key.clone(),
            what,
        };
        self.0.note(Occurrence::Call);
        let until_ms = self.now_ms() + DEADLINE_MS;
        let heard = self.0.post(ask);
        poll_fn(|_| match heard.borrow_mut().take() {
            Some(heard) => Poll::Ready(heard),
            None if self.now_ms() >= until_ms => Poll::Ready(Err(PartnerFailed::TimedOut)),
            None => Poll::Pending,
        })
        .await
    }
}

/// Lets others in once.
pub async fn pause() {
    let mut paused = false;
    poll_fn(|_| match std::mem::replace(&mut paused, true) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}
