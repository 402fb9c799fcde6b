//! The event log in SQLite. A row is also its own outbox row: what the account has acknowledged is a
//! number, and the account recognises what it is told twice.

use super::waiters::Waiters;
use crate::env::Edge;
use crate::objects::alarm;
use crate::objects::idempotency::{IdempotencyKey, record_begin};
use crate::objects::read_rows::ReadRows;
use crate::objects::tables::table_exists;
use crate::ports::{EventLog, Fault};
use serde::Deserialize;
use shared::ids::{AccountId, SetupIntentId};
use shared::json;
use shared::payment::apply::replay;
use shared::payment::due::wake_at_ms;
use shared::payment::event::Recorded;
use shared::payment::state::Payment;
use shared::payment::terms::Purpose;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use worker::{SqlStorage, Storage};

/// The account is normally told long before; this is for a crash in between.
pub const PUBLISH_WAIT_MS: i64 = 5_000;
/// What is overdue already is looked at again after this.
const OVERDUE_WAIT_MS: i64 = 1_000;

const EVENTS_TABLE: &str = "CREATE TABLE events (seq INTEGER PRIMARY KEY, json TEXT NOT NULL, \
     request_id TEXT, idempotency_key TEXT, published INTEGER NOT NULL)";

/// One row of the log.
#[derive(Debug, Clone)]
pub struct Entry {
    pub recorded: Recorded,
    /// The API request that caused it, if one did.
    pub request_id: Option<String>,
    pub idempotency_key: Option<String>,
}

/// What the object remembers between requests. All of it can be read again or done again, so
/// losing it costs time and nothing else.
#[derive(Default)]
pub struct Memory {
    /// The log as it is stored; `None` until it is read.
    log: RefCell<Option<Vec<Entry>>>,
    /// The newest entry that the account is known to have.
    published: Cell<u64>,
    /// The newest entry that Link has heard all of. The answer does not wait for it.
    link_told: Rc<Cell<u64>>,
    /// The newest entry that the counters of the velocity rules were told of.
    counters_told: Cell<u64>,
    /// When the alarm is set to, in Unix milliseconds.
    alarm_ms: Cell<Option<i64>>,
    /// Who waits for the log to grow.
    pub waiters: Waiters,
}

impl Memory {
    /// The newest entry that the account is known to have.
    pub fn published(&self) -> u64 {
        self.published.get()
    }

    pub fn set_published(&self, seq: u64) {
        self.published.set(seq.max(self.published.get()));
    }

    /// The newest entry that Link has heard all of.
    pub fn link_told(&self) -> &Rc<Cell<u64>> {
        &self.link_told
    }

    /// The newest entry that the counters of the velocity rules were told of.
    pub fn counters_told(&self) -> &Cell<u64> {
        &self.counters_told
    }

    /// The alarm has fired.
    pub fn alarm_is_spent(&self) {
        self.alarm_ms.set(None);
    }
}

/// The log of the object's payment, for the length of one request.
pub struct SqlEventLog<'a> {
    pub storage: Storage,
    pub memory: &'a Memory,
    pub edge: &'a Edge,
    pub account: &'a AccountId,
    pub request_id: Option<&'a str>,
    pub idempotency: Option<&'a IdempotencyKey>,
    /// The key to note with the next append: from then on the request has had an effect.
    pub begins: RefCell<Option<&'a IdempotencyKey>>,
    pub appended: Cell<bool>,
}

impl SqlEventLog<'_> {
    /// Whether this request changed anything.
    pub fn appended(&self) -> bool {
        self.appended.get()
    }

    /// The whole log; empty when there is no payment here. Objects are not given tables for being
    /// asked.
    pub fn entries(&self) -> Result<Vec<Entry>, Fault> {
        if let Some(known) = self.memory.log.borrow().as_ref() {
            return Ok(known.clone());
        }
        let (entries, published) = read(&self.storage.sql())?;
        self.memory.set_published(published);
        *self.memory.log.borrow_mut() = Some(entries.clone());
        Ok(entries)
    }

    /// Whether any entry is as `is_meant` says; none is copied for the answer.
    pub fn any(&self, is_meant: impl Fn(&Entry) -> bool) -> Result<bool, Fault> {
        if self.memory.log.borrow().is_none() {
            self.entries()?;
        }
        let known = self.memory.log.borrow();
        Ok(known.iter().flatten().any(is_meant))
    }

    /// Sets the alarm for whatever is still open, after one has fired.
    pub async fn rearm(&self, payment: &Payment, now_ms: i64) -> Result<(), Fault> {
        let told = self.memory.published().min(self.memory.link_told.get());
        let unpublished = told < payment.version;
        let publish = unpublished.then(|| now_ms.saturating_add(PUBLISH_WAIT_MS));
        let soonest = now_ms.saturating_add(OVERDUE_WAIT_MS);
        let wake = wake_at_ms(payment).map(|at| at.max(soonest));
        match [publish, wake].into_iter().flatten().min() {
            Some(at_ms) => self.alarm_by(at_ms, now_ms).await,
            None => Ok(()),
        }
    }

    /// Sets the alarm, unless it is set to fire by then. The first poll does it, so that it commits
    /// together with what was written just before.
    async fn alarm_by(&self, at_ms: i64, now_ms: i64) -> Result<(), Fault> {
        if self.memory.alarm_ms.get().is_some_and(|set| set <= at_ms) {
            return Ok(());
        }
        self.memory.alarm_ms.set(Some(at_ms));
        Ok(alarm::set(&self.storage, Some(at_ms), now_ms).await?)
    }

    fn insert(&self, sql: &SqlStorage, recorded: &Recorded) -> Result<Entry, Fault> {
        let entry = Entry {
            recorded: recorded.clone(),
            request_id: self.request_id.map(str::to_owned),
            idempotency_key: self.idempotency.map(|key| key.key.clone()),
        };
        let number = |seq| i64::try_from(seq).map_err(|_| Fault("log too long".to_owned()));
        sql.exec(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?)",
            vec![
                number(recorded.seq)?.into(),
                serde_json::to_string(recorded)?.into(),
                entry.request_id.clone().into(),
                entry.idempotency_key.clone().into(),
                number(self.memory.published())?.into(),
            ],
        )?;
        Ok(entry)
    }

    /// What is written before the first suspension of an append.
    fn write(&self, events: &[Recorded]) -> Result<Vec<Entry>, Fault> {
        let sql = self.storage.sql();
        let mut entries = self.entries()?;
        if entries.is_empty() {
            sql.exec(EVENTS_TABLE, None)?;
        }
        for recorded in events {
            entries.push(self.insert(&sql, recorded)?);
        }
        if let Some(key) = self.begins.borrow_mut().take() {
            record_begin(&sql, key)?;
        }
        Ok(entries)
    }
}

impl EventLog for SqlEventLog<'_> {
    fn load(&self) -> Result<Vec<Recorded>, Fault> {
        Ok(self
            .entries()?
            .into_iter()
            .map(|entry| entry.recorded)
            .collect())
    }

    async fn append(&self, events: &[Recorded]) -> Result<(), Fault> {
        let written = self.write(events);
        // What a failed write left behind is read anew.
        *self.memory.log.borrow_mut() = written.as_ref().ok().cloned();
        written?;
        self.appended.set(true);
        self.memory.waiters.wake_all();
        let now_ms = events.last().map_or(0, |recorded| recorded.at_ms);
        let wake = replay(&self.load()?).as_ref().and_then(wake_at_ms);
        let publish = now_ms.saturating_add(PUBLISH_WAIT_MS);
        self.alarm_by(wake.map_or(publish, |at| at.min(publish)), now_ms)
            .await
    }
}

/// The stored log, and the newest entry that it says the account has.
fn read(sql: &SqlStorage) -> Result<(Vec<Entry>, u64), Fault> {
    #[derive(Deserialize)]
    struct Row {
        json: String,
        request_id: Option<String>,
        idempotency_key: Option<String>,
        published: u64,
    }
    if !table_exists(sql, "events")? {
        return Ok((Vec::new(), 0));
    }
    let rows: Vec<Row> = sql
        .exec(
            "SELECT json, request_id, idempotency_key, published FROM events ORDER BY seq",
            None,
        )?
        .rows()?;
    let published = rows.iter().map(|row| row.published).max().unwrap_or(0);
    let entries = rows.into_iter().map(|row| {
        Ok(Entry {
            recorded: json::from_str(&row.json)?,
            request_id: row.request_id,
            idempotency_key: row.idempotency_key,
        })
    });
    Ok((entries.collect::<Result<_, Fault>>()?, published))
}

/// The intent's client secret, with the number of rows that the loader reserves.
pub fn client_secret(edge: &Edge, payment: &Payment) -> String {
    const ROWS_MAX: usize = 9;
    // Every rendering of the intent has one.
    let offered = payment.terms.offered_count(ROWS_MAX);
    let rows = u8::try_from(offered.max(1)).unwrap_or(1);
    match payment.terms.purpose {
        Purpose::Payment => edge.keyring().client_secret(&payment.id, rows),
        Purpose::Setup => edge
            .keyring()
            .setup_client_secret(&SetupIntentId::of(&payment.id), rows),
    }
}
