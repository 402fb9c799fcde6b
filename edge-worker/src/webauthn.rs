//! Passkeys: what a browser hands over is checked as WebAuthn (Level 3, §7.1 and §7.2) asks of whoever
//! relies on it, for the one profile that Kassa asks for: ES256 or RS256, no attestation, a key that
//! the authenticator finds by itself, and a user whom it has verified.

#[cfg(any(test, feature = "simulation"))]
pub mod authenticator;
mod authenticator_data;
mod challenge;
mod client_data;
mod public_key;
mod rs256;

pub use challenge::{NotOurs, SignedChallenge, new_challenge};
pub use client_data::Ceremony;
pub use public_key::PublicKey;

use authenticator_data::AuthenticatorData;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Whom a passkey is for: the host of this origin and nobody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelyingParty<'a> {
    pub origin: &'a str,
    /// The host, without a port.
    pub id: &'a str,
}

/// Why what a browser handed over is not what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Not of its form, or of another ceremony.
    Malformed,
    /// Another challenge was signed.
    WrongChallenge,
    /// A page of another origin asked for it.
    WrongOrigin,
    /// The user was not there, or was not verified.
    NotVerified,
    /// Neither ES256 nor RS256, or a key that is none.
    UnsupportedKey,
    WrongSignature,
}

/// A key that was made just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    pub credential: Vec<u8>,
    pub public_key: PublicKey,
    pub sign_count: u32,
}

/// What a browser hands over of a key that it has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    pub client_data: Vec<u8>,
    pub authenticator_data: Vec<u8>,
}

/// What a browser hands over of a key that it has used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    pub client_data: Vec<u8>,
    pub authenticator_data: Vec<u8>,
    /// ASN.1, as ES256 signatures come; as long as the key, those of RS256.
    pub signature: Vec<u8>,
}

/// An assertion that says what it should; whether it is signed is for whoever has the key to find out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    #[serde(with = "crate::webauthn::as_base64url")]
    message: Vec<u8>,
    #[serde(with = "crate::webauthn::as_base64url")]
    signature: Vec<u8>,
    /// How often the authenticator says that it has signed; 0 where it does not count.
    pub sign_count: u32,
}

impl<'a> RelyingParty<'a> {
    /// `None` where the origin's host is an address and no name: browsers keep passkeys for names.
    #[must_use]
    pub fn of(origin: &'a str) -> Option<Self> {
        let (_, authority) = origin.split_once("://")?;
        let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
        let is_address = host.contains(':') || host.bytes().all(|it| !it.is_ascii_alphabetic());
        let is_whole = port.bytes().all(|byte| byte.is_ascii_digit());
        (is_whole && !is_address).then_some(Self { origin, id: host })
    }

    /// The key of what was made, for `challenge`. Errors: [`Refused`].
    pub fn created(self, challenge: &str, created: &Created) -> Result<NewKey, Refused> {
        client_data::check(
            &created.client_data,
            Ceremony::Create,
            challenge,
            self.origin,
        )?;
        let data = AuthenticatorData::read(&created.authenticator_data)?;
        data.check(self.id)?;
        let (credential, public_key) = data.key.ok_or(Refused::Malformed)?;
        public_key.verifier()?;
        Ok(NewKey {
            credential,
            public_key,
            sign_count: data.sign_count,
        })
    }

    /// What `assertion` claims, if it is made for `challenge`. Errors: [`Refused`].
    pub fn claim(self, challenge: &str, assertion: Assertion) -> Result<Claim, Refused> {
        client_data::check(
            &assertion.client_data,
            Ceremony::Get,
            challenge,
            self.origin,
        )?;
        let data = AuthenticatorData::read(&assertion.authenticator_data)?;
        data.check(self.id)?;
        let sign_count = data.sign_count;
        let mut message = assertion.authenticator_data;
        message.extend_from_slice(&Sha256::digest(&assertion.client_data));
        Ok(Claim {
            message,
            signature: assertion.signature,
            sign_count,
        })
    }
}

/// Bytes as the texts that browsers make of them: base64url without padding.
pub mod as_base64url {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
    use serde::{Deserialize, Deserializer, Serializer, de};

    #[must_use]
    pub fn encode(bytes: &[u8]) -> String {
        BASE64URL.encode(bytes)
    }

    #[must_use]
    pub fn decode(text: &str) -> Option<Vec<u8>> {
        BASE64URL.decode(text).ok()
    }

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        decode(&text).ok_or_else(|| de::Error::custom("not base64url"))
    }
}

#[cfg(test)]
mod tests;
