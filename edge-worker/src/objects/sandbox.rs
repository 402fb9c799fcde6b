//! The simulated provider's record of one attempt, in an object of its own, so that faults are
//! real: what it did stays done, whether or not anybody heard of it.

use crate::env::{Edge, SystemClock};
use crate::objects::alarm::{TIMERS_TABLE, arm, due_timers, set_timer};
use crate::objects::call::{STORAGE_DEADLINE, answer, call, question};
use crate::objects::payment::wire::{PaymentAnswer, PaymentQuestion, object_name};
use crate::partners::AuthorizeCall;
use crate::partners::sandbox::behaviour::{Fault as Injected, is_framed, open};
use crate::partners::sandbox::record::{Record, Standing};
use crate::partners::sandbox::wire::{
    Button, HostedPage, Notification, SandboxAnswer, SandboxRequest,
};
use crate::ports::{Clock, Fault};
use serde::Deserialize;
use shared::ids::{AccountId, CallId};
use shared::money::Money;
use shared::payment::action::NextAction;
use std::time::Duration;
use worker::{Delay, DurableObject, Env, Request, Response, SqlStorage, State, durable_object};

const TABLES: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS calls (key TEXT PRIMARY KEY) WITHOUT ROWID",
    TIMERS_TABLE,
];
const NOTIFY_TIMER: &str = "notify";
const PAY_TIMER: &str = "pay";
/// Long enough for every caller to give up.
const NO_ANSWER: Duration = Duration::from_secs(60);
const NOTIFY_RETRY_MS: i64 = 1_000;
const LATE_NOTIFICATION_MS: i64 = 3_000;

/// The Durable Object of one attempt at the provider.
#[durable_object]
pub struct SandboxObject {
    state: State,
    env: Env,
}

impl DurableObject for SandboxObject {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let edge = Edge::new(self.env.clone())?;
        let asked: SandboxRequest = question(&mut request).await?;
        match self.reply(&edge, asked).await {
            Ok(reply) => answer(&reply),
            Err(fault) => {
                worker::console_error!("sandbox: {}", fault.0);
                answer(&SandboxAnswer::ServerError)
            }
        }
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let edge = Edge::new(self.env.clone())?;
        if let Err(fault) = self.wake(&edge).await {
            worker::console_error!("sandbox alarm: {}", fault.0);
        }
        Response::empty()
    }
}

impl SandboxObject {
    async fn reply(&self, edge: &Edge, asked: SandboxRequest) -> Result<SandboxAnswer, Fault> {
        match asked {
            SandboxRequest::Authorize {
                account,
                call,
                origin,
                return_url,
            } => {
                self.authorize(edge, account, *call, &origin, return_url)
                    .await
            }
            SandboxRequest::Capture { key, amount } => self.capture(&key, amount).await,
            SandboxRequest::Cancel { key } => self.change(&key, |record| record.cancel()).await,
            SandboxRequest::Reverse { key } => self.change(&key, |record| record.reverse()).await,
            SandboxRequest::Lookup { key } => self.lookup(&key),
            SandboxRequest::View => self.view(),
            SandboxRequest::Press { button } => self.press(edge, button).await,
            SandboxRequest::Effects => Ok(SandboxAnswer::Effects {
                effects: self
                    .record()?
                    .map(|record| record.effects)
                    .unwrap_or_default(),
            }),
        }
    }

    async fn authorize(
        &self,
        edge: &Edge,
        account: AccountId,
        call: AuthorizeCall,
        origin: &str,
        return_url: String,
    ) -> Result<SandboxAnswer, Fault> {
        let fault = Injected::of(&call.instructions);
        match fault {
            Some(Injected::TimeoutBefore) => {
                Delay::from(NO_ANSWER).await;
                return Ok(SandboxAnswer::ServerError);
            }
            Some(Injected::ErrorBefore) => return Ok(SandboxAnswer::ServerError),
            Some(_) | None => {}
        }
        self.create_tables()?;
        let now_ms = SystemClock.now_ms();
        if self.refuses()? {
            let answer = shared::payment::command::Answer::Canceled;
            return Ok(SandboxAnswer::Answer { answer });
        }
        let record = match self.record()? {
            // The same call again.
            Some(known) => known,
            None => {
                let opened = open(account, &call, origin, return_url, now_ms.div_euclid(1000));
                self.note_call(&call.key)?;
                self.save(&opened)?;
                let pays_at = opened.pays_at.map(|at| at.saturating_mul(1000));
                set_timer(&self.sql(), PAY_TIMER, pays_at)?;
                arm(&self.state.storage(), now_ms).await?;
                opened
            }
        };
        match fault {
            Some(Injected::TimeoutAfter) => {
                Delay::from(NO_ANSWER).await;
                Ok(SandboxAnswer::ServerError)
            }
            Some(Injected::ErrorAfter) => Ok(SandboxAnswer::ServerError),
            Some(Injected::EarlyNotification) => {
                self.notify(edge, &record).await?;
                Ok(SandboxAnswer::Answer {
                    answer: record.answer(),
                })
            }
            Some(_) | None => Ok(SandboxAnswer::Answer {
                answer: record.answer(),
            }),
        }
    }

    async fn capture(&self, key: &CallId, amount: Money) -> Result<SandboxAnswer, Fault> {
        self.change(key, |record| match record.standing {
            Standing::Authorized { .. } => record.take(amount),
            Standing::WaitsForBuyer { .. }
            | Standing::Captured { .. }
            | Standing::Declined { .. }
            | Standing::Canceled => {}
        })
        .await
    }

    /// Carries out a call once, whatever how often it comes. An attempt that is not known yet is
    /// entered as refused, so that it cannot happen later.
    async fn change(
        &self,
        key: &CallId,
        change: impl FnOnce(&mut Record),
    ) -> Result<SandboxAnswer, Fault> {
        self.create_tables()?;
        let Some(mut record) = self.record()? else {
            self.note_call(key)?;
            self.sql()
                .exec("INSERT OR IGNORE INTO record VALUES (1, '')", None)?;
            return Ok(SandboxAnswer::Answer {
                answer: shared::payment::command::Answer::Canceled,
            });
        };
        if self.note_call(key)? {
            change(&mut record);
            self.save(&record)?;
        }
        Ok(SandboxAnswer::Answer {
            answer: record.answer(),
        })
    }

    fn lookup(&self, key: &CallId) -> Result<SandboxAnswer, Fault> {
        self.create_tables()?;
        let known = !self
            .sql()
            .exec(
                "SELECT key FROM calls WHERE key = ?",
                vec![key.as_str().into()],
            )?
            .to_array::<serde_json::Value>()?
            .is_empty();
        Ok(match (known, self.record()?) {
            (true, Some(record)) => SandboxAnswer::Answer {
                answer: record.answer(),
            },
            (_, _) => SandboxAnswer::NotFound,
        })
    }

    fn view(&self) -> Result<SandboxAnswer, Fault> {
        if !self.exists()? {
            return Ok(SandboxAnswer::NotFound);
        }
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

    async fn press(&self, edge: &Edge, button: Button) -> Result<SandboxAnswer, Fault> {
        if !self.exists()? {
            return Ok(SandboxAnswer::NotFound);
        }
        let Some(mut record) = self.record()? else {
            return Ok(SandboxAnswer::NotFound);
        };
        let now_ms = SystemClock.now_ms();
        let pressed = match button {
            Button::Authorize => record.press(true, now_ms.div_euclid(1000)),
            Button::Fail => record.press(false, now_ms.div_euclid(1000)),
        };
        if pressed {
            self.save(&record)?;
            let late = Injected::of(&record.instructions) == Some(Injected::LateNotification);
            let wait = if late {
                LATE_NOTIFICATION_MS
            } else {
                NOTIFY_RETRY_MS
            };
            set_timer(&self.sql(), PAY_TIMER, None)?;
            set_timer(&self.sql(), NOTIFY_TIMER, Some(now_ms.saturating_add(wait)))?;
            arm(&self.state.storage(), now_ms).await?;
            if !late {
                self.notify(edge, &record).await?;
            }
        }
        Ok(SandboxAnswer::Gone {
            framed: is_framed(record.method),
            return_url: record.return_url,
        })
    }

    async fn wake(&self, edge: &Edge) -> Result<(), Fault> {
        let now_ms = SystemClock.now_ms();
        let due = due_timers(&self.sql(), now_ms)?;
        let Some(mut record) = self.record()? else {
            return Ok(());
        };
        if due.iter().any(|timer| timer == PAY_TIMER) {
            set_timer(&self.sql(), PAY_TIMER, None)?;
            if record.press(true, now_ms.div_euclid(1000)) {
                self.save(&record)?;
                set_timer(
                    &self.sql(),
                    NOTIFY_TIMER,
                    Some(now_ms.saturating_add(NOTIFY_RETRY_MS)),
                )?;
            }
        }
        arm(&self.state.storage(), now_ms).await?;
        self.notify(edge, &record).await
    }

    /// The provider's webhook: repeated until Kassa accepts it.
    async fn notify(&self, edge: &Edge, record: &Record) -> Result<(), Fault> {
        let question = PaymentQuestion::Notified {
            notification: Notification {
                account: record.account.clone(),
                intent: record.intent.clone(),
                attempt: record.attempt.clone(),
                answer: record.answer(),
            },
        };
        let name = object_name(&record.account, &record.intent);
        let twice = Injected::of(&record.instructions) == Some(Injected::DuplicateNotifications);
        let mut accepted = false;
        for _ in 0..if twice { 2 } else { 1 } {
            let told: Result<PaymentAnswer, _> =
                call(&edge.payments()?, &name, &question, STORAGE_DEADLINE).await;
            accepted = matches!(told, Ok(PaymentAnswer::Accepted));
        }
        let now_ms = SystemClock.now_ms();
        let retry = (!accepted).then_some(now_ms.saturating_add(NOTIFY_RETRY_MS));
        set_timer(&self.sql(), NOTIFY_TIMER, retry)?;
        arm(&self.state.storage(), now_ms).await?;
        Ok(())
    }

    fn sql(&self) -> SqlStorage {
        self.state.storage().sql()
    }

    fn create_tables(&self) -> Result<(), Fault> {
        for table in TABLES {
            self.sql().exec(table, None)?;
        }
        Ok(())
    }

    fn exists(&self) -> Result<bool, Fault> {
        let tables: Vec<serde_json::Value> = self
            .sql()
            .exec(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'record'",
                None,
            )?
            .to_array()?;
        Ok(!tables.is_empty())
    }

    /// Whether the attempt was called off before it arrived.
    fn refuses(&self) -> Result<bool, Fault> {
        let rows: Vec<serde_json::Value> = self
            .sql()
            .exec("SELECT id FROM record WHERE json = ''", None)?
            .to_array()?;
        Ok(!rows.is_empty())
    }

    /// `None` also for an attempt that was called off before it arrived.
    fn record(&self) -> Result<Option<Record>, Fault> {
        #[derive(Deserialize)]
        struct Row {
            json: String,
        }
        let rows: Vec<Row> = self
            .sql()
            .exec("SELECT json FROM record", None)?
            .to_array()?;
        match rows.first() {
            Some(row) if !row.json.is_empty() => Ok(Some(serde_json::from_str(&row.json)?)),
            Some(_) | None => Ok(None),
        }
    }

    fn save(&self, record: &Record) -> Result<(), Fault> {
        let json = serde_json::to_string(record)?;
        self.sql().exec(
            "INSERT OR REPLACE INTO record VALUES (1, ?)",
            vec![json.into()],
        )?;
        Ok(())
    }

    /// `true` when the key is new.
    fn note_call(&self, key: &CallId) -> Result<bool, Fault> {
        let inserted = self
            .sql()
            .exec(
                "INSERT OR IGNORE INTO calls VALUES (?) RETURNING key",
                vec![key.as_str().into()],
            )?
            .to_array::<serde_json::Value>()?;
        Ok(!inserted.is_empty())
    }
}
