//! What happens to the charges, refunds and disputes of a payment.

use super::super::wire::Shown;
use super::super::{PaymentObject, Run};
use super::{Undone, fresh_call};
use crate::metadata::{Metadata, MetadataChange};
use crate::payment_run::RunError;
use crate::ports::Random;
use shared::api::error::ApiError;
use shared::ids::{ChargeId, DisputeId, RefundId, within};
use shared::money::Money;
use shared::payment::charge::{ChargeChange, ChargeStanding};
use shared::payment::command::Command;
use shared::payment::event::{Event, RefundFact};
use shared::payment::refund::RefundReason;
use shared::payment::refusal::Refusal;
use shared::payment::state::Payment;
use std::collections::BTreeMap;

impl PaymentObject {
    pub(super) async fn refund(
        &self,
        run: &Run<'_, '_>,
        charge: Option<ChargeId>,
        amount_minor: Option<i64>,
        reason: Option<RefundReason>,
        metadata: Metadata,
    ) -> Result<(Payment, Shown), Undone> {
        let payment = run.load()?;
        if let Some(charge) = &charge {
            let known = payment.charge(charge).ok_or(Refusal::ChargeMissing)?;
            if matches!(known.standing, ChargeStanding::Failed { .. }) {
                return Err(nothing_was_charged(charge).into());
            }
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

    pub(super) async fn update_dispute(
        &self,
        run: &Run<'_, '_>,
        dispute: &DisputeId,
        evidence: BTreeMap<String, String>,
        metadata: Option<MetadataChange>,
        submit: bool,
    ) -> Result<Payment, Undone> {
        // Two requests may each bring a part of the evidence.
        let _turn = self.turn().await?;
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
        let updated = run.commit(command).await?;
        Ok(run.settle(updated, None).await?)
    }
}

pub(super) async fn update_refund(
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

pub(super) async fn update_charge(
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
pub(super) fn refund_of(run: &Run<'_, '_>, key: &str) -> Result<Option<RefundId>, RunError> {
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

/// The refund of a charge that failed, whatever its payment came to later.
fn nothing_was_charged(charge: &ChargeId) -> ApiError {
    ApiError::invalid(format!(
        "The charge {charge} failed, so there is nothing to refund."
    ))
    .with("charge_not_refundable", "charge")
}
