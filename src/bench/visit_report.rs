//! The browser's figures as a person reads them.

use std::fmt;

use super::comparison::{Comparison, Figure};
use super::first_visit::{AdyenFigures, FirstVisit, LoadFigures, ProfileFigures};
use super::report::{kilobytes, verdict};
use super::resource::{Resource, ResourceKind};
use super::statistics::Spread;

impl fmt::Display for FirstVisit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  A buyer's first visit, empty caches, and a second one: {}, medians of {} runs",
            self.browser, self.runs
        )?;
        writeln!(
            f,
            "    {:<37} {:>7} {:>15} {:>6} {:>15} {:>9} {:>10} {:>9} {:>7} {:>9}",
            "until a card can be typed, and all runs",
            "typed",
            "(range)",
            "runs",
            "(range)",
            "requests",
            "bytes",
            "blocked",
            "shift",
            "memory"
        )?;
        for figures in &self.profiles {
            write_load(f, figures.profile.title(), &figures.cold)?;
            write_load(f, "  second visit", &figures.warm)?;
        }
        self.write_presses(f)?;
        if let Some(first) = self.profiles.first() {
            write_resources(f, first)?;
        }
        self.write_notes(f)?;
        match &self.adyen {
            Some(adyen) => write!(f, "\n{adyen}"),
            None => Ok(()),
        }
    }
}

impl FirstVisit {
    fn write_presses(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\n    From the press of the button to the outcome, with a card:"
        )?;
        for figures in &self.profiles {
            let Some(press) = &figures.press else {
                continue;
            };
            writeln!(
                f,
                "      {:<35} {:>6.0} {:>15}  {} to the edge",
                figures.profile.title(),
                press.outcome_ms.median,
                range(&press.outcome_ms, 0),
                requests(press.requests_most)
            )?;
        }
        Ok(())
    }

    fn write_notes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inside = self.profiles.iter().flat_map(|figures| {
            [&figures.cold, &figures.warm].map(|load| load.layout_shift_inside_most)
        });
        let inside = inside.fold(0.0, f64::max);
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
             request; there is no TLS on loopback. Shift is the worst run's, in the merchant's page. Memory is\n    \
             JavaScript's heap after a collection and WebAssembly's, of page and frame. Requests and bytes are\n    \
             those until all runs."
        )
    }
}

fn write_load(f: &mut fmt::Formatter<'_>, title: &str, load: &LoadFigures) -> fmt::Result {
    writeln!(
        f,
        "    {title:<37} {:>7.0} {:>15} {:>6.0} {:>15} {:>9.0} {:>10} {:>6.0} ms {:>7.3} {:>9}",
        load.typable_ms.median,
        range(&load.typable_ms, 0),
        load.ready_ms.median,
        range(&load.ready_ms, 0),
        load.requests,
        kilobytes(load.body_bytes),
        load.blocking_ms.median,
        load.layout_shift_most,
        megabytes(load.memory_bytes)
    )
}

impl fmt::Display for AdyenFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  Beside @adyen/adyen-web {}, its Drop-in with card, Klarna, PayPal and redirect, by turns in this run\n    \
             {:<63} {:>9} {:>11} {:>6} {:>13}  goal",
            self.version, "", "Kassa", "adyen-web", "ratio", "(range)"
        )?;
        for comparison in &self.comparisons {
            writeln!(f, "    {comparison}")?;
        }
        writeln!(
            f,
            "    Kassa's Worker serves both, with the same compression and cache headers. Interactive is when a card's\n    \
             number can be typed: Kassa's field is in its document; of the other side no more is seen than that the\n    \
             field's iframe is in the page. This does not count what is in that iframe and its icons, which come\n    \
             from Adyen's own hosts (they are answered at once, empty), nor the request for its list of methods,\n    \
             which is in the page already; Kassa's figures hold the card form and the request for its session."
        )
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let title = match self.figure {
            Figure::Bytes | Figure::LayoutShift | Figure::Memory => self.figure.title().to_owned(),
            Figure::Interactive | Figure::Ready | Figure::Blocking => {
                let warm = if self.is_warm { ", second visit" } else { "" };
                format!("{}, {}{warm}", self.figure.title(), self.profile.title())
            }
        };
        let shown = |value: f64| match self.figure {
            Figure::Bytes => kilobytes(value),
            Figure::Interactive | Figure::Ready | Figure::Blocking => format!("{value:.0} ms"),
            Figure::LayoutShift => format!("{value:.3}"),
            Figure::Memory => megabytes(value),
        };
        write!(
            f,
            "{title:<63} {:>9} {:>11}",
            shown(self.kassa.median),
            shown(self.adyen.median)
        )?;
        if let Some(ratio) = &self.ratio {
            write!(f, " {:>6.2} {:>13}", ratio.median, range(ratio, 2))?;
        }
        match (self.goal, self.is_met()) {
            (Some(goal), Some(is_met)) => write!(f, "  ≤ {goal:.1} {}", verdict(is_met)),
            _ => Ok(()),
        }
    }
}

fn write_resources(f: &mut fmt::Formatter<'_>, figures: &ProfileFigures) -> fmt::Result {
    let (needed, later): (Vec<_>, Vec<_>) = figures
        .cold
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
    let count = requests(resources.len());
    format!("{:>9}  {count}", kilobytes(bytes as f64))
}

fn requests(count: usize) -> String {
    match count {
        1 => "1 request".to_owned(),
        count => format!("{count} requests"),
    }
}

/// `(12–34)`.
fn range(spread: &Spread, decimals: usize) -> String {
    format!("({:.decimals$}–{:.decimals$})", spread.least, spread.most)
}

fn megabytes(bytes: f64) -> String {
    format!("{:.1} MB", bytes / 1e6)
}
