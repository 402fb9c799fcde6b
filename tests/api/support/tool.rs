//! The `kassa` command, as an operator types it.

use std::process::{Command, Output};

use crate::harness::Kassa;

/// `kassa …` on the machine of `server`, whether that runs or not.
pub fn tool(server: &Kassa, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kassa"));
    command.args(arguments);
    command.arg("--data-dir").arg(server.data_dir());
    command
}

/// `kassa …` that asks `server` while it runs.
pub fn asking_tool(server: &Kassa, arguments: &[&str]) -> Command {
    let origin = server.origin();
    let (_, port) = origin.rsplit_once(':').expect("a port");
    let mut command = tool(server, arguments);
    command.args(["--port", port]);
    command
}

/// Waits until it ends.
pub fn run(mut command: Command) -> Output {
    command.output().expect("the tool")
}

/// What it printed on its way to success.
#[track_caller]
pub fn printed(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{errors}");
    text
}

/// What it printed, and then said was wrong: with what it found, or with the words that were typed.
#[track_caller]
pub fn complained(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        matches!(output.status.code(), Some(1 | 2)),
        "{text}{errors}"
    );
    format!("{text}{errors}")
}
