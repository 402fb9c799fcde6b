//! What each operation of the merchant API does to a payment.

use super::wire::{Confirmation, IntentChanges, Operation, Shown};
use super::{PaymentObject, Run};
use crate::intent_checks::{amount_within_bounds, check_owner, check_payable};
use crate::metadata::{Metadata, MetadataChange};
use crate::payment_run::RunError;
use crate::ports::{Clock, EventLog, Random};
use shared::api::error::ApiError;
use shared::api::payment_intent::Audience;
use shared::ids::{AttemptId, CallId, ChargeId, DisputeId, PaymentIntentId, RefundId, within};
use shared::money::Money;
use shared::payment::change::Change;
use shared::payment::charge::ChargeChange;
use shared::payment::command::Command;
use shared::payment::event::{Event, Recorded, RefundFact};
use shared::payment::method::PaymentMethod;
use shared::payment::refund::RefundReason;
use shared::payment::refusal::Refusal;
use shared::payment::state::{CancelReason, Payment, State, Terms};
use shared::payment::terms::ConfirmationMethod;
use std::collections::BTreeMap;

/// How the payment is after an operation, and what of it the answer shows.
pub struct Done {
    pub payment: Payment,
    pub shown: Shown,
    /// Somebody tried to pay: a failure of the attempt is the answer.
    pub attempted: bool,
}

/// Why an operation was not carried out.
pub enum Undone {
    Run(RunError),
    /// It makes no sense for this payment.
    Invalid(ApiError),
}

impl From<RunError> for Undone {
    fn from(error: RunError) -> Self {
        Self::Run(error)
    }
}

impl From<ApiError> for Undone {
    fn from(error: ApiError) -> Self {
        Self::Invalid(error)
    }
}

impl From<Refusal> for Undone {
    fn from(refusal: Refusal) -> Self {
        Self::Run(RunError::Refused(refusal))
    }
}

impl PaymentObject {
    pub(super) async fn operate(
        &self,
        run: &Run<'_, '_>,
        audience: Audience,
        operation: Operation,
    ) -> Result<Done, Undone> {
        let attempted = matches!(
            &operation,
            Operation::Confirm { .. }
                | Operation::Create {
                    confirmation: Some(_),
                    ..
                }
        );
        let (payment, shown) = match operation {
            Operation::Create {
                id,
                terms,
                method,
                confirmation,
            } => {
                let created = self.create(run, audience, id, *terms, method, confirmation);
                (created.await?, Shown::Intent)
            }
            Operation::Retrieve { shown } => (run.load()?, shown),
            Operation::Update { changes } => (update(run, changes).await?, Shown::Intent),
            Operation::Confirm { confirmation } => (
                self.confirm(run, audience, confirmation).await?,
                Shown::Intent,
            ),
            Operation::Capture {
                amount_minor,
                is_final,
                changes,
            } => (
                self.capture(run, amount_minor, is_final, changes).await?,
                Shown::Intent,
            ),
            Operation::IncrementAuthorization {
                amount_minor,
                changes,
            } => (
                self.increment(run, amount_minor, changes).await?,
                Shown::Intent,
            ),
            Operation::Cancel { reason } => (self.cancel(run, reason).await?, Shown::Intent),
            Operation::Refund {
                charge,
                amount_minor,
                reason,
                metadata,
            } => {
                let asked = self.refund(run, charge, amount_minor, reason, metadata);
                asked.await?
            }
            Operation::UpdateRefund { refund, metadata } => {
                let payment = update_refund(run, &refund, metadata).await?;
                (payment, Shown::Refund(refund))
            }
            Operation::CancelRefund { refund } => {
                let call = fresh_call(run);
                let command = Command::CancelRefund {
                    refund: refund.clone(),
                    call,
                };
                (self.settled(run, command).await?, Shown::Refund(refund))
            }
            Operation::UpdateCharge {
                charge,
                changes,
                metadata,
            } => {
                let payment = update_charge(run, &charge, changes, metadata).await?;
                (payment, Shown::Charge(charge))
            }
            Operation::UpdateDispute {
                dispute,
                evidence,
                metadata,
                submit,
            } => {
                let updated = self.update_dispute(run, &dispute, evidence, metadata, submit);
                (updated.await?, Shown::Dispute(dispute))
            }
            Operation::CloseDispute { dispute } => {
                let call = fresh_call(run);
                let command = Command::CloseDispute {
                    dispute: dispute.clone(),
                    call,
                };
                (self.settled(run, command).await?, Shown::Dispute(dispute))
            }
        };
        Ok(Done {
            payment,
            shown,
            attempted,
        })
    }

    /// The first try of this request began before a crash. What it decided is in the log, with
    /// whatever came of it, so there is nothing to start a second time.
    pub(super) async fn go_on(
        &self,
        run: &Run<'_, '_>,
        audience: Audience,
        key: &str,
        operation: Operation,
    ) -> Result<Done, Undone> {
        let (shown, attempted) = match operation {
            created @ Operation::Create { .. } => {
                return self.operate(run, audience, created).await;
            }
            Operation::Retrieve { shown } => (shown, false),
            Operation::Confirm { .. } => (Shown::Intent, true),
            Operation::Update { .. }
            | Operation::Capture { .. }
            | Operation::IncrementAuthorization { .. }
            | Operation::Cancel { .. } => (Shown::Intent, false),
            Operation::Refund { .. } => match refund_of(run, key)? {
                Some(refund) => (Shown::Refund(refund), false),
                None => return Err(RunError::Missing.into()),
            },
            Operation::UpdateRefund { refund, .. } | Operation::CancelRefund { refund } => {
                (Shown::Refund(refund), false)
            }
            Operation::UpdateCharge { charge, .. } => (Shown::Charge(charge), false),
            Operation::UpdateDispute { dispute, .. } | Operation::CloseDispute { dispute } => {
                (Shown::Dispute(dispute), false)
            }
        };
        Ok(Done {
            payment: self.resume(run).await?,
            shown,
            attempted,
        })
    }

    /// Appends the creation, unless an interrupted first try has done so; then confirms if asked.
    async fn create(
        &self,
        run: &Run<'_, '_>,
        audience: Audience,
        id: PaymentIntentId,
        terms: Terms,
        method: Option<PaymentMethod>,
        confirmation: Option<Confirmation>,
    ) -> Result<Payment, Undone> {
        let payment = match run.load() {
            Ok(payment) => payment,
            Err(RunError::Missing) => {
                check_owner(method.as_ref(), &terms)?;
                let created = Recorded {
                    seq: 1,
                    at_ms: run.clock.now_ms(),
                    event: Event::Created { id, terms, method },
                };
                let appended = run.log.append(std::slice::from_ref(&created)).await;
                appended.map_err(RunError::from)?;
                run.load()?
            }
            Err(other) => return Err(other.into()),
        };
        match (confirmation, &payment.state) {
            (Some(confirmation), State::RequiresPaymentMethod { last_failure: None })
            | (Some(confirmation), State::RequiresConfirmation { .. }) => {
                self.confirm(run, audience, confirmation).await
            }
            (Some(_), _) => Ok(self.resume(run).await?),
            (None, _) => Ok(payment),
        }
    }

    async fn confirm(
        &self,
        run: &Run<'_, '_>,
        audience: Audience,
        confirmation: Confirmation,
    ) -> Result<Payment, Undone> {
        let _turn = self.turn().await?;
        let payment = run.load()?;
        if audience == Audience::PublishableKey
            && payment.terms.confirmation == ConfirmationMethod::Manual
        {
            return Err(server_confirms().into());
        }
        let mut terms = payment.terms.clone();
        terms.change_all(&confirmation.changes);
        check_owner(confirmation.method.as_ref(), &terms)?;
        let replaces = match &payment.state {
            State::RequiresAction { .. } => true,
            // Without a method it is the attempt under way that is confirmed.
            State::AwaitsConfirmation { .. } => confirmation.method.is_some(),
            _ => false,
        };
        if replaces {
            // The request has its own effect only with the new attempt: until then a crash leaves
            // nothing under its key, and a retry begins anew.
            let begins = run.log.begins.take();
            let call = fresh_call(run);
            let withdrawing = run.commit(Command::Replace { call }).await?;
            run.settle(withdrawing, None).await?;
            run.log.begins.replace(begins);
        }
        let command = Command::Confirm {
            method: confirmation.method,
            attempt: AttemptId::from_bytes(run.random.bytes()),
            call: fresh_call(run),
            return_url: confirmation.return_url,
            style: confirmation.style,
            terms: confirmation.terms,
            changes: confirmation.changes,
        };
        let started = run.commit(command).await?;
        Ok(run.settle(started, confirmation.card.as_ref()).await?)
    }

    async fn capture(
        &self,
        run: &Run<'_, '_>,
        amount_minor: Option<i64>,
        is_final: bool,
        changes: IntentChanges,
    ) -> Result<Payment, Undone> {
        let payment = run.load()?;
        let currency = payment.terms.amount.currency();
        let amount = match amount_minor {
            None => None,
            Some(minor) => {
                Some(Money::new(minor, currency).map_err(|_| Refusal::CaptureNotPositive)?)
            }
        };
        let changes = changes_of(&payment, changes)?;
        let _turn = self.turn().await?;
        if !changes.is_empty() {
            // Told together with the capture, which may still be refused.
            let command = Command::Update { changes };
            run.commit(command).await?;
        }
        let call = fresh_call(run);
        let command = Command::Capture {
            amount,
            is_final,
            call,
        };
        let capturing = run.commit(command).await?;
        Ok(run.settle(capturing, None).await?)
    }

    async fn increment(
        &self,
        run: &Run<'_, '_>,
        amount_minor: i64,
        changes: IntentChanges,
    ) -> Result<Payment, Undone> {
        let payment = run.load()?;
        let amount = amount_within_bounds(amount_minor, payment.terms.amount.currency())?;
        let command = Command::IncrementAuthorization {
            amount,
            changes: changes_of(&payment, changes)?,
            call: fresh_call(run),
        };
        Ok(self.settled(run, command).await?)
    }

    async fn cancel(&self, run: &Run<'_, '_>, reason: CancelReason) -> Result<Payment, RunError> {
        let call = fresh_call(run);
        self.settled(run, Command::Cancel { reason, call }).await
    }

    async fn refund(
        &self,
        run: &Run<'_, '_>,
        charge: Option<ChargeId>,
        amount_minor: Option<i64>,
        reason: Option<RefundReason>,
        metadata: Metadata,
    ) -> Result<(Payment, Shown), Undone> {
        let payment = run.load()?;
        if let Some(charge) = &charge
            && payment.charge(charge).is_none()
        {
            return Err(Refusal::ChargeMissing.into());
        }
        let currency = payment.terms.amount.currency();
        let amount = match amount_minor {
            None => None,
            Some(minor) => {
                Some(Money::new(minor, currency).map_err(|_| Refusal::RefundNotPositive)?)
            }
        };
        let refund = RefundId::from_bytes(within(&payment.id, run.random.bytes()));
        let command = Command::Refund {
            refund: refund.clone(),
            amount,
            reason,
            metadata,
            call: fresh_call(run),
        };
        let payment = self.settled(run, command).await?;
        Ok((payment, Shown::Refund(refund)))
    }

    async fn update_dispute(
        &self,
        run: &Run<'_, '_>,
        dispute: &DisputeId,
        evidence: BTreeMap<String, String>,
        metadata: Option<MetadataChange>,
        submit: bool,
    ) -> Result<Payment, Undone> {
        let payment = run.load()?;
        let known = payment.dispute(dispute).ok_or(Refusal::DisputeMissing)?;
        let metadata = match metadata {
            None => None,
            Some(change) => Some(change.applied_to(known.metadata.clone())?),
        };
        let mut all_evidence = known.evidence.clone();
        let has_new = !evidence.is_empty();
        all_evidence.extend(evidence);
        all_evidence.retain(|_, text| !text.is_empty());
        let command = Command::UpdateDispute {
            dispute: dispute.clone(),
            evidence: has_new.then_some(all_evidence),
            metadata,
            submit,
            call: fresh_call(run),
        };
        Ok(self.settled(run, command).await?)
    }

    /// Decides on the command, and makes the calls that follow from it.
    async fn settled(&self, run: &Run<'_, '_>, command: Command) -> Result<Payment, RunError> {
        let _turn = self.turn().await?;
        let payment = run.commit(command).await?;
        run.settle(payment, None).await
    }

    /// Goes on where a killed process stopped.
    async fn resume(&self, run: &Run<'_, '_>) -> Result<Payment, RunError> {
        let fresh = run.fresh_ids();
        self.settled(run, Command::Wake { fresh }).await
    }
}

async fn update(run: &Run<'_, '_>, changes: IntentChanges) -> Result<Payment, Undone> {
    let payment = run.load()?;
    let changes = changes_of(&payment, changes)?;
    let mut terms = payment.terms.clone();
    terms.change_all(&changes);
    check_payable(&terms)?;
    for change in &changes {
        if let Change::Method(method) = change {
            check_owner(method.as_ref(), &terms)?;
        }
    }
    if changes.is_empty() {
        return Ok(payment);
    }
    Ok(run.commit(Command::Update { changes }).await?)
}

/// The changes, now that it is known what they change.
fn changes_of(payment: &Payment, asked: IntentChanges) -> Result<Vec<Change>, ApiError> {
    let mut changes = asked.changes;
    if asked.amount_minor.is_some() || asked.currency.is_some() {
        let before = payment.terms.amount;
        let minor = asked.amount_minor.unwrap_or(before.minor());
        let currency = asked.currency.unwrap_or(before.currency());
        changes.push(Change::Amount(amount_within_bounds(minor, currency)?));
    }
    if let Some(change) = asked.metadata {
        let metadata = change.applied_to(payment.terms.metadata.clone())?;
        changes.push(Change::Metadata(metadata));
    }
    Ok(changes)
}

async fn update_refund(
    run: &Run<'_, '_>,
    refund: &RefundId,
    metadata: Option<MetadataChange>,
) -> Result<Payment, Undone> {
    let payment = run.load()?;
    let known = payment.refund(refund).ok_or(Refusal::RefundMissing)?;
    let Some(change) = metadata else {
        return Ok(payment);
    };
    let metadata = change.applied_to(known.metadata.clone())?;
    let refund = refund.clone();
    Ok(run
        .commit(Command::UpdateRefund { refund, metadata })
        .await?)
}

async fn update_charge(
    run: &Run<'_, '_>,
    charge: &ChargeId,
    mut changes: Vec<ChargeChange>,
    metadata: Option<MetadataChange>,
) -> Result<Payment, Undone> {
    let payment = run.load()?;
    let known = payment.charge(charge).ok_or(Refusal::ChargeMissing)?;
    if let Some(change) = metadata {
        let metadata = change.applied_to(known.metadata.clone())?;
        changes.push(ChargeChange::Metadata(metadata));
    }
    if changes.is_empty() {
        return Ok(payment);
    }
    let charge = charge.clone();
    Ok(run
        .commit(Command::UpdateCharge { charge, changes })
        .await?)
}

/// The refund that the interrupted request with this key asked for.
fn refund_of(run: &Run<'_, '_>, key: &str) -> Result<Option<RefundId>, RunError> {
    let entries = run.log.entries()?;
    Ok(entries
        .into_iter()
        .find_map(|entry| match entry.recorded.event {
            Event::Refund {
                refund,
                fact: RefundFact::Requested { .. },
            } if entry.idempotency_key.as_deref() == Some(key) => Some(refund),
            _ => None,
        }))
}

fn fresh_call(run: &Run<'_, '_>) -> CallId {
    CallId::from_bytes(run.random.bytes())
}

/// With `confirmation_method=manual` a browser cannot confirm.
fn server_confirms() -> ApiError {
    ApiError::invalid(
        "The confirmation_method of this PaymentIntent is manual, so it can only be confirmed on your server with a secret key.",
    )
    .with_code("payment_intent_invalid_parameter")
}
