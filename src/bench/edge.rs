//! Everything that is measured of the server, and how a person reads it.

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use super::account::fill;
use super::confirm::{self, ConfirmFigures, Times};
use super::cost::{ObjectCost, PaymentCost};
use super::report::verdict;
use super::subject::Subject;
use super::throughput::{self, Throughput};
use crate::progress::Step;

/// One payment at a time: longer than a scenario, because medians of few are worth little.
const CONFIRM_TURNS: u32 = 4;

/// The server's figures.
#[derive(Clone, Debug, Serialize)]
pub struct EdgeFigures {
    /// Payments of the account that lists are made of.
    pub payments: u64,
    pub throughput: Throughput,
    pub confirm: ConfirmFigures,
    /// `None` until it is counted, in a process of its own.
    pub cost: Option<PaymentCost>,
}

/// Measures every scenario for about `seconds`, with `payments` payments on an account.
pub fn measure(
    subject: &Subject,
    payments: u64,
    seconds: u32,
    step: &Step,
) -> anyhow::Result<EdgeFigures> {
    let full = subject.open_account()?;
    fill(subject, &full, payments, step)?;
    let duration = Duration::from_secs(u64::from(seconds)) * CONFIRM_TURNS;
    let confirm = confirm::measure(subject, &full, payments, duration, step)?;
    let throughput = throughput::measure(subject, &full, f64::from(seconds), step)?;
    Ok(EdgeFigures {
        payments,
        throughput,
        confirm,
        cost: None,
    })
}

impl fmt::Display for EdgeFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.throughput)?;
        writeln!(
            f,
            "    Lists and retrieved intents are of an account with {} payments.",
            self.payments
        )?;
        write!(f, "\n{}", self.confirm)?;
        match &self.cost {
            Some(cost) => write!(f, "\n{cost}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Throughput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  The edge: one workerd process, keep-alive connections, {:.0} s for each line in {} turns",
            self.seconds_per_scenario, self.rounds
        )?;
        writeln!(
            f,
            "    {:<42} {:>11} {:>9} {:>9} {:>9} {:>9}",
            "", "connections", "per s", "p50 ms", "p99 ms", "CPU µs"
        )?;
        for figures in &self.scenarios {
            let processor = figures
                .processor_us
                .map_or("–".to_owned(), |time| format!("{time:.0}"));
            writeln!(
                f,
                "    {:<42} {:>11} {:>9.0} {:>9.1} {:>9.1} {processor:>9}",
                figures.scenario.title(),
                figures.connections,
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
                "      {:.2} ({:.2}–{:.2})  {} / {}, connections: {}{goal}",
                ratio.ratio,
                ratio.least,
                ratio.most,
                ratio.of.short_title(),
                ratio.to.short_title(),
                ratio.connections
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

impl fmt::Display for ConfirmFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  Confirming a card, one at a time, {} confirmations",
            self.confirmations
        )?;
        writeln!(
            f,
            "    {:<42} {:>9} {:>9} {:>13} {:>13}",
            "", "p50 ms", "p99 ms", "own p50 ms", "own p99 ms"
        )?;
        for (payments, times) in [
            (self.few_payments, &self.few),
            (self.many_payments, &self.many),
        ] {
            let Times {
                p50_ms,
                p99_ms,
                own_p50_ms,
                own_p99_ms,
            } = times;
            writeln!(
                f,
                "    {:<42} {p50_ms:>9.1} {p99_ms:>9.1} {own_p50_ms:>13.1} {own_p99_ms:>13.1}",
                format!("on an account with {payments} payments"),
            )?;
        }
        writeln!(
            f,
            "    Own time is what is left without the wait for the partner, which the Worker tells in the header\n    \
             Server-Timing, in whole milliseconds: p50 ≤ 10 and p99 ≤ 25 ms {}.",
            verdict(self.own_is_met())
        )?;
        writeln!(
            f,
            "    {:.2}  large account / small account, medians  ≤ 1.10  {}",
            self.growth,
            verdict(self.growth_is_met())
        )
    }
}

impl fmt::Display for PaymentCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  What one card payment costs an operator, counted while it happens"
        )?;
        writeln!(
            f,
            "    {:<42} {:>9} {:>13} {:>11} {:>11}",
            "", "calls", "rows written", "alarms set", "statements"
        )?;
        for (request, costs) in [("create", &self.create), ("confirm", &self.confirm)] {
            for (class, cost) in costs {
                let ObjectCost {
                    calls,
                    alarms_set,
                    statements,
                    rows_written,
                } = cost;
                writeln!(
                    f,
                    "    {:<42} {calls:>9} {rows_written:>13} {alarms_set:>11} {statements:>11}",
                    format!("{request}: {class}"),
                )?;
            }
        }
        writeln!(
            f,
            "    Rows of tables and entries of indexes, as SQLite counts them for Cloudflare's bill, on an account\n    \
             without webhook endpoints. SandboxObject stands for the partner. Each request is one of the\n    \
             Worker's besides."
        )
    }
}
