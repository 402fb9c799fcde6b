//! What people pay with: each has a few cards and an account, by numbers of their own.

use shared::country::CountryCode;
use shared::link::consumer::KeptInstrument;
use shared::methods::MethodType;
use shared::payment::method::{CardBrand, CardFunding, CardSummary, DescribedAccount, FINGERPRINT};
use std::collections::BTreeMap;

/// The first person has those below this number, the next one those below twice as much.
pub const METHODS_EACH: usize = 3;
/// Of those of one person.
const ACCOUNT: usize = 2;

pub fn fingerprint(number: usize) -> String {
    format!("fingerprint {number}")
}

pub fn fingerprint_of(method: &KeptInstrument) -> String {
    let known = match method {
        KeptInstrument::Card(card) => Some(card.fingerprint.as_str()),
        KeptInstrument::Bank(account) => account.fingerprint(),
    };
    known.expect("a fingerprint").to_owned()
}

pub fn method(number: usize) -> KeptInstrument {
    match number % METHODS_EACH == ACCOUNT {
        true => KeptInstrument::Bank(account(number)),
        false => KeptInstrument::Card(card(number)),
    }
}

fn account(number: usize) -> DescribedAccount {
    DescribedAccount {
        method: MethodType::SepaDebit,
        details: BTreeMap::from([
            ("last4".to_owned(), format!("{number:04}")),
            (FINGERPRINT.to_owned(), fingerprint(number)),
        ]),
        token: Some("ba_sepaDebit_success".to_owned()),
        mandate: None,
        is_links: true,
    }
}

fn card(number: usize) -> CardSummary {
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
