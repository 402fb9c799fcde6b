//! `kassa simulate`: payments played out in a simulated world, to look for a history that breaks a
//! promise. The same code runs in the tests, with fewer seeds.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::anyhow;
use edge_worker::payment_run::simulation::{Broken, FLOWS, Occurrence, Outcome, Tally, play};
use shared::element::session::OfferFlow;

use crate::progress::{Progress, Step, seconds};

/// A thread takes so many seeds at a time, and reports after them.
const SEEDS_AT_ONCE: u64 = 250;

/// Which histories to play.
#[derive(Clone, Debug)]
pub struct Options {
    pub seeds: u64,
    pub first_seed: u64,
}

/// Plays one history for each seed and prints what happened in them.
/// Errors: a history broke a promise, told with the command that replays it.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let end = options.first_seed.checked_add(options.seeds);
    let end = end.ok_or_else(|| anyhow!("there are no seeds above {}", u64::MAX))?;
    let seeds = options.first_seed..end;
    let (tally, elapsed) = Progress::stderr().step("Simulating payments", |step| {
        let tally = play_all(seeds.clone(), step).map_err(|broken| {
            anyhow!(
                "{broken}\n  A promise was broken. To play the same payment again:\n  kassa simulate --seeds 1 --first-seed {}",
                broken.seed
            )
        })?;
        Ok((tally, step.elapsed()))
    })?;
    print!("{}", summary(&seeds, &tally, elapsed));
    Ok(())
}

/// On every processor core. Errors: the broken promise with the lowest seed that was come upon.
fn play_all(seeds: Range<u64>, step: &Step) -> Result<Tally, Broken> {
    let next = AtomicU64::new(seeds.start);
    let done = AtomicU64::new(0);
    let stop = AtomicBool::new(false);
    let outcome = Mutex::new(Ok(Tally::default()));
    let total = seeds.end - seeds.start;
    let work = || {
        while let Some(share) = take_share(&next, seeds.end) {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let count = share.end - share.start;
            let played = play_share(share);
            stop.fetch_or(played.is_err(), Ordering::Relaxed);
            done.fetch_add(count, Ordering::Relaxed);
            if let Ok(mut outcome) = outcome.lock() {
                merge(&mut outcome, played);
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

fn play_share(seeds: Range<u64>) -> Result<Tally, Broken> {
    let mut tally = Tally::default();
    for seed in seeds {
        tally.add(&play(seed)?);
    }
    Ok(tally)
}

fn merge(outcome: &mut Result<Tally, Broken>, played: Result<Tally, Broken>) {
    match (outcome, played) {
        (Ok(tally), Ok(played)) => tally.add(&played),
        (outcome @ Ok(_), Err(broken)) => *outcome = Err(broken),
        (Err(first), Err(broken)) if broken.seed < first.seed => *first = broken,
        (Err(_), Ok(_) | Err(_)) => {}
    }
}

fn summary(seeds: &Range<u64>, tally: &Tally, elapsed: Duration) -> String {
    let count = seeds.end - seeds.start;
    let mut lines = vec![format!(
        "{count} histories (seeds {} to {}) in {}, {:.0} per second: no promise was broken.",
        seeds.start,
        seeds.end.saturating_sub(1),
        seconds(elapsed),
        count as f64 / elapsed.as_secs_f64()
    )];
    lines.push("What happened in them:".to_owned());
    for occurrence in Occurrence::ALL {
        lines.push(format!(
            "  {:>10}  {}",
            tally.count(occurrence),
            occurrence.title()
        ));
    }
    lines.push("How they came to rest:".to_owned());
    for (status, ended) in &tally.ended {
        lines.push(format!("  {ended:>10}  {status}"));
    }
    lines.push("What the payments of each flow came to, some to several things:".to_owned());
    lines.extend(coverage(tally));
    lines.iter().map(|line| format!("  {line}\n")).collect()
}

/// A line for each outcome, a column for each flow; a dot where that cannot be.
fn coverage(tally: &Tally) -> Vec<String> {
    let row = |cells: [String; FLOWS.len()], title: &str| {
        let cells = cells.map(|cell| format!("{cell:>9}")).concat();
        format!("{cells}  {title}").trim_end().to_owned()
    };
    let heading = row(FLOWS.map(|flow| flow_title(flow).to_owned()), "");
    let outcomes = Outcome::ALL.map(|outcome| {
        let cells = FLOWS.map(|flow| match outcome.is_possible_in(flow) {
            true => tally.coverage.count(flow, outcome).to_string(),
            false => "·".to_owned(),
        });
        row(cells, outcome.title())
    });
    [heading].into_iter().chain(outcomes).collect()
}

fn flow_title(flow: OfferFlow) -> &'static str {
    match flow {
        OfferFlow::CardForm => "card",
        OfferFlow::CardWallet => "wallet",
        OfferFlow::Redirect => "redirect",
        OfferFlow::QrCode => "QR code",
        OfferFlow::InlineCode => "code",
        OfferFlow::AppApproval => "app",
        OfferFlow::BankDebit => "debit",
        OfferFlow::Voucher => "voucher",
        OfferFlow::BankTransfer => "transfer",
        OfferFlow::Link => "Link",
    }
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
        let mut outcome = Ok(Tally::default());
        for played in [
            Ok(Tally::default()),
            Err(broken(9)),
            Err(broken(3)),
            Err(broken(5)),
            Ok(Tally::default()),
        ] {
            merge(&mut outcome, played);
        }
        assert_eq!(outcome, Err(broken(3)));
    }
}
