//! Secrets of this machine's deployment, and the accounts that this tool made on it.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use edge_worker::mode::Mode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::serve::agent;

const SECRETS_FILE: &str = "secrets.json";
const KEYS_FILE: &str = "keys.json";
/// The root of keyed hashes and the operator's token are both 256 bits.
const SECRET_BYTES: usize = 32;

const DEMO_STORE_NAME: &str = "Kassa demo store";
/// Where the demo store has an account beside the first one's country.
const DEMO_BRANCHES: [&str; 13] = [
    "NL", "GB", "ES", "FR", "SG", "JP", "MY", "TH", "MX", "BR", "AU", "NZ", "CA",
];

/// What the Worker is given in secret. Whoever has these can do everything.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secrets {
    /// Root of all keyed hashes, 64 hex digits. A lost one cannot be replaced: stored keys would no
    /// longer be recognised.
    pub kassa_secret: String,
    /// Bearer token of the operator's routes.
    pub operator_token: String,
    /// What seals Link's records: a version and 64 hex digits, and later versions by commas. Made
    /// where a folder of an older build has none.
    #[serde(default)]
    pub vault_keys: String,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl Secrets {
    /// The secrets of a data folder, made at its first use.
    pub fn load_or_create(data_dir: &Path) -> anyhow::Result<Self> {
        let known = read::<Self>(&data_dir.join(SECRETS_FILE))?;
        let secrets = match known {
            Some(secrets) if !secrets.vault_keys.is_empty() => return Ok(secrets),
            Some(without_vault) => Self {
                vault_keys: first_vault_key()?,
                ..without_vault
            },
            None => Self {
                kassa_secret: random_hex()?,
                operator_token: random_hex()?,
                vault_keys: first_vault_key()?,
            },
        };
        secrets.store(data_dir)?;
        Ok(secrets)
    }

    /// The secrets of a data folder. Errors: no server has been started with it yet.
    pub fn load(data_dir: &Path) -> anyhow::Result<Self> {
        read(&data_dir.join(SECRETS_FILE))?.ok_or_else(|| never_started(data_dir))
    }

    /// In place of those that the folder had. A running server has its own copy.
    pub fn store(&self, data_dir: &Path) -> anyhow::Result<()> {
        write_private(&data_dir.join(SECRETS_FILE), self)
    }
}

/// An account's keys, as its creation answered them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    pub account: String,
    pub display_name: String,
    /// Two letters, such as `US`.
    pub country: String,
    pub secret_key: String,
    pub publishable_key: String,
}

impl Account {
    /// Whether its keys move nothing but test money.
    #[must_use]
    pub fn is_of_test_mode(&self) -> bool {
        self.secret_key.starts_with(Mode::Test.secret_prefix())
    }
}

/// What to create an account with.
#[derive(Clone, Debug, Serialize)]
pub struct NewAccount {
    pub display_name: String,
    /// Two letters, such as `US`.
    pub country: String,
    /// Origins that may show the element: `https://shop.example`. In test mode every page of this
    /// machine may, too.
    pub domains: Vec<String>,
}

/// The accounts made by this tool in a data folder, the development account first.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Accounts {
    pub accounts: Vec<Account>,
}

impl Accounts {
    /// Errors: no server has been started with this data folder yet.
    pub fn load(data_dir: &Path) -> anyhow::Result<Self> {
        read(&data_dir.join(KEYS_FILE))?.ok_or_else(|| never_started(data_dir))
    }

    /// The account that `kassa dev` and the demo store use, made at the first start, and again when
    /// the server no longer knows it (because its objects were deleted).
    pub fn development(
        data_dir: &Path,
        origin: &str,
        secrets: &Secrets,
    ) -> anyhow::Result<Account> {
        let mut accounts: Self = read(&data_dir.join(KEYS_FILE))?.unwrap_or_default();
        if let Some(account) = accounts.accounts.first()
            && is_known(origin, account)?
        {
            return Ok(account.clone());
        }
        let account = create(
            origin,
            &secrets.operator_token,
            &NewAccount {
                display_name: DEMO_STORE_NAME.to_owned(),
                country: "US".to_owned(),
                domains: Vec::new(),
            },
        )?;
        accounts.accounts.insert(0, account.clone());
        write_private(&data_dir.join(KEYS_FILE), &accounts)?;
        Ok(account)
    }

    /// The demo store's accounts beside the first, so that buyers are offered what only merchants
    /// of their country may take: Konbini in Japan, OXXO in Mexico, Affirm in Canada. Made as needed.
    pub fn demo_branches(
        data_dir: &Path,
        origin: &str,
        secrets: &Secrets,
    ) -> anyhow::Result<Vec<Account>> {
        let known = Self::load(data_dir)?.accounts;
        let mut branches = Vec::new();
        for country in DEMO_BRANCHES {
            let remembered = known.iter().find(|account| {
                account.country == country && account.display_name == DEMO_STORE_NAME
            });
            if let Some(account) = remembered
                && is_known(origin, account)?
            {
                branches.push(account.clone());
                continue;
            }
            let new = NewAccount {
                display_name: DEMO_STORE_NAME.to_owned(),
                country: country.to_owned(),
                domains: Vec::new(),
            };
            let account = create(origin, &secrets.operator_token, &new)?;
            Self::add(data_dir, account.clone())?;
            branches.push(account);
        }
        Ok(branches)
    }

    /// Remembers one more account.
    pub fn add(data_dir: &Path, account: Account) -> anyhow::Result<()> {
        let mut accounts = Self::load(data_dir)?;
        accounts.accounts.push(account);
        write_private(&data_dir.join(KEYS_FILE), &accounts)
    }
}

/// Makes an account on a running server, which the operator's token opens.
pub fn create(origin: &str, operator_token: &str, new: &NewAccount) -> anyhow::Result<Account> {
    #[derive(Deserialize)]
    struct Created {
        account: String,
        secret_key: String,
        publishable_key: String,
    }

    let mut answer = agent()
        .post(format!("{origin}/operator/accounts"))
        .header("Authorization", format!("Bearer {operator_token}"))
        .send_json(new)
        .with_context(|| {
            format!("asking {origin} for an account; is `kassa dev` running there?")
        })?;
    let status = answer.status();
    let body = answer.body_mut().read_to_string().unwrap_or_default();
    if !status.is_success() {
        bail!("{origin} refused to make an account ({status}): {body}");
    }
    let created: Created = serde_json::from_str(&body)
        .with_context(|| format!("reading {origin}'s answer about the new account"))?;
    Ok(Account {
        account: created.account,
        display_name: new.display_name.clone(),
        country: new.country.clone(),
        secret_key: created.secret_key,
        publishable_key: created.publishable_key,
    })
}

fn is_known(origin: &str, account: &Account) -> anyhow::Result<bool> {
    let answer = agent()
        .get(format!("{origin}/v1/payment_intents?limit=1"))
        .header("Authorization", format!("Bearer {}", account.secret_key))
        .call()
        .with_context(|| format!("asking {origin} about the stored keys"))?;
    Ok(answer.status().as_u16() != 401)
}

fn never_started(data_dir: &Path) -> anyhow::Error {
    anyhow!(
        "{} holds no Kassa yet: start it once with `cargo run`, or choose another --data-dir",
        data_dir.display()
    )
}

fn first_vault_key() -> anyhow::Result<String> {
    Ok(format!("1:{}", random_hex()?))
}

/// 256 random bits.
pub fn random_hex() -> anyhow::Result<String> {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes).context("asking the system for random bytes")?;
    Ok(hex::encode(bytes))
}

fn read<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Option<T>> {
    match fs::read_to_string(path) {
        Ok(text) => serde_json::from_str(&text)
            .map(Some)
            .with_context(|| format!("reading {}", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
    }
}

/// Writes a file that only its owner can read, as a whole or not at all.
fn write_private(path: &Path, value: &impl Serialize) -> anyhow::Result<()> {
    let unfinished = path.with_extension("unfinished");
    let write = || -> std::io::Result<()> {
        let mut file = File::options()
            .create(true)
            .write(true)
            .truncate(true)
            .mode(0o600)
            .open(&unfinished)?;
        // `mode` only counts for a file that did not exist.
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
        file.write_all(&serde_json::to_vec_pretty(value)?)?;
        file.sync_all()?;
        fs::rename(&unfinished, path)
    };
    write().with_context(|| format!("writing {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_made_once_and_only_for_their_owner() {
        let folder = tempfile::tempdir().expect("temporary folder");
        assert!(Secrets::load(folder.path()).is_err());

        let made = Secrets::load_or_create(folder.path()).expect("made");
        assert_eq!(made.kassa_secret.len(), 64);
        assert_ne!(made.kassa_secret, made.operator_token);

        let again = Secrets::load_or_create(folder.path()).expect("loaded");
        assert_eq!(again.kassa_secret, made.kassa_secret);
        let mode = fs::metadata(folder.path().join(SECRETS_FILE))
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let secrets = Secrets {
            kassa_secret: "abc".to_owned(),
            operator_token: "def".to_owned(),
            vault_keys: String::new(),
        };
        assert_eq!(format!("{secrets:?}"), "Secrets(…)");
    }
}
