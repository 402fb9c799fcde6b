//! Runs a Node.js script with a merchant's account of its own, against the Kassa that all share.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use kassa::project::Project;
use serde::Deserialize;
use tokio::process::Command;
use tokio::sync::OnceCell;

use crate::harness::Kassa;
use crate::operations::OPERATIONS;

/// A script that hangs is a failure, not a wait.
const SCRIPT_TIMEOUT: Duration = Duration::from_secs(120);

/// What a flow prints as its last line.
#[derive(Debug, Deserialize)]
struct Report {
    /// Requests that were answered with success, such as `POST /v1/refunds`.
    performed: Vec<String>,
}

/// Runs `flows/{name}.mjs`. Panics with all that it wrote when it fails, when an answer is not of
/// the type that the SDK declares, or when it leaves out one of its `OPERATIONS`.
pub async fn run_flow(name: &str) {
    let stdout = run(&format!("flows/{name}.mjs")).await;
    let report = stdout.lines().next_back().unwrap_or_default();
    let report: Report = serde_json::from_str(report).expect("a report");
    for (operation, flow) in OPERATIONS {
        assert!(
            *flow != name || report.performed.iter().any(|done| done == operation),
            "{name} did not perform {operation}"
        );
    }
}

/// Runs a script and returns what it printed. Panics with all that it wrote when it fails.
pub async fn run(script: &str) -> String {
    // Starting the server also makes sure of the npm packages.
    let kassa = Kassa::shared().await;
    let types = declared_types().await;
    let account = kassa.create_account("Test merchant", "US").await;
    let script_output = node(script)
        .env("KASSA_TYPES", types)
        .env("KASSA_ORIGIN", kassa.origin())
        .env("KASSA_SECRET_KEY", &account.secret_key)
        .env("KASSA_PUBLISHABLE_KEY", &account.publishable_key)
        .env("KASSA_OPERATOR_TOKEN", kassa.operator_token())
        .output();
    let output = tokio::time::timeout(SCRIPT_TIMEOUT, script_output)
        .await
        .unwrap_or_else(|_| panic!("{script} did not end within {SCRIPT_TIMEOUT:?}"))
        .expect("Node.js starts");
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}:\n{stdout}\n{stderr}");
    stdout
}

/// The SDK's declarations as data, derived once: reading them takes seconds.
async fn declared_types() -> &'static PathBuf {
    static TYPES: OnceCell<PathBuf> = OnceCell::const_new();
    TYPES
        .get_or_init(|| async {
            let types = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("stripe-types.json");
            let output = node("types/derive.mjs")
                .arg(Project::here().npm("stripe"))
                .arg(&types)
                .output()
                .await
                .expect("Node.js starts");
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{stderr}");
            types
        })
        .await
}

fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    command
        .arg(Project::here().root().join("tests/node").join(script))
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}
