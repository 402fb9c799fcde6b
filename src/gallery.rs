//! `kassa gallery`: one page with a picture of every state of Kassa's elements, to be leafed
//! through by whoever wants to see what buyers see.

mod album;
mod camera;
mod market;
mod scene;
mod scenes;
mod stage;
mod window;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::browser::BrowserPrograms;
use crate::bundle::Bundle;
use crate::devtools::DevTools;
use crate::progress::{Progress, Step};
use crate::project::Project;
use crate::toolchain;
use album::{Missing, Picture};
use camera::Wanted;
use scene::Scene;
use stage::Stage;

pub use scene::Theme;

/// The page of a phone that is narrow, and a column of a desktop's.
pub const WIDTHS: [u32; 2] = [320, 560];

/// What to take pictures of.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of the page and its pictures; `target/gallery` without it.
    pub out: Option<PathBuf>,
    /// Scenes whose names begin so; all of them when empty.
    pub only: Vec<String>,
    pub themes: Vec<Theme>,
    /// Of the merchant's page, in CSS pixels.
    pub widths: Vec<u32>,
    /// A finished bundle, in place of one of the current sources.
    pub bundle: Option<PathBuf>,
}

/// Takes the pictures and writes the page. Errors: something cannot be built or started, or scenes
/// did not come to what they are to show; the page has the others.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let scenes = chosen(&options.only)?;
    let project = Project::here();
    let progress = Progress::stderr();
    let workerd = toolchain::ensure_workerd(&project, &progress)?;
    let bundle = Bundle::given_or_ensured(options.bundle.as_deref(), &project, &progress)?;
    let programs = BrowserPrograms::ensure(&progress)
        .context("the gallery's pictures are taken with Chromium, which is missing")?;
    let folder = match &options.out {
        Some(folder) => folder.clone(),
        None => project.target().join("gallery"),
    };
    empty(&folder)?;
    let data = tempfile::Builder::new()
        .prefix("kassa-gallery-")
        .tempdir()
        .context("making a data folder")?;
    let (pictures, missing) = progress.step("Taking pictures", |step| {
        let mut stage = Stage::start(data.path(), workerd, bundle)?;
        let wanted = Wanted {
            themes: options.themes.clone(),
            widths: options.widths.clone(),
        };
        take(&mut stage, &programs, &scenes, &wanted, &folder, step)
    })?;
    let page = album::write(&folder, &pictures, &missing)?;
    println!(
        "\n  {} pictures of {} scenes: {}",
        pictures.len(),
        scenes.len(),
        page.display()
    );
    for Missing { scene, reason } in &missing {
        println!("    {scene} is missing: {reason}");
    }
    match missing.len() {
        0 => Ok(()),
        count => bail!("{count} of {} scenes could not be shown", scenes.len()),
    }
}

fn take(
    stage: &mut Stage,
    programs: &BrowserPrograms,
    scenes: &[Scene],
    wanted: &Wanted,
    folder: &Path,
    step: &Step,
) -> anyhow::Result<(Vec<Picture>, Vec<Missing>)> {
    let mut devtools = DevTools::start(programs)?;
    let (mut pictures, mut missing) = (Vec::new(), Vec::new());
    for (done, scene) in scenes.iter().enumerate() {
        step.advance(done as u64, scenes.len() as u64, &scene.title);
        match camera::shoot(&mut devtools, stage, scene, wanted, folder) {
            Ok(taken) => pictures.extend(taken),
            Err(error) => missing.push(Missing {
                scene: scene.name.clone(),
                reason: format!("{error:#}"),
            }),
        }
    }
    Ok((pictures, missing))
}

/// Errors: a word with which no scene's name begins, and what there is.
fn chosen(only: &[String]) -> anyhow::Result<Vec<Scene>> {
    let all = scenes::all();
    for word in only {
        if !all.iter().any(|scene| scene.name.starts_with(word)) {
            let names: Vec<_> = all.iter().map(|scene| scene.name.as_str()).collect();
            bail!(
                "no scene's name begins with {word}; there are {}",
                names.join(", ")
            );
        }
    }
    let is_chosen =
        |scene: &Scene| only.is_empty() || only.iter().any(|word| scene.name.starts_with(word));
    Ok(all.into_iter().filter(is_chosen).collect())
}

/// Makes the folder, or removes the pictures of an earlier gallery from it. Errors: it holds
/// something else, which may be anybody's.
fn empty(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    let files = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for file in files {
        let path = file?.path();
        let is_ours = path.extension().is_some_and(|extension| extension == "png")
            || path.file_name().is_some_and(|name| name == "index.html");
        if !is_ours {
            bail!(
                "{} is not of a gallery: name another folder with --out",
                path.display()
            );
        }
        fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
    }
    Ok(())
}
