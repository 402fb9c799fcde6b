//! How many payments one workerd process takes, beside the least that it could do: storing one row
//! in one object. All scenarios take turns, several rounds long, so that a busy moment of the
//! machine falls on all of them.

use std::time::{Duration, Instant};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::disk;
use super::load::{self, CONNECTIONS, Connection, Question, Sample};
use super::processor_time;
use super::statistics::{median, percentile_ms, range};
use super::subject::{CREATE_FORM, Subject};
use crate::progress::Step;

/// How often the scenarios take turns.
const ROUNDS: u32 = 4;
/// Before the clock runs: compiled code, an open account, warm caches.
const WARM_UP: Duration = Duration::from_secs(1);
/// The least that a create should reach of what a bare row does.
const CREATE_GOAL: f64 = 0.5;
const CONFIRM_FORM: &str =
    "payment_method=pm_card_visa&return_url=https%3A%2F%2Fshop.example%2Freturn";

/// All of the edge's figures.
#[derive(Clone, Debug, Serialize)]
pub struct Throughput {
    pub connections: usize,
    pub rounds: u32,
    pub seconds_per_scenario: f64,
    pub scenarios: Vec<ScenarioFigures>,
    pub ratios: Vec<Ratio>,
    /// How long the data folder's disk takes to store one page.
    pub disk_sync_ms: f64,
    /// How busy the load generator kept one processor core, 0 to 1; `None` where it cannot be told.
    pub generator_load: Option<f64>,
}

/// One scenario, over all rounds.
#[derive(Clone, Debug, Serialize)]
pub struct ScenarioFigures {
    pub scenario: Scenario,
    pub per_second: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// workerd's processor time per operation; `None` where it cannot be told.
    pub processor_us: Option<f64>,
}

/// How a scenario of Kassa compares with the bare object, round by round.
#[derive(Clone, Debug, Serialize)]
pub struct Ratio {
    pub of: Scenario,
    pub to: Scenario,
    /// The median of the rounds.
    pub ratio: f64,
    pub least: f64,
    pub most: f64,
    /// `None` where there is no goal.
    pub goal: Option<f64>,
}

/// What is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scenario {
    /// The Worker answers without any object: what the runtime and the load generator can do.
    Health,
    BareReused,
    Create,
    BareFresh,
    CreateAndConfirm,
}

impl Scenario {
    /// In the order of their turns: what is compared stands side by side.
    const ALL: [Self; 5] = [
        Self::Health,
        Self::BareReused,
        Self::Create,
        Self::BareFresh,
        Self::CreateAndConfirm,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::Health => "GET /healthz, nothing stored",
            Self::BareReused => "bare object: one row, 16 objects in turn",
            Self::BareFresh => "bare object: one row, a new object each",
            Self::Create => "create a payment intent",
            Self::CreateAndConfirm => "create, then confirm with pm_card_visa",
        }
    }

    /// For the names of ratios.
    pub fn short_title(self) -> &'static str {
        match self {
            Self::Health => "healthz",
            Self::BareReused => "bare, 16 objects",
            Self::BareFresh => "bare, new objects",
            Self::Create => "create",
            Self::CreateAndConfirm => "create and confirm",
        }
    }

    fn port(self, subject: &Subject) -> u16 {
        match self {
            Self::Health | Self::Create | Self::CreateAndConfirm => subject.port(),
            Self::BareReused | Self::BareFresh => subject.bare_port(),
        }
    }
}

/// Measures every scenario for about `seconds`.
pub fn measure(subject: &Subject, seconds: f64, step: &Step) -> anyhow::Result<Throughput> {
    let turn = Duration::from_secs_f64(seconds / f64::from(ROUNDS));
    let bench = Bench::new(subject);
    for scenario in Scenario::ALL {
        step.note(&format!("warming up: {}", scenario.title()));
        bench.run(scenario, WARM_UP)?;
    }

    let started = Instant::now();
    let generator_before = processor_time::of(std::process::id());
    let mut measured: Vec<(Scenario, Vec<Turn>)> =
        Scenario::ALL.map(|scenario| (scenario, Vec::new())).into();
    let total = u64::from(ROUNDS) * measured.len() as u64;
    let mut done = 0;
    for _ in 0..ROUNDS {
        for (scenario, turns) in &mut measured {
            step.advance(done, total, scenario.title());
            turns.push(bench.turn(*scenario, turn)?);
            done += 1;
        }
    }
    let generator_load = generator_before
        .zip(processor_time::of(std::process::id()))
        .map(|(before, after)| (after - before).as_secs_f64() / started.elapsed().as_secs_f64());

    // Last, because some disks are quick after a rest and slow when they are busy.
    step.note("the disk alone");
    let disk_sync_ms = disk::sync_ms(subject.folder())?;

    let ratios = [
        (Scenario::Create, Scenario::BareReused, Some(CREATE_GOAL)),
        (Scenario::Create, Scenario::BareFresh, Some(CREATE_GOAL)),
        (Scenario::CreateAndConfirm, Scenario::BareReused, None),
    ];
    Ok(Throughput {
        connections: CONNECTIONS,
        rounds: ROUNDS,
        seconds_per_scenario: seconds,
        ratios: ratios
            .into_iter()
            .map(|(of, to, goal)| ratio(&measured, of, to, goal))
            .collect(),
        scenarios: measured
            .iter()
            .map(|(scenario, turns)| figures(*scenario, turns))
            .collect(),
        disk_sync_ms,
        generator_load,
    })
}

/// One scenario's part of a round.
struct Turn {
    sample: Sample,
    processor: Option<Duration>,
}

/// The prepared requests.
struct Bench<'a> {
    subject: &'a Subject,
    health: Question,
    bare_reused: Question,
    bare_fresh: Question,
    create: Question,
}

impl<'a> Bench<'a> {
    fn new(subject: &'a Subject) -> Self {
        let key = &subject.account().secret_key;
        Self {
            subject,
            health: Question::get("/healthz"),
            bare_reused: Question::post("/reused", key, CREATE_FORM),
            bare_fresh: Question::post("/fresh", key, CREATE_FORM),
            create: Question::post("/v1/payment_intents", key, CREATE_FORM),
        }
    }

    fn turn(&self, scenario: Scenario, duration: Duration) -> anyhow::Result<Turn> {
        let before = processor_time::of(self.subject.process_id());
        let sample = self.run(scenario, duration)?;
        let after = processor_time::of(self.subject.process_id());
        Ok(Turn {
            sample,
            processor: before.zip(after).map(|(before, after)| after - before),
        })
    }

    fn run(&self, scenario: Scenario, duration: Duration) -> anyhow::Result<Sample> {
        let port = scenario.port(self.subject);
        load::run(port, duration, &|connection| {
            self.perform(scenario, connection)
        })
        .with_context(|| format!("measuring: {}", scenario.title()))
    }

    fn perform(&self, scenario: Scenario, connection: &mut Connection) -> anyhow::Result<()> {
        match scenario {
            Scenario::Health => connection.ask(&self.health)?,
            Scenario::BareReused => connection.ask(&self.bare_reused)?,
            Scenario::BareFresh => connection.ask(&self.bare_fresh)?,
            Scenario::Create => connection.ask(&self.create)?,
            Scenario::CreateAndConfirm => return self.create_and_confirm(connection),
        };
        Ok(())
    }

    fn create_and_confirm(&self, connection: &mut Connection) -> anyhow::Result<()> {
        #[derive(Deserialize)]
        struct Intent {
            id: String,
            status: String,
        }
        fn read(body: &[u8]) -> anyhow::Result<Intent> {
            serde_json::from_slice(body).context("reading an intent")
        }
        let created = read(connection.ask(&self.create)?)?;
        let confirm = Question::post(
            &format!("/v1/payment_intents/{}/confirm", created.id),
            &self.subject.account().secret_key,
            CONFIRM_FORM,
        );
        let confirmed = read(connection.ask(&confirm)?)?;
        anyhow::ensure!(
            confirmed.status == "succeeded",
            "{} is {} after its confirmation",
            confirmed.id,
            confirmed.status
        );
        Ok(())
    }
}

fn figures(scenario: Scenario, turns: &[Turn]) -> ScenarioFigures {
    let mut latencies: Vec<Duration> = turns
        .iter()
        .flat_map(|turn| turn.sample.latencies.iter().copied())
        .collect();
    latencies.sort_unstable();
    let elapsed: Duration = turns.iter().map(|turn| turn.sample.elapsed).sum();
    let processor: Option<Duration> = turns.iter().map(|turn| turn.processor).sum();
    let count = latencies.len().max(1) as f64;
    ScenarioFigures {
        scenario,
        per_second: count / elapsed.as_secs_f64(),
        p50_ms: percentile_ms(&latencies, 50),
        p99_ms: percentile_ms(&latencies, 99),
        processor_us: processor.map(|time| time.as_secs_f64() * 1e6 / count),
    }
}

fn ratio(
    measured: &[(Scenario, Vec<Turn>)],
    of: Scenario,
    to: Scenario,
    goal: Option<f64>,
) -> Ratio {
    let rates = |wanted: Scenario| {
        measured
            .iter()
            .filter(move |(scenario, _)| *scenario == wanted)
            .flat_map(|(_, turns)| turns.iter().map(|turn| turn.sample.per_second()))
    };
    let by_round: Vec<f64> = rates(of).zip(rates(to)).map(|(of, to)| of / to).collect();
    let (least, most) = range(&by_round);
    Ratio {
        of,
        to,
        ratio: median(by_round),
        least,
        most,
        goal,
    }
}
