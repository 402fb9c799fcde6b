//! `kassa vault`: the keys that seal what Link keeps of buyers, and a new one for all of it while Kassa
//! serves.

mod key_list;
mod rotation;

use std::io::{self, Read};
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};

use crate::keys::Secrets;
use crate::operator::Target;
use key_list::KeyList;

#[derive(Subcommand, Clone, Debug)]
pub enum Command {
    /// Add the next version of the key, which seals everything from the next start on
    ///
    /// The older versions stay and open what they sealed. Restart Kassa, then `kassa vault rotate`.
    AddKey {
        #[command(flatten)]
        place: Place,
    },
    /// Re-wrap everything that Link keeps under the newest key, while Kassa serves
    ///
    /// Walks through all consumers of a running Kassa and looks at every record again afterwards, so that
    /// what it says of the older versions has been seen. It may be stopped and started at any time, and
    /// run as often as you like. A record that does not open, because it was altered, is another's or its
    /// key is gone, is named and never shown, does not stop the others, and makes the command end with
    /// exit code 1.
    Rotate(Target),
    /// Remove an older version of the key, when `kassa vault rotate` has said that nothing is left of it
    RemoveKey {
        /// Such as 1
        version: u32,
        #[command(flatten)]
        place: Place,
    },
}

/// Where the keys are that a command changes.
#[derive(Args, Clone, Debug)]
pub struct Place {
    /// Folder that holds the secrets of the Kassa on this machine
    #[arg(long, value_name = "FOLDER", default_value = ".kassa")]
    data_dir: PathBuf,
    /// Read the value of KASSA_VAULT_KEYS from standard input and print the new one, for a deployment
    /// that has its secrets elsewhere; nothing is stored
    #[arg(long, conflicts_with = "data_dir")]
    stdin: bool,
}

/// Errors: what could not be done, or a record that does not open.
pub fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::AddKey { place } => place.change(
            |keys| keys.with_next(),
            |keys| {
                format!(
                    "Version {} of the vault's key is added. Restart Kassa, then type `kassa vault rotate`.",
                    keys.newest()
                )
            },
        ),
        Command::Rotate(target) => rotation::run(target),
        Command::RemoveKey { version, place } => place.change(
            |keys| keys.without(*version),
            |_| format!("Version {version} of the vault's key is removed. Restart Kassa."),
        ),
    }
}

impl Place {
    fn change(
        &self,
        change: impl FnOnce(KeyList) -> anyhow::Result<KeyList>,
        told: impl FnOnce(&KeyList) -> String,
    ) -> anyhow::Result<()> {
        if self.stdin {
            let mut text = String::new();
            io::stdin()
                .read_to_string(&mut text)
                .context("reading standard input")?;
            println!("{}", change(KeyList::parse(&text)?)?);
            return Ok(());
        }
        let mut secrets = Secrets::load(&self.data_dir)?;
        let changed = change(KeyList::parse(&secrets.vault_keys)?)?;
        secrets.vault_keys = changed.to_string();
        secrets.store(&self.data_dir)?;
        println!("  {}", told(&changed));
        Ok(())
    }
}
