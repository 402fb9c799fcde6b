//! Link's own page, where a buyer goes from an attempt with Link: what there is to pay, and that the
//! buyer does not want to.

use super::log::SqlEventLog;
use super::wire::{LinkPage, LinkPageStanding, PaymentAnswer};
use super::{PaymentObject, Run};
use crate::env::Edge;
use crate::payment_run::RunError;
use crate::ports::{EventLog, Random};
use shared::ids::{AccountId, AttemptId, CallId};
use shared::methods::MethodType;
use shared::payment::command::{Answer, Command};
use shared::payment::event::{Event, Recorded};
use shared::payment::failure::FailureCause;
use shared::payment::method::{Instrument, PaymentMethod};
use shared::payment::state::{Payment, State};

impl PaymentObject {
    /// What the page of this attempt has to show; where the buyer `leaves` it, after that.
    pub(super) async fn link_page(
        &self,
        edge: &Edge,
        account: &AccountId,
        attempt: &AttemptId,
        leaves: bool,
    ) -> PaymentAnswer {
        let event_log = self.log(edge, account, None, None);
        let run = self.run(edge, &event_log);
        if leaves {
            let left = self.leave_link_page(&run, attempt).await;
            if event_log.appended() {
                self.publish(&event_log).await;
            }
            // It is open still, which the page shows: the buyer may press again.
            if let Err(error) = left {
                worker::console_error!("leaving Link's page: {}", super::fault_of(error).0);
            }
        }
        shown(edge, &event_log, &run, attempt).map_or(PaymentAnswer::Missing, |page| {
            PaymentAnswer::LinkPage(Box::new(page))
        })
    }

    /// Ends what the buyer has begun there, unless it has ended: Link's own attempt as one that they
    /// turned down, a card's as one that they turned away from.
    async fn leave_link_page(
        &self,
        run: &Run<'_, '_>,
        attempt: &AttemptId,
    ) -> Result<(), RunError> {
        let payment = run.load()?;
        let State::RequiresAction { attempt: open, .. } = &payment.state else {
            return Ok(());
        };
        if open.id == *attempt {
            let cause = FailureCause::CustomerDeclined;
            let command = Command::Notified {
                attempt: attempt.clone(),
                answer: Answer::Declined { cause },
                fresh: run.fresh_ids(),
            };
            self.take_in(run, command).await?;
        } else if was_replaced(&run.log.load()?, attempt) {
            let _turn = self.turn().await?;
            let call = CallId::from_bytes(run.random.bytes());
            let withdrawing = run.commit(Command::Replace { call }).await?;
            run.settle(withdrawing, None).await?;
        }
        Ok(())
    }
}

/// `None` where this is no attempt with Link.
fn shown(
    edge: &Edge,
    event_log: &SqlEventLog<'_>,
    run: &Run<'_, '_>,
    attempt: &AttemptId,
) -> Option<LinkPage> {
    let log = event_log.load().ok()?;
    let method = method_of(&log, attempt)?;
    let payment = run.load().ok()?;
    Some(LinkPage {
        standing: standing(&payment, &log, attempt),
        client_secret: super::log::client_secret(edge, &payment),
        purpose: payment.terms.purpose,
        amount: payment.terms.amount,
        email: method.billing.email.clone(),
    })
}

fn method_of<'l>(log: &'l [Recorded], attempt: &AttemptId) -> Option<&'l PaymentMethod> {
    let method = log.iter().find_map(|recorded| match &recorded.event {
        Event::AttemptStarted {
            attempt: started,
            method,
            ..
        } if started == attempt => Some(method),
        _ => None,
    })?;
    (method.instrument == Instrument::Account(MethodType::Link)).then_some(method)
}

/// Whether the attempt ended because another took its place, as a card's does that is chosen on the
/// page.
fn was_replaced(log: &[Recorded], attempt: &AttemptId) -> bool {
    let after = log.iter().skip_while(|recorded| {
        !matches!(&recorded.event, Event::AttemptStarted { attempt: started, .. } if started == attempt)
    });
    let mut ends = after.filter_map(|recorded| match &recorded.event {
        Event::AttemptFailed { cause, .. } => Some(cause),
        _ => None,
    });
    ends.next() == Some(&FailureCause::Replaced)
}

fn standing(payment: &Payment, log: &[Recorded], attempt: &AttemptId) -> LinkPageStanding {
    match &payment.state {
        State::RequiresAction { attempt: open, .. } if open.id == *attempt => {
            LinkPageStanding::Open
        }
        State::RequiresAction { .. }
        | State::RequiresPaymentMethod { .. }
        | State::RequiresConfirmation { .. }
            if !was_replaced(log, attempt) =>
        {
            LinkPageStanding::Over
        }
        State::RequiresAction { .. }
        | State::RequiresPaymentMethod { .. }
        | State::RequiresConfirmation { .. }
        // Somebody is at work on it: what comes of it, the form says.
        | State::Authorizing { .. }
        | State::Withdrawing { .. }
        | State::Canceling { .. } => LinkPageStanding::Open,
        State::AwaitsConfirmation { .. }
        | State::Processing { .. }
        | State::RequiresCapture { .. }
        | State::Capturing { .. }
        | State::Incrementing { .. }
        | State::Succeeded { .. }
        | State::SetUp { .. } => LinkPageStanding::Paid,
        State::Canceled { .. } => LinkPageStanding::Over,
    }
}
