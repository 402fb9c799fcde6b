//! One command, carried through: decide → append → effect → reload → decide, until the payment
//! waits for somebody else. Generic over its ports, so that the same code runs in the object and in
//! the simulation.

use crate::partners::{AuthorizeCall, PartnerFailed, RefundCall, Typed};
use crate::ports::{Clock, EventLog, Fault, Partner, Random};
use shared::ids::CallId;
use shared::payment::apply::{apply, replay};
use shared::payment::call::CallStep;
use shared::payment::command::{Command, FreshIds};
use shared::payment::decide::decide;
use shared::payment::dispute::DisputeAnswer;
use shared::payment::due::{CallPurpose, DueCall, due_call};
use shared::payment::event::{Event, Recorded};
use shared::payment::refund::RefundAnswer;
use shared::payment::refusal::Refusal;
use shared::payment::state::Payment;

/// Partner calls in one run. What is still open then is left to the timer.
const CALLS_MAX: usize = 6;

/// The world that a run acts in.
pub struct PaymentRun<'a, L, P, C, R> {
    pub log: &'a L,
    pub partner: P,
    pub clock: C,
    pub random: R,
}

/// Why a run ended without doing what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunError {
    Refused(Refusal),
    /// There is no such payment.
    Missing,
    /// Another request is at work on it, and does not end.
    Busy,
    Fault(Fault),
}

impl From<Fault> for RunError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl<L: EventLog, P: Partner, C: Clock, R: Random> PaymentRun<'_, L, P, C, R> {
    /// The payment as its log tells it.
    pub fn load(&self) -> Result<Payment, RunError> {
        replay(&self.log.load()?).ok_or(RunError::Missing)
    }

    /// Decides on `command` and stores what follows, without calling anybody: for a caller that
    /// must commit something of its own in the same turn.
    pub async fn commit(&self, command: Command) -> Result<Payment, RunError> {
        let payment = self.load()?;
        let now_ms = self.clock.now_ms();
        let events = decide(&payment, command, now_ms).map_err(RunError::Refused)?;
        self.append(payment, events, now_ms).await
    }

    /// Makes the calls that the payment waits for, until it waits for nobody or for somebody else.
    /// `typed` is known only to the request that brought it.
    pub async fn settle(
        &self,
        mut payment: Payment,
        typed: Option<&Typed>,
    ) -> Result<Payment, RunError> {
        for _ in 0..CALLS_MAX {
            let Some(due) = due_call(&payment) else { break };
            let command = self.perform(&payment, &due, typed).await;
            let unknown = matches!(command, Command::OutcomeUnknown { .. });
            // Others may have moved the payment while the partner was asked: the log is read anew.
            payment = self.commit(command).await?;
            let sent_again = due_call(&payment)
                .is_some_and(|next| next.call == due.call && next.step == CallStep::Send);
            if unknown && (due.step == CallStep::LookUp || sent_again) {
                // The partner does not even answer. The timer tries again, later and later.
                break;
            }
        }
        Ok(payment)
    }

    async fn append(
        &self,
        payment: Payment,
        events: Vec<Event>,
        now_ms: i64,
    ) -> Result<Payment, RunError> {
        if events.is_empty() {
            return Ok(payment);
        }
        let mut after = payment;
        let mut recorded = Vec::with_capacity(events.len());
        for event in events {
            let next = Recorded {
                seq: after.version.saturating_add(1),
                at_ms: now_ms.max(after.changed_at_ms),
                event,
            };
            after = apply(after, &next);
            recorded.push(next);
        }
        self.log.append(&recorded).await?;
        Ok(after)
    }

    /// One partner call, and the command that its outcome amounts to. Whatever failed, it may have
    /// arrived: the machine asks before it believes anything.
    async fn perform(&self, payment: &Payment, due: &DueCall, typed: Option<&Typed>) -> Command {
        let command = match due.step {
            CallStep::LookUp => self.look_up(due).await,
            CallStep::Send => self.send(payment, due, typed).await,
        };
        command.unwrap_or_else(|| Command::OutcomeUnknown {
            call: due.call.clone(),
        })
    }

    async fn look_up(&self, due: &DueCall) -> Option<Command> {
        let call = due.call.clone();
        Some(match &due.purpose {
            CallPurpose::Refund { refund, .. } | CallPurpose::CancelRefund { refund } => {
                let asked = self.partner.lookup_refund(&due.attempt, refund, &due.call);
                let found = asked.await.ok()?;
                Command::RefundLookedUp { call, found }
            }
            CallPurpose::Authorize
            | CallPurpose::Capture { .. }
            | CallPurpose::Increment { .. }
            | CallPurpose::Cancel
            | CallPurpose::Reverse
            | CallPurpose::SubmitEvidence { .. }
            | CallPurpose::AcceptDispute { .. } => Command::LookedUp {
                call,
                found: self.partner.lookup(&due.attempt, &due.call).await.ok()?,
                fresh: self.fresh_ids(),
            },
        })
    }

    async fn send(
        &self,
        payment: &Payment,
        due: &DueCall,
        typed: Option<&Typed>,
    ) -> Option<Command> {
        let (partner, attempt, key) = (&self.partner, &due.attempt, &due.call);
        let answer = match &due.purpose {
            CallPurpose::Refund { refund, amount } => {
                let call = RefundCall::new(payment, due, refund, *amount);
                return self.refund_answered(due, partner.refund(&call).await);
            }
            CallPurpose::CancelRefund { refund } => {
                let dropped = partner.cancel_refund(attempt, refund, key).await;
                return self.refund_answered(due, dropped);
            }
            CallPurpose::SubmitEvidence {
                reference,
                evidence,
            } => {
                let submitted = partner.submit_evidence(attempt, reference, key, evidence);
                return self.dispute_answered(due, submitted.await);
            }
            CallPurpose::AcceptDispute { reference } => {
                let accepted = partner.accept_dispute(attempt, reference, key).await;
                return self.dispute_answered(due, accepted);
            }
            CallPurpose::Authorize => {
                let call = AuthorizeCall::new(payment, due, typed)?;
                partner.authorize(&call).await
            }
            CallPurpose::Capture { amount, is_final } => {
                partner.capture(attempt, key, *amount, *is_final).await
            }
            CallPurpose::Increment { amount } => partner.increment(attempt, key, *amount).await,
            CallPurpose::Cancel => partner.cancel(attempt, key).await,
            CallPurpose::Reverse => partner.reverse(attempt, key).await,
        };
        Some(Command::Answered {
            call: due.call.clone(),
            answer: answer.ok()?,
            fresh: self.fresh_ids(),
        })
    }

    fn refund_answered(
        &self,
        due: &DueCall,
        answer: Result<RefundAnswer, PartnerFailed>,
    ) -> Option<Command> {
        Some(Command::RefundAnswered {
            call: due.call.clone(),
            answer: answer.ok()?,
        })
    }

    fn dispute_answered(
        &self,
        due: &DueCall,
        answer: Result<DisputeAnswer, PartnerFailed>,
    ) -> Option<Command> {
        Some(Command::DisputeAnswered {
            call: due.call.clone(),
            answer: answer.ok()?,
        })
    }

    /// Ids for whatever the next decision may create.
    pub fn fresh_ids(&self) -> FreshIds {
        FreshIds {
            name: self.random.bytes(),
            call: CallId::from_bytes(self.random.bytes()),
        }
    }
}

#[cfg(any(test, feature = "simulation"))]
pub mod simulation;
