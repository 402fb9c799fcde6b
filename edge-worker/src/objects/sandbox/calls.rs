//! Calls that move money, each carried out once.

use super::SandboxObject;
use crate::env::{Edge, SystemClock};
use crate::partners::sandbox::behaviour::{Fault as Injected, open};
use crate::partners::sandbox::record::{Record, Subject};
use crate::partners::sandbox::wire::SandboxAnswer;
use crate::partners::{AuthorizeCall, Microdeposits, RefundCall};
use crate::ports::{Clock, Fault};
use shared::ids::{AccountId, CallId, RefundId};
use shared::payment::command::Answer;
use shared::payment::dispute::DisputeAnswer;
use std::time::Duration;
use worker::Delay;

/// Long enough for every caller to give up.
const NO_ANSWER: Duration = Duration::from_secs(60);

impl SandboxObject {
    pub(super) async fn authorize(
        &self,
        edge: &Edge,
        account: AccountId,
        call: AuthorizeCall,
        origin: &str,
        return_url: String,
    ) -> Result<SandboxAnswer, Fault> {
        let fault = Injected::of(&call.instructions);
        if let Some(failed) = fails_before(fault).await {
            return Ok(failed);
        }
        self.create_tables()?;
        if self.refuses()? {
            let answer = Answer::Canceled;
            return Ok(SandboxAnswer::Answer { answer });
        }
        let record = match self.record()? {
            // The same call again.
            Some(known) => known,
            None => {
                let now = SystemClock.now_ms().div_euclid(1000);
                let opened = open(account, &call, origin, return_url, now);
                self.note_call(&call.key)?;
                self.save(&opened)?;
                self.await_what_comes(&opened).await?;
                opened
            }
        };
        let answer = SandboxAnswer::Answer {
            answer: record.answer(),
        };
        self.answer_with(edge, record, Subject::Attempt, answer, fault)
            .await
    }

    /// Carries out a call once, whatever how often it comes; `change` is given the time in Unix
    /// seconds. An attempt that is not known yet is entered as refused, so that it cannot happen
    /// later.
    pub(super) async fn change(
        &self,
        key: &CallId,
        change: impl FnOnce(&mut Record, i64),
    ) -> Result<SandboxAnswer, Fault> {
        self.create_tables()?;
        let Some(mut record) = self.record()? else {
            self.note_call(key)?;
            self.refuse()?;
            let answer = Answer::Canceled;
            return Ok(SandboxAnswer::Answer { answer });
        };
        if self.note_call(key)? {
            change(&mut record, SystemClock.now_ms().div_euclid(1000));
            self.save(&record)?;
            self.await_what_comes(&record).await?;
        }
        Ok(SandboxAnswer::Answer {
            answer: record.answer_to(key),
        })
    }

    pub(super) fn lookup(&self, key: &CallId) -> Result<SandboxAnswer, Fault> {
        self.create_tables()?;
        Ok(match (self.knows_call(key)?, self.record()?) {
            (true, Some(record)) => SandboxAnswer::Answer {
                answer: record.answer_to(key),
            },
            (_, _) => SandboxAnswer::NotFound,
        })
    }

    pub(super) async fn refund(
        &self,
        edge: &Edge,
        call: &RefundCall,
    ) -> Result<SandboxAnswer, Fault> {
        self.create_tables()?;
        let Some(mut record) = self.record()? else {
            return Ok(SandboxAnswer::NotFound);
        };
        // A fault happens the first time only: a refund that is asked for again shall end.
        let fault = Injected::of_refund(&call.instructions)
            .filter(|_| record.faulted_refunds.insert(call.refund.clone()));
        if fault.is_some() {
            self.save(&record)?;
        }
        if let Some(failed) = fails_before(fault).await {
            return Ok(failed);
        }
        // Others may have come in between.
        let Some(mut record) = self.record()? else {
            return Ok(SandboxAnswer::NotFound);
        };
        self.note_call(&call.key)?;
        let answer = record.refund(call, SystemClock.now_ms().div_euclid(1000));
        self.save(&record)?;
        self.await_what_comes(&record).await?;
        let subject = Subject::Refund(call.refund.clone());
        let answer = SandboxAnswer::Refund { answer };
        self.answer_with(edge, record, subject, answer, fault).await
    }

    pub(super) async fn cancel_refund(
        &self,
        key: &CallId,
        refund: &RefundId,
    ) -> Result<SandboxAnswer, Fault> {
        self.create_tables()?;
        let Some(mut record) = self.record()? else {
            return Ok(SandboxAnswer::NotFound);
        };
        self.note_call(key)?;
        let Some(answer) = record.cancel_refund(refund) else {
            return Ok(SandboxAnswer::NotFound);
        };
        self.save(&record)?;
        Ok(SandboxAnswer::Refund { answer })
    }

    pub(super) fn lookup_refund(
        &self,
        key: &CallId,
        refund: &RefundId,
    ) -> Result<SandboxAnswer, Fault> {
        self.create_tables()?;
        if !self.knows_call(key)? {
            return Ok(SandboxAnswer::NotFound);
        }
        let record = self.record()?;
        let known = record
            .as_ref()
            .and_then(|record| record.refunds.get(refund));
        Ok(
            known.map_or(SandboxAnswer::NotFound, |refund| SandboxAnswer::Refund {
                answer: refund.standing,
            }),
        )
    }

    /// What is decided is told by notification too: the answer may get lost.
    pub(super) async fn verify(&self, given: &Microdeposits) -> Result<SandboxAnswer, Fault> {
        let Some(mut record) = self.record()? else {
            return Ok(SandboxAnswer::NotFound);
        };
        let verification = record.verify(given, SystemClock.now_ms().div_euclid(1000));
        self.save(&record)?;
        self.await_what_comes(&record).await?;
        Ok(SandboxAnswer::Verification { verification })
    }

    pub(super) async fn dispute(
        &self,
        key: &CallId,
        say: impl FnOnce(&mut Record, i64) -> Option<DisputeAnswer>,
    ) -> Result<SandboxAnswer, Fault> {
        self.create_tables()?;
        let Some(mut record) = self.record()? else {
            return Ok(SandboxAnswer::NotFound);
        };
        self.note_call(key)?;
        let now = SystemClock.now_ms().div_euclid(1000);
        let Some(answer) = say(&mut record, now) else {
            return Ok(SandboxAnswer::NotFound);
        };
        self.save(&record)?;
        self.await_what_comes(&record).await?;
        Ok(SandboxAnswer::Dispute { answer })
    }

    /// The answer to what was done, unless a fault keeps it back.
    async fn answer_with(
        &self,
        edge: &Edge,
        mut record: Record,
        subject: Subject,
        answer: SandboxAnswer,
        fault: Option<Injected>,
    ) -> Result<SandboxAnswer, Fault> {
        match fault {
            Some(Injected::TimeoutAfter) => {
                Delay::from(NO_ANSWER).await;
                Ok(SandboxAnswer::ServerError)
            }
            Some(Injected::ErrorAfter) => Ok(SandboxAnswer::ServerError),
            Some(Injected::EarlyNotification) => {
                record.untold.insert(subject);
                self.save(&record)?;
                self.notify(edge).await?;
                Ok(answer)
            }
            Some(
                Injected::TimeoutBefore
                | Injected::ErrorBefore
                | Injected::DuplicateNotifications
                | Injected::LateNotification,
            )
            | None => Ok(answer),
        }
    }
}

/// What a fault before the effect answers.
async fn fails_before(fault: Option<Injected>) -> Option<SandboxAnswer> {
    match fault? {
        Injected::TimeoutBefore => {
            Delay::from(NO_ANSWER).await;
            Some(SandboxAnswer::ServerError)
        }
        Injected::ErrorBefore => Some(SandboxAnswer::ServerError),
        Injected::TimeoutAfter
        | Injected::ErrorAfter
        | Injected::DuplicateNotifications
        | Injected::EarlyNotification
        | Injected::LateNotification => None,
    }
}
