//! One entry of the list that a buyer chooses from: a method, or a wallet that pays with a card.

use super::card_wallet::CardWallet;
use super::catalogue::MethodType;
use super::eligibility::Offers;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Method(MethodType),
    Wallet(CardWallet),
}

impl Way {
    /// By its name in `paymentMethodOrder`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let wallet = CardWallet::OF_DEVICES.iter().find(|it| it.as_str() == name);
        match wallet {
            Some(wallet) => Some(Self::Wallet(*wallet)),
            None => MethodType::parse(name).map(Self::Method),
        }
    }

    #[must_use]
    pub const fn method(&self) -> Option<MethodType> {
        match self {
            Self::Method(method) => Some(*method),
            Self::Wallet(_) => None,
        }
    }
}

impl Offers {
    /// Everything to choose from. Wallets come behind the card that they pay with, unless the
    /// merchant's `order` names them.
    #[must_use]
    pub fn ways(&self, order: &[Way]) -> Vec<Way> {
        let mut ways = Vec::with_capacity(self.offered.len().saturating_add(2));
        for &method in &self.offered {
            ways.push(Way::Method(method));
            if method == MethodType::Card {
                ways.extend(self.card_wallets.iter().copied().map(Way::Wallet));
            }
        }
        let place = |way: &Way| order.iter().position(|named| named == way);
        // Stable, so what is not named keeps its place behind what is.
        ways.sort_by_key(|way| place(way).unwrap_or(usize::MAX));
        ways
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use MethodType::{Card, Ideal, Klarna};

    #[test]
    fn wallets_stand_behind_the_card_or_where_the_merchant_puts_them() {
        let offers = Offers {
            offered: vec![Ideal, Card, Klarna],
            card_wallets: vec![CardWallet::ApplePay, CardWallet::GooglePay],
            refused: Vec::new(),
        };
        let names = |order: &[&str]| -> Vec<&str> {
            let order: Vec<_> = order.iter().filter_map(|name| Way::parse(name)).collect();
            let ways = offers.ways(&order).into_iter();
            ways.map(|way| match way {
                Way::Method(method) => method.as_str(),
                Way::Wallet(wallet) => wallet.as_str(),
            })
            .collect()
        };
        let usual = ["ideal", "card", "apple_pay", "google_pay", "klarna"];
        assert_eq!(names(&[]), usual);
        let named = ["google_pay", "klarna", "ideal", "card", "apple_pay"];
        assert_eq!(names(&["google_pay", "klarna", "gold"]), named);
    }
}
