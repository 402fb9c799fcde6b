//! `kassa deploy`: hands the bundle to Cloudflare through wrangler, with a Node.js that is new
//! enough for it. Both are installed for this alone, into `edge-worker/node_modules`.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::bundle::Bundle;
use crate::command::without_cargo_environment;
use crate::progress::Progress;
use crate::project::Project;
use crate::toolchain;

/// The oldest Node.js that wrangler runs on.
const NODE_MAJOR_MIN: u32 = 22;

/// Builds what changed and runs `wrangler deploy`; with `dry_run`, everything but the upload.
pub fn run(dry_run: bool) -> anyhow::Result<()> {
    let project = Project::here();
    let progress = Progress::stderr();
    Bundle::ensure(&project, &progress)?;
    let folder = project.root().join("edge-worker");
    toolchain::npm_ci(
        &progress,
        "Installing wrangler and Node.js 22 from npm (edge-worker/node_modules)",
        &folder,
    )?;

    let mut command = Command::new(node(&folder)?);
    without_cargo_environment(&mut command)
        .arg(folder.join("node_modules/wrangler/bin/wrangler.js"))
        .arg("deploy")
        .args(dry_run.then_some("--dry-run"))
        .env("WRANGLER_SEND_METRICS", "false")
        .current_dir(&folder);
    let status = command.status().context("starting wrangler")?;
    if !status.success() {
        bail!("wrangler refused to deploy ({status}); its message is above");
    }
    Ok(())
}

fn node(folder: &Path) -> anyhow::Result<PathBuf> {
    if toolchain::node_major().is_some_and(|major| major >= NODE_MAJOR_MIN) {
        return Ok("node".into());
    }
    let platform = match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "x86_64") => "darwin-x64",
        (os, arch) => bail!(
            "wrangler needs Node.js {NODE_MAJOR_MIN} or newer, and npm has none for {os} on {arch}: \
             install it, then start again"
        ),
    };
    Ok(folder.join(format!("node_modules/node-{platform}/bin/node")))
}
