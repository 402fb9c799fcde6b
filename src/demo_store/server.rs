//! Starts the store: its books, its webhook endpoint at Kassa, its routes.

use std::future::Future;
use std::io;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tokio::net::TcpListener;

use super::branches::{Branch, Branches};
use super::catalogue::{self, Country};
use super::kassa_api::{KassaApi, WebhookEndpoint};
use super::order_book::{OrderBook, replace_file};
use super::pages::{self, Pages};
use super::{checkout, order_page, shop, webhook};

/// The largest body that the store reads: a webhook event is a few kilobytes.
const BODY_BYTES_MAX: usize = 256 * 1024;

/// What the store has to know about the Kassa that it uses.
#[derive(Clone)]
pub struct Config {
    /// The loopback port to listen on.
    pub port: u16,
    /// Where Kassa answers, without a slash at the end, such as `http://127.0.0.1:8787`.
    pub kassa_origin: String,
    /// The keys of the store's first account, which is one of the United States.
    pub secret_key: String,
    pub publishable_key: String,
    /// The store's own folder: its orders and the secrets of its webhook endpoints.
    pub data_dir: PathBuf,
    /// Templates, drawings, style and scripts: `static/demo`.
    pub assets_dir: PathBuf,
}

/// A further account of the store, in another country.
#[derive(Clone)]
pub struct Account {
    /// ISO 3166-1 alpha-2, such as `MX`; one that the store ships to.
    pub country: String,
    pub secret_key: String,
    pub publishable_key: String,
}

/// What every handler may use.
#[derive(Clone)]
pub struct Store {
    pub branches: Arc<Branches>,
    pub orders: Arc<OrderBook>,
    pub pages: Arc<Pages>,
}

const HOME: &str = "US";

/// Serves the store until `shutdown` resolves.
///
/// Errors: the port is taken, the data folder is not usable, or Kassa does not accept the webhook
/// endpoint.
pub async fn serve(
    config: Config,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    serve_with_accounts(config, Vec::new(), Router::new(), shutdown).await
}

/// Like [`serve`], with an account in each of some more countries, so that buyers there are offered
/// what only merchants there may take. `beside` are pages on the same port that are not the store's.
pub async fn serve_with_accounts(
    config: Config,
    further: Vec<Account>,
    beside: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let address = (Ipv4Addr::LOCALHOST, config.port);
    let listener = TcpListener::bind(address).await.with_context(|| {
        let port = config.port;
        format!("the demo store cannot listen on port {port}; is it taken?")
    })?;
    let store = open(&config, further).await?;
    axum::serve(listener, beside.merge(router(store)))
        .with_graceful_shutdown(shutdown)
        .await?;
    Ok(())
}

async fn open(config: &Config, further: Vec<Account>) -> anyhow::Result<Store> {
    let folder = &config.data_dir;
    tokio::fs::create_dir_all(folder)
        .await
        .with_context(|| format!("cannot create {}", folder.display()))?;
    let home = Account {
        country: HOME.to_owned(),
        secret_key: config.secret_key.clone(),
        publishable_key: config.publishable_key.clone(),
    };
    let mut branches = Vec::new();
    for account in std::iter::once(home).chain(further) {
        branches.push(open_branch(config, account).await?);
    }
    Ok(Store {
        branches: Arc::new(Branches::new(branches)?),
        orders: Arc::new(OrderBook::open(folder.join("orders.json")).await?),
        pages: Arc::new(Pages::new(&config.assets_dir, &config.kassa_origin)),
    })
}

async fn open_branch(config: &Config, account: Account) -> anyhow::Result<Branch> {
    let code = &account.country;
    let country = catalogue::country(code)
        .with_context(|| format!("the demo store does not ship to {code}"))?;
    let kassa = KassaApi::new(&config.kassa_origin, &account.secret_key)?;
    let endpoint = register_webhook(&kassa, config, country).await?;
    Ok(Branch {
        country,
        kassa,
        publishable_key: account.publishable_key,
        webhook_secret: endpoint.secret,
    })
}

/// The endpoint's secret is told once, so it is remembered; a new one is made when Kassa has
/// forgotten the endpoint or the port has changed.
async fn register_webhook(
    kassa: &KassaApi,
    config: &Config,
    country: &Country,
) -> anyhow::Result<WebhookEndpoint> {
    let code = country.code.to_lowercase();
    let url = format!("http://127.0.0.1:{}/webhook/{code}", config.port);
    let memory = config.data_dir.join(format!("webhook-{code}.json"));
    let remembered = match tokio::fs::read(&memory).await {
        // What is not readable counts as forgotten.
        Ok(bytes) => serde_json::from_slice(&bytes).ok(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", memory.display()));
        }
    };
    let endpoint = kassa
        .ensure_webhook_endpoint(&url, remembered)
        .await
        .with_context(|| {
            let origin = &config.kassa_origin;
            format!("the demo store could not register its webhook at {origin}")
        })?;
    replace_file(&memory, &serde_json::to_vec(&endpoint)?)
        .await
        .with_context(|| format!("cannot write {}", memory.display()))?;
    Ok(endpoint)
}

fn router(store: Store) -> Router {
    Router::new()
        .route("/", get(shop::show))
        .route("/checkout", get(checkout::place_from_link))
        .route("/orders", post(checkout::place_from_form))
        .route("/checkout/{order}", get(checkout::show))
        .route("/order/{order}", get(order_page::show))
        .route("/order/{order}/status", get(order_page::status))
        .route("/order/{order}/cancel", post(order_page::cancel))
        .route("/webhook/{branch}", post(webhook::receive))
        .route("/assets/{file}", get(pages::asset))
        .fallback(pages::not_found)
        .layer(axum::middleware::from_fn_with_state(
            store.clone(),
            pages::add_headers,
        ))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(store)
}

#[cfg(test)]
#[path = "server_tests.rs"]
mod tests;
