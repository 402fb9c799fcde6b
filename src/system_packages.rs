//! Packages of the operating system: installed where we may (apt, as root), asked for elsewhere.

use std::fs::File;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

use crate::command;
use crate::progress::{Progress, Step};

/// Other programs that install something are waited for, so many seconds.
const LOCK_TIMEOUT: &str = "DPkg::Lock::Timeout=120";

/// What dpkg knows of this machine.
const PACKAGES: &str = "/var/lib/dpkg";

/// A package of the operating system that Kassa cannot bring along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemPackage {
    PkgConfig,
    OpensslHeaders,
    Chromium,
    Chromedriver,
}

impl SystemPackage {
    fn debian_name(self) -> &'static str {
        match self {
            Self::PkgConfig => "pkg-config",
            Self::OpensslHeaders => "libssl-dev",
            Self::Chromium => "chromium",
            Self::Chromedriver => "chromium-driver",
        }
    }
}

/// Installs `packages`, which are needed for `purpose`. Errors: where this machine does not let us,
/// a message with the command to type.
pub fn install(
    progress: &Progress,
    packages: &[SystemPackage],
    purpose: &str,
) -> anyhow::Result<()> {
    let names: Vec<_> = packages
        .iter()
        .map(|package| package.debian_name())
        .collect();
    let names = names.join(" ");
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!(
            "these are needed {purpose}: {names} (Debian's names). Install them with your system's \
             package manager, then start again"
        );
    }
    if !rustix::process::geteuid().is_root() {
        bail!(
            "these packages are needed {purpose}: {names}. Type `sudo apt-get install {names}`, \
             then start again"
        );
    }
    progress.step(&format!("Installing {names} with apt"), |step| {
        let _lock = lock()?;
        // A fresh machine or container has no package lists, and old lists name files that are gone.
        apt_get(step, &["update"])?;
        let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
        arguments.extend(packages.iter().map(|package| package.debian_name()));
        apt_get(step, &arguments)
    })
}

/// Tests that begin together, and checkouts beside each other, install one after the other, until the folder
/// is dropped: apt waits for nobody who reads package lists.
fn lock() -> anyhow::Result<File> {
    let folder = File::open(PACKAGES).with_context(|| format!("opening {PACKAGES}"))?;
    folder
        .lock()
        .with_context(|| format!("waiting for {PACKAGES}"))?;
    Ok(folder)
}

fn apt_get(step: &Step, arguments: &[&str]) -> anyhow::Result<()> {
    let mut command = Command::new("apt-get");
    command
        .args(["-o", LOCK_TIMEOUT])
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive");
    command::run(
        step,
        command,
        "check that the package mirrors can be reached, then start again",
    )
}
