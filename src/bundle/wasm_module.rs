//! What browsers run of Rust: a crate's WebAssembly and its glue, not yet named and compressed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

use super::short_names::ShortNames;
use crate::command;
use crate::progress::{Progress, Step};
use crate::project::Project;
use crate::toolchain::{self, Toolchain, WASM_TARGET};

/// A crate of the workspace that a page loads.
#[derive(Clone, Copy)]
pub struct WasmModule {
    /// Its package, which the files are named by.
    pub package: &'static str,
}

/// The payment element.
pub const ELEMENT: WasmModule = WasmModule {
    package: "checkout-ui",
};

/// The buyer's own pages.
pub const LINK_PAGES: WasmModule = WasmModule {
    package: "link-pages",
};

/// What rustc emits by default.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What `static/element.js` and `static/link/pages.js` use of the glue.
const ENTRY: &str = r#"export { default, start } from "./bindgen.js";"#;

impl WasmModule {
    /// Builds the package into [`Self::wasm`] and [`Self::glue`].
    pub fn build(
        self,
        project: &Project,
        tools: &Toolchain,
        progress: &Progress,
    ) -> anyhow::Result<()> {
        let folder = self.folder(project);
        fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        let title = format!("Building {} (WebAssembly)", self.package);
        progress.step(&title, |step| {
            let compiled = self.compile(project, step)?;
            bind(&compiled, &folder, tools, step)?;
            optimise(&folder, &self.wasm(project), tools, step)?;

            step.note("esbuild");
            let mut command = Command::new(&tools.esbuild);
            command
                .arg(folder.join("entry.js"))
                // Bundling draws in the snippets that dependencies bring along.
                .args(["--bundle", "--minify", "--format=esm", "--target=es2022"])
                .args(["--log-level=warning"])
                .arg(format!("--outfile={}", self.glue(project).display()));
            command::run(step, command, "read esbuild's message above")
        })
    }

    /// What rustc makes of it.
    fn compile(self, project: &Project, step: &Step) -> anyhow::Result<PathBuf> {
        let mut command = toolchain::cargo();
        command
            .args(["build", "--package", self.package, "--lib", "--release"])
            .args(["--target", WASM_TARGET])
            .args(["--config", &short_paths()])
            .current_dir(project.root());
        command::run(step, command, "read the compiler's message above")?;
        let file = format!("release/{}.wasm", self.package.replace('-', "_"));
        Ok(project.target().join(WASM_TARGET).join(file))
    }

    /// The optimised WebAssembly module.
    pub fn wasm(self, project: &Project) -> PathBuf {
        self.folder(project).join(format!("{}.wasm", self.package))
    }

    /// The JavaScript module that loads it.
    pub fn glue(self, project: &Project) -> PathBuf {
        self.folder(project).join(format!("{}.js", self.package))
    }

    /// Whether both are there.
    pub fn is_complete(self, project: &Project) -> bool {
        self.wasm(project).is_file() && self.glue(project).is_file()
    }

    fn folder(self, project: &Project) -> PathBuf {
        project.bundle().join(self.package)
    }
}

/// Makes `bindgen_bg.wasm` and its glue `bindgen.js`.
fn bind(compiled: &Path, folder: &Path, tools: &Toolchain, step: &Step) -> anyhow::Result<()> {
    step.note("wasm-bindgen");
    let mut command = Command::new(&tools.wasm_bindgen);
    command
        .arg(compiled)
        .args(["--target", "web", "--no-typescript"])
        // The document names the module, so that it can be hashed and preloaded.
        .arg("--omit-default-module-path")
        .args(["--out-name", "bindgen", "--out-dir"])
        .arg(folder);
    command::run(step, command, "read wasm-bindgen's message above")
}

/// Makes the smallest module `wasm` of it, and the glue as short.
fn optimise(folder: &Path, wasm: &Path, tools: &Toolchain, step: &Step) -> anyhow::Result<()> {
    step.note("wasm-opt");
    let optimised = folder.join("optimised.wasm");
    let mut command = Command::new(&tools.wasm_opt);
    command
        .args(["-Oz", "--converge"])
        .args(WASM_FEATURES)
        .arg(folder.join("bindgen_bg.wasm"))
        .arg("-o")
        .arg(&optimised);
    command::run(step, command, "read wasm-opt's message above")?;

    let mut command = Command::new(&tools.wasm_opt);
    command
        .arg("--minify-imports-and-exports-and-modules")
        .args(WASM_FEATURES)
        .arg(&optimised)
        .arg("-o")
        .arg(wasm);
    let renamed = command.output().context("starting wasm-opt")?;
    ensure!(renamed.status.success(), "wasm-opt cannot shorten names");
    let names = ShortNames::read(&String::from_utf8_lossy(&renamed.stdout))?;
    let bindgen = folder.join("bindgen.js");
    let long = fs::read_to_string(&bindgen).context("reading wasm-bindgen's glue")?;
    fs::write(&bindgen, names.apply(&long)?).context("writing the glue")?;
    fs::write(folder.join("entry.js"), ENTRY).context("writing the glue's entry")
}

/// A setting that leaves away where on this machine the dependencies' sources are: panics name them, so
/// they are part of the module, which is smaller and the same on every machine without.
fn short_paths() -> String {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let registries = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let flags: Vec<String> = registries
        .into_iter()
        .flatten()
        .flatten()
        .map(|registry| format!("--remap-path-prefix={}/=", registry.path().display()))
        .collect();
    format!("target.{WASM_TARGET}.rustflags={flags:?}")
}
