//! Who sells to whom, and for how much: a checkout in which a method can be used.

use shared::country::CountryCode;
use shared::currency::Currency;
use shared::methods::MethodType;
use shared::methods::catalogue::Method;
use shared::methods::eligibility::{Account, Buyer, Checkout, check};
use shared::money::Money;
use shared::payment::options::CaptureMethod;
use shared::payment::terms::Purpose;

use crate::methods::usual;

/// Enough for every method's minimum and little enough for its maximum, in most currencies.
const USUAL_MINOR: i64 = 12_000;

#[derive(Clone, Copy, Debug)]
pub struct Market {
    pub merchant: CountryCode,
    pub buyer: CountryCode,
    pub amount: Money,
}

impl Market {
    /// A merchant who sells at home.
    pub fn at_home(country: CountryCode, currency: Currency) -> Self {
        let minor = match currency.exponent() {
            0 => USUAL_MINOR,
            _ => USUAL_MINOR - 1,
        };
        Self {
            merchant: country,
            buyer: country,
            amount: Money::new(minor, currency).unwrap_or(Money::zero(currency)),
        }
    }

    /// Where the method's row lets it be used, at home if it can; `None` where it lets it nowhere.
    pub fn of(method: MethodType) -> Option<Self> {
        let row = method.row();
        let merchants = usual::countries(row.merchant_countries);
        let buyers = usual::countries(row.buyer_countries);
        let pairs = buyers
            .iter()
            .flat_map(|buyer| merchants.iter().map(move |merchant| (*buyer, *merchant)));
        let (at_home, abroad): (Vec<_>, Vec<_>) =
            pairs.partition(|(buyer, merchant)| buyer == merchant);
        at_home
            .into_iter()
            .chain(abroad)
            .flat_map(|(buyer, merchant)| {
                usual::currencies(row).iter().map(move |currency| Self {
                    merchant,
                    buyer,
                    amount: payable(row, *currency),
                })
            })
            .find(|market| market.takes(method))
    }

    fn takes(&self, method: MethodType) -> bool {
        let checkout = Checkout {
            purpose: Purpose::Payment,
            amount: self.amount,
            capture: CaptureMethod::AutomaticAsync,
            future_usage: None,
            allowed: Some(&[method]),
            has_customer: true,
        };
        let account = Account {
            country: self.merchant,
            off: &[],
            wallets_off: &[],
            order: &[],
        };
        check(method, &checkout, &Buyer::of(Some(self.buyer)), &account).is_ok()
    }
}

/// Of the currency, within the method's limits there.
fn payable(row: &Method, currency: Currency) -> Money {
    let (least, most) = row.limit(currency);
    let minor = USUAL_MINOR.min(most.minor() / 2).max(least.minor());
    let step = currency.amount_step();
    Money::new(minor - minor % step, currency).unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_can_be_used_somewhere() {
        for method in MethodType::ALL {
            assert!(Market::of(*method).is_some(), "{method}");
        }
    }
}
