//! An authenticator of software, and the browser around it: makes a passkey and signs with it, as
//! WebAuthn has it.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::RSA_PKCS1_SHA256;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::text;

const PRESENT_AND_VERIFIED: u8 = 0b101;
const HAS_KEY: u8 = 0b100_0000;

/// An RSA key for tests alone, in PKCS #8.
const RSA_KEY: &str = concat!(
    "MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCzI_Eb9oLUaQAmAeon7b7t7vtXd9TdSuLs-Qz4",
    "TaCUbpwaTUrvjaawItLfnhL8Vks65yMDDT35L2MfOVPvj5GGwAFSYBsQ090I_fdf7Im74FwQtv7k3IzZN0BP0JAZ",
    "49SYkyp3gcA3fac8674iKLo48VQPgd-oQBxpVaNBpHic6lerBuiuuR4Upv1KGM7xNDOTtqa-_0W4qdmYBS-rH8E2",
    "sjFD7VnkHYCAASweSII9rd4dnIqP2Y8Wp5PLydiD_bbo2nrOkqtB9sb3suhAN54PanjX5R3lrMPNU7qA1fWl6MF5",
    "cSPlf0QXLpg3O5Ks6mATvQkrhp9JjvxZx_eul_k9AgMBAAECggEADTvfAINWB-",
    "4X2jby_u8j1zz76WrLWWvCVuJRMHi_n6eKNbE3E3ph8YopDOcHHQgc96WCoyOTy_hRuMlJ550yEYPWtSivZy9XmW",
    "X1o-r8A9qfwoZaTzrx1swrnpnYQ2le18SrcvetZQwN0kTSH4DlvPYrERg1lx7hWnC-",
    "pkdJt8HCdCXlf5-eJPe1bCIJvmdNu1tDXKHEZQo1SXgxVuq2De4DQCEvHSuLccX-cmLTa2T0cIju2kwvuAfJcuQX",
    "syF3pfZpSUR8SS_FJnM2LOB4YhvBK6wp-",
    "i24rxfFiyBVepNQcf_IgLO_9jax9yDX1EkmukQU9jgO1tKHVmOFGLvqCwKBgQDjm3FqCCcRt975GvOnMolSZM6BZ",
    "LDwHA3S-0f7dRWKyuyuOCCY1TMa_N7DzgblnzYsD-Kk1-",
    "6T76vgEyCwD9gaTLDGjamnYKPkbaNS5wk_v338Em7U3eejyq35egSzikIaDi3Crw113EDwbP32Ed-3aNlaR9r3E-",
    "XTNFKhCRreJwKBgQDJfLpyinyy1qstnvr3cgwjYDALxChDHYQijETrtknS-tnVUFt0PKUmLRuuON7gNaWuHWkiik",
    "9kXUlnmL9wxsiWeuaQjXyrRuwg8q8GXdOXu0gUorRoKAOUPfNQ7z26Z_ZWV987bvSxH7BWBr27oxs1WVaEptykzj",
    "Bo1wzvazEv-wKBgQDYl0pk6V8saDoB-VjVyayNwKoWzdfmlfu9wyurqa6XRiXWYEj8xx172BiwYfWEO27UnUVDMs",
    "yw8IkxkWIwyNMPq90pBRPl2Hv92ytpr7vIcxSTdIMNhCFzZ2MJHckthSsEGmwHcIexmageYsmFiVrH8TmsxOYk60",
    "VwJ8FdxwlPTwKBgAYB5AU6P9GNOPlZPh5WlioP2h7fsFuf66qkCAIHI1hZBlmn1bI3hK0It0SQiYSh1NjGI7ZV7V",
    "wOs_uUwFB6fMyPyYQR09-",
    "_c5bf5XwJHB_wA4wp9bsNRl4LItAM8gg2xU95uzwoaL9HNJi8BrgresoyabP2zalURHk7wDT7OzI1AoGBAK834Xv",
    "wbC10byCa1EDas2H8-S3N_2JSbBH9fVDxh5GLVRPyXi4uKPGgoF7FW-qY_nzXTepWF_9rHl6pP33KbgHOVJ5sWyt",
    "ZHcGNC0nBUDFtwvRk9GA3IJqShxuNqMbqy3PBTatRAxbDjby0ObriByhvvrKiUXxBCSUJsGh16VDB",
);

/// What signs.
#[derive(Clone)]
enum Key {
    Es256(SigningKey),
    Rs256(Arc<KeyPair>),
}

/// With one passkey of its own.
#[derive(Clone)]
pub struct Authenticator {
    key: Key,
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
            key: Key::Es256(SigningKey::from_slice(&[seed; 32]).expect("a key")),
            credential: [seed; 16],
            sign_count: 0,
            flags: PRESENT_AND_VERIFIED,
            origin: origin.to_owned(),
            user_handle: String::new(),
        }
    }

    /// One whose security chip has RSA alone, as those of many Windows machines.
    pub fn with_rsa(origin: &str, seed: u8) -> Self {
        let key = BASE64URL.decode(RSA_KEY).expect("base64");
        let key = KeyPair::from_pkcs8(&key).expect("a key");
        Self {
            key: Key::Rs256(Arc::new(key)),
            ..Self::new(origin, seed)
        }
    }

    /// The form that keeps the passkey, made for these options.
    pub fn create(&mut self, options: &Value) -> Vec<(&'static str, String)> {
        self.user_handle = text(options, "user_handle").to_owned();
        let client_data = self.client_data("webauthn.create", text(options, "challenge"));
        let mut data = self.authenticator_data(self.flags | HAS_KEY);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(self.credential);
        data.extend(self.key.in_cose());
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
        let signature = self.key.sign(&[data.as_slice(), &hash].concat());
        vec![
            ("credential", BASE64URL.encode(self.credential)),
            ("client_data", BASE64URL.encode(client_data)),
            ("authenticator_data", BASE64URL.encode(data)),
            ("signature", BASE64URL.encode(signature)),
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

impl Key {
    /// The public key as COSE has it.
    fn in_cose(&self) -> Vec<u8> {
        match self {
            Self::Es256(key) => {
                let point = key.verifying_key().to_sec1_point(false);
                let mut bytes = vec![0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20];
                bytes.extend(point.x().expect("x").as_slice());
                bytes.extend([0x22, 0x58, 0x20]);
                bytes.extend(point.y().expect("y").as_slice());
                bytes
            }
            Self::Rs256(key) => {
                let mut bytes = vec![0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1, 0];
                bytes.extend(PublicKeyComponents::<Vec<u8>>::from(key.public()).n);
                bytes.extend([0x21, 0x43, 1, 0, 1]);
                bytes
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Es256(key) => {
                let signature: Signature = key.sign(message);
                signature.to_der().as_bytes().to_vec()
            }
            Self::Rs256(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(
                    &RSA_PKCS1_SHA256,
                    &SystemRandom::new(),
                    message,
                    &mut signature,
                )
                .expect("a signature");
                signature
            }
        }
    }
}
