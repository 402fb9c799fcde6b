//! How often something is done at one place: a counter for each network, card, merchant. It counts in
//! memory; what came of attempts to pay is also kept, because it counts for a day.

use crate::env::SystemClock;
use crate::objects::call::{answer, question};
use crate::objects::read_rows::ReadRows;
use crate::objects::tables::table_exists;
use crate::ports::{Clock, Fault};
use serde::{Deserialize, Serialize};
use shared::rules::counter::{Asked, Counter, Memo, MemoKind, PAID_MS, Told};
use shared::rules::finding::Reply;
use shared::rules::rule::WINDOW_MAX_S;
use shared::rules::seen::{Seen, Standing};
use std::cell::{Cell, RefCell};
use worker::{DurableObject, Env, Request, Response, SqlStorage, State, durable_object};

const WINDOW_MAX_MS: i64 = WINDOW_MAX_S as i64 * 1_000;
const MEMOS: &str = "memos";
const TABLE: &str = "CREATE TABLE IF NOT EXISTS memos (kind TEXT NOT NULL, key TEXT NOT NULL, \
     at_ms INTEGER NOT NULL, standing TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID";

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitQuestion {
    /// Whether there is room for one more, which is then taken.
    Ask(Asked),
    /// What came of it.
    Tell(Told),
}

/// The Durable Object of one place.
#[durable_object(alarm)]
pub struct LimitObject {
    state: State,
    counter: RefCell<Counter>,
    /// The counter knows what is kept.
    is_read: Cell<bool>,
    /// The table is there, and the alarm that empties it is set.
    is_kept: Cell<bool>,
}

impl DurableObject for LimitObject {
    fn new(state: State, _env: Env) -> Self {
        Self {
            state,
            counter: RefCell::default(),
            is_read: Cell::default(),
            is_kept: Cell::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let asked: LimitQuestion = question(&mut request).await?;
        let replied = self.reply(asked).await;
        answer(&replied.map_err(|fault| worker::Error::from(fault.0))?)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        if let Err(fault) = self.forget().await {
            worker::console_error!("limits: {}", fault.0);
        }
        Response::empty()
    }
}

impl LimitObject {
    async fn reply(&self, asked: LimitQuestion) -> Result<Reply, Fault> {
        if !self.is_read.replace(true) {
            self.recall()?;
        }
        match asked {
            LimitQuestion::Ask(asked) => {
                Ok(self.counter.borrow_mut().ask(&asked, SystemClock.now_ms()))
            }
            LimitQuestion::Tell(told) => {
                let memos = self.counter.borrow_mut().tell(&told);
                self.keep(&memos).await?;
                Ok(Reply::default())
            }
        }
    }

    /// Reads what is kept into the counter.
    fn recall(&self) -> Result<(), Fault> {
        #[derive(Deserialize)]
        struct Row {
            kind: MemoKind,
            key: String,
            at_ms: i64,
            standing: Standing,
        }
        let sql = self.state.storage().sql();
        if !table_exists(&sql, MEMOS)? {
            return Ok(());
        }
        let rows: Vec<Row> = sql
            .exec("SELECT kind, key, at_ms, standing FROM memos", None)?
            .rows()?;
        let mut counter = self.counter.borrow_mut();
        for row in rows {
            let seen = Seen {
                at_ms: row.at_ms,
                standing: row.standing,
            };
            counter.recall(&Memo {
                kind: row.kind,
                key: row.key,
                seen: Some(seen),
            });
        }
        Ok(())
    }

    async fn keep(&self, memos: &[Memo]) -> Result<(), Fault> {
        if memos.is_empty() {
            return Ok(());
        }
        let storage = self.state.storage();
        let sql = storage.sql();
        let is_first = !self.is_kept.replace(true);
        if is_first {
            sql.exec(TABLE, None)?;
        }
        for memo in memos {
            write(&sql, memo)?;
        }
        if is_first && storage.get_alarm().await?.is_none() {
            storage.set_alarm(WINDOW_MAX_MS).await?;
        }
        Ok(())
    }

    /// Nothing is kept for longer than the longest window, or than it is known of a card that it pays.
    async fn forget(&self) -> Result<(), Fault> {
        #[derive(Deserialize)]
        struct Left {
            left: u32,
        }
        let storage = self.state.storage();
        let sql = storage.sql();
        if !table_exists(&sql, MEMOS)? {
            return Ok(());
        }
        let now_ms = SystemClock.now_ms();
        sql.exec(
            "DELETE FROM memos WHERE at_ms <= CASE kind WHEN 'paid' THEN ? ELSE ? END",
            vec![
                now_ms.saturating_sub(PAID_MS).into(),
                now_ms.saturating_sub(WINDOW_MAX_MS).into(),
            ],
        )?;
        let rows: Vec<Left> = sql
            .exec("SELECT COUNT(*) AS left FROM memos", None)?
            .rows()?;
        if rows.iter().any(|row| row.left > 0) {
            storage.set_alarm(WINDOW_MAX_MS).await?;
        }
        Ok(())
    }
}

fn write(sql: &SqlStorage, memo: &Memo) -> Result<(), Fault> {
    let kind = name_of(&memo.kind)?;
    let key = memo.key.as_str();
    match memo.seen {
        Some(seen) => sql.exec(
            "INSERT INTO memos VALUES (?, ?, ?, ?) ON CONFLICT (kind, key) \
             DO UPDATE SET at_ms = excluded.at_ms, standing = excluded.standing",
            vec![
                kind.into(),
                key.into(),
                seen.at_ms.into(),
                name_of(&seen.standing)?.into(),
            ],
        )?,
        None => sql.exec(
            "DELETE FROM memos WHERE kind = ? AND key = ?",
            vec![kind.into(), key.into()],
        )?,
    };
    Ok(())
}

/// The word that a variant is stored as.
fn name_of<T: Serialize>(variant: &T) -> Result<String, Fault> {
    let written = serde_json::to_value(variant)?;
    let word = written.as_str().map(str::to_owned);
    word.ok_or_else(|| Fault("not a word".to_owned()))
}
