//! What each operation of the merchant API does to a payment.

mod after_payment;
mod intents;
mod verification;

use super::wire::{Operation, Shown};
use super::{PaymentObject, Run};
use crate::payment_run::RunError;
use crate::ports::Random;
use after_payment::{refund_of, update_charge, update_refund};
use intents::update;
use shared::api::error::ApiError;
use shared::api::payment_intent::Audience;
use shared::ids::CallId;
use shared::payment::command::Command;
use shared::payment::refusal::Refusal;
use shared::payment::state::Payment;

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
                | Operation::VerifyMicrodeposits { .. }
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
            Operation::VerifyMicrodeposits { given } => {
                (self.verify(run, given).await?, Shown::Intent)
            }
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
            Operation::Confirm { .. } | Operation::VerifyMicrodeposits { .. } => {
                (Shown::Intent, true)
            }
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

fn fresh_call(run: &Run<'_, '_>) -> CallId {
    CallId::from_bytes(run.random.bytes())
}
