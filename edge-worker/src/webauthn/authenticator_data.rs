//! What the authenticator says, and signs.

use super::rs256::LENGTH as MODULUS_LENGTH;
use super::{PublicKey, Refused};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const HASH_LENGTH: usize = 32;
const AAGUID_LENGTH: usize = 16;
const COORDINATE_LENGTH: usize = 32;
/// As long as a credential's id may be.
const CREDENTIAL_LENGTH_MAX: usize = 1_023;

const USER_PRESENT: u8 = 1;
const USER_VERIFIED: u8 = 1 << 2;
const HAS_KEY: u8 = 1 << 6;

/// A COSE key in the one form that CTAP2 lets ES256 keys have: a map of five, of which the type (2,
/// points), the algorithm (-7) and the curve (1, P-256) come first.
const ES256_BEFORE_X: [u8; 10] = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
const ES256_BEFORE_Y: [u8; 3] = [0x22, 0x58, 0x20];
/// Likewise of RS256: a map of four, type 3 (RSA), algorithm -257, the modulus; then the exponent, of
/// which everybody makes 65,537.
const RS256_BEFORE_MODULUS: [u8; 11] = [
    0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59, 0x01, 0x00,
];
const RS256_EXPONENT: [u8; 5] = [0x21, 0x43, 0x01, 0x00, 0x01];
/// SEC 1's mark of an uncompressed point.
const UNCOMPRESSED: u8 = 0x04;

#[derive(Debug)]
pub struct AuthenticatorData {
    rp_id_hash: [u8; HASH_LENGTH],
    flags: u8,
    pub sign_count: u32,
    /// The credential's id and its key, where one was made.
    pub key: Option<(Vec<u8>, PublicKey)>,
}

impl AuthenticatorData {
    /// Errors: it is not of its form, or the key is of another kind.
    pub fn read(bytes: &[u8]) -> Result<Self, Refused> {
        let mut rest = Reader(bytes);
        let rp_id_hash = rest.array()?;
        let [flags] = rest.array()?;
        let sign_count = u32::from_be_bytes(rest.array()?);
        let key = match flags & HAS_KEY {
            0 => None,
            _ => Some(read_key(&mut rest)?),
        };
        // What follows are extensions, of which none was asked for.
        Ok(Self {
            rp_id_hash,
            flags,
            sign_count,
            key,
        })
    }

    /// Errors: it is for another relying party, or nobody was verified.
    pub fn check(&self, rp_id: &str) -> Result<(), Refused> {
        let expected = Sha256::digest(rp_id.as_bytes());
        if !bool::from(expected.as_slice().ct_eq(&self.rp_id_hash)) {
            return Err(Refused::WrongOrigin);
        }
        let wanted = USER_PRESENT | USER_VERIFIED;
        match self.flags & wanted == wanted {
            true => Ok(()),
            false => Err(Refused::NotVerified),
        }
    }
}

fn read_key(rest: &mut Reader<'_>) -> Result<(Vec<u8>, PublicKey), Refused> {
    rest.take(AAGUID_LENGTH)?;
    let length = usize::from(u16::from_be_bytes(rest.array()?));
    if length == 0 || length > CREDENTIAL_LENGTH_MAX {
        return Err(Refused::Malformed);
    }
    let credential = rest.take(length)?.to_vec();
    let key = match rest.0.starts_with(&RS256_BEFORE_MODULUS) {
        true => {
            let modulus = rest.after(&RS256_BEFORE_MODULUS, MODULUS_LENGTH)?;
            rest.after(&RS256_EXPONENT, 0)?;
            modulus.to_vec()
        }
        false => {
            let x = rest.after(&ES256_BEFORE_X, COORDINATE_LENGTH)?;
            let y = rest.after(&ES256_BEFORE_Y, COORDINATE_LENGTH)?;
            [&[UNCOMPRESSED], x, y].concat()
        }
    };
    Ok((credential, PublicKey(key)))
}

/// What was not read yet.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Refused> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Refused::Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    /// A part of a key, which has these bytes in front.
    fn after(&mut self, before: &[u8], length: usize) -> Result<&'a [u8], Refused> {
        match self.take(before.len()) {
            Ok(found) if found == before => self.take(length),
            Ok(_) | Err(_) => Err(Refused::UnsupportedKey),
        }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Refused> {
        let taken = self.take(N)?;
        taken.try_into().map_err(|_| Refused::Malformed)
    }
}
