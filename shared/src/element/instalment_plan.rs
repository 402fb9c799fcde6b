//! A lender's plan as a form shows it, before the buyer commits: what to pay when, and what the law
//! of the buyer's country wants said.

use super::offer_fields::Texts;
use super::session::InstalmentPlan;
use crate::country::CountryCode;
use crate::methods::MethodType;
use crate::methods::catalogue::Audience;
use crate::methods::credit_notice::{CreditNotice, credit_notice};
use crate::money::Money;

/// Says the figures of a plan with interest.
const EXAMPLE_KEY: &str = "credit.example";

/// The plan that `method` shows a buyer in `country`, if it shows one, with the texts of `texts`.
#[must_use]
pub fn instalment_plan(
    method: MethodType,
    country: CountryCode,
    total: Money,
    texts: &Texts,
) -> Option<InstalmentPlan> {
    let row = method.row();
    let plan = row.plan(country, total)?;
    let apr_basis_points = plan.apr_basis_points().map(u32::from);
    let example = apr_basis_points.and_then(|_| texts.get(EXAMPLE_KEY));
    let notice = match row.audience {
        Audience::Anyone | Audience::Consumers => credit_notice(country),
        // These laws protect consumers.
        Audience::Businesses => None,
    };
    let notice = notice.and_then(|notice| match notice {
        CreditNotice::Prescribed(words) => Some(words.to_owned()),
        CreditNotice::Text(key) => texts.get(key).cloned(),
    });
    let legal: Vec<String> = example.cloned().into_iter().chain(notice).collect();
    Some(InstalmentPlan {
        amounts: plan.payments(total)?.iter().map(Money::minor).collect(),
        first_days: u32::from(plan.first_days()),
        interval_days: u32::from(plan.interval_days()),
        apr_basis_points,
        legal: (!legal.is_empty()).then(|| legal.join(" ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::currency::Currency;
    use crate::element::language::{ENGLISH, Language};
    use CountryCode::*;
    use MethodType::*;

    fn english() -> Texts {
        Language::read(ENGLISH).unwrap().edge
    }

    fn shown(method: MethodType, country: CountryCode, minor: i64) -> InstalmentPlan {
        let currency = match country {
            US => Currency::Usd,
            GB => Currency::Gbp,
            _ => Currency::Eur,
        };
        let total = Money::new(minor, currency).unwrap();
        instalment_plan(method, country, total, &english()).unwrap()
    }

    #[test]
    fn interest_comes_with_its_rate_its_example_and_the_notice() {
        let plan = shown(Affirm, US, 80_000);
        assert_eq!(plan.amounts[0], 7_221);
        assert_eq!((plan.first_days, plan.interval_days), (30, 30));
        assert_eq!(plan.apr_basis_points, Some(1_500));
        let legal = plan.legal.unwrap();
        for part in ["{count}", "{amount}", "{total}", "{apr}", "eligibility"] {
            assert!(legal.contains(part), "{part} in {legal}");
        }
    }

    #[test]
    fn a_country_has_its_own_words_and_none_for_businesses() {
        for (method, country, words) in [
            (Klarna, FR, "Un crédit vous engage"),
            (Klarna, NL, "Let op!"),
            (Klarna, GB, "status"),
            (Scalapay, IT, "Borrowing money costs money"),
        ] {
            let legal = shown(method, country, 9_000).legal.unwrap();
            assert!(legal.contains(words), "{method} {country}: {legal}");
            assert!(!legal.contains('{'), "{method} {country}: {legal}");
        }
        assert_eq!(shown(Billie, FR, 9_000).legal, None);
    }

    #[test]
    fn every_notice_has_its_text() {
        let texts = english();
        assert!(texts.contains_key(EXAMPLE_KEY));
        for country in CountryCode::ALL {
            if let Some(CreditNotice::Text(key)) = credit_notice(*country) {
                assert!(texts.contains_key(key), "{country}: {key}");
            }
        }
    }
}
