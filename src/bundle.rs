//! Builds what is served: the Worker, the element, the buyer's own pages and the static files, into `target/kassa`.
//!
//! ```text
//! target/kassa/worker/   index.js  index_bg.wasm               run by workerd, or by Cloudflare
//! target/kassa/assets/   kassa.js  element.html  icons/…       stable names, revalidated
//!                        link.js                               the buyer's own pages
//!                        {wallets,checkout,messaging,express,contact,looks,fonts,intents}.js  loaded where needed
//!                        kassa.json                            where the loader's immutable copy is
//!                        locales/TAG.json                      read by the Worker
//!                        a/NAME-HASH.{js,wasm,css}             immutable
//!                        …each with a brotli sibling NAME.br
//! ```

mod assets;
#[cfg(test)]
mod icons;
mod pinned_loader;
mod short_names;
mod wasm_module;
mod worker;

pub(crate) use assets::brotli;
pub use pinned_loader::PinnedLoader;
use wasm_module::{ELEMENT, LINK_PAGES};

use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;
use crate::progress::Progress;
use crate::project::Project;
use crate::toolchain::{Toolchain, WASM_BINDGEN_VERSION, WORKER_BUILD_VERSION};

/// Raised when the way of building changes, so that bundles of older tools are built anew.
const RECIPE: &str = "3";

/// A finished bundle.
#[derive(Clone, Debug)]
pub struct Bundle {
    folder: PathBuf,
    sizes: Sizes,
}

/// What a buyer's browser and Cloudflare's upload limit see of the bundle, in bytes.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Sizes {
    /// The loader in the merchant's page, brotli.
    pub loader_brotli: u64,
    /// Everything until the element is interactive, loader included, brotli.
    pub element_brotli: u64,
    /// The buyer's own pages of Link: their script and WebAssembly, brotli.
    pub link_pages_brotli: u64,
    /// The Worker, gzip.
    pub worker_gzip: u64,
}

impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kilobytes = |bytes: u64| bytes as f64 / 1000.0;
        write!(
            f,
            "Element {:.1} kB brotli (loader {:.1} kB of it), Link's pages {:.1} kB, Worker {:.0} kB gzip",
            kilobytes(self.element_brotli),
            kilobytes(self.loader_brotli),
            kilobytes(self.link_pages_brotli),
            kilobytes(self.worker_gzip),
        )
    }
}

/// What the bundle in `target/kassa` was built from.
#[derive(Default, Serialize, Deserialize)]
struct Manifest {
    worker: String,
    element: String,
    link_pages: String,
    assets: String,
    sizes: Sizes,
}

impl Bundle {
    /// The finished bundle in `given`, or else that of the current sources.
    pub fn given_or_ensured(
        given: Option<&Path>,
        project: &Project,
        progress: &Progress,
    ) -> anyhow::Result<Self> {
        match given {
            Some(folder) => Ok(Self::at(folder)),
            None => Self::ensure(project, progress),
        }
    }

    /// The bundle of the current sources: built where they changed since the last time, at once
    /// otherwise. Processes that ask at the same time wait for one of them to build.
    pub fn ensure(project: &Project, progress: &Progress) -> anyhow::Result<Self> {
        let folder = project.bundle();
        fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        let _lock = lock(&folder.join(".lock"), progress)?;

        let wanted = Manifest::wanted(project)?;
        let manifest_path = folder.join("manifest.json");
        let mut built = Manifest::read(&manifest_path).unwrap_or_default();
        if !built.matches(&wanted) || !is_complete(&folder) {
            let tools = Toolchain::ensure(project, progress)?;
            built.build(&wanted, project, &tools, progress, &manifest_path)?;
        }
        Ok(Self {
            folder,
            sizes: built.sizes,
        })
    }

    /// A bundle that has been built into `folder`, by whatever means.
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            sizes: Manifest::read(&folder.join("manifest.json"))
                .unwrap_or_default()
                .sizes,
        }
    }

    /// The Worker's modules: `index.js` and `index_bg.wasm`.
    pub fn worker(&self) -> PathBuf {
        self.folder.join("worker")
    }

    /// The root of the `ASSETS` binding.
    pub fn assets(&self) -> PathBuf {
        self.folder.join("assets")
    }

    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// The loader's immutable copy.
    pub fn pinned_loader(&self) -> anyhow::Result<PinnedLoader> {
        PinnedLoader::read(&self.assets())
    }
}

impl Manifest {
    fn read(path: &Path) -> Option<Self> {
        serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
    }

    fn write(&self, path: &Path) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(self)?;
        fs::write(path, text).with_context(|| format!("writing {}", path.display()))
    }

    /// Fingerprints of what each part is built from now.
    fn wanted(project: &Project) -> anyhow::Result<Self> {
        let root = project.root();
        let both = || {
            Fingerprint::new()
                .value(RECIPE)
                .value(WASM_BINDGEN_VERSION)
                .files(
                    root,
                    &["Cargo.toml", "Cargo.lock", "package-lock.json", "shared"],
                )?
                // Either crate may include them.
                .files(root, &["static/css", "static/icons", "static/locales"])
        };
        let element = [
            "checkout-ui/Cargo.toml",
            "checkout-ui/card-input",
            "checkout-ui/src",
        ];
        let element = both()?.files(root, &element)?.finish();
        let link_pages = [
            "checkout-ui/card-input",
            "checkout-ui/link-pages/Cargo.toml",
            "checkout-ui/link-pages/src",
        ];
        let link_pages = both()?.files(root, &link_pages)?.finish();
        let worker = both()?
            .value(WORKER_BUILD_VERSION)
            .files(
                root,
                &[
                    "edge-worker/Cargo.toml",
                    "edge-worker/build.rs",
                    "edge-worker/src",
                ],
            )?
            .finish();
        let assets = Fingerprint::new()
            .value(RECIPE)
            .value(&element)
            .value(&link_pages)
            .files(root, &assets::SOURCES)?
            .finish();
        Ok(Self {
            worker,
            element,
            link_pages,
            assets,
            sizes: Sizes::default(),
        })
    }

    fn matches(&self, wanted: &Self) -> bool {
        self.worker == wanted.worker
            && self.element == wanted.element
            && self.link_pages == wanted.link_pages
            && self.assets == wanted.assets
    }

    /// Builds the parts that differ from `wanted`, recording each as soon as it is finished.
    fn build(
        &mut self,
        wanted: &Self,
        project: &Project,
        tools: &Toolchain,
        progress: &Progress,
        manifest_path: &Path,
    ) -> anyhow::Result<()> {
        let folder = project.bundle();
        if self.element != wanted.element || !ELEMENT.is_complete(project) {
            self.element.clear();
            self.write(manifest_path)?;
            ELEMENT.build(project, tools, progress)?;
            self.element.clone_from(&wanted.element);
            self.assets.clear();
            self.write(manifest_path)?;
        }
        if self.link_pages != wanted.link_pages || !LINK_PAGES.is_complete(project) {
            self.link_pages.clear();
            self.write(manifest_path)?;
            LINK_PAGES.build(project, tools, progress)?;
            self.link_pages.clone_from(&wanted.link_pages);
            self.assets.clear();
            self.write(manifest_path)?;
        }
        if self.assets != wanted.assets || !assets::is_complete(&folder) {
            let sizes = assets::build(project, tools, progress)?;
            self.sizes.loader_brotli = sizes.loader_brotli;
            self.sizes.element_brotli = sizes.element_brotli;
            self.sizes.link_pages_brotli = sizes.link_pages_brotli;
            self.assets.clone_from(&wanted.assets);
            self.write(manifest_path)?;
        }
        if self.worker != wanted.worker || !worker::is_complete(&folder) {
            self.sizes.worker_gzip = worker::build(project, tools, progress)?;
            self.worker.clone_from(&wanted.worker);
            self.write(manifest_path)?;
        }
        Ok(())
    }
}

fn is_complete(folder: &Path) -> bool {
    worker::is_complete(folder) && assets::is_complete(folder)
}

/// Waits until no other process builds, and keeps others waiting until the file is dropped.
fn lock(path: &Path, progress: &Progress) -> anyhow::Result<File> {
    let file = File::create(path).with_context(|| format!("creating {}", path.display()))?;
    if file.try_lock().is_err() {
        progress.step("Waiting for another kassa that is building", |_| {
            file.lock().context("waiting for the build's lock file")
        })?;
    }
    Ok(file)
}

/// Writes a file as a whole or not at all: servers may be reading it.
fn write_atomically(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".unfinished");
    fs::write(&unfinished, content)
        .and_then(|()| fs::rename(&unfinished, path))
        .with_context(|| format!("writing {}", path.display()))
}
