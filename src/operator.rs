//! The operator of a Kassa that runs, here or elsewhere: what their commands have in common.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use crate::keys::Secrets;
use crate::serve;

/// The operator's token of a Kassa elsewhere, or of one that was given its secrets: from the
/// environment, so that it is in no list of processes.
const TOKEN_VARIABLE: &str = "KASSA_OPERATOR_TOKEN";

/// Which Kassa.
#[derive(Args, Clone, Debug)]
pub struct Target {
    /// Port that the running Kassa listens on
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Folder that holds the secrets of the running Kassa; where it holds none, as in live mode,
    /// KASSA_OPERATOR_TOKEN is read
    #[arg(long, value_name = "FOLDER", default_value = ".kassa")]
    data_dir: PathBuf,
    /// A deployment elsewhere, such as https://pay.example.com; its operator's token is read from the
    /// environment variable KASSA_OPERATOR_TOKEN
    #[arg(long, conflicts_with_all = ["port", "data_dir"])]
    url: Option<String>,
}

impl Target {
    /// The folder of a Kassa on this machine; `None` for one elsewhere.
    #[must_use]
    pub fn data_dir(&self) -> Option<&Path> {
        self.url.is_none().then_some(self.data_dir.as_path())
    }
}

/// Where it is, and what opens its operator's routes.
pub struct Operator {
    pub origin: String,
    pub token: String,
}

impl Operator {
    /// Errors: its token is not to be found. Asks nothing.
    pub fn of(target: &Target) -> anyhow::Result<Self> {
        let (origin, token) = match &target.url {
            Some(url) => {
                let token = env::var(TOKEN_VARIABLE).with_context(|| {
                    format!("reading the operator's token from the environment ({TOKEN_VARIABLE})")
                })?;
                (url.trim_end_matches('/').to_owned(), token)
            }
            None => {
                // A deployment in live mode keeps no secrets in its folder.
                let token = match Secrets::load(&target.data_dir) {
                    Ok(secrets) => secrets.operator_token,
                    Err(unknown) => env::var(TOKEN_VARIABLE).map_err(|_| unknown)?,
                };
                (serve::origin(target.port), token)
            }
        };
        Ok(Self { origin, token })
    }
}
