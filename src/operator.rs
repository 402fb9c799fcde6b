//! The operator of a Kassa that runs, here or elsewhere: what their commands have in common.

use std::env;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::keys::Secrets;
use crate::serve;

/// The operator's token of a Kassa elsewhere, so that it is in no list of processes.
const TOKEN_VARIABLE: &str = "KASSA_OPERATOR_TOKEN";

/// Which Kassa.
#[derive(Args, Clone, Debug)]
pub struct Target {
    /// Port that the running Kassa listens on
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Folder that holds the secrets of the running Kassa
    #[arg(long, value_name = "FOLDER", default_value = ".kassa")]
    data_dir: PathBuf,
    /// A deployment elsewhere, such as https://pay.example.com; its operator's token is read from the
    /// environment variable KASSA_OPERATOR_TOKEN
    #[arg(long, conflicts_with_all = ["port", "data_dir"])]
    url: Option<String>,
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
                let secrets = Secrets::load(&target.data_dir)?;
                (serve::origin(target.port), secrets.operator_token)
            }
        };
        Ok(Self { origin, token })
    }
}
