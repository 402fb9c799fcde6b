//! An authenticator and the browser around it, for the tests and for simulated buyers.

// Whoever plays has to stop at once where something goes wrong.
#![allow(clippy::expect_used, clippy::unwrap_used)]

use super::{Assertion, Ceremony, Created};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use sha2::{Digest, Sha256};

/// The flags of a user who is there and was verified.
pub const VERIFIED: u8 = 0b101;
const HAS_KEY: u8 = 0b100_0000;

/// The key of one passkey.
pub struct Authenticator(SigningKey);

impl Authenticator {
    /// The secret is neither zero nor as large as the curve's order.
    pub fn of(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_slice(secret).expect("a secret of the curve's"))
    }

    /// What it says of a passkey that it has made.
    pub fn makes(&self, credential: &[u8], data: Vec<u8>, client_data: Vec<u8>) -> Created {
        Created {
            client_data,
            authenticator_data: self.with_key(credential, data),
        }
    }

    /// The authenticator's data with the key in it.
    pub fn with_key(&self, credential: &[u8], mut data: Vec<u8>) -> Vec<u8> {
        let point = self.0.verifying_key().to_sec1_point(false);
        if let Some(flags) = data.get_mut(32) {
            *flags |= HAS_KEY;
        }
        data.extend([0; 16]);
        data.extend(u16::try_from(credential.len()).unwrap().to_be_bytes());
        data.extend(credential);
        data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20]);
        data.extend(point.x().expect("a coordinate").as_slice());
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().expect("a coordinate").as_slice());
        data
    }

    /// The same secret signs the same in the same way.
    pub fn signs(&self, authenticator_data: Vec<u8>, client_data: Vec<u8>) -> Assertion {
        let hash = Sha256::digest(&client_data);
        let message = [authenticator_data.as_slice(), &hash].concat();
        let signature: Signature = self.0.sign(&message);
        Assertion {
            client_data,
            authenticator_data,
            signature: signature.to_der().as_bytes().to_vec(),
        }
    }
}

/// What the browser says of the page that asked.
pub fn client_data(ceremony: Ceremony, challenge: &str, origin: &str) -> Vec<u8> {
    let ceremony = ceremony.as_str();
    format!(r#"{{"type":"{ceremony}","challenge":"{challenge}","origin":"{origin}","crossOrigin":false,"more":{{"a":1}}}}"#).into_bytes()
}

/// What the authenticator says of itself, without a key.
pub fn authenticator_data(rp_id: &str, flags: u8, sign_count: u32) -> Vec<u8> {
    let mut bytes = Sha256::digest(rp_id.as_bytes()).to_vec();
    bytes.push(flags);
    bytes.extend(sign_count.to_be_bytes());
    bytes
}
