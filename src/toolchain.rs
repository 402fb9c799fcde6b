//! Finds what the build needs and installs what is missing, at pinned versions, into this checkout
//! (`node_modules/`, `target/tools/`) and nowhere else. Only rustup's target and, where the machine
//! lets us, system packages are shared with other projects.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::command::{self, without_cargo_environment};
use crate::fingerprint;
use crate::progress::Progress;
use crate::project::Project;
use crate::system_packages::{self, SystemPackage};

/// Follows the `worker` crate that edge-worker depends on.
pub const WORKER_BUILD_VERSION: &str = "0.8.7";
/// Follows the `wasm-bindgen` crate that the workspace pins.
pub const WASM_BINDGEN_VERSION: &str = "0.2.130";
/// What the browser and the edge run.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// The oldest Node.js that the npm packages run on.
const NODE_MAJOR_MIN: u32 = 20;

/// The tools of a build, all present.
#[derive(Clone, Debug)]
pub struct Toolchain {
    pub worker_build: PathBuf,
    pub wasm_bindgen: PathBuf,
    pub wasm_opt: PathBuf,
    pub esbuild: PathBuf,
}

impl Toolchain {
    /// Finds or installs everything that a build needs. Quick when nothing is missing.
    pub fn ensure(project: &Project, progress: &Progress) -> anyhow::Result<Self> {
        ensure_node()?;
        ensure_wasm_target(progress)?;
        ensure_npm_packages(project, progress)?;
        Ok(Self {
            worker_build: ensure_worker_build(project, progress)?,
            wasm_bindgen: ensure_wasm_bindgen(project, progress)?,
            wasm_opt: project.npm("binaryen/bin/wasm-opt"),
            esbuild: project.npm("esbuild/bin/esbuild"),
        })
    }
}

/// The `cargo` that started us, so that nested builds use the same toolchain.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    without_cargo_environment(&mut command);
    command
}

/// The native workerd of the installed npm package. The package's own entry point is a Node
/// wrapper, which signals would not get through.
pub fn ensure_workerd(project: &Project, progress: &Progress) -> anyhow::Result<PathBuf> {
    ensure_npm_packages(project, progress)?;
    let platform = match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => "linux-64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "x86_64") => "darwin-64",
        ("macos", "aarch64") => "darwin-arm64",
        ("windows", "x86_64") => "windows-64",
        (os, arch) => bail!("workerd has no release for {os} on {arch}"),
    };
    let executable = format!("workerd{}", env::consts::EXE_SUFFIX);
    let path = project.npm(&format!("@cloudflare/workerd-{platform}/bin/{executable}"));
    if !path.is_file() {
        bail!(
            "npm installed no workerd for this machine ({}). Optional packages may be switched off \
             in your npm configuration: set `omit=` there, remove node_modules and start again",
            path.display()
        );
    }
    Ok(path)
}

/// The major version of the `node` on the `PATH`.
pub(crate) fn node_major() -> Option<u32> {
    let output = Command::new("node").arg("--version").output().ok()?;
    let version = String::from_utf8_lossy(&output.stdout);
    let (major, _) = version.trim().strip_prefix('v')?.split_once('.')?;
    major.parse().ok()
}

fn ensure_node() -> anyhow::Result<()> {
    let advice = "install Node.js 20 or newer (https://nodejs.org, or your system's package \
                  manager), then start again";
    match node_major() {
        Some(major) if major >= NODE_MAJOR_MIN => Ok(()),
        Some(major) => bail!("Node.js {major} is too old: {advice}"),
        None => bail!("Node.js was not found: {advice}"),
    }
}

/// Installs the target with rustup when it is missing.
pub fn ensure_wasm_target(progress: &Progress) -> anyhow::Result<()> {
    let libraries = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", WASM_TARGET])
        .output()
        .context("`rustc` was not found: install Rust with rustup (https://rustup.rs)")?;
    if Path::new(String::from_utf8_lossy(&libraries.stdout).trim()).is_dir() {
        return Ok(());
    }
    progress.step("Installing Rust's WebAssembly target", |step| {
        let mut command = Command::new("rustup");
        command.args(["target", "add", WASM_TARGET]);
        command::run(
            step,
            command,
            &format!("install the Rust target {WASM_TARGET} for your toolchain, then start again"),
        )
    })
}

/// Installs `package-lock.json` when it changed since the last time, or was never installed.
fn ensure_npm_packages(project: &Project, progress: &Progress) -> anyhow::Result<()> {
    npm_ci(
        progress,
        "Installing workerd, esbuild and binaryen from npm",
        project.root(),
    )
}

/// Runs `npm ci` in `folder` unless its `node_modules` already match its lock file.
pub(crate) fn npm_ci(progress: &Progress, step: &str, folder: &Path) -> anyhow::Result<()> {
    let lock = folder.join("package-lock.json");
    let wanted = fingerprint::of_file(&lock)?;
    let stamp = folder.join("node_modules/.kassa-lock");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    ensure_node()?;
    progress.step(step, |step| {
        let mut command = Command::new(npm_program());
        // The platform packages carry finished binaries: no package needs to run a script of its
        // own on this machine.
        command
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
            .args(["--include=optional", "--include=dev"])
            .current_dir(folder);
        command::run(
            step,
            command,
            "check that the npm registry can be reached (`npm ping`), then start again",
        )
    })?;
    fs::write(&stamp, wanted).with_context(|| format!("writing {}", stamp.display()))
}

fn npm_program() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

fn ensure_worker_build(project: &Project, progress: &Progress) -> anyhow::Result<PathBuf> {
    let tools = project.tools();
    let path = tools
        .join("bin")
        .join(format!("worker-build{}", env::consts::EXE_SUFFIX));
    if version_of(&path).as_deref() == Some(WORKER_BUILD_VERSION) {
        return Ok(path);
    }
    ensure_openssl(progress)?;
    progress.step("Installing worker-build (two minutes, once)", |step| {
        let mut command = cargo();
        command
            .args(["install", "worker-build", "--locked", "--debug", "--force"])
            .args(["--version", &format!("={WORKER_BUILD_VERSION}")])
            .arg("--root")
            .arg(&tools)
            .arg("--target-dir")
            .arg(tools.join("build"));
        command::run(
            step,
            command,
            "read the message above; on Linux, worker-build needs a C compiler, pkg-config and \
             OpenSSL's headers",
        )
    })?;
    Ok(path)
}

/// worker-build links the system's OpenSSL where there is one to link.
fn ensure_openssl(progress: &Progress) -> anyhow::Result<()> {
    let found = || {
        Command::new("pkg-config")
            .args(["--exists", "openssl"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    if !cfg!(target_os = "linux") || found() {
        return Ok(());
    }
    system_packages::install(
        progress,
        &[SystemPackage::PkgConfig, SystemPackage::OpensslHeaders],
        "to build worker-build",
    )
}

/// The workspace's own binary, built if `cargo test` or an earlier run has not done so.
fn ensure_wasm_bindgen(project: &Project, progress: &Progress) -> anyhow::Result<PathBuf> {
    const NAME: &str = "wasm-bindgen-tool";
    let folder = project.target().join("debug");
    let path = folder.join(format!("{NAME}{}", env::consts::EXE_SUFFIX));
    let version = version_of(&path);
    if version.is_some_and(|version| version.ends_with(WASM_BINDGEN_VERSION)) {
        return Ok(path);
    }
    progress.step("Building wasm-bindgen", |step| {
        let mut command = cargo();
        command
            .args(["build", "--locked", "--bin", NAME])
            .current_dir(project.root());
        command::run(step, command, "read the compiler's message above")
    })?;
    Ok(path)
}

fn version_of(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
