//! Checkouts of a buyer whom Link knows, beside those of one who types a card.

use anyhow::Context;
use serde::Serialize;

use super::super::merchant_page::MerchantPage;
use super::super::page_load::{Buyer, PageLoad, Visit};
use super::super::press::Way;
use super::super::profile::Profile;
use super::super::statistics::Spread;
use super::super::subject::Subject;
use crate::browser::BrowserPrograms;
use crate::devtools::DevTools;
use crate::progress::Step;

/// What each way came to.
#[derive(Clone, Debug, Serialize)]
pub struct Checkouts {
    pub runs: u32,
    pub ways: Vec<WayFigures>,
    pub ratios: Vec<WayRatio>,
    /// What a buyer does whom the browser knows.
    pub acts_of_known: u32,
    /// What such a buyer loads more than another one on a second visit, in bytes.
    pub known_bytes: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct WayFigures {
    pub title: &'static str,
    /// Fields that are filled in, and presses.
    pub acts: u32,
    /// From the start of the page's navigation to the outcome.
    pub paid_ms: Spread,
}

#[derive(Clone, Debug, Serialize)]
pub struct WayRatio {
    pub title: &'static str,
    pub ratio: Spread,
}

/// One checkout.
#[derive(Clone, Copy, Debug)]
struct Checkout {
    acts: u32,
    paid_ms: f64,
    bytes: u64,
}

/// A turn: everything is compared with what happened right beside it.
#[derive(Clone, Copy, Debug)]
struct Turn {
    typed_first: Checkout,
    new_device: Checkout,
    typed_again: Checkout,
    known: Checkout,
}

/// Pays in each of the ways, `runs` times by turns.
pub fn measure(
    subject: &Subject,
    programs: &BrowserPrograms,
    runs: u32,
    step: &Step,
) -> anyhow::Result<Checkouts> {
    let page = MerchantPage::serve(subject.origin(), None)?;
    let mut devtools = DevTools::start(programs)?;
    let mut bench = Bench {
        subject,
        page,
        devtools: &mut devtools,
    };
    // The first windows of a browser are slower than any that a buyer opens later.
    bench.turn(0)?;
    let mut turns = Vec::new();
    for run in 1..=runs {
        step.advance(u64::from(run), u64::from(runs), "paying with Link");
        turns.push(bench.turn(run)?);
    }
    Ok(Checkouts::of(runs, &turns))
}

struct Bench<'a> {
    subject: &'a Subject,
    page: MerchantPage,
    devtools: &'a mut DevTools,
}

impl Bench<'_> {
    fn turn(&mut self, run: u32) -> anyhow::Result<Turn> {
        let email = format!("bench+{run}@example.com");
        let email = email.as_str();
        let [_, known] = self.twice([Way::TypedAndKept { email }, Way::Known])?;
        let [typed_first, typed_again] = self.twice([Way::Typed, Way::Typed])?;
        let [new_device, _] = self.twice([Way::NewDevice { email }, Way::Known])?;
        Ok(Turn {
            typed_first,
            new_device,
            typed_again,
            known,
        })
    }

    /// Two checkouts in a browser that was never used before.
    fn twice(&mut self, ways: [Way<'_>; 2]) -> anyhow::Result<[Checkout; 2]> {
        let key = &self.subject.account().publishable_key;
        let mut buyer = Buyer::new(self.devtools)?;
        let mut checkout = |pays| {
            let url = self.page.kassa_url(key, &self.subject.create_intent()?);
            let load = buyer.load(Visit {
                profile: Profile::Plain,
                url: &url,
                kassa_origin: self.subject.origin(),
                pays: Some(pays),
            });
            Checkout::of(&load.with_context(|| format!("paying: {pays:?}"))?)
        };
        let [first, second] = ways;
        Ok([checkout(first)?, checkout(second)?])
    }
}

impl Checkout {
    fn of(load: &PageLoad) -> anyhow::Result<Self> {
        let press = load
            .press
            .context("the element has no process of its own here")?;
        Ok(Self {
            acts: press.acts,
            paid_ms: load.ready_ms + press.acting_ms,
            bytes: load.needed_bytes(),
        })
    }
}

impl Checkouts {
    fn of(runs: u32, turns: &[Turn]) -> Self {
        let way = |title, one: fn(&Turn) -> Checkout| WayFigures {
            title,
            acts: turns
                .iter()
                .map(|turn| one(turn).acts)
                .max()
                .unwrap_or_default(),
            paid_ms: Spread::of(
                &turns
                    .iter()
                    .map(|turn| one(turn).paid_ms)
                    .collect::<Vec<_>>(),
            ),
        };
        let ratio = |title, ratio: fn(&Turn) -> f64| WayRatio {
            title,
            ratio: Spread::of(&turns.iter().map(ratio).collect::<Vec<_>>()),
        };
        let more: Vec<_> = turns
            .iter()
            .map(|turn| turn.known.bytes as f64 - turn.typed_again.bytes as f64)
            .collect();
        let known = way("returning buyer, with what is kept", |turn| turn.known);
        Self {
            runs,
            acts_of_known: known.acts,
            ways: vec![
                way("first visit, a card is typed", |turn| turn.typed_first),
                way("new device, with a code and the card's own", |turn| {
                    turn.new_device
                }),
                way("second visit, a card is typed", |turn| turn.typed_again),
                known,
            ],
            ratios: vec![
                ratio("new device / typing a card, first visits", |turn| {
                    turn.new_device.paid_ms / turn.typed_first.paid_ms
                }),
                ratio("returning buyer / typing a card, second visits", |turn| {
                    turn.known.paid_ms / turn.typed_again.paid_ms
                }),
            ],
            known_bytes: Spread::of(&more).median,
        }
    }
}
