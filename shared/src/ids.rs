//! Every id that Kassa hands out: a type of its own, Stripe's prefix, 22 base-62 characters.

use serde::{Deserialize, Serialize};
use std::fmt;

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 62^22 > 2^128, so 22 characters hold any 16 bytes.
const BODY_LENGTH: usize = 22;

/// 16 bytes as 22 base-62 characters; equal lengths keep ids of one kind aligned in logs.
pub fn base62(bytes: [u8; 16]) -> String {
    let mut rest = u128::from_be_bytes(bytes);
    let mut digits = [b'0'; BODY_LENGTH];
    for digit in digits.iter_mut().rev() {
        // The remainder is below 62, so the look-up always hits.
        *digit = BASE62.get((rest % 62) as usize).copied().unwrap_or(b'0');
        rest /= 62;
    }
    digits.iter().map(|&byte| char::from(byte)).collect()
}

/// The 16 bytes behind [`base62`]; `None` for anything that it cannot have printed.
pub fn base62_decode(text: &str) -> Option<[u8; 16]> {
    if text.len() != BODY_LENGTH {
        return None;
    }
    let mut value: u128 = 0;
    for byte in text.bytes() {
        let digit = BASE62.iter().position(|&known| known == byte)?;
        value = value.checked_mul(62)?.checked_add(digit as u128)?;
    }
    Some(value.to_be_bytes())
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub const PREFIX: &'static str = $prefix;

            /// The id made of these 16 bytes, random or derived.
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(format!("{}{}", $prefix, base62(bytes)))
            }

            /// Accepts what [`Self::from_bytes`] prints and nothing else.
            pub fn parse(text: &str) -> Option<Self> {
                base62_decode(text.strip_prefix($prefix)?)?;
                Some(Self(text.to_owned()))
            }

            /// The 16 bytes that the id was made of.
            pub fn to_bytes(&self) -> [u8; 16] {
                // Construction went through `parse` or `from_bytes`, so decoding succeeds.
                self.0
                    .strip_prefix($prefix)
                    .and_then(base62_decode)
                    .unwrap_or_default()
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                Self::parse(&text).ok_or_else(|| format!("not a {} id: {text}", $prefix))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

ids! {
    /// A merchant of this deployment.
    AccountId = "acct_";
    /// One order's payment, whatever number of attempts it takes.
    PaymentIntentId = "pi_";
    /// A payment of nothing, which sets a method up for later. The 16 bytes are those of the payment
    /// behind it.
    SetupIntentId = "seti_";
    /// One try of a setup intent.
    SetupAttemptId = "setatt_";
    /// What a buyer paid with, or tried to.
    PaymentMethodId = "pm_";
    /// A buyer, as one merchant knows them.
    CustomerId = "cus_";
    /// What lets a browser see a customer's saved methods, for a while.
    CustomerSessionId = "cuss_";
    /// What the buyer typed, kept for a confirmation that the merchant's server makes.
    ConfirmationTokenId = "ctoken_";
    /// One try to pay one intent; the partner knows it by this name.
    AttemptId = "att_";
    /// The money side of an attempt that the partner accepted or declined.
    ChargeId = "ch_";
    /// Money going back to the buyer.
    RefundId = "re_";
    /// A buyer's complaint to their bank about a charge.
    DisputeId = "du_";
    /// One movement of the merchant's balance.
    BalanceTransactionId = "txn_";
    /// The buyer's consent to later charges.
    MandateId = "mandate_";
    /// Which payment methods a merchant offers.
    PaymentMethodConfigurationId = "pmc_";
    /// A domain on which a merchant shows wallets.
    PaymentMethodDomainId = "pmd_";
    /// A way to pay that a buyer keeps with Link.
    LinkMethodId = "lkpm_";
    /// An address that a buyer keeps with Link.
    LinkAddressId = "lkad_";
    /// One call to a partner, and the idempotency key that it carries there.
    CallId = "call_";
    /// One entry of the event feed.
    EventId = "evt_";
    /// A merchant's webhook endpoint.
    WebhookEndpointId = "we_";
    /// One request to the API, as its log and `Request-Id` name it.
    RequestId = "req_";
}

/// How many bytes of an intent's id name it; the rest prove whose it is.
pub const INTENT_NAME_BYTES: usize = 10;

/// The bytes of an id for something that belongs to one payment: the intent's name, then 6 bytes of
/// `own`. Such an id leads to its payment's object without an index.
pub fn within(intent: &PaymentIntentId, own: [u8; 16]) -> [u8; 16] {
    let [a, b, c, d, e, f, g, h, i, j, ..] = intent.to_bytes();
    let [.., k, l, m, n, o, p] = own;
    [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]
}

impl SetupIntentId {
    /// The payment machine's name for the setup.
    pub fn payment(&self) -> PaymentIntentId {
        PaymentIntentId::from_bytes(self.to_bytes())
    }

    /// The name that the merchant API gives to a payment of nothing.
    pub fn of(payment: &PaymentIntentId) -> Self {
        Self::from_bytes(payment.to_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_parses_to_itself_and_keeps_its_bytes() {
        for bytes in [[0; 16], [255; 16], *b"0123456789abcdef"] {
            let id = PaymentIntentId::from_bytes(bytes);
            assert_eq!(PaymentIntentId::parse(id.as_str()), Some(id.clone()));
            assert_eq!(id.to_bytes(), bytes);
        }
    }

    #[test]
    fn another_kind_or_a_damaged_id_is_refused() {
        let id = ChargeId::from_bytes([7; 16]);
        assert_eq!(PaymentIntentId::parse(id.as_str()), None);
        assert_eq!(ChargeId::parse("ch_"), None);
        assert_eq!(ChargeId::parse(&format!("{id}x")), None);
        assert_eq!(
            ChargeId::parse("ch_zzzzzzzzzzzzzzzzzzzzzz"),
            None,
            "above 2^128"
        );
        assert_eq!(ChargeId::parse("ch_000000000000000000000/"), None);
    }
}
