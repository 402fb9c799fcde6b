//! The Worker as somebody deploys it without the tool: with the variables that they bound, and no others.

use std::io::{BufRead, BufReader};
use std::process::Child;

use kassa::serve;
use kassa::serve::config::{self, Reach};
use tempfile::TempDir;

use super::kassa_server::workerd_and_bundle;

/// A workerd of its own. Dropping it ends it.
#[derive(Debug)]
pub struct BareWorker {
    workerd: Child,
    port: u16,
    _folder: TempDir,
}

impl BareWorker {
    /// Starts it with these variables, and waits until it listens, whatever it would answer.
    pub fn start(variables: &[(&str, &str)]) -> Self {
        let (workerd, bundle) = workerd_and_bundle();
        let folder = tempfile::tempdir().expect("a folder");
        let objects = folder.path().join("objects");
        std::fs::create_dir(&objects).expect("a folder for objects");
        // It takes any free port, and tells which.
        let reach = Reach::Public(Vec::new());
        let config = config::render(&bundle, &objects, 0, &reach).expect("a configuration");
        let path = folder.path().join("workerd.capnp");
        std::fs::write(&path, config).expect("the configuration is written");
        let mut workerd = serve::command(&workerd, &path)
            .envs(variables.iter().copied())
            .spawn()
            .expect("workerd");
        let stdout = workerd.stdout.take().expect("its standard output");
        let told = BufReader::new(stdout).lines().map_while(Result::ok);
        let port = told.filter_map(|line| port_in(&line)).next();
        Self {
            workerd,
            port: port.expect("workerd tells where it listens"),
            _folder: folder,
        }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", serve::origin(self.port))
    }
}

impl Drop for BareWorker {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.workerd.kill();
        let _ = self.workerd.wait();
    }
}

/// The port of `{"event":"listen","socket":"http","port":41234}`.
fn port_in(line: &str) -> Option<u16> {
    let event: serde_json::Value = serde_json::from_str(line).ok()?;
    event["port"].as_u64()?.try_into().ok()
}
