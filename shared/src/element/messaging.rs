//! What a product page may say of paying later: which lenders would let a buyer there split this
//! amount, before there is a payment.

use super::instalment_plan::instalment_plan;
use super::language::Texts;
use super::method_name::method_name;
use super::session::InstalmentPlan;
use crate::country::CountryCode;
use crate::methods::MethodType;
use crate::methods::eligibility::{self, Account, Buyer, Checkout};
use crate::money::Money;
use crate::payment::options::CaptureMethod;
use crate::payment::terms::Purpose;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Of the texts that the answer brings, those of the edge and those of the element.
pub const EDGE_KEYS: [&str; 3] = ["messaging.title", "messaging.more", "messaging.close"];
pub const ELEMENT_KEYS: [&str; 4] = [
    "instalments.sum",
    "instalments.later",
    "instalments.from",
    "instalments.today",
];

/// The answer to `GET /v1/elements/messaging`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Messaging {
    /// `elements.messaging`
    pub object: String,
    /// BCP 47.
    pub locale: String,
    /// `ltr` or `rtl`.
    pub direction: String,
    /// Three lower-case letters.
    pub currency: String,
    /// How many digits of an amount are behind the point.
    pub currency_exponent: u8,
    /// The most relevant first; empty where nobody would lend.
    pub offers: Vec<MessagingOffer>,
    /// Texts by key, with places for values: `{amount}`.
    pub strings: BTreeMap<String, String>,
}

/// One lender's plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagingOffer {
    /// As the merchant API names it.
    pub method: String,
    pub display_name: String,
    /// A path on Kassa's origin.
    pub icon: String,
    pub plan: InstalmentPlan,
}

/// The lenders with a plan for a buyer in `country` who would pay `amount`; those in `listed` only,
/// if the page lists any.
#[must_use]
pub fn messaging_offers(
    account: &Account,
    country: CountryCode,
    amount: Money,
    listed: Option<&[MethodType]>,
    texts: &Texts,
) -> Vec<MessagingOffer> {
    let checkout = Checkout {
        purpose: Purpose::Payment,
        amount,
        capture: CaptureMethod::AutomaticAsync,
        future_usage: None,
        allowed: None,
        has_customer: false,
    };
    let offers = eligibility::offers(&checkout, &Buyer::of(Some(country)), account);
    let offer = |method: MethodType| {
        Some(MessagingOffer {
            method: method.as_str().to_owned(),
            display_name: method_name(method, texts).to_owned(),
            icon: format!("/icons/{method}.svg"),
            plan: instalment_plan(method, country, amount, texts)?,
        })
    };
    // The page only chooses what to tell: what the account has switched off is not to be had.
    let is_told = |method: &MethodType| listed.is_none_or(|listed| listed.contains(method));
    let told = offers.offered.into_iter().filter(is_told);
    told.filter_map(offer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::currency::Currency;
    use CountryCode::*;
    use MethodType::*;

    fn english() -> Texts {
        crate::element::language::Language::read(crate::element::language::ENGLISH)
            .unwrap()
            .edge
    }

    fn lenders(
        country: CountryCode,
        minor: i64,
        currency: Currency,
        listed: Option<&[MethodType]>,
        off: &[MethodType],
    ) -> Vec<String> {
        let account = Account {
            country,
            off,
            wallets_off: &[],
            order: &[],
        };
        let amount = Money::new(minor, currency).unwrap();
        let offers = messaging_offers(&account, country, amount, listed, &english());
        offers.into_iter().map(|offer| offer.method).collect()
    }

    #[test]
    fn only_lenders_with_a_plan_for_the_amount_are_told() {
        let told = lenders(US, 5_000, Currency::Usd, None, &[]);
        assert!(told.contains(&"klarna".to_owned()), "{told:?}");
        assert!(!told.contains(&"card".to_owned()), "{told:?}");
        assert!(lenders(US, 50, Currency::Usd, None, &[]).is_empty());
        assert!(lenders(US, 5_000, Currency::Jpy, None, &[]).is_empty());
    }

    #[test]
    fn the_page_and_the_account_leave_lenders_out() {
        let listed = [AfterpayClearpay, Card];
        let told = lenders(US, 5_000, Currency::Usd, Some(&listed), &[]);
        assert_eq!(told, ["afterpay_clearpay"]);
        let told = lenders(US, 5_000, Currency::Usd, Some(&listed), &[AfterpayClearpay]);
        assert_eq!(told, Vec::<String>::new());
    }
}
