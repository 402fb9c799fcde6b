//! What happens by itself, and the provider's webhook that tells of it: repeated until Kassa
//! accepts it.

use super::SandboxObject;
use crate::env::{Edge, SystemClock};
use crate::objects::alarm::{arm, due_timers, set_timer};
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::payment::wire::{PaymentAnswer, PaymentQuestion, object_name};
use crate::partners::sandbox::behaviour::Fault as Injected;
use crate::partners::sandbox::record::{Record, Subject};
use crate::partners::sandbox::wire::Notification;
use crate::ports::{Clock, Fault};

const NOTIFY_TIMER: &str = "notify";
const HAPPENS_TIMER: &str = "happens";
const NOTIFY_RETRY_MS: i64 = 1_000;
const LATE_NOTIFICATION_MS: i64 = 3_000;

impl SandboxObject {
    /// Sets the timers for what the record says will happen, and for what nobody was told yet.
    pub(super) async fn await_what_comes(&self, record: &Record) -> Result<(), Fault> {
        let now_ms = SystemClock.now_ms();
        let happens_ms = record.next_at().map(|at| at.saturating_mul(1000));
        set_timer(&self.sql(), HAPPENS_TIMER, happens_ms)?;
        let wait_ms = match Injected::of(&record.instructions) {
            Some(Injected::LateNotification) => LATE_NOTIFICATION_MS,
            Some(_) | None => NOTIFY_RETRY_MS,
        };
        let notify_ms = (!record.untold.is_empty()).then(|| now_ms.saturating_add(wait_ms));
        set_timer(&self.sql(), NOTIFY_TIMER, notify_ms)?;
        Ok(arm(&self.state.storage(), now_ms).await?)
    }

    pub(super) async fn wake(&self, edge: &Edge) -> Result<(), Fault> {
        let now_ms = SystemClock.now_ms();
        let due = due_timers(&self.sql(), now_ms)?;
        let Some(mut record) = self.record()? else {
            return Ok(());
        };
        if due.iter().any(|timer| timer == HAPPENS_TIMER) {
            record.pass(now_ms.div_euclid(1000));
            self.save(&record)?;
        }
        self.await_what_comes(&record).await?;
        self.notify(edge).await
    }

    /// Tells Kassa what it has not acknowledged.
    pub(super) async fn notify(&self, edge: &Edge) -> Result<(), Fault> {
        let Some(record) = self.record()? else {
            return Ok(());
        };
        for subject in &record.untold {
            if self.tell(edge, &record, subject).await? {
                self.acknowledge(subject, &record)?;
            }
        }
        match self.record()? {
            Some(record) => self.await_what_comes(&record).await,
            None => Ok(()),
        }
    }

    /// `true` when Kassa has accepted it.
    async fn tell(&self, edge: &Edge, record: &Record, subject: &Subject) -> Result<bool, Fault> {
        let Some(news) = record.news(subject) else {
            return Ok(true);
        };
        let question = PaymentQuestion::Notified {
            notification: Notification {
                account: record.account.clone(),
                intent: record.intent.clone(),
                news,
            },
        };
        let name = object_name(&record.account, &record.intent);
        let fault = match subject {
            Subject::Refund(_) => Injected::of_refund(&record.instructions),
            Subject::Attempt | Subject::Dispute => Injected::of(&record.instructions),
        };
        let twice = fault == Some(Injected::DuplicateNotifications);
        let mut accepted = false;
        for _ in 0..if twice { 2 } else { 1 } {
            let told: Result<PaymentAnswer, _> =
                call(&edge.payments()?, &name, &question, STORAGE_DEADLINE).await;
            accepted = matches!(told, Ok(PaymentAnswer::Accepted));
        }
        Ok(accepted)
    }

    /// Kassa knows of the subject what `told` says, which may be old by now.
    fn acknowledge(&self, subject: &Subject, told: &Record) -> Result<(), Fault> {
        let Some(mut record) = self.record()? else {
            return Ok(());
        };
        if record.news(subject) == told.news(subject) {
            record.untold.remove(subject);
            self.save(&record)?;
        }
        Ok(())
    }
}
