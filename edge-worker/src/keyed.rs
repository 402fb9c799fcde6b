//! Everything derived from the deployment's root secret. What can be derived is not stored: client
//! secrets, webhook secrets, and the proof that an id was made here.

mod link;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use shared::ids::{
    AccountId, CustomerSessionId, EventId, PaymentIntentId, SetupIntentId, WebhookEndpointId,
    base62,
};
use shared::methods::MethodType;
use shared::payment::terms::Purpose;
use subtle::ConstantTimeEq;

const ROOT_BYTES: usize = 32;
const CLIENT_SECRET_LENGTH: usize = 24;
const CODE_SEAL_LENGTH: usize = 16;

/// The root secret. One purpose a method; no two purposes share a hash.
#[derive(Clone)]
pub struct Keyring {
    root: [u8; ROOT_BYTES],
}

impl Keyring {
    /// `None` unless it is 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        Some(Self {
            root: bytes_of_hex(text)?,
        })
    }

    /// An intent's id: ten bytes that name it, and six that prove that it is this account's. The same `name` gives the same id: for a create with an idempotency key the
    /// name is derived from it, so that a retry meets the first request's own object.
    pub fn intent_id(&self, account: &AccountId, name: [u8; 16]) -> PaymentIntentId {
        let [a, b, c, d, e, f, g, h, i, j, ..] = name;
        let name = [a, b, c, d, e, f, g, h, i, j];
        let [k, l, m, n, o, p, ..] = self.hash("intent", &[account.as_str().as_bytes(), &name]);
        PaymentIntentId::from_bytes([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p])
    }

    /// Whether the id was made for this account. Made-up ids and other accounts' never reach an
    /// object.
    pub fn owns(&self, account: &AccountId, id: &PaymentIntentId) -> bool {
        let expected = self.intent_id(account, id.to_bytes());
        expected.to_bytes().ct_eq(&id.to_bytes()).into()
    }

    /// The intent to which a charge, a refund or whatever else was named
    /// [`within`](shared::ids::within) one leads. It is one of this account's, or does not exist.
    pub fn intent_of(&self, account: &AccountId, inner: [u8; 16]) -> PaymentIntentId {
        self.intent_id(account, inner)
    }

    /// The name for [`Self::intent_id`] that an idempotency key stands for.
    pub fn intent_name(&self, account: &AccountId, idempotency_key: &str) -> [u8; 16] {
        self.bytes16(
            "intent name",
            &[account.as_str().as_bytes(), idempotency_key.as_bytes()],
        )
    }

    /// `pi_…_secret_…`. The last character is the number of rows that the loader reserves room
    /// for before it knows the offers.
    pub fn client_secret(&self, id: &PaymentIntentId, rows: u8) -> String {
        format!("{}{rows}", self.client_secret_prefix(id.as_str()))
    }

    /// `seti_…_secret_…`, likewise.
    pub fn setup_client_secret(&self, id: &SetupIntentId, rows: u8) -> String {
        format!("{}{rows}", self.client_secret_prefix(id.as_str()))
    }

    /// The intent that a client secret opens, and what it is for; `None` for a secret that was not
    /// made here.
    pub fn open_client_secret(&self, text: &str) -> Option<(PaymentIntentId, Purpose)> {
        let (name, _) = text.split_once("_secret_")?;
        let opened = match SetupIntentId::parse(name) {
            Some(setup) => (setup.payment(), Purpose::Setup),
            None => (PaymentIntentId::parse(name)?, Purpose::Payment),
        };
        let given = text.get(..text.len().checked_sub(1)?)?;
        let expected = self.client_secret_prefix(name);
        bool::from(given.as_bytes().ct_eq(expected.as_bytes())).then_some(opened)
    }

    fn client_secret_prefix(&self, id: &str) -> String {
        let hash = self.hash("client secret", &[id.as_bytes()]);
        let (first, second) = halves(hash);
        let mut secret = base62(first) + &base62(second);
        secret.truncate(CLIENT_SECRET_LENGTH);
        format!("{id}_secret_{secret}")
    }

    /// `cuss_secret_…`: the session's own name, and the proof that it was made here. The last
    /// character tells the loader how much `room` to reserve for what the customer has saved.
    pub fn customer_session_secret(&self, id: &CustomerSessionId, room: char) -> String {
        format!("{}{room}", self.customer_session_secret_prefix(id))
    }

    fn customer_session_secret_prefix(&self, id: &CustomerSessionId) -> String {
        let hash = self.hash("customer session", &[id.as_str().as_bytes()]);
        let (first, second) = halves(hash);
        let mut secret = base62(first) + &base62(second);
        secret.truncate(CLIENT_SECRET_LENGTH);
        let name = id.as_str().trim_start_matches(CustomerSessionId::PREFIX);
        format!("cuss_secret_{name}{secret}")
    }

    /// The session that a secret opens; `None` for a secret that was not made here.
    pub fn open_customer_session(&self, text: &str) -> Option<CustomerSessionId> {
        let body = text.strip_prefix("cuss_secret_")?;
        let name = body.get(
            ..body
                .len()
                .checked_sub(CLIENT_SECRET_LENGTH)?
                .checked_sub(1)?,
        )?;
        let id = CustomerSessionId::parse(&format!("{}{name}", CustomerSessionId::PREFIX))?;
        let given = text.get(..text.len().checked_sub(1)?)?;
        let expected = self.customer_session_secret_prefix(&id);
        bool::from(given.as_bytes().ct_eq(expected.as_bytes())).then_some(id)
    }

    /// `whsec_…`; a new version is a new secret.
    pub fn webhook_secret(&self, endpoint: &WebhookEndpointId, version: u32) -> String {
        let hash = self.hash(
            "webhook",
            &[endpoint.as_str().as_bytes(), &version.to_be_bytes()],
        );
        let (first, second) = halves(hash);
        let mut secret = base62(first) + &base62(second);
        secret.truncate(32);
        format!("whsec_{secret}")
    }

    /// Proves that Kassa asked for this text to be drawn as a code: nobody else makes codes in our
    /// name.
    pub fn code_seal(&self, text: &str) -> String {
        let mut seal = base62(self.bytes16("code", &[text.as_bytes()]));
        seal.truncate(CODE_SEAL_LENGTH);
        seal
    }

    /// What is stored of an API key.
    pub fn api_key_hash(&self, key: &str) -> String {
        hex(&self.hash("api key", &[key.as_bytes()]))
    }

    /// The `nth` event that an intent's log entry causes: always the same one, however often it is
    /// told.
    pub fn event_id(&self, intent: &PaymentIntentId, seq: u64, nth: u8) -> EventId {
        let place = [intent.as_str().as_bytes(), &seq.to_be_bytes(), &[nth]];
        EventId::from_bytes(self.bytes16("event", &place))
    }

    /// The name of the counter of a place: `network` and an address, `merchant` and an account.
    pub fn limit_name(&self, kind: &str, place: &str) -> String {
        base62(self.bytes16("limit", &[kind.as_bytes(), place.as_bytes()]))
    }

    /// Equal for equal card numbers of this deployment.
    pub fn card_fingerprint(&self, number: &str) -> String {
        let mut text = base62(self.bytes16("card", &[number.as_bytes()]));
        text.truncate(16);
        text
    }

    /// Equal for equal accounts of one payment method of this deployment.
    pub fn account_fingerprint(&self, method: MethodType, identity: &str) -> String {
        let parts = [method.as_str().as_bytes(), identity.as_bytes()];
        let mut text = base62(self.bytes16("bank account", &parts));
        text.truncate(16);
        text
    }

    fn bytes16(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 16] {
        halves(self.hash(purpose, parts)).0
    }

    fn hash(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = keyed(&self.root);
        for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
            // Lengths in front keep ("ab", "c") and ("a", "bc") apart.
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// HMAC-SHA256 of `text`, in hexadecimal: the `v1` of a webhook's signature.
pub fn hmac_hex(key: &str, text: &[u8]) -> String {
    let mut mac = keyed(key.as_bytes());
    mac.update(text);
    let hash: [u8; 32] = mac.finalize().into_bytes().into();
    hex(&hash)
}

/// SHA-256 in hexadecimal, for comparing requests.
pub fn sha256_hex(parts: &[&[u8]]) -> String {
    use sha2::Digest;
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let hash: [u8; 32] = hasher.finalize().into();
    hex(&hash)
}

/// Whether two secrets are equal, in a time that does not tell where they differ.
pub fn equal_secrets(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

/// 32 bytes; `None` unless the text is 64 hexadecimal digits.
pub fn bytes_of_hex(text: &str) -> Option<[u8; ROOT_BYTES]> {
    let digits = text.trim();
    if digits.len() != ROOT_BYTES.checked_mul(2)? || !digits.is_ascii() {
        return None;
    }
    let mut bytes = [0; ROOT_BYTES];
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    // HMAC takes keys of every length.
    #[allow(clippy::expect_used)]
    Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes any key")
}

fn halves(hash: [u8; 32]) -> ([u8; 16], [u8; 16]) {
    let number = |half: &[u8]| <[u8; 16]>::try_from(half).unwrap_or_default();
    let (first, second) = hash.split_at(16);
    (number(first), number(second))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyring() -> Keyring {
        Keyring::from_hex(&"0f".repeat(32)).unwrap()
    }

    #[test]
    fn an_intents_id_proves_whose_it_is() {
        let (mine, theirs) = (
            AccountId::from_bytes([1; 16]),
            AccountId::from_bytes([2; 16]),
        );
        let id = keyring().intent_id(&mine, [3; 16]);
        assert!(keyring().owns(&mine, &id));
        assert!(!keyring().owns(&theirs, &id));
        assert!(!keyring().owns(&mine, &PaymentIntentId::from_bytes([9; 16])));
    }

    #[test]
    fn what_belongs_to_a_payment_leads_to_it_and_never_to_another_accounts() {
        let (mine, theirs) = (
            AccountId::from_bytes([1; 16]),
            AccountId::from_bytes([2; 16]),
        );
        let id = keyring().intent_id(&mine, [3; 16]);
        let charge = shared::ids::within(&id, [7; 16]);
        assert_eq!(keyring().intent_of(&mine, charge), id);
        assert_ne!(keyring().intent_of(&theirs, charge), id);
    }

    #[test]
    fn one_idempotency_key_is_one_id_per_account() {
        let (mine, theirs) = (
            AccountId::from_bytes([1; 16]),
            AccountId::from_bytes([2; 16]),
        );
        let keyring = keyring();
        assert_eq!(
            keyring.intent_name(&mine, "k"),
            keyring.intent_name(&mine, "k")
        );
        assert_ne!(
            keyring.intent_name(&mine, "k"),
            keyring.intent_name(&theirs, "k")
        );
    }

    #[test]
    fn a_client_secret_opens_its_own_intent_and_a_changed_one_none() {
        let keyring = keyring();
        let id = keyring.intent_id(&AccountId::from_bytes([1; 16]), [3; 16]);
        let secret = keyring.client_secret(&id, 4);
        let opened = keyring.open_client_secret(&secret);
        assert_eq!(opened, Some((id.clone(), Purpose::Payment)));
        assert!(secret.ends_with('4'));
        let mut wrong = secret.into_bytes();
        wrong[40] = if wrong[40] == b'a' { b'b' } else { b'a' };
        assert_eq!(
            keyring.open_client_secret(std::str::from_utf8(&wrong).unwrap()),
            None
        );
        for text in ["", "x", "pi_", "_secret_", "pi_1_secret_2"] {
            assert_eq!(keyring.open_client_secret(text), None);
        }
    }

    #[test]
    fn a_customer_sessions_secret_opens_it_and_no_other() {
        let keyring = keyring();
        let id = CustomerSessionId::from_bytes([4; 16]);
        let secret = keyring.customer_session_secret(&id, '2');
        for room in ['0', 'l'] {
            let told = keyring.customer_session_secret(&id, room);
            assert_eq!(keyring.open_customer_session(&told), Some(id.clone()));
        }
        for text in [
            "",
            "cuss_secret_",
            "cuss_secret_x",
            &secret[..40],
            &format!("{secret}x"),
        ] {
            assert_eq!(keyring.open_customer_session(text), None, "{text}");
        }
    }

    #[test]
    fn the_webhook_signature_is_hmac_sha256() {
        // Test case 2 of RFC 4231.
        assert_eq!(
            hmac_hex("Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn a_root_secret_of_another_form_is_refused() {
        assert!(Keyring::from_hex("").is_none());
        assert!(Keyring::from_hex(&"0g".repeat(32)).is_none());
        assert!(Keyring::from_hex(&"00".repeat(31)).is_none());
    }
}
