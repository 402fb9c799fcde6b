//! Cards by number, as the partner would tell of them.

use shared::country::CountryCode;
use shared::payment::method::{CardBrand, CardFunding, CardSummary};

pub fn fingerprint(number: usize) -> String {
    format!("fingerprint {number}")
}

pub fn card(number: usize) -> CardSummary {
    CardSummary {
        brand: CardBrand::Visa,
        second_network: None,
        preferred_network: None,
        last4: format!("{number:04}"),
        exp_month: 12,
        exp_year: 2034,
        funding: CardFunding::Credit,
        country: Some(CountryCode::US),
        fingerprint: fingerprint(number),
        token: Some("pm_card_visa".to_owned()),
        wallet: None,
    }
}
