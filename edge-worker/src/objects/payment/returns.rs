//! The buyer comes back from the partner's page.

use super::log::SqlEventLog;
use super::wire::{PaymentAnswer, ReturnOutcome};
use super::{PaymentObject, Run};
use crate::env::Edge;
use crate::payment_run::RunError;
use crate::ports::{EventLog, Fault, Partner};
use shared::ids::{AccountId, AttemptId};
use shared::payment::command::Command;
use shared::payment::event::Event;
use shared::payment::state::{Payment, State};

impl PaymentObject {
    /// Where the buyer goes on, and how the payment stands. If the partner's notification is not
    /// here yet, the partner is asked.
    pub(super) async fn returned(
        &self,
        edge: &Edge,
        account: &AccountId,
        attempt: &AttemptId,
    ) -> PaymentAnswer {
        let event_log = self.log(edge, account, None, None);
        let run = self.run(edge, &event_log);
        let return_url = match return_url_of(&event_log, attempt) {
            Ok(Some(return_url)) => return_url,
            Ok(None) | Err(_) => return PaymentAnswer::Missing,
        };
        match self.ask_about(&run, attempt).await {
            Ok(payment) => {
                if event_log.appended() {
                    self.publish(&event_log).await;
                }
                PaymentAnswer::Returned {
                    return_url,
                    client_secret: super::log::client_secret(edge, &payment),
                    purpose: payment.terms.purpose,
                    outcome: outcome(&payment.state),
                }
            }
            Err(_) => PaymentAnswer::Missing,
        }
    }

    async fn ask_about(&self, run: &Run<'_, '_>, attempt: &AttemptId) -> Result<Payment, RunError> {
        let payment = run.load()?;
        let State::RequiresAction { attempt: open, .. } = &payment.state else {
            return Ok(payment);
        };
        if open.id != *attempt {
            return Ok(payment);
        }
        // A partner that cannot be asked now will notify later.
        let Ok(Some(answer)) = run.partner.lookup(&open.id, &open.opened_by).await else {
            return Ok(payment);
        };
        let fresh = run.fresh_ids();
        let news = Command::Notified {
            attempt: attempt.clone(),
            answer,
            fresh,
        };
        self.take_in(run, news).await
    }
}

fn outcome(state: &State) -> ReturnOutcome {
    match state {
        // Where a server confirms, what is left to do is the server's.
        State::AwaitsConfirmation { .. }
        | State::RequiresCapture { .. }
        | State::Succeeded { .. }
        | State::SetUp { .. } => ReturnOutcome::Succeeded,
        State::Authorizing { .. }
        | State::Withdrawing { .. }
        | State::RequiresAction { .. }
        | State::Processing { .. }
        | State::Capturing { .. }
        | State::Incrementing { .. }
        | State::Canceling { .. } => ReturnOutcome::Pending,
        State::RequiresPaymentMethod { .. }
        | State::RequiresConfirmation { .. }
        | State::Canceled { .. } => ReturnOutcome::Failed,
    }
}

/// What the confirmation of this attempt named: `Some(None)` when it named nothing, `None` when
/// there is no such attempt.
fn return_url_of(
    event_log: &SqlEventLog<'_>,
    attempt: &AttemptId,
) -> Result<Option<Option<String>>, Fault> {
    let log = event_log.load()?;
    Ok(log.into_iter().find_map(|recorded| match recorded.event {
        Event::AttemptStarted {
            attempt: started,
            return_url,
            ..
        } if started == *attempt => Some(return_url),
        _ => None,
    }))
}
