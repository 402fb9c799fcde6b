//! One rule: how much of what, from where, in how long.

use serde::{Deserialize, Serialize};

/// The longest window that there can be: so long is anything remembered at all.
pub const WINDOW_MAX_S: u32 = 30 * 24 * 3_600;

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// As a charge's `outcome` names it.
    pub id: String,
    pub action: Action,
    pub by: By,
    pub counts: Counts,
    /// So many are let through.
    pub limit: u32,
    pub window_s: u32,
    pub then: Then,
}

/// An enum whose variants have names in the table.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$of])* $variant,)+
        }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As the table writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.as_str() == text)
            }
        }
    };
}

named! {
    /// What somebody wants to do.
    Action {
        /// Have a code sent, which is also how it is looked up whether an address is known.
        Code = "code",
        /// Type a code.
        CodeTry = "code_try",
        /// Have a card kept with Link.
        Save = "save",
        /// Pay with a card, or set one up.
        CardAttempt = "card_attempt",
    }
}

named! {
    /// Whose actions are counted together.
    By {
        /// An address on the internet; of version 6, its first half.
        Network = "network",
        Merchant = "merchant",
        Email = "email",
        /// One e-mail address, asked about from one network: a stranger uses up their own.
        EmailOnNetwork = "email_on_network",
        /// By the card's fingerprint, at all merchants.
        Card = "card",
        /// A telephone number that codes are sent to, whoever's it is said to be.
        Phone = "phone",
        /// A browser that is signed in to Link.
        Device = "device",
    }
}

named! {
    /// What of it counts.
    Counts {
        Every = "every",
        /// Attempts that have not succeeded: declined, given up, or still on their way.
        Failed = "failed",
        /// Different cards with which none has succeeded. Where more than twice as many cards worked as
        /// the limit says, half of those is the limit: a busy office is no run of stolen numbers.
        FailedCards = "failed_cards",
    }
}

named! {
    /// What becomes of whoever is over the limit.
    Then {
        /// They are stopped until there is room again.
        Block = "block",
        /// They go on, and the charge says that its risk is elevated.
        Mark = "mark",
    }
}

impl Rule {
    #[must_use]
    pub fn window_ms(&self) -> i64 {
        i64::from(self.window_s).saturating_mul(1_000)
    }
}
