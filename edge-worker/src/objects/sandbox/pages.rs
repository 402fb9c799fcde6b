//! What a buyer sees of the provider, and does there.

use super::SandboxObject;
use crate::env::{Edge, SystemClock};
use crate::partners::sandbox::behaviour::{Fault as Injected, is_framed};
use crate::partners::sandbox::record::{Decision, Record, Standing};
use crate::partners::sandbox::wire::{Button, HostedPage, SandboxAnswer};
use crate::ports::{Clock, Fault};
use shared::money::Money;
use shared::payment::action::NextAction;

impl SandboxObject {
    pub(super) fn view(&self) -> Result<SandboxAnswer, Fault> {
        let Some(record) = self.record()? else {
            return Ok(SandboxAnswer::NotFound);
        };
        let (action, expires_at) = match &record.standing {
            Standing::WaitsForBuyer { action, expires_at } => (Some(action.clone()), *expires_at),
            Standing::AtTheBank
            | Standing::Authorized { .. }
            | Standing::Captured { .. }
            | Standing::Declined { .. }
            | Standing::Canceled => (None, None),
        };
        Ok(SandboxAnswer::Page {
            page: HostedPage {
                kind: record.page,
                method: record.method,
                amount: record.amount,
                open: action.is_some(),
                framed: is_framed(record.method),
                can_be_paid_too_late: record.can_be_paid_too_late(),
                return_url: record.return_url,
                action,
                expires_at,
            },
        })
    }

    pub(super) async fn press(&self, edge: &Edge, button: Button) -> Result<SandboxAnswer, Fault> {
        self.act(edge, |record, now| match button {
            Button::Authorize => record.decide(Decision::Approve, now),
            Button::Fail => record.decide(Decision::Decline, now),
            Button::Expire => record.decide(Decision::Expire, now),
            Button::Later => record.approve_later(now),
            Button::TooLate => record.pay_too_late(now),
        })
        .await
    }

    /// Money arrives at the account.
    pub(super) async fn send(&self, edge: &Edge, minor: i64) -> Result<SandboxAnswer, Fault> {
        self.act(edge, |record, now| {
            let sent = Money::new(minor, record.amount.currency());
            sent.is_ok_and(|sent| record.receive(sent, now))
        })
        .await
    }

    /// Lets the buyer do something. `act` answers whether anything happened.
    async fn act(
        &self,
        edge: &Edge,
        act: impl FnOnce(&mut Record, i64) -> bool,
    ) -> Result<SandboxAnswer, Fault> {
        let Some(mut record) = self.record()? else {
            return Ok(SandboxAnswer::NotFound);
        };
        if act(&mut record, SystemClock.now_ms().div_euclid(1000)) {
            self.save(&record)?;
            self.await_what_comes(&record).await?;
            if Injected::of(&record.instructions) != Some(Injected::LateNotification) {
                self.notify(edge).await?;
            }
        }
        let return_url = match &record.standing {
            // There is more to send from there.
            Standing::WaitsForBuyer {
                action: NextAction::BankTransfer(transfer),
                ..
            } => transfer.hosted_url.clone(),
            Standing::WaitsForBuyer { .. }
            | Standing::AtTheBank
            | Standing::Authorized { .. }
            | Standing::Captured { .. }
            | Standing::Declined { .. }
            | Standing::Canceled => record.return_url,
        };
        Ok(SandboxAnswer::Gone {
            framed: is_framed(record.method),
            return_url,
        })
    }
}
