//! The figures as a person reads them, and as JSON.

use std::fmt;

use serde::Serialize;

use super::budget::{Budget, Unit, budgets};
use super::edge::EdgeFigures;
use super::first_visit::{FirstVisit, ProfileFigures};
use super::resource::{Resource, ResourceKind};
use crate::bundle::Sizes;

/// Everything that one run measured.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub kassa_version: &'static str,
    pub machine: Machine,
    pub sizes: Sizes,
    pub browser: Option<FirstVisit>,
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
    pub fn new(sizes: Sizes, browser: Option<FirstVisit>, edge: Option<EdgeFigures>) -> Self {
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
        };
        write!(
            f,
            "{:<42} {:>9}  ≤ {:>9}  {}",
            self.name,
            shown(self.measured),
            shown(self.most),
            verdict(self.is_met)
        )
    }
}

impl fmt::Display for FirstVisit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  A buyer's first visit: {}, empty caches, medians of {} runs",
            self.browser, self.runs
        )?;
        writeln!(
            f,
            "    {:<30} {:>16} {:>17} {:>9} {:>10} {:>9} {:>7}",
            "until the card form is ready",
            "ms",
            "(range)",
            "requests",
            "bytes",
            "blocked",
            "shift"
        )?;
        for figures in &self.profiles {
            let range = format!(
                "({:.0}–{:.0})",
                figures.ready_ms_least, figures.ready_ms_most
            );
            writeln!(
                f,
                "    {:<30} {:>16.0} {range:>17} {:>9.0} {:>10} {:>6.0} ms {:>7.3}",
                figures.profile.title(),
                figures.ready_ms,
                figures.requests,
                kilobytes(figures.body_bytes),
                figures.blocking_ms,
                figures.layout_shift_most
            )?;
        }
        if let Some(first) = self.profiles.first() {
            write_resources(f, first)?;
        }
        let inside = self
            .profiles
            .iter()
            .map(|figures| figures.layout_shift_inside_most)
            .fold(0.0, f64::max);
        if inside > 0.0 {
            writeln!(
                f,
                "    Inside the element's frame, layout shifted by {inside:.3}."
            )?;
        }
        if !self.has_own_process {
            writeln!(
                f,
                "    The element had no process of its own here, unlike in most browsers."
            )?;
        }
        writeln!(
            f,
            "    Times count from the start of the merchant's page. The slow network adds its 150 ms to each\n    \
             request; there is no TLS on loopback. Shift is the worst run's, in the merchant's page."
        )
    }
}

fn write_resources(f: &mut fmt::Formatter<'_>, figures: &ProfileFigures) -> fmt::Result {
    let (needed, later): (Vec<_>, Vec<_>) = figures
        .resources
        .iter()
        .partition(|resource| resource.is_needed);
    writeln!(
        f,
        "\n    What came from Kassa's origin, compressed bodies, {}:",
        figures.profile.title()
    )?;
    for resource in &needed {
        writeln!(f, "      {resource}")?;
    }
    let missing = later.iter().filter(|resource| resource.status != 200);
    for resource in missing {
        writeln!(f, "      {resource}")?;
    }
    writeln!(f, "      {:<18} {}", "together", total(&needed))?;
    if !later.is_empty() {
        let is_icon = |resource: &&&Resource| resource.kind == ResourceKind::Icon;
        let icons = later.iter().filter(is_icon).count();
        writeln!(
            f,
            "      {:<18} {}, {icons} of them icons",
            "afterwards",
            total(&later)
        )?;
    }
    Ok(())
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:<18} {:>9}  {:>5.0}–{:<5.0} ms  {}",
            self.kind.title(),
            kilobytes(self.body_bytes as f64),
            self.started_ms,
            self.finished_ms.unwrap_or(f64::NAN),
            self.path
        )?;
        match self.status {
            200 => Ok(()),
            status => write!(f, "  status {status}"),
        }
    }
}

fn total(resources: &[&Resource]) -> String {
    let bytes: u64 = resources.iter().map(|resource| resource.body_bytes).sum();
    format!(
        "{:>9}  {} requests",
        kilobytes(bytes as f64),
        resources.len()
    )
}

fn kilobytes(bytes: f64) -> String {
    format!("{:.1} kB", bytes / 1000.0)
}

pub fn verdict(is_met: bool) -> &'static str {
    if is_met { "met" } else { "missed" }
}
