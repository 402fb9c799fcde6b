//! What Kassa promises to stay within. A missed budget is shown; it fails nothing.

use serde::Serialize;

use super::first_visit::{FirstVisit, ProfileFigures};
use super::profile::Profile;
use crate::bundle::Sizes;

const LOADER_BYTES_MAX: u64 = 6_000;
const ELEMENT_BYTES_MAX: u64 = 70_000;
/// Of the main thread, on a processor four times slower.
const BLOCKING_MS_MAX: f64 = 200.0;
/// From the press of the button to the outcome.
const PRESS_REQUESTS_MAX: f64 = 1.0;
const WORKER_BYTES_MAX: u64 = 1_000_000;
/// Browsers compute shifts in fractions of the window; what is below this is nothing.
const LAYOUT_SHIFT_MAX: f64 = 0.0005;

/// One promise and how it stands.
#[derive(Clone, Debug, Serialize)]
pub struct Budget {
    pub name: &'static str,
    pub measured: f64,
    pub most: f64,
    pub unit: Unit,
    pub is_met: bool,
}

/// What a budget is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Bytes,
    /// The sum of scores, as browsers compute them.
    LayoutShift,
    Milliseconds,
    Requests,
}

/// Every budget that this run can tell about.
pub fn budgets(sizes: Sizes, browser: Option<&FirstVisit>) -> Vec<Budget> {
    let bytes = |name, measured: u64, most: u64| Budget {
        name,
        measured: measured as f64,
        most: most as f64,
        unit: Unit::Bytes,
        is_met: measured <= most,
    };
    let mut budgets = vec![
        bytes("loader, brotli", sizes.loader_brotli, LOADER_BYTES_MAX),
        bytes(
            "static files until interactive, brotli",
            sizes.element_brotli,
            ELEMENT_BYTES_MAX,
        ),
        bytes("Worker, gzip", sizes.worker_gzip, WORKER_BYTES_MAX),
    ];
    if let Some(browser) = browser {
        budgets.push(bytes(
            "everything until interactive, as it came",
            browser.body_bytes_most(),
            ELEMENT_BYTES_MAX,
        ));
        let worst = browser
            .profiles
            .iter()
            .map(|figures| {
                figures
                    .cold
                    .layout_shift_most
                    .max(figures.warm.layout_shift_most)
            })
            .fold(0.0, f64::max);
        budgets.push(Budget {
            name: "layout shift in the merchant's page",
            measured: worst,
            most: 0.0,
            unit: Unit::LayoutShift,
            is_met: worst < LAYOUT_SHIFT_MAX,
        });
        budgets.extend(browser.profiles.iter().flat_map(of_profile).flatten());
    }
    budgets
}

/// What is promised of one profile alone.
fn of_profile(figures: &ProfileFigures) -> [Option<Budget>; 2] {
    let at_most = |name, measured, most, unit| Budget {
        name,
        measured,
        most,
        unit,
        is_met: measured <= most,
    };
    [
        (figures.profile == Profile::SlowProcessor).then(|| {
            at_most(
                "main thread blocked, 4× slower processor",
                figures.cold.blocking_ms.median,
                BLOCKING_MS_MAX,
                Unit::Milliseconds,
            )
        }),
        figures
            .press
            .as_ref()
            .filter(|_| figures.profile == Profile::Plain)
            .map(|press| {
                at_most(
                    "from the press to the outcome of a card",
                    press.requests_most as f64,
                    PRESS_REQUESTS_MAX,
                    Unit::Requests,
                )
            }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_met_up_to_its_last_byte() {
        let sizes = |loader_brotli| Sizes {
            loader_brotli,
            ..Sizes::default()
        };
        assert!(budgets(sizes(6_000), None)[0].is_met);
        assert!(!budgets(sizes(6_001), None)[0].is_met);
    }
}
