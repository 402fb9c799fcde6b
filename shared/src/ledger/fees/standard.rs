//! The prices of accounts that have none of their own. A payment's log refers to them by naming no
//! others, so the figures of a row must never change.

use super::{FeeRate, FeeSchedule, FixedFees};
use crate::currency::Currency;
use crate::methods::MethodType;
use rust_decimal::Decimal;
use std::sync::LazyLock;

/// What an account pays unless its operator says otherwise.
pub static STANDARD: LazyLock<FeeSchedule> = LazyLock::new(|| FeeSchedule {
    other_methods: rate(MethodType::Card),
    methods: MethodType::ALL
        .iter()
        .map(|&method| (method, rate(method)))
        .collect(),
    dispute: FixedFees::new(
        FIXED
            .iter()
            .map(|&(currency, _, dispute)| (currency, dispute))
            .collect(),
    ),
});

fn rate(method: MethodType) -> FeeRate {
    FeeRate {
        percent: Decimal::new(hundredths_of_a_percent(method), 2),
        fixed: FixedFees::new(
            FIXED
                .iter()
                .map(|&(currency, payment, _)| (currency, payment))
                .collect(),
        ),
    }
}

/// Of the amount: 290 is 2.9 %.
const fn hundredths_of_a_percent(method: MethodType) -> i64 {
    match method {
        MethodType::Card
        | MethodType::Cashapp
        | MethodType::Alipay
        | MethodType::AmazonPay
        | MethodType::Link
        | MethodType::WechatPay => 290,
        MethodType::KrCard
        | MethodType::KakaoPay
        | MethodType::NaverPay
        | MethodType::Payco
        | MethodType::SamsungPay => 300,
        MethodType::Klarna => 599,
        MethodType::Affirm | MethodType::AfterpayClearpay | MethodType::Zip => 600,
        MethodType::Alma
        | MethodType::Billie
        | MethodType::Scalapay
        | MethodType::Sequra
        | MethodType::Sunbit => 450,
        MethodType::Paypal => 349,
        MethodType::Grabpay | MethodType::Paypay => 330,
        MethodType::Fpx => 300,
        MethodType::P24 => 220,
        MethodType::Twint => 190,
        MethodType::Blik | MethodType::Eps => 160,
        MethodType::Bizum
        | MethodType::MbWay
        | MethodType::Mobilepay
        | MethodType::PayByBank
        | MethodType::Promptpay
        | MethodType::RevolutPay
        | MethodType::Satispay => 150,
        // Banks ask for the same, whatever the amount.
        MethodType::Boleto | MethodType::Ideal => 0,
        MethodType::Bancontact => 140,
        MethodType::Paynow => 130,
        MethodType::Pix => 119,
        MethodType::AcssDebit
        | MethodType::AuBecsDebit
        | MethodType::BacsDebit
        | MethodType::NzBankAccount
        | MethodType::Payto
        | MethodType::Swish => 100,
        MethodType::SepaDebit | MethodType::UsBankAccount => 80,
        MethodType::Upi => 200,
        MethodType::CustomerBalance => 50,
        MethodType::Multibanco => 295,
        MethodType::Konbini | MethodType::Oxxo => 360,
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
