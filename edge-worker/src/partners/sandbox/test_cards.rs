//! Stripe's documented test cards, by number and by the name of their test payment method.
//! Source: https://docs.stripe.com/testing

use shared::country::CountryCode;
use shared::payment::failure::FailureCause;
use shared::payment::method::{CardBrand, CardFunding};

/// What happens when a card is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardOutcome {
    Succeeds,
    /// The issuer asks for authentication first.
    Authenticates,
    /// Authentication passes, then the issuer declines.
    AuthenticatesThenDeclines,
    Declines(Decline),
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
}

const fn card(
    number: &'static str,
    names: &'static [&'static str],
    country: &'static str,
    funding: CardFunding,
    outcome: CardOutcome,
) -> TestCard {
    TestCard {
        number,
        names,
        country,
        funding,
        outcome,
    }
}

const fn declines(
    number: &'static str,
    names: &'static [&'static str],
    code: &'static str,
) -> TestCard {
    card(
        number,
        names,
        "US",
        CardFunding::Credit,
        CardOutcome::Declines(Decline::Code(code)),
    )
}

use CardFunding::{Credit, Debit, Prepaid};
use CardOutcome::{Authenticates, AuthenticatesThenDeclines, Declines, Succeeds};

/// Every card that the sandbox knows. All others are treated as real ones, and declined.
pub const TEST_CARDS: &[TestCard] = &[
    card("4242424242424242", &["visa"], "US", Credit, Succeeds),
    card("4000056655665556", &["visa_debit"], "US", Debit, Succeeds),
    card("5555555555554444", &["mastercard"], "US", Credit, Succeeds),
    card(
        "2223003122003222",
        &["mastercard_2_series"],
        "US",
        Credit,
        Succeeds,
    ),
    card(
        "5200828282828210",
        &["mastercard_debit"],
        "US",
        Debit,
        Succeeds,
    ),
    card(
        "5105105105105100",
        &["mastercard_prepaid"],
        "US",
        Prepaid,
        Succeeds,
    ),
    card("378282246310005", &["amex"], "US", Credit, Succeeds),
    card("371449635398431", &["amex_2"], "US", Credit, Succeeds),
    card("6011111111111117", &["discover"], "US", Credit, Succeeds),
    card("3056930009020004", &["diners"], "US", Credit, Succeeds),
    card(
        "36227206271667",
        &["diners_14_digits"],
        "US",
        Credit,
        Succeeds,
    ),
    card("3566002020360505", &["jcb"], "JP", Credit, Succeeds),
    card("6200000000000005", &["unionpay"], "CN", Credit, Succeeds),
    card("4000000760000002", &["br"], "BR", Credit, Succeeds),
    card("4000001240000000", &["ca"], "CA", Credit, Succeeds),
    card("4000004840008001", &["mx"], "MX", Credit, Succeeds),
    card("4000002760000016", &["de"], "DE", Credit, Succeeds),
    card("4000002500000003", &["fr"], "FR", Credit, Succeeds),
    card("4000008260000000", &["gb"], "GB", Credit, Succeeds),
    card("4000005280000002", &["nl"], "NL", Credit, Succeeds),
    card("4000007520000008", &["se"], "SE", Credit, Succeeds),
    card("4000000360000006", &["au"], "AU", Credit, Succeeds),
    card("4000003920000003", &["jp"], "JP", Credit, Succeeds),
    declines(
        "4000000000000002",
        &["visa_chargeDeclined", "chargeDeclined"],
        "generic_decline",
    ),
    declines(
        "4000000000009995",
        &[
            "visa_chargeDeclinedInsufficientFunds",
            "chargeDeclinedInsufficientFunds",
        ],
        "insufficient_funds",
    ),
    declines(
        "4000000000009987",
        &["visa_chargeDeclinedLostCard"],
        "lost_card",
    ),
    declines(
        "4000000000009979",
        &["visa_chargeDeclinedStolenCard"],
        "stolen_card",
    ),
    declines(
        "4000000000006975",
        &[
            "visa_chargeDeclinedVelocityLimitExceeded",
            "chargeDeclinedVelocityLimitExceeded",
        ],
        "card_velocity_exceeded",
    ),
    declines("4100000000000019", &["radarBlock"], "fraudulent"),
    card(
        "4000000000000069",
        &["chargeDeclinedExpiredCard"],
        "US",
        Credit,
        Declines(Decline::ExpiredCard),
    ),
    card(
        "4000000000000127",
        &["chargeDeclinedIncorrectCvc"],
        "US",
        Credit,
        Declines(Decline::IncorrectCvc),
    ),
    card(
        "4000000000000119",
        &["chargeDeclinedProcessingError"],
        "US",
        Credit,
        Declines(Decline::ProcessingError),
    ),
    card(
        "4242424242424241",
        &[],
        "US",
        Credit,
        Declines(Decline::IncorrectNumber),
    ),
    card(
        "4000002500003155",
        &["authenticationRequiredOnSetup"],
        "FR",
        Credit,
        Authenticates,
    ),
    card(
        "4000002760003184",
        &["authenticationRequired"],
        "DE",
        Credit,
        Authenticates,
    ),
    card(
        "4000000000003220",
        &["threeDSecure2Required"],
        "US",
        Credit,
        Authenticates,
    ),
    card(
        "4000000000003063",
        &["threeDSecureRequired"],
        "US",
        Credit,
        Authenticates,
    ),
    card(
        "4000008400001629",
        &["threeDSecureRequiredChargeDeclined"],
        "US",
        Credit,
        AuthenticatesThenDeclines,
    ),
    // Authentication is supported but not required.
    card(
        "4000000000003055",
        &["threeDSecureOptional"],
        "US",
        Credit,
        Succeeds,
    ),
    card(
        "378282246310005",
        &["amex_threeDSecureNotSupported"],
        "US",
        Credit,
        Succeeds,
    ),
];

/// The card with this number (digits only).
pub fn by_number(number: &str) -> Option<&'static TestCard> {
    TEST_CARDS.iter().find(|card| card.number == number)
}

/// The card of a test payment method: `pm_card_visa`.
pub fn by_token(token: &str) -> Option<&'static TestCard> {
    let name = token.strip_prefix("pm_card_")?;
    TEST_CARDS.iter().find(|card| card.names.contains(&name))
}

impl TestCard {
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
