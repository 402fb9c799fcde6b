//! Cards of two networks: which numbers have two, and over which of them a payment goes. European
//! law leaves the choice to the buyer; where the buyer makes none, the merchant has one.
//! Source: <https://docs.stripe.com/co-badged-cards-compliance>

use crate::currency::Currency;
use crate::methods::MethodType;
use crate::payment::method::{CardBrand, CardSummary, Instrument, PaymentMethod};
use crate::payment::terms::{Purpose, Terms};

/// The option of cards in which a merchant names a network.
pub const NETWORK_OPTION: &str = "network";

/// Numbers whose cards have a second network beside the one that their first digits tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CoBadged {
    /// What the numbers begin with.
    pub prefix: &'static str,
    pub brand: CardBrand,
    pub second: CardBrand,
}

/// Stripe's test cards for it. Which of the world's cards have two networks, only the networks' own
/// tables of issuer numbers say, which a provider has.
pub const CO_BADGED: &[CoBadged] = &[
    CoBadged {
        prefix: "4000002500001",
        brand: CardBrand::Visa,
        second: CardBrand::CartesBancaires,
    },
    CoBadged {
        prefix: "5555552500001",
        brand: CardBrand::Mastercard,
        second: CardBrand::CartesBancaires,
    },
];

/// The network that a card has beside that of its brand. `number` is digits only.
#[must_use]
pub fn second_network(number: &str) -> Option<CardBrand> {
    let mut ranges = CO_BADGED.iter();
    let range = ranges.find(|range| number.starts_with(range.prefix));
    range.map(|range| range.second)
}

impl CardBrand {
    /// As the network writes itself; of an unknown one what the API calls it.
    #[must_use]
    pub const fn display_name(self) -> &'static str {
        match self {
            Self::Amex => "American Express",
            Self::CartesBancaires => "Cartes Bancaires",
            Self::Diners => "Diners Club",
            Self::Discover => "Discover",
            Self::Jcb => "JCB",
            Self::Mastercard => "Mastercard",
            Self::Unionpay => "UnionPay",
            Self::Visa => "Visa",
            Self::Unknown => "unknown",
        }
    }

    /// Whether payments in `currency` can go over the network.
    #[must_use]
    pub const fn takes(self, currency: Currency) -> bool {
        match self {
            Self::CartesBancaires => matches!(currency, Currency::Eur),
            Self::Amex
            | Self::Diners
            | Self::Discover
            | Self::Jcb
            | Self::Mastercard
            | Self::Unionpay
            | Self::Visa
            | Self::Unknown => true,
        }
    }
}

impl CardSummary {
    /// The networks that the card is on; that of its brand first.
    pub fn networks(&self) -> impl Iterator<Item = CardBrand> {
        std::iter::once(self.brand).chain(self.second_network)
    }

    /// The network that the buyer chose, if the card is on it.
    #[must_use]
    pub fn chosen_network(&self) -> Option<CardBrand> {
        let preferred = self.preferred_network?;
        self.networks().find(|network| *network == preferred)
    }
}

impl Terms {
    /// The networks over which a payment with `card` can go.
    pub fn networks_of(&self, card: &CardSummary) -> impl Iterator<Item = CardBrand> {
        card.networks().filter(|network| self.can_go_over(*network))
    }

    /// Over which network a payment with `card` goes: the buyer's choice, else the merchant's, else
    /// that of the brand; a choice counts as far as it can be followed.
    #[must_use]
    pub fn network_of(&self, card: &CardSummary) -> CardBrand {
        let options = self.options_of.get(&MethodType::Card);
        let merchants = options.and_then(|options| options.get(NETWORK_OPTION));
        let merchants = merchants.and_then(|name| CardBrand::parse(name));
        let mut choices = card.preferred_network.into_iter().chain(merchants);
        let followed = choices.find(|choice| self.networks_of(card).any(|one| one == *choice));
        followed.unwrap_or(card.brand)
    }

    /// As [`Terms::network_of`]; `None` of what is no card.
    #[must_use]
    pub fn network_of_method(&self, method: &PaymentMethod) -> Option<CardBrand> {
        match &method.instrument {
            Instrument::Card(card) => Some(self.network_of(card)),
            Instrument::Link(_) | Instrument::Account(_) | Instrument::Described(_) => None,
        }
    }

    /// Whether what is paid or set up here can go over `network`, with a card that is on it.
    #[must_use]
    pub fn can_go_over(&self, network: CardBrand) -> bool {
        match self.purpose {
            Purpose::Payment => network.takes(self.amount.currency()),
            // Nothing is known of the payments to come.
            Purpose::Setup => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;
    use crate::payment::options::CaptureMethod;
    use crate::payment::tests::fixtures::{card_of, terms};
    use proptest::prelude::*;
    use proptest::sample::select;
    use std::collections::BTreeMap;

    fn terms_in(currency: Currency, merchants: Option<CardBrand>) -> Terms {
        let option = merchants.map(|brand| (NETWORK_OPTION.to_owned(), brand.as_str().to_owned()));
        Terms {
            amount: Money::new(1_000, currency).expect("an amount"),
            options_of: BTreeMap::from([(MethodType::Card, option.into_iter().collect())]),
            ..terms(CaptureMethod::Automatic)
        }
    }

    fn card(second: Option<CardBrand>, preferred: Option<CardBrand>) -> CardSummary {
        CardSummary {
            second_network: second,
            preferred_network: preferred,
            ..card_of(CardBrand::Visa)
        }
    }

    #[test]
    fn a_number_has_two_networks_once_enough_of_its_digits_say_so() {
        const CB: Option<CardBrand> = Some(CardBrand::CartesBancaires);
        for (number, second) in [
            ("4000002500001001", CB),
            ("5555552500001001", CB),
            ("4000002500001", CB),
            ("400000250000", None),
            ("4000002500000003", None),
            ("4000002500003155", None),
            ("4242424242424242", None),
            ("9400000250000100", None),
            ("", None),
        ] {
            assert_eq!(second_network(number), second, "{number}");
        }
    }

    #[test]
    fn the_buyers_choice_goes_before_the_merchants_and_that_before_the_brand() {
        use CardBrand::{CartesBancaires as Cb, Mastercard, Visa};
        for (preferred, merchants, network) in [
            (None, None, Visa),
            (None, Some(Cb), Cb),
            (Some(Visa), Some(Cb), Visa),
            (Some(Cb), Some(Visa), Cb),
            // What the card is not on is nobody's choice.
            (Some(Mastercard), Some(Cb), Cb),
            (None, Some(Mastercard), Visa),
        ] {
            let terms = terms_in(Currency::Eur, merchants);
            let card = card(Some(Cb), preferred);
            let case = (preferred, merchants);
            assert_eq!(terms.network_of(&card), network, "{case:?}");
        }
    }

    #[test]
    fn cartes_bancaires_pays_in_euros_alone_and_can_be_set_up_anywhere() {
        let cb = CardBrand::CartesBancaires;
        let card = card(Some(cb), Some(cb));
        let mut terms = terms_in(Currency::Usd, None);
        assert_eq!(terms.network_of(&card), CardBrand::Visa);
        terms.purpose = Purpose::Setup;
        assert_eq!(terms.network_of(&card), cb);
    }

    proptest! {
        #[test]
        fn a_payment_goes_over_a_network_of_its_card_that_takes_the_currency(
            second in proptest::option::of(select(CardBrand::ALL)),
            preferred in proptest::option::of(select(CardBrand::ALL)),
            merchants in proptest::option::of(select(CardBrand::ALL)),
            currency in select(Currency::ALL),
        ) {
            let card = card(second, preferred);
            let network = terms_in(currency, merchants).network_of(&card);
            prop_assert!(card.networks().any(|one| one == network));
            prop_assert!(network.takes(currency));
            if let Some(chosen) = card.chosen_network().filter(|chosen| chosen.takes(currency)) {
                prop_assert_eq!(network, chosen);
            }
        }

        #[test]
        fn no_number_makes_the_look_up_panic(number in ".{0,40}") {
            let second = second_network(&number);
            prop_assert!(second.is_none() || number.len() >= 13);
        }
    }
}
