//! What is kept of a buyer. All of it is sealed where it is stored.

use super::email::Email;
use super::phone::Phone;
use crate::ids::LinkMethodId;
use crate::payment::method::{BillingDetails, CardSummary, DescribedAccount, Instrument};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// Ninety days.
pub const SESSION_LIFETIME_MS: i64 = 90 * 24 * 60 * 60 * 1_000;

/// Who the buyer is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub email: Email,
    pub name: Option<String>,
    pub phone: Option<Phone>,
    /// When the buyer agreed to be remembered, in Unix milliseconds.
    pub consented_ms: i64,
}

/// A buyer who has agreed to be remembered, while the payment is on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewConsumer {
    pub profile: Profile,
    /// The browser's own description.
    pub device: Option<String>,
}

/// A way to pay that the buyer keeps. The number is with the partner; here is the partner's name for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeptMethod {
    pub id: LinkMethodId,
    #[serde(flatten)]
    pub instrument: KeptInstrument,
    pub billing: BillingDetails,
    /// Unix milliseconds.
    pub added_ms: i64,
    pub is_default: bool,
    /// The keyed hash of the session on which it was typed.
    pub saved_on: String,
    /// Given by whoever typed the number of the card or the account, together with it: who reads a code
    /// that is sent there has it. No later number of the buyer's takes its place.
    pub phone: Option<Phone>,
}

// Serde reads what is flattened from a form of its own, for which the readers of all types below are
// compiled a second time.
impl<'de> Deserialize<'de> for KeptMethod {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Stored {
            id: LinkMethodId,
            card: Option<CardSummary>,
            bank: Option<DescribedAccount>,
            billing: BillingDetails,
            added_ms: i64,
            is_default: bool,
            saved_on: String,
            phone: Option<Phone>,
        }
        let stored = Stored::deserialize(deserializer)?;
        let instrument = match (stored.card, stored.bank) {
            (Some(card), None) => KeptInstrument::Card(card),
            (None, Some(account)) => KeptInstrument::Bank(account),
            (Some(_), Some(_)) | (None, None) => {
                return Err(D::Error::custom(
                    "it draws on one card or on one bank account",
                ));
            }
        };
        Ok(Self {
            id: stored.id,
            instrument,
            billing: stored.billing,
            added_ms: stored.added_ms,
            is_default: stored.is_default,
            saved_on: stored.saved_on,
            phone: stored.phone,
        })
    }
}

/// What a kept method draws on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptInstrument {
    Card(CardSummary),
    /// A bank account. The mandate is none of it: each merchant has its own.
    Bank(DescribedAccount),
}

impl KeptInstrument {
    /// What can be kept of it: of a card, or of a bank account that can be debited, which the partner
    /// knows by a name.
    #[must_use]
    pub fn of(instrument: &Instrument) -> Option<Self> {
        match instrument {
            Instrument::Card(card) | Instrument::Link(card) => {
                card.token.is_some().then(|| Self::Card(card.clone()))
            }
            Instrument::Described(account) => {
                let is_debit = account.method.row().flow.needs_mandate();
                (is_debit && account.token.is_some()).then(|| {
                    Self::Bank(DescribedAccount {
                        mandate: None,
                        is_links: true,
                        ..account.clone()
                    })
                })
            }
            Instrument::Account(_) => None,
        }
    }

    /// Whether both have one number.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Card(one), Self::Card(other)) => one.fingerprint == other.fingerprint,
            (Self::Bank(one), Self::Bank(other)) => {
                one.method == other.method && one.fingerprint() == other.fingerprint()
            }
            (Self::Card(_), Self::Bank(_)) | (Self::Bank(_), Self::Card(_)) => false,
        }
    }

    /// Of the number; empty where nothing of it may be shown.
    #[must_use]
    pub fn last4(&self) -> &str {
        match self {
            Self::Card(card) => &card.last4,
            Self::Bank(account) => account.last4(),
        }
    }

    /// The code on a card shows who has it; an account has none.
    #[must_use]
    pub const fn has_code(&self) -> bool {
        match self {
            Self::Card(_) => true,
            Self::Bank(_) => false,
        }
    }
}

/// A device on which the buyer has shown who they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// By which the buyer tells it from others; it opens nothing.
    pub id: String,
    /// Unix milliseconds, as all times here.
    pub created_ms: i64,
    pub used_ms: i64,
    pub expires_ms: i64,
    /// The browser's own description.
    pub device: Option<String>,
    /// A code that was sent to the address has been typed here. Without it the device knows what was
    /// typed on it and nothing else: anybody can type an address with their card.
    pub is_proven: bool,
    /// The passkey that opened it or was made on it.
    #[serde(default)]
    pub passkey: Option<String>,
    /// The methods of which the number, the code or one that was sent to their phone has been typed here:
    /// nobody asks for the code again.
    pub trusted_with: Vec<LinkMethodId>,
}

/// A payment that Link had a part in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    pub merchant: String,
    /// In the currency's minor units.
    pub amount: i64,
    pub currency: String,
    pub last4: String,
    /// Unix milliseconds.
    pub at_ms: i64,
    /// Whether the payment left its method here, instead of being made with it.
    pub was_saved: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::MandateId;
    use crate::methods::MethodType;
    use crate::payment::attempt::AcceptanceKind;
    use crate::payment::mandate::Mandate;
    use crate::payment::method::{CardBrand, CardFunding, FINGERPRINT};
    use std::collections::BTreeMap;

    fn card() -> CardSummary {
        CardSummary {
            brand: CardBrand::Visa,
            second_network: None,
            preferred_network: None,
            last4: "4242".to_owned(),
            exp_month: 12,
            exp_year: 2034,
            funding: CardFunding::Credit,
            country: None,
            fingerprint: "one".to_owned(),
            token: Some("pm_card_visa".to_owned()),
            wallet: None,
        }
    }

    fn account(method: MethodType, fingerprint: &str) -> DescribedAccount {
        DescribedAccount {
            method,
            details: BTreeMap::from([
                ("last4".to_owned(), "3000".to_owned()),
                (FINGERPRINT.to_owned(), fingerprint.to_owned()),
            ]),
            token: Some("ba_sepaDebit_success".to_owned()),
            mandate: Some(Box::new(Mandate {
                id: MandateId::from_bytes([1; 16]),
                acceptance: AcceptanceKind::Offline,
                accepted_at: 0,
                single_use: None,
            })),
            is_links: false,
        }
    }

    #[test]
    fn a_card_that_was_kept_before_there_were_accounts_is_read() {
        let kept = KeptMethod {
            id: LinkMethodId::from_bytes([1; 16]),
            instrument: KeptInstrument::Card(card()),
            billing: BillingDetails::default(),
            added_ms: 1,
            is_default: true,
            saved_on: "session".to_owned(),
            phone: None,
        };
        let stored = serde_json::json!({
            "id": kept.id,
            "card": card(),
            "billing": BillingDetails::default(),
            "added_ms": 1,
            "is_default": true,
            "saved_on": "session",
        });
        let read: KeptMethod = crate::json::from_str(&stored.to_string()).unwrap();
        assert_eq!(read, kept);
        let account = KeptInstrument::of(&Instrument::Described(account(
            MethodType::SepaDebit,
            "one",
        )));
        let kept = KeptMethod {
            instrument: account.unwrap(),
            ..kept
        };
        let stored = serde_json::to_string(&kept).unwrap();
        assert_eq!(crate::json::from_str::<KeptMethod>(&stored).unwrap(), kept);
    }

    #[test]
    fn an_account_is_kept_by_the_partners_name_for_it_without_any_merchants_mandate() {
        let typed = account(MethodType::SepaDebit, "one");
        let Some(KeptInstrument::Bank(kept)) =
            KeptInstrument::of(&Instrument::Described(typed.clone()))
        else {
            panic!("a bank account");
        };
        assert_eq!((kept.mandate, kept.is_links), (None, true));
        assert_eq!(kept.token, typed.token);
        for not_kept in [
            DescribedAccount {
                token: None,
                ..typed.clone()
            },
            DescribedAccount {
                method: MethodType::P24,
                ..typed
            },
        ] {
            assert_eq!(KeptInstrument::of(&Instrument::Described(not_kept)), None);
        }
        let elsewhere = Instrument::Account(MethodType::Klarna);
        assert_eq!(KeptInstrument::of(&elsewhere), None);
    }

    #[test]
    fn one_number_is_one_account_and_no_card() {
        let bank = |method, number| KeptInstrument::Bank(account(method, number));
        let one = bank(MethodType::SepaDebit, "one");
        assert!(one.is_same(&bank(MethodType::SepaDebit, "one")));
        assert!(!one.is_same(&bank(MethodType::SepaDebit, "other")));
        assert!(!one.is_same(&bank(MethodType::UsBankAccount, "one")));
        assert!(!one.is_same(&KeptInstrument::Card(card())));
    }
}
