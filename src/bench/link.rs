//! What Link saves a buyer, from the page's load to the outcome; and what it costs the server to be
//! asked about addresses, of which it may say to nobody whether it knows them.

mod checkouts;
mod lookups;
mod simulated;

use std::fmt;

use serde::Serialize;

use super::Options;
use super::report::kilobytes;
use super::statistics::Spread;
use super::subject::Subject;
use crate::browser::BrowserPrograms;
use crate::progress::Step;
use checkouts::{Checkouts, WayFigures};
use lookups::{Crowd, Lookups, RateFigures};

/// As the issue of Link has it: a returning buyer presses so often.
const ACTS_GOAL: u32 = 2;

/// All of Link's figures.
#[derive(Clone, Debug, Serialize)]
pub struct LinkFigures {
    pub checkouts: Checkouts,
    pub lookups: Lookups,
}

/// Checkouts first, while nobody is known; then lookups.
pub fn measure(
    subject: &mut Subject,
    programs: &BrowserPrograms,
    options: &Options,
    step: &Step,
) -> anyhow::Result<LinkFigures> {
    Ok(LinkFigures {
        checkouts: checkouts::measure(subject, programs, options.runs, step)?,
        lookups: lookups::measure(
            subject,
            options.consumers,
            options.simulated_consumers,
            step,
        )?,
    })
}

impl fmt::Display for LinkFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.checkouts)?;
        write!(f, "\n{}", self.lookups)
    }
}

impl fmt::Display for Checkouts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  From the page's load to the outcome, everything done as soon as the form allows: medians of {} runs\n    \
             {:<50} {:>9} {:>8} {:>15}",
            self.runs, "", "acts", "paid ms", "(range)"
        )?;
        for figures in &self.ways {
            let WayFigures {
                title,
                acts,
                paid_ms,
            } = figures;
            let range = range(paid_ms, 0);
            writeln!(
                f,
                "    {title:<50} {acts:>9} {:>8.0} {range:>15}",
                paid_ms.median
            )?;
        }
        writeln!(f, "\n    Ratios of the times, medians of the turns:")?;
        for ratio in &self.ratios {
            writeln!(
                f,
                "      {:.2} {:>13}  {}",
                ratio.ratio.median,
                range(&ratio.ratio, 2),
                ratio.title
            )?;
        }
        let verdict = super::report::verdict(self.acts_of_known <= ACTS_GOAL);
        writeln!(
            f,
            "    A returning buyer acts {} time(s), goal ≤ {ACTS_GOAL}: {verdict}. A field that is filled in is one act, and so is a\n    \
             press. Time is what the buyer is made to wait: nobody here needs time to type, or to find a card or\n    \
             a message with a code. What is kept costs {} more than a second visit without Link.",
            self.acts_of_known,
            kilobytes(self.known_bytes)
        )
    }
}

impl fmt::Display for Lookups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  Asking about an address: a code is sent to whoever it is; none is answered before 60 ms have passed\n    \
             {:<38} {:>11} {:>9} {:>9} {:>9} {:>9}",
            "", "connections", "lookups", "per s", "p50 ms", "p99 ms"
        )?;
        for figures in &self.rates {
            let RateFigures {
                title,
                connections,
                count,
                per_second,
                p50_ms,
                p99_ms,
            } = figures;
            writeln!(
                f,
                "    {title:<38} {connections:>11} {count:>9} {per_second:>9.0} {p50_ms:>9.1} {p99_ms:>9.1}"
            )?;
        }
        writeln!(
            f,
            "\n    Known and unknown ones by turns: medians {:.2} ms apart, ratio {:.3} {}.\n    \
             With {} known buyers in place of {}, the rate is {:.2} {}: each is an object with a\n    \
             database of its own, and nothing is looked for among all of them.",
            self.apart_ms,
            self.known_to_unknown.median,
            range(&self.known_to_unknown, 3),
            self.many,
            self.few,
            self.many_to_few.median,
            range(&self.many_to_few, 2),
        )?;
        match &self.crowd {
            Some(crowd) => write!(f, "\n{crowd}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Crowd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "    With {} simulated buyers beside these, the rate is {:.2} {} for known\n    \
             addresses and {:.2} {} for unknown ones; their files were made in {:.0} s and removed in {:.0} s. A\n    \
             simulated buyer is a database file with a name of its own in the folder of all buyers (the\n    \
             names share the records of {} real ones). None is asked about, has an object in memory or a\n    \
             place in the index of buyers, which nobody reads who asks about an address.",
            self.count,
            self.known_ratio.median,
            range(&self.known_ratio, 2),
            self.unknown_ratio.median,
            range(&self.unknown_ratio, 2),
            self.made_s,
            self.removed_s,
            simulated::files(self.count),
        )
    }
}

fn range(spread: &Spread, digits: usize) -> String {
    format!("({:.digits$}–{:.digits$})", spread.least, spread.most)
}
