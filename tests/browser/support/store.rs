//! The demo store, set up as `kassa dev` does it.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kassa::demo_store::{self, Account, Config};
use kassa::keys::{Accounts, Secrets};
use kassa::project::Project;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::harness::{Kassa, free_port};

const OPEN_TIMEOUT: Duration = Duration::from_secs(20);
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// A store that is open. Dropping it closes it.
pub struct Store {
    config: Config,
    branches: Vec<Account>,
    server: JoinHandle<anyhow::Result<()>>,
    _data: TempDir,
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
        self.server.abort();
        // Ends as soon as the port is free again; that it was aborted is no news.
        let _ = (&mut self.server).await;
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

impl Drop for Store {
    fn drop(&mut self) {
        self.server.abort();
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

async fn serve(config: &Config, branches: &[Account]) -> JoinHandle<anyhow::Result<()>> {
    let server = tokio::spawn(demo_store::serve_with_accounts(
        config.clone(),
        branches.to_vec(),
        std::future::pending(),
    ));
    let home = format!("http://127.0.0.1:{}/", config.port);
    let deadline = Instant::now() + OPEN_TIMEOUT;
    // It listens before it has registered its webhooks, and answers after that.
    while TcpStream::connect((Ipv4Addr::LOCALHOST, config.port))
        .await
        .is_err()
    {
        assert!(!server.is_finished(), "{:?}", server.await);
        assert!(Instant::now() < deadline, "the store does not open");
        tokio::time::sleep(POLL_INTERVAL).await;
    }
    assert_eq!(super::Request::get(home).send().await.status, 200);
    server
}
