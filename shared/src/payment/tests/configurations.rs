//! What a payment method configuration decides, and what the merchant's own list decides.

use super::fixtures::terms;
use crate::ids::PaymentMethodConfigurationId;
use crate::methods::MethodType;
use crate::methods::eligibility::Ineligible;
use crate::payment::change::Change;
use crate::payment::options::CaptureMethod;
use crate::payment::terms::{Configured, Terms};

#[test]
fn a_configuration_rules_until_methods_are_listed_and_again_when_it_is_named() {
    let configured = || {
        Change::Configuration(Box::new(Configured {
            id: PaymentMethodConfigurationId::from_bytes([7; 16]),
            off: vec![MethodType::Card],
            wallets_off: Vec::new(),
        }))
    };
    let mut terms = terms(CaptureMethod::Automatic);
    let check = |terms: &Terms| terms.check(MethodType::Card, None);
    assert_eq!(check(&terms), Ok(()));
    terms.change_all(&[configured()]);
    assert_eq!(check(&terms), Err(Ineligible::NotAllowedHere));
    assert!(!terms.offers(None).offered.contains(&MethodType::Card));
    terms.change_all(&[Change::Methods(Some(vec![MethodType::Card]))]);
    assert_eq!(check(&terms), Ok(()));
    terms.change_all(&[configured()]);
    assert_eq!(check(&terms), Err(Ineligible::NotAllowedHere));
}

#[test]
fn offers_are_counted_as_they_are_made() {
    let mut terms = terms(CaptureMethod::Automatic);
    let counts = |terms: &Terms| [0, 1, 4, 60].map(|count_max| terms.offered_count(count_max));
    let all = terms.offers(None).offered.len();
    assert!((5..60).contains(&all), "{all}");
    assert_eq!(counts(&terms), [0, 1, 4, all]);
    terms.change_all(&[Change::Methods(Some(vec![MethodType::Card]))]);
    assert_eq!(counts(&terms), [0, 1, 1, 1]);
}
