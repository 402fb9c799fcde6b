//! The partner's side of the wire: the sandbox's own records and behaviour, without its object.

use crate::partners::AuthorizeCall;
use crate::partners::sandbox::behaviour::open;
use crate::partners::sandbox::record::{Record, Standing};
use shared::ids::{AccountId, AttemptId, CallId};
use shared::money::Money;
use shared::payment::command::Answer;
use std::collections::{BTreeMap, BTreeSet};

/// A call, as it travels.
#[derive(Clone)]
pub enum Ask {
    Authorize(Box<AuthorizeCall>),
    Capture {
        attempt: AttemptId,
        key: CallId,
        amount: Money,
    },
    Cancel {
        attempt: AttemptId,
        key: CallId,
    },
    Reverse {
        attempt: AttemptId,
        key: CallId,
    },
    Lookup {
        attempt: AttemptId,
        key: CallId,
    },
}

impl Ask {
    pub fn attempt(&self) -> &AttemptId {
        match self {
            Self::Authorize(call) => &call.attempt,
            Self::Capture { attempt, .. }
            | Self::Cancel { attempt, .. }
            | Self::Reverse { attempt, .. }
            | Self::Lookup { attempt, .. } => attempt,
        }
    }
}

/// What the partner knows of one attempt.
#[derive(Default)]
struct Entry {
    /// `None`: it was called off before it arrived.
    record: Option<Record>,
    keys: BTreeSet<CallId>,
}

#[derive(Default)]
pub struct Provider {
    entries: BTreeMap<AttemptId, Entry>,
}

impl Provider {
    /// Has the effect of a call, once for each key. `None`: a call with this key never came.
    /// `in_part`: an authorisation reserves less than was asked for.
    pub fn handle(&mut self, ask: &Ask, in_part: bool, now_s: i64) -> Option<Answer> {
        match ask {
            Ask::Authorize(call) => Some(self.authorize(call, in_part, now_s)),
            Ask::Capture {
                attempt,
                key,
                amount,
            } => Some(self.change(attempt, key, |record| {
                if matches!(record.standing, Standing::Authorized { .. }) {
                    record.take(*amount);
                }
            })),
            Ask::Cancel { attempt, key } => Some(self.change(attempt, key, Record::cancel)),
            Ask::Reverse { attempt, key } => Some(self.change(attempt, key, Record::reverse)),
            Ask::Lookup { attempt, key } => {
                let entry = self.entries.get(attempt)?;
                entry.keys.contains(key).then(|| entry.answer())
            }
        }
    }

    fn authorize(&mut self, call: &AuthorizeCall, in_part: bool, now_s: i64) -> Answer {
        let entry = self.entries.entry(call.attempt.clone()).or_insert_with(|| {
            let account = AccountId::from_bytes([1; 16]);
            let origin = "https://kassa.example";
            let mut call = call.clone();
            if in_part && let Ok(part) = Money::new(1_000, call.amount.currency()) {
                call.amount = part;
            }
            let record = open(account, &call, origin, origin.to_owned(), now_s);
            Entry {
                record: Some(record),
                keys: BTreeSet::from([call.key]),
            }
        });
        entry.answer()
    }

    fn change(
        &mut self,
        attempt: &AttemptId,
        key: &CallId,
        change: impl FnOnce(&mut Record),
    ) -> Answer {
        let entry = self.entries.entry(attempt.clone()).or_default();
        if entry.keys.insert(key.clone())
            && let Some(record) = &mut entry.record
        {
            change(record);
        }
        entry.answer()
    }

    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.entries
            .values()
            .filter_map(|entry| entry.record.as_ref())
    }

    pub fn record_mut(&mut self, attempt: &AttemptId) -> Option<&mut Record> {
        self.entries.get_mut(attempt)?.record.as_mut()
    }

    pub fn answer(&self, attempt: &AttemptId) -> Option<Answer> {
        self.entries.get(attempt).map(Entry::answer)
    }
}

impl Entry {
    fn answer(&self) -> Answer {
        self.record
            .as_ref()
            .map_or(Answer::Canceled, Record::answer)
    }
}
