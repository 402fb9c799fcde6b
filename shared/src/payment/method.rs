//! What a buyer pays with, as far as Kassa remembers it: never a card number, never a CVC.

use crate::country::CountryCode;
use crate::ids::{CustomerId, PaymentMethodId};
use crate::methods::{CardWallet, MethodType};
use crate::payment::mandate::Mandate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The detail of an account under which equal numbers are equal, and that is useless elsewhere.
pub const FINGERPRINT: &str = "fingerprint";

/// A payment method as it stands on the intent and in its event log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentMethod {
    pub id: PaymentMethodId,
    /// Unix seconds.
    pub created: i64,
    pub billing: BillingDetails,
    pub instrument: Instrument,
    /// Who keeps it; `None` for one that pays once.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
    #[serde(default)]
    pub allow_redisplay: AllowRedisplay,
}

/// Whether the buyer lets a checkout show the method to them again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllowRedisplay {
    Always,
    /// Only in the flow that saved it.
    Limited,
    #[default]
    Unspecified,
}

impl AllowRedisplay {
    pub const ALL: &'static [Self] = &[Self::Always, Self::Limited, Self::Unspecified];

    /// The merchant API's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Limited => "limited",
            Self::Unspecified => "unspecified",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|choice| choice.as_str() == name)
    }
}

impl PaymentMethod {
    pub fn method_type(&self) -> MethodType {
        match &self.instrument {
            Instrument::Card(_) => MethodType::Card,
            Instrument::Link(_) => MethodType::Link,
            Instrument::Account(method) => *method,
            Instrument::Described(account) => account.method,
        }
    }
}

impl PaymentMethod {
    /// Under which it may be debited; `None` of what needs no mandate, or has none yet.
    pub fn mandate(&self) -> Option<&Mandate> {
        match &self.instrument {
            Instrument::Described(account) => account.mandate.as_deref(),
            Instrument::Card(_) | Instrument::Link(_) | Instrument::Account(_) => None,
        }
    }

    /// Whether the buyer goes to a page of the method's own. A card out of Link has been chosen there.
    pub fn leaves_the_page(&self) -> bool {
        match &self.instrument {
            Instrument::Link(_) => false,
            Instrument::Card(_) | Instrument::Account(_) | Instrument::Described(_) => {
                self.method_type().row().flow.leaves_the_page()
            }
        }
    }

    /// Whether it is a bank account that the buyer keeps with Link, and not one that the merchant has
    /// saved since.
    pub fn is_links_account(&self) -> bool {
        match &self.instrument {
            Instrument::Described(account) => account.is_links && self.customer.is_none(),
            Instrument::Card(_) | Instrument::Link(_) | Instrument::Account(_) => false,
        }
    }

    /// Which wallet the card came in.
    pub fn card_wallet(&self) -> Option<CardWallet> {
        match &self.instrument {
            Instrument::Card(card) => card.wallet.as_ref().map(|used| used.wallet),
            Instrument::Link(_) | Instrument::Account(_) | Instrument::Described(_) => None,
        }
    }
}

crate::tagged! {
    tag = "kind", content = "details";
    /// What the method draws on.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Instrument {
        Card(CardSummary),
        /// A card that the buyer has chosen in Link, where the merchant takes Link and no cards: to the
        /// merchant it is Link, to the partner a card.
        Link(CardSummary),
        /// The buyer's account with the method's own provider; nothing of it is known here.
        Account(MethodType),
        /// An account of which the buyer told something.
        Described(DescribedAccount),
    }
}

impl Instrument {
    /// The card that the partner is asked about, under whichever name the merchant knows it.
    pub fn card(&self) -> Option<&CardSummary> {
        match self {
            Self::Card(card) | Self::Link(card) => Some(card),
            Self::Account(_) | Self::Described(_) => None,
        }
    }
}

/// What is known of an account that is no card: a bank, a tax number, the end of an account's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescribedAccount {
    pub method: MethodType,
    /// By the merchant API's names, as its payment method object shows them: `bank`, `last4`.
    pub details: BTreeMap<String, String>,
    /// The partner's own name for the account, where the buyer gave its number. The number itself
    /// is kept by nobody but the partner.
    #[serde(default)]
    pub token: Option<String>,
    /// Under which the account may be debited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<Box<Mandate>>,
    /// The buyer keeps it with Link: it was debited before, so that its owner has shown that it is
    /// theirs. No merchant is told.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_links: bool,
}

impl DescribedAccount {
    /// A keyed hash of its number, where the buyer gave one.
    pub fn fingerprint(&self) -> Option<&str> {
        self.details.get(FINGERPRINT).map(String::as_str)
    }

    /// The end of its number; empty where nobody gave one.
    pub fn last4(&self) -> &str {
        self.details.get("last4").map_or("", String::as_str)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(value: &bool) -> bool {
    !value
}

/// A card as a receipt may show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardSummary {
    pub brand: CardBrand,
    /// The network that the card is on beside that of its brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_network: Option<CardBrand>,
    /// The network that the buyer wants to pay over, whether the card is on it or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_network: Option<CardBrand>,
    pub last4: String,
    /// 1 to 12.
    pub exp_month: u8,
    /// Four digits.
    pub exp_year: u16,
    pub funding: CardFunding,
    /// Of the issuer.
    pub country: Option<CountryCode>,
    /// A keyed hash: equal for equal numbers of one deployment, useless elsewhere.
    pub fingerprint: String,
    /// The partner's own name for the card (`pm_card_visa`), where the card came as one; without
    /// it a later confirmation needs the card again.
    pub token: Option<String>,
    /// What it came in, where it was not typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wallet: Option<WalletUse>,
}

/// A wallet that paid with a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletUse {
    pub wallet: CardWallet,
    /// The last four digits of the number that the device has in place of the card's, under which
    /// it has authenticated the buyer; `None` where the wallet gave the card's own.
    pub dynamic_last4: Option<String>,
}

impl CardSummary {
    /// Whether the buyer's device has vouched for the buyer, so that no issuer asks again.
    #[must_use]
    pub fn is_device_authenticated(&self) -> bool {
        let used = self.wallet.as_ref();
        used.is_some_and(|used| used.dynamic_last4.is_some())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardBrand {
    Amex,
    CartesBancaires,
    Diners,
    Discover,
    Jcb,
    Mastercard,
    Unionpay,
    Visa,
    Unknown,
}

impl CardBrand {
    pub const ALL: &'static [Self] = &[
        Self::Amex,
        Self::CartesBancaires,
        Self::Diners,
        Self::Discover,
        Self::Jcb,
        Self::Mastercard,
        Self::Unionpay,
        Self::Visa,
        Self::Unknown,
    ];

    /// Reads the merchant API's name, exactly.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|brand| brand.as_str() == name)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Amex => "amex",
            Self::CartesBancaires => "cartes_bancaires",
            Self::Diners => "diners",
            Self::Discover => "discover",
            Self::Jcb => "jcb",
            Self::Mastercard => "mastercard",
            Self::Unionpay => "unionpay",
            Self::Visa => "visa",
            Self::Unknown => "unknown",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardFunding {
    Credit,
    Debit,
    Prepaid,
    Unknown,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillingDetails {
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub address: Address,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    pub city: Option<String>,
    pub country: Option<CountryCode>,
    pub line1: Option<String>,
    pub line2: Option<String>,
    pub postal_code: Option<String>,
    pub state: Option<String>,
}
