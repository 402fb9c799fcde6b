//! Kassa's figures as shares of those of `@adyen/adyen-web`, run by run, and the goals for them.

use serde::Serialize;

use super::first_visit::Loads;
use super::page_load::PageLoad;
use super::profile::Profile;
use super::statistics::Spread;

const BYTES_GOAL: f64 = 0.7;
const INTERACTIVE_GOAL: f64 = 0.6;

/// One figure of both. Values and ratio are medians of the runs.
#[derive(Clone, Debug, Serialize)]
pub struct Comparison {
    pub figure: Figure,
    pub profile: Profile,
    /// Whether the caches were filled by a visit before.
    pub is_warm: bool,
    pub kassa: Spread,
    pub adyen: Spread,
    /// Kassa's share of the other's; `None` where the other has nothing.
    pub ratio: Option<Spread>,
    /// The most that the ratio should be; `None` where there is no goal.
    pub goal: Option<f64>,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    Bytes,
    /// A card's number can be typed, and is kept.
    Interactive,
    /// Everything in the form works.
    Ready,
    Blocking,
    LayoutShift,
    Memory,
}

impl Figure {
    pub fn title(self) -> &'static str {
        match self {
            Self::Bytes => "bytes until the whole form runs, brotli",
            Self::Interactive => "until interactive",
            Self::Ready => "until the whole form runs",
            Self::Blocking => "main thread blocked",
            Self::LayoutShift => "layout shift in the page",
            Self::Memory => "heap and WebAssembly",
        }
    }

    fn of(self, load: &PageLoad) -> f64 {
        match self {
            Self::Bytes => load.needed_bytes() as f64,
            Self::Interactive => load.typable_ms,
            Self::Ready => load.ready_ms,
            Self::Blocking => load.blocking_ms,
            Self::LayoutShift => load.layout_shift,
            Self::Memory => load.memory_bytes,
        }
    }
}

impl Comparison {
    /// `None` where there is no goal.
    pub fn is_met(&self) -> Option<bool> {
        let ratio = self.ratio?.median;
        self.goal.map(|goal| ratio <= goal)
    }

    fn new(figure: Figure, profile: Profile, is_warm: bool, runs: Runs<'_>) -> Self {
        let values = |loads: &[PageLoad]| loads.iter().map(|load| figure.of(load)).collect();
        let (kassa, adyen): (Vec<f64>, Vec<f64>) = (values(runs.kassa), values(runs.adyen));
        let ratios: Vec<f64> = kassa
            .iter()
            .zip(&adyen)
            .filter(|(_, adyen)| **adyen > 0.0)
            .map(|(kassa, adyen)| kassa / adyen)
            .collect();
        Self {
            figure,
            profile,
            is_warm,
            kassa: Spread::of(&kassa),
            adyen: Spread::of(&adyen),
            ratio: (ratios.len() == kassa.len()).then(|| Spread::of(&ratios)),
            goal: match figure {
                Figure::Bytes => Some(BYTES_GOAL),
                Figure::Interactive => Some(INTERACTIVE_GOAL),
                Figure::Ready | Figure::Blocking | Figure::LayoutShift | Figure::Memory => None,
            },
        }
    }
}

/// The same loads of both, made by turns.
#[derive(Clone, Copy)]
struct Runs<'a> {
    kassa: &'a [PageLoad],
    adyen: &'a [PageLoad],
}

/// Every figure, as a reader goes through them: what does not depend on the speed is told once.
pub fn compare(kassa: &[Loads], adyen: &[Loads]) -> Vec<Comparison> {
    let pairs = || kassa.iter().zip(adyen);
    let cold = |figure: Figure| {
        pairs().map(move |(kassa, adyen)| {
            let runs = Runs {
                kassa: &kassa.cold,
                adyen: &adyen.cold,
            };
            Comparison::new(figure, kassa.profile, false, runs)
        })
    };
    let warm = |figure: Figure| {
        pairs().map(move |(kassa, adyen)| {
            let runs = Runs {
                kassa: &kassa.warm,
                adyen: &adyen.warm,
            };
            Comparison::new(figure, kassa.profile, true, runs)
        })
    };
    cold(Figure::Bytes)
        .take(1)
        .chain(cold(Figure::Interactive))
        .chain(warm(Figure::Interactive))
        .chain(cold(Figure::Ready))
        .chain(warm(Figure::Ready))
        .chain(cold(Figure::Blocking))
        .chain(cold(Figure::LayoutShift).take(1))
        .chain(cold(Figure::Memory).take(1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(ready_ms: f64) -> PageLoad {
        PageLoad {
            typable_ms: ready_ms,
            ready_ms,
            layout_shift: 0.0,
            layout_shift_inside: 0.0,
            blocking_ms: 0.0,
            memory_bytes: 0.0,
            has_own_process: true,
            resources: Vec::new(),
            press: None,
        }
    }

    fn ready(kassa: &[f64], adyen: &[f64]) -> Comparison {
        let loads = |times: &[f64]| times.iter().copied().map(load).collect::<Vec<_>>();
        let (kassa, adyen) = (loads(kassa), loads(adyen));
        let runs = Runs {
            kassa: &kassa,
            adyen: &adyen,
        };
        Comparison::new(Figure::Interactive, Profile::Plain, false, runs)
    }

    #[test]
    fn ratios_are_of_loads_that_followed_each_other() {
        let compared = ready(&[100.0, 300.0, 100.0], &[200.0, 400.0, 400.0]);
        let ratio = compared.ratio.expect("a ratio");
        assert_eq!((ratio.least, ratio.median, ratio.most), (0.25, 0.5, 0.75));
        assert_eq!(compared.is_met(), Some(true));
        assert_eq!(ready(&[61.0], &[100.0]).is_met(), Some(false));
    }

    #[test]
    fn there_is_no_share_of_nothing() {
        let compared = ready(&[100.0], &[0.0]);
        assert!(compared.ratio.is_none());
        assert_eq!(compared.is_met(), None);
    }
}
