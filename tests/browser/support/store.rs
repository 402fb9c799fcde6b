//! The demo store, set up as `kassa dev` does it.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kassa::demo_store::{self, Account, Config};
use kassa::keys::{Accounts, Secrets};
use kassa::project::Project;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use crate::harness::{Kassa, free_port};

const OPEN_TIMEOUT: Duration = Duration::from_secs(20);
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// A store that is open. Dropping it closes it.
pub struct Store {
    config: Config,
    branches: Vec<Account>,
    server: Server,
    _data: TempDir,
}

/// Closes as soon as nobody holds `open`: the port first, then each connection when it is idle.
struct Server {
    open: oneshot::Sender<()>,
    task: JoinHandle<anyhow::Result<()>>,
}

impl Store {
    /// Opens a store with an account in each region that the demo sells from.
    pub async fn open(kassa: &Kassa) -> Self {
        let data = tempfile::Builder::new()
            .prefix("kassa-store-")
            .tempdir()
            .expect("a data folder");
        let (config, branches) = std::thread::scope(|scope| {
            // The keys are asked for by blocking calls.
            let keys = scope.spawn(|| config(kassa, data.path()));
            keys.join().expect("the store's accounts")
        });
        let server = serve(&config, &branches).await;
        Self {
            config,
            branches,
            server,
            _data: data,
        }
    }

    /// Closes the store and opens it again with its data as `change` left them.
    pub async fn reopen_after(&mut self, change: impl FnOnce(&Path)) {
        let (never, _) = oneshot::channel();
        drop(std::mem::replace(&mut self.server.open, never));
        // An old connection would go on with the old secret, and write into the same files.
        let closed = timeout(OPEN_TIMEOUT, &mut self.server.task).await;
        let closed = closed.expect("the store does not close");
        closed.expect("no panic").expect("no failure");
        change(&self.config.data_dir);
        self.server = serve(&self.config, &self.branches).await;
    }

    /// The address of a page; `localhost` is another site than Kassa's `127.0.0.1`.
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.config.port)
    }

    /// The secret key of the company with this publishable key.
    pub fn secret_key_beside(&self, publishable_key: &str) -> &str {
        let branch = self
            .branches
            .iter()
            .find(|branch| branch.publishable_key == publishable_key);
        branch.map_or(&self.config.secret_key, |branch| &branch.secret_key)
    }

    /// A link that orders a teapot for a buyer of this country and leads to its checkout.
    pub fn checkout_for(&self, country: &str) -> String {
        self.url(&format!("/checkout?product=teapot&country={country}"))
    }
}

fn config(kassa: &Kassa, data_dir: &Path) -> (Config, Vec<Account>) {
    let origin = kassa.origin();
    let secrets = Secrets::load(kassa.data_dir()).expect("secrets");
    let home = Accounts::development(kassa.data_dir(), &origin, &secrets).expect("an account");
    let branches =
        Accounts::demo_branches(kassa.data_dir(), &origin, &secrets).expect("more accounts");
    let branches = branches.into_iter().map(|branch| Account {
        country: branch.country,
        secret_key: branch.secret_key,
        publishable_key: branch.publishable_key,
    });
    let config = Config {
        port: free_port().expect("a free port"),
        kassa_origin: origin,
        secret_key: home.secret_key,
        publishable_key: home.publishable_key,
        data_dir: PathBuf::from(data_dir),
        assets_dir: Project::here().root().join("static/demo"),
    };
    (config, branches.collect())
}

async fn serve(config: &Config, branches: &[Account]) -> Server {
    let (open, closed) = oneshot::channel::<()>();
    let task = tokio::spawn(demo_store::serve_with_accounts(
        config.clone(),
        branches.to_vec(),
        axum::Router::new(),
        // Fails when the other end has gone, which is what it waits for.
        async { drop(closed.await) },
    ));
    let home = format!("http://127.0.0.1:{}/", config.port);
    let deadline = Instant::now() + OPEN_TIMEOUT;
    // It listens before it has registered its webhooks, and answers after that.
    while TcpStream::connect((Ipv4Addr::LOCALHOST, config.port))
        .await
        .is_err()
    {
        assert!(!task.is_finished(), "{:?}", task.await);
        assert!(Instant::now() < deadline, "the store does not open");
        tokio::time::sleep(POLL_INTERVAL).await;
    }
    assert_eq!(super::Request::get(home).send().await.status, 200);
    Server { open, task }
}
