//! `kassa keys`: the accounts of merchants, and opening another.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::keys::{self, Account, Accounts, NewAccount};
use crate::operator::{Operator, Target};

/// What `kassa keys` is started with.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    /// Folder that holds payments, keys and logs
    #[arg(long, value_name = "FOLDER", default_value = ".kassa")]
    data_dir: PathBuf,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Create another account on the running server and print its keys
    ///
    /// The server keeps only hashes of keys: they are shown here once. Those of test mode on this
    /// machine are noted in the data folder's keys.json for `kassa keys`.
    Create {
        /// The merchant's country, two letters such as DE; it decides which payment methods are offered
        #[arg(long, value_parser = country)]
        country: String,
        /// The merchant's name, as buyers read it
        #[arg(long)]
        name: String,
        /// Where the element may be embedded, such as https://shop.example.com; may be said more than
        /// once. In test mode every page of this machine may embed it, too
        #[arg(long, value_name = "ORIGIN")]
        domain: Vec<String>,
        #[command(flatten)]
        target: Target,
    },
}

/// Errors: nobody has started a server here, or it does not open the account.
pub fn run(options: Options) -> anyhow::Result<()> {
    match options.command {
        None => {
            for account in Accounts::load(&options.data_dir)?.accounts {
                print(&account);
            }
            Ok(())
        }
        Some(Command::Create {
            country,
            name,
            domain,
            target,
        }) => {
            let new = NewAccount {
                display_name: name,
                country,
                domains: domain,
            };
            create(&new, &target)
        }
    }
}

fn create(new: &NewAccount, target: &Target) -> anyhow::Result<()> {
    let operator = Operator::of(target)?;
    let account = keys::create(&operator.origin, &operator.token, new)?;
    print(&account);
    match target.data_dir() {
        Some(data_dir) if account.is_of_test_mode() => Accounts::add(data_dir, account),
        Some(_) | None => Ok(()),
    }
}

fn print(account: &Account) {
    println!(
        "  {} ({}, {})",
        account.display_name, account.country, account.account
    );
    println!("    publishable key  {}", account.publishable_key);
    println!("    secret key       {}", account.secret_key);
}

fn country(text: &str) -> Result<String, String> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err("a country is two letters, such as DE or US".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_is_two_letters() {
        assert_eq!(country("de"), Ok("DE".to_owned()));
        assert!(country("Germany").is_err());
    }
}
