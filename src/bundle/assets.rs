//! Names, minifies and compresses what browsers fetch.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use super::wasm_module::{ELEMENT, LINK_PAGES, WasmModule};
use super::{PinnedLoader, Sizes};
use crate::command;
use crate::fingerprint;
use crate::progress::{Progress, Step};
use crate::project::Project;
use crate::toolchain::Toolchain;

/// What the assets are made of, besides WebAssembly.
pub const SOURCES: [&str; 1] = ["static"];

/// Scripts of `static` that are bundled in ways of their own. Each of the others is one that some
/// pages load, most of them by the loader.
const OWN_WAYS: [&str; 2] = ["kassa.js", "element.js"];

/// Hex digits of a content hash in a file name.
const HASH_DIGITS: usize = 12;
/// Brotli's best, and the window that it takes by default.
const BROTLI_QUALITY: u32 = 11;
const BROTLI_WINDOW_BITS: u32 = 22;

/// Assembles `assets/` anew beside the old ones and then takes their place.
pub fn build(project: &Project, tools: &Toolchain, progress: &Progress) -> anyhow::Result<Sizes> {
    progress.step("Compressing assets", |step| {
        let bundle = project.bundle();
        let staging = bundle.join("assets.unfinished");
        remove_folder(&staging)?;
        let mut assets = Assets {
            folder: staging.clone(),
            scratch: bundle.join("minified"),
            esbuild: &tools.esbuild,
            step,
        };
        let sizes = assets.assemble(project)?;

        let folder = bundle.join("assets");
        let old = bundle.join("assets.old");
        remove_folder(&old)?;
        if folder.exists() {
            fs::rename(&folder, &old).context("moving the old assets away")?;
        }
        fs::rename(&staging, &folder).context("moving the new assets into place")?;
        remove_folder(&old)?;
        Ok(sizes)
    })
}

/// Whether the entry points are there; they are written before the folder takes its place.
pub fn is_complete(bundle: &Path) -> bool {
    ["kassa.js", PinnedLoader::FILE, "element.html", "link.js"]
        .iter()
        .all(|name| bundle.join("assets").join(name).is_file())
}

struct Assets<'a> {
    folder: PathBuf,
    scratch: PathBuf,
    esbuild: &'a Path,
    step: &'a Step,
}

/// One asset, as a page refers to it.
struct Added {
    url: String,
    brotli_bytes: u64,
}

impl Assets<'_> {
    fn assemble(&mut self, project: &Project) -> anyhow::Result<Sizes> {
        let root = project.root();
        fs::create_dir_all(self.folder.join("a")).context("creating the assets folder")?;

        let wasm = self.add_wasm(ELEMENT, project)?;
        let js = self.add_hashed(ELEMENT.package, "js", &read(&ELEMENT.glue(project))?)?;
        // Imports are drawn in; icons are assets of their own.
        let style = ["--bundle", "--external:/icons/*", "--target=es2022"];
        let css = self.minified(&root.join("static/css/element.css"), &style)?;
        let css = self.add_hashed("element", "css", &css)?;

        let module = ["--format=esm", "--target=es2022"];
        let bundled = [&["--bundle"], module.as_slice()].concat();
        let bootstrap = self.minified(&root.join("static/element.js"), &bundled)?;
        let bootstrap = self.add_hashed("element", "js", &bootstrap)?;

        // Loaded by few frames, so not part of what the element weighs.
        let styled = ["--bundle", "--loader:.css=text"];
        let styled = [styled.as_slice(), &module].concat();
        let appearance = self.minified(&root.join("static/element/appearance.js"), &styled)?;
        let appearance = self.add_hashed("appearance", "js", &appearance)?;

        let link = self.minified(&root.join("static/element/link.js"), &bundled)?;
        let link = self.add_hashed("link", "js", &link)?;

        let html = fs::read_to_string(root.join("static/element.html"))
            .context("reading static/element.html")?;
        let named = [
            ("appearance", &appearance),
            ("css", &css),
            ("bootstrap", &bootstrap),
            ("link", &link),
            ("js", &js),
            ("wasm", &wasm),
        ];
        let html = fill(&html, &named)?;
        let html = self.add("element.html", html.as_bytes())?;

        // A classic script in somebody else's page: nothing of it may become a global by accident.
        let classic = ["--bundle", "--format=iife", "--target=es2022"];
        let loader = self.minified(&root.join("static/kassa.js"), &classic)?;
        // The same under a name of its own, for pages that tell browsers what they must find there.
        let pinned = self.add_hashed("kassa", "js", &loader)?;
        let pinned = PinnedLoader::new(pinned.url, &loader);
        self.add(PinnedLoader::FILE, &serde_json::to_vec(&pinned)?)?;
        let loader = self.add("kassa.js", &loader)?;

        // Loaded by few pages, so not part of what the element weighs.
        for script in files_of(&root.join("static"))? {
            let name = script.file_name().unwrap_or_default().to_string_lossy();
            if name.ends_with(".js") && !OWN_WAYS.contains(&name.as_ref()) {
                let content = self.minified(&script, &styled)?;
                self.add(&name, &content)?;
            }
        }

        let link_pages = self.add_link_pages(project)?;

        for icon in files_of(&root.join("static/icons"))? {
            let name = icon.file_name().unwrap_or_default().to_string_lossy();
            self.add(&format!("icons/{name}"), &read(&icon)?)?;
        }

        for country in files_of(&root.join("static/regions"))? {
            let name = country.file_name().unwrap_or_default().to_string_lossy();
            self.add(&format!("regions/{name}"), &read(&country)?)?;
        }

        for language in files_of(&root.join("static/locales"))? {
            let name = language.file_name().unwrap_or_default().to_string_lossy();
            self.add(&format!("locales/{name}"), &read(&language)?)?;
        }

        let element_brotli = [&html, &css, &bootstrap, &js, &wasm, &loader]
            .iter()
            .map(|asset| asset.brotli_bytes)
            .sum();
        Ok(Sizes {
            loader_brotli: loader.brotli_bytes,
            element_brotli,
            link_pages_brotli: link_pages.iter().map(|asset| asset.brotli_bytes).sum(),
            worker_gzip: 0,
        })
    }

    /// The script of `/link`, whose name is stable, and the module that it names. The glue is in the
    /// script: both are of one build whenever a browser gets them.
    fn add_link_pages(&mut self, project: &Project) -> anyhow::Result<[Added; 2]> {
        let wasm = self.add_wasm(LINK_PAGES, project)?;
        let glue = LINK_PAGES.glue(project);
        let glue = format!("--alias:{}={}", LINK_PAGES.package, glue.display());
        let url = format!("--define:LINK_PAGES_WASM=\"{}\"", wasm.url);
        // Fetched by who writes an address.
        let later = "--external:/address_form.js";
        let bundled = [
            "--bundle",
            "--format=esm",
            "--target=es2022",
            later,
            &glue,
            &url,
        ];
        let script = self.minified(&project.root().join("static/link/pages.js"), &bundled)?;
        Ok([self.add("link.js", &script)?, wasm])
    }

    fn add_wasm(&mut self, module: WasmModule, project: &Project) -> anyhow::Result<Added> {
        self.add_hashed(module.package, "wasm", &read(&module.wasm(project))?)
    }

    /// Adds an immutable asset, under a name that says what is in it.
    fn add_hashed(&self, stem: &str, extension: &str, content: &[u8]) -> anyhow::Result<Added> {
        let hash = fingerprint::of_bytes(content);
        let hash = hash.get(..HASH_DIGITS).unwrap_or(&hash);
        self.add(&format!("a/{stem}-{hash}.{extension}"), content)
    }

    /// Adds an asset and its brotli sibling.
    fn add(&self, name: &str, content: &[u8]) -> anyhow::Result<Added> {
        self.step.note(name);
        let path = self.folder.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        }
        let packed = brotli(content)?;
        fs::write(&path, content).with_context(|| format!("writing {}", path.display()))?;
        let sibling = self.folder.join(format!("{name}.br"));
        fs::write(&sibling, &packed).with_context(|| format!("writing {}", sibling.display()))?;
        Ok(Added {
            url: format!("/{name}"),
            brotli_bytes: packed.len() as u64,
        })
    }

    /// What esbuild makes of a script or style sheet.
    fn minified(&self, source: &Path, arguments: &[&str]) -> anyhow::Result<Vec<u8>> {
        if !source.is_file() {
            bail!("{} is missing", source.display());
        }
        let mut command = Command::new(self.esbuild);
        command
            .arg(source)
            .args(["--minify", "--log-level=warning", "--charset=utf8"])
            .args(arguments)
            .arg(format!("--outfile={}", self.scratch.display()));
        command::run(self.step, command, "read esbuild's message above")?;
        read(&self.scratch)
    }
}

/// Replaces each `{{name}}` of a document by an asset's URL. Errors: a placeholder is unknown, or
/// an asset is not used.
fn fill(document: &str, assets: &[(&str, &Added)]) -> anyhow::Result<String> {
    let mut filled = document.to_owned();
    for (name, asset) in assets {
        let placeholder = format!("{{{{{name}}}}}");
        if !filled.contains(&placeholder) {
            bail!("static/element.html does not use {placeholder}");
        }
        filled = filled.replace(&placeholder, &asset.url);
    }
    if let Some((_, rest)) = filled.split_once("{{") {
        let name = rest.split("}}").next().unwrap_or_default();
        bail!("static/element.html uses the unknown placeholder {{{{{name}}}}}");
    }
    Ok(filled)
}

/// Brotli at its best, as every asset is compressed.
pub(crate) fn brotli(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(
        &mut packed,
        content.len().max(1),
        BROTLI_QUALITY,
        BROTLI_WINDOW_BITS,
    );
    writer.write_all(content).context("compressing")?;
    drop(writer);
    Ok(packed)
}

/// The files of a folder, sorted; none when there is no folder.
fn files_of(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !folder.exists() {
        return Ok(files);
    }
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("reading {}", path.display()))
}

fn remove_folder(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(url: &str) -> Added {
        Added {
            url: url.to_owned(),
            brotli_bytes: 0,
        }
    }

    #[test]
    fn placeholders_become_urls() {
        let css = added("/a/element-1a2b.css");
        let filled = fill("<link href={{css}}>", &[("css", &css)]).expect("filled");
        assert_eq!(filled, "<link href=/a/element-1a2b.css>");
    }

    #[test]
    fn a_placeholder_that_nothing_fills_is_an_error() {
        let css = added("/a/element-1a2b.css");
        let error = fill("{{css}} {{font}}", &[("css", &css)]).expect_err("unknown");
        assert!(error.to_string().contains("{{font}}"));
        let error = fill("nothing", &[("css", &css)]).expect_err("unused");
        assert!(error.to_string().contains("{{css}}"));
    }

    #[test]
    fn brotli_siblings_unpack_to_the_original() {
        let original = b"kassa kassa kassa kassa".repeat(100);
        let packed = brotli(&original).expect("packed");
        assert!(packed.len() < original.len() / 10);
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut packed.as_slice(), &mut unpacked).expect("unpacked");
        assert_eq!(unpacked, original);
    }
}
