//! What one place remembers, and whether there is room for more. Asking takes a place at once, so that
//! a thousand who ask together are a thousand.

use super::finding::{Finding, Reply, Verdict};
use super::rule::{By, Counts, Rule, Then};
use super::seen::{Seen, Sightings, Standing};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long it is remembered of a card that it has paid.
pub const PAID_MS: i64 = 90 * 24 * 3_600 * 1_000;
/// How often that is noted anew.
const PAID_NOTED_MS: i64 = 24 * 3_600 * 1_000;

/// The counter of one place.
#[derive(Debug, Default)]
pub struct Counter {
    /// By the rules' ids.
    tallies: BTreeMap<String, Tally>,
    cards: Sightings,
    attempts: Sightings,
    /// When the card that this is the place of last paid, in Unix milliseconds.
    paid_ms: Option<i64>,
}

/// Somebody wants to do something.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Asked {
    /// The rules about it at this place.
    pub rules: Vec<Rule>,
    /// With which card, and under which name; `None` of what is no attempt to pay.
    pub attempt: Option<CardAttempt>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardAttempt {
    /// The card's fingerprint.
    pub card: String,
    pub id: String,
}

/// What came of an attempt that this place was asked about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Told {
    pub attempt: CardAttempt,
    pub by: By,
    /// What the rules about it count.
    pub counts: Vec<Counts>,
    pub outcome: Outcome,
    /// Unix milliseconds.
    pub at_ms: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The partner never heard of it.
    Stopped,
    /// The buyer has something to do.
    Open,
    Failed,
    Worked,
}

/// One thing that is remembered for longer than a counter is in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Memo {
    pub kind: MemoKind,
    /// The card or the attempt.
    pub key: String,
    /// `None`: no more.
    pub seen: Option<Seen>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemoKind {
    Card,
    Attempt,
    /// This place is a card, and has paid.
    Paid,
}

impl Counter {
    /// Whether there is room, which is then taken. Nothing is taken where any of the rules blocks.
    pub fn ask(&mut self, asked: &Asked, now_ms: i64) -> Reply {
        self.prune(&asked.rules, now_ms);
        let findings = asked.rules.iter().filter_map(|rule| {
            let (used, limit) = self.used(rule, asked.attempt.as_ref(), now_ms);
            finding(rule, used, limit)
        });
        let finding = findings.max_by_key(|finding| finding.verdict);
        if !finding.as_ref().is_some_and(Finding::is_blocked) {
            self.take(asked, now_ms);
        }
        Reply {
            finding,
            has_paid: self
                .paid_ms
                .is_some_and(|paid| now_ms.saturating_sub(paid) < PAID_MS),
        }
    }

    /// What came of it. Idempotent, and in any order. The answer is what has changed.
    pub fn tell(&mut self, told: &Told) -> Vec<Memo> {
        let mut memos = Vec::new();
        if told.counts.contains(&Counts::FailedCards) {
            memos.extend(self.tell_of_card(told));
        }
        if told.counts.contains(&Counts::Failed) {
            memos.extend(self.tell_of_attempt(told));
        }
        if told.by == By::Card && told.outcome == Outcome::Worked {
            memos.extend(self.note_paid(told.at_ms));
        }
        memos
    }

    /// Knows again what was remembered.
    pub fn recall(&mut self, memo: &Memo) {
        let Some(seen) = memo.seen else {
            return;
        };
        match memo.kind {
            MemoKind::Card => {
                self.cards.hear(&memo.key, seen);
            }
            MemoKind::Attempt => {
                self.attempts.hear(&memo.key, seen);
            }
            MemoKind::Paid => self.paid_ms = Some(seen.at_ms),
        }
    }

    /// So many there are with this one, and so many there can be before it.
    fn used(&self, rule: &Rule, attempt: Option<&CardAttempt>, now_ms: i64) -> (u32, u32) {
        let since_ms = now_ms.saturating_sub(rule.window_ms());
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        match rule.counts {
            Counts::Every => {
                let tally = self.tallies.get(&rule.id).copied().unwrap_or_default();
                (tally.used(rule.window_ms(), now_ms), rule.limit)
            }
            Counts::Failed => (number(self.attempts.counted(since_ms).0), rule.limit),
            Counts::FailedCards => {
                let (failed, worked) = self.cards.counted(since_ms);
                let limit = rule.limit.max(number(worked).div_euclid(2));
                // Trying a card again is no other card.
                let is_seen = attempt.is_some_and(|attempt| self.cards.contains(&attempt.card));
                let used = number(failed);
                match is_seen {
                    true => (used.min(limit.saturating_sub(1)), limit),
                    false => (used, limit),
                }
            }
        }
    }

    fn take(&mut self, asked: &Asked, now_ms: i64) {
        for rule in &asked.rules {
            match (rule.counts, &asked.attempt) {
                (Counts::Every, _) => {
                    let tally = self.tallies.entry(rule.id.clone()).or_default();
                    tally.add(rule.window_ms(), now_ms);
                }
                (Counts::Failed, Some(attempt)) => self.attempts.reserve(&attempt.id, now_ms),
                (Counts::FailedCards, Some(attempt)) => self.cards.reserve(&attempt.card, now_ms),
                (Counts::Failed | Counts::FailedCards, None) => {}
            }
        }
    }

    fn tell_of_card(&mut self, told: &Told) -> Option<Memo> {
        let key = &told.attempt.card;
        let seen = match standing(told.outcome) {
            None => {
                self.cards.release(key);
                return None;
            }
            Some(standing) => Seen {
                at_ms: told.at_ms,
                standing,
            },
        };
        let seen = self.cards.hear(key, seen)?;
        Some(memo(MemoKind::Card, key, Some(seen)))
    }

    fn tell_of_attempt(&mut self, told: &Told) -> Option<Memo> {
        let key = &told.attempt.id;
        match standing(told.outcome) {
            None => {
                self.attempts.release(key);
                None
            }
            // One that succeeded is of no interest any more.
            Some(Standing::Worked) => self
                .attempts
                .forget(key)
                .filter(|seen| seen.standing != Standing::Reserved)
                .map(|_| memo(MemoKind::Attempt, key, None)),
            Some(standing @ (Standing::Reserved | Standing::Open | Standing::Failed)) => {
                let at_ms = told.at_ms;
                let seen = self.attempts.hear(key, Seen { at_ms, standing })?;
                Some(memo(MemoKind::Attempt, key, Some(seen)))
            }
        }
    }

    fn note_paid(&mut self, at_ms: i64) -> Option<Memo> {
        let is_noted = |paid: i64| at_ms.saturating_sub(paid) < PAID_NOTED_MS;
        if self.paid_ms.is_some_and(is_noted) {
            return None;
        }
        self.paid_ms = Some(at_ms);
        let standing = Standing::Worked;
        Some(memo(MemoKind::Paid, "", Some(Seen { at_ms, standing })))
    }

    /// Forgets what no rule looks back to.
    fn prune(&mut self, rules: &[Rule], now_ms: i64) {
        let back_to = |counts: Counts| {
            let of_these = rules.iter().filter(|rule| rule.counts == counts);
            let longest = of_these.map(Rule::window_ms).max()?;
            Some(now_ms.saturating_sub(longest))
        };
        if let Some(since_ms) = back_to(Counts::FailedCards) {
            self.cards.prune(since_ms, now_ms);
        }
        if let Some(since_ms) = back_to(Counts::Failed) {
            self.attempts.prune(since_ms, now_ms);
        }
    }
}

/// What a rule says when `used` of `limit` are there already.
fn finding(rule: &Rule, used: u32, limit: u32) -> Option<Finding> {
    let verdict = match (used >= limit, rule.then) {
        (true, Then::Block) => Verdict::Blocked,
        (true, Then::Mark) => Verdict::Elevated,
        // Whoever has used half of it is looked at more closely.
        (false, Then::Block) if used > limit.div_euclid(2) => Verdict::Elevated,
        (false, Then::Block | Then::Mark) => return None,
    };
    Some(Finding::of(rule, verdict, used, limit))
}

fn standing(outcome: Outcome) -> Option<Standing> {
    match outcome {
        Outcome::Stopped => None,
        Outcome::Open => Some(Standing::Open),
        Outcome::Failed => Some(Standing::Failed),
        Outcome::Worked => Some(Standing::Worked),
    }
}

fn memo(kind: MemoKind, key: &str, seen: Option<Seen>) -> Memo {
    Memo {
        kind,
        key: key.to_owned(),
        seen,
    }
}

/// What was done since when: a window begins with the first, and the next one is empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    /// Unix milliseconds.
    since_ms: i64,
    count: u32,
}

impl Tally {
    fn used(self, window_ms: i64, now_ms: i64) -> u32 {
        let ends_ms = self.since_ms.saturating_add(window_ms);
        // A clock that goes back locks nobody out.
        match now_ms >= self.since_ms && now_ms < ends_ms {
            true => self.count,
            false => 0,
        }
    }

    fn add(&mut self, window_ms: i64, now_ms: i64) {
        let used = self.used(window_ms, now_ms);
        if used == 0 {
            self.since_ms = now_ms;
        }
        self.count = used.saturating_add(1);
    }
}
