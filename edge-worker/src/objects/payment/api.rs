//! The merchant API's operations on one intent.

use super::log::SqlEventLog;
use super::wire::{Confirmation, Operation};
use super::{PaymentObject, Run};
use crate::env::Edge;
use crate::error::{HttpAnswer, internal, lock_timeout, no_such_intent, refusal};
use crate::objects::idempotency::{IdempotencyKey, Standing, record_answer};
use crate::payment_run::RunError;
use crate::ports::{Clock, EventLog, Fault, Random};
use shared::api::error::ApiError;
use shared::api::payment_intent::{Audience, failure_error};
use shared::ids::{AccountId, AttemptId, CallId, PaymentIntentId};
use shared::money::Money;
use shared::payment::attempt::AttemptTerms;
use shared::payment::command::Command;
use shared::payment::event::{Event, Recorded};
use shared::payment::failure::Failure;
use shared::payment::method::PaymentMethod;
use shared::payment::refusal::Refusal;
use shared::payment::state::{CancelReason, Payment, State, Terms};

/// Who asks, and under which key.
pub struct ApiCall {
    pub account: AccountId,
    pub request_id: String,
    pub idempotency: Option<IdempotencyKey>,
    pub audience: Audience,
}

/// How an operation ended.
enum Outcome {
    /// The intent, as it is now.
    Intent(Box<Payment>),
    /// A refusal that leaves a trace under the idempotency key: the operation was tried.
    Refused(ApiError),
    /// Nothing was tried, nothing is recorded.
    Rejected(ApiError),
}

impl PaymentObject {
    /// Carries out one operation and keeps its answer under the request's idempotency key.
    pub(super) async fn api(&self, edge: &Edge, call: ApiCall, operation: Operation) -> HttpAnswer {
        match self.api_inner(edge, &call, operation).await {
            Ok(answer) => answer,
            Err(fault) => internal(&fault).into(),
        }
    }

    async fn api_inner(
        &self,
        edge: &Edge,
        call: &ApiCall,
        operation: Operation,
    ) -> Result<HttpAnswer, Fault> {
        let event_log = self.log(
            edge,
            &call.account,
            Some(&call.request_id),
            call.idempotency.as_ref(),
        );
        let creates = matches!(operation, Operation::Create { .. });
        if !creates && event_log.entries()?.is_empty() {
            return Ok(no_such_intent(&self.intent_name()).into());
        }
        let Some(key) = &call.idempotency else {
            let outcome = self
                .carry_out(edge, &event_log, call.audience, operation, false)
                .await?;
            return self.finish(&event_log, call, outcome, false).await;
        };
        let (standing, _turn) = self.in_progress.begin(&self.state.storage().sql(), key)?;
        let interrupted = match standing {
            Standing::Answered(answer) => return Ok(answer),
            Standing::Refused(error) => return Ok(error.into()),
            Standing::New => false,
            Standing::Interrupted => true,
        };
        let outcome = self
            .carry_out(edge, &event_log, call.audience, operation, interrupted)
            .await?;
        self.finish(&event_log, call, outcome, interrupted).await
    }

    async fn carry_out(
        &self,
        edge: &Edge,
        event_log: &SqlEventLog<'_>,
        audience: Audience,
        operation: Operation,
        interrupted: bool,
    ) -> Result<Outcome, Fault> {
        let run = self.run(edge, event_log);
        let done = match operation {
            Operation::Create {
                id,
                terms,
                method,
                confirmation,
            } => self.create(&run, id, *terms, method, confirmation).await,
            Operation::Retrieve => run.load(),
            // The first try of this request began before a crash. Its attempt is in the log, with
            // whatever came of it, so there is nothing to start a second time.
            Operation::Confirm { .. } | Operation::Capture { .. } | Operation::Cancel { .. }
                if interrupted =>
            {
                self.resume(&run).await
            }
            Operation::Confirm { confirmation } => self.confirm(&run, confirmation).await,
            Operation::Capture { amount_minor } => self.capture(&run, amount_minor).await,
            Operation::Cancel { reason } => self.cancel(&run, reason).await,
        };
        match done {
            Ok(payment) => Ok(Outcome::Intent(Box::new(payment))),
            Err(RunError::Missing) => Ok(Outcome::Rejected(no_such_intent(&self.intent_name()))),
            Err(RunError::Busy) => Ok(Outcome::Rejected(lock_timeout())),
            Err(RunError::Refused(why)) => {
                let payment = run.load().map_err(super::fault_of)?;
                let intent = event_log.render(&payment, audience);
                Ok(Outcome::Refused(refusal(&why).with_payment_intent(intent)))
            }
            Err(RunError::Fault(fault)) => Err(fault),
        }
    }

    /// Appends the creation, unless an interrupted first try has done so; then confirms if asked.
    async fn create(
        &self,
        run: &Run<'_, '_>,
        id: PaymentIntentId,
        terms: Terms,
        method: Option<PaymentMethod>,
        confirmation: Option<Confirmation>,
    ) -> Result<Payment, RunError> {
        let payment = match run.load() {
            Ok(payment) => payment,
            Err(RunError::Missing) => {
                let created = Recorded {
                    seq: 1,
                    at_ms: run.clock.now_ms(),
                    event: Event::Created { id, terms, method },
                };
                run.log.append(std::slice::from_ref(&created)).await?;
                run.load()?
            }
            Err(other) => return Err(other),
        };
        match (confirmation, &payment.state) {
            (Some(confirmation), State::RequiresPaymentMethod { last_failure: None })
            | (Some(confirmation), State::RequiresConfirmation { .. }) => {
                self.confirm(run, confirmation).await
            }
            (Some(_), _) => self.resume(run).await,
            (None, _) => Ok(payment),
        }
    }

    async fn confirm(
        &self,
        run: &Run<'_, '_>,
        confirmation: Confirmation,
    ) -> Result<Payment, RunError> {
        let _turn = self.turn().await?;
        let payment = run.load()?;
        if matches!(payment.state, State::RequiresAction { .. }) {
            // The request has its own effect only with the new attempt: until then a crash leaves
            // nothing under its key, and a retry begins anew.
            let begins = run.log.begins.take();
            let call = CallId::from_bytes(run.random.bytes());
            let withdrawing = run.commit(Command::Replace { call }).await?;
            run.settle(withdrawing, None).await?;
            run.log.begins.replace(begins);
        }
        let command = Command::Confirm {
            method: confirmation.method,
            attempt: AttemptId::from_bytes(run.random.bytes()),
            call: CallId::from_bytes(run.random.bytes()),
            return_url: confirmation.return_url,
            style: confirmation.style,
            terms: AttemptTerms::default(),
            changes: Vec::new(),
        };
        let started = run.commit(command).await?;
        run.settle(started, confirmation.card.as_ref()).await
    }

    async fn capture(
        &self,
        run: &Run<'_, '_>,
        amount_minor: Option<i64>,
    ) -> Result<Payment, RunError> {
        let currency = run.load()?.terms.amount.currency();
        let amount = match amount_minor {
            None => None,
            Some(minor) => Some(
                Money::new(minor, currency)
                    .map_err(|_| RunError::Refused(Refusal::CaptureNotPositive))?,
            ),
        };
        let _turn = self.turn().await?;
        let call = CallId::from_bytes(run.random.bytes());
        let capturing = run
            .commit(Command::Capture {
                amount,
                is_final: true,
                call,
            })
            .await?;
        run.settle(capturing, None).await
    }

    async fn cancel(&self, run: &Run<'_, '_>, reason: CancelReason) -> Result<Payment, RunError> {
        let _turn = self.turn().await?;
        let call = CallId::from_bytes(run.random.bytes());
        let canceling = run.commit(Command::Cancel { reason, call }).await?;
        run.settle(canceling, None).await
    }

    /// Goes on where a killed process stopped.
    async fn resume(&self, run: &Run<'_, '_>) -> Result<Payment, RunError> {
        let _turn = self.turn().await?;
        let fresh = run.fresh_ids();
        let payment = run.commit(Command::Wake { fresh }).await?;
        run.settle(payment, None).await
    }

    /// Tells the account, renders the answer, and keeps it for a retry.
    async fn finish(
        &self,
        event_log: &SqlEventLog<'_>,
        call: &ApiCall,
        outcome: Outcome,
        interrupted: bool,
    ) -> Result<HttpAnswer, Fault> {
        let (answer, record) = match outcome {
            Outcome::Intent(payment) => {
                let intent = event_log.render(&payment, call.audience);
                let tried = interrupted || event_log.appended();
                let answer = match failure(&payment).filter(|_| tried) {
                    Some(failure) => declined(failure, intent).into(),
                    None => HttpAnswer::ok(&intent)?,
                };
                (answer, true)
            }
            Outcome::Refused(error) => (HttpAnswer::from(error), true),
            Outcome::Rejected(error) => (HttpAnswer::from(error), false),
        };
        let sql = self.state.storage().sql();
        if let (Some(key), true) = (&call.idempotency, record) {
            record_answer(&sql, key, &answer)?;
        }
        if event_log.appended() {
            self.publish(event_log).await;
        }
        Ok(answer)
    }

    fn intent_name(&self) -> String {
        let name = self.state.id().name().unwrap_or_default();
        name.split_once('/')
            .map(|(_, intent)| intent.to_owned())
            .unwrap_or(name)
    }
}

/// Why the last attempt failed, if that is how the payment stands.
fn failure(payment: &Payment) -> Option<&Failure> {
    match &payment.state {
        State::RequiresPaymentMethod { last_failure } => last_failure.as_ref(),
        _ => None,
    }
}

/// 402, in the shape of an error that carries the intent.
fn declined(failure: &Failure, intent: serde_json::Value) -> ApiError {
    let fields = failure_error(failure, false);
    let error: Result<ApiError, _> = serde_json::from_value(fields);
    error
        .unwrap_or_else(|_| ApiError::invalid(failure.cause.message()))
        .with_status(402)
        .with_payment_intent(intent)
}
