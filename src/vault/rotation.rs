//! `kassa vault rotate`: page by page, then once more to see.

use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::json;

use crate::operator::{Operator, Target};
use crate::progress::{Progress, Step};
use crate::serve::agent;

/// Beside instances that still seal with the old key (a deployment takes a moment to reach all), one look
/// more finds what they wrote meanwhile.
const PASSES_MAX: usize = 3;
/// How long a Kassa that does not answer is waited for: it may be about to be started again.
const PATIENCE: Duration = Duration::from_secs(30);
const RETRY_INTERVAL: Duration = Duration::from_millis(500);
/// More say no more than that something is very wrong.
const PRINTED_MAX: usize = 100;

/// A part of the index.
struct Page {
    found: Found,
    place: Place,
}

/// How far it is, and where the next part begins.
#[derive(Deserialize)]
struct Place {
    shards_done: u64,
    shards: u64,
    next: Option<String>,
}

/// What was found on the way through the consumers.
#[derive(Default, Deserialize)]
struct Found {
    newest: u32,
    versions: Vec<u32>,
    consumers: u64,
    rewrapped: u64,
    current: u64,
    older: BTreeMap<u32, u64>,
    unreadable: Vec<Unreadable>,
    unanswered: Vec<String>,
}

#[derive(Deserialize)]
struct Unreadable {
    consumer: String,
    record: String,
    why: String,
}

/// Errors: Kassa does not answer, or something was not re-wrapped.
pub fn run(target: &Target) -> anyhow::Result<()> {
    let operator = Operator::of(target)?;
    let mut rewrapped = 0;
    let progress = Progress::stderr();
    let mut found = progress.step("Re-wrapping what Link keeps", |step| operator.walk(step))?;
    for _ in 1..PASSES_MAX {
        rewrapped += found.rewrapped;
        if found.rewrapped == 0 {
            break;
        }
        found = progress.step("Looking at all of it again", |step| operator.walk(step))?;
    }
    print!("{}", summary(&found, rewrapped));
    let broken = found.unreadable.len() + found.unanswered.len();
    if broken > 0 {
        bail!("not everything is under version {}", found.newest);
    }
    if found.rewrapped > 0 {
        bail!(
            "something still seals with an older key: wait until the deployment has reached every instance, then start again"
        );
    }
    Ok(())
}

impl Operator {
    fn walk(&self, step: &Step) -> anyhow::Result<Found> {
        let mut found = Found::default();
        let mut cursor = None;
        loop {
            let Page { found: more, place } = self.page(cursor.as_deref())?;
            found.add(more);
            let records = found.rewrapped + found.current;
            let told = format!("parts of the index, {records} records");
            step.advance(place.shards_done, place.shards, &told);
            cursor = place.next;
            if cursor.is_none() {
                return Ok(found);
            }
        }
    }

    /// Asks again while nothing answers: a page may be asked for any number of times.
    fn page(&self, cursor: Option<&str>) -> anyhow::Result<Page> {
        let since = Instant::now();
        loop {
            match self.try_page(cursor) {
                Err(Failed::ForNow(_)) if since.elapsed() < PATIENCE => sleep(RETRY_INTERVAL),
                Err(Failed::ForNow(why)) => bail!(
                    "{} does not answer ({why}). Start Kassa, or name its place with --port or --url",
                    self.origin
                ),
                Err(Failed::ForGood(why)) => return Err(why),
                Ok(page) => return Ok(page),
            }
        }
    }

    fn try_page(&self, cursor: Option<&str>) -> Result<Page, Failed> {
        let url = format!("{}/operator/vault/rotate", self.origin);
        let mut answer = agent()
            .post(url)
            .header("Authorization", format!("Bearer {}", self.token))
            .send_json(json!({ "cursor": cursor }))
            .map_err(|error| Failed::ForNow(error.to_string()))?;
        let status = answer.status().as_u16();
        let body = answer.body_mut().read_to_string().unwrap_or_default();
        if status == 200 {
            let page = Page::read(&body);
            let page = page.with_context(|| format!("reading {}'s answer", self.origin));
            return page.map_err(Failed::ForGood);
        }
        let why = format!("{status}: {}", body.trim());
        match status {
            500.. => Err(Failed::ForNow(why)),
            _ => Err(Failed::ForGood(anyhow::anyhow!(
                "{} does not rotate ({why})",
                self.origin
            ))),
        }
    }
}

enum Failed {
    ForNow(String),
    ForGood(anyhow::Error),
}

impl Page {
    /// Both halves of one object. serde's `flatten` would not read versions, which are numbers, as names.
    fn read(body: &str) -> serde_json::Result<Self> {
        Ok(Self {
            found: serde_json::from_str(body)?,
            place: serde_json::from_str(body)?,
        })
    }
}

impl Found {
    fn add(&mut self, more: Self) {
        self.newest = more.newest;
        self.versions = more.versions;
        self.consumers += more.consumers;
        self.rewrapped += more.rewrapped;
        self.current += more.current;
        for (version, count) in more.older {
            *self.older.entry(version).or_default() += count;
        }
        self.unreadable.extend(more.unreadable);
        self.unanswered.extend(more.unanswered);
    }
}

fn summary(found: &Found, rewrapped: u64) -> String {
    let newest = found.newest;
    let mut lines = vec![format!(
        "{} of {} under version {newest}, {rewrapped} of them re-wrapped now.",
        counted(found.current + found.rewrapped, "record"),
        counted(found.consumers, "consumer"),
    )];
    let unreadable = found.unreadable.iter().take(PRINTED_MAX);
    lines.extend(unreadable.map(|it| {
        format!(
            "{} of consumer {} does not open: {}",
            it.record, it.consumer, it.why
        )
    }));
    let unanswered = found.unanswered.iter().take(PRINTED_MAX);
    lines.extend(unanswered.map(|it| format!("consumer {it} did not answer")));
    for version in found.versions.iter().filter(|version| **version != newest) {
        lines.push(verdict(found, *version));
    }
    lines.iter().map(|line| format!("  {line}\n")).collect()
}

/// Whether an older version is still needed.
fn verdict(found: &Found, version: u32) -> String {
    match found.older.get(&version) {
        Some(left) => format!(
            "Version {version} has to stay: {} left.",
            counted(*left, "record")
        ),
        None if !found.unanswered.is_empty() || found.rewrapped > 0 => {
            format!(
                "Version {version} has to stay: not everything was seen under version {}.",
                found.newest
            )
        }
        None => format!(
            "No record is left under version {version}. In a day, when payments that began before are over, \
             remove it: `kassa vault remove-key {version}`."
        ),
    }
}

fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found() -> Found {
        Found {
            newest: 2,
            versions: vec![1, 2],
            consumers: 3,
            current: 12,
            ..Found::default()
        }
    }

    #[test]
    fn an_older_version_can_go_only_when_nothing_was_seen_of_it() {
        assert!(summary(&found(), 12).contains("remove-key 1"));
        let left = Found {
            older: BTreeMap::from([(1, 1)]),
            ..found()
        };
        let unanswered = Found {
            unanswered: vec!["0abc".to_owned()],
            ..found()
        };
        let still_written = Found {
            rewrapped: 1,
            ..found()
        };
        for found in [left, unanswered, still_written] {
            let told = summary(&found, 12);
            assert!(told.contains("Version 1 has to stay"), "{told}");
            assert!(!told.contains("remove-key"), "{told}");
        }
    }
}
