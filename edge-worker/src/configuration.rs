//! What a deployment must be given before it serves anybody. The tool asks the same before it starts
//! one on this machine.

use crate::env::{
    KASSA_EMAIL_PROVIDER, KASSA_MODE, KASSA_OPERATOR_TOKEN, KASSA_PUBLIC_ORIGIN, KASSA_SECRET,
    KASSA_VAULT_KEYS,
};
use crate::keyed::Keyring;
use crate::mode::Mode;
use crate::routes::webhook_target::{Place, place};
use crate::vault::Vault;
use crate::web_address;

/// A shorter token could be guessed.
const OPERATOR_TOKEN_LENGTH_MIN: usize = 32;

/// What lacks or is not in its form, a sentence each; none where all is there. `value` is what a
/// variable or secret of this name holds, and empty where it is not set: nothing that it answers is
/// repeated in a sentence.
#[must_use]
pub fn problems(value: impl Fn(&str) -> String) -> Vec<String> {
    let said = value(KASSA_MODE);
    let Some(mode) = Mode::parse(&said) else {
        return vec![format!("{KASSA_MODE} must be test or live")];
    };
    let mut found = Vec::new();
    let mut check = |name: &str, is_right: bool, form: &str| {
        if value(name).trim().is_empty() {
            found.push(format!("{name} is not set: it must be {form}"));
        } else if !is_right {
            found.push(format!("{name} must be {form}"));
        }
    };
    let secret = value(KASSA_SECRET);
    check(
        KASSA_SECRET,
        Keyring::from_hex(&secret).is_some(),
        "64 hexadecimal digits, which never change",
    );
    let vault = value(KASSA_VAULT_KEYS);
    check(
        KASSA_VAULT_KEYS,
        Vault::parse(&vault).is_some(),
        "1: and 64 hexadecimal digits, and later versions by commas",
    );
    let origin = value(KASSA_PUBLIC_ORIGIN);
    match mode {
        Mode::Test => check(
            KASSA_PUBLIC_ORIGIN,
            true,
            "where browsers reach this deployment",
        ),
        Mode::Live => {
            check(
                KASSA_PUBLIC_ORIGIN,
                is_public_origin(&origin),
                "where browsers reach this deployment, https:// and a public name without a path",
            );
            let token = value(KASSA_OPERATOR_TOKEN);
            check(
                KASSA_OPERATOR_TOKEN,
                token.trim().len() >= OPERATOR_TOKEN_LENGTH_MIN,
                "32 characters at least that nobody can guess",
            );
            // A buyer's code is for the buyer alone.
            check(
                KASSA_EMAIL_PROVIDER,
                true,
                "who carries e-mails to buyers, because the inbox of this deployment is for test mode",
            );
        }
    }
    found
}

fn is_public_origin(text: &str) -> bool {
    let Some(url) = web_address::parse(text.trim()) else {
        return false;
    };
    let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let is_anonymous = url.username().is_empty() && url.password().is_none();
    let is_public = url.host().is_some_and(|host| place(&host) == Place::Public);
    url.scheme() == "https" && is_bare && is_anonymous && is_public
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn found(mode: &str, changed: &[(&'static str, &str)]) -> Vec<String> {
        let digits = "0f".repeat(32);
        let vault = format!("1:{digits}");
        let mut set = BTreeMap::from([
            (KASSA_MODE, mode),
            (KASSA_SECRET, digits.as_str()),
            (KASSA_VAULT_KEYS, vault.as_str()),
            (KASSA_OPERATOR_TOKEN, digits.as_str()),
            (KASSA_PUBLIC_ORIGIN, "https://pay.example.com"),
            (KASSA_EMAIL_PROVIDER, "postmark"),
        ]);
        set.extend(changed.iter().copied());
        problems(|name| set.get(name).copied().unwrap_or_default().to_owned())
    }

    #[test]
    fn what_is_whole_has_no_problems() {
        assert_eq!(found("live", &[]), [""; 0]);
        assert_eq!(found("test", &[]), [""; 0]);
        assert_eq!(
            found("", &[(KASSA_PUBLIC_ORIGIN, "http://localhost:8787")]),
            [""; 0]
        );
    }

    #[test]
    fn live_mode_names_each_thing_that_lacks_and_says_what_it_must_be() {
        let all = [
            KASSA_SECRET,
            KASSA_VAULT_KEYS,
            KASSA_PUBLIC_ORIGIN,
            KASSA_OPERATOR_TOKEN,
            KASSA_EMAIL_PROVIDER,
        ];
        let nothing = all.map(|name| (name, ""));
        let named = found("live", &nothing);
        assert_eq!(named.len(), all.len());
        for (name, sentence) in all.iter().zip(&named) {
            let start = format!("{name} is not set: it must be ");
            assert!(sentence.starts_with(&start), "{sentence}");
        }
        assert_eq!(found("test", &nothing).len(), 3);
    }

    #[test]
    fn what_is_not_in_its_form_is_named_and_not_repeated() {
        let wrong = [
            (KASSA_SECRET, "xyzzy"),
            (KASSA_VAULT_KEYS, "xyzzy"),
            (KASSA_OPERATOR_TOKEN, "xyzzy"),
        ];
        for (name, value) in wrong {
            let sentences = found("live", &[(name, value)]);
            assert_eq!(sentences.len(), 1, "{sentences:?}");
            assert!(sentences[0].starts_with(&format!("{name} must be ")));
            assert!(!sentences[0].contains("xyzzy"));
        }
        assert_eq!(
            found("production", &[]),
            ["KASSA_MODE must be test or live"]
        );
    }

    #[test]
    fn live_buyers_come_to_a_public_name_over_https() {
        for origin in [
            "http://pay.example.com",
            "https://localhost",
            "https://127.0.0.1:8787",
            "https://10.0.0.7",
            "https://pay.example.com/checkout",
            "https://me@pay.example.com",
            "pay.example.com",
        ] {
            assert_eq!(
                found("live", &[(KASSA_PUBLIC_ORIGIN, origin)]).len(),
                1,
                "{origin}"
            );
        }
        for origin in ["https://pay.example.com/", "https://pay.example.com:8443"] {
            assert_eq!(
                found("live", &[(KASSA_PUBLIC_ORIGIN, origin)]),
                [""; 0],
                "{origin}"
            );
        }
    }
}
