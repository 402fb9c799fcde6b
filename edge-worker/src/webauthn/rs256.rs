//! RS256, RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, §8.2.2), for keys of 2,048 bits: what the security
//! chips of many Windows machines make, and nothing else. Only public values come here, so that
//! nothing is lost by taking a time that depends on them.

use super::Refused;
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U2048};
use sha2::{Digest, Sha256};

/// Of the modulus and of every signature, in bytes.
pub const LENGTH: usize = 256;
/// The exponent is 2^16 + 1.
const EXPONENT_SQUARINGS: u32 = 16;
/// What stands before a hash: that it is one of SHA-256 (RFC 8017, §9.2, note 1).
const DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
    0x00, 0x04, 0x20,
];

/// A key, ready to be checked with.
pub struct Rs256Key(FixedMontyParams<{ U2048::LIMBS }>);

impl Rs256Key {
    /// Errors: no modulus of 2,048 bits, big-endian, or an even one.
    pub fn of_modulus(modulus: &[u8]) -> Result<Self, Refused> {
        let bytes: [u8; LENGTH] = modulus.try_into().map_err(|_| Refused::UnsupportedKey)?;
        if bytes[0] < 0x80 {
            return Err(Refused::UnsupportedKey);
        }
        let modulus = Odd::new(U2048::from_be_slice(&bytes)).into_option();
        let modulus = modulus.ok_or(Refused::UnsupportedKey)?;
        Ok(Self(FixedMontyParams::new_vartime(modulus)))
    }

    /// Errors: not signed by this key.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), Refused> {
        let bytes: [u8; LENGTH] = signature.try_into().map_err(|_| Refused::WrongSignature)?;
        let signature = U2048::from_be_slice(&bytes);
        if signature >= *self.0.modulus().as_ref() {
            return Err(Refused::WrongSignature);
        }
        let base = FixedMontyForm::new(&signature, &self.0);
        let opened = base.square_repeat_vartime(EXPONENT_SQUARINGS).mul(&base);
        // There is one right encoding, so nothing of what was opened needs to be read.
        match opened.retrieve() == U2048::from_be_slice(&encoded(message)) {
            true => Ok(()),
            false => Err(Refused::WrongSignature),
        }
    }
}

/// `00 01 ff … ff 00`, what kind of hash it is, and the hash.
fn encoded(message: &[u8]) -> [u8; LENGTH] {
    let hash = Sha256::digest(message);
    let mut bytes = [0xff; LENGTH];
    let tail = [0].into_iter().chain(DIGEST_INFO).chain(hash).rev();
    for (byte, last) in bytes.iter_mut().rev().zip(tail) {
        *byte = last;
    }
    for (byte, first) in bytes.iter_mut().zip([0x00, 0x01]) {
        *byte = first;
    }
    bytes
}
