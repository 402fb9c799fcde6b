//! A headless Chromium of its own for tests and measurements: found on this machine, or installed
//! where the machine allows it.

use std::env;
use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;

use crate::progress::Progress;
use crate::system_packages::{self, SystemPackage};

const START_TIMEOUT: Duration = Duration::from_secs(30);
const POLL_INTERVAL: Duration = Duration::from_millis(25);
/// WebDriver's own half minute is too short for a long script on a busy machine.
const SCRIPT_TIMEOUT_MS: u32 = 300_000;

/// What Chromium needs to run headless in a container, and to stay off the network otherwise.
/// The `webdriver.json` of each crate with tests of its own in a browser has the same.
pub const CHROMIUM_ARGUMENTS: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// The programs that drive a browser.
#[derive(Clone, Debug)]
pub struct BrowserPrograms {
    pub chromium: PathBuf,
    pub chromedriver: PathBuf,
}

impl BrowserPrograms {
    /// Finds both on the `PATH` (or where `CHROME` and `CHROMEDRIVER` say), installing what is
    /// missing with apt when we are root. Errors: how to install them.
    pub fn ensure(progress: &Progress) -> anyhow::Result<Self> {
        let missing: Vec<_> = [
            (find_chromium().is_none(), SystemPackage::Chromium),
            (find_chromedriver().is_none(), SystemPackage::Chromedriver),
        ]
        .into_iter()
        .filter_map(|(is_missing, package)| is_missing.then_some(package))
        .collect();
        if !missing.is_empty() {
            system_packages::install(progress, &missing, "to run the tests in a browser")?;
        }
        Ok(Self {
            chromium: find_chromium().context("Chromium was installed but is not on the PATH")?,
            chromedriver: find_chromedriver()
                .context("chromedriver was installed but is not on the PATH")?,
        })
    }
}

/// A running headless Chromium. Dropping it ends the browser and its driver.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    driver: Driver,
}

impl Browser {
    /// Starts a browser with an empty profile.
    pub async fn start(programs: &BrowserPrograms) -> anyhow::Result<Self> {
        Self::start_with(programs, &[]).await
    }

    /// [`Browser::start`], with more of Chromium's own arguments.
    pub async fn start_with(programs: &BrowserPrograms, more: &[&str]) -> anyhow::Result<Self> {
        let driver = Driver::start(programs).await?;
        let mut arguments: Vec<String> = CHROMIUM_ARGUMENTS
            .iter()
            .chain(more)
            .map(|&argument| argument.into())
            .collect();
        arguments.push("--window-size=1280,1600".into());
        arguments.push(format!(
            "--user-data-dir={}",
            driver.profile.path().display()
        ));
        let capabilities = json!({
            "browserName": "chrome",
            "timeouts": { "script": SCRIPT_TIMEOUT_MS },
            "goog:chromeOptions": { "args": arguments, "binary": programs.chromium },
            // The console and the network, for assertions about what a page did.
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        });
        let serde_json::Value::Object(capabilities) = capabilities else {
            bail!("capabilities are an object");
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&driver.url)
            .await
            .context("opening a Chromium window through chromedriver")?;
        Ok(Self { client, driver })
    }

    /// The window, as a WebDriver client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The driver's own address, for commands that are Chromium's alone.
    pub fn driver_url(&self) -> &str {
        &self.driver.url
    }
}

impl std::ops::Deref for Browser {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

/// A chromedriver process and the profile of the browser it starts.
#[derive(Debug)]
struct Driver {
    process: Child,
    url: String,
    profile: TempDir,
}

impl Driver {
    async fn start(programs: &BrowserPrograms) -> anyhow::Result<Self> {
        let profile = tempfile::Builder::new()
            .prefix("kassa-chromium-")
            .tempdir()
            .context("making a profile folder for Chromium")?;
        let port = free_port()?;
        let log = File::create(profile.path().join("chromedriver.log"))
            .context("creating chromedriver's log")?;
        let process = Command::new(&programs.chromedriver)
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(log.try_clone().context("sharing chromedriver's log")?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("starting {}", programs.chromedriver.display()))?;
        let driver = Self {
            process,
            url: format!("http://{}:{port}", Ipv4Addr::LOCALHOST),
            profile,
        };
        let deadline = Instant::now() + START_TIMEOUT;
        while tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port))
            .await
            .is_err()
        {
            if Instant::now() >= deadline {
                bail!("chromedriver does not listen on port {port}");
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
        Ok(driver)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // chromedriver ends its browsers when asked to end, and would leave them behind if killed.
        let url = format!("{}/shutdown", self.url);
        let asked = std::thread::spawn(move || crate::serve::agent().get(&url).call().is_ok());
        let deadline = Instant::now() + Duration::from_secs(3);
        if asked.join().unwrap_or(false) {
            while matches!(self.process.try_wait(), Ok(None)) && Instant::now() < deadline {
                std::thread::sleep(POLL_INTERVAL);
            }
        }
        // Fails only when it has ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A loopback port that nobody listens on right now.
pub fn free_port() -> anyhow::Result<u16> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("finding a free loopback port")?;
    Ok(listener.local_addr()?.port())
}

fn find_chromium() -> Option<PathBuf> {
    find(
        "CHROME",
        &[
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ],
    )
}

fn find_chromedriver() -> Option<PathBuf> {
    find("CHROMEDRIVER", &["chromedriver"])
}

fn find(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(path) = env::var_os(variable) {
        return Some(path.into());
    }
    let path = env::var_os("PATH")?;
    names
        .iter()
        .flat_map(|name| env::split_paths(&path).map(move |folder| folder.join(name)))
        .find(|candidate| candidate.is_file())
}
