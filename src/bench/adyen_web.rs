//! The npm package `@adyen/adyen-web` as a merchant would ship it, to measure Kassa's element
//! beside: its Drop-in with card, Klarna, PayPal and redirects, and its styles, bundled by esbuild.
//! Kassa's own Worker serves it, so that server, compression and cache headers are the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use serde::Deserialize;

use crate::bundle::{Bundle, brotli};
use crate::command;
use crate::fingerprint;
use crate::progress::Progress;
use crate::project::Project;
use crate::toolchain;

/// What the bundles are called, among Kassa's immutable assets.
pub const STEM: &str = "adyen-web";
const HASH_DIGITS: usize = 12;
const ADVICE: &str = "the comparison needs the npm package @adyen/adyen-web, from the lock file in \
                      src/bench/adyen_web: check that the npm registry can be reached (`npm ping`) \
                      and start again, or measure Kassa by itself with `kassa bench --alone`";

/// The bundled package.
#[derive(Clone, Debug)]
pub struct AdyenWeb {
    pub version: String,
    script: Asset,
    style: Asset,
}

#[derive(Clone, Debug)]
struct Asset {
    name: String,
    content: Vec<u8>,
}

impl AdyenWeb {
    /// Installs the package if it is missing, and bundles it. Errors: what to do about it.
    pub fn ensure(project: &Project, progress: &Progress) -> anyhow::Result<Self> {
        let folder = project.root().join("src/bench/adyen_web");
        toolchain::npm_ci(
            progress,
            "Installing @adyen/adyen-web from npm, to compare with (src/bench/adyen_web)",
            &folder,
        )
        .context(ADVICE)?;
        let package = folder.join("node_modules/@adyen/adyen-web/package.json");
        let package = fs::read(package).context(ADVICE)?;
        let Package { version } = serde_json::from_slice(&package).context(ADVICE)?;

        let scratch = tempfile::tempdir().context("making a folder")?;
        progress.step("Bundling @adyen/adyen-web", |step| {
            let mut esbuild = Command::new(project.npm("esbuild/bin/esbuild"));
            esbuild
                .arg(folder.join("drop_in.js"))
                .args(["--bundle", "--minify", "--format=iife", "--target=es2022"])
                .args(["--log-level=warning", "--charset=utf8"])
                .arg(format!("--outdir={}", scratch.path().display()));
            command::run(step, esbuild, "read esbuild's message above")
        })?;
        let asset = |extension: &str| {
            let path = scratch.path().join(format!("drop_in.{extension}"));
            let content = fs::read(&path).context("reading what esbuild made")?;
            let hash = fingerprint::of_bytes(&content);
            let hash = hash.get(..HASH_DIGITS).unwrap_or(&hash);
            let name = format!("{STEM}-{hash}.{extension}");
            anyhow::Ok(Asset { name, content })
        };
        Ok(Self {
            version,
            script: asset("js")?,
            style: asset("css")?,
        })
    }

    /// A copy of a bundle in `folder`, with these files among its assets.
    pub fn added_to(&self, bundle: &Bundle, folder: &Path) -> anyhow::Result<Bundle> {
        copy_folder(&bundle.worker(), &folder.join("worker"))?;
        let assets = folder.join("assets");
        copy_folder(&bundle.assets(), &assets)?;
        for Asset { name, content } in [&self.script, &self.style] {
            let path = assets.join("a").join(name);
            fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
            let packed = PathBuf::from(format!("{}.br", path.display()));
            fs::write(&packed, brotli(content)?)
                .with_context(|| format!("writing {}", packed.display()))?;
        }
        Ok(Bundle::at(folder))
    }

    /// What a merchant's page has in its head.
    pub fn head(&self, kassa_origin: &str) -> String {
        format!(
            "<link rel=\"stylesheet\" href=\"{kassa_origin}/a/{}\">\n\
             <script src=\"{kassa_origin}/a/{}\"></script>",
            self.style.name, self.script.name
        )
    }
}

#[derive(Deserialize)]
struct Package {
    version: String,
}

fn copy_folder(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to).with_context(|| format!("creating {}", to.display()))?;
    for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
        let path = entry?.path();
        let copy = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy_folder(&path, &copy)?;
        } else {
            fs::copy(&path, &copy).with_context(|| format!("copying {}", path.display()))?;
        }
    }
    Ok(())
}
