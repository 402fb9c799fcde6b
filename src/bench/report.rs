//! The figures as a person reads them, and as JSON.

use std::fmt;

use serde::Serialize;

use super::throughput::Throughput;
use crate::bundle::Sizes;

/// Everything that one run measured.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub kassa_version: &'static str,
    pub machine: Machine,
    pub sizes: Sizes,
    pub edge: Option<Throughput>,
}

/// Figures of different machines do not compare.
#[derive(Clone, Debug, Serialize)]
pub struct Machine {
    pub os: &'static str,
    pub architecture: &'static str,
    pub processor_cores: usize,
}

impl Report {
    pub fn new(sizes: Sizes) -> Self {
        Self {
            kassa_version: env!("CARGO_PKG_VERSION"),
            machine: Machine {
                os: std::env::consts::OS,
                architecture: std::env::consts::ARCH,
                processor_cores: std::thread::available_parallelism().map_or(1, usize::from),
            },
            sizes,
            edge: None,
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
        if let Some(edge) = &self.edge {
            write!(f, "\n{edge}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Throughput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  The edge: {} keep-alive connections, one workerd process, {:.1} s each in {} turns",
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
        for ratio in &self.ratios {
            let verdict = match ratio.goal {
                Some(goal) if ratio.ratio >= goal => format!("  goal ≥ {goal:.2}: met"),
                Some(goal) => format!("  goal ≥ {goal:.2}: missed"),
                None => String::new(),
            };
            writeln!(
                f,
                "    {:.2} ({:.2}–{:.2})  {} / {}{verdict}",
                ratio.ratio,
                ratio.least,
                ratio.most,
                ratio.of.title(),
                ratio.to.title()
            )?;
        }
        if let Some(load) = self.generator_load {
            writeln!(
                f,
                "    The load generator itself took {:.0} % of one core.",
                load * 100.0
            )?;
        }
        Ok(())
    }
}
