//! How many addresses can be asked about per second, and whether an answer's time tells who is known.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::load::{Connection, Question, Sample, Until, run};
use super::super::statistics::{Spread, median, percentile_ms};
use super::super::subject::Subject;
use crate::progress::Step;

/// As many wait at once as it takes for the server to be busy.
const BUSY: usize = 128;
/// So few that nobody waits for anybody.
const QUIET: usize = 4;
const FILLING: usize = 32;
/// Known and unknown ones by turns, so that whatever else the machine does falls on both.
const TURNS: u64 = 5;
const LOOKUPS_A_TURN: u64 = 250;
/// Of the buyers, how many there are when the first rates are taken.
const FEW_OF: u64 = 4;
/// In test mode, any code is right but three.
const CODE_FORM: &str = "code=424242";
/// What an operator can allow at most.
const LIMIT_MAX: u32 = 100_000;
/// Between two reports of how far it is.
const BUYERS_AT_ONCE: u64 = 250;

#[derive(Clone, Debug, Serialize)]
pub struct Lookups {
    /// Known buyers at the first rate, and at all others.
    pub few: u64,
    pub many: u64,
    pub rates: Vec<RateFigures>,
    /// Between the medians of known and unknown addresses.
    pub apart_ms: f64,
    /// Of the medians of the quiet turns.
    pub known_to_unknown: Spread,
    /// Of the rates of the busy turns.
    pub many_to_few: Spread,
}

#[derive(Clone, Debug, Serialize)]
pub struct RateFigures {
    pub title: &'static str,
    pub connections: usize,
    pub count: usize,
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
}

/// Makes `consumers` buyers known by codes that they type, and asks about them and about others.
pub fn measure(subject: &Subject, consumers: u64, step: &Step) -> anyhow::Result<Lookups> {
    let bench = Bench {
        subject,
        next: [AtomicU64::new(0), AtomicU64::new(0)],
    };
    bench.allow()?;
    let few = consumers / FEW_OF;
    bench.make_known(0..few, consumers, step)?;
    // An address can be asked about so often in ten minutes, and no more.
    let of_few = bench.turns(Address::Known, BUSY)?;
    bench.make_known(few..consumers, consumers, step)?;
    step.advance(consumers, consumers, "asking about addresses");
    let of_many = bench.turns(Address::Known, BUSY)?;
    let unknown = bench.turns(Address::Unknown, BUSY)?;

    let (mut quiet_known, mut quiet_unknown) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        quiet_known.push(bench.turn(Address::Known, QUIET)?);
        quiet_unknown.push(bench.turn(Address::Unknown, QUIET)?);
    }
    let pairs = quiet_known.iter().zip(&quiet_unknown);
    let ratios: Vec<_> = pairs
        .map(|(known, unknown)| median_ms(known) / median_ms(unknown))
        .collect();
    let [known_ms, unknown_ms] =
        [&quiet_known, &quiet_unknown].map(|turns| median(turns.iter().map(median_ms).collect()));
    let rates: Vec<_> = of_many
        .iter()
        .zip(&of_few)
        .map(|(many, few)| many.per_second() / few.per_second())
        .collect();
    Ok(Lookups {
        few,
        many: consumers,
        rates: vec![
            RateFigures::of("known, while there are few", BUSY, &of_few),
            RateFigures::of("known, while there are many", BUSY, &of_many),
            RateFigures::of("unknown, while there are many", BUSY, &unknown),
            RateFigures::of("known, few at once", QUIET, &quiet_known),
            RateFigures::of("unknown, few at once", QUIET, &quiet_unknown),
        ],
        apart_ms: (known_ms - unknown_ms).abs(),
        known_to_unknown: Spread::of(&ratios),
        many_to_few: Spread::of(&rates),
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Address {
    Known,
    Unknown,
}

struct Bench<'a> {
    subject: &'a Subject,
    /// The next address of each kind: none is asked about twice while there are others.
    next: [AtomicU64; 2],
}

impl Bench<'_> {
    /// Everything comes from one merchant here, who would be stopped.
    fn allow(&self) -> anyhow::Result<()> {
        let token = self.subject.operator_token();
        let mut connection = Connection::open(self.subject.port())?;
        let rules = connection.ask(&Question::get_with("/operator/rules", token))?;
        let mut rules: Value = serde_json::from_slice(rules).context("reading the rules")?;
        let rows = rules["rules"].as_array_mut().context("a table of rules")?;
        for row in rows {
            if row["counts"] == "every" {
                row["limit"] = LIMIT_MAX.into();
            }
        }
        let table = rules.to_string();
        connection.ask(&Question::post_json("/operator/rules", token, &table))?;
        Ok(())
    }

    /// Each types a code, and has an object with a session from then on.
    fn make_known(
        &self,
        numbers: std::ops::Range<u64>,
        total: u64,
        step: &Step,
    ) -> anyhow::Result<()> {
        let next = AtomicU64::new(numbers.start);
        while next.load(Ordering::Relaxed) < numbers.end {
            let made = next.load(Ordering::Relaxed);
            step.advance(made, total, "making buyers known");
            let count = BUYERS_AT_ONCE.min(numbers.end - made);
            let sign_in = |connection: &mut Connection| {
                self.sign_in(connection, next.fetch_add(1, Ordering::Relaxed))
            };
            run(self.subject.port(), FILLING, Until::Done(count), &sign_in)
                .context("making a buyer known")?;
        }
        Ok(())
    }

    fn sign_in(&self, connection: &mut Connection, number: u64) -> anyhow::Result<()> {
        #[derive(Deserialize)]
        struct Challenge {
            id: String,
        }
        let answer = connection.ask(&self.lookup(Address::Known, number))?;
        let Challenge { id } = serde_json::from_slice(answer).context("reading a challenge")?;
        let key = &self.subject.account().publishable_key;
        let path = format!("/v1/link/challenges/{id}/verify");
        connection.ask(&Question::post(&path, key, CODE_FORM))?;
        Ok(())
    }

    fn lookup(&self, kind: Address, number: u64) -> Question {
        let key = &self.subject.account().publishable_key;
        let form = format!("email={}", address(kind, number));
        Question::post("/v1/link/challenges", key, &form)
    }

    fn turns(&self, kind: Address, connections: usize) -> anyhow::Result<Vec<Sample>> {
        (0..TURNS).map(|_| self.turn(kind, connections)).collect()
    }

    fn turn(&self, kind: Address, connections: usize) -> anyhow::Result<Sample> {
        let ask = |connection: &mut Connection| {
            let number = self.next[kind as usize].fetch_add(1, Ordering::Relaxed);
            connection.ask(&self.lookup(kind, number)).map(drop)
        };
        let port = self.subject.port();
        run(port, connections, Until::Done(LOOKUPS_A_TURN), &ask).context("asking about an address")
    }
}

/// Known ones have been signed in with.
fn address(kind: Address, number: u64) -> String {
    match kind {
        Address::Known => format!("known{number}@example.com"),
        Address::Unknown => format!("other{number}@example.com"),
    }
}

fn median_ms(sample: &Sample) -> f64 {
    let each = sample.latencies.iter().map(Duration::as_secs_f64);
    median(each.collect()) * 1000.0
}

impl RateFigures {
    fn of(title: &'static str, connections: usize, samples: &[Sample]) -> Self {
        let each = samples.iter().flat_map(|sample| &sample.latencies);
        let mut sorted: Vec<_> = each.copied().collect();
        sorted.sort_unstable();
        Self {
            title,
            connections,
            count: sorted.len(),
            per_second: median(samples.iter().map(Sample::per_second).collect()),
            p50_ms: percentile_ms(&sorted, 50),
            p99_ms: percentile_ms(&sorted, 99),
        }
    }
}
