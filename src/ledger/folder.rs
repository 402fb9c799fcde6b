//! What a data folder holds: workerd keeps each object as a SQLite database of its own.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use serde::Deserialize;
use shared::ledger::posting::LedgerAccount;
use shared::payment::event::Recorded;

use crate::serve::config::storage_folder;

const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Where workerd notes an object's alarm in its database.
const ALARM_KEY: i64 = 1;
const NANOSECONDS_IN_MS: i64 = 1_000_000;

/// A data folder, read without changing anything in it.
pub struct Folder {
    payments: PathBuf,
    accounts: PathBuf,
}

/// One payment as its object stores it.
pub struct StoredPayment {
    pub log: Vec<Recorded>,
    /// When the object is woken next, in Unix milliseconds.
    pub wakes_at_ms: Option<i64>,
}

/// One account as its object stores it.
pub struct StoredAccount {
    pub id: String,
    pub display_name: String,
    pub postings: Vec<StoredPosting>,
    pub balances: Vec<StoredBalance>,
    /// The intents that are listed.
    pub intents: HashSet<String>,
}

/// A row of the ledger.
pub struct StoredPosting {
    pub id: String,
    pub currency: String,
    pub kind: String,
    pub json: String,
}

/// A row of the balances: what became available on a day.
pub struct StoredBalance {
    pub currency: String,
    /// Since 1970.
    pub day: i64,
    /// In the order of [`LedgerAccount::ALL`], in minor units.
    pub sums: [i64; LedgerAccount::ALL.len()],
}

/// A database that cannot be read as what it should be.
pub struct Unreadable {
    pub file: PathBuf,
    pub why: String,
}

impl Folder {
    /// Errors: no server has been started with this data folder yet.
    pub fn at(data_dir: &Path) -> anyhow::Result<Self> {
        let objects = data_dir.join("objects");
        if !objects.is_dir() {
            bail!(
                "{} holds no Kassa yet: start it once with `cargo run`, or choose another --data-dir",
                data_dir.display()
            );
        }
        Ok(Self {
            payments: objects.join(storage_folder("PaymentObject")),
            accounts: objects.join(storage_folder("AccountObject")),
        })
    }

    /// Every payment, one after another: a folder may hold more than fits in memory.
    pub fn payments(
        &self,
    ) -> anyhow::Result<impl Iterator<Item = Result<StoredPayment, Unreadable>>> {
        Ok(databases(&self.payments)?
            .into_iter()
            .filter_map(|file| read(file, payment).transpose()))
    }

    pub fn accounts(
        &self,
    ) -> anyhow::Result<impl Iterator<Item = Result<StoredAccount, Unreadable>>> {
        Ok(databases(&self.accounts)?
            .into_iter()
            .filter_map(|file| read(file, account).transpose()))
    }
}

/// The databases of a kind of object, in a stable order; none where there are no such objects.
fn databases(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let is_database = path.extension().is_some_and(|kind| kind == "sqlite");
        // workerd's own, beside the objects.
        if is_database && path.file_stem().is_some_and(|name| name != "metadata") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read<T>(
    file: PathBuf,
    content: fn(&Connection) -> anyhow::Result<Option<T>>,
) -> Result<Option<T>, Unreadable> {
    let connection = match open(&file) {
        Ok(connection) => connection,
        Err(error) => {
            let why = error.to_string();
            return Err(Unreadable { file, why });
        }
    };
    content(&connection).map_err(|error| Unreadable {
        file,
        why: format!("{error:#}"),
    })
}

/// A database that nobody has open is read as it lies there, because SQLite would leave files of its
/// own beside it; one with a log is read together with it, as its other readers do.
fn open(file: &Path) -> rusqlite::Result<Connection> {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    let rests = fs::metadata(log).is_ok_and(|log| log.len() > 0);
    let path = file.to_string_lossy();
    let uri = match rests {
        true => format!("file:{}?mode=ro", escaped(&path)),
        false => format!("file:{}?immutable=1", escaped(&path)),
    };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(uri, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // Several tables are read as they were at one moment.
    connection.execute_batch("BEGIN")?;
    Ok(connection)
}

/// A path inside a URI.
fn escaped(path: &str) -> String {
    path.replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23")
}

/// `None` where a payment was asked for that does not exist.
fn payment(connection: &Connection) -> anyhow::Result<Option<StoredPayment>> {
    if !has_table(connection, "events")? {
        return Ok(None);
    }
    let mut rows = connection.prepare("SELECT seq, json FROM events ORDER BY seq")?;
    let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut log: Vec<Recorded> = Vec::new();
    for (expected, row) in (1_u64..).zip(rows) {
        let (seq, json): (i64, String) = row?;
        let recorded: Recorded =
            serde_json::from_str(&json).with_context(|| format!("event {seq}"))?;
        if u64::try_from(seq) != Ok(expected) || recorded.seq != expected {
            bail!("event {expected} is missing");
        }
        log.push(recorded);
    }
    Ok(Some(StoredPayment {
        log,
        wakes_at_ms: wakes_at_ms(connection)?,
    }))
}

fn wakes_at_ms(connection: &Connection) -> anyhow::Result<Option<i64>> {
    if !has_table(connection, "_cf_METADATA")? {
        return Ok(None);
    }
    let alarm_ns: Option<Option<i64>> = connection
        .query_row(
            "SELECT value FROM _cf_METADATA WHERE key = ?",
            [ALARM_KEY],
            |row| row.get(0),
        )
        .optional()?;
    Ok(alarm_ns.flatten().map(|ns| ns / NANOSECONDS_IN_MS))
}

/// `None` where an account was asked for that does not exist.
fn account(connection: &Connection) -> anyhow::Result<Option<StoredAccount>> {
    #[derive(Deserialize)]
    struct Profile {
        id: String,
        display_name: String,
    }
    if !has_table(connection, "profile")? {
        return Ok(None);
    }
    let profile: String = connection.query_row("SELECT json FROM profile", [], |row| row.get(0))?;
    let Profile { id, display_name } = serde_json::from_str(&profile).context("the profile")?;
    let mut account = StoredAccount {
        id,
        display_name,
        postings: Vec::new(),
        balances: Vec::new(),
        intents: HashSet::new(),
    };
    if has_table(connection, "ledger")? {
        account.postings = postings(connection)?;
        account.balances = balances(connection)?;
    }
    if has_table(connection, "documents")? {
        account.intents = intents(connection)?;
    }
    Ok(Some(account))
}

fn postings(connection: &Connection) -> rusqlite::Result<Vec<StoredPosting>> {
    let mut rows =
        connection.prepare("SELECT id, currency, type, json FROM ledger ORDER BY place")?;
    let rows = rows.query_map([], |row| {
        Ok(StoredPosting {
            id: row.get(0)?,
            currency: row.get(1)?,
            kind: row.get(2)?,
            json: row.get(3)?,
        })
    })?;
    rows.collect()
}

fn balances(connection: &Connection) -> rusqlite::Result<Vec<StoredBalance>> {
    let columns = LedgerAccount::ALL.map(LedgerAccount::as_str).join(", ");
    let query = format!("SELECT currency, day, {columns} FROM balances ORDER BY currency, day");
    let mut rows = connection.prepare(&query)?;
    let rows = rows.query_map([], |row| {
        let mut sums = [0; LedgerAccount::ALL.len()];
        for (column, sum) in (2..).zip(&mut sums) {
            *sum = row.get(column)?;
        }
        Ok(StoredBalance {
            currency: row.get(0)?,
            day: row.get(1)?,
            sums,
        })
    })?;
    rows.collect()
}

fn intents(connection: &Connection) -> rusqlite::Result<HashSet<String>> {
    let mut rows = connection.prepare("SELECT id FROM documents WHERE kind = 'payment_intent'")?;
    let rows = rows.query_map([], |row| row.get(0))?;
    rows.collect()
}

fn has_table(connection: &Connection, name: &str) -> rusqlite::Result<bool> {
    connection
        .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?")?
        .exists([name])
}
