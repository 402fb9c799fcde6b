//! What Link derives: names and hashes of buyers, their devices, codes and passkeys.

use super::{Keyring, equal_secrets, hex};
use crate::webauthn::as_base64url;
use shared::ids::{AccountId, PaymentIntentId, base62};
use shared::link::email::Email;
use shared::link::token::LinkToken;

impl Keyring {
    /// The name of a buyer's object: equal for equal addresses of this deployment, and nobody else
    /// can tell the address from it.
    pub fn consumer_name(&self, email: &Email) -> [u8; 16] {
        self.bytes16("link consumer", &[email.as_str().as_bytes()])
    }

    /// The secret half of the key by which Link's own page asks for an account.
    pub fn links_page_key(&self, account: &AccountId) -> [u8; 16] {
        self.bytes16("link page key", &[account.as_str().as_bytes()])
    }

    /// The secret of a session that a payment may begin: a retry with the same idempotency key has
    /// the same.
    pub fn link_session_secret(
        &self,
        consumer: &[u8; 16],
        intent: &PaymentIntentId,
        idempotency_key: &str,
    ) -> [u8; 16] {
        let parts = [
            consumer.as_slice(),
            intent.as_str().as_bytes(),
            idempotency_key.as_bytes(),
        ];
        self.bytes16("link session", &parts)
    }

    /// What is stored of a one-time code. It is bound to its challenge, so that a code of another
    /// visit is a wrong one.
    pub fn link_code_hash(&self, challenge: &LinkToken, code: &str) -> String {
        let parts = [challenge.expose().as_bytes(), code.as_bytes()];
        hex(&self.hash("link code", &parts))
    }

    /// What is stored of a challenge or session.
    pub fn link_token_hash(&self, token: &LinkToken) -> String {
        hex(&self.hash("link token", &[token.expose().as_bytes()]))
    }

    /// A challenge for authenticators, base64url, good until `ends_ms`. Nothing of it is stored: that
    /// it was made here, and for this `purpose`, shows in itself.
    pub fn passkey_challenge(&self, purpose: &str, ends_ms: i64, random: [u8; 16]) -> String {
        let ends = ends_ms.to_be_bytes();
        let seal = self.bytes16("passkey", &[purpose.as_bytes(), &ends, &random]);
        as_base64url::encode(&[ends.as_slice(), &random, &seal].concat())
    }

    /// Until when a challenge is good, in Unix milliseconds; `None` for one that was not made here.
    pub fn open_passkey_challenge(&self, purpose: &str, text: &str) -> Option<i64> {
        let bytes = as_base64url::decode(text)?;
        let (ends, rest) = bytes.split_first_chunk()?;
        let (random, _) = rest.split_first_chunk()?;
        let ends_ms = i64::from_be_bytes(*ends);
        let expected = self.passkey_challenge(purpose, ends_ms, *random);
        equal_secrets(&expected, text).then_some(ends_ms)
    }

    /// What is stored of a challenge that was signed.
    pub fn passkey_challenge_hash(&self, challenge: &str) -> String {
        hex(&self.hash("passkey signed", &[challenge.as_bytes()]))
    }

    /// By what a passkey is stored.
    pub fn passkey_id(&self, credential: &[u8]) -> String {
        base62(self.bytes16("passkey id", &[credential]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_for_a_passkey_is_known_again_for_its_own_purpose_alone() {
        let keyring = Keyring::from_hex(&"0f".repeat(32)).unwrap();
        let challenge = keyring.passkey_challenge("get", 1_000, [5; 16]);
        let open = |purpose, text: &str| keyring.open_passkey_challenge(purpose, text);
        assert_eq!(open("get", &challenge), Some(1_000));
        assert_eq!(open("create", &challenge), None);
        let later = keyring.passkey_challenge("get", 2_000, [5; 16]);
        let (ends, _) = later.split_at(12);
        let (_, seal) = challenge.split_at(12);
        for text in ["", "AAAA", &challenge[..40], &[ends, seal].concat()] {
            assert_eq!(open("get", text), None, "{text}");
        }
    }
}
