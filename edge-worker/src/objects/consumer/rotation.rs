//! A new key for everything that the consumer keeps, in one commit.

use super::listing;
use super::store::{Store, record_name};
use crate::ports::Fault;
use crate::vault::{Unopened, Vault};
use serde::{Deserialize, Serialize};

/// What came of it.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rewrapped {
    /// Records that are under the newest key now, and were not.
    pub rewrapped: u32,
    /// Records that were already.
    pub current: u32,
    pub unreadable: Vec<Unreadable>,
    /// Nothing that lasts is kept: the name can go from the index, if it was entered in an earlier
    /// generation than this.
    pub left: Option<i64>,
}

/// A record that does not open. Nothing here says whose it is or what is in it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// Its kind and id: `card/lm_…`.
    pub record: String,
    /// The version of the key that it says to be under.
    pub version: Option<u32>,
    pub why: Unopened,
}

/// Re-wraps what opens, and names what does not.
pub fn rewrap(store: &Store<'_>) -> Result<Rewrapped, Fault> {
    let mut done = Rewrapped::default();
    for mut row in store.rows.every()? {
        let record = record_name(&row.kind, &row.id);
        let place = store.place(&record);
        if let Err(why) = store.vault.check(place, &row.sealed) {
            let version = Vault::version_of(&row.sealed);
            done.unreadable.push(Unreadable {
                record,
                version,
                why,
            });
            continue;
        }
        match store.vault.rewrap(place, &row.sealed, store.random)? {
            Some(sealed) => {
                row.sealed = sealed;
                store.rows.reseal(row)?;
                done.rewrapped = done.rewrapped.saturating_add(1);
            }
            None => done.current = done.current.saturating_add(1),
        }
    }
    done.left = listing::withdraw(store)?;
    Ok(done)
}
