//! The keys of passkeys, of the two kinds that authenticators make.

use super::rs256::{self, Rs256Key};
use super::{Claim, Refused};
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::{Deserialize, Serialize};

/// Of a point of P-256 as SEC 1 has it, uncompressed.
const POINT_LENGTH: usize = 65;

/// A key as it is kept. Its length says which kind: a point of P-256, in SEC 1's uncompressed form, or
/// an RSA modulus of 2,048 bits, big-endian, whose exponent is 65,537.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey(#[serde(with = "crate::webauthn::as_base64url")] pub(super) Vec<u8>);

/// What checks signatures.
pub(super) enum Verifier {
    Es256(VerifyingKey),
    Rs256(Box<Rs256Key>),
}

impl PublicKey {
    /// Errors: the claim was not signed by it.
    pub fn check(&self, claim: &Claim) -> Result<(), Refused> {
        match self.verifier()? {
            Verifier::Es256(key) => {
                let signature = Signature::from_der(&claim.signature);
                let signature = signature.map_err(|_| Refused::WrongSignature)?;
                key.verify(&claim.message, &signature)
                    .map_err(|_| Refused::WrongSignature)
            }
            Verifier::Rs256(key) => key.verify(&claim.message, &claim.signature),
        }
    }

    /// Errors: it is no key, such as a point that is none of the curve's.
    pub(super) fn verifier(&self) -> Result<Verifier, Refused> {
        match self.0.len() {
            POINT_LENGTH => VerifyingKey::from_sec1_bytes(&self.0)
                .map(Verifier::Es256)
                .map_err(|_| Refused::UnsupportedKey),
            rs256::LENGTH => Ok(Verifier::Rs256(Box::new(Rs256Key::of_modulus(&self.0)?))),
            _ => Err(Refused::UnsupportedKey),
        }
    }
}
