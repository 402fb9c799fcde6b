//! Where to look for a checkout in which a method can be used: the gallery and the tests of every
//! method try what is usual, where a row leaves it open.

use shared::country::CountryCode;
use shared::currency::Currency;
use shared::methods::catalogue::{Countries, Currencies, Method};

/// A few of these countries.
pub fn countries(listed: Countries) -> Vec<CountryCode> {
    let usual = [CountryCode::US, CountryCode::DE];
    match listed {
        Countries::Worldwide => usual.to_vec(),
        Countries::Only(countries) => countries.to_vec(),
        Countries::Except(_) => usual
            .into_iter()
            .filter(|country| listed.contain(*country))
            .collect(),
    }
}

/// A few of the currencies that the method is paid in.
pub fn currencies(row: &Method) -> &'static [Currency] {
    match row.currencies {
        Currencies::All => &[Currency::Usd, Currency::Eur],
        Currencies::Only(currencies) => currencies,
    }
}
