//! The prices of accounts that have none of their own: a part of the amount, which a method's row
//! says, and a fixed one. A payment's log refers to them by naming no others, so no figure must ever
//! change.

use super::{FeeRate, FeeSchedule, FixedFees};
use crate::currency::Currency;
use crate::gather::gather;
use crate::methods::MethodType;
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// What an account pays unless its operator says otherwise.
pub static STANDARD: LazyLock<FeeSchedule> = LazyLock::new(|| FeeSchedule {
    other_methods: rate(MethodType::Card),
    methods: gather(MethodType::ALL.iter().map(|&method| (method, rate(method)))),
    dispute: FixedFees::new(gather(
        FIXED
            .iter()
            .map(|&(currency, _, dispute)| (currency, dispute)),
    )),
});

fn rate(method: MethodType) -> FeeRate {
    FeeRate {
        percent: Decimal::new(i64::from(method.row().fee_basis_points), 2),
        fixed: FixedFees::new(gather(
            FIXED
                .iter()
                .map(|&(currency, payment, _)| (currency, payment)),
        )),
    }
}

/// Currency, then the fixed parts of a payment's fee and of a dispute's, in minor units. Other
/// currencies have none.
const FIXED: &[(Currency, u32, u32)] = &[
    (Currency::Aed, 100, 6_000),
    (Currency::Aud, 30, 2_500),
    (Currency::Brl, 39, 5_500),
    (Currency::Cad, 30, 1_500),
    (Currency::Chf, 30, 2_000),
    (Currency::Czk, 650, 35_000),
    (Currency::Dkk, 180, 15_000),
    (Currency::Eur, 25, 2_000),
    (Currency::Gbp, 20, 2_000),
    (Currency::Hkd, 235, 8_500),
    (Currency::Huf, 8_500, 550_000),
    (Currency::Jpy, 30, 1_300),
    (Currency::Mxn, 300, 20_000),
    (Currency::Myr, 100, 6_000),
    (Currency::Nok, 200, 15_000),
    (Currency::Nzd, 30, 2_500),
    (Currency::Pln, 100, 8_000),
    (Currency::Ron, 100, 9_000),
    (Currency::Sek, 180, 15_000),
    (Currency::Sgd, 50, 1_500),
    (Currency::Thb, 1_000, 50_000),
    (Currency::Usd, 30, 1_500),
];
