//! The edge Worker: `worker-build` compiles it, and its two modules are copied to the bundle.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::Context;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::write_atomically;
use crate::command::{self, without_cargo_environment};
use crate::progress::Progress;
use crate::project::Project;
use crate::toolchain::Toolchain;

/// The modules of the Worker, as workerd's configuration and `wrangler.toml` name them.
pub const MODULES: [&str; 2] = ["index.js", "index_bg.wasm"];

/// Builds the Worker. Returns its size after gzip, which is what Cloudflare limits.
pub fn build(project: &Project, tools: &Toolchain, progress: &Progress) -> anyhow::Result<u64> {
    progress.step("Building edge-worker (WebAssembly)", |step| {
        let crate_folder = project.root().join("edge-worker");
        let mut command = Command::new(&tools.worker_build);
        without_cargo_environment(&mut command)
            .arg("--release")
            .current_dir(&crate_folder)
            .env("WASM_BINDGEN_BIN", &tools.wasm_bindgen)
            .env("WASM_OPT_BIN", &tools.wasm_opt)
            .env("ESBUILD_BIN", &tools.esbuild);
        command::run(step, command, "read the compiler's message above")?;

        let folder = project.bundle().join("worker");
        fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        for module in MODULES {
            let from = crate_folder.join("build").join(module);
            let content = fs::read(&from)
                .with_context(|| format!("worker-build made no {}", from.display()))?;
            packed.write_all(&content)?;
            write_atomically(&folder.join(module), &content)?;
        }
        Ok(packed.finish()?.len() as u64)
    })
}

/// Whether both modules are there.
pub fn is_complete(bundle: &Path) -> bool {
    MODULES
        .iter()
        .all(|module| bundle.join("worker").join(module).is_file())
}
