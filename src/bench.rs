//! `kassa bench`: Kassa's figures, all from one run on this machine.

mod budget;
mod report;
mod visit_report;

mod subject;

mod adyen_web;
mod comparison;
mod first_visit;
mod merchant_page;
mod network;
mod outside;
mod page_load;
mod press;
mod profile;
mod resource;

mod account;
mod confirm;
mod cost;
mod edge;
mod link;
mod load;
mod throughput;

mod disk;
mod processor_time;
mod statistics;

use std::fs;
use std::path::PathBuf;

use anyhow::Context;
use clap::ValueEnum;

use crate::browser::BrowserPrograms;
use crate::bundle::Bundle;
use crate::progress::Progress;
use crate::project::Project;
use crate::toolchain;
use adyen_web::AdyenWeb;
use report::Report;
use subject::Subject;

/// What to measure, and how long.
#[derive(Clone, Debug)]
pub struct Options {
    /// Page loads per network and processor profile.
    pub runs: u32,
    /// How long each throughput scenario is repeated.
    pub seconds: u32,
    /// How many payments the large account has.
    pub payments: u64,
    /// How many buyers Link knows.
    pub consumers: u64,
    /// How many more there are whom nobody asks about.
    pub simulated_consumers: u64,
    /// One part alone; all without it.
    pub only: Option<Part>,
    /// Where the figures are also written as JSON.
    pub json: Option<PathBuf>,
    /// The folder, and so the disk, that holds the data while measuring; the build's own without it.
    pub data_dir: Option<PathBuf>,
    /// A finished bundle, in place of one of the current sources.
    pub bundle: Option<PathBuf>,
    /// Kassa's element alone, without the package that it is measured beside.
    pub is_alone: bool,
}

/// A part of the measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// What a buyer's browser loads, and how long that takes
    Browser,
    /// How many payments the server takes per second, and what one costs
    Edge,
    /// What Link saves a buyer, and how many it can be asked about per second
    Link,
}

/// Measures and prints. A missed budget is shown and is not an error.
/// Errors: something could not be built, started or measured.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let project = Project::here();
    let progress = Progress::stderr();
    let workerd = toolchain::ensure_workerd(&project, &progress)?;
    let bundle = Bundle::given_or_ensured(options.bundle.as_deref(), &project, &progress)?;
    let measures = |part| options.only.is_none_or(|only| only == part);
    let adyen = (measures(Part::Browser) && !options.is_alone)
        .then(|| AdyenWeb::ensure(&project, &progress))
        .transpose()?;
    let copy = tempfile::tempdir().context("making a folder")?;
    let served = match &adyen {
        Some(adyen) => adyen.added_to(&bundle, copy.path())?,
        None => bundle.clone(),
    };
    let data_dir = options.data_dir.as_deref().unwrap_or(project.target());
    let mut subject = progress.step("Starting workerd", |_| {
        Subject::start(data_dir, workerd.clone(), served)
    })?;

    let browser = measures(Part::Browser)
        .then(|| {
            let programs = BrowserPrograms::ensure(&progress)?;
            progress.step("Loading the element in Chromium", |step| {
                first_visit::measure(&subject, &programs, adyen.as_ref(), options.runs, step)
            })
        })
        .transpose()?;
    let link = measures(Part::Link)
        .then(|| {
            let programs = BrowserPrograms::ensure(&progress)?;
            progress.step("Paying with Link", |step| {
                link::measure(&mut subject, &programs, options, step)
            })
        })
        .transpose()?;
    let mut edge = measures(Part::Edge)
        .then(|| {
            progress.step("Measuring the edge", |step| {
                edge::measure(&subject, options.payments, options.seconds, step)
            })
        })
        .transpose()?;
    drop(subject);
    if let Some(edge) = &mut edge {
        let cost = progress.step("Counting what a payment costs", |_| {
            cost::count(data_dir, workerd, &bundle)
        })?;
        edge.cost = Some(cost);
    }

    let report = Report::new(bundle.sizes(), browser, link, edge);
    println!("{report}");
    if let Some(path) = &options.json {
        let json = serde_json::to_string_pretty(&report)?;
        fs::write(path, json).with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}
