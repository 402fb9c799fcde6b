//! Idempotency records, kept in the object that a request changes: its key, what it asked, and what
//! it was answered, byte for byte.

use crate::env::SystemClock;
use crate::error::{HttpAnswer, idempotency_in_use, idempotency_mismatch};
use crate::objects::read_rows::ReadRows;
use crate::ports::Clock;
use serde::{Deserialize, Serialize};
use shared::api::error::ApiError;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use worker::SqlStorage;

/// Made when the first key comes.
const IDEMPOTENCY_TABLE: &str = "CREATE TABLE IF NOT EXISTS idempotency (\
     key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, status INTEGER, body TEXT, \
     at_ms INTEGER NOT NULL) WITHOUT ROWID";

/// Longer than any client retries, and than the 24 hours that are promised.
const RECORD_LIFETIME_MS: i64 = 30 * 24 * 3600 * 1000;
/// Deleted in one turn at most.
const PRUNED_MAX: i64 = 10_000;

/// What a request brought in its `Idempotency-Key` header.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct IdempotencyKey {
    pub key: String,
    /// Hash of route and parameters.
    pub fingerprint: String,
}

/// What to do with a request that has a key.
#[derive(Debug)]
pub enum Standing {
    /// Never seen: go ahead.
    New,
    /// Begun, and interrupted by a crash: go on from the state that it left.
    Interrupted,
    /// Answered before.
    Answered(HttpAnswer),
    /// Refused.
    Refused(ApiError),
}

#[derive(Deserialize)]
struct Row {
    fingerprint: String,
    status: Option<u16>,
    body: Option<String>,
}

/// The keys whose requests are at work in this object right now.
#[derive(Default)]
pub struct InProgress {
    keys: RefCell<BTreeSet<String>>,
    /// The table is there, as this build knows it.
    has_table: Cell<bool>,
}

/// Ends with the request, however that ends.
pub struct Turn<'a> {
    keys: &'a InProgress,
    key: String,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.keys.keys.borrow_mut().remove(&self.key);
    }
}

impl InProgress {
    /// Looks the key up. A request that may go ahead holds it until its turn is dropped; one that
    /// is answered or refused at once gets no turn, and so cannot end another's.
    pub fn begin(
        &self,
        sql: &SqlStorage,
        key: &IdempotencyKey,
    ) -> worker::Result<(Standing, Option<Turn<'_>>)> {
        if !self.has_table.replace(true) {
            ensure_table(sql)?;
        }
        let standing = self.standing(sql, key)?;
        let turn = match standing {
            Standing::Answered(_) | Standing::Refused(_) => None,
            Standing::New | Standing::Interrupted => {
                self.keys.borrow_mut().insert(key.key.clone());
                Some(Turn {
                    keys: self,
                    key: key.key.clone(),
                })
            }
        };
        Ok((standing, turn))
    }

    fn standing(&self, sql: &SqlStorage, key: &IdempotencyKey) -> worker::Result<Standing> {
        let rows: Vec<Row> = sql
            .exec(
                "SELECT fingerprint, status, body FROM idempotency WHERE key = ?",
                vec![key.key.as_str().into()],
            )?
            .rows()?;
        let at_work = self.keys.borrow().contains(&key.key);
        Ok(match rows.into_iter().next() {
            Some(row) if row.fingerprint != key.fingerprint => {
                Standing::Refused(idempotency_mismatch(&key.key))
            }
            Some(Row {
                status: Some(status),
                body: Some(body),
                ..
            }) => Standing::Answered(HttpAnswer {
                status,
                body,
                replayed: true,
                partner_ms: None,
                cookies: Vec::new(),
            }),
            _ if at_work => Standing::Refused(idempotency_in_use(&key.key)),
            Some(_) => Standing::Interrupted,
            None => Standing::New,
        })
    }
}

/// Notes that the request begins; in the same turn as its first effect.
pub fn record_begin(sql: &SqlStorage, key: &IdempotencyKey) -> worker::Result<()> {
    sql.exec(
        "INSERT OR IGNORE INTO idempotency (key, fingerprint, at_ms) VALUES (?, ?, ?)",
        vec![
            key.key.as_str().into(),
            key.fingerprint.as_str().into(),
            SystemClock.now_ms().into(),
        ],
    )?;
    Ok(())
}

/// Notes what the request was answered.
pub fn record_answer(
    sql: &SqlStorage,
    key: &IdempotencyKey,
    answer: &HttpAnswer,
) -> worker::Result<()> {
    sql.exec(
        "INSERT INTO idempotency (key, fingerprint, status, body, at_ms) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT (key) DO UPDATE SET status = excluded.status, body = excluded.body",
        vec![
            key.key.as_str().into(),
            key.fingerprint.as_str().into(),
            i64::from(answer.status).into(),
            answer.body.as_str().into(),
            SystemClock.now_ms().into(),
        ],
    )?;
    Ok(())
}

/// Deletes what nobody will ask for again. For objects that live on and on.
pub fn prune_records(sql: &SqlStorage, now_ms: i64) -> worker::Result<()> {
    sql.exec(
        "CREATE INDEX IF NOT EXISTS idempotency_by_age ON idempotency (at_ms)",
        None,
    )?;
    sql.exec(
        "DELETE FROM idempotency WHERE key IN \
         (SELECT key FROM idempotency WHERE at_ms < ? ORDER BY at_ms LIMIT ?)",
        vec![
            now_ms.saturating_sub(RECORD_LIFETIME_MS).into(),
            PRUNED_MAX.into(),
        ],
    )?;
    Ok(())
}

/// Makes the table, or gives an older build's its newer column.
fn ensure_table(sql: &SqlStorage) -> worker::Result<()> {
    #[derive(Deserialize)]
    struct Table {
        sql: String,
    }
    sql.exec(IDEMPOTENCY_TABLE, None)?;
    let tables: Vec<Table> = sql
        .exec(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'idempotency'",
            None,
        )?
        .rows()?;
    if tables.iter().all(|table| table.sql.contains("at_ms")) {
        return Ok(());
    }
    let now_ms = SystemClock.now_ms();
    sql.exec(
        &format!("ALTER TABLE idempotency ADD COLUMN at_ms INTEGER NOT NULL DEFAULT {now_ms}"),
        None,
    )?;
    Ok(())
}
