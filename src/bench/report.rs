//! The figures as a person reads them, and as JSON.

use std::fmt;

use serde::Serialize;

use super::budget::{Budget, Unit, budgets};
use super::edge::EdgeFigures;
use super::first_visit::FirstVisit;
use super::link::LinkFigures;
use crate::bundle::Sizes;

/// Everything that one run measured.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub kassa_version: &'static str,
    pub machine: Machine,
    pub sizes: Sizes,
    pub browser: Option<FirstVisit>,
    pub link: Option<LinkFigures>,
    pub edge: Option<EdgeFigures>,
    pub budgets: Vec<Budget>,
}

/// Figures of different machines do not compare.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    pub os: &'static str,
    pub architecture: &'static str,
    pub processor_cores: usize,
}

impl Report {
    pub fn new(
        sizes: Sizes,
        browser: Option<FirstVisit>,
        link: Option<LinkFigures>,
        edge: Option<EdgeFigures>,
    ) -> Self {
        Self {
            kassa_version: env!("CARGO_PKG_VERSION"),
            machine: Machine {
                os: std::env::consts::OS,
                architecture: std::env::consts::ARCH,
                processor_cores: std::thread::available_parallelism().map_or(1, usize::from),
            },
            sizes,
            budgets: budgets(sizes, browser.as_ref()),
            browser,
            link,
            edge,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Machine {
            os,
            architecture,
            processor_cores,
        } = &self.machine;
        writeln!(
            f,
            "\n  Kassa {} on {os} {architecture}, {processor_cores} processor cores",
            self.kassa_version
        )?;
        if let Some(browser) = &self.browser {
            write!(f, "\n{browser}")?;
        }
        if let Some(link) = &self.link {
            write!(f, "\n{link}")?;
        }
        if let Some(edge) = &self.edge {
            write!(f, "\n{edge}")?;
        }
        writeln!(f, "\n  Budgets")?;
        for budget in &self.budgets {
            writeln!(f, "    {budget}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: f64| match self.unit {
            Unit::Bytes => kilobytes(value),
            Unit::LayoutShift => format!("{value:.3}"),
            Unit::Milliseconds => format!("{value:.0} ms"),
            Unit::Requests => format!("{value:.0} req."),
        };
        write!(
            f,
            "{:<44} {:>9}  ≤ {:>9}  {}",
            self.name,
            shown(self.measured),
            shown(self.most),
            verdict(self.is_met)
        )
    }
}

pub fn kilobytes(bytes: f64) -> String {
    format!("{:.1} kB", bytes / 1000.0)
}

pub fn verdict(is_met: bool) -> &'static str {
    if is_met { "met" } else { "missed" }
}
