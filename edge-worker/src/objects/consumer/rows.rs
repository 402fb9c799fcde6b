//! The consumer's rows as they lie on the disk: sealed texts by kind and id, and what is known without
//! opening anything.

use super::store::Kind;
use crate::objects::read_rows::ReadRows;
use crate::objects::tables::table_exists;
use crate::ports::Fault;
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use worker::{SqlStorage, Storage};

const TABLES: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS records (kind TEXT NOT NULL, id TEXT NOT NULL, \
     expires_ms INTEGER, sealed TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID",
    // Says of nobody anything but when all else went.
    "CREATE TABLE IF NOT EXISTS erasure (id INTEGER PRIMARY KEY CHECK (id = 1), at_ms INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS listing (id INTEGER PRIMARY KEY CHECK (id = 1), \
     generation INTEGER NOT NULL, is_listed INTEGER NOT NULL)",
];

/// A record that nobody has opened.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Row {
    pub kind: String,
    pub id: String,
    pub sealed: String,
}

/// Whether the object's name is in the index of all of them; see [`super::listing`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listing {
    /// How often it was taken out. Its next entry is of this generation.
    pub generation: i64,
    pub is_listed: bool,
}

/// Where rows are kept. What is done between two suspensions is kept together, or not at all.
pub trait Rows {
    /// Keeps all that `act` does, or nothing where it fails. See [`transact`].
    fn transaction(&self, act: &mut dyn FnMut() -> Result<(), Fault>) -> Result<(), Fault>;

    /// Objects are not given tables for being asked what they have.
    fn ensure_tables(&self) -> Result<(), Fault>;

    /// Whether anything was ever stored here.
    fn exists(&self) -> Result<bool, Fault>;

    fn get(&self, kind: Kind, id: &str) -> Result<Option<Row>, Fault>;

    /// All of a kind, by id.
    fn all(&self, kind: Kind) -> Result<Vec<Row>, Fault>;

    /// All there are, also of a kind that this version does not know.
    fn every(&self) -> Result<Vec<Row>, Fault>;

    /// The kinds of which there is a record.
    fn kinds(&self) -> Result<Vec<String>, Fault>;

    /// `expires_ms`: from when on it is as if it had never been.
    fn put(
        &self,
        kind: Kind,
        id: &str,
        expires_ms: Option<i64>,
        sealed: String,
    ) -> Result<(), Fault>;

    /// The same record, sealed anew.
    fn reseal(&self, row: Row) -> Result<(), Fault>;

    fn remove(&self, kind: Kind, id: &str) -> Result<(), Fault>;

    /// Forgets what has expired.
    fn sweep(&self, now_ms: i64) -> Result<(), Fault>;

    /// When the next record expires.
    fn next_expiry_ms(&self) -> Result<Option<i64>, Fault>;

    /// Forgets every record, and that it was now.
    fn erase(&self, now_ms: i64) -> Result<(), Fault>;

    /// When everything was erased last.
    fn erased_ms(&self) -> Result<Option<i64>, Fault>;

    fn listing(&self) -> Result<Listing, Fault>;

    fn set_listing(&self, listing: Listing) -> Result<(), Fault>;
}

/// Keeps all that `act` does, or nothing where it fails: a record that does not open half-way leaves
/// nothing half-done.
pub fn transact<T>(rows: &dyn Rows, act: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    let (mut act, mut done) = (Some(act), None);
    rows.transaction(&mut || {
        done = act.take().map(|act| act()).transpose()?;
        Ok(())
    })?;
    done.ok_or_else(|| Fault("a transaction was not carried out".to_owned()))
}

/// In the object's own database.
pub struct SqlRows {
    storage: Storage,
    sql: SqlStorage,
}

impl SqlRows {
    pub fn of(storage: Storage) -> Self {
        let sql = storage.sql();
        Self { storage, sql }
    }
}

#[wasm_bindgen]
extern "C" {
    /// What the `worker` crate has no name for yet.
    type TransactionalStorage;

    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(
        this: &TransactionalStorage,
        act: &mut dyn FnMut() -> Result<(), JsValue>,
    ) -> Result<(), JsValue>;
}

#[derive(Deserialize)]
struct Time {
    at_ms: Option<i64>,
}

impl Rows for SqlRows {
    fn transaction(&self, act: &mut dyn FnMut() -> Result<(), Fault>) -> Result<(), Fault> {
        let mut failed = None;
        let storage: &TransactionalStorage = self.storage.as_raw().unchecked_ref();
        let ended = storage.transaction_sync(&mut || {
            act().map_err(|fault| {
                let reason = JsValue::from_str(&fault.0);
                failed = Some(fault);
                reason
            })
        });
        match (failed, ended) {
            (Some(fault), _) => Err(fault),
            (None, Ok(())) => Ok(()),
            (None, Err(error)) => Err(worker::Error::from(error).into()),
        }
    }

    fn ensure_tables(&self) -> Result<(), Fault> {
        for statement in TABLES {
            self.sql.exec(statement, None)?;
        }
        Ok(())
    }

    fn exists(&self) -> Result<bool, Fault> {
        table_exists(&self.sql, "records")
    }

    fn get(&self, kind: Kind, id: &str) -> Result<Option<Row>, Fault> {
        let query = "SELECT kind, id, sealed FROM records WHERE kind = ? AND id = ?";
        let bound = vec![kind.as_str().into(), id.into()];
        let rows: Vec<Row> = self.sql.exec(query, bound)?.rows()?;
        Ok(rows.into_iter().next())
    }

    fn all(&self, kind: Kind) -> Result<Vec<Row>, Fault> {
        let query = "SELECT kind, id, sealed FROM records WHERE kind = ? ORDER BY id";
        Ok(self.sql.exec(query, vec![kind.as_str().into()])?.rows()?)
    }

    fn every(&self) -> Result<Vec<Row>, Fault> {
        let query = "SELECT kind, id, sealed FROM records ORDER BY kind, id";
        Ok(self.sql.exec(query, None)?.rows()?)
    }

    fn kinds(&self) -> Result<Vec<String>, Fault> {
        #[derive(Deserialize)]
        struct Found {
            kind: String,
        }
        let query = "SELECT DISTINCT kind FROM records";
        let found: Vec<Found> = self.sql.exec(query, None)?.rows()?;
        Ok(found.into_iter().map(|found| found.kind).collect())
    }

    fn put(
        &self,
        kind: Kind,
        id: &str,
        expires_ms: Option<i64>,
        sealed: String,
    ) -> Result<(), Fault> {
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

    fn reseal(&self, row: Row) -> Result<(), Fault> {
        self.sql.exec(
            "UPDATE records SET sealed = ? WHERE kind = ? AND id = ?",
            vec![row.sealed.into(), row.kind.into(), row.id.into()],
        )?;
        Ok(())
    }

    fn remove(&self, kind: Kind, id: &str) -> Result<(), Fault> {
        self.sql.exec(
            "DELETE FROM records WHERE kind = ? AND id = ?",
            vec![kind.as_str().into(), id.into()],
        )?;
        Ok(())
    }

    fn sweep(&self, now_ms: i64) -> Result<(), Fault> {
        self.sql.exec(
            "DELETE FROM records WHERE expires_ms <= ?",
            vec![now_ms.into()],
        )?;
        Ok(())
    }

    fn next_expiry_ms(&self) -> Result<Option<i64>, Fault> {
        self.time("SELECT MIN(expires_ms) AS at_ms FROM records")
    }

    fn erase(&self, now_ms: i64) -> Result<(), Fault> {
        self.sql.exec("DELETE FROM records", None)?;
        self.sql.exec(
            "INSERT INTO erasure VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET at_ms = excluded.at_ms",
            vec![now_ms.into()],
        )?;
        Ok(())
    }

    fn erased_ms(&self) -> Result<Option<i64>, Fault> {
        self.time("SELECT at_ms FROM erasure")
    }

    fn listing(&self) -> Result<Listing, Fault> {
        #[derive(Deserialize)]
        struct Stored {
            generation: i64,
            is_listed: i64,
        }
        let query = "SELECT generation, is_listed FROM listing";
        let stored: Vec<Stored> = self.sql.exec(query, None)?.rows()?;
        let (generation, is_listed) = stored
            .first()
            .map_or((0, 0), |stored| (stored.generation, stored.is_listed));
        Ok(Listing {
            generation,
            is_listed: is_listed != 0,
        })
    }

    fn set_listing(&self, listing: Listing) -> Result<(), Fault> {
        self.sql.exec(
            "INSERT INTO listing VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE \
             SET generation = excluded.generation, is_listed = excluded.is_listed",
            vec![
                listing.generation.into(),
                i64::from(listing.is_listed).into(),
            ],
        )?;
        Ok(())
    }
}

impl SqlRows {
    fn time(&self, query: &str) -> Result<Option<i64>, Fault> {
        let rows: Vec<Time> = self.sql.exec(query, None)?.rows()?;
        Ok(rows.first().and_then(|row| row.at_ms))
    }
}
