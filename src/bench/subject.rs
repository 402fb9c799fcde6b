//! What is measured: one workerd process with Kassa and, on a second socket, the bare object.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::browser::free_port;
use crate::bundle::Bundle;
use crate::keys::{self, Account, NewAccount, Secrets};
use crate::project::Project;
use crate::serve::config::Neighbour;
use crate::serve::{self, Edge};

/// A running Kassa with an empty data folder. Dropping it stops workerd and deletes the data.
#[derive(Debug)]
pub struct Subject {
    // Before the folder, so that workerd has ended when its data go.
    edge: Edge,
    account: Account,
    port: u16,
    bare_port: u16,
    _folder: Folder,
}

impl Subject {
    /// Starts workerd with `bundle` and the bare object, and creates a US account.
    pub fn start(project: &Project, workerd: PathBuf, bundle: Bundle) -> anyhow::Result<Self> {
        let folder = Folder::create(&project.target().join("kassa-bench"))?;
        let script = folder.path.join("bare_object.js");
        fs::write(&script, include_str!("bare_object.js"))
            .with_context(|| format!("writing {}", script.display()))?;
        let neighbour = Neighbour {
            script,
            class: "BareObject",
            port: free_port()?,
        };
        let options = serve::Options {
            workerd,
            bundle,
            data_dir: folder.path.clone(),
            port: free_port()?,
            secrets: Secrets::load_or_create(&folder.path)?,
            print_log: false,
        };
        let edge = Edge::start_beside(&options, Some(&neighbour))?;
        let new = NewAccount {
            display_name: "Kassa bench".to_owned(),
            country: "US".to_owned(),
            domains: Vec::new(),
        };
        let account = keys::create(edge.origin(), &options.secrets, &new)?;
        Ok(Self {
            edge,
            account,
            port: options.port,
            bare_port: neighbour.port,
            _folder: folder,
        })
    }

    pub fn origin(&self) -> &str {
        self.edge.origin()
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// The bare object's port.
    pub fn bare_port(&self) -> u16 {
        self.bare_port
    }

    pub fn account(&self) -> &Account {
        &self.account
    }

    /// workerd's process.
    pub fn process_id(&self) -> u32 {
        self.edge.process_id()
    }
}

/// The data folder: under `target/`, so that what is measured is the disk that holds this checkout,
/// and always the same, so that an interrupted run leaves nothing that the next does not remove.
#[derive(Debug)]
struct Folder {
    path: PathBuf,
    // Two measurements at a time would measure each other.
    _lock: File,
}

impl Folder {
    fn create(path: &Path) -> anyhow::Result<Self> {
        let lock_path = path.with_extension("lock");
        let lock = File::create(&lock_path)
            .with_context(|| format!("creating {}", lock_path.display()))?;
        if lock.try_lock().is_err() {
            bail!("another `kassa bench` is running from this checkout: wait until it has ended");
        }
        if path.exists() {
            fs::remove_dir_all(path).with_context(|| format!("removing {}", path.display()))?;
        }
        fs::create_dir_all(path).with_context(|| format!("creating {}", path.display()))?;
        Ok(Self {
            path: path.to_owned(),
            _lock: lock,
        })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left is removed at the next start.
        let _ = fs::remove_dir_all(&self.path);
    }
}
