//! A disk that a crash takes back to where it was, and that may refuse a write.

use crate::objects::consumer::rows::{Listing, Row, Rows};
use crate::objects::consumer::store::Kind;
use crate::ports::Fault;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// All that one object keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disk {
    has_tables: bool,
    /// By kind and id: when it expires, and the sealed text.
    pub records: BTreeMap<(String, String), (Option<i64>, String)>,
    pub erased_ms: Option<i64>,
    pub listing: Listing,
    /// The object's alarm.
    pub alarm_ms: Option<i64>,
}

/// The disk of one object.
pub struct MemoryRows {
    pub disk: RefCell<Disk>,
    /// The write after so many is refused.
    pub writes_left: Cell<Option<usize>>,
}

impl Default for MemoryRows {
    fn default() -> Self {
        Self {
            disk: RefCell::new(Disk {
                has_tables: false,
                records: BTreeMap::new(),
                erased_ms: None,
                listing: Listing {
                    generation: 0,
                    is_listed: false,
                },
                alarm_ms: None,
            }),
            writes_left: Cell::new(None),
        }
    }
}

impl MemoryRows {
    fn write(&self, write: impl FnOnce(&mut Disk)) -> Result<(), Fault> {
        match self.writes_left.get() {
            Some(0) => return Err(Fault("the disk refused a write".to_owned())),
            Some(left) => self.writes_left.set(Some(left - 1)),
            None => {}
        }
        write(&mut self.disk.borrow_mut());
        Ok(())
    }

    fn rows(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<Row> {
        let disk = self.disk.borrow();
        assert!(disk.has_tables, "there is no such table");
        let rows = disk.records.iter();
        rows.filter(|((kind, _), _)| is_wanted(kind))
            .map(|((kind, id), (_, sealed))| Row {
                kind: kind.clone(),
                id: id.clone(),
                sealed: sealed.clone(),
            })
            .collect()
    }
}

fn key(kind: Kind, id: &str) -> (String, String) {
    (kind.as_str().to_owned(), id.to_owned())
}

impl Rows for MemoryRows {
    fn transaction(&self, act: &mut dyn FnMut() -> Result<(), Fault>) -> Result<(), Fault> {
        let before = self.disk.borrow().clone();
        act().inspect_err(|_| *self.disk.borrow_mut() = before)
    }

    fn ensure_tables(&self) -> Result<(), Fault> {
        self.disk.borrow_mut().has_tables = true;
        Ok(())
    }

    fn exists(&self) -> Result<bool, Fault> {
        Ok(self.disk.borrow().has_tables)
    }

    fn get(&self, kind: Kind, id: &str) -> Result<Option<Row>, Fault> {
        let rows = self.rows(|it| it == kind.as_str());
        Ok(rows.into_iter().find(|row| row.id == id))
    }

    fn all(&self, kind: Kind) -> Result<Vec<Row>, Fault> {
        Ok(self.rows(|it| it == kind.as_str()))
    }

    fn every(&self) -> Result<Vec<Row>, Fault> {
        Ok(self.rows(|_| true))
    }

    fn kinds(&self) -> Result<Vec<String>, Fault> {
        Ok(self
            .rows(|_| true)
            .into_iter()
            .map(|row| row.kind)
            .collect())
    }

    fn put(
        &self,
        kind: Kind,
        id: &str,
        expires_ms: Option<i64>,
        sealed: String,
    ) -> Result<(), Fault> {
        self.write(|disk| {
            disk.records.insert(key(kind, id), (expires_ms, sealed));
        })
    }

    fn reseal(&self, row: Row) -> Result<(), Fault> {
        self.write(|disk| {
            if let Some((_, sealed)) = disk.records.get_mut(&(row.kind, row.id)) {
                *sealed = row.sealed;
            }
        })
    }

    fn remove(&self, kind: Kind, id: &str) -> Result<(), Fault> {
        self.write(|disk| {
            disk.records.remove(&key(kind, id));
        })
    }

    fn sweep(&self, now_ms: i64) -> Result<(), Fault> {
        self.write(|disk| {
            disk.records
                .retain(|_, (expires_ms, _)| expires_ms.is_none_or(|at_ms| at_ms > now_ms));
        })
    }

    fn next_expiry_ms(&self) -> Result<Option<i64>, Fault> {
        let disk = self.disk.borrow();
        Ok(disk.records.values().filter_map(|(at_ms, _)| *at_ms).min())
    }

    fn erase(&self, now_ms: i64) -> Result<(), Fault> {
        self.write(|disk| {
            disk.records.clear();
            disk.erased_ms = Some(now_ms);
        })
    }

    fn erased_ms(&self) -> Result<Option<i64>, Fault> {
        Ok(self.disk.borrow().erased_ms)
    }

    fn listing(&self) -> Result<Listing, Fault> {
        Ok(self.disk.borrow().listing)
    }

    fn set_listing(&self, listing: Listing) -> Result<(), Fault> {
        self.write(|disk| disk.listing = listing)
    }
}
