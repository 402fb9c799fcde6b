//! What each market is offered, whole and in order.

use super::{checkout, offers};
use crate::country::CountryCode::{self, *};
use crate::methods::MethodType;
use crate::methods::catalogue::Countries;

/// Minor units, currency, merchant, buyer; the methods by name.
const MARKETS: &[(i64, &str, CountryCode, CountryCode, &str)] = &[
    (
        4999,
        "usd",
        US,
        US,
        "card cashapp klarna afterpay_clearpay link amazon_pay zip us_bank_account customer_balance",
    ),
    (
        9900,
        "usd",
        US,
        US,
        "card cashapp affirm klarna afterpay_clearpay link amazon_pay sunbit zip us_bank_account customer_balance",
    ),
    (4999, "usd", US, DE, "card link amazon_pay customer_balance"),
    (
        4999,
        "eur",
        DE,
        NL,
        "ideal card klarna paypal link amazon_pay revolut_pay sepa_debit customer_balance",
    ),
    (
        4999,
        "eur",
        DE,
        BE,
        "bancontact card paypal klarna link amazon_pay revolut_pay sepa_debit customer_balance",
    ),
    (
        4999,
        "eur",
        SE,
        DE,
        "paypal klarna sepa_debit card link amazon_pay revolut_pay",
    ),
    (
        4999,
        "eur",
        DE,
        AT,
        "eps card klarna paypal sepa_debit link amazon_pay revolut_pay customer_balance",
    ),
    (
        4999,
        "eur",
        ES,
        ES,
        "card bizum paypal klarna sequra link amazon_pay revolut_pay scalapay sepa_debit customer_balance",
    ),
    (
        4999,
        "eur",
        FR,
        FR,
        "card paypal klarna link amazon_pay revolut_pay satispay scalapay sequra sepa_debit customer_balance",
    ),
    (
        4999,
        "eur",
        IT,
        IT,
        "paypal card satispay klarna scalapay link amazon_pay revolut_pay sequra sepa_debit customer_balance",
    ),
    (
        4999,
        "eur",
        DE,
        PT,
        "multibanco mb_way card paypal klarna link amazon_pay revolut_pay scalapay sepa_debit customer_balance",
    ),
    (
        4999,
        "eur",
        DE,
        FI,
        "mobilepay card klarna paypal link amazon_pay revolut_pay sepa_debit customer_balance",
    ),
    (
        4999,
        "pln",
        DE,
        PL,
        "blik p24 card paypal link revolut_pay klarna",
    ),
    (
        4999,
        "eur",
        DE,
        PL,
        "p24 card paypal link amazon_pay revolut_pay sepa_debit customer_balance",
    ),
    (
        4999,
        "chf",
        CH,
        CH,
        "twint card klarna paypal link amazon_pay",
    ),
    (
        49900,
        "sek",
        DE,
        SE,
        "swish klarna card paypal link amazon_pay",
    ),
    (49900, "mxn", MX, MX, "card oxxo link customer_balance"),
    (49900, "brl", BR, BR, "pix card boleto"),
    (49900, "brl", US, BR, "pix card link"),
    (
        4999,
        "gbp",
        GB,
        GB,
        "card paypal klarna afterpay_clearpay pay_by_bank link amazon_pay revolut_pay bacs_debit customer_balance",
    ),
    (
        4999,
        "aud",
        AU,
        AU,
        "card afterpay_clearpay zip payto klarna au_becs_debit link",
    ),
    (
        4999,
        "nzd",
        NZ,
        NZ,
        "card afterpay_clearpay klarna link nz_bank_account",
    ),
    (
        4999,
        "cad",
        CA,
        CA,
        "card afterpay_clearpay klarna link acss_debit",
    ),
    (
        4999,
        "eur",
        FR,
        CN,
        "alipay wechat_pay card paypal link amazon_pay customer_balance",
    ),
    (
        4999,
        "jpy",
        JP,
        JP,
        "card paypay konbini link customer_balance",
    ),
    (
        49900,
        "krw",
        US,
        KR,
        "kr_card kakao_pay naver_pay payco samsung_pay card link",
    ),
    (49900, "myr", MY, MY, "fpx card grabpay link"),
    (4999, "sgd", SG, SG, "card paynow grabpay link"),
    (49900, "thb", TH, TH, "promptpay card link"),
    (49900, "inr", GB, IN, "upi card"),
    (
        499,
        "eur",
        NL,
        NL,
        "ideal card paypal link amazon_pay revolut_pay sepa_debit customer_balance",
    ),
];

#[test]
fn each_market_is_offered_its_own_methods() {
    for &(minor, code, merchant, buyer, expected) in MARKETS {
        let offered = offers(&checkout(minor, code, merchant, buyer)).offered;
        let (own, others): (Vec<_>, Vec<_>) = offered
            .iter()
            .map(|method| method.as_str())
            .partition(|name| expected.split(' ').any(|listed| listed == *name));
        assert_eq!(
            own.join(" "),
            expected,
            "{minor} {code}, {merchant} to {buyer}"
        );
        // What everybody can pay with may join any market.
        for method in others.into_iter().filter_map(MethodType::parse) {
            let buyers = method.row().buyer_countries;
            assert_eq!(buyers, Countries::Worldwide, "{method} to {buyer}");
        }
    }
}
