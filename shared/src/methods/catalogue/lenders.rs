//! The plans that lenders show beforehand. Where a lender decides only once it knows the buyer, the
//! plan is one of those that it publishes, as an example; the buyer sees their own on its page.

use super::{Countries, InstalmentRule, Limit, Plan, YearlyRate};
use crate::country::CountryCode::{self, *};
use crate::currency::Currency::*;

const FOUR_FORTNIGHTLY: Plan = Plan::split(4, 14);
const THREE_MONTHLY: Plan = Plan::split(3, 30);
const IN_A_MONTH: Plan = Plan::Later { days: 30 };

/// Whatever the amount.
const fn always(countries: &'static [CountryCode], plan: Plan) -> InstalmentRule {
    within(countries, &[], plan)
}

const fn within(
    countries: &'static [CountryCode],
    amounts: &'static [Limit],
    plan: Plan,
) -> InstalmentRule {
    InstalmentRule {
        countries: Countries::Only(countries),
        amounts,
        plan,
    }
}

pub const KLARNA: &[InstalmentRule] = &[
    // Uncertain: from which amount it finances; 19.99 % lies within what it publishes there.
    within(
        &[US],
        &[Limit::at_least(Usd, 100_000)],
        Plan::financing(12, YearlyRate::Nominal(1_999)),
    ),
    // Uncertain: as above.
    within(
        &[AT, DE],
        &[Limit::at_least(Eur, 50_000)],
        Plan::financing(12, YearlyRate::Effective(1_195)),
    ),
    always(&[AU, CA, NZ, US], FOUR_FORTNIGHTLY),
    always(&[ES, FR, GB, GR, IE, IT, NL, PT], THREE_MONTHLY),
    always(&[AT, BE, CH, CZ, DE, DK, FI, NO, PL, RO, SE], IN_A_MONTH),
];

/// Four payments up to 250 in either dollar. Above, its own example: 15 % for twelve months.
pub const AFFIRM: &[InstalmentRule] = &[
    within(
        &[CA, US],
        &[
            Limit::between(Cad, 5_000, 25_000),
            Limit::between(Usd, 5_000, 25_000),
        ],
        FOUR_FORTNIGHTLY,
    ),
    always(&[CA, US], Plan::financing(12, YearlyRate::Nominal(1_500))),
];

pub const AFTERPAY_CLEARPAY: &[InstalmentRule] = &[always(&[AU, CA, GB, NZ, US], FOUR_FORTNIGHTLY)];

/// Two, three or four payments. Uncertain: which, since merchants agree on that with Alma.
pub const ALMA: &[InstalmentRule] = &[
    within(
        ALMA_BUYERS,
        &[Limit::between(Eur, 5_000, 9_999)],
        Plan::split(2, 30),
    ),
    within(
        ALMA_BUYERS,
        &[Limit::between(Eur, 10_000, 19_999)],
        THREE_MONTHLY,
    ),
    always(ALMA_BUYERS, Plan::split(4, 30)),
];

pub const ALMA_BUYERS: &[CountryCode] = &[BE, ES, FR, IT, LU, NL];

/// An invoice to a business.
pub const BILLIE: &[InstalmentRule] = &[always(&[AT, DE, FR, GB, NL, SE], IN_A_MONTH)];

pub const SCALAPAY: &[InstalmentRule] = &[always(&[ES, FR, IT, PT], THREE_MONTHLY)];

pub const SEQURA: &[InstalmentRule] = &[always(&[ES, FR, IT, PT], THREE_MONTHLY)];

/// Uncertain: an example within the rates that it publishes.
pub const SUNBIT: &[InstalmentRule] = &[always(
    &[US],
    Plan::financing(12, YearlyRate::Nominal(1_599)),
)];
