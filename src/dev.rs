//! `kassa dev`: everything on one machine. Builds what changed, starts the edge and the demo store,
//! says where to look, and stops both on Ctrl-C.

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use edge_worker::mode::Mode;
use tokio::signal::unix::{SignalKind, signal};

use crate::bundle::{Bundle, Sizes};
use crate::data_dir;
use crate::demo_store;
use crate::inbox::{self, Inbox};
use crate::keys::{Account, Accounts, Secrets};
use crate::progress::Progress;
use crate::project::Project;
use crate::serve::config::Binding;
use crate::serve::senders::Senders;
use crate::serve::{self, Edge};
use crate::toolchain;

/// How soon an ended workerd is noticed.
const WATCH_INTERVAL: Duration = Duration::from_millis(250);

/// Test cards worth trying first; the sandbox knows many more.
const TEST_CARDS: [(&str, &str); 4] = [
    ("4242 4242 4242 4242", "succeeds"),
    ("4000 0025 0000 3155", "asks for authentication"),
    ("4000 0000 0000 9995", "is declined: insufficient funds"),
    (
        "4000 0000 0000 0127",
        "is declined: incorrect security code",
    ),
];

/// What `kassa dev` is started with.
#[derive(Clone, Debug)]
pub struct Options {
    pub port: u16,
    pub store_port: u16,
    pub data_dir: PathBuf,
}

/// Kassa has a name, for passkeys.
const HOST: serve::Host = serve::Host::Name;

/// Runs until Ctrl-C or SIGTERM. Errors: what kept it from starting, or that workerd ended by itself.
pub fn run(options: &Options) -> anyhow::Result<()> {
    // Before anything that takes long.
    if Mode::parse(&env::var(Binding::MODE).unwrap_or_default()) != Some(Mode::Test) {
        bail!(
            "`kassa dev` is for test mode, and {} says something else: use `kassa serve`",
            Binding::MODE
        );
    }
    serve::check_port(options.port, "--port")?;
    serve::check_port(options.store_port, "--store-port")?;
    if options.port == options.store_port {
        bail!("--port and --store-port must differ: the store is another site than Kassa");
    }
    let _data_dir_lock = data_dir::open(&options.data_dir, Mode::Test)?;

    let project = Project::here();
    let progress = Progress::stderr();
    let workerd = toolchain::ensure_workerd(&project, &progress)?;
    let bundle = Bundle::ensure(&project, &progress)?;
    let secrets = Secrets::load_or_create(&options.data_dir)?;
    let edge = Edge::start(&serve::Options {
        workerd,
        bundle: bundle.clone(),
        data_dir: options.data_dir.clone(),
        port: options.port,
        host: HOST,
        mode: Mode::Test,
        secrets: secrets.clone(),
        apple_pay_association: env::var(Binding::APPLE_PAY_ASSOCIATION).unwrap_or_default(),
        senders: Senders::from_environment(),
        print_log: true,
    })?;
    let account = Accounts::development(&options.data_dir, edge.origin(), &secrets)?;
    let branches = Accounts::demo_branches(&options.data_dir, edge.origin(), &secrets)?;

    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("starting the asynchronous runtime")?
        .block_on(serve_until_stopped(
            options,
            &project,
            edge,
            &account,
            branches,
            secrets,
            bundle.sizes(),
        ))
}

async fn serve_until_stopped(
    options: &Options,
    project: &Project,
    mut edge: Edge,
    account: &Account,
    branches: Vec<Account>,
    secrets: Secrets,
    sizes: Sizes,
) -> anyhow::Result<()> {
    let mut interrupted = signal(SignalKind::interrupt()).context("listening for Ctrl-C")?;
    let mut terminated = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    let (stop_store, store_stopped) = tokio::sync::oneshot::channel::<()>();
    let further = branches.into_iter().map(|branch| demo_store::Account {
        country: branch.country,
        secret_key: branch.secret_key,
        publishable_key: branch.publishable_key,
    });
    let config = store_config(options, project, account);
    let inbox = inbox::router(Inbox {
        origin: edge.origin().to_owned(),
        operator_token: secrets.operator_token,
    });
    let store = demo_store::serve_with_accounts(config, further.collect(), inbox, async {
        // Either told to stop, or the sender is gone because everything stops.
        let _ = store_stopped.await;
    });
    tokio::pin!(store);

    print_where_to_look(options, account, sizes);
    let mut watch = tokio::time::interval(WATCH_INTERVAL);
    let result = loop {
        tokio::select! {
            _ = interrupted.recv() => break Ok(()),
            _ = terminated.recv() => break Ok(()),
            ended = &mut store => {
                return ended.and_then(|()| bail!("the demo store has stopped by itself"));
            }
            _ = watch.tick() => {
                if let Err(ended) = edge.check_running() {
                    break Err(ended);
                }
            }
        }
    };
    eprintln!("\n  Stopping…");
    // The store has a moment to finish what it is answering.
    let _ = stop_store.send(());
    let _ = tokio::time::timeout(Duration::from_secs(1), store).await;
    edge.stop();
    result
}

fn store_config(options: &Options, project: &Project, account: &Account) -> demo_store::Config {
    demo_store::Config {
        port: options.store_port,
        kassa_origin: HOST.origin(options.port),
        secret_key: account.secret_key.clone(),
        publishable_key: account.publishable_key.clone(),
        data_dir: options.data_dir.join("store"),
        assets_dir: project.root().join("static/demo"),
    }
}

fn print_where_to_look(options: &Options, account: &Account, sizes: Sizes) {
    // Another name than Kassa's: the store is another site.
    let store = serve::origin(options.store_port);
    let origin = HOST.origin(options.port);
    println!();
    println!("  Demo store       {store}");
    println!("  Kassa            {origin}");
    println!("  Link             {origin}/link");
    println!("  Inbox            {store}{}  (Link's codes)", inbox::PATH);
    println!("  Publishable key  {}", account.publishable_key);
    println!("  Secret key       {}", account.secret_key);
    println!();
    println!("  Test cards (any future expiry, any CVC):");
    for (number, outcome) in TEST_CARDS {
        println!("    {number}  {outcome}");
    }
    println!();
    println!("  {sizes}");
    println!("  Data and logs    {}", options.data_dir.display());
    println!("  Ctrl-C stops everything.");
    println!();
}
