//! Each rule that a row must keep; a failure names the row.

use super::*;
use proptest::prelude::*;
use std::collections::HashSet;
use std::hash::Hash;

fn rows() -> impl Iterator<Item = (MethodType, &'static Method)> {
    MethodType::ALL.iter().map(|&method| (method, method.row()))
}

fn distinct<T: Eq + Hash>(items: impl IntoIterator<Item = T>) -> bool {
    let mut seen = HashSet::new();
    items.into_iter().all(|item| seen.insert(item))
}

fn markets(row: &Method) -> &'static [Market] {
    match row.currency_pairing {
        CurrencyPairing::Any => &[],
        CurrencyPairing::BuyersHome(markets) | CurrencyPairing::MerchantsHome(markets) => markets,
    }
}

#[test]
fn names_read_back_and_are_the_same_as_json() {
    for &method in MethodType::ALL {
        assert_eq!(MethodType::parse(method.as_str()), Some(method));
        assert_eq!(serde_json::json!(method), method.as_str());
    }
    for name in ["", "Card", "card ", "ideal_", "sofort", "afterpay"] {
        assert_eq!(MethodType::parse(name), None, "{name}");
    }
}

#[test]
fn limits_are_in_currencies_of_the_row_and_can_be_met() {
    for (method, row) in rows() {
        assert!(
            distinct(row.limits.iter().map(|limit| limit.currency)),
            "{method}"
        );
        for limit in row.limits {
            let currency = limit.currency;
            assert!(
                row.currencies.contain(currency),
                "{method} has no {currency}"
            );
            let step = currency.amount_step();
            let max = limit.max.unwrap_or(currency.amount_max());
            assert!(
                limit.min >= step && limit.min % step == 0,
                "{method} {currency}"
            );
            assert!(
                limit.min < max && max <= currency.amount_max(),
                "{method} {currency}"
            );
        }
    }
}

#[test]
fn limits_can_be_written_as_money() {
    for (method, row) in rows() {
        for &currency in Currency::ALL {
            let (minimum, maximum) = row.limit(currency);
            assert!(
                minimum.is_positive() && maximum.is_positive(),
                "{method} {currency}"
            );
        }
    }
}

#[test]
fn countries_and_currencies_are_named_once_and_not_as_an_empty_list() {
    for (method, row) in rows() {
        for countries in [row.buyer_countries, row.merchant_countries] {
            match countries {
                Countries::Worldwide => {}
                Countries::Only(countries) | Countries::Except(countries) => {
                    assert!(!countries.is_empty() && distinct(countries), "{method}");
                }
            }
        }
        if let Currencies::Only(currencies) = row.currencies {
            assert!(!currencies.is_empty() && distinct(currencies), "{method}");
        }
    }
}

#[test]
fn merchants_bound_to_their_own_country_have_buyers_there() {
    for (method, row) in rows() {
        let Countries::Only(merchants) = row.merchant_countries else {
            continue;
        };
        for &country in merchants {
            let domestic = row.domestic_only_for.contain(country);
            assert!(
                !domestic || row.buyer_countries.contain(country),
                "{method} {country}"
            );
        }
    }
}

#[test]
fn currency_pairs_cover_the_row_exactly() {
    for (method, row) in rows() {
        let (pairs, countries) = match row.currency_pairing {
            CurrencyPairing::Any => continue,
            CurrencyPairing::BuyersHome(pairs) => (pairs, row.buyer_countries),
            CurrencyPairing::MerchantsHome(pairs) => (pairs, row.merchant_countries),
        };
        let paired: HashSet<_> = pairs.iter().map(|market| market.currency).collect();
        let Currencies::Only(currencies) = row.currencies else {
            panic!("{method} pairs currencies without naming them");
        };
        assert_eq!(paired, currencies.iter().copied().collect(), "{method}");
        assert!(
            distinct(pairs.iter().map(|market| market.currency)),
            "{method}"
        );
        let at_home: HashSet<_> = pairs.iter().flat_map(|market| market.countries).collect();
        let Countries::Only(countries) = countries else {
            panic!("{method} pairs currencies with countries without naming them");
        };
        assert_eq!(at_home, countries.iter().collect(), "{method}");
    }
}

#[test]
fn a_pair_with_one_country_is_with_the_one_that_issues_the_currency() {
    for (method, row) in rows() {
        for market in markets(row) {
            if let (Some(home), [only]) = (market.currency.home_country(), market.countries) {
                assert_eq!(home, *only, "{method} {}", market.currency);
            }
        }
    }
}

#[test]
fn a_flow_has_its_fields_its_time_and_its_outcome() {
    use BuyerField::*;
    for (method, row) in rows() {
        assert!(
            distinct(row.fields.iter().map(|field| format!("{field:?}"))),
            "{method}"
        );
        let asks = |fields: &[BuyerField]| fields.iter().all(|f| row.fields.contains(f));
        let asks_for_card = asks(&[CardNumber, CardExpiry, CardCvc]);
        match row.flow {
            Flow::CardForm => assert!(asks_for_card, "{method}"),
            Flow::Redirect => {}
            Flow::QrCode { expires_s } | Flow::AppApproval { expires_s } => {
                assert!(expires_s >= 60, "{method}");
            }
            Flow::InlineCode { digits, expires_s } => {
                assert!(digits >= 4 && expires_s >= 60, "{method}");
            }
            Flow::Voucher {
                expires_days_default,
                expires_days_min,
                expires_days_max,
                utc_offset_min,
                grace_days: _,
                reference: _,
            } => {
                assert!(asks(&[Name, Email]), "{method}: a voucher bears a name");
                assert!(expires_days_default > 0, "{method}: a voucher must end");
                let days = expires_days_min..=expires_days_max;
                assert!(days.contains(&expires_days_default), "{method}");
                assert!((-12 * 60..=14 * 60).contains(&utc_offset_min), "{method}");
                assert_eq!(row.outcome, Outcome::Delayed, "{method}");
            }
            Flow::BankDebit { mandate_key, .. } => {
                // Everywhere else the law asks for letters to the buyer.
                let writes =
                    asks(&[Email]) || row.buyer_countries == Countries::Only(&[CountryCode::US]);
                assert!(writes && asks(&[Name]), "{method}");
                assert!(!mandate_key.is_empty(), "{method}");
                assert_eq!(row.outcome, Outcome::Delayed, "{method}");
            }
            Flow::BankTransfer => assert_eq!(row.outcome, Outcome::Delayed, "{method}"),
        }
        let is_card_form = row.flow == Flow::CardForm;
        assert_eq!(asks_for_card, is_card_form, "{method}");
        assert_eq!(row.explanation_key.is_none(), is_card_form, "{method}");
        assert!(
            row.approval_window_s.is_none() || row.flow.leaves_the_page(),
            "{method}"
        );
    }
}

#[test]
fn what_is_delayed_cannot_be_held() {
    for (method, row) in rows() {
        let held = row.authorization_window_h();
        assert!(
            row.outcome == Outcome::Immediate || held.is_none(),
            "{method}"
        );
        assert!(held.is_none_or(|hours| hours >= 24), "{method}");
        assert!(row.refunds != Refunds::WithinDays(0), "{method}");
    }
}

#[test]
fn the_family_fits_the_flow() {
    for (method, row) in rows() {
        let fits = match row.family {
            Family::Card => matches!(row.flow, Flow::CardForm | Flow::Redirect),
            Family::Voucher => matches!(row.flow, Flow::Voucher { .. }),
            Family::BankDebit => matches!(row.flow, Flow::BankDebit { .. }),
            Family::BankTransfer => row.flow == Flow::BankTransfer,
            Family::BankRedirect => {
                row.flow.leaves_the_page() || matches!(row.flow, Flow::InlineCode { .. })
            }
            Family::BuyNowPayLater => row.flow.leaves_the_page(),
            Family::Wallet | Family::RealTime => true,
        };
        assert!(fits, "{method}");
        assert!(!row.display_name.is_empty(), "{method}");
    }
}

#[test]
fn only_lenders_promise_instalments_and_only_to_their_buyers() {
    for (method, row) in rows() {
        assert!(
            row.instalments.is_empty() || row.family == Family::BuyNowPayLater,
            "{method}"
        );
        for rule in row.instalments {
            let payments = rule
                .plan
                .payments(Money::new(100_000, Currency::Usd).unwrap());
            let is_single = matches!(rule.plan, Plan::Later { .. });
            assert_eq!(payments.unwrap().len() == 1, is_single, "{method}");
            for limit in rule.amounts {
                assert!(row.currencies.contain(limit.currency), "{method}");
            }
            if let Countries::Only(countries) = rule.countries {
                assert!(
                    countries.iter().all(|c| row.buyer_countries.contain(*c)),
                    "{method}"
                );
            }
        }
    }
}

#[test]
fn a_plan_follows_the_buyers_country_and_the_amount() {
    use CountryCode::*;
    let shown = |method: MethodType, country, minor, currency| {
        let total = Money::new(minor, currency).unwrap();
        let plan = method.row().plan(country, total)?;
        let payments = plan.payments(total)?;
        Some((payments.len(), plan.first_days(), plan.apr_basis_points()))
    };
    use Currency::*;
    use MethodType::*;
    let cases = [
        (Klarna, US, 9_900, Usd, Some((4, 0, None))),
        (Klarna, US, 150_000, Usd, Some((12, 30, Some(1_999)))),
        (Klarna, GB, 9_900, Gbp, Some((3, 0, None))),
        (Klarna, DE, 9_900, Eur, Some((1, 30, None))),
        (Affirm, US, 25_000, Usd, Some((4, 0, None))),
        (Affirm, US, 80_000, Usd, Some((12, 30, Some(1_500)))),
        (Alma, FR, 9_000, Eur, Some((2, 0, None))),
        (Alma, FR, 15_000, Eur, Some((3, 0, None))),
        (Alma, FR, 90_000, Eur, Some((4, 0, None))),
        (Scalapay, IT, 9_000, Eur, Some((3, 0, None))),
        (Billie, DE, 9_000, Eur, Some((1, 30, None))),
        (Paypal, DE, 9_000, Eur, None),
    ];
    for (method, country, minor, currency, expected) in cases {
        let found = shown(method, country, minor, currency);
        assert_eq!(found, expected, "{method} {country} {minor} {currency}");
    }
}

proptest! {
    #[test]
    fn instalments_add_up_to_the_total_in_every_currency_of_the_row(
        steps in 10_000..=99_999_999i64,
    ) {
        for (method, row) in rows() {
            let Currencies::Only(listed) = row.currencies else { continue };
            for currency in listed {
                let minor = steps * currency.amount_step();
                let total = Money::new(minor, *currency).unwrap();
                for rule in row.instalments {
                    let payments = rule.plan.payments(total).unwrap();
                    let sum: i64 = payments.iter().map(Money::minor).sum();
                    let with_interest = rule.plan.apr_basis_points().is_some();
                    prop_assert_eq!(sum > minor, with_interest, "{}", method);
                    prop_assert!(sum >= minor, "{}", method);
                }
            }
        }
    }
}

#[test]
fn a_voucher_ends_within_the_days_that_its_option_takes() {
    for (method, row) in rows() {
        let days = row
            .options
            .iter()
            .find(|option| option.name == EXPIRES_AFTER_DAYS);
        match (row.flow, days.map(|days| (days.form, days.shown))) {
            (
                Flow::Voucher {
                    expires_days_default,
                    expires_days_min,
                    expires_days_max,
                    ..
                },
                Some((form, shown)),
            ) => {
                let (min, max) = (i64::from(expires_days_min), i64::from(expires_days_max));
                assert_eq!(form, DetailForm::Number { min, max }, "{method}");
                if let Shown::OrElse(usual) = shown {
                    assert_eq!(usual, expires_days_default.to_string(), "{method}");
                }
            }
            // Without a choice there is one day.
            (
                Flow::Voucher {
                    expires_days_min,
                    expires_days_max,
                    ..
                },
                None,
            ) => assert_eq!(expires_days_min, expires_days_max, "{method}"),
            (_, None) => {}
            (_, Some(_)) => panic!("{method} has days and no voucher"),
        }
    }
}

#[test]
fn what_lies_in_one_hash_stands_together() {
    let hash = |detail: &Detail| detail.name.rsplit_once('.').map(|(hash, _)| hash);
    for (method, row) in rows() {
        for details in [row.details, row.options] {
            let groups = details.chunk_by(|one, next| hash(one) == hash(next));
            let hashes = groups.filter_map(|group| hash(&group[0]).map(str::to_owned));
            assert!(distinct(hashes), "{method}");
        }
    }
}

#[test]
fn the_types_of_transfers_are_those_that_can_be_sent() {
    use crate::payment::action::TransferKind;
    let row = MethodType::CustomerBalance.row();
    let option = row
        .options
        .iter()
        .find(|option| option.name == "bank_transfer.type");
    let DetailForm::OneOf(choices) = option.unwrap().form else {
        panic!("no choices");
    };
    let names: Vec<_> = choices.iter().map(|choice| choice.code).collect();
    let kinds: Vec<_> = TransferKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(names, kinds);
}
