//! Whose key a request brought, and what that key may do.

use crate::env::{Edge, SystemClock};
use crate::keyed::{Keyring, equal_secrets};
use crate::mode::Mode;
use crate::objects::account::wire::{
    AccountAnswer, AccountQuestion, EnabledDomain, KeyKind, Profile,
};
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::ports::{Clock, Fault};
use shared::api::error::ApiError;
use shared::country::CountryCode;
use shared::ids::AccountId;
use shared::payment::terms::Configured;
use std::cell::RefCell;
use std::collections::HashMap;

/// A key that was good this long ago is taken as good without asking the account again; so long a
/// revoked key may live on.
const CACHE_MS: i64 = 30_000;
/// A full cache is emptied, so that made-up keys cannot fill the isolate's memory.
const CACHE_ENTRIES_MAX: usize = 1_000;
const BODY_LENGTH: usize = 22;

/// A request's account.
#[derive(Debug, Clone)]
pub struct Caller {
    pub profile: Profile,
    pub kind: KeyKind,
    /// The account's default configuration of payment methods.
    pub configuration: Option<Configured>,
    /// Its enabled payment method domains.
    pub domains: Vec<EnabledDomain>,
    /// Whether it is Link's own page that asks, for the account.
    pub is_links_page: bool,
}

impl Caller {
    /// Whoever is on Kassa's own pages, where no merchant is.
    pub fn visitor() -> Self {
        Self {
            profile: Profile {
                id: AccountId::from_bytes([0; 16]),
                display_name: String::new(),
                country: CountryCode::US,
                domains: Vec::new(),
                fees: None,
            },
            kind: KeyKind::Publishable,
            configuration: None,
            domains: Vec::new(),
            is_links_page: false,
        }
    }

    /// Whether a buyer's browser asks, and not a merchant's server.
    pub fn is_buyer(&self) -> bool {
        self.kind == KeyKind::Publishable
    }

    /// Whether no merchant asks.
    pub fn is_visitor(&self) -> bool {
        self.profile.id.to_bytes() == [0; 16]
    }
}

thread_local! {
    static CACHE: RefCell<HashMap<String, (Caller, i64)>> = RefCell::new(HashMap::new());
}

/// The account behind a key. Errors: 401 for a key that nobody has.
pub async fn authenticate(edge: &Edge, key: Option<&str>) -> Result<Caller, AuthError> {
    let Some(key) = key.filter(|key| !key.is_empty()) else {
        return Err(AuthError::Api(ApiError::unauthenticated(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
        )));
    };
    let hash = edge.keyring().api_key_hash(key);
    let now_ms = SystemClock.now_ms();
    let cached = CACHE.with_borrow(|cache| cache.get(&hash).cloned());
    if let Some((caller, _)) = cached.filter(|(_, until)| *until > now_ms) {
        return Ok(caller);
    }
    let mode = edge.mode();
    let account = account_of(key, mode).ok_or_else(|| unknown(key, mode))?;
    let is_links_page = equal_secrets(key, &links_page_key(edge.keyring(), mode, &account));
    let question = match is_links_page {
        true => AccountQuestion::Describe,
        false => AccountQuestion::Authenticate {
            key_hash: hash.clone(),
        },
    };
    let reply: AccountAnswer = call(
        &edge.accounts().map_err(Fault::from)?,
        account.as_str(),
        &question,
        STORAGE_DEADLINE,
    )
    .await
    .map_err(Fault::from)?;
    let AccountAnswer::Authenticated {
        profile,
        kind,
        configuration,
        domains,
    } = reply
    else {
        return Err(invalid(key));
    };
    let caller = Caller {
        profile: *profile,
        kind,
        configuration,
        domains,
        is_links_page,
    };
    remember(hash, &caller, now_ms);
    Ok(caller)
}

/// Why there is no caller.
#[derive(Debug)]
pub enum AuthError {
    Api(ApiError),
    Fault(Fault),
}

impl From<Fault> for AuthError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Whoever comes next with a key of this account is looked up anew.
pub fn forget(account: &AccountId) {
    CACHE.with_borrow_mut(|cache| cache.retain(|_, (caller, _)| caller.profile.id != *account));
}

fn remember(hash: String, caller: &Caller, now_ms: i64) {
    CACHE.with_borrow_mut(|cache| {
        if cache.len() >= CACHE_ENTRIES_MAX {
            cache.clear();
        }
        cache.insert(hash, (caller.clone(), now_ms.saturating_add(CACHE_MS)));
    });
}

/// A key names its account, so that looking it up needs no central table:
/// `sk_test_` + account + secret. Keys of the other mode name none.
fn account_of(key: &str, mode: Mode) -> Option<AccountId> {
    let body = key
        .strip_prefix(mode.secret_prefix())
        .or_else(|| key.strip_prefix(mode.publishable_prefix()))?;
    let account = body.get(..BODY_LENGTH)?;
    AccountId::parse(&format!("{}{account}", AccountId::PREFIX))
}

/// New keys for an account; 16 random bytes each.
pub fn new_keys(
    mode: Mode,
    account: &AccountId,
    secret: [u8; 16],
    publishable: [u8; 16],
) -> (String, String) {
    let body = account.as_str().trim_start_matches(AccountId::PREFIX);
    let tail = shared::ids::base62;
    (
        format!("{}{body}{}", mode.secret_prefix(), tail(secret)),
        format!("{}{body}{}", mode.publishable_prefix(), tail(publishable)),
    )
}

/// The publishable key by which Link's own page asks for an account. It is derived and not stored, and
/// embeds the element in that page alone.
pub fn links_page_key(keyring: &Keyring, mode: Mode, account: &AccountId) -> String {
    let body = account.as_str().trim_start_matches(AccountId::PREFIX);
    let tail = shared::ids::base62(keyring.links_page_key(account));
    format!("{}{body}{tail}", mode.publishable_prefix())
}

/// A key that names no account here.
fn unknown(key: &str, mode: Mode) -> AuthError {
    let other = mode.other();
    let is_others = [other.secret_prefix(), other.publishable_prefix()]
        .iter()
        .any(|prefix| key.starts_with(prefix));
    let why = match is_others {
        true => format!(
            ". It is a key for {} mode, and this deployment is in {} mode: use the keys that were made here.",
            other.as_str(),
            mode.as_str()
        ),
        false => String::new(),
    };
    refused(key, &why)
}

fn invalid(key: &str) -> AuthError {
    refused(key, "")
}

/// The key is shown by its first and last characters only.
fn refused(key: &str, why: &str) -> AuthError {
    const SHOWN: usize = 4;
    let start: String = key.chars().take(8).collect();
    let end: String = match key.chars().count() {
        0..=16 => String::new(),
        length => key.chars().skip(length.saturating_sub(SHOWN)).collect(),
    };
    AuthError::Api(ApiError::unauthenticated(format!(
        "Invalid API Key provided: {start}****{end}{why}"
    )))
}

/// Refuses publishable keys where only a secret one will do.
pub fn require_secret(caller: &Caller) -> Result<(), ApiError> {
    match caller.kind {
        KeyKind::Secret => Ok(()),
        KeyKind::Publishable => Err(ApiError::invalid(
            "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys with `kassa keys`.",
        )
        .with_code("secret_key_required")
        .with_status(403)),
    }
}

/// Refuses secret keys where a buyer's browser asks for itself.
pub fn require_publishable(caller: &Caller) -> Result<(), ApiError> {
    match caller.kind {
        KeyKind::Publishable => Ok(()),
        KeyKind::Secret => Err(ApiError::invalid(
            "This API call is made by the buyer's browser, with a publishable API key.",
        )
        .with_code("publishable_key_required")
        .with_status(403)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_its_account() {
        let account = AccountId::from_bytes([5; 16]);
        for mode in [Mode::Test, Mode::Live] {
            let (secret, publishable) = new_keys(mode, &account, [1; 16], [2; 16]);
            for key in [secret, publishable] {
                assert_eq!(account_of(&key, mode), Some(account.clone()));
                assert_eq!(account_of(&key, mode.other()), None);
            }
        }
        for nobodys in ["sk_test_short", "sk_test_ééééééééééééééééé"] {
            assert_eq!(account_of(nobodys, Mode::Test), None);
        }
    }

    #[test]
    fn an_invalid_key_is_not_echoed_whole() {
        let AuthError::Api(error) = invalid("sk_test_0123456789abcdef") else {
            unreachable!()
        };
        assert_eq!(error.message, "Invalid API Key provided: sk_test_****cdef");
        assert_eq!(error.status, 401);
    }

    #[test]
    fn whoever_brings_a_key_of_the_other_mode_is_told_so() {
        let AuthError::Api(error) = unknown("sk_test_0123456789abcdef", Mode::Live) else {
            unreachable!()
        };
        let message = &error.message;
        assert!(message.contains("a key for test mode, and this deployment is in live mode"));
        assert!(!message.contains("0123456789"));
    }
}
