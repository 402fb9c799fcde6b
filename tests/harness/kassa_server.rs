//! A Kassa of its own: workerd on a free port, an empty data folder, one account.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use edge_worker::mode::Mode;
use kassa::browser::free_port;
use kassa::bundle::Bundle;
use kassa::keys::{self, Account, NewAccount, Secrets};
use kassa::progress::Progress;
use kassa::project::Project;
use kassa::serve::senders::Senders;
use kassa::serve::{self, Edge, Host};
use kassa::toolchain;
use tempfile::TempDir;
use tokio::sync::Mutex;

use super::traces;

/// A free port can be taken by someone else before workerd listens on it.
const START_ATTEMPTS_MAX: usize = 5;

/// What stands in for Apple Pay's domain association file.
pub const APPLE_PAY_ASSOCIATION: &str = "7B2276657273696F6E223A317D";

/// Where buyers would reach a Kassa in live mode.
pub const LIVE_ORIGIN: &str = "https://pay.example.com";

/// The server that tests share. Weak, because what a static owns is never dropped, and workerd would
/// outlive the tests.
static SHARED: Mutex<Weak<Kassa>> = Mutex::const_new(Weak::new());

/// A running Kassa. Dropping it stops workerd and deletes the data.
#[derive(Debug)]
pub struct Kassa {
    // Before the folder, so that workerd has ended when its data go.
    edge: Option<Edge>,
    options: serve::Options,
    account: Account,
    data: TempDir,
}

impl Kassa {
    /// Builds what changed, starts workerd and creates a US account.
    pub async fn start() -> Self {
        Self::start_with(Senders::default()).await
    }

    /// [`Kassa::start`], with messages to buyers carried by these.
    pub async fn start_with(senders: Senders) -> Self {
        blocking(|| Self::start_blocking(Mode::Test, Host::Address, senders))
    }

    /// [`Kassa::start`], reached by a name, as passkeys want it.
    pub async fn start_with_a_name() -> Self {
        blocking(|| Self::start_blocking(Mode::Test, Host::Name, Senders::default()))
    }

    /// [`Kassa::start`] in live mode, as behind a server at [`LIVE_ORIGIN`].
    pub async fn start_live(senders: Senders) -> Self {
        let host = Host::Public(LIVE_ORIGIN.to_owned());
        blocking(|| Self::start_blocking(Mode::Live, host, senders))
    }

    /// The server of this test binary; every test has an account of its own on it.
    pub async fn shared() -> Arc<Self> {
        let mut shared = SHARED.lock().await;
        if let Some(running) = shared.upgrade() {
            return running;
        }
        let started = Arc::new(Self::start().await);
        *shared = Arc::downgrade(&started);
        started
    }

    fn start_blocking(mode: Mode, host: Host, senders: Senders) -> Self {
        let (workerd, bundle) = workerd_and_bundle();
        let data = tempfile::Builder::new()
            .prefix("kassa-test-")
            .tempdir()
            .expect("a data folder");
        let mut options = serve::Options {
            workerd,
            bundle,
            data_dir: data.path().to_owned(),
            port: 0,
            host,
            mode,
            secrets: Secrets::load_or_create(data.path()).expect("secrets"),
            apple_pay_association: APPLE_PAY_ASSOCIATION.to_owned(),
            senders,
            print_log: std::env::var_os("KASSA_TEST_LOG").is_some(),
        };
        let edge = start_on_a_free_port(&mut options);
        let account = new_account(edge.origin(), &options.secrets, "Test merchant", "US");
        Self {
            edge: Some(edge),
            options,
            account,
            data,
        }
    }

    /// Where the API, the element and the hosted pages are.
    pub fn origin(&self) -> String {
        serve::origin(self.options.port)
    }

    /// Where browsers find it.
    pub fn public_origin(&self) -> String {
        self.options.host.origin(self.options.port)
    }

    /// The address of a path on Kassa's origin.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// The account created at the start.
    pub fn account(&self) -> &Account {
        &self.account
    }

    pub fn secret_key(&self) -> &str {
        &self.account.secret_key
    }

    pub fn publishable_key(&self) -> &str {
        &self.account.publishable_key
    }

    /// The bearer token of the operator's routes.
    pub fn operator_token(&self) -> &str {
        &self.options.secrets.operator_token
    }

    pub fn data_dir(&self) -> &Path {
        self.data.path()
    }

    /// Creates another account.
    pub async fn create_account(&self, display_name: &str, country: &str) -> Account {
        let origin = self.origin();
        blocking(|| new_account(&origin, &self.options.secrets, display_name, country))
    }

    /// Ends workerd at once, as a crash would (`SIGKILL`).
    pub fn kill(&mut self) {
        if let Some(mut edge) = self.edge.take() {
            edge.kill();
        }
    }

    /// Starts workerd again on the same port and data, ending it first if it still runs.
    pub async fn restart(&mut self) {
        self.kill();
        let options = &self.options;
        self.edge = Some(blocking(|| Edge::start(options).expect("workerd again")));
    }

    /// Starts workerd again with messages carried by these. Errors: what it was told instead.
    pub async fn restart_with(&mut self, senders: Senders) -> anyhow::Result<()> {
        self.options.senders = senders;
        self.try_restart().await
    }

    /// Starts workerd again with these secrets. Errors: what it was told instead.
    pub async fn restart_with_secrets(&mut self, secrets: Secrets) -> anyhow::Result<()> {
        self.options.secrets = secrets;
        self.try_restart().await
    }

    async fn try_restart(&mut self) -> anyhow::Result<()> {
        self.kill();
        let options = &self.options;
        self.edge = Some(blocking(|| Edge::start(options))?);
        Ok(())
    }

    /// The secrets that lie in the data folder now.
    pub fn stored_secrets(&self) -> Secrets {
        Secrets::load(self.data_dir()).expect("secrets")
    }

    /// What workerd wrote lately.
    pub fn log_tail(&self) -> String {
        self.edge.as_ref().map(Edge::log_tail).unwrap_or_default()
    }
}

impl Drop for Kassa {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("The end of workerd's log:\n{}", self.log_tail());
            return;
        }
        // What is on its way is written, or never will be.
        self.kill();
        let found = traces::card_numbers_in(self.data_dir());
        assert!(found.is_empty(), "a card's number can be read: {found:?}");
    }
}

/// The runtime's path, and what it runs; both are made ready.
pub(super) fn workerd_and_bundle() -> (PathBuf, Bundle) {
    let project = Project::here();
    let progress = Progress::stderr();
    let workerd = toolchain::ensure_workerd(&project, &progress).expect("workerd");
    // A bundle that has been built already, to test while the sources are being worked on.
    let bundle = match std::env::var_os("KASSA_TEST_BUNDLE") {
        Some(folder) => Bundle::at(Path::new(&folder)),
        None => Bundle::ensure(&project, &progress).expect("a bundle"),
    };
    (workerd, bundle)
}

fn start_on_a_free_port(options: &mut serve::Options) -> Edge {
    for _ in 1..START_ATTEMPTS_MAX {
        options.port = free_port().expect("a free port");
        match Edge::start(options) {
            Ok(edge) => return edge,
            Err(error) => eprintln!("trying another port: {error:#}"),
        }
    }
    options.port = free_port().expect("a free port");
    Edge::start(options).expect("workerd on a free port")
}

fn new_account(origin: &str, secrets: &Secrets, display_name: &str, country: &str) -> Account {
    let new = NewAccount {
        display_name: display_name.to_owned(),
        country: country.to_owned(),
        domains: Vec::new(),
    };
    keys::create(origin, &secrets.operator_token, &new).expect("an account")
}

/// Builds and starts take long: off the threads that drive the test's futures.
fn blocking<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| match scope.spawn(work).join() {
        Ok(value) => value,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}
