//! What a place remembers of attempts and cards, and for how long.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long an attempt is waited for of which nothing more is heard.
const RESERVED_MS: i64 = 120_000;
/// A place remembers no more successes than these: half of them is limit enough.
const WORKED_MAX: usize = 4_096;
/// And no more that have not succeeded, which is the greatest limit that there can be.
pub const FAILED_MAX: usize = 10_000;

/// How it stands with an attempt, or with a card. A later one outranks an earlier, whatever order they
/// are heard in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// On its way to the partner, or stopped before that.
    Reserved,
    /// The partner has it, and the buyer has something to do.
    Open,
    Failed,
    Worked,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Unix milliseconds.
    pub at_ms: i64,
    pub standing: Standing,
}

/// Cards by fingerprint, or attempts by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sightings(BTreeMap<String, Seen>);

impl Sightings {
    pub fn contains(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// So many have not worked, and so many have, since then.
    pub fn counted(&self, since_ms: i64) -> (usize, usize) {
        let recent = self.0.values().filter(|seen| seen.at_ms > since_ms);
        recent.fold((0, 0), |(failed, worked), seen| match seen.standing {
            Standing::Worked => (failed, worked.saturating_add(1)),
            Standing::Reserved | Standing::Open | Standing::Failed => {
                (failed.saturating_add(1), worked)
            }
        })
    }

    /// Keeps a place for one that is on its way.
    pub fn reserve(&mut self, key: &str, at_ms: i64) {
        self.hear(
            key,
            Seen {
                at_ms,
                standing: Standing::Reserved,
            },
        );
    }

    /// It was stopped.
    pub fn release(&mut self, key: &str) {
        let is_reserved = |seen: &Seen| seen.standing == Standing::Reserved;
        if self.0.get(key).is_some_and(is_reserved) {
            self.0.remove(key);
        }
    }

    /// How it stands from now on; `None` when that was known, or is not remembered. That it still stands
    /// so is no news, so that a card that pays all day is written down once.
    pub fn hear(&mut self, key: &str, news: Seen) -> Option<Seen> {
        let known = self.0.get(key).copied();
        match news.standing {
            Standing::Worked if !self.has_room_for(Standing::Worked) => {
                self.0.remove(key);
                return None;
            }
            other if known.is_none() && !self.has_room_for(other) => return None,
            Standing::Worked | Standing::Reserved | Standing::Open | Standing::Failed => {}
        }
        let after = Seen {
            at_ms: known.map_or(news.at_ms, |known| known.at_ms.max(news.at_ms)),
            standing: known.map_or(news.standing, |known| known.standing.max(news.standing)),
        };
        self.0.insert(key.to_owned(), after);
        (known.map(|known| known.standing) != Some(after.standing)).then_some(after)
    }

    fn has_room_for(&self, standing: Standing) -> bool {
        let worked = |seen: &&Seen| seen.standing == Standing::Worked;
        let count = self.0.values().filter(worked).count();
        match standing {
            Standing::Worked => count < WORKED_MAX,
            Standing::Reserved | Standing::Open | Standing::Failed => {
                self.0.len().saturating_sub(count) < FAILED_MAX
            }
        }
    }

    pub fn forget(&mut self, key: &str) -> Option<Seen> {
        self.0.remove(key)
    }

    /// Forgets what was before then, and what nothing was heard of.
    pub fn prune(&mut self, since_ms: i64, now_ms: i64) {
        let waited_ms = now_ms.saturating_sub(RESERVED_MS);
        self.0.retain(|_, seen| match seen.standing {
            Standing::Reserved => seen.at_ms > waited_ms,
            Standing::Open | Standing::Failed | Standing::Worked => seen.at_ms > since_ms,
        });
    }
}
