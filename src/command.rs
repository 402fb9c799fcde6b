//! Runs a build command as part of a step: its output feeds the progress line, and its last lines
//! are kept for the case that it fails.

use std::collections::VecDeque;
use std::env;
use std::fmt;
use std::io::{self, Read};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Sender};
use std::thread;

use anyhow::Context;

use crate::progress::Step;

/// How much of a failed command's output is shown: causes stand at its beginning or at its end.
const HEAD_LINES_MAX: usize = 15;
const TAIL_LINES_MAX: usize = 60;
/// Nothing worth showing is longer; what is longer is cut.
const LINE_BYTES_MAX: usize = 4096;

/// A command that ran and failed: what it said last, and what the reader can do about it.
#[derive(Debug)]
pub struct CommandFailed {
    program: String,
    status: ExitStatus,
    output: Output,
    advice: String,
}

/// The first and the last lines of an output, and how many stood between them.
#[derive(Debug, Default)]
struct Output {
    head: Vec<String>,
    omitted: usize,
    tail: VecDeque<String>,
}

impl Output {
    fn push(&mut self, line: String) {
        if self.head.len() < HEAD_LINES_MAX {
            self.head.push(line);
            return;
        }
        if self.tail.len() == TAIL_LINES_MAX {
            self.tail.pop_front();
            self.omitted += 1;
        }
        self.tail.push_back(line);
    }
}

impl fmt::Display for CommandFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "`{}` failed ({})", self.program, self.status)?;
        for line in &self.output.head {
            writeln!(f, "    │ {line}")?;
        }
        if self.output.omitted > 0 {
            writeln!(f, "    … {} lines …", self.output.omitted)?;
        }
        for line in &self.output.tail {
            writeln!(f, "    │ {line}")?;
        }
        write!(f, "  What to do: {}", self.advice)
    }
}

impl std::error::Error for CommandFailed {}

/// Runs `command` to its end, quietly. `advice` tells what to do when it fails.
/// Errors: it could not be started, or [`CommandFailed`].
pub fn run(step: &Step, mut command: Command, advice: &str) -> anyhow::Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{program}` could not be started. What to do: {advice}"))?;

    let (sender, lines) = mpsc::channel();
    let readers = [
        child
            .stdout
            .take()
            .map(|pipe| forward(pipe, sender.clone())),
        child
            .stderr
            .take()
            .map(|pipe| forward(pipe, sender.clone())),
    ];
    drop(sender);

    let mut output = Output::default();
    for line in lines {
        if show(step, &line) {
            output.push(line);
        }
    }
    for reader in readers.into_iter().flatten() {
        // A reader only ends by end of file; a panic in it would have been reported already.
        let _ = reader.join();
    }

    let status = child.wait().context("waiting for a build command")?;
    if status.success() {
        return Ok(());
    }
    Err(CommandFailed {
        program,
        status,
        output,
        advice: advice.to_owned(),
    }
    .into())
}

/// A nested cargo (or a tool that calls one) that builds the same whether `kassa` was started by
/// `cargo run`, by `cargo test` or by itself: what cargo sets for its own children would otherwise
/// reach build scripts and make them run again each time.
pub fn without_cargo_environment(command: &mut Command) -> &mut Command {
    const SET_BY_CARGO: [&str; 12] = [
        "CARGO_BIN_NAME",
        "CARGO_CRATE_NAME",
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_MAKEFLAGS",
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_LINKS",
        "CARGO_MANIFEST_PATH",
        "CARGO_PRIMARY_PACKAGE",
        "CARGO_TARGET_TMPDIR",
        "CARGO_BUILD_TARGET",
        "OUT_DIR",
        "RUSTFLAGS",
    ];
    for name in SET_BY_CARGO {
        command.env_remove(name);
    }
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_BIN_EXE_") {
            command.env_remove(&name);
        }
    }
    command
        // Ask for the progress line although nobody's terminal is on the other end: `run` reads it.
        .env("CARGO_TERM_PROGRESS_WHEN", "always")
        .env("CARGO_TERM_PROGRESS_WIDTH", "120")
        .env("CARGO_TERM_COLOR", "never")
}

fn forward(mut pipe: impl Read + Send + 'static, lines: Sender<String>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut line = Vec::new();
        let mut buffer = [0; 8192];
        while let Ok(count) = read_uninterrupted(&mut pipe, &mut buffer) {
            if count == 0 {
                break;
            }
            for &byte in &buffer[..count] {
                match byte {
                    // Progress lines are rewritten in place with a carriage return.
                    b'\n' | b'\r' => flush(&mut line, &lines),
                    _ if line.len() < LINE_BYTES_MAX => line.push(byte),
                    _ => {}
                }
            }
        }
        flush(&mut line, &lines);
    })
}

fn read_uninterrupted(pipe: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match pipe.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

fn flush(line: &mut Vec<u8>, lines: &Sender<String>) {
    let text = String::from_utf8_lossy(line).trim_end().to_owned();
    line.clear();
    if !text.is_empty() {
        // The receiver outlives the readers.
        let _ = lines.send(text);
    }
}

/// Shows a line of output as progress. Returns whether it is worth repeating after a failure.
fn show(step: &Step, line: &str) -> bool {
    if let Some((done, total, doing)) = cargo_progress(line) {
        step.advance(done, total, doing);
        return false;
    }
    let line = line.trim();
    step.note(line);
    const NOISE: [&str; 6] = [
        "Compiling ",
        "Checking ",
        "Downloading ",
        "Downloaded ",
        "Blocking ",
        "Locking ",
    ];
    !NOISE.iter().any(|prefix| line.starts_with(prefix))
}

/// Reads cargo's `Building [====>    ] 12/134: serde, syn`.
fn cargo_progress(line: &str) -> Option<(u64, u64, &str)> {
    let (_, rest) = line.split_once("Building [")?;
    let (_, rest) = rest.split_once("] ")?;
    let (count, doing) = rest.split_once(':').unwrap_or((rest, ""));
    let (done, total) = count.split_once('/')?;
    Some((
        done.trim().parse().ok()?,
        total.trim().parse().ok()?,
        doing.trim(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Progress;

    #[test]
    fn cargos_progress_line_is_understood() {
        assert_eq!(
            cargo_progress("    Building [=====>      ] 12/134: serde, syn"),
            Some((12, 134, "serde, syn"))
        );
        assert_eq!(cargo_progress("   Compiling serde v1.0.0"), None);
    }

    #[test]
    fn a_failed_command_shows_its_last_words_and_the_advice() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo first; echo last >&2; exit 3"]);
        let error = Progress::stderr()
            .step("a step that fails", |step| run(step, command, "try again"))
            .expect_err("exit status 3")
            .to_string();
        assert!(error.contains("`sh` failed (exit status: 3)"), "{error}");
        assert!(error.contains("│ last"), "{error}");
        assert!(error.contains("What to do: try again"), "{error}");
    }
}
