//! What a buyer waits for who has never met Kassa, and when they come back, on three speeds of
//! network and processor; and the same of the npm package `@adyen/adyen-web`, by turns.

use anyhow::Context;
use serde::Serialize;

use super::adyen_web::AdyenWeb;
use super::comparison::{self, Comparison};
use super::merchant_page::MerchantPage;
use super::page_load::{Buyer, PageLoad, Visit};
use super::press::Way;
use super::profile::Profile;
use super::resource::Resource;
use super::statistics::{Spread, range};
use super::subject::Subject;
use crate::browser::BrowserPrograms;
use crate::devtools::DevTools;
use crate::progress::Step;

/// All of the browser's figures.
#[derive(Clone, Debug, Serialize)]
pub struct FirstVisit {
    /// The browser's own name and version.
    pub browser: String,
    pub runs: u32,
    pub profiles: Vec<ProfileFigures>,
    /// Whether the element's frame had a process of its own in every run.
    pub has_own_process: bool,
    pub adyen: Option<AdyenFigures>,
}

impl FirstVisit {
    /// The most that any profile had to load before the form ran.
    pub fn body_bytes_most(&self) -> u64 {
        let bytes = self.profiles.iter().map(|figures| figures.cold.body_bytes);
        bytes.fold(0.0, f64::max) as u64
    }
}

/// The package beside which Kassa was measured.
#[derive(Clone, Debug, Serialize)]
pub struct AdyenFigures {
    pub version: String,
    pub profiles: Vec<ProfileFigures>,
    pub comparisons: Vec<Comparison>,
}

/// One profile's runs.
#[derive(Clone, Debug, Serialize)]
pub struct ProfileFigures {
    pub profile: Profile,
    /// With empty caches.
    pub cold: LoadFigures,
    /// Once more, in a new window of the same browser.
    pub warm: LoadFigures,
    /// Of Kassa alone, and where the element had a process of its own.
    pub press: Option<PressFigures>,
}

/// The medians of a profile's runs, unless said otherwise.
#[derive(Clone, Debug, Serialize)]
pub struct LoadFigures {
    /// From the start of the page's navigation until the buyer can type a card's number.
    pub typable_ms: Spread,
    /// Until everything in the form works.
    pub ready_ms: Spread,
    /// Requests to Kassa's origin that were answered by then.
    pub requests: f64,
    /// Their bodies, compressed, in bytes.
    pub body_bytes: f64,
    pub blocking_ms: Spread,
    /// The worst of the runs, in the merchant's page.
    pub layout_shift_most: f64,
    /// The worst of the runs, inside the frames.
    pub layout_shift_inside_most: f64,
    pub memory_bytes: f64,
    /// What came from Kassa's origin in the first of the runs, in order.
    pub resources: Vec<Resource>,
}

/// Payments with a card, each after a first visit.
#[derive(Clone, Debug, Serialize)]
pub struct PressFigures {
    pub outcome_ms: Spread,
    /// The most that any of them took.
    pub requests_most: usize,
}

/// The loads of one profile, cold and warm ones in pairs.
#[derive(Debug)]
pub struct Loads {
    pub profile: Profile,
    pub cold: Vec<PageLoad>,
    pub warm: Vec<PageLoad>,
}

/// Loads the merchant's page `runs` times for each profile, in turns.
pub fn measure(
    subject: &Subject,
    programs: &BrowserPrograms,
    adyen: Option<&AdyenWeb>,
    runs: u32,
    step: &Step,
) -> anyhow::Result<FirstVisit> {
    let page = MerchantPage::serve(subject.origin(), adyen)?;
    let mut devtools = DevTools::start(programs)?;
    let browser = devtools.version()?;
    let mut bench = Bench {
        subject,
        page,
        devtools: &mut devtools,
    };
    let empty = || Profile::ALL.map(Loads::of);
    let (mut of_kassa, mut of_adyen) = (empty(), empty());
    // The first windows of a browser are slower than any that a buyer opens later.
    bench.kassa(&mut Loads::of(Profile::Plain))?;

    let total = u64::from(runs) * of_kassa.len() as u64;
    let mut done = 0;
    for _ in 0..runs {
        for (kassa, adyen_loads) in of_kassa.iter_mut().zip(&mut of_adyen) {
            step.advance(done, total, kassa.profile.title());
            bench.kassa(kassa)?;
            if adyen.is_some() {
                bench.adyen(adyen_loads)?;
            }
            done += 1;
        }
    }
    let mut all = of_kassa.iter().flat_map(|loads| &loads.cold);
    Ok(FirstVisit {
        browser,
        runs,
        has_own_process: all.all(|load| load.has_own_process),
        profiles: of_kassa.iter().map(ProfileFigures::of).collect(),
        adyen: adyen.map(|adyen| AdyenFigures {
            version: adyen.version.clone(),
            profiles: of_adyen.iter().map(ProfileFigures::of).collect(),
            comparisons: comparison::compare(&of_kassa, &of_adyen),
        }),
    })
}

/// A browser, and what it visits.
struct Bench<'a> {
    subject: &'a Subject,
    page: MerchantPage,
    devtools: &'a mut DevTools,
}

impl Bench<'_> {
    /// A buyer who comes twice, and pays the first time.
    fn kassa(&mut self, loads: &mut Loads) -> anyhow::Result<()> {
        let key = &self.subject.account().publishable_key;
        let url = || anyhow::Ok(self.page.kassa_url(key, &self.subject.create_intent()?));
        let urls = [url()?, url()?];
        self.twice(loads, &urls, Some(Way::Typed))
            .context("loading the merchant's page with Kassa's element")
    }

    fn adyen(&mut self, loads: &mut Loads) -> anyhow::Result<()> {
        let urls = [self.page.adyen_url(), self.page.adyen_url()];
        self.twice(loads, &urls, None)
            .context("loading the merchant's page with @adyen/adyen-web")
    }

    fn twice(
        &mut self,
        loads: &mut Loads,
        urls: &[String; 2],
        pays: Option<Way<'_>>,
    ) -> anyhow::Result<()> {
        let mut buyer = Buyer::new(self.devtools)?;
        let [first, second] = urls;
        let visit = Visit {
            profile: loads.profile,
            url: first,
            kassa_origin: self.subject.origin(),
            pays,
        };
        loads.cold.push(buyer.load(visit)?);
        let visit = Visit {
            url: second,
            pays: None,
            ..visit
        };
        loads.warm.push(buyer.load(visit)?);
        Ok(())
    }
}

impl Loads {
    fn of(profile: Profile) -> Self {
        Self {
            profile,
            cold: Vec::new(),
            warm: Vec::new(),
        }
    }
}

impl ProfileFigures {
    fn of(loads: &Loads) -> Self {
        let presses: Vec<_> = loads.cold.iter().filter_map(|load| load.press).collect();
        let outcomes: Vec<_> = presses.iter().map(|press| press.outcome_ms).collect();
        let requests_most = presses.iter().map(|press| press.requests).max();
        Self {
            profile: loads.profile,
            cold: LoadFigures::of(&loads.cold),
            warm: LoadFigures::of(&loads.warm),
            press: requests_most.map(|requests_most| PressFigures {
                outcome_ms: Spread::of(&outcomes),
                requests_most,
            }),
        }
    }
}

impl LoadFigures {
    fn of(loads: &[PageLoad]) -> Self {
        let each = |value: fn(&PageLoad) -> f64| loads.iter().map(value).collect::<Vec<_>>();
        let median = |value| Spread::of(&each(value)).median;
        Self {
            typable_ms: Spread::of(&each(|load| load.typable_ms)),
            ready_ms: Spread::of(&each(|load| load.ready_ms)),
            requests: median(|load| load.needed().count() as f64),
            body_bytes: median(|load| load.needed_bytes() as f64),
            blocking_ms: Spread::of(&each(|load| load.blocking_ms)),
            layout_shift_most: range(&each(|load| load.layout_shift)).1,
            layout_shift_inside_most: range(&each(|load| load.layout_shift_inside)).1,
            memory_bytes: median(|load| load.memory_bytes),
            resources: loads
                .first()
                .map_or_else(Vec::new, |load| load.resources.clone()),
        }
    }
}
