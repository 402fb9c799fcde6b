//! What a buyer who has never met Kassa waits for, on three speeds of network and processor.

use anyhow::Context;
use serde::Serialize;

use super::devtools::DevTools;
use super::merchant_page::MerchantPage;
use super::page_load::{self, PageLoad, Profile};
use super::resource::Resource;
use super::statistics::{median, range};
use super::subject::Subject;
use crate::browser::BrowserPrograms;
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
}

impl FirstVisit {
    /// The most that any profile had to load before the form was interactive.
    pub fn body_bytes_most(&self) -> u64 {
        let bytes = self.profiles.iter().map(|profile| profile.body_bytes);
        bytes.fold(0.0, f64::max) as u64
    }
}

/// The medians of a profile's runs, unless said otherwise.
#[derive(Clone, Debug, Serialize)]
pub struct ProfileFigures {
    pub profile: Profile,
    /// From the start of the page's navigation to the element's `ready` event.
    pub ready_ms: f64,
    pub ready_ms_least: f64,
    pub ready_ms_most: f64,
    /// Requests to Kassa's origin that were answered by then.
    pub requests: f64,
    /// Their bodies, compressed, in bytes.
    pub body_bytes: f64,
    pub blocking_ms: f64,
    /// The worst of the runs, in the merchant's page.
    pub layout_shift_most: f64,
    /// The worst of the runs, inside the element.
    pub layout_shift_inside_most: f64,
    /// What came from Kassa's origin in the first of the runs, in order.
    pub resources: Vec<Resource>,
}

/// Loads the merchant's page `runs` times for each profile, in turns.
pub fn measure(
    subject: &Subject,
    programs: &BrowserPrograms,
    runs: u32,
    step: &Step,
) -> anyhow::Result<FirstVisit> {
    let page = MerchantPage::serve(subject.origin())?;
    let mut devtools = DevTools::start(programs)?;
    let browser = devtools.version()?;
    let mut load = |profile: Profile| {
        let url = page.url(
            &subject.account().publishable_key,
            &subject.create_intent()?,
        );
        page_load::load(&mut devtools, profile, &url, subject.origin())
            .with_context(|| format!("loading the merchant's page: {}", profile.title()))
    };
    // The first window of a browser is slower than any that a buyer opens later.
    load(Profile::Plain)?;

    let mut loads: Vec<(Profile, Vec<PageLoad>)> =
        Profile::ALL.map(|profile| (profile, Vec::new())).into();
    let total = u64::from(runs) * loads.len() as u64;
    let mut done = 0;
    for _ in 0..runs {
        for (profile, loads) in &mut loads {
            step.advance(done, total, profile.title());
            loads.push(load(*profile)?);
            done += 1;
        }
    }
    Ok(FirstVisit {
        browser,
        runs,
        has_own_process: loads
            .iter()
            .flat_map(|(_, loads)| loads)
            .all(|load| load.has_own_process),
        profiles: loads
            .iter()
            .map(|(profile, loads)| figures(*profile, loads))
            .collect(),
    })
}

fn figures(profile: Profile, loads: &[PageLoad]) -> ProfileFigures {
    let each = |value: fn(&PageLoad) -> f64| loads.iter().map(value).collect::<Vec<_>>();
    let ready = each(|load| load.ready_ms);
    let (ready_ms_least, ready_ms_most) = range(&ready);
    ProfileFigures {
        profile,
        ready_ms: median(ready),
        ready_ms_least,
        ready_ms_most,
        requests: median(each(|load| load.needed().count() as f64)),
        body_bytes: median(each(|load| load.needed_bytes() as f64)),
        blocking_ms: median(each(|load| load.blocking_ms)),
        layout_shift_most: range(&each(|load| load.layout_shift)).1,
        layout_shift_inside_most: range(&each(|load| load.layout_shift_inside)).1,
        resources: loads
            .first()
            .map_or_else(Vec::new, |load| load.resources.clone()),
    }
}
