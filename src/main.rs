//! The `kassa` command-line tool: parses the command line and hands over.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use kassa::bench;
use kassa::bundle::Bundle;
use kassa::progress::Progress;
use kassa::project::Project;
use kassa::{
    accounts, deploy, deployment, dev, events, gallery, ledger, methods, rules, simulate, vault,
    webhooks,
};

/// Kassa, an open checkout for the web. Without a command: `kassa dev`.
///
/// From a checkout of the source, type `cargo run` in place of `kassa`, and `cargo run -- COMMAND`
/// for the commands below.
#[derive(Parser)]
#[command(name = "kassa", version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    dev: DevOptions,
}

#[derive(Subcommand)]
enum Command {
    /// Build what changed, then run Kassa and the demo store on this machine until Ctrl-C
    ///
    /// The first run installs what is missing (npm packages, worker-build, Rust's WebAssembly
    /// target) into this checkout and takes some minutes; later ones start at once. Everything is in
    /// test mode: no real money moves.
    Dev(DevOptions),
    /// Build what changed, then run a deployment of yours on this machine until Ctrl-C
    ///
    /// Kassa alone, without the demo store, on a loopback port behind a server of yours that speaks
    /// TLS. KASSA_PUBLIC_ORIGIN says where buyers reach it. In test mode it makes its own secrets, as
    /// `kassa dev` does; live mode takes all of them from the environment, and does not start when one
    /// is missing.
    Serve(deployment::Options),
    /// Build the element and the Worker into target/kassa, without starting anything
    Build,
    /// List the API keys of the accounts on this machine, or create an account
    ///
    /// The secret key (sk_test_…) is for a merchant's server, the publishable key (pk_test_…) for
    /// its pages. Those of live mode begin with sk_live_ and pk_live_.
    Keys(accounts::Options),
    /// Print an account's newest events, one a line, and follow the feed with --follow
    ///
    /// Asks a running Kassa through the public API, with the account's secret key from the data
    /// folder. Events are kept for 30 days.
    Events(events::Options),
    /// List webhook endpoints, see what became of deliveries, and deliver an event once more
    Webhooks {
        #[command(subcommand)]
        command: webhooks::Command,
    },
    /// The keys that seal what Link keeps of buyers: add one, re-wrap everything under it, remove an old one
    Vault {
        #[command(subcommand)]
        command: vault::Command,
    },
    /// The velocity rules: how often codes, cards and attempts to pay are let through, and from where
    Rules {
        #[command(subcommand)]
        command: rules::Command,
    },
    /// The books of the accounts on this machine
    Ledger {
        #[command(subcommand)]
        command: LedgerCommand,
    },
    /// Print what a checkout offers a buyer, and of every other method the reason why not
    ///
    /// Asks the catalogue that this very binary was built with: nothing has to run.
    Methods(methods::Options),
    /// Measure Kassa on this machine: what a buyer's browser loads, and what the server takes
    ///
    /// Starts a Kassa of its own with an empty data folder, loads a small merchant's page in headless
    /// Chromium, by turns with the same page around the Drop-in of the npm package @adyen/adyen-web,
    /// then has many payments made at once. The figures depend on the machine and on what else it is
    /// doing; a budget that is missed is shown, and is not an error.
    Bench(BenchOptions),
    /// Take a picture of every state of the element, for a page that a person can leaf through
    ///
    /// Starts a Kassa of its own with an empty data folder and plays scenes in headless Chromium:
    /// every method's form, saved cards, errors, waiting, what there is to do afterwards, outcomes,
    /// layouts, languages, and the elements beside the payment element. The folder holds all that the
    /// page needs.
    Gallery(GalleryOptions),
    /// Play payments, or Link's buyers, in a simulated world, to look for a history that breaks a promise
    ///
    /// In each history of a payment, calls to the partner are lost, repeated and answered late, news comes
    /// in any order, requests are cut off and the process is killed at any moment. Then all that stops: the
    /// payment must come to rest within 15 minutes of its own clock, and the books of both sides must
    /// agree. Link's buyers have the same done to them, and keep what they may and no more. Everything
    /// follows from the seed. A broken promise ends the run with exit code 1 and the command that plays the
    /// same history again.
    Simulate {
        /// Whose histories
        #[arg(value_enum, default_value_t = simulate::Subject::Payments)]
        subject: simulate::Subject,
        /// How many histories to play
        #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..))]
        seeds: u64,
        /// The seed of the first; the others follow
        #[arg(long, default_value_t = 0)]
        first_seed: u64,
    },
    /// Deploy the same build to Cloudflare with wrangler, as edge-worker/wrangler.toml says
    ///
    /// wrangler (and Node.js 22, where this machine's is older) is installed into
    /// edge-worker/node_modules at the first use. A real deployment asks you to log in to Cloudflare.
    Deploy {
        /// Do everything but the upload, to see whether Cloudflare's tool accepts the build
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Args)]
struct DevOptions {
    /// Loopback port of Kassa itself: the API, the element, the hosted pages
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Loopback port of the demo store, a merchant's shop that takes payments through Kassa
    #[arg(long, default_value_t = 4242)]
    store_port: u16,
    #[command(flatten)]
    data: DataDir,
}

#[derive(Args)]
struct BenchOptions {
    /// How often the page is loaded for each speed of network and processor; medians are shown
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    runs: u32,
    /// How long each kind of request is repeated, in seconds
    #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=600))]
    seconds: u32,
    /// How many payments an account has before lists are made of it, and before confirmations on it
    /// are compared with those on an account with 10; making them takes most of the time
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(100..=10_000_000))]
    payments: u64,
    /// How many buyers Link knows while it is asked about them
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(7_500..=1_000_000))]
    consumers: u64,
    /// How many more buyers there are, as files in the data folder, whom nobody asks about; 0 leaves
    /// that measurement out
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(0..=10_000_000))]
    simulated_consumers: u64,
    /// Measure one part alone
    #[arg(long, value_enum)]
    only: Option<bench::Part>,
    /// Also write the figures to this file, as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Keep the data of this run on another disk than the checkout's; a folder in memory, such as
    /// /dev/shm, shows what is left without waiting for a disk
    #[arg(long, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// Measure a bundle that was built before, such as a copy of target/kassa, in place of the
    /// current sources
    #[arg(long, value_name = "FOLDER")]
    bundle: Option<PathBuf>,
    /// Measure Kassa's element by itself, without the npm package @adyen/adyen-web beside it
    #[arg(long)]
    alone: bool,
}

#[derive(Args)]
struct GalleryOptions {
    /// The folder of the page and its pictures; target/gallery when left out
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Only scenes whose names begin so, such as card,klarna
    #[arg(long, value_delimiter = ',', value_name = "NAMES")]
    only: Vec<String>,
    /// In which themes
    #[arg(long, value_delimiter = ',', value_enum, default_values_t = gallery::Theme::ALL)]
    theme: Vec<gallery::Theme>,
    /// Widths of the merchant's page, in CSS pixels
    #[arg(long, value_delimiter = ',', default_values_t = gallery::WIDTHS, value_parser = clap::value_parser!(u32).range(200..=2_000))]
    width: Vec<u32>,
    /// Show a bundle that was built before in place of the current sources
    #[arg(long, value_name = "FOLDER")]
    bundle: Option<PathBuf>,
}

#[derive(Args)]
struct DataDir {
    /// Folder that holds payments, keys and logs; created when missing, kept between runs
    #[arg(long, value_name = "FOLDER", default_value = ".kassa")]
    data_dir: PathBuf,
}

#[derive(Subcommand)]
enum LedgerCommand {
    /// Prove the books from the payments' own logs, and name each payment that differs
    ///
    /// Reads every payment's log and every account's ledger in the data folder, computes again what
    /// each payment must have moved, and compares: every posting sums to zero and is in its account's
    /// ledger exactly once with the same figures, nothing else is there, and balances are the sums of
    /// their postings. Nothing is written, and Kassa may run meanwhile; differences are looked at
    /// twice, two seconds apart, so that a payment under way is none. What a payment has yet to tell
    /// its account, because Kassa was stopped in between, is counted and is no difference: it is told
    /// after the next start. Ends with exit code 1 when something differs.
    Check(DataDir),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command.unwrap_or(Command::Dev(cli.dev)) {
        Command::Dev(options) => dev::run(&options.into()),
        Command::Serve(options) => deployment::run(&options),
        Command::Build => build(),
        Command::Keys(options) => accounts::run(options),
        Command::Events(options) => events::run(&options),
        Command::Webhooks { command } => webhooks::run(&command),
        Command::Vault { command } => vault::run(&command),
        Command::Rules { command } => rules::run(&command),
        Command::Ledger {
            command: LedgerCommand::Check(data),
        } => ledger::check(&data.data_dir),
        Command::Methods(options) => methods::run(&options),
        Command::Bench(options) => bench::run(&options.into()),
        Command::Gallery(options) => gallery::run(&options.into()),
        Command::Simulate {
            subject,
            seeds,
            first_seed,
        } => simulate::run(&simulate::Options {
            subject,
            seeds,
            first_seed,
        }),
        Command::Deploy { dry_run } => deploy::run(dry_run),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n  error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

impl From<DevOptions> for dev::Options {
    fn from(options: DevOptions) -> Self {
        Self {
            port: options.port,
            store_port: options.store_port,
            data_dir: options.data.data_dir,
        }
    }
}

impl From<BenchOptions> for bench::Options {
    fn from(options: BenchOptions) -> Self {
        Self {
            runs: options.runs,
            seconds: options.seconds,
            payments: options.payments,
            consumers: options.consumers,
            simulated_consumers: options.simulated_consumers,
            only: options.only,
            json: options.json,
            data_dir: options.data_dir,
            bundle: options.bundle,
            is_alone: options.alone,
        }
    }
}

impl From<GalleryOptions> for gallery::Options {
    fn from(options: GalleryOptions) -> Self {
        Self {
            out: options.out,
            only: options.only,
            themes: options.theme,
            widths: options.width,
            bundle: options.bundle,
        }
    }
}

fn build() -> anyhow::Result<()> {
    let project = Project::here();
    let bundle = Bundle::ensure(&project, &Progress::stderr())?;
    println!("  Worker  {}", bundle.worker().display());
    println!("  Assets  {}", bundle.assets().display());
    println!("  {}", bundle.sizes());
    let loader = bundle.pinned_loader()?;
    println!("  Loader  {}  {}", loader.url, loader.integrity);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_command_means_dev() {
        let cli = Cli::try_parse_from(["kassa", "--port", "9000"]).expect("parsed");
        assert!(cli.command.is_none());
        assert_eq!(cli.dev.port, 9000);
        assert_eq!(cli.dev.store_port, 4242);
    }
}
