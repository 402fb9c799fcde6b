//! `kassa simulate`: payments, or Link's buyers, played out in a simulated world, to look for a history
//! that breaks a promise. The same code runs in the tests, with fewer seeds.

mod link;
mod payments;

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::anyhow;
use clap::ValueEnum;
use edge_worker::payment_run::simulation::Broken;

use crate::progress::{Progress, Step, seconds};
use link::Link;
use payments::Payments;

/// A thread takes so many seeds at a time, and reports after them.
const SEEDS_AT_ONCE: u64 = 250;

/// Which histories to play.
#[derive(Clone, Debug)]
pub struct Options {
    pub subject: Subject,
    pub seeds: u64,
    pub first_seed: u64,
}

/// Whose histories.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Subject {
    /// Payments of every flow, with a partner of which calls and answers get lost
    Payments,
    /// Buyers of Link, a stranger who knows their addresses, and an operator who changes keys
    Link,
}

/// Histories in which everything follows from the seed.
trait Histories {
    /// What happened in them.
    type Tally: Default + Send;

    const TITLE: &str;
    /// Plays more of them.
    const COMMAND: &str;

    /// Errors: the promise that the history broke.
    fn play(seed: u64) -> Result<Self::Tally, Broken>;
    fn add(tally: &mut Self::Tally, more: &Self::Tally);
    /// A line each.
    fn told(tally: &Self::Tally) -> Vec<String>;
}

/// Plays one history for each seed and prints what happened in them.
/// Errors: a history broke a promise, told with the command that replays it.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let end = options.first_seed.checked_add(options.seeds);
    let end = end.ok_or_else(|| anyhow!("there are no seeds above {}", u64::MAX))?;
    let seeds = options.first_seed..end;
    match options.subject {
        Subject::Payments => play_and_tell::<Payments>(&seeds),
        Subject::Link => play_and_tell::<Link>(&seeds),
    }
}

fn play_and_tell<H: Histories>(seeds: &Range<u64>) -> anyhow::Result<()> {
    let (tally, elapsed) = Progress::stderr().step(H::TITLE, |step| {
        let tally = play_all::<H>(seeds.clone(), step).map_err(|broken| {
            anyhow!(
                "{broken}\n  A promise was broken. To play the same history again:\n  {} --seeds 1 --first-seed {}",
                H::COMMAND,
                broken.seed
            )
        })?;
        Ok((tally, step.elapsed()))
    })?;
    print!("{}", summary::<H>(seeds, &tally, elapsed));
    Ok(())
}

/// On every processor core. Errors: the broken promise with the lowest seed that was come upon.
fn play_all<H: Histories>(seeds: Range<u64>, step: &Step) -> Result<H::Tally, Broken> {
    let next = AtomicU64::new(seeds.start);
    let done = AtomicU64::new(0);
    let stop = AtomicBool::new(false);
    let outcome = Mutex::new(Ok(H::Tally::default()));
    let total = seeds.end - seeds.start;
    let work = || {
        while let Some(share) = take_share(&next, seeds.end) {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let count = share.end - share.start;
            let played = play_share::<H>(share);
            stop.fetch_or(played.is_err(), Ordering::Relaxed);
            done.fetch_add(count, Ordering::Relaxed);
            if let Ok(mut outcome) = outcome.lock() {
                merge(&mut outcome, played, H::add);
            }
        }
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..thread::available_parallelism().map_or(1, usize::from))
            .map(|_| scope.spawn(work))
            .collect();
        while workers.iter().any(|worker| !worker.is_finished()) {
            step.advance(done.load(Ordering::Relaxed), total, "histories");
            thread::sleep(Duration::from_millis(50));
        }
    });
    outcome.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn take_share(next: &AtomicU64, end: u64) -> Option<Range<u64>> {
    let taken = next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |start| {
        (start < end).then(|| end.min(start.saturating_add(SEEDS_AT_ONCE)))
    });
    let start = taken.ok()?;
    Some(start..end.min(start.saturating_add(SEEDS_AT_ONCE)))
}

fn play_share<H: Histories>(seeds: Range<u64>) -> Result<H::Tally, Broken> {
    let mut tally = H::Tally::default();
    for seed in seeds {
        H::add(&mut tally, &H::play(seed)?);
    }
    Ok(tally)
}

fn merge<T>(outcome: &mut Result<T, Broken>, played: Result<T, Broken>, add: impl Fn(&mut T, &T)) {
    match (outcome, played) {
        (Ok(tally), Ok(played)) => add(tally, &played),
        (outcome @ Ok(_), Err(broken)) => *outcome = Err(broken),
        (Err(first), Err(broken)) if broken.seed < first.seed => *first = broken,
        (Err(_), Ok(_) | Err(_)) => {}
    }
}

fn summary<H: Histories>(seeds: &Range<u64>, tally: &H::Tally, elapsed: Duration) -> String {
    let count = seeds.end - seeds.start;
    let heading = format!(
        "{count} histories (seeds {} to {}) in {}, {:.0} per second: no promise was broken.",
        seeds.start,
        seeds.end.saturating_sub(1),
        seconds(elapsed),
        count as f64 / elapsed.as_secs_f64()
    );
    let lines = [heading].into_iter().chain(H::told(tally));
    lines.map(|line| format!("  {line}\n")).collect()
}

/// A line of [`Histories::told`].
fn counted(count: u64, what: &str) -> String {
    format!("  {count:>10}  {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_is_taken_once() {
        let next = AtomicU64::new(7);
        let shares: Vec<_> = std::iter::from_fn(|| take_share(&next, 600)).collect();
        assert_eq!(shares, [7..257, 257..507, 507..600]);
    }

    #[test]
    fn the_lowest_broken_seed_is_told() {
        let broken = |seed| Broken {
            seed,
            promise: String::new(),
            log: Vec::new(),
        };
        let mut outcome = Ok(());
        for played in [
            Ok(()),
            Err(broken(9)),
            Err(broken(3)),
            Err(broken(5)),
            Ok(()),
        ] {
            merge(&mut outcome, played, |(), ()| {});
        }
        assert_eq!(outcome, Err(broken(3)));
    }
}
