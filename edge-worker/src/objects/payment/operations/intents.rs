//! What happens to an intent: it is created, changed, confirmed, captured, canceled.

use super::super::screening::subject;
use super::super::wire::{Confirmation, IntentChanges};
use super::super::{PaymentObject, Run};
use super::{Undone, fresh_call};
use crate::intent_checks::{amount_within_bounds, check_owner, check_payable};
use crate::partners::needs_code;
use crate::payment_run::RunError;
use crate::ports::{Clock, EventLog, Random};
use crate::refusals::refusal;
use shared::api::error::ApiError;
use shared::api::payment_intent::Audience;
use shared::ids::{AttemptId, PaymentIntentId};
use shared::methods::{CardWallet, MethodType};
use shared::money::Money;
use shared::payment::apply::replay;
use shared::payment::change::Change;
use shared::payment::command::Command;
use shared::payment::decide::decide;
use shared::payment::event::{Event, Recorded};
use shared::payment::method::{CardSummary, Instrument, PaymentMethod};
use shared::payment::refusal::Refusal;
use shared::payment::state::{CancelReason, Payment, State, Terms};
use shared::payment::terms::ConfirmationMethod;

impl PaymentObject {
    /// Appends the creation, unless an interrupted first try has done so; then confirms if asked.
    pub(super) async fn create(
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
                if let Some(confirmation) = &confirmation {
                    check_confirmable(run, &created, confirmation)?;
                }
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

    pub(super) async fn confirm(
        &self,
        run: &Run<'_, '_>,
        audience: Audience,
        mut confirmation: Confirmation,
    ) -> Result<Payment, Undone> {
        let _turn = self.turn().await?;
        let payment = run.load()?;
        if audience == Audience::PublishableKey
            && payment.terms.confirmation == ConfirmationMethod::Manual
            && !is_held_from_links_page(&confirmation)
        {
            return Err(server_confirms().into());
        }
        check_expected(confirmation.expected, payment.terms.amount)?;
        let mut terms = payment.terms.clone();
        terms.change_all(&confirmation.changes);
        pay_as_link(&mut confirmation, &terms);
        check_owner(confirmation.method.as_ref(), &terms)?;
        check_code(&payment, &confirmation)?;
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
        let command = screened(run, &confirmation).await?;
        let started = run.commit(command).await?;
        Ok(run.settle(started, confirmation.typed.as_ref()).await?)
    }

    pub(super) async fn capture(
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
        let _turn = self.turn().await?;
        let payment = run.load()?;
        let changes = changes_of(&payment, changes)?;
        let command = Command::Capture {
            amount,
            is_final,
            call: fresh_call(run),
        };
        if !changes.is_empty() {
            // A capture that is refused changes nothing, and one that a crash keeps from being
            // asked for is begun anew by the retry.
            decide(&payment, command.clone(), run.clock.now_ms())?;
            let begins = run.log.begins.take();
            run.commit(Command::Update { changes }).await?;
            run.log.begins.replace(begins);
        }
        let capturing = run.commit(command).await?;
        Ok(run.settle(capturing, None).await?)
    }

    pub(super) async fn increment(
        &self,
        run: &Run<'_, '_>,
        amount_minor: i64,
        changes: IntentChanges,
    ) -> Result<Payment, Undone> {
        let _turn = self.turn().await?;
        let payment = run.load()?;
        let amount = amount_within_bounds(amount_minor, payment.terms.amount.currency())?;
        let command = Command::IncrementAuthorization {
            amount,
            changes: changes_of(&payment, changes)?,
            call: fresh_call(run),
        };
        let asked = run.commit(command).await?;
        Ok(run.settle(asked, None).await?)
    }

    pub(super) async fn cancel(
        &self,
        run: &Run<'_, '_>,
        reason: CancelReason,
    ) -> Result<Payment, RunError> {
        let call = fresh_call(run);
        self.settled(run, Command::Cancel { reason, call }).await
    }
}

/// The confirmation with what the velocity rules say of it. What the payment refuses is not counted.
async fn screened(run: &Run<'_, '_>, confirmation: &Confirmation) -> Result<Command, RunError> {
    let mut command = confirm_command(run, confirmation);
    let payment = run.load()?;
    let Some(subject) = subject(&payment, confirmation) else {
        return Ok(command);
    };
    decide(&payment, command.clone(), run.clock.now_ms()).map_err(RunError::Refused)?;
    if let Command::Confirm { attempt, terms, .. } = &mut command {
        let screening = subject.screen(run.log.edge, attempt).await;
        terms.screening = screening.map(Box::new);
    }
    Ok(command)
}

fn confirm_command(run: &Run<'_, '_>, confirmation: &Confirmation) -> Command {
    Command::Confirm {
        method: confirmation.method.clone(),
        attempt: AttemptId::from_bytes(run.random.bytes()),
        call: fresh_call(run),
        return_url: confirmation.return_url.clone(),
        style: confirmation.style,
        terms: confirmation.terms.clone(),
        changes: confirmation.changes.clone(),
    }
}

/// Whether the server has sent the buyer to Link's page, and keeps the last word on what is chosen there:
/// nothing but reserving the money can wait for that.
fn is_held_from_links_page(confirmation: &Confirmation) -> bool {
    let method = confirmation.method.as_ref().map(PaymentMethod::method_type);
    let can_wait = method.is_some_and(|method| method.row().authorization_window_h().is_some());
    confirmation.terms.on_links_page && can_wait
}

/// A card out of Link is Link itself to a merchant who takes that and no cards.
fn pay_as_link(confirmation: &mut Confirmation, terms: &Terms) {
    let on_links_page = confirmation.terms.on_links_page;
    let takes = |method| terms.check(method, None).is_ok();
    let Some(method) = &mut confirmation.method else {
        return;
    };
    let is_links = on_links_page || method.card_wallet() == Some(CardWallet::Link);
    if let Instrument::Card(card) = &method.instrument
        && is_links
        && !takes(MethodType::Card)
        && takes(MethodType::Link)
    {
        let card = CardSummary {
            wallet: None,
            ..card.clone()
        };
        method.instrument = Instrument::Link(card);
    }
}

/// A buyer pays what they were shown.
fn check_expected(expected: Option<Money>, amount: Money) -> Result<(), ApiError> {
    let Some(expected) = expected.filter(|expected| *expected != amount) else {
        return Ok(());
    };
    let (name, provided, expected) = match expected.currency() == amount.currency() {
        true => (
            "amount",
            expected.minor().to_string(),
            amount.minor().to_string(),
        ),
        false => (
            "currency",
            expected.currency().code().to_owned(),
            amount.currency().code().to_owned(),
        ),
    };
    Err(ApiError::invalid(format!(
        "The provided {name} ({provided}) does not match the expected {name} ({expected}). Call elements.update() with what the intent asks for, so that the buyer sees it before paying."
    ))
    .with_param(name))
}

/// An intent that is created to be confirmed at once is not created where that is refused.
fn check_confirmable(
    run: &Run<'_, '_>,
    created: &Recorded,
    confirmation: &Confirmation,
) -> Result<(), Undone> {
    let Some(mut payment) = replay([created]) else {
        return Ok(());
    };
    let command = confirm_command(run, confirmation);
    let purpose = payment.terms.purpose;
    check_code(&payment, confirmation).map_err(|why| refusal(&why, purpose))?;
    decide(&payment, command, created.at_ms).map_err(|why| refusal(&why, purpose))?;
    payment.terms.change_all(&confirmation.changes);
    check_owner(confirmation.method.as_ref(), &payment.terms)?;
    Ok(())
}

/// A code from the buyer's app is not kept, so that it comes with the confirmation or not at all.
fn check_code(payment: &Payment, confirmation: &Confirmation) -> Result<(), Refusal> {
    let waiting = match &payment.state {
        State::RequiresConfirmation { method } => Some(method),
        _ => None,
    };
    match confirmation.method.as_ref().or(waiting) {
        Some(method) if needs_code(method) && confirmation.typed.is_none() => {
            Err(Refusal::OptionMissing {
                method: method.method_type(),
                name: "code",
            })
        }
        Some(_) | None => Ok(()),
    }
}

pub(super) async fn update(run: &Run<'_, '_>, changes: IntentChanges) -> Result<Payment, Undone> {
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

/// With `confirmation_method=manual` a browser cannot confirm.
fn server_confirms() -> ApiError {
    ApiError::invalid(
        "The confirmation_method of this PaymentIntent is manual, so it can only be confirmed on your server with a secret key.",
    )
    .with_code("payment_intent_invalid_parameter")
}
