//! The event log in SQLite, with what must be committed beside it: the outbox and the timer.

use crate::env::Edge;
use crate::objects::alarm::{TIMERS_TABLE, arm, set_timer};
use crate::objects::idempotency::{IDEMPOTENCY_TABLE, IdempotencyKey, record_begin};
use crate::ports::{EventLog, Fault};
use serde::Deserialize;
use shared::api::API_VERSION;
use shared::api::event::{Event as ApiEvent, EventData, EventRequest};
use shared::api::payment_intent::{Audience, Rendering, payment_intent};
use shared::ids::AccountId;
use shared::payment::apply::{apply, replay};
use shared::payment::due::wake_at_ms;
use shared::payment::event::{Notice, Recorded};
use shared::payment::state::Payment;
use std::cell::{Cell, RefCell};
use worker::{SqlStorage, Storage};

pub const MACHINE_TIMER: &str = "machine";
pub const OUTBOX_TIMER: &str = "outbox";
/// The outbox is normally empty long before; this is for a crash in between.
const OUTBOX_WAIT_MS: i64 = 2_000;
const OVERDUE_WAIT_MS: i64 = 1_000;

const TABLES: [&str; 4] = [
    "CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, json TEXT NOT NULL)",
    // A row an event that the merchant is told of; gone once the account has it.
    "CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, json TEXT NOT NULL)",
    TIMERS_TABLE,
    IDEMPOTENCY_TABLE,
];

/// The log of the object's payment, for the length of one request.
pub struct SqlEventLog<'a> {
    pub storage: Storage,
    pub edge: &'a Edge,
    pub account: &'a AccountId,
    /// The API request that causes what is appended, if one does.
    pub request_id: Option<&'a str>,
    pub idempotency: Option<&'a IdempotencyKey>,
    /// The key to note with the first append: from then on the request has had an effect.
    pub begins: RefCell<Option<&'a IdempotencyKey>>,
    appended: Cell<bool>,
}

#[derive(Deserialize)]
struct Row {
    json: String,
}

/// Whether anything was ever stored here. Objects are not given tables for being asked.
pub fn exists(sql: &SqlStorage) -> worker::Result<bool> {
    #[derive(Deserialize)]
    struct Name {}
    let tables: Vec<Name> = sql
        .exec(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'events'",
            None,
        )?
        .to_array()?;
    Ok(!tables.is_empty())
}

/// Makes the tables of a new payment.
pub fn create_tables(sql: &SqlStorage) -> worker::Result<()> {
    for table in TABLES {
        sql.exec(table, None)?;
    }
    Ok(())
}

impl<'a> SqlEventLog<'a> {
    pub fn new(storage: Storage, edge: &'a Edge, account: &'a AccountId) -> Self {
        Self {
            storage,
            edge,
            account,
            request_id: None,
            idempotency: None,
            begins: RefCell::new(None),
            appended: Cell::new(false),
        }
    }

    /// Sets the alarm anew after one has fired. What is overdue already (somebody is at it) is
    /// looked at again in a moment.
    pub async fn rearm(&self, payment: &Payment, now_ms: i64) -> Result<(), Fault> {
        let soonest = now_ms.saturating_add(OVERDUE_WAIT_MS);
        let wake_at = wake_at_ms(payment).map(|at| at.max(soonest));
        set_timer(&self.storage.sql(), MACHINE_TIMER, wake_at)?;
        arm(&self.storage, now_ms).await?;
        Ok(())
    }

    /// Whether this request changed anything.
    pub fn appended(&self) -> bool {
        self.appended.get()
    }

    /// The intent as the merchant's server sees it.
    pub fn render(&self, payment: &Payment, audience: Audience) -> serde_json::Value {
        let client_secret = client_secret(self.edge, payment);
        payment_intent(
            payment,
            Rendering {
                client_secret: &client_secret,
                origin: self.edge.origin(),
                livemode: false,
                audience,
            },
        )
    }

    fn api_event(&self, payment: &Payment, recorded: &Recorded, notice: Notice) -> ApiEvent {
        ApiEvent {
            id: self
                .edge
                .keyring()
                .event_id(&payment.id, recorded.seq)
                .to_string(),
            object: "event",
            api_version: API_VERSION,
            created: recorded.at_ms.div_euclid(1000),
            data: EventData {
                object: self.render(payment, Audience::SecretKey),
            },
            livemode: false,
            pending_webhooks: 1,
            request: EventRequest {
                id: self.request_id.map(str::to_owned),
                idempotency_key: self.idempotency.map(|key| key.key.clone()),
            },
            kind: notice.as_str(),
        }
    }

    fn insert(&self, sql: &SqlStorage, recorded: &Recorded, after: &Payment) -> Result<(), Fault> {
        let json = serde_json::to_string(recorded)?;
        let seq = i64::try_from(recorded.seq).map_err(|_| Fault("log too long".to_owned()))?;
        sql.exec(
            "INSERT INTO events VALUES (?, ?)",
            vec![seq.into(), json.into()],
        )?;
        if let Some(notice) = recorded.event.notice() {
            let event = self.api_event(after, recorded, notice);
            let json = serde_json::to_string(&event)?;
            sql.exec(
                "INSERT INTO outbox VALUES (?, ?, ?)",
                vec![seq.into(), event.id.into(), json.into()],
            )?;
        }
        Ok(())
    }
}

impl EventLog for SqlEventLog<'_> {
    fn load(&self) -> Result<Vec<Recorded>, Fault> {
        let rows: Vec<Row> = self
            .storage
            .sql()
            .exec("SELECT json FROM events ORDER BY seq", None)?
            .to_array()?;
        rows.iter()
            .map(|row| Ok(serde_json::from_str(&row.json)?))
            .collect()
    }

    async fn append(&self, events: &[Recorded]) -> Result<(), Fault> {
        let sql = self.storage.sql();
        let mut known = self.load()?;
        let mut now_ms = 0;
        for recorded in events {
            let after = match replay(&known) {
                Some(before) => apply(before, recorded),
                None => replay(std::iter::once(recorded))
                    .ok_or_else(|| Fault("a log must begin with a creation".to_owned()))?,
            };
            self.insert(&sql, recorded, &after)?;
            known.push(recorded.clone());
            now_ms = recorded.at_ms;
        }
        self.appended.set(true);
        if let Some(key) = self.begins.borrow_mut().take() {
            record_begin(&sql, key)?;
        }
        let wake_at = replay(&known).as_ref().and_then(wake_at_ms);
        set_timer(&sql, MACHINE_TIMER, wake_at)?;
        set_timer(
            &sql,
            OUTBOX_TIMER,
            Some(now_ms.saturating_add(OUTBOX_WAIT_MS)),
        )?;
        arm(&self.storage, now_ms).await?;
        Ok(())
    }
}

/// The intent's client secret, with the number of rows that the loader reserves.
pub fn client_secret(edge: &Edge, payment: &Payment) -> String {
    const ROWS_MAX: usize = 4;
    let checkout = payment.terms.checkout(None);
    let offered = shared::methods::eligibility::offers(&checkout)
        .offered
        .len();
    let rows = u8::try_from(offered.clamp(1, ROWS_MAX)).unwrap_or(1);
    edge.keyring().client_secret(&payment.id, rows)
}
