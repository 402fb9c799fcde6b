//! The merchant API of a Kassa that runs on this machine, as the tool's own commands use it: through
//! the same routes as everybody, with an account's secret key.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use clap::Args;
use serde::Deserialize;
use serde_json::Value;

use crate::keys::{Account, Accounts};
use crate::serve;

const TIMEOUT: Duration = Duration::from_secs(20);

/// Which Kassa to ask, and for which of its accounts.
#[derive(Args, Clone, Debug)]
pub struct Target {
    /// The account's id (acct_…), as `kassa keys` lists it; without it, the first one
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<String>,
    /// Port that the running Kassa listens on
    #[arg(long, default_value_t = 8787)]
    pub port: u16,
    /// Folder that holds the keys of the running Kassa
    #[arg(long, value_name = "FOLDER", default_value = ".kassa")]
    pub data_dir: PathBuf,
}

/// One account's way to the API.
pub struct MerchantApi {
    origin: String,
    secret_key: String,
    agent: ureq::Agent,
}

impl MerchantApi {
    /// Errors: no Kassa was started with the data folder yet, or it has no such account. Asks
    /// nothing.
    pub fn new(target: &Target) -> anyhow::Result<Self> {
        let accounts = Accounts::load(&target.data_dir)?.accounts;
        let account = choose(&accounts, target.account.as_deref())?;
        Ok(Self::of(&serve::origin(target.port), &account.secret_key))
    }

    /// The API of an account whose key is known.
    pub fn of(origin: &str, secret_key: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            secret_key: secret_key.to_owned(),
            agent: ureq::Agent::config_builder()
                .http_status_as_error(false)
                .timeout_global(Some(TIMEOUT))
                .build()
                .new_agent(),
        }
    }

    /// Errors: [`Unreachable`], or what the API answered.
    pub fn get(&self, path: &str, query: &[(&str, &str)]) -> anyhow::Result<Value> {
        let answered = self
            .agent
            .get(format!("{}{path}", self.origin))
            .query_pairs(query.iter().copied())
            .header("Authorization", self.authorization())
            .call();
        self.read(answered)
    }

    /// Errors: [`Unreachable`], or what the API answered.
    pub fn post(&self, path: &str, form: &[(&str, &str)]) -> anyhow::Result<Value> {
        let answered = self
            .agent
            .post(format!("{}{path}", self.origin))
            .header("Authorization", self.authorization())
            .send_form(form.iter().copied());
        self.read(answered)
    }

    fn authorization(&self) -> String {
        format!("Bearer {}", self.secret_key)
    }

    fn read(&self, answered: Answered) -> anyhow::Result<Value> {
        let mut answer = answered.map_err(|error| Unreachable {
            origin: self.origin.clone(),
            reason: error.to_string(),
        })?;
        let body: Value = answer
            .body_mut()
            .read_json()
            .with_context(|| format!("reading {}'s answer", self.origin))?;
        match answer.status().as_u16() {
            200 => Ok(body),
            401 => bail!(
                "{} does not know this account's key: is --data-dir the folder that it was started with?",
                self.origin
            ),
            status => Err(refusal(status, body)),
        }
    }
}

type Answered = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

/// Nothing answers there.
#[derive(Debug)]
pub struct Unreachable {
    origin: String,
    reason: String,
}

impl std::fmt::Display for Unreachable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} does not answer ({}). Start Kassa with `cargo run`, or name its port with --port",
            self.origin, self.reason
        )
    }
}

impl std::error::Error for Unreachable {}

fn refusal(status: u16, body: Value) -> anyhow::Error {
    #[derive(Deserialize)]
    struct Refused {
        error: Reason,
    }
    #[derive(Deserialize)]
    struct Reason {
        message: String,
    }
    match serde_json::from_value::<Refused>(body) {
        Ok(refused) => anyhow!("{}", refused.error.message),
        Err(_) => anyhow!("Kassa answered with status {status}; its log says why"),
    }
}

fn choose<'a>(accounts: &'a [Account], id: Option<&str>) -> anyhow::Result<&'a Account> {
    let found = match id {
        None => accounts.first(),
        Some(id) => accounts.iter().find(|account| account.account == id),
    };
    found.ok_or_else(|| {
        let known: Vec<&str> = accounts.iter().map(|one| one.account.as_str()).collect();
        anyhow!(
            "there is no account {}; `kassa keys` lists them: {}",
            id.unwrap_or("yet"),
            known.join(", ")
        )
    })
}

/// The items of a list.
pub fn items(list: &Value) -> &[Value] {
    list["data"].as_array().map_or(&[], Vec::as_slice)
}

/// A text of an object; empty where it has none.
pub fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object[field].as_str().unwrap_or_default()
}

/// Accepts the ids that begin in this way, and nothing that would change a path.
pub fn id_of(prefix: &'static str) -> impl Fn(&str) -> Result<String, String> + Clone {
    move |given| {
        let is_id = given.strip_prefix(prefix).is_some_and(|body| {
            !body.is_empty() && body.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        match is_id {
            true => Ok(given.to_owned()),
            false => Err(format!("an id like {prefix}1a2B3c was expected")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str) -> Account {
        Account {
            account: id.to_owned(),
            display_name: String::new(),
            country: "US".to_owned(),
            secret_key: String::new(),
            publishable_key: String::new(),
        }
    }

    #[test]
    fn an_account_is_chosen_by_its_id_and_the_first_without_one() {
        let accounts = [account("acct_1"), account("acct_2")];
        assert_eq!(choose(&accounts, None).unwrap().account, "acct_1");
        assert_eq!(choose(&accounts, Some("acct_2")).unwrap().account, "acct_2");
        let error = choose(&accounts, Some("acct_3")).unwrap_err().to_string();
        assert!(error.contains("acct_3") && error.contains("acct_1, acct_2"));
        assert!(choose(&[], None).is_err());
    }

    #[test]
    fn an_id_is_nothing_that_would_change_a_path() {
        let event = id_of("evt_");
        assert_eq!(event("evt_1aB"), Ok("evt_1aB".to_owned()));
        for other in ["evt_", "we_1", "evt_1/resend", "evt_1?x", ""] {
            assert!(event(other).is_err(), "{other}");
        }
    }
}
