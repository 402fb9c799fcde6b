//! Where the payment stands, for the buyer's element: now, or as soon as something happens.

use super::PaymentObject;
use super::wire::{PaymentAnswer, PendingAction, Standing};
use crate::env::Edge;
use futures_util::future::select;
use shared::element::action::HOLD_S;
use shared::ids::AccountId;
use shared::payment::state::{Payment, State};
use std::pin::pin;
use std::time::Duration;
use worker::Delay;

const HOLD: Duration = Duration::from_secs(HOLD_S as u64);

impl PaymentObject {
    /// With `after`, waits until the log is longer than that; in any case until the partner has
    /// answered a call that is under way: what the intent is in between says nothing.
    pub(super) async fn standing(
        &self,
        edge: &Edge,
        account: &AccountId,
        after: Option<u64>,
    ) -> PaymentAnswer {
        let event_log = self.log(edge, account, None, None);
        let run = self.run(edge, &event_log);
        // What cannot be read is nothing to wait for.
        let is_news = || {
            run.load().map_or(true, |payment| {
                payment.version > after.unwrap_or(0) && payment.state.call().is_none()
            })
        };
        let news = pin!(self.memory.waiters.until(is_news));
        select(news, pin!(Delay::from(HOLD))).await;
        match run.load() {
            Ok(payment) => PaymentAnswer::Standing(Box::new(standing_of(payment))),
            Err(_) => PaymentAnswer::Missing,
        }
    }
}

fn standing_of(payment: Payment) -> Standing {
    Standing {
        version: payment.version,
        status: payment.state.status(),
        pending: match payment.state {
            State::RequiresAction {
                attempt,
                action,
                expires_at,
            } => Some(PendingAction {
                method: attempt.method,
                action,
                expires_at,
            }),
            State::RequiresPaymentMethod { .. }
            | State::RequiresConfirmation { .. }
            | State::Authorizing { .. }
            | State::Withdrawing { .. }
            | State::AwaitsConfirmation { .. }
            | State::Processing { .. }
            | State::RequiresCapture { .. }
            | State::Capturing { .. }
            | State::Incrementing { .. }
            | State::Canceling { .. }
            | State::Succeeded { .. }
            | State::SetUp { .. }
            | State::Canceled { .. } => None,
        },
    }
}
