//! The consumer's rows. Nothing of a buyer is stored that is not sealed.

use crate::env::SystemRandom;
use crate::objects::tables::table_exists;
use crate::ports::Fault;
use crate::vault::{Place, Vault};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use worker::SqlStorage;

const TABLES: [&str; 2] = [
    "CREATE TABLE IF NOT EXISTS records (kind TEXT NOT NULL, id TEXT NOT NULL, \
     expires_ms INTEGER, sealed TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID",
    // Says of nobody anything but when all else went.
    "CREATE TABLE IF NOT EXISTS erasure (id INTEGER PRIMARY KEY CHECK (id = 1), at_ms INTEGER NOT NULL)",
];

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Profile,
    Card,
    Challenge,
    Session,
    /// A payment that Link had a part in.
    Use,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Card => "card",
            Self::Challenge => "challenge",
            Self::Session => "session",
            Self::Use => "use",
        }
    }
}

/// The one record of a kind that has no more.
pub const ONLY: &str = "1";

/// The rows of one consumer, opened and sealed on the way.
pub struct Store<'a> {
    pub sql: SqlStorage,
    pub vault: &'a Vault,
    /// The name of the object.
    pub owner: &'a str,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    sealed: String,
}

#[derive(Deserialize)]
struct Time {
    at_ms: Option<i64>,
}

impl Store<'_> {
    /// Objects are not given tables for being asked what they have.
    pub fn ensure_tables(&self) -> Result<(), Fault> {
        for statement in TABLES {
            self.sql.exec(statement, None)?;
        }
        Ok(())
    }

    /// Whether anything was ever stored here.
    pub fn exists(&self) -> Result<bool, Fault> {
        table_exists(&self.sql, "records")
    }

    /// Errors: the record was altered, or is another's.
    pub fn get<T: DeserializeOwned>(&self, kind: Kind, id: &str) -> Result<Option<T>, Fault> {
        let rows: Vec<Row> = self
            .sql
            .exec(
                "SELECT id, sealed FROM records WHERE kind = ? AND id = ?",
                vec![kind.as_str().into(), id.into()],
            )?
            .to_array()?;
        let row = rows.into_iter().next();
        row.map(|row| self.open(kind, &row)).transpose()
    }

    /// All of a kind, by id. Errors: as of [`Self::get`].
    pub fn all<T: DeserializeOwned>(&self, kind: Kind) -> Result<Vec<(String, T)>, Fault> {
        let rows: Vec<Row> = self
            .sql
            .exec(
                "SELECT id, sealed FROM records WHERE kind = ? ORDER BY id",
                vec![kind.as_str().into()],
            )?
            .to_array()?;
        let opened = rows.into_iter().map(|row| {
            let content = self.open(kind, &row)?;
            Ok((row.id, content))
        });
        opened.collect()
    }

    /// `expires_ms`: from when on it is as if it had never been.
    pub fn put(
        &self,
        kind: Kind,
        id: &str,
        expires_ms: Option<i64>,
        content: &impl Serialize,
    ) -> Result<(), Fault> {
        let record = record_name(kind, id);
        let sealed = self
            .vault
            .seal(self.place(&record), content, &SystemRandom)?;
        self.sql.exec(
            "INSERT INTO records VALUES (?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE \
             SET expires_ms = excluded.expires_ms, sealed = excluded.sealed",
            vec![
                kind.as_str().into(),
                id.into(),
                expires_ms.into(),
                sealed.into(),
            ],
        )?;
        Ok(())
    }

    pub fn remove(&self, kind: Kind, id: &str) -> Result<(), Fault> {
        self.sql.exec(
            "DELETE FROM records WHERE kind = ? AND id = ?",
            vec![kind.as_str().into(), id.into()],
        )?;
        Ok(())
    }

    /// Forgets what has expired.
    pub fn sweep(&self, now_ms: i64) -> Result<(), Fault> {
        self.sql.exec(
            "DELETE FROM records WHERE expires_ms <= ?",
            vec![now_ms.into()],
        )?;
        Ok(())
    }

    /// When the next record expires.
    pub fn next_expiry_ms(&self) -> Result<Option<i64>, Fault> {
        let next: Vec<Time> = self
            .sql
            .exec("SELECT MIN(expires_ms) AS at_ms FROM records", None)?
            .to_array()?;
        Ok(next.first().and_then(|row| row.at_ms))
    }

    /// Forgets everything but that it has.
    pub fn erase(&self, now_ms: i64) -> Result<(), Fault> {
        self.sql.exec("DELETE FROM records", None)?;
        self.sql.exec(
            "INSERT INTO erasure VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET at_ms = excluded.at_ms",
            vec![now_ms.into()],
        )?;
        Ok(())
    }

    /// When everything was erased last.
    pub fn erased_ms(&self) -> Result<Option<i64>, Fault> {
        let rows: Vec<Time> = self
            .sql
            .exec("SELECT at_ms FROM erasure", None)?
            .to_array()?;
        Ok(rows.first().and_then(|row| row.at_ms))
    }

    fn open<T: DeserializeOwned>(&self, kind: Kind, row: &Row) -> Result<T, Fault> {
        let record = record_name(kind, &row.id);
        Ok(self.vault.open(self.place(&record), &row.sealed)?)
    }

    fn place<'p>(&'p self, record: &'p str) -> Place<'p> {
        Place {
            owner: self.owner,
            record,
        }
    }
}

fn record_name(kind: Kind, id: &str) -> String {
    [kind.as_str(), "/", id].concat()
}
