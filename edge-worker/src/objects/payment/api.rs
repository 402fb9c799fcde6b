//! The merchant API's requests to one payment: idempotency, the operation, the answer.

use super::PaymentObject;
use super::log::{Entry, SqlEventLog};
use super::operations::{Done, Undone};
use super::shown::Picture;
use super::wire::Operation;
use crate::env::{Edge, SystemClock};
use crate::error::{HttpAnswer, internal, lock_timeout};
use crate::expand::{Remote, expand};
use crate::objects::idempotency::{IdempotencyKey, Standing, record_answer};
use crate::payment_run::RunError;
use crate::ports::{Clock, EventLog, Fault};
use crate::refusals::refusal;
use serde_json::Value;
use shared::api::error::ApiError;
use shared::api::payment_intent::{Audience, failure_error};
use shared::ids::AccountId;
use shared::json;
use shared::ledger::postings::ledger_of;
use shared::payment::event::Event;
use shared::payment::failure::Failure;
use shared::payment::refusal::Refusal;
use shared::payment::state::{Payment, State};
use shared::payment::terms::Purpose;

/// Who asks, and under which key.
pub struct ApiCall {
    pub account: AccountId,
    pub request_id: String,
    pub idempotency: Option<IdempotencyKey>,
    pub audience: Audience,
    /// Ids in the answer that are to be replaced by their objects.
    pub expand: Vec<String>,
    /// Which kind of intent the merchant named; `None` where they named something else.
    pub purpose: Option<Purpose>,
}

/// How an operation ended.
enum Outcome {
    /// One of the payment's objects, as it is now.
    Done(Box<Done>),
    /// What the merchant named is not here.
    Missing,
    /// A refusal that leaves a trace under the idempotency key: the operation was tried.
    Refused(ApiError),
    /// Nothing was tried, nothing is recorded.
    Rejected(ApiError),
}

impl PaymentObject {
    /// Carries out one operation and keeps its answer under the request's idempotency key. `None`
    /// when there is nothing of the name that the merchant gave.
    pub(super) async fn api(
        &self,
        edge: &Edge,
        call: ApiCall,
        operation: Operation,
    ) -> Option<HttpAnswer> {
        match self.api_inner(edge, &call, operation).await {
            Ok(answer) => answer,
            Err(fault) => Some(internal(&fault).into()),
        }
    }

    async fn api_inner(
        &self,
        edge: &Edge,
        call: &ApiCall,
        operation: Operation,
    ) -> Result<Option<HttpAnswer>, Fault> {
        let event_log = self.log(
            edge,
            &call.account,
            Some(&call.request_id),
            call.idempotency.as_ref(),
        );
        let creates = matches!(operation, Operation::Create { .. });
        if !creates && !is_here(&event_log, call.purpose)? {
            return Ok(None);
        }
        let Some(key) = &call.idempotency else {
            let outcome = self
                .carry_out(edge, &event_log, call, operation, None)
                .await?;
            return self.finish(&event_log, call, outcome, false).await;
        };
        let (standing, _turn) = self.in_progress.begin(&self.state.storage().sql(), key)?;
        let interrupted = match standing {
            Standing::Answered(answer) => {
                // A crash may have come between the first answer and its news.
                self.tell_what_is_new(&event_log).await?;
                return Ok(Some(answer));
            }
            Standing::Refused(error) => return Ok(Some(error.into())),
            Standing::New => None,
            Standing::Interrupted => Some(key.key.as_str()),
        };
        let outcome = self
            .carry_out(edge, &event_log, call, operation, interrupted)
            .await?;
        self.finish(&event_log, call, outcome, interrupted.is_some())
            .await
    }

    /// `interrupted` is the key of a request that a crash cut off.
    async fn carry_out(
        &self,
        edge: &Edge,
        event_log: &SqlEventLog<'_>,
        call: &ApiCall,
        operation: Operation,
        interrupted: Option<&str>,
    ) -> Result<Outcome, Fault> {
        let run = self.run(edge, event_log);
        let done = match interrupted {
            Some(key) => self.go_on(&run, call.audience, key, operation).await,
            None => self.operate(&run, call.audience, operation).await,
        };
        let why = match done {
            Ok(done) => return Ok(Outcome::Done(Box::new(done))),
            Err(Undone::Invalid(error)) => return Ok(Outcome::Rejected(error)),
            Err(Undone::Run(RunError::Missing)) => return Ok(Outcome::Missing),
            Err(Undone::Run(RunError::Busy)) => return Ok(Outcome::Rejected(lock_timeout())),
            Err(Undone::Run(RunError::Fault(fault))) => return Err(fault),
            Err(Undone::Run(RunError::Refused(why))) => why,
        };
        match why {
            Refusal::ChargeMissing | Refusal::RefundMissing | Refusal::DisputeMissing => {
                Ok(Outcome::Missing)
            }
            why => {
                let payment = run.load().map_err(super::fault_of)?;
                let intent = picture(event_log, &payment, |view| view.intent(call.audience))?;
                let error = refusal(&why, payment.terms.purpose);
                Ok(Outcome::Refused(about(&payment, error, intent)))
            }
        }
    }

    /// Tells the account, renders the answer, and keeps it for a retry.
    async fn finish(
        &self,
        event_log: &SqlEventLog<'_>,
        call: &ApiCall,
        outcome: Outcome,
        interrupted: bool,
    ) -> Result<Option<HttpAnswer>, Fault> {
        let (answer, record) = match outcome {
            Outcome::Done(done) => {
                let tried = interrupted || event_log.appended();
                match self.show(event_log, call, &done, tried).await? {
                    Some(answer) => (answer, true),
                    None => return Ok(None),
                }
            }
            Outcome::Refused(error) => (HttpAnswer::from(error), true),
            Outcome::Rejected(error) => (HttpAnswer::from(error), false),
            Outcome::Missing => return Ok(None),
        };
        let sql = self.state.storage().sql();
        if let (Some(key), true) = (&call.idempotency, record) {
            record_answer(&sql, key, &answer)?;
        }
        self.tell_what_is_new(event_log).await?;
        Ok(Some(answer))
    }

    /// An answer comes after the account knows of what it tells, so that lists and feed agree with
    /// it.
    async fn tell_what_is_new(&self, event_log: &SqlEventLog<'_>) -> Result<(), Fault> {
        let newest = event_log.entries()?.last().map(|entry| entry.recorded.seq);
        if newest.is_some_and(|newest| newest > event_log.memory.published()) {
            self.publish(event_log).await;
        }
        Ok(())
    }

    async fn show(
        &self,
        event_log: &SqlEventLog<'_>,
        call: &ApiCall,
        done: &Done,
        tried: bool,
    ) -> Result<Option<HttpAnswer>, Fault> {
        let payment = &done.payment;
        let object = picture(event_log, payment, |view| {
            view.of(&done.shown, call.audience)
        })?;
        let Some(mut object) = object else {
            return Ok(None);
        };
        let failed = match failure(payment).filter(|_| done.attempted && tried) {
            Some(failure) => Some(failure),
            None => declined_increment(event_log, call, payment)?,
        };
        if let Some(failure) = failed {
            return Ok(Some(
                declined(&failure, payment, object, call.audience).into(),
            ));
        }
        if !call.expand.is_empty() {
            let own = picture(event_log, payment, |view| view.all())?;
            let resolver = Remote {
                edge: event_log.edge,
                account: &call.account,
                own: &own,
            };
            expand(&resolver, &mut object, &call.expand).await?;
        }
        HttpAnswer::ok(&object).map(Some)
    }
}

/// Whether there is a payment, of the kind that the merchant named.
fn is_here(event_log: &SqlEventLog<'_>, purpose: Option<Purpose>) -> Result<bool, Fault> {
    let entries = event_log.entries()?;
    let found = entries.first().map(|first| match &first.recorded.event {
        Event::Created { terms, .. } => terms.purpose,
        _ => Purpose::Payment,
    });
    Ok(match (found, purpose) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(found), Some(named)) => found == named,
    })
}

/// Looks at the payment as it is at the end of its log.
fn picture<T>(
    event_log: &SqlEventLog<'_>,
    payment: &Payment,
    look: impl FnOnce(&Picture<'_>) -> T,
) -> Result<T, Fault> {
    let postings = ledger_of(&event_log.load()?).map_err(|error| Fault(error.to_string()))?;
    Ok(look(&Picture {
        edge: event_log.edge,
        payment,
        postings: &postings,
        at: SystemClock.now_ms().div_euclid(1000),
    }))
}

/// Why the last attempt failed, if that is how the payment stands.
fn failure(payment: &Payment) -> Option<Failure> {
    match &payment.state {
        State::RequiresPaymentMethod { last_failure } => last_failure.clone(),
        _ => None,
    }
}

/// Why the issuer would not reserve more, if this request asked for it, or its first try did.
fn declined_increment(
    event_log: &SqlEventLog<'_>,
    call: &ApiCall,
    payment: &Payment,
) -> Result<Option<Failure>, Fault> {
    let entries = event_log.entries()?;
    let key = call.idempotency.as_ref().map(|key| key.key.as_str());
    let asked_here = |entry: &Entry| {
        let same_key = key.is_some() && entry.idempotency_key.as_deref() == key;
        let is_asked = matches!(entry.recorded.event, Event::IncrementRequested { .. });
        is_asked && (same_key || entry.request_id.as_deref() == Some(&call.request_id))
    };
    let since = entries.iter().skip_while(|entry| !asked_here(entry));
    let outcome = since.map(|entry| &entry.recorded.event).find(|event| {
        matches!(
            event,
            Event::IncrementDeclined { .. } | Event::AuthorizationIncremented { .. }
        )
    });
    let cause = match outcome {
        Some(Event::IncrementDeclined { cause }) => Some(cause.clone()),
        _ => None,
    };
    Ok(cause
        .zip(payment.state.method())
        .map(|(cause, method)| Failure {
            cause,
            method: method.clone(),
            charge: payment.latest_charge.clone(),
        }))
}

/// 402, in the shape of an error that carries the intent.
fn declined(failure: &Failure, payment: &Payment, intent: Value, audience: Audience) -> ApiError {
    let fields = failure_error(failure, payment.terms.purpose, false, audience);
    let error: Result<ApiError, _> = json::from_value(fields);
    let error = error
        .unwrap_or_else(|_| ApiError::invalid(failure.cause.message()))
        .with_status(402);
    about(payment, error, intent)
}

/// The error, with the intent that it is about.
fn about(payment: &Payment, error: ApiError, intent: Value) -> ApiError {
    match payment.terms.purpose {
        Purpose::Payment => error.with_payment_intent(intent),
        Purpose::Setup => error.with_setup_intent(intent),
    }
}
