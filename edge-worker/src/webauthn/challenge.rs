//! Challenges for authenticators. Nothing of one is stored before it was signed: that it was made here, for
//! what and until when shows in itself.

use super::{Ceremony, Refused, client_data};
use crate::keyed::Keyring;
use serde::{Deserialize, Serialize};

/// As long as a buyer may look for the authenticator.
const LIFETIME_MS: i64 = 10 * 60 * 1_000;

/// A challenge that was signed. It is good once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignedChallenge {
    /// A keyed hash.
    pub hash: String,
    /// Unix milliseconds.
    pub ends_ms: i64,
}

/// Why what was signed is no challenge of today's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotOurs {
    Refused(Refused),
    Expired,
}

/// A new one, base64url, and until when it is good, in Unix milliseconds.
pub fn new_challenge(
    keyring: &Keyring,
    ceremony: Ceremony,
    random: [u8; 16],
    now_ms: i64,
) -> (String, i64) {
    let ends_ms = now_ms.saturating_add(LIFETIME_MS);
    let challenge = keyring.passkey_challenge(ceremony.as_str(), ends_ms, random);
    (challenge, ends_ms)
}

impl SignedChallenge {
    /// The challenge that `signed`, what a browser says, names, which was made here for this and has not expired; first as
    /// the browser has it. Errors: [`NotOurs`].
    pub fn named_in(
        signed: &[u8],
        keyring: &Keyring,
        ceremony: Ceremony,
        now_ms: i64,
    ) -> Result<(String, Self), NotOurs> {
        let text = client_data::challenge_in(signed).ok_or(NotOurs::Refused(Refused::Malformed))?;
        let ends_ms = keyring
            .open_passkey_challenge(ceremony.as_str(), &text)
            .ok_or(NotOurs::Refused(Refused::WrongChallenge))?;
        if ends_ms <= now_ms {
            return Err(NotOurs::Expired);
        }
        let hash = keyring.passkey_challenge_hash(&text);
        Ok((text, Self { hash, ends_ms }))
    }
}
