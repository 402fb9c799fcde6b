//! The account's tables. A folder of an older build may lack some.

use super::documents::DOCUMENT_TABLES;
use super::endpoints::{self, ENDPOINT_TABLES};
use super::fan_out::HANDOVER_TABLES;
use super::feed::{self, FEED_TABLES};
use super::ledger::LEDGER_TABLES;
use crate::objects::alarm::TIMERS_TABLE;
use crate::objects::tables::table_exists;
use crate::ports::Fault;
use worker::SqlStorage;

const TABLES: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS profile (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS keys (hash TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID",
    TIMERS_TABLE,
];

/// Makes what is missing, and takes over what an older build kept elsewhere: `true` when endpoints
/// must hear of it. Asked once in an object's life; a table that exists costs nothing.
pub fn ensure(sql: &SqlStorage) -> Result<bool, Fault> {
    let all = TABLES
        .iter()
        .chain(&DOCUMENT_TABLES)
        .chain(&LEDGER_TABLES)
        .chain(&FEED_TABLES)
        .chain(&ENDPOINT_TABLES)
        .chain(&HANDOVER_TABLES);
    for statement in all {
        sql.exec(statement, None)?;
    }
    feed::migrate(sql)?;
    endpoints::migrate(sql)
}

/// Whether the account exists. Objects are not given tables for being asked.
pub fn is_open(sql: &SqlStorage) -> Result<bool, Fault> {
    table_exists(sql, "profile")
}
