//! `kassa serve`: a deployment on this machine, for its operator. Nothing but Kassa itself, which
//! listens on a loopback port; what speaks TLS to the world stands in front of it.

use std::env;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use clap::Args;
use edge_worker::configuration;
use edge_worker::mode::Mode;
use tokio::signal::unix::{SignalKind, signal};

use crate::bundle::Bundle;
use crate::data_dir;
use crate::keys::Secrets;
use crate::progress::Progress;
use crate::project::Project;
use crate::serve::config::Binding;
use crate::serve::senders::Senders;
use crate::serve::{self, Edge, Host};
use crate::toolchain;

/// How soon an ended workerd is noticed.
const WATCH_INTERVAL: Duration = Duration::from_millis(250);

/// What `kassa serve` is started with. The rest is in the environment.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// Live mode, as KASSA_MODE=live says too: nothing of the sandbox is there, and every secret comes
    /// from the environment
    #[arg(long)]
    live: bool,
    /// Loopback port to listen on
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Folder that holds all data and logs, of one mode alone; created when missing
    #[arg(long, value_name = "FOLDER", default_value = ".kassa")]
    data_dir: PathBuf,
}

/// Runs until Ctrl-C or SIGTERM. Errors: what lacks, all of it by name, or what else kept it from
/// starting, or that workerd ended by itself.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let mode = mode(options.live, &variable(Binding::MODE))?;
    if mode.is_live() {
        check_live(variable)?;
    }
    serve::check_port(options.port, "--port")?;
    let _data_dir_lock = data_dir::open(&options.data_dir, mode)?;
    let project = Project::here();
    let progress = Progress::stderr();
    let workerd = toolchain::ensure_workerd(&project, &progress)?;
    let bundle = Bundle::ensure(&project, &progress)?;
    let secrets = match mode {
        Mode::Live => secrets_given(),
        Mode::Test => Secrets::load_or_create(&options.data_dir)?,
    };
    let origin = variable(Binding::PUBLIC_ORIGIN);
    let host = match origin.trim() {
        "" => Host::Name,
        origin => Host::Public(origin.to_owned()),
    };
    let edge = Edge::start(&serve::Options {
        workerd,
        bundle,
        data_dir: options.data_dir.clone(),
        port: options.port,
        host: host.clone(),
        mode,
        secrets,
        apple_pay_association: variable(Binding::APPLE_PAY_ASSOCIATION),
        senders: Senders::from_environment(),
        print_log: true,
    })?;
    println!();
    println!("  Kassa          {}", host.origin(options.port));
    println!("  Mode           {}", mode.as_str());
    println!("  Listens on     {}", edge.origin());
    println!("  Data and logs  {}", options.data_dir.display());
    println!("  Ctrl-C stops it.");
    println!();
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("starting the asynchronous runtime")?
        .block_on(until_stopped(edge))
}

/// Errors: the environment says neither test nor live, or test where the command line says live.
fn mode(live: bool, said: &str) -> anyhow::Result<Mode> {
    match (Mode::parse(said), live) {
        (None, _) => bail!("{} must be test or live, and is {said}", Binding::MODE),
        (Some(Mode::Test), true) if !said.trim().is_empty() => {
            bail!("--live and {}={said} are not the same", Binding::MODE)
        }
        (Some(_), true) => Ok(Mode::Live),
        (Some(mode), false) => Ok(mode),
    }
}

/// Errors: everything that live mode lacks in this environment, by name.
fn check_live(value: impl Fn(&str) -> String) -> anyhow::Result<()> {
    let problems = configuration::problems(|name| match name {
        Binding::MODE => Mode::Live.as_str().to_owned(),
        other => value(other),
    });
    if problems.is_empty() {
        return Ok(());
    }
    let listed: String = problems
        .iter()
        .map(|problem| format!("\n    {problem}"))
        .collect();
    Err(anyhow!(
        "live mode makes no secrets of its own, and cannot start:{listed}\n  Set these in the \
         environment. `openssl rand -hex 32` makes 64 random hexadecimal digits."
    ))
}

fn secrets_given() -> Secrets {
    Secrets {
        kassa_secret: variable(Binding::SECRET),
        operator_token: variable(Binding::OPERATOR_TOKEN),
        vault_keys: variable(Binding::VAULT_KEYS),
    }
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_default()
}

async fn until_stopped(mut edge: Edge) -> anyhow::Result<()> {
    let mut interrupted = signal(SignalKind::interrupt()).context("listening for Ctrl-C")?;
    let mut terminated = signal(SignalKind::terminate()).context("listening for SIGTERM")?;
    let mut watch = tokio::time::interval(WATCH_INTERVAL);
    loop {
        tokio::select! {
            _ = interrupted.recv() => break,
            _ = terminated.recv() => break,
            _ = watch.tick() => edge.check_running()?,
        }
    }
    eprintln!("\n  Stopping…");
    edge.stop();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_and_the_environment_agree_on_the_mode() {
        assert_eq!(mode(false, "").expect("test"), Mode::Test);
        assert_eq!(mode(true, "").expect("live"), Mode::Live);
        assert_eq!(mode(false, "live").expect("live"), Mode::Live);
        assert_eq!(mode(true, "live").expect("live"), Mode::Live);
        assert!(mode(true, "test").is_err());
        assert!(mode(false, "production").is_err());
    }

    #[test]
    fn live_mode_says_everything_that_it_lacks_and_how_to_make_it() {
        let told = check_live(|_| String::new()).expect_err("nothing is set");
        let told = told.to_string();
        for name in [
            Binding::SECRET,
            Binding::VAULT_KEYS,
            Binding::OPERATOR_TOKEN,
            Binding::PUBLIC_ORIGIN,
            Binding::EMAIL_PROVIDER,
        ] {
            assert!(told.contains(&format!("{name} is not set")), "{told}");
        }
        assert!(told.contains("openssl rand -hex 32"), "{told}");
    }
}
