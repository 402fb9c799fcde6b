//! What a buyer sees of the provider, and does there.

use super::SandboxObject;
use crate::env::{Edge, SystemClock};
use crate::partners::sandbox::behaviour::{Fault as Injected, is_framed};
use crate::partners::sandbox::record::{Decision, Standing};
use crate::partners::sandbox::wire::{Button, HostedPage, SandboxAnswer};
use crate::ports::{Clock, Fault};
use shared::payment::action::NextAction;

impl SandboxObject {
    pub(super) fn view(&self) -> Result<SandboxAnswer, Fault> {
        let Some(record) = self.record()? else {
            return Ok(SandboxAnswer::NotFound);
        };
        let reference = match &record.standing {
            Standing::WaitsForBuyer {
                action: NextAction::Voucher { number, .. },
                ..
            } => Some(number.clone()),
            _ => None,
        };
        Ok(SandboxAnswer::Page {
            page: HostedPage {
                kind: record.page,
                method: record.method.row().display_name.to_owned(),
                amount: record.amount,
                open: matches!(record.standing, Standing::WaitsForBuyer { .. }),
                framed: is_framed(record.method),
                return_url: record.return_url,
                reference,
            },
        })
    }

    pub(super) async fn press(&self, edge: &Edge, button: Button) -> Result<SandboxAnswer, Fault> {
        let Some(mut record) = self.record()? else {
            return Ok(SandboxAnswer::NotFound);
        };
        let now = SystemClock.now_ms().div_euclid(1000);
        let pressed = match button {
            Button::Authorize => record.decide(Decision::Approve, now),
            Button::Fail => record.decide(Decision::Decline, now),
            Button::Expire => record.decide(Decision::Expire, now),
            Button::Later => record.approve_later(now),
        };
        if pressed {
            self.save(&record)?;
            self.await_what_comes(&record).await?;
            if Injected::of(&record.instructions) != Some(Injected::LateNotification) {
                self.notify(edge).await?;
            }
        }
        Ok(SandboxAnswer::Gone {
            framed: is_framed(record.method),
            return_url: record.return_url,
        })
    }
}
