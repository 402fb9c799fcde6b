//! Wallets that pay with a card: to the merchant API what they pay is a `card`, with a
//! `card.wallet`.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardWallet {
    ApplePay,
    GooglePay,
    /// Kassa's own, in which the buyer keeps cards across merchants.
    Link,
}

impl CardWallet {
    /// Those that a browser or device brings along.
    pub const OF_DEVICES: &'static [Self] = &[Self::ApplePay, Self::GooglePay];

    /// The merchant API's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ApplePay => "apple_pay",
            Self::GooglePay => "google_pay",
            Self::Link => "link",
        }
    }

    /// What buyers know it as, in every language.
    #[must_use]
    pub const fn display_name(self) -> &'static str {
        match self {
            Self::ApplePay => "Apple Pay",
            Self::GooglePay => "Google Pay",
            Self::Link => "Link",
        }
    }
}
