//! The value of `KASSA_VAULT_KEYS`.

use std::fmt;

use anyhow::{anyhow, bail};
use edge_worker::vault::Vault;

use crate::keys::random_hex;

/// The keys by version, the newest last.
pub struct KeyList {
    keys: Vec<(u32, String)>,
}

impl KeyList {
    /// Errors: the Worker would not take it either. The text is in no message.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        if Vault::parse(text).is_none() {
            bail!(
                "these are no keys of a vault: 1: and 64 hexadecimal digits, and later versions by commas"
            );
        }
        let parts = text.trim().split(',').filter_map(|part| {
            let (version, digits) = part.trim().split_once(':')?;
            Some((version.parse().ok()?, digits.to_owned()))
        });
        let mut keys: Vec<(u32, String)> = parts.collect();
        keys.sort();
        Ok(Self { keys })
    }

    /// The version that seals.
    pub fn newest(&self) -> u32 {
        self.keys.last().map_or(0, |(version, _)| *version)
    }

    /// With one more key, which is the newest.
    pub fn with_next(mut self) -> anyhow::Result<Self> {
        let next = self.newest().checked_add(1);
        let next = next.ok_or_else(|| anyhow!("there is no version after {}", self.newest()))?;
        self.keys.push((next, random_hex()?));
        Ok(self)
    }

    /// Errors: there is no such version, or it is the newest.
    pub fn without(mut self, version: u32) -> anyhow::Result<Self> {
        if version == self.newest() {
            bail!("version {version} is the newest: what Link keeps is sealed by it");
        }
        let before = self.keys.len();
        self.keys.retain(|(known, _)| *known != version);
        if self.keys.len() == before {
            bail!("there is no version {version}");
        }
        Ok(self)
    }
}

impl fmt::Display for KeyList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (version, digits)) in self.keys.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{version}:{digits}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one() -> String {
        format!("1:{}", "0f".repeat(32))
    }

    #[test]
    fn the_next_version_is_added_behind_the_others() {
        let added = KeyList::parse(&one()).expect("one").with_next();
        let added = added.expect("two");
        assert_eq!(added.newest(), 2);
        let text = added.to_string();
        assert!(text.starts_with(&format!("{},2:", one())), "{text}");
        assert!(Vault::parse(&text).is_some());
        let third = KeyList::parse(&text).expect("two").with_next();
        assert_eq!(third.expect("three").newest(), 3);
    }

    #[test]
    fn only_an_older_version_is_removed() {
        let two = || KeyList::parse(&one()).and_then(KeyList::with_next);
        let left = two().and_then(|keys| keys.without(1)).expect("one left");
        assert_eq!(left.newest(), 2);
        assert!(!left.to_string().contains(','));
        assert!(two().and_then(|keys| keys.without(2)).is_err());
        assert!(two().and_then(|keys| keys.without(7)).is_err());
    }

    #[test]
    fn what_is_no_list_of_keys_is_refused_and_not_repeated() {
        let error = KeyList::parse("1:secret").err().expect("refused");
        assert!(!error.to_string().contains("secret"));
    }
}
