//! How many payments one workerd process takes, beside the least that it could do: storing one row
//! in one object. All scenarios take turns, several rounds long, so that a busy moment of the
//! machine falls on all of them.

use std::time::{Duration, Instant};

use anyhow::Context;
use serde::Serialize;

use super::account::newest_intent;
use super::disk;
use super::load::{self, Connection, Question, Sample, Until};
use super::processor_time;
use super::statistics::{median, percentile_ms, range};
use super::subject::{CONFIRM_FORM, CREATE_FORM, Created, Subject};
use crate::keys::Account;
use crate::progress::Step;

/// How often the scenarios take turns.
const ROUNDS: u32 = 4;
/// Before the clock runs: compiled code, an open account, warm caches.
const WARM_UP: Duration = Duration::from_secs(1);
/// The least that a create should reach of what a bare row does.
const CREATE_GOAL: f64 = 0.5;
/// How many requests are under way at any moment.
const CONNECTIONS: [usize; 2] = [1, 32];
const LIST_LENGTH: u32 = 100;

/// All of the edge's figures.
#[derive(Clone, Debug, Serialize)]
pub struct Throughput {
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
    pub connections: usize,
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
    pub connections: usize,
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
    Refund,
    Retrieve,
    List,
}

impl Scenario {
    /// In the order of their turns: what is compared stands side by side.
    const ALL: [Self; 8] = [
        Self::Health,
        Self::BareReused,
        Self::Create,
        Self::BareFresh,
        Self::CreateAndConfirm,
        Self::Refund,
        Self::Retrieve,
        Self::List,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::Health => "GET /healthz, nothing stored",
            Self::BareReused => "bare object: one row, 16 objects in turn",
            Self::BareFresh => "bare object: one row, a new object each",
            Self::Create => "create a payment intent",
            Self::CreateAndConfirm => "create, then confirm with pm_card_visa",
            Self::Refund => "create, confirm, then refund",
            Self::Retrieve => "retrieve a payment intent",
            Self::List => "list 100 payment intents",
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
            Self::Refund => "create, confirm, refund",
            Self::Retrieve => "retrieve",
            Self::List => "list of 100",
        }
    }

    fn port(self, subject: &Subject) -> u16 {
        match self {
            Self::Health
            | Self::Create
            | Self::CreateAndConfirm
            | Self::Refund
            | Self::Retrieve
            | Self::List => subject.port(),
            Self::BareReused | Self::BareFresh => subject.bare_port(),
        }
    }
}

/// What is compared with what, and the least that it should reach.
const RATIOS: [(Scenario, Scenario, Option<f64>); 8] = [
    (Scenario::Create, Scenario::BareReused, Some(CREATE_GOAL)),
    (Scenario::Create, Scenario::BareFresh, Some(CREATE_GOAL)),
    (Scenario::CreateAndConfirm, Scenario::BareReused, None),
    (Scenario::CreateAndConfirm, Scenario::BareFresh, None),
    (Scenario::Refund, Scenario::BareReused, None),
    (Scenario::Refund, Scenario::BareFresh, None),
    (Scenario::Retrieve, Scenario::BareReused, None),
    (Scenario::List, Scenario::BareReused, None),
];

/// Measures every scenario for about `seconds`. `full` is the account that lists are made of.
pub fn measure(
    subject: &Subject,
    full: &Account,
    seconds: f64,
    step: &Step,
) -> anyhow::Result<Throughput> {
    let turn = Until::Elapsed(Duration::from_secs_f64(seconds / f64::from(ROUNDS)));
    let bench = Bench::new(subject, full)?;
    let lines = CONNECTIONS.into_iter().flat_map(|connections| {
        Scenario::ALL.map(|scenario| Line {
            scenario,
            connections,
            turns: Vec::new(),
        })
    });
    let mut lines: Vec<Line> = lines.collect();
    for line in &lines {
        step.note(&format!("warming up: {}", line.scenario.title()));
        bench.run(line, Until::Elapsed(WARM_UP))?;
    }

    let started = Instant::now();
    let generator_before = processor_time::of(std::process::id());
    let total = u64::from(ROUNDS) * lines.len() as u64;
    let mut done = 0;
    for _ in 0..ROUNDS {
        for line in &mut lines {
            step.advance(done, total, line.scenario.title());
            let taken = bench.turn(line, turn)?;
            line.turns.push(taken);
            done += 1;
        }
    }
    let generator_load = generator_before
        .zip(processor_time::of(std::process::id()))
        .map(|(before, after)| (after - before).as_secs_f64() / started.elapsed().as_secs_f64());

    // Last, because some disks are quick after a rest and slow when they are busy.
    step.note("the disk alone");
    let disk_sync_ms = disk::sync_ms(subject.folder())?;
    let ratios = RATIOS.into_iter().flat_map(|(of, to, goal)| {
        let lines = &lines;
        CONNECTIONS.map(|connections| ratio(lines, connections, of, to, goal))
    });
    Ok(Throughput {
        rounds: ROUNDS,
        seconds_per_scenario: seconds,
        ratios: ratios.collect(),
        scenarios: lines.iter().map(figures).collect(),
        disk_sync_ms,
        generator_load,
    })
}

/// One scenario on so many connections.
struct Line {
    scenario: Scenario,
    connections: usize,
    turns: Vec<Turn>,
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
    retrieve: Question,
    list: Question,
}

impl<'a> Bench<'a> {
    fn new(subject: &'a Subject, full: &Account) -> anyhow::Result<Self> {
        let key = &subject.account().secret_key;
        let newest = newest_intent(subject, full)?;
        let of_full = |path: &str| Question::get_with(path, &full.secret_key);
        Ok(Self {
            subject,
            health: Question::get("/healthz"),
            bare_reused: Question::post("/reused", key, CREATE_FORM),
            bare_fresh: Question::post("/fresh", key, CREATE_FORM),
            create: Question::post("/v1/payment_intents", key, CREATE_FORM),
            retrieve: of_full(&format!("/v1/payment_intents/{newest}")),
            list: of_full(&format!("/v1/payment_intents?limit={LIST_LENGTH}")),
        })
    }

    fn turn(&self, line: &Line, until: Until) -> anyhow::Result<Turn> {
        let before = processor_time::of(self.subject.process_id());
        let sample = self.run(line, until)?;
        let after = processor_time::of(self.subject.process_id());
        Ok(Turn {
            sample,
            processor: before.zip(after).map(|(before, after)| after - before),
        })
    }

    fn run(&self, line: &Line, until: Until) -> anyhow::Result<Sample> {
        let scenario = line.scenario;
        let port = scenario.port(self.subject);
        load::run(port, line.connections, until, &|connection| {
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
            Scenario::Retrieve => connection.ask(&self.retrieve)?,
            Scenario::List => connection.ask(&self.list)?,
            Scenario::CreateAndConfirm => return self.create_and_confirm(connection).map(drop),
            Scenario::Refund => {
                let paid = self.create_and_confirm(connection)?;
                let form = format!("payment_intent={paid}");
                let key = &self.subject.account().secret_key;
                connection.ask(&Question::post("/v1/refunds", key, &form))?
            }
        };
        Ok(())
    }

    /// Returns the intent's id.
    fn create_and_confirm(&self, connection: &mut Connection) -> anyhow::Result<String> {
        let created = Created::read(connection.ask(&self.create)?)?;
        let confirm = Question::post(
            &format!("/v1/payment_intents/{}/confirm", created.id),
            &self.subject.account().secret_key,
            CONFIRM_FORM,
        );
        let confirmed = Created::read(connection.ask(&confirm)?)?;
        anyhow::ensure!(
            confirmed.status == "succeeded",
            "{} is {} after its confirmation",
            confirmed.id,
            confirmed.status
        );
        Ok(confirmed.id)
    }
}

fn figures(line: &Line) -> ScenarioFigures {
    let turns = &line.turns;
    let mut latencies: Vec<Duration> = turns
        .iter()
        .flat_map(|turn| turn.sample.latencies.iter().copied())
        .collect();
    latencies.sort_unstable();
    let elapsed: Duration = turns.iter().map(|turn| turn.sample.elapsed).sum();
    let processor: Option<Duration> = turns.iter().map(|turn| turn.processor).sum();
    let count = latencies.len().max(1) as f64;
    ScenarioFigures {
        scenario: line.scenario,
        connections: line.connections,
        per_second: count / elapsed.as_secs_f64(),
        p50_ms: percentile_ms(&latencies, 50),
        p99_ms: percentile_ms(&latencies, 99),
        processor_us: processor.map(|time| time.as_secs_f64() * 1e6 / count),
    }
}

fn ratio(
    lines: &[Line],
    connections: usize,
    of: Scenario,
    to: Scenario,
    goal: Option<f64>,
) -> Ratio {
    let rates = |wanted: Scenario| {
        lines
            .iter()
            .filter(move |line| line.scenario == wanted && line.connections == connections)
            .flat_map(|line| line.turns.iter().map(|turn| turn.sample.per_second()))
    };
    let by_round: Vec<f64> = rates(of).zip(rates(to)).map(|(of, to)| of / to).collect();
    let (least, most) = range(&by_round);
    Ratio {
        of,
        to,
        connections,
        ratio: median(by_round),
        least,
        most,
        goal,
    }
}
