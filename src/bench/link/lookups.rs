//! How many addresses can be asked about per second, while few and while many buyers are there, and whether
//! an answer's time tells who is known.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::load::{Connection, Question, Sample, Until, run};
use super::super::statistics::{Spread, median, percentile_ms};
use super::super::subject::Subject;
use super::simulated::Simulated;
use crate::progress::Step;
use crate::serve::config::storage_folder;

/// As many wait at once as it takes for the server to be busy.
const BUSY: usize = 128;
/// So few that nobody waits for anybody.
const QUIET: usize = 4;
const FILLING: usize = 32;
/// Known and unknown ones by turns, so that whatever else the machine does falls on both.
const TURNS: u64 = 5;
const LOOKUPS_A_TURN: u64 = 250;
/// The class of the objects that are buyers.
const CLASS: &str = "ConsumerObject";
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
    pub crowd: Option<Crowd>,
}

/// What simulated buyers, whom nobody asks about, take from the rates.
#[derive(Clone, Debug, Serialize)]
pub struct Crowd {
    pub count: u64,
    /// How long it took until their files were there.
    pub made_s: f64,
    pub removed_s: f64,
    /// Of the rates of the busy turns with them to those of the turns before and after.
    pub known_ratio: Spread,
    pub unknown_ratio: Spread,
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

/// Makes `consumers` buyers known by codes that they type, and asks about them and about others; then again
/// while there are `simulated` ones more.
pub fn measure(
    subject: &mut Subject,
    consumers: u64,
    simulated: u64,
    step: &Step,
) -> anyhow::Result<Lookups> {
    let next = [AtomicU64::new(0), AtomicU64::new(0)];
    let bench = Bench {
        subject,
        next: &next,
    };
    let mut lookups = bench.measure(consumers, step)?;
    if simulated > 0 {
        let (crowd, rates) = among(subject, &next, simulated, step)?;
        lookups.rates.extend(rates);
        lookups.crowd = Some(crowd);
    }
    Ok(lookups)
}

/// Asks about the same buyers without, with and again without the others: whatever else the machine does
/// falls on all three. Each time the server has just been started, and holds no object in memory.
fn among(
    subject: &mut Subject,
    next: &[AtomicU64; 2],
    count: u64,
    step: &Step,
) -> anyhow::Result<(Crowd, Vec<RateFigures>)> {
    let folder = subject.objects().join(storage_folder(CLASS));
    subject.restart_after(|| Ok(()))?;
    let before = Busy::measure(subject, next, step)?;
    let mut made_s = 0.0;
    let simulated = subject.restart_after(|| {
        let started = Instant::now();
        let simulated = Simulated::make(&folder, count, step)?;
        made_s = started.elapsed().as_secs_f64();
        Ok(simulated)
    })?;
    let among = Busy::measure(subject, next, step)?;
    let mut removed_s = 0.0;
    subject.restart_after(|| {
        let started = Instant::now();
        simulated.remove(step)?;
        removed_s = started.elapsed().as_secs_f64();
        Ok(())
    })?;
    let after = Busy::measure(subject, next, step)?;
    let crowd = Crowd {
        count,
        made_s,
        removed_s,
        known_ratio: ratio(&among.known, &before.known, &after.known),
        unknown_ratio: ratio(&among.unknown, &before.unknown, &after.unknown),
    };
    let without = |before: Vec<Sample>, after: Vec<Sample>| [before, after].concat();
    let rates = vec![
        RateFigures::of(
            "known, started anew",
            BUSY,
            &without(before.known, after.known),
        ),
        RateFigures::of("known, among simulated ones", BUSY, &among.known),
        RateFigures::of(
            "unknown, started anew",
            BUSY,
            &without(before.unknown, after.unknown),
        ),
        RateFigures::of("unknown, among simulated ones", BUSY, &among.unknown),
    ];
    Ok((crowd, rates))
}

fn ratio(among: &[Sample], before: &[Sample], after: &[Sample]) -> Spread {
    let without = before.iter().zip(after);
    let without =
        without.map(|(before, after)| f64::midpoint(before.per_second(), after.per_second()));
    let turns = among.iter().zip(without);
    let ratios: Vec<_> = turns
        .map(|(among, without)| among.per_second() / without)
        .collect();
    Spread::of(&ratios)
}

/// The busy turns after a start.
struct Busy {
    known: Vec<Sample>,
    unknown: Vec<Sample>,
}

impl Busy {
    fn measure(subject: &Subject, next: &[AtomicU64; 2], step: &Step) -> anyhow::Result<Self> {
        let bench = Bench { subject, next };
        step.advance(0, 1, "asking about addresses");
        // The first turn after a start is for the code to be compiled.
        bench.turn(Address::Unknown, BUSY)?;
        Ok(Self {
            known: bench.turns(Address::Known, BUSY)?,
            unknown: bench.turns(Address::Unknown, BUSY)?,
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Address {
    Known,
    Unknown,
}

struct Bench<'a> {
    subject: &'a Subject,
    /// The next address of each kind: none is asked about twice while there are others.
    next: &'a [AtomicU64; 2],
}

impl Bench<'_> {
    fn measure(&self, consumers: u64, step: &Step) -> anyhow::Result<Lookups> {
        self.allow()?;
        let few = consumers / FEW_OF;
        self.make_known(0..few, consumers, step)?;
        // An address can be asked about so often in ten minutes, and no more.
        let of_few = self.turns(Address::Known, BUSY)?;
        self.make_known(few..consumers, consumers, step)?;
        step.advance(consumers, consumers, "asking about addresses");
        let of_many = self.turns(Address::Known, BUSY)?;
        let unknown = self.turns(Address::Unknown, BUSY)?;

        let (mut quiet_known, mut quiet_unknown) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            quiet_known.push(self.turn(Address::Known, QUIET)?);
            quiet_unknown.push(self.turn(Address::Unknown, QUIET)?);
        }
        let pairs = quiet_known.iter().zip(&quiet_unknown);
        let ratios: Vec<_> = pairs
            .map(|(known, unknown)| median_ms(known) / median_ms(unknown))
            .collect();
        let [known_ms, unknown_ms] = [&quiet_known, &quiet_unknown]
            .map(|turns| median(turns.iter().map(median_ms).collect()));
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
            crowd: None,
        })
    }

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
