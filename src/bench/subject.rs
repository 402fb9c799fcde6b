//! What is measured: one workerd process with Kassa and, on a second socket, the bare object.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use edge_worker::mode::Mode;
use serde::Deserialize;

use super::load::{Connection, Question};

use crate::browser::free_port;
use crate::bundle::Bundle;
use crate::keys::{self, Account, NewAccount, Secrets};
use crate::serve::config::Neighbour;
use crate::serve::senders::Senders;
use crate::serve::{self, Edge};

/// What every measurement creates.
pub const CREATE_FORM: &str =
    "amount=1999&currency=usd&automatic_payment_methods[enabled]=true&metadata[order_id]=6735";

/// Pays with a card that needs nobody's consent.
pub const CONFIRM_FORM: &str =
    "payment_method=pm_card_visa&return_url=https%3A%2F%2Fshop.example%2Freturn";

/// What a measurement needs to know of an intent.
#[derive(Debug, Deserialize)]
pub struct Created {
    pub id: String,
    pub status: String,
    client_secret: String,
}

impl Created {
    pub fn read(body: &[u8]) -> anyhow::Result<Self> {
        serde_json::from_slice(body).context("reading an intent")
    }
}

/// A running Kassa with an empty data folder. Dropping it stops workerd and deletes the data.
#[derive(Debug)]
pub struct Subject {
    // Before the folder, so that workerd has ended when its data go.
    edge: Edge,
    options: serve::Options,
    neighbour: Neighbour,
    account: Account,
    folder: Folder,
}

impl Subject {
    /// Starts workerd with `bundle` and the bare object, and creates a US account. `data_dir` is
    /// where its folder is made.
    pub fn start(data_dir: &Path, workerd: PathBuf, bundle: Bundle) -> anyhow::Result<Self> {
        let folder = Folder::create(&data_dir.join("kassa-bench"))?;
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
            host: serve::Host::Address,
            mode: Mode::Test,
            secrets: Secrets::load_or_create(&folder.path)?,
            apple_pay_association: String::new(),
            senders: Senders::default(),
            print_log: false,
        };
        let edge = Edge::start_beside(&options, Some(&neighbour))?;
        let account = open_account(&edge, &options.secrets)?;
        Ok(Self {
            edge,
            options,
            neighbour,
            account,
            folder,
        })
    }

    /// Ends workerd, does what must be done while nobody has the data open, and starts it again with all that
    /// was kept.
    pub fn restart_after<T>(
        &mut self,
        act: impl FnOnce() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        self.edge.kill();
        let done = act()?;
        self.edge = Edge::start_beside(&self.options, Some(&self.neighbour))?;
        Ok(done)
    }

    /// Another account, with nothing in it.
    pub fn open_account(&self) -> anyhow::Result<Account> {
        open_account(&self.edge, &self.options.secrets)
    }

    pub fn origin(&self) -> &str {
        self.edge.origin()
    }

    pub fn port(&self) -> u16 {
        self.options.port
    }

    /// The bare object's port.
    pub fn bare_port(&self) -> u16 {
        self.neighbour.port
    }

    pub fn account(&self) -> &Account {
        &self.account
    }

    /// Creates a payment intent of 19.99 USD, as a merchant's server would. Returns its client secret.
    pub fn create_intent(&self) -> anyhow::Result<String> {
        let question = Question::post("/v1/payment_intents", &self.account.secret_key, CREATE_FORM);
        let mut connection = Connection::open(self.port())?;
        Ok(Created::read(connection.ask(&question)?)?.client_secret)
    }

    /// The bearer token of the operator's routes.
    pub fn operator_token(&self) -> &str {
        &self.options.secrets.operator_token
    }

    /// Where the data are.
    pub fn folder(&self) -> &Path {
        &self.folder.path
    }

    /// Where workerd has a folder for each class of objects.
    pub fn objects(&self) -> PathBuf {
        self.folder.path.join("objects")
    }

    /// workerd's process.
    pub fn process_id(&self) -> u32 {
        self.edge.process_id()
    }
}

fn open_account(edge: &Edge, secrets: &Secrets) -> anyhow::Result<Account> {
    let new = NewAccount {
        display_name: "Kassa bench".to_owned(),
        country: "US".to_owned(),
        domains: Vec::new(),
    };
    keys::create(edge.origin(), &secrets.operator_token, &new)
}

/// The data folder. It always has the same name, so that an interrupted run leaves nothing that the
/// next does not remove.
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
            bail!("another `kassa bench` is running: wait until it has ended");
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
