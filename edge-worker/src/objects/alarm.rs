//! An object has one alarm and several reasons to wake: a small table of timers, and the alarm set
//! to the earliest. Alarms come at least once, so whatever is due may run twice.

use crate::objects::read_rows::ReadRows;
use serde::Deserialize;
use worker::{SqlStorage, Storage};

/// Created with the object's other tables.
pub const TIMERS_TABLE: &str = "CREATE TABLE IF NOT EXISTS timers (name TEXT PRIMARY KEY, due_ms INTEGER NOT NULL) WITHOUT ROWID";

#[derive(Deserialize)]
struct Due {
    due_ms: Option<i64>,
}

/// Sets, moves or (with `None`) removes a timer. Takes effect with [`arm`].
pub fn set_timer(sql: &SqlStorage, name: &str, due_ms: Option<i64>) -> worker::Result<()> {
    match due_ms {
        Some(due_ms) => sql.exec(
            "INSERT INTO timers VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET due_ms = excluded.due_ms",
            vec![name.into(), due_ms.into()],
        )?,
        None => sql.exec("DELETE FROM timers WHERE name = ?", vec![name.into()])?,
    };
    Ok(())
}

/// Sets the alarm to the earliest timer, as [`set`] does.
pub async fn arm(storage: &Storage, now_ms: i64) -> worker::Result<()> {
    set(storage, earliest(&storage.sql())?, now_ms).await
}

/// Sets the alarm, or with `None` removes it. The first poll does all of it, so it commits together
/// with what was written just before.
pub async fn set(storage: &Storage, due_ms: Option<i64>, now_ms: i64) -> worker::Result<()> {
    match due_ms {
        // A number is taken as an offset from now.
        Some(due_ms) => {
            let wait_ms = due_ms.saturating_sub(now_ms).max(0);
            storage.set_alarm(wait_ms).await
        }
        None => storage.delete_alarm().await,
    }
}

/// The timers that are due, by name.
pub fn due_timers(sql: &SqlStorage, now_ms: i64) -> worker::Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Row {
        name: String,
    }
    let rows: Vec<Row> = sql
        .exec(
            "SELECT name FROM timers WHERE due_ms <= ?",
            vec![now_ms.into()],
        )?
        .rows()?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

fn earliest(sql: &SqlStorage) -> worker::Result<Option<i64>> {
    let rows: Vec<Due> = sql
        .exec("SELECT MIN(due_ms) AS due_ms FROM timers", None)?
        .rows()?;
    Ok(rows.first().and_then(|row| row.due_ms))
}
