//! What an object's database has. Objects are not given tables for being asked.

use crate::objects::read_rows::ReadRows;
use crate::ports::Fault;
use serde::Deserialize;
use worker::SqlStorage;

/// Whether there is a table of this name.
pub fn table_exists(sql: &SqlStorage, name: &str) -> Result<bool, Fault> {
    #[derive(Deserialize)]
    struct Name {}
    let tables: Vec<Name> = sql
        .exec(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?",
            vec![name.into()],
        )?
        .rows()?;
    Ok(!tables.is_empty())
}
