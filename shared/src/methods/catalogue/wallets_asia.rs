//! Wallets of Asia.

use super::merchants::KOREA_MERCHANTS;
use super::*;
use crate::country::CountryCode::*;
use crate::currency::Currency::*;

/// For buyers with a Chinese bank account, in yuan or in the merchant's own currency.
pub const ALIPAY: Method = Method {
    family: Family::Wallet,
    display_name: "Alipay",
    fee_basis_points: 290,
    audience: Audience::Consumers,
    // Uncertain: Chinese buyers shop from abroad too, but their billing country stays China.
    buyer_countries: Countries::Only(&[CN]),
    merchant_countries: Countries::Only(ALIPAY_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Aud, Cad, Cny, Eur, Gbp, Hkd, Jpy, Myr, Nzd, Sgd, Usd]),
    currency_pairing: CurrencyPairing::MerchantsHome(&[
        Market::of(Aud, &[AU]),
        Market::of(Cad, &[CA]),
        Market::of(Cny, ALIPAY_MERCHANTS),
        Market::of(Eur, ALIPAY_MERCHANTS_IN_EUROPE),
        Market::of(Gbp, &[GB]),
        Market::of(Hkd, &[HK]),
        Market::of(Jpy, &[JP]),
        Market::of(Myr, &[MY]),
        Market::of(Nzd, &[NZ]),
        Market::of(Sgd, &[SG]),
        Market::of(Usd, &[US]),
    ]),
    limits: &[],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    // By invitation only.
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(90),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

const ALIPAY_MERCHANTS: &[CountryCode] = &[
    AT, AU, BE, BG, CA, CH, CY, CZ, DE, DK, EE, ES, FI, FR, GB, GR, HK, IE, IT, JP, LT, LU, LV, MT,
    MY, NL, NO, NZ, PT, RO, SE, SG, SI, SK, US,
];

const ALIPAY_MERCHANTS_IN_EUROPE: &[CountryCode] = &[
    AT, BE, BG, CH, CY, CZ, DE, DK, EE, ES, FI, FR, GR, IE, IT, LT, LU, LV, MT, NL, NO, PT, RO, SE,
    SI, SK,
];

/// For buyers with a Chinese bank account, in yuan or in the merchant's own currency.
pub const WECHAT_PAY: Method = Method {
    family: Family::Wallet,
    display_name: "WeChat Pay",
    fee_basis_points: 290,
    audience: Audience::Consumers,
    // Uncertain: as for Alipay.
    buyer_countries: Countries::Only(&[CN]),
    merchant_countries: Countries::Only(WECHAT_PAY_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[
        Aud, Cad, Chf, Cny, Dkk, Eur, Gbp, Hkd, Jpy, Nok, Sek, Sgd, Usd,
    ]),
    currency_pairing: CurrencyPairing::MerchantsHome(&[
        Market::of(Aud, &[AU]),
        Market::of(Cad, &[CA]),
        Market::of(Chf, &[CH]),
        Market::of(Cny, WECHAT_PAY_MERCHANTS),
        Market::of(Dkk, &[DK]),
        Market::of(Eur, WECHAT_PAY_MERCHANTS_IN_EUROPE),
        Market::of(Gbp, &[GB]),
        Market::of(Hkd, &[HK]),
        Market::of(Jpy, &[JP]),
        Market::of(Nok, &[NO]),
        Market::of(Sek, &[SE]),
        Market::of(Sgd, &[SG]),
        Market::of(Usd, &[US]),
    ]),
    limits: &[],
    // Uncertain: how long the code can be scanned.
    flow: Flow::QrCode { expires_s: 10 * 60 },
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    // Saving is by invitation only.
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(180),
    fields: &[],
    details: &[],
    options: &[
        // Of the merchant's own app, as WeChat knows it.
        Detail::optional("app_id", DetailForm::Text { max: 100 })
            .shown(Shown::OrNull)
            .needed_with(CLIENT, &[IOS_APP, ANDROID_APP]),
        Detail::required(
            CLIENT,
            DetailForm::OneOf(&[
                Choice::new("web", "a browser"),
                Choice::new(IOS_APP, "an app on an iPhone"),
                Choice::new(ANDROID_APP, "an app on Android"),
            ]),
        )
        .shown(Shown::OrNull),
    ],
    instalments: &[],
    explanation_key: Some("qr.explanation"),
};

const WECHAT_PAY_MERCHANTS: &[CountryCode] = &[
    AT, AU, BE, CA, CH, DE, DK, ES, FI, FR, GB, HK, IE, IT, JP, LU, NL, NO, PT, SE, SG, US,
];

const WECHAT_PAY_MERCHANTS_IN_EUROPE: &[CountryCode] =
    &[AT, BE, CH, DE, DK, ES, FI, FR, IE, IT, LU, NL, NO, PT, SE];

pub const GRABPAY: Method = Method {
    family: Family::Wallet,
    display_name: "GrabPay",
    fee_basis_points: 330,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[MY, SG]),
    merchant_countries: Countries::Only(&[MY, SG]),
    // Uncertain: both countries settle their own currency only.
    domestic_only_for: Countries::Worldwide,
    currencies: Currencies::Only(&[Myr, Sgd]),
    currency_pairing: CurrencyPairing::BuyersHome(&[
        Market::of(Myr, &[MY]),
        Market::of(Sgd, &[SG]),
    ]),
    limits: &[],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(90),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

pub const PAYPAY: Method = Method {
    family: Family::Wallet,
    display_name: "PayPay",
    fee_basis_points: 330,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[JP]),
    merchant_countries: Countries::Only(&[JP]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Jpy]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Jpy, &[JP])]),
    limits: &[Limit::between(Jpy, 50, 1_000_000)],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(365),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

pub const KAKAO_PAY: Method = Method {
    family: Family::Wallet,
    display_name: "Kakao Pay",
    fee_basis_points: 300,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[KR]),
    // Everywhere that Korean cards are, but not in Singapore.
    merchant_countries: Countries::Only(KAKAO_PAY_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Krw]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Krw, &[KR])]),
    limits: &[Limit::at_least(Krw, 100)],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    // Uncertain: as long as a card's.
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(365),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

pub const NAVER_PAY: Method = Method {
    family: Family::Wallet,
    display_name: "Naver Pay",
    fee_basis_points: 300,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[KR]),
    merchant_countries: Countries::Only(KOREA_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Krw]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Krw, &[KR])]),
    limits: &[Limit::at_least(Krw, 100)],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    // Uncertain: as long as a card's.
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(365),
    fields: &[],
    details: &[
        Detail::optional("funding", DetailForm::Word(&["card", "points"]))
            .shown(Shown::OrElse("card")),
    ],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

pub const PAYCO: Method = Method {
    family: Family::Wallet,
    display_name: "PAYCO",
    fee_basis_points: 300,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[KR]),
    merchant_countries: Countries::Only(KOREA_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Krw]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Krw, &[KR])]),
    limits: &[Limit::at_least(Krw, 100)],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    // Uncertain: as long as a card's.
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(365),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

pub const SAMSUNG_PAY: Method = Method {
    family: Family::Wallet,
    display_name: "Samsung Pay",
    fee_basis_points: 300,
    audience: Audience::Consumers,
    buyer_countries: Countries::Only(&[KR]),
    merchant_countries: Countries::Only(KOREA_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Krw]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Krw, &[KR])]),
    limits: &[Limit::between(Krw, 100, 2_000_000)],
    flow: Flow::Redirect,
    approval_window_s: None,
    outcome: Outcome::Immediate,
    // Uncertain: as long as a card's.
    capture: Capture::ManualWithin { hours: 7 * 24 },
    future_usage: FutureUsage::Unsupported,
    refunds: Refunds::WithinDays(365),
    fields: &[],
    details: &[],
    options: &[],
    instalments: &[],
    explanation_key: Some("redirect.explanation"),
};

const KAKAO_PAY_MERCHANTS: &[CountryCode] = &[
    AT, BE, CY, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IT, LT, LU, LV, MT, NL, PT, SE, SI, SK, GB,
    HK, JP, US,
];
