//! What holds of every checkout. The rules are told once more, from the rows alone, so that an
//! answer is right only when both tellings agree.

use super::super::*;
use super::cases::{Case, any_case};
use super::{check, offers};
use proptest::prelude::*;
use proptest::sample::subsequence;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;

const CASES: u32 = 2_000;

/// Every reason against `method` that there is, each with all that it says.
fn reasons_against(method: MethodType, case: &Case) -> Vec<Ineligible> {
    let row = method.row();
    let listed = case.allowed.map(|allowed| allowed.contains(&method));
    let is_off = listed.is_none() && case.off.contains(&method);
    let mut reasons = vec![];
    let mut rule = |is_broken: bool, why: Ineligible| reasons.extend(is_broken.then_some(why));
    rule(listed == Some(false) || is_off, Ineligible::NotAllowedHere);
    let for_businesses = row.audience == Audience::Businesses;
    rule(
        for_businesses && listed.is_none(),
        Ineligible::BusinessesOnly,
    );
    rule(
        row.flow.needs_customer() && !case.has_customer,
        Ineligible::CustomerMissing,
    );
    let merchant = case.merchant_country;
    rule(
        !row.merchant_countries.contain(merchant),
        Ineligible::MerchantCountryUnsupported { merchant },
    );
    let of_setup = case.purpose == Purpose::Setup;
    let usage = case
        .future_usage
        .or(of_setup.then_some(SetupFutureUsage::OffSession));
    let can_keep = match row.future_usage {
        FutureUsage::Unsupported => false,
        FutureUsage::OnSession => usage != Some(SetupFutureUsage::OffSession),
        FutureUsage::OffSession | FutureUsage::OffSessionAs(_) => true,
    };
    rule(
        usage.is_some() && !can_keep,
        Ineligible::FutureUsageUnsupported,
    );
    if let Some(buyer) = buyer_of(row, case) {
        let lives_elsewhere = !row.buyer_countries.contain(buyer);
        rule(
            lives_elsewhere,
            Ineligible::BuyerCountryUnsupported { buyer },
        );
    }
    if !of_setup {
        reasons.extend(reasons_against_a_payment(row, case));
    }
    reasons
}

fn reasons_against_a_payment(row: &Method, case: &Case) -> Vec<Ineligible> {
    let (amount, merchant) = (case.amount, case.merchant_country);
    let currency = amount.currency();
    let mut reasons = vec![];
    let mut rule = |is_broken: bool, why: Ineligible| reasons.extend(is_broken.then_some(why));
    rule(
        case.capture == CaptureMethod::Manual && row.capture == Capture::AutomaticOnly,
        Ineligible::ManualCaptureUnsupported,
    );
    rule(
        !row.currencies.contain(currency),
        Ineligible::CurrencyUnsupported { currency },
    );
    let is_home = |markets: &[Market], country| {
        let mut own = markets.iter().filter(|market| market.currency == currency);
        own.any(|market| market.countries.contains(&country))
    };
    if let CurrencyPairing::MerchantsHome(markets) = row.currency_pairing {
        rule(
            !is_home(markets, merchant),
            Ineligible::CurrencyNotOfMerchantsCountry { currency, merchant },
        );
    }
    if let Some(buyer) = buyer_of(row, case) {
        rule(
            row.domestic_only_for.contain(merchant) && buyer != merchant,
            Ineligible::NotDomestic { buyer, merchant },
        );
        if let CurrencyPairing::BuyersHome(markets) = row.currency_pairing {
            rule(
                !is_home(markets, buyer),
                Ineligible::CurrencyNotOfBuyersCountry { currency, buyer },
            );
        }
    }
    let (minimum, maximum) = row.limit(currency);
    rule(
        amount.minor() < minimum.minor(),
        Ineligible::AmountBelowMinimum { minimum },
    );
    rule(
        amount.minor() > maximum.minor(),
        Ineligible::AmountAboveMaximum { maximum },
    );
    reasons
}

/// Where the buyer lives, or may be taken to live with this method.
fn buyer_of(row: &Method, case: &Case) -> Option<CountryCode> {
    let follows_the_buyer = matches!(row.currency_pairing, CurrencyPairing::BuyersHome(_));
    let home = case.amount.currency().home_country();
    let is_domestic = row.domestic_only_for.contain(case.merchant_country);
    match case.purpose {
        Purpose::Setup => case.buyer_country,
        Purpose::Payment => case
            .buyer_country
            .or(home.filter(|_| follows_the_buyer))
            .or(is_domestic.then_some(case.merchant_country)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn what_is_offered_breaks_no_rule_and_what_is_refused_breaks_the_one_it_says(
        case in any_case(),
    ) {
        let Offers { offered, refused, .. } = offers(&case);
        prop_assert_eq!(offered.len() + refused.len(), MethodType::ALL.len());
        for method in offered {
            prop_assert_eq!(reasons_against(method, &case), [], "{}", method);
            prop_assert_eq!(check(method, &case), Ok(()));
        }
        for (method, why) in refused {
            let reasons = reasons_against(method, &case);
            prop_assert!(reasons.contains(&why), "{}: {:?} of {:?}", method, why, reasons);
            prop_assert_eq!(check(method, &case), Err(why));
        }
    }

    #[test]
    fn an_offer_confirms_also_when_the_buyers_country_is_not_repeated(case in any_case()) {
        let forgotten = Case { buyer_country: None, ..case };
        for method in offers(&case).offered {
            // A method for buyers of many countries asks for the country, or does not mind it.
            let refused = check(method, &forgotten).err();
            prop_assert_eq!(refused, None, "{}", method);
        }
    }

    #[test]
    fn allowing_fewer_methods_offers_a_part_in_the_same_order(
        case in any_case(),
        allowed in subsequence(MethodType::ALL, 0..=MethodType::ALL.len()),
    ) {
        let all = Case { allowed: Some(MethodType::ALL), ..case };
        let all = offers(&all).offered;
        let fewer = offers(&Case { allowed: Some(&allowed), ..case }).offered;
        let expected: Vec<_> = all.into_iter().filter(|m| allowed.contains(m)).collect();
        prop_assert_eq!(fewer, expected);
    }

    #[test]
    fn a_plan_that_is_shown_can_be_kept_to(case in any_case()) {
        let total = case.amount;
        let country = case.buyer_country.unwrap_or(case.merchant_country);
        for method in offers(&case).offered {
            let Some(plan) = method.row().plan(country, total) else { continue };
            let payments = plan.payments(total);
            prop_assert!(payments.is_some(), "{} has no plan for {:?}", method, total);
            let sum: i64 = payments.iter().flatten().map(Money::minor).sum();
            match plan.apr_basis_points() {
                None => prop_assert_eq!(sum, total.minor(), "{}", method),
                Some(_) => prop_assert!(sum > total.minor(), "{}", method),
            }
        }
    }
}

/// The checkouts prove something of a row only while it is offered in some and refused in others.
#[test]
fn the_checkouts_meet_every_row_and_every_reason() {
    let mut runner = TestRunner::deterministic();
    let (mut offered, mut refused) = (BTreeSet::new(), BTreeSet::new());
    let mut reasons = BTreeSet::new();
    for _ in 0..CASES {
        let case = any_case().new_tree(&mut runner).unwrap().current();
        let told = offers(&case);
        offered.extend(told.offered);
        for (method, why) in told.refused {
            refused.insert(method);
            reasons.insert(name_of(&why));
        }
    }
    let whole = BTreeSet::from_iter(MethodType::ALL.iter().copied());
    assert_eq!(offered, whole);
    assert_eq!(refused, whole);
    assert_eq!(reasons.len(), 13, "{reasons:?}");
}

fn name_of(why: &Ineligible) -> String {
    let said = format!("{why:?}");
    let name = said.split([' ', '{']).next();
    name.unwrap_or_default().to_owned()
}
