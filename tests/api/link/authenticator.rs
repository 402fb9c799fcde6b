//! An authenticator of software, and the browser around it: makes a passkey and signs with it, as
//! WebAuthn has it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::text;

const PRESENT_AND_VERIFIED: u8 = 0b101;
const HAS_KEY: u8 = 0b100_0000;

/// With one passkey of its own.
#[derive(Clone)]
pub struct Authenticator {
    key: SigningKey,
    credential: [u8; 16],
    /// What it has signed; an authenticator that does not count stays at 0.
    pub sign_count: u32,
    pub flags: u8,
    /// Of the page that asks.
    pub origin: String,
    user_handle: String,
}

impl Authenticator {
    /// `seed` tells one from others.
    pub fn new(origin: &str, seed: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed; 32]).expect("a key"),
            credential: [seed; 16],
            sign_count: 0,
            flags: PRESENT_AND_VERIFIED,
            origin: origin.to_owned(),
            user_handle: String::new(),
        }
    }

    /// The form that keeps the passkey, made for these options.
    pub fn create(&mut self, options: &Value) -> Vec<(&'static str, String)> {
        self.user_handle = text(options, "user_handle").to_owned();
        let client_data = self.client_data("webauthn.create", text(options, "challenge"));
        let point = self.key.verifying_key().to_sec1_point(false);
        let mut data = self.authenticator_data(self.flags | HAS_KEY);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(self.credential);
        data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20]);
        data.extend(point.x().expect("x").as_slice());
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().expect("y").as_slice());
        vec![
            ("client_data", BASE64URL.encode(client_data)),
            ("authenticator_data", BASE64URL.encode(data)),
        ]
    }

    /// The form that signs in, with this challenge signed.
    pub fn sign(&mut self, challenge: &Value) -> Vec<(&'static str, String)> {
        let client_data = self.client_data("webauthn.get", text(challenge, "challenge"));
        let data = self.authenticator_data(self.flags);
        let hash = Sha256::digest(&client_data);
        let signature: Signature = self.key.sign(&[data.as_slice(), &hash].concat());
        vec![
            ("credential", BASE64URL.encode(self.credential)),
            ("client_data", BASE64URL.encode(client_data)),
            ("authenticator_data", BASE64URL.encode(data)),
            ("signature", BASE64URL.encode(signature.to_der().as_bytes())),
            ("user_handle", self.user_handle.clone()),
        ]
    }

    fn client_data(&self, ceremony: &str, challenge: &str) -> Vec<u8> {
        let said = json!({ "type": ceremony, "challenge": challenge, "origin": self.origin });
        said.to_string().into_bytes()
    }

    fn authenticator_data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(b"localhost").to_vec();
        data.push(flags);
        data.extend(self.sign_count.to_be_bytes());
        data
    }
}
