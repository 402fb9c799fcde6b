//! The partner's side of the wire: the sandbox's own records and behaviour, without its object.

use super::rng::Rng;
use crate::partners::sandbox::behaviour::open;
use crate::partners::sandbox::record::{Decision, Record, Standing, Subject};
use crate::partners::{AuthorizeCall, RefundCall};
use shared::ids::{AccountId, AttemptId, CallId, RefundId};
use shared::money::Money;
use shared::payment::command::Answer;
use shared::payment::dispute::DisputeAnswer;
use shared::payment::refund::RefundAnswer;
use std::collections::{BTreeMap, BTreeSet};

/// A call, as it travels.
#[derive(Clone)]
pub struct Ask {
    pub attempt: AttemptId,
    pub key: CallId,
    pub what: What,
}

#[derive(Clone)]
pub enum What {
    Authorize(Box<AuthorizeCall>),
    Capture {
        amount: Money,
        is_final: bool,
    },
    Increment {
        amount: Money,
    },
    Cancel,
    Reverse,
    Lookup,
    Refund(Box<RefundCall>),
    CancelRefund {
        refund: RefundId,
    },
    LookupRefund {
        refund: RefundId,
    },
    SubmitEvidence {
        dispute: String,
        evidence: BTreeMap<String, String>,
    },
    AcceptDispute {
        dispute: String,
    },
}

/// What comes back.
#[derive(Clone)]
pub enum Reply {
    Attempt(Answer),
    Refund(RefundAnswer),
    Dispute(DisputeAnswer),
}

/// What the partner knows of one attempt.
#[derive(Default)]
struct Entry {
    /// `None`: it was called off before it arrived.
    record: Option<Record>,
    keys: BTreeSet<CallId>,
    /// What a bank has been given its time for.
    slowed: BTreeSet<Subject>,
}

#[derive(Default)]
pub struct Provider {
    entries: BTreeMap<AttemptId, Entry>,
}

impl Provider {
    /// Has the effect of a call, once for each key. `None`: a call with this key never came, or
    /// there is nothing that it could be about.
    /// `in_part`: an authorisation reserves less than was asked for.
    pub fn handle(&mut self, ask: &Ask, in_part: bool, now: i64) -> Option<Reply> {
        match &ask.what {
            What::Authorize(call) => Some(self.authorize(call, in_part, now)),
            What::Capture { amount, is_final } => {
                Some(self.change(ask, |record| record.take(*amount, *is_final, now)))
            }
            What::Increment { amount } => {
                Some(self.change(ask, |record| record.increment(&ask.key, *amount)))
            }
            What::Cancel => Some(self.change(ask, Record::cancel)),
            What::Reverse => Some(self.change(ask, Record::reverse)),
            What::Lookup => {
                let entry = self.entries.get(&ask.attempt)?;
                let known = entry.keys.contains(&ask.key);
                known.then(|| Reply::Attempt(entry.answer(&ask.key)))
            }
            What::Refund(call) => {
                let record = self.note(ask)?;
                Some(Reply::Refund(record.refund(call, now)))
            }
            What::CancelRefund { refund } => {
                let record = self.note(ask)?;
                record.cancel_refund(refund).map(Reply::Refund)
            }
            What::LookupRefund { refund } => {
                let entry = self.entries.get(&ask.attempt)?;
                let record = entry
                    .record
                    .as_ref()
                    .filter(|_| entry.keys.contains(&ask.key));
                Some(Reply::Refund(record?.refunds.get(refund)?.standing))
            }
            What::SubmitEvidence { dispute, evidence } => {
                let record = self.note(ask)?;
                let answer = record.submit_evidence(dispute, evidence, now);
                answer.map(Reply::Dispute)
            }
            What::AcceptDispute { dispute } => {
                let record = self.note(ask)?;
                record.accept_dispute(dispute).map(Reply::Dispute)
            }
        }
    }

    fn authorize(&mut self, call: &AuthorizeCall, in_part: bool, now_s: i64) -> Reply {
        let entry = self.entries.entry(call.attempt.clone()).or_insert_with(|| {
            let account = AccountId::from_bytes([1; 16]);
            let origin = "https://kassa.example";
            let mut call = call.clone();
            if in_part {
                let minor = call.amount.minor() / 25;
                call.amount = Money::new(minor, call.amount.currency()).unwrap_or(call.amount);
            }
            let record = open(account, &call, origin, origin.to_owned(), now_s);
            Entry {
                record: Some(record),
                keys: BTreeSet::from([call.key]),
                slowed: BTreeSet::new(),
            }
        });
        Reply::Attempt(entry.answer(&call.key))
    }

    fn change(&mut self, ask: &Ask, change: impl FnOnce(&mut Record)) -> Reply {
        let entry = self.entries.entry(ask.attempt.clone()).or_default();
        if entry.keys.insert(ask.key.clone())
            && let Some(record) = &mut entry.record
        {
            change(record);
        }
        Reply::Attempt(entry.answer(&ask.key))
    }

    /// The record of the attempt, which has seen the call from now on.
    fn note(&mut self, ask: &Ask) -> Option<&mut Record> {
        let entry = self.entries.get_mut(&ask.attempt)?;
        let record = entry.record.as_mut()?;
        entry.keys.insert(ask.key.clone());
        Some(record)
    }

    /// Lets happen what was to happen by now.
    pub fn pass(&mut self, now: i64) {
        for record in self.records_mut() {
            record.pass(now);
        }
    }

    /// The sandbox's banks decide within minutes; those of the world often take days.
    pub fn let_banks_take_days(&mut self, rng: &Rng) {
        for entry in self.entries.values_mut() {
            let Some(record) = &mut entry.record else {
                continue;
            };
            if let (Standing::AtTheBank, Some(later)) = (&record.standing, &mut record.decides)
                && entry.slowed.insert(Subject::Attempt)
            {
                later.at += days_s(rng);
            }
            for (id, refund) in &mut record.refunds {
                if let Some(later) = &mut refund.becomes
                    && entry.slowed.insert(Subject::Refund(id.clone()))
                {
                    later.at += days_s(rng);
                }
            }
        }
    }

    /// Even a bank that seemed to have forgotten does what it was asked for in the end. `false`: none
    /// is at work.
    pub fn let_banks_decide(&mut self, now: i64) -> bool {
        let open = |record: &&mut Record| record.standing == Standing::AtTheBank;
        let mut decided = self.records_mut().filter(open);
        decided.any(|record| record.decide(Decision::Approve, now))
    }

    /// When something happens next by itself, in Unix seconds.
    pub fn next_at(&self) -> Option<i64> {
        self.records().filter_map(Record::next_at).min()
    }

    /// What the partner has to tell, which is from now on in somebody's hands.
    pub fn take_untold(&mut self) -> Vec<(AttemptId, Subject)> {
        self.records_mut()
            .flat_map(|record| {
                let attempt = record.attempt.clone();
                std::mem::take(&mut record.untold)
                    .into_iter()
                    .map(move |subject| (attempt.clone(), subject))
            })
            .collect()
    }

    fn records_mut(&mut self) -> impl Iterator<Item = &mut Record> {
        self.entries
            .values_mut()
            .filter_map(|entry| entry.record.as_mut())
    }

    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.entries
            .values()
            .filter_map(|entry| entry.record.as_ref())
    }

    pub fn record_mut(&mut self, attempt: &AttemptId) -> Option<&mut Record> {
        self.entries.get_mut(attempt)?.record.as_mut()
    }

    pub fn record(&self, attempt: &AttemptId) -> Option<&Record> {
        self.entries.get(attempt)?.record.as_ref()
    }
}

fn days_s(rng: &Rng) -> i64 {
    match rng.percent(50) {
        true => 0,
        false => (1 + rng.below(6) as i64) * 24 * 3600,
    }
}

impl Entry {
    fn answer(&self, key: &CallId) -> Answer {
        self.record
            .as_ref()
            .map_or(Answer::Canceled, |record| record.answer_to(key))
    }
}
