//! The record on disk, and the keys of the calls that it has seen.

use super::SandboxObject;
use crate::objects::alarm::TIMERS_TABLE;
use crate::objects::read_rows::ReadRows;
use crate::objects::tables::table_exists;
use crate::partners::sandbox::record::Record;
use crate::ports::Fault;
use serde::Deserialize;
use shared::ids::CallId;
use shared::json;
use worker::SqlStorage;

const TABLES: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS record (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS calls (key TEXT PRIMARY KEY) WITHOUT ROWID",
    TIMERS_TABLE,
];

impl SandboxObject {
    pub(super) fn sql(&self) -> SqlStorage {
        self.state.storage().sql()
    }

    pub(super) fn create_tables(&self) -> Result<(), Fault> {
        for table in TABLES {
            self.sql().exec(table, None)?;
        }
        Ok(())
    }

    /// Whether the attempt was called off before it arrived.
    pub(super) fn refuses(&self) -> Result<bool, Fault> {
        let rows: Vec<serde_json::Value> = self
            .sql()
            .exec("SELECT id FROM record WHERE json = ''", None)?
            .rows()?;
        Ok(!rows.is_empty())
    }

    /// Calls the attempt off before it arrives.
    pub(super) fn refuse(&self) -> Result<(), Fault> {
        self.sql()
            .exec("INSERT OR IGNORE INTO record VALUES (1, '')", None)?;
        Ok(())
    }

    /// `None` also for an attempt that was called off before it arrived. Objects are not given
    /// tables for being asked.
    pub(super) fn record(&self) -> Result<Option<Record>, Fault> {
        #[derive(Deserialize)]
        struct Row {
            json: String,
        }
        if !table_exists(&self.sql(), "record")? {
            return Ok(None);
        }
        let rows: Vec<Row> = self.sql().exec("SELECT json FROM record", None)?.rows()?;
        match rows.first() {
            Some(row) if !row.json.is_empty() => Ok(Some(json::from_str(&row.json)?)),
            Some(_) | None => Ok(None),
        }
    }

    pub(super) fn save(&self, record: &Record) -> Result<(), Fault> {
        let json = serde_json::to_string(record)?;
        self.sql().exec(
            "INSERT OR REPLACE INTO record VALUES (1, ?)",
            vec![json.into()],
        )?;
        Ok(())
    }

    /// `true` when the key is new.
    pub(super) fn note_call(&self, key: &CallId) -> Result<bool, Fault> {
        let inserted = self
            .sql()
            .exec(
                "INSERT OR IGNORE INTO calls VALUES (?) RETURNING key",
                vec![key.as_str().into()],
            )?
            .to_array::<serde_json::Value>()?;
        Ok(!inserted.is_empty())
    }

    pub(super) fn knows_call(&self, key: &CallId) -> Result<bool, Fault> {
        let known = self
            .sql()
            .exec(
                "SELECT key FROM calls WHERE key = ?",
                vec![key.as_str().into()],
            )?
            .to_array::<serde_json::Value>()?;
        Ok(!known.is_empty())
    }
}
