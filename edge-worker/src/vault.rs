//! What is kept of buyers, sealed: AES-256-GCM under a key of the record's own, which is wrapped by
//! the deployment's newest key. Owner and record are bound in, so that a row that was changed, or put
//! in another's place, does not open.
//!
//! A sealed text is `v<version>.<wrapped key>.<content>`, both of them base64 with the nonce in front.

use crate::ports::{Fault, Random};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Key, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::json;
use std::fmt;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;

/// The deployment's keys, by version. The newest seals; all of them open.
#[derive(Clone)]
pub struct Vault {
    keys: Vec<(u32, [u8; KEY_BYTES])>,
}

/// Why a record does not open. It says nothing of the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unopened {
    /// Not of this form.
    Malformed,
    /// Sealed by a key that the deployment no longer has.
    NoKey { version: u32 },
    /// Altered, or another's.
    NotAuthentic,
}

impl fmt::Display for Unopened {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => formatter.write_str("it is not of the form of a sealed record"),
            Self::NoKey { version } => write!(formatter, "version {version} of its key is gone"),
            Self::NotAuthentic => formatter.write_str("it was altered, or is another's"),
        }
    }
}

impl From<Unopened> for Fault {
    fn from(why: Unopened) -> Self {
        Self(format!("a sealed record does not open: {why}"))
    }
}

/// Which record of whom: what a sealed text is bound to.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The name of the object that keeps it.
    pub owner: &'a str,
    /// Its kind and id there.
    pub record: &'a str,
}

impl Vault {
    /// Reads `1:<64 hexadecimal digits>`, and by commas later versions; `None` where that is not the
    /// form, or a version comes twice.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut keys = Vec::new();
        for part in text.trim().split(',') {
            let (version, digits) = part.trim().split_once(':')?;
            let version: u32 = version.parse().ok()?;
            if keys.iter().any(|(known, _)| *known == version) {
                return None;
            }
            keys.push((version, crate::keyed::bytes_of_hex(digits)?));
        }
        keys.sort_by_key(|(version, _)| *version);
        Some(Self { keys })
    }

    /// The versions that there are, the newest last.
    pub fn versions(&self) -> impl Iterator<Item = u32> {
        self.keys.iter().map(|(version, _)| *version)
    }

    /// Which one a text is sealed under, as it says itself.
    #[must_use]
    pub fn version_of(sealed: &str) -> Option<u32> {
        let (version, _) = sealed.strip_prefix('v')?.split_once('.')?;
        version.parse().ok()
    }

    /// Seals `content`, as JSON. Errors: there is no key.
    pub fn seal(
        &self,
        place: Place<'_>,
        content: &impl Serialize,
        random: &dyn Random,
    ) -> Result<String, Fault> {
        let newest = self.keys.last().ok_or_else(no_key)?;
        let plain = serde_json::to_vec(content)?;
        let data_key = key_of(random);
        let wrapped = wrap(newest, place, &data_key, random)?;
        let sealed = encrypt(&data_key, &bound(place, 0), &plain, random)?;
        Ok(format!("v{}.{wrapped}.{sealed}", newest.0))
    }

    /// What [`Self::seal`] was given. Errors: [`Unopened`].
    pub fn open<T: DeserializeOwned>(&self, place: Place<'_>, sealed: &str) -> Result<T, Unopened> {
        let plain = self.plain(place, sealed)?;
        let text = std::str::from_utf8(&plain).map_err(|_| Unopened::NotAuthentic)?;
        json::from_str(text).map_err(|_| Unopened::Malformed)
    }

    /// Looks whether a record would open, without reading it. Errors: [`Unopened`].
    pub fn check(&self, place: Place<'_>, sealed: &str) -> Result<(), Unopened> {
        self.plain(place, sealed).map(|_| ())
    }

    /// The same record under the newest key; `None` where it is under that already. The content is
    /// not touched. Errors: [`Unopened`].
    pub fn rewrap(
        &self,
        place: Place<'_>,
        sealed: &str,
        random: &dyn Random,
    ) -> Result<Option<String>, Fault> {
        let newest = self.keys.last().ok_or_else(no_key)?;
        let (version, data_key, content) = self.unwrap(place, sealed)?;
        if version == newest.0 {
            return Ok(None);
        }
        let wrapped = wrap(newest, place, &data_key, random)?;
        Ok(Some(format!("v{}.{wrapped}.{content}", newest.0)))
    }

    fn plain(&self, place: Place<'_>, sealed: &str) -> Result<Vec<u8>, Unopened> {
        let (_, data_key, content) = self.unwrap(place, sealed)?;
        decrypt(&data_key, &bound(place, 0), content)
    }

    /// The version, the record's own key, and the sealed content.
    fn unwrap<'s>(
        &self,
        place: Place<'_>,
        sealed: &'s str,
    ) -> Result<(u32, [u8; KEY_BYTES], &'s str), Unopened> {
        let mut parts = sealed.strip_prefix('v').unwrap_or_default().splitn(3, '.');
        let (version, wrapped, content) = match (parts.next(), parts.next(), parts.next()) {
            (Some(version), Some(wrapped), Some(content)) => (version, wrapped, content),
            _ => return Err(Unopened::Malformed),
        };
        let version: u32 = version.parse().map_err(|_| Unopened::Malformed)?;
        let known = self.keys.iter().find(|(known, _)| *known == version);
        let (_, key) = known.ok_or(Unopened::NoKey { version })?;
        let data_key = decrypt(key, &bound(place, version), wrapped)?;
        let data_key = data_key.try_into().map_err(|_| Unopened::Malformed)?;
        Ok((version, data_key, content))
    }
}

fn wrap(
    (version, key): &(u32, [u8; KEY_BYTES]),
    place: Place<'_>,
    data_key: &[u8; KEY_BYTES],
    random: &dyn Random,
) -> Result<String, Fault> {
    encrypt(key, &bound(place, *version), data_key, random)
}

/// What a text is bound to. Version 0 is the content; a key is bound to the version that wraps it.
fn bound(place: Place<'_>, version: u32) -> Vec<u8> {
    let mut bytes = version.to_be_bytes().to_vec();
    for part in [place.owner, place.record] {
        // Lengths in front keep ("ab", "c") and ("a", "bc") apart.
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

fn encrypt(
    key: &[u8; KEY_BYTES],
    bound: &[u8],
    plain: &[u8],
    random: &dyn Random,
) -> Result<String, Fault> {
    let [nonce @ .., _, _, _, _] = random.bytes();
    let nonce: [u8; NONCE_BYTES] = nonce;
    let payload = Payload {
        msg: plain,
        aad: bound,
    };
    let cipher = Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(key));
    let sealed = cipher
        .encrypt(Nonce::from_slice(&nonce), payload)
        .map_err(|_| Fault("a record is too long to be sealed".to_owned()))?;
    let mut bytes = nonce.to_vec();
    bytes.extend_from_slice(&sealed);
    Ok(BASE64.encode(bytes))
}

fn decrypt(key: &[u8; KEY_BYTES], bound: &[u8], text: &str) -> Result<Vec<u8>, Unopened> {
    let bytes = BASE64.decode(text).map_err(|_| Unopened::Malformed)?;
    let (nonce, sealed) = bytes
        .split_at_checked(NONCE_BYTES)
        .ok_or(Unopened::Malformed)?;
    let payload = Payload {
        msg: sealed,
        aad: bound,
    };
    let cipher = Aes256Gcm::new(Key::<Aes256Gcm>::from_slice(key));
    cipher
        .decrypt(Nonce::from_slice(nonce), payload)
        .map_err(|_| Unopened::NotAuthentic)
}

fn key_of(random: &dyn Random) -> [u8; KEY_BYTES] {
    let mut key = [0; KEY_BYTES];
    let halves = [random.bytes(), random.bytes()];
    for (byte, given) in key.iter_mut().zip(halves.as_flattened()) {
        *byte = *given;
    }
    key
}

fn no_key() -> Fault {
    Fault("the vault has no key".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// Never the same twice.
    struct Counting(Cell<u8>);

    impl Random for Counting {
        fn bytes(&self) -> [u8; 16] {
            self.0.set(self.0.get() + 1);
            [self.0.get(); 16]
        }
    }

    fn random() -> Counting {
        Counting(Cell::new(0))
    }

    fn vault(versions: &[u32]) -> Vault {
        let keys = versions.iter().map(|version| {
            let digits = format!("{version:02x}").repeat(32);
            format!("{version}:{digits}")
        });
        Vault::parse(&keys.collect::<Vec<_>>().join(",")).unwrap()
    }

    const MINE: Place<'_> = Place {
        owner: "jenny",
        record: "card/1",
    };

    #[test]
    fn what_is_sealed_opens_in_its_own_place_and_nowhere_else() {
        let (vault, random) = (vault(&[1]), random());
        let sealed = vault.seal(MINE, &"4242", &random).unwrap();
        assert_eq!(vault.open::<String>(MINE, &sealed), Ok("4242".to_owned()));
        let others = [
            ("jenn", "ycard/1"),
            ("jenny", "card/2"),
            ("james", "card/1"),
        ];
        for (owner, record) in others {
            let opened = vault.open::<String>(Place { owner, record }, &sealed);
            assert_eq!(opened, Err(Unopened::NotAuthentic), "{owner} {record}");
        }
    }

    #[test]
    fn the_same_content_never_looks_the_same() {
        let (vault, random) = (vault(&[1]), random());
        let [first, second] = [(); 2].map(|()| vault.seal(MINE, &"4242", &random).unwrap());
        let parts = |text: &str| text.split('.').map(str::to_owned).collect::<Vec<_>>();
        let equal = parts(&first)
            .iter()
            .zip(parts(&second))
            .filter(|(one, other)| *one == other)
            .count();
        assert_eq!(equal, 1, "the version alone");
    }

    #[test]
    fn a_text_with_any_letter_changed_does_not_open() {
        let (vault, random) = (vault(&[1]), random());
        let sealed = vault.seal(MINE, &"4242", &random).unwrap();
        for place in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(vault.open::<String>(MINE, &changed).is_err(), "{place}");
            let shorter = &sealed[..place];
            assert!(vault.open::<String>(MINE, shorter).is_err(), "{place}");
        }
    }

    #[test]
    fn a_new_key_opens_what_the_old_one_sealed_until_the_old_one_goes() {
        let random = random();
        let sealed = vault(&[1]).seal(MINE, &"4242", &random).unwrap();
        let both = vault(&[1, 2]);
        let rewrapped = both.rewrap(MINE, &sealed, &random).unwrap().unwrap();
        assert_eq!(both.rewrap(MINE, &rewrapped, &random).unwrap(), None);
        let new = vault(&[2]);
        assert_eq!(new.open::<String>(MINE, &rewrapped), Ok("4242".to_owned()));
        let gone = new.open::<String>(MINE, &sealed);
        assert_eq!(gone, Err(Unopened::NoKey { version: 1 }));
    }

    #[test]
    fn keys_of_another_form_are_refused() {
        let digits = "0f".repeat(32);
        for text in [
            "",
            "1",
            "1:",
            "x:00",
            &digits,
            &format!("1:{digits},1:{digits}"),
        ] {
            assert!(Vault::parse(text).is_none(), "{text}");
        }
        assert!(Vault::parse(&format!(" 2:{digits}, 1:{digits} ")).is_some());
    }
}
