//! The element's WebAssembly and its glue, not yet named and compressed.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, ensure};

use super::short_names::ShortNames;
use crate::command;
use crate::progress::Progress;
use crate::project::Project;
use crate::toolchain::{self, Toolchain, WASM_TARGET};

/// What rustc emits by default.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What `static/element.js` uses of the glue.
const ENTRY: &str = r#"export { default, start } from "./bindgen.js";"#;

/// Builds `checkout-ui` into [`wasm`] and [`glue`].
pub fn build(project: &Project, tools: &Toolchain, progress: &Progress) -> anyhow::Result<()> {
    let folder = folder(project);
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;

    progress.step("Building checkout-ui (WebAssembly)", |step| {
        let mut command = toolchain::cargo();
        command
            .args(["build", "--package", "checkout-ui", "--lib", "--release"])
            .args(["--target", WASM_TARGET])
            .args(["--config", &short_paths()])
            .current_dir(project.root());
        command::run(step, command, "read the compiler's message above")?;

        step.note("wasm-bindgen");
        let module = project
            .target()
            .join(WASM_TARGET)
            .join("release/checkout_ui.wasm");
        let mut command = Command::new(&tools.wasm_bindgen);
        command
            .arg(&module)
            .args(["--target", "web", "--no-typescript"])
            // The document names the module, so that it can be hashed and preloaded.
            .arg("--omit-default-module-path")
            .args(["--out-name", "bindgen", "--out-dir"])
            .arg(&folder);
        command::run(step, command, "read wasm-bindgen's message above")?;

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
            .arg(wasm(project));
        let renamed = command.output().context("starting wasm-opt")?;
        ensure!(renamed.status.success(), "wasm-opt cannot shorten names");
        let names = ShortNames::read(&String::from_utf8_lossy(&renamed.stdout))?;
        let bindgen = folder.join("bindgen.js");
        let long = fs::read_to_string(&bindgen).context("reading wasm-bindgen's glue")?;
        fs::write(&bindgen, names.apply(&long)?).context("writing the glue")?;
        let entry = folder.join("entry.js");
        fs::write(&entry, ENTRY).context("writing the glue's entry")?;

        step.note("esbuild");
        let mut command = Command::new(&tools.esbuild);
        command
            .arg(&entry)
            // Bundling draws in the snippets that dependencies bring along.
            .args(["--bundle", "--minify", "--format=esm", "--target=es2022"])
            .args(["--log-level=warning"])
            .arg(format!("--outfile={}", glue(project).display()));
        command::run(step, command, "read esbuild's message above")
    })
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

/// The optimised WebAssembly module.
pub fn wasm(project: &Project) -> PathBuf {
    folder(project).join("checkout-ui.wasm")
}

/// The JavaScript module that loads it.
pub fn glue(project: &Project) -> PathBuf {
    folder(project).join("checkout-ui.js")
}

/// Whether both are there.
pub fn is_complete(project: &Project) -> bool {
    wasm(project).is_file() && glue(project).is_file()
}

fn folder(project: &Project) -> PathBuf {
    project.bundle().join("checkout-ui")
}
