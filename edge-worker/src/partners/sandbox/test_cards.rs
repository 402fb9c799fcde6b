//! Stripe's documented test cards, by number and by the name of their test payment method.
//! Source: https://docs.stripe.com/testing

mod list;

use super::disputes::ToBeDisputed;
use super::refunds::RefundHabit;
use shared::country::CountryCode;
use shared::payment::failure::FailureCause;
use shared::payment::method::{CardBrand, CardFunding};

/// What happens when a card is charged, or verified for later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardOutcome {
    Succeeds,
    /// The issuer asks for authentication first, each time.
    Authenticates,
    /// The same, but not without the buyer once the card is set up.
    AuthenticatesUnlessSetUp,
    /// The same, but never without the buyer: somebody has set the card up elsewhere.
    AuthenticatesOnSession,
    /// Authentication passes, then the issuer declines.
    AuthenticatesThenDeclines(Decline),
    Declines(Decline),
    /// It can be kept, and not charged.
    DeclinesWhenCharged(Decline),
}

/// What happens after a card was charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aftermath {
    Nothing,
    Refunds(RefundHabit),
    Disputed(ToBeDisputed),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decline {
    Code(&'static str),
    ExpiredCard,
    IncorrectCvc,
    IncorrectNumber,
    ProcessingError,
}

impl Decline {
    pub fn cause(self) -> FailureCause {
        match self {
            Self::Code(code) => FailureCause::CardDeclined {
                decline_code: code.to_owned(),
            },
            Self::ExpiredCard => FailureCause::ExpiredCard,
            Self::IncorrectCvc => FailureCause::IncorrectCvc,
            Self::IncorrectNumber => FailureCause::IncorrectNumber,
            Self::ProcessingError => FailureCause::ProcessingError,
        }
    }
}

/// One test card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestCard {
    pub number: &'static str,
    /// Names of its test payment methods, without the `pm_card_` in front.
    pub names: &'static [&'static str],
    pub country: &'static str,
    pub funding: CardFunding,
    pub outcome: CardOutcome,
    pub aftermath: Aftermath,
}

pub use list::TEST_CARDS;

const TOKEN_PREFIX: &str = "pm_card_";

/// The card with this number (digits only).
pub fn by_number(number: &str) -> Option<&'static TestCard> {
    TEST_CARDS.iter().find(|card| card.number == number)
}

/// The card of a test payment method: `pm_card_visa`.
pub fn by_token(token: &str) -> Option<&'static TestCard> {
    let name = token.strip_prefix(TOKEN_PREFIX)?;
    TEST_CARDS.iter().find(|card| card.names.contains(&name))
}

impl TestCard {
    /// What happens to it; a bank that the buyer's device vouches to asks nobody to authenticate.
    pub fn outcome_for(&self, device_authenticated: bool) -> CardOutcome {
        match self.outcome {
            CardOutcome::Authenticates
            | CardOutcome::AuthenticatesUnlessSetUp
            | CardOutcome::AuthenticatesOnSession
                if device_authenticated =>
            {
                CardOutcome::Succeeds
            }
            CardOutcome::AuthenticatesThenDeclines(decline) if device_authenticated => {
                CardOutcome::Declines(decline)
            }
            outcome @ (CardOutcome::Succeeds
            | CardOutcome::Authenticates
            | CardOutcome::AuthenticatesUnlessSetUp
            | CardOutcome::AuthenticatesOnSession
            | CardOutcome::AuthenticatesThenDeclines(_)
            | CardOutcome::Declines(_)
            | CardOutcome::DeclinesWhenCharged(_)) => outcome,
        }
    }

    /// The name of its test payment method: `pm_card_visa`.
    pub fn token(&self) -> Option<String> {
        self.names
            .first()
            .map(|name| format!("{TOKEN_PREFIX}{name}"))
    }

    pub fn brand(&self) -> CardBrand {
        brand_of(self.number)
    }

    pub fn last4(&self) -> String {
        last4_of(self.number)
    }

    pub fn issuer_country(&self) -> Option<CountryCode> {
        CountryCode::parse(self.country)
    }
}

/// The last four digits.
pub fn last4_of(number: &str) -> String {
    number
        .get(number.len().saturating_sub(4)..)
        .unwrap_or_default()
        .to_owned()
}

/// The scheme that a number belongs to, by the ranges of the schemes' issuer numbers.
pub fn brand_of(number: &str) -> CardBrand {
    let leading = |digits: usize| {
        number
            .get(..digits)
            .and_then(|text| text.parse::<u32>().ok())
            .unwrap_or_default()
    };
    let (two, three, four, six) = (leading(2), leading(3), leading(4), leading(6));
    match () {
        () if number.starts_with('4') => CardBrand::Visa,
        () if (51..=55).contains(&two) || (2221..=2720).contains(&four) => CardBrand::Mastercard,
        () if two == 34 || two == 37 => CardBrand::Amex,
        () if four == 6011
            || two == 65
            || (644..=649).contains(&three)
            || (622_126..=622_925).contains(&six) =>
        {
            CardBrand::Discover
        }
        () if (300..=305).contains(&three) || matches!(two, 36 | 38 | 39) => CardBrand::Diners,
        () if (3528..=3589).contains(&four) => CardBrand::Jcb,
        () if two == 62 || two == 81 => CardBrand::Unionpay,
        () => CardBrand::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_card_has_a_known_brand_and_an_issuing_country() {
        for card in TEST_CARDS {
            assert_ne!(card.brand(), CardBrand::Unknown, "{}", card.number);
            assert!(card.issuer_country().is_some(), "{}", card.number);
        }
    }

    #[test]
    fn a_test_payment_method_names_one_card() {
        assert_eq!(
            by_token("pm_card_visa").map(|card| card.number),
            Some("4242424242424242")
        );
        assert_eq!(by_token("pm_card_nothing"), None);
        assert_eq!(by_token("visa"), None);
        let names: Vec<_> = TEST_CARDS.iter().flat_map(|card| card.names).collect();
        let distinct: std::collections::BTreeSet<_> = names.iter().collect();
        assert_eq!(names.len(), distinct.len());
    }
}
