//! The figures as a person reads them, and as JSON.

use std::fmt;

use serde::Serialize;

use super::budget::{Budget, Unit, budgets};
use super::first_visit::{FirstVisit, ProfileFigures};
use super::resource::{Resource, ResourceKind};
use super::throughput::Throughput;
use crate::bundle::Sizes;

/// Everything that one run measured.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub kassa_version: &'static str,
    pub machine: Machine,
    pub sizes: Sizes,
    pub browser: Option<FirstVisit>,
    pub edge: Option<Throughput>,
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
    pub fn new(sizes: Sizes, browser: Option<FirstVisit>, edge: Option<Throughput>) -> Self {
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

impl fmt::Display for Throughput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  The edge: one workerd process, {} keep-alive connections, {:.0} s for each line in {} turns",
            self.connections, self.seconds_per_scenario, self.rounds
        )?;
        writeln!(
            f,
            "    {:<42} {:>9} {:>9} {:>9} {:>9}",
            "", "per s", "p50 ms", "p99 ms", "CPU µs"
        )?;
        for figures in &self.scenarios {
            let processor = figures
                .processor_us
                .map_or("–".to_owned(), |time| format!("{time:.0}"));
            writeln!(
                f,
                "    {:<42} {:>9.0} {:>9.1} {:>9.1} {processor:>9}",
                figures.scenario.title(),
                figures.per_second,
                figures.p50_ms,
                figures.p99_ms
            )?;
        }
        writeln!(f, "\n    Ratios of the rates, medians of the turns:")?;
        for ratio in &self.ratios {
            let goal = ratio.goal.map_or(String::new(), |goal| {
                format!("  ≥ {goal:.2}  {}", verdict(ratio.ratio >= goal))
            });
            writeln!(
                f,
                "      {:.2} ({:.2}–{:.2})  {} / {}{goal}",
                ratio.ratio,
                ratio.least,
                ratio.most,
                ratio.of.short_title(),
                ratio.to.short_title()
            )?;
        }
        writeln!(
            f,
            "    This disk takes {:.1} ms to store a page. A new object is a new database file, several such\n    \
             waits; workerd makes them one after the other. It closes an object 10 s after its last use, so a\n    \
             part of what a new one costs falls on a later turn.",
            self.disk_sync_ms
        )?;
        if let Some(load) = self.generator_load {
            writeln!(
                f,
                "    The load generator itself took {:.0} % of one processor core.",
                load * 100.0
            )?;
        }
        Ok(())
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

fn verdict(is_met: bool) -> &'static str {
    if is_met { "met" } else { "missed" }
}
