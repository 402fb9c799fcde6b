//! The element's WebAssembly and its glue, not yet named and compressed.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;

use crate::command;
use crate::progress::Progress;
use crate::project::Project;
use crate::toolchain::{self, Toolchain, WASM_TARGET};

/// The smallest module that wasm-opt can make of what rustc emits by default.
const WASM_OPT_ARGUMENTS: [&str; 7] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Builds `checkout-ui` into [`wasm`] and [`glue`].
pub fn build(project: &Project, tools: &Toolchain, progress: &Progress) -> anyhow::Result<()> {
    let folder = folder(project);
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;

    progress.step("Building checkout-ui (WebAssembly)", |step| {
        let mut command = toolchain::cargo();
        command
            .args(["build", "--package", "checkout-ui", "--lib", "--release"])
            .args(["--target", WASM_TARGET])
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
        let mut command = Command::new(&tools.wasm_opt);
        command
            .args(WASM_OPT_ARGUMENTS)
            .arg(folder.join("bindgen_bg.wasm"))
            .arg("-o")
            .arg(wasm(project));
        command::run(step, command, "read wasm-opt's message above")?;

        step.note("esbuild");
        let mut command = Command::new(&tools.esbuild);
        command
            .arg(folder.join("bindgen.js"))
            // Bundling draws in the snippets that dependencies bring along.
            .args(["--bundle", "--minify", "--format=esm", "--target=es2022"])
            .args(["--log-level=warning"])
            .arg(format!("--outfile={}", glue(project).display()));
        command::run(step, command, "read esbuild's message above")
    })
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
