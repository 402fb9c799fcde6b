//! Runs the edge on this machine: one workerd process, its configuration, its log, its end.

pub mod config;
pub mod senders;

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use edge_worker::mode::Mode;
use rustix::process::{Pid, Signal, kill_process};
use ureq::http::StatusCode;

use crate::bundle::Bundle;
use crate::data_dir::OBJECTS;
use crate::keys::Secrets;
use config::{Binding, Neighbour, Reach};
use senders::Senders;

/// A Worker that does not answer by then will not.
const READY_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a stopped workerd may finish what it is doing.
const STOP_TIMEOUT: Duration = Duration::from_secs(3);
const POLL_INTERVAL: Duration = Duration::from_millis(10);
/// How much of the log is kept at hand for error messages.
const LOG_TAIL_LINES_MAX: usize = 30;

/// What a workerd process is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The native workerd executable.
    pub workerd: PathBuf,
    pub bundle: Bundle,
    /// Where the objects' data, the log and the configuration live.
    pub data_dir: PathBuf,
    /// The loopback port that Kassa's origin is on.
    pub port: u16,
    /// As what browsers reach it there.
    pub host: Host,
    /// Whether the money is real.
    pub mode: Mode,
    pub secrets: Secrets,
    /// The text of Apple Pay's domain association file; empty for none.
    pub apple_pay_association: String,
    /// Who carries messages to buyers.
    pub senders: Senders,
    /// Whether log lines are also printed, as they come, to stderr.
    pub print_log: bool,
}

/// What a browser calls this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// `127.0.0.1`
    Address,
    /// `localhost`: browsers keep passkeys for names, and for no addresses.
    Name,
    /// Where others reach it: the origin of a server in front of this one.
    Public(String),
}

impl Host {
    /// Kassa's origin, under this name.
    pub fn origin(&self, port: u16) -> String {
        match self {
            Self::Address => origin(port),
            Self::Name => format!("http://localhost:{port}"),
            Self::Public(origin) => origin.clone(),
        }
    }
}

/// A running workerd. Dropping it stops the process.
#[derive(Debug)]
pub struct Edge {
    child: Child,
    origin: String,
    tail: LogTail,
    readers: Vec<thread::JoinHandle<()>>,
}

type LogTail = Arc<Mutex<VecDeque<String>>>;

impl Edge {
    /// Starts workerd and waits until the Worker answers.
    /// Errors: it does not start or answer in time, with the last lines of its log.
    pub fn start(options: &Options) -> anyhow::Result<Self> {
        Self::start_beside(options, None)
    }

    /// [`Edge::start`], with another Worker in the same process.
    pub fn start_beside(options: &Options, neighbour: Option<&Neighbour>) -> anyhow::Result<Self> {
        let origin = origin(options.port);
        let objects = options.data_dir.join(OBJECTS);
        fs::create_dir_all(&objects).with_context(|| format!("creating {}", objects.display()))?;
        let config_path = options.data_dir.join("workerd.capnp");
        let reach = match options.mode {
            Mode::Test => Reach::Everything,
            Mode::Live => Reach::Public(options.senders.private_hosts()),
        };
        let config =
            config::render_beside(&options.bundle, &objects, options.port, &reach, neighbour)?;
        fs::write(&config_path, config)
            .with_context(|| format!("writing {}", config_path.display()))?;

        let mut command = command(&options.workerd, &config_path);
        command
            .env(Binding::MODE, options.mode.as_str())
            .env(Binding::SECRET, &options.secrets.kassa_secret)
            .env(Binding::VAULT_KEYS, &options.secrets.vault_keys)
            .env(Binding::OPERATOR_TOKEN, &options.secrets.operator_token)
            .env(Binding::PUBLIC_ORIGIN, options.host.origin(options.port))
            .env(
                Binding::APPLE_PAY_ASSOCIATION,
                &options.apple_pay_association,
            )
            .envs(options.senders.each())
            .stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .with_context(|| format!("starting {}", options.workerd.display()))?;

        let log = Log::open(&options.data_dir.join("workerd.log"), options.print_log)?;
        let tail = log.tail.clone();
        let log = Arc::new(Mutex::new(log));
        let (listening, is_listening) = mpsc::channel();
        let readers = [
            child
                .stdout
                .take()
                .map(|pipe| follow(pipe, log.clone(), Some(listening))),
            child.stderr.take().map(|pipe| follow(pipe, log, None)),
        ];
        let mut edge = Self {
            child,
            origin,
            tail,
            readers: readers.into_iter().flatten().collect(),
        };
        edge.wait_until_ready(&is_listening)?;
        Ok(edge)
    }

    /// `http://127.0.0.1:8787`, or whichever port it was given.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Its process, for measurements.
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, if it did.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Errors: it has ended, with the last lines of its log.
    pub fn check_running(&mut self) -> anyhow::Result<()> {
        match self.ended() {
            None => Ok(()),
            Some(status) => bail!(
                "workerd has ended by itself ({status}). The end of its log:\n{}",
                self.log_tail()
            ),
        }
    }

    /// The last lines of its log.
    pub fn log_tail(&self) -> String {
        let tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        tail.iter().map(|line| format!("    │ {line}\n")).collect()
    }

    /// Asks it to finish and waits until it has, a few seconds at most.
    pub fn stop(mut self) {
        self.signal(Signal::TERM);
        let deadline = Instant::now() + STOP_TIMEOUT;
        while self.ended().is_none() && Instant::now() < deadline {
            thread::sleep(POLL_INTERVAL);
        }
    }

    /// Ends it at once, as a crash would (`SIGKILL`).
    pub fn kill(&mut self) {
        // Both fail only when it has ended already, which is what was asked for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn signal(&self, signal: Signal) {
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // Fails only when the process has ended.
            let _ = kill_process(pid, signal);
        }
    }

    fn wait_until_ready(&mut self, is_listening: &mpsc::Receiver<()>) -> anyhow::Result<()> {
        let deadline = Instant::now() + READY_TIMEOUT;
        // The channel also ends when workerd does.
        if is_listening.recv_timeout(READY_TIMEOUT).is_err() {
            return Err(self.start_failure("does not listen"));
        }
        let health = format!("{}/healthz", self.origin);
        let agent = agent();
        loop {
            if self.ended().is_some() {
                return Err(self.start_failure("has ended"));
            }
            let answer = agent.get(&health).call();
            match answer.map(|answer| (answer.status(), answer)) {
                Ok((status, _)) if status.is_success() => return Ok(()),
                // What it lacks, nobody will give it while it runs.
                Ok((StatusCode::SERVICE_UNAVAILABLE, mut answer)) => {
                    let why = answer.body_mut().read_to_string().unwrap_or_default();
                    return Err(self.start_failure(&format!("cannot serve: {}", why.trim())));
                }
                Ok((status, _)) if Instant::now() >= deadline => {
                    return Err(self.start_failure(&format!("answers /healthz with {status}")));
                }
                Err(error) if Instant::now() >= deadline => {
                    return Err(self.start_failure(&format!("does not answer ({error})")));
                }
                Ok(_) | Err(_) => thread::sleep(POLL_INTERVAL),
            }
        }
    }

    fn start_failure(&mut self, what: &str) -> anyhow::Error {
        self.kill();
        for reader in self.readers.drain(..) {
            // Ends with the process; its last words matter here.
            let _ = reader.join();
        }
        anyhow!("workerd {what}. The end of its log:\n{}", self.log_tail())
    }
}

impl Drop for Edge {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The origin that Kassa has on this machine.
pub fn origin(port: u16) -> String {
    format!("http://{}:{port}", Ipv4Addr::LOCALHOST)
}

/// Fails when something listens on a loopback port already. `option` is the one to choose another
/// port with.
pub fn check_port(port: u16, option: &str) -> anyhow::Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) => bail!(
            "port {port} cannot be used ({error}). Another kassa may be running: stop it, or choose \
             another port with {option}"
        ),
    }
}

/// A client for the few requests that this tool makes itself: answers with any status are answers.
pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(READY_TIMEOUT))
        .build()
        .new_agent()
}

struct Log {
    file: File,
    print: bool,
    tail: LogTail,
}

impl Log {
    fn open(path: &Path, print: bool) -> anyhow::Result<Self> {
        let file = File::options()
            .create(true)
            .append(true)
            .open(path)
            .with_context(|| format!("opening {}", path.display()))?;
        Ok(Self {
            file,
            print,
            tail: LogTail::default(),
        })
    }

    fn line(&mut self, line: &str) {
        // A full disk must not stop the reader, or workerd would block on its own log.
        let _ = writeln!(self.file, "{line}");
        if self.print {
            eprintln!("  edge │ {line}");
        }
        let mut tail = self.tail.lock().unwrap_or_else(PoisonError::into_inner);
        if tail.len() == LOG_TAIL_LINES_MAX {
            tail.pop_front();
        }
        tail.push_back(line.to_owned());
    }
}

/// workerd with this configuration and an empty environment. On stdout, which is a pipe, it tells when
/// its sockets listen, and where.
pub fn command(workerd: &Path, config: &Path) -> Command {
    let mut command = Command::new(workerd);
    command
        .arg("serve")
        // The configuration embeds modules by absolute path.
        .arg("--import-path=/")
        .arg("--control-fd=1")
        .arg(config)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    command
}

fn follow(
    pipe: impl Read + Send + 'static,
    log: Arc<Mutex<Log>>,
    listening: Option<mpsc::Sender<()>>,
) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        for line in BufReader::new(pipe).split(b'\n') {
            let Ok(line) = line else { break };
            let line = String::from_utf8_lossy(&line);
            match &listening {
                Some(listening) if line.starts_with(r#"{"event":"listen"#) => {
                    // Nobody waits for it twice.
                    let _ = listening.send(());
                }
                Some(_) | None => {
                    let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
                    log.line(line.trim_end());
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_told_with_the_option_that_helps() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = taken.local_addr().expect("its address").port();
        let error = check_port(port, "--port").expect_err("taken").to_string();
        assert!(error.contains(&port.to_string()), "{error}");
        assert!(error.contains("--port"), "{error}");
    }
}
