//! What the runtime lends the Worker: the only file that names bindings and secrets.

use crate::configuration;
use crate::keyed::Keyring;
use crate::mode::Mode;
use crate::ports::{Clock, Random};
use crate::secret::Secret;
use crate::vault::Vault;
use std::cell::{Cell, OnceCell};
use wasm_bindgen::JsValue;
use worker::js_sys::Reflect;
use worker::{Date, Env, Fetcher, ObjectNamespace, Result};

pub const PAYMENTS: &str = "PAYMENTS";
pub const ACCOUNTS: &str = "ACCOUNTS";
pub const ENDPOINTS: &str = "ENDPOINTS";
pub const SANDBOX: &str = "SANDBOX";
pub const CONSUMERS: &str = "CONSUMERS";
pub const CONSUMER_INDEX: &str = "CONSUMER_INDEX";
pub const INBOX: &str = "INBOX";
pub const LIMITS: &str = "LIMITS";
pub const OUTBOX: &str = "OUTBOX";
pub const RULES: &str = "RULES";
/// The static assets.
pub const ASSETS: &str = "ASSETS";
/// `live`, or `test`, which is meant where it is empty.
pub const KASSA_MODE: &str = "KASSA_MODE";
/// 64 hexadecimal digits: the root of every keyed hash.
pub const KASSA_SECRET: &str = "KASSA_SECRET";
/// What seals Link's records: `1:<64 hexadecimal digits>`, and by commas later versions.
pub const KASSA_VAULT_KEYS: &str = "KASSA_VAULT_KEYS";
/// Opens the operator's routes.
pub const KASSA_OPERATOR_TOKEN: &str = "KASSA_OPERATOR_TOKEN";
/// Where buyers' browsers reach this deployment: `https://pay.example.com`.
pub const KASSA_PUBLIC_ORIGIN: &str = "KASSA_PUBLIC_ORIGIN";
/// The text of Apple Pay's domain association file; empty for none.
pub const KASSA_APPLE_PAY_ASSOCIATION: &str = "KASSA_APPLE_PAY_ASSOCIATION";
/// Who carries e-mails to buyers; empty for the deployment's own inbox.
pub const KASSA_EMAIL_PROVIDER: &str = "KASSA_EMAIL_PROVIDER";
/// The address that e-mails come from.
pub const KASSA_EMAIL_FROM: &str = "KASSA_EMAIL_FROM";
/// What the provider knows this deployment by; a secret.
pub const KASSA_EMAIL_TOKEN: &str = "KASSA_EMAIL_TOKEN";
/// Where the provider is asked; empty for its own host.
pub const KASSA_EMAIL_API: &str = "KASSA_EMAIL_API";
/// Who carries SMS to buyers; empty for the deployment's own inbox.
pub const KASSA_SMS_PROVIDER: &str = "KASSA_SMS_PROVIDER";
/// The number, or the provider's service, that SMS come from.
pub const KASSA_SMS_FROM: &str = "KASSA_SMS_FROM";
/// The account with the provider.
pub const KASSA_SMS_ACCOUNT: &str = "KASSA_SMS_ACCOUNT";
/// What opens the account; a secret.
pub const KASSA_SMS_TOKEN: &str = "KASSA_SMS_TOKEN";
/// Where the provider is asked; empty for its own host.
pub const KASSA_SMS_API: &str = "KASSA_SMS_API";

/// The environment of one request or object.
pub struct Edge {
    env: Env,
    mode: Mode,
    keyring: Keyring,
    origin: String,
    operator_token: OnceCell<String>,
    apple_pay_association: OnceCell<String>,
    vault: OnceCell<Vault>,
    partner_ms: Cell<Option<i64>>,
}

impl Edge {
    /// Errors: a secret or variable is not set, or not in its form.
    pub fn new(env: Env) -> Result<Self> {
        let mode = mode(&env)?;
        let root = secret(&env, KASSA_SECRET)?;
        let keyring = Keyring::from_hex(&root)
            .ok_or_else(|| malformed(KASSA_SECRET, "64 hexadecimal digits"))?;
        let origin = secret(&env, KASSA_PUBLIC_ORIGIN)?;
        Ok(Self {
            env,
            mode,
            keyring,
            origin: origin.trim_end_matches('/').to_owned(),
            operator_token: OnceCell::new(),
            apple_pay_association: OnceCell::new(),
            vault: OnceCell::new(),
            partner_ms: Cell::new(None),
        })
    }

    pub fn payments(&self) -> Result<ObjectNamespace> {
        self.env.durable_object(PAYMENTS)
    }

    pub fn accounts(&self) -> Result<ObjectNamespace> {
        self.env.durable_object(ACCOUNTS)
    }

    pub fn endpoints(&self) -> Result<ObjectNamespace> {
        self.env.durable_object(ENDPOINTS)
    }

    /// Errors: the deployment is live, where nothing may be paid with the sandbox.
    pub fn sandbox(&self) -> Result<ObjectNamespace> {
        match self.mode {
            Mode::Test => self.env.durable_object(SANDBOX),
            Mode::Live => Err(worker::Error::from("live mode has no sandbox")),
        }
    }

    pub fn consumers(&self) -> Result<ObjectNamespace> {
        self.env.durable_object(CONSUMERS)
    }

    pub fn consumer_index(&self) -> Result<ObjectNamespace> {
        self.env.durable_object(CONSUMER_INDEX)
    }

    pub fn inbox(&self) -> Result<ObjectNamespace> {
        self.env.durable_object(INBOX)
    }

    pub fn limits(&self) -> Result<ObjectNamespace> {
        self.env.durable_object(LIMITS)
    }

    pub fn outbox(&self) -> Result<ObjectNamespace> {
        self.env.durable_object(OUTBOX)
    }

    pub fn rules(&self) -> Result<ObjectNamespace> {
        self.env.durable_object(RULES)
    }

    pub fn assets(&self) -> Result<Fetcher> {
        self.env.service(ASSETS)
    }

    /// Whether the money is real here.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// What seals Link's records. Errors: its keys are not set, or not in their form.
    pub fn vault(&self) -> Result<&Vault> {
        if let Some(vault) = self.vault.get() {
            return Ok(vault);
        }
        let keys = secret(&self.env, KASSA_VAULT_KEYS)?;
        let form = "1: and 64 hexadecimal digits, and later versions by commas";
        let vault = Vault::parse(&keys).ok_or_else(|| malformed(KASSA_VAULT_KEYS, form))?;
        Ok(self.vault.get_or_init(|| vault))
    }

    /// This deployment's own origin, without a slash at the end.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The origin without its scheme, as people read it.
    pub fn host(&self) -> &str {
        self.origin
            .split_once("://")
            .map_or(self.origin.as_str(), |(_, host)| host)
    }

    /// How long partners have been waited for, in milliseconds; `None` when none was asked.
    pub fn partner_ms(&self) -> Option<i64> {
        self.partner_ms.get()
    }

    pub fn note_partner_ms(&self, ms: i64) {
        let before = self.partner_ms.get().unwrap_or_default();
        self.partner_ms.set(Some(before.saturating_add(ms)));
    }

    /// The operator's token; `None` closes the operator's routes.
    pub fn operator_token(&self) -> Option<&str> {
        let token = self
            .operator_token
            .get_or_init(|| self.text(KASSA_OPERATOR_TOKEN));
        (!token.is_empty()).then_some(token)
    }

    /// Apple Pay's domain association file; `None` where the operator has set none.
    pub fn apple_pay_association(&self) -> Option<&str> {
        let file = self
            .apple_pay_association
            .get_or_init(|| self.text(KASSA_APPLE_PAY_ASSOCIATION));
        (!file.is_empty()).then_some(file)
    }
}

/// Whether the money is real in this environment. Errors: it does not say so in a word that is known.
pub fn mode(env: &Env) -> Result<Mode> {
    Mode::parse(&text(env, KASSA_MODE)).ok_or_else(|| malformed(KASSA_MODE, "test or live"))
}

/// What the deployment was not given, or not in its form; a sentence each.
pub fn problems(env: &Env) -> Vec<String> {
    configuration::problems(|name| text(env, name))
}

/// How the operator wants a kind of message carried, as it was set.
pub struct ProviderSettings {
    /// The variable that names the provider, and what it says.
    pub chosen_by: &'static str,
    pub provider: String,
    /// Who the messages come from, the variable and the value.
    pub from: (&'static str, String),
    pub token: (&'static str, Secret<String>),
    pub api: (&'static str, String),
}

impl Edge {
    pub fn email_settings(&self) -> ProviderSettings {
        ProviderSettings {
            chosen_by: KASSA_EMAIL_PROVIDER,
            provider: self.text(KASSA_EMAIL_PROVIDER),
            from: (KASSA_EMAIL_FROM, self.text(KASSA_EMAIL_FROM)),
            token: (KASSA_EMAIL_TOKEN, Secret::new(self.text(KASSA_EMAIL_TOKEN))),
            api: (KASSA_EMAIL_API, self.text(KASSA_EMAIL_API)),
        }
    }

    pub fn sms_settings(&self) -> ProviderSettings {
        ProviderSettings {
            chosen_by: KASSA_SMS_PROVIDER,
            provider: self.text(KASSA_SMS_PROVIDER),
            from: (KASSA_SMS_FROM, self.text(KASSA_SMS_FROM)),
            token: (KASSA_SMS_TOKEN, Secret::new(self.text(KASSA_SMS_TOKEN))),
            api: (KASSA_SMS_API, self.text(KASSA_SMS_API)),
        }
    }

    /// Whose account at the provider of SMS messages go over, the variable and the value.
    pub fn sms_account(&self) -> (&'static str, String) {
        (KASSA_SMS_ACCOUNT, self.text(KASSA_SMS_ACCOUNT))
    }

    /// A variable or secret; empty where it is not set.
    fn text(&self, name: &str) -> String {
        text(&self.env, name)
    }
}

/// What is bound may be no text at all: a variable that lacks is `null` where workerd is told to take it
/// from its environment.
fn text(env: &Env, name: &str) -> String {
    let bound = Reflect::get(env.as_ref(), &JsValue::from_str(name)).ok();
    let text = bound.and_then(|bound| bound.as_string());
    text.unwrap_or_default().trim().to_owned()
}

/// A secret or variable, which are read alike. Errors: it is not set, told by its name.
fn secret(env: &Env, name: &str) -> Result<String> {
    match text(env, name) {
        value if value.is_empty() => Err(worker::Error::from(format!("{name} is not set"))),
        value => Ok(value),
    }
}

/// The value itself is in no message.
fn malformed(name: &str, form: &str) -> worker::Error {
    worker::Error::from(format!("{name} must be {form}"))
}

/// The runtime's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX)
    }
}

/// The runtime's random numbers.
pub struct SystemRandom;

impl Random for SystemRandom {
    fn bytes(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        // The runtime's generator cannot fail; should it, a panic stops the request, because ids
        // that can be guessed would be worse.
        #[allow(clippy::expect_used)]
        getrandom::fill(&mut bytes).expect("the runtime provides random numbers");
        bytes
    }
}
