//! What the person at the terminal sees while things are being built: the name of each step, how
//! far it is, how long it has taken.

use std::cell::Cell;
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Without a terminal, a long step reports this often that it is still at work.
const PLAIN_REPORT_INTERVAL: Duration = Duration::from_secs(10);

/// Announces steps on stderr: a live line each in a terminal, plain lines in a log.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    live: bool,
}

impl Progress {
    /// Live when stderr is a terminal.
    pub fn stderr() -> Self {
        Self {
            live: io::stderr().is_terminal(),
        }
    }

    /// Runs `work` as the step called `name`, timing it. Errors: those of `work`, unchanged.
    pub fn step<T>(
        &self,
        name: &str,
        work: impl FnOnce(&Step) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let step = Step::begin(name, self.live);
        let result = work(&step);
        step.end(result.is_ok());
        result
    }
}

/// One step at work.
#[derive(Debug)]
pub struct Step {
    name: String,
    started: Instant,
    bar: Option<ProgressBar>,
    reported: Cell<Instant>,
}

impl Step {
    fn begin(name: &str, live: bool) -> Self {
        let now = Instant::now();
        let bar = live.then(|| {
            let bar = ProgressBar::new_spinner().with_style(spinner_style());
            bar.set_prefix(name.to_owned());
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        if bar.is_none() {
            eprintln!("  … {name}");
        }
        Self {
            name: name.to_owned(),
            started: now,
            bar,
            reported: Cell::new(now),
        }
    }

    /// Shows what the step is busy with.
    pub fn note(&self, doing: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(doing.to_owned()),
            None => self.report(doing),
        }
    }

    /// Shows how many of the step's parts are done.
    pub fn advance(&self, done: u64, total: u64, doing: &str) {
        match &self.bar {
            Some(bar) => {
                if bar.length() != Some(total) {
                    bar.set_style(bar_style());
                    bar.set_length(total);
                }
                bar.set_position(done);
                bar.set_message(doing.to_owned());
            }
            None => self.report(&format!("{done}/{total} {doing}")),
        }
    }

    /// Time since the step began.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    fn report(&self, doing: &str) {
        if self.reported.get().elapsed() >= PLAIN_REPORT_INTERVAL {
            self.reported.set(Instant::now());
            eprintln!("    {} · {doing}", seconds(self.elapsed()));
        }
    }

    fn end(self, succeeded: bool) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let mark = if succeeded { '✓' } else { '✗' };
        eprintln!("  {mark} {} ({})", self.name, seconds(self.elapsed()));
    }
}

/// `3.2 s`, or `2 min 05 s` when it took long.
pub fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

fn spinner_style() -> ProgressStyle {
    style("  {spinner} {prefix} {elapsed:.dim} {wide_msg:.dim}")
}

fn bar_style() -> ProgressStyle {
    style("  {spinner} {prefix} {elapsed:.dim} [{bar:24}] {pos}/{len} {wide_msg:.dim}")
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_naturally() {
        assert_eq!(seconds(Duration::from_millis(3_210)), "3.2 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }
}
