use super::*;
use crate::methods::catalogue::Countries;
use CountryCode::*;
use MethodType::*;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

fn checkout(
    minor: i64,
    code: &str,
    merchant: CountryCode,
    buyer: CountryCode,
) -> Checkout<'static> {
    Checkout {
        amount: money(minor, code),
        merchant_country: merchant,
        buyer_country: Some(buyer),
        capture: CaptureMethod::AutomaticAsync,
        future_usage: None,
        allowed: None,
    }
}

fn money(minor: i64, code: &str) -> Money {
    Money::new(minor, Currency::from_code(code).unwrap()).unwrap()
}

#[test]
fn each_market_is_offered_its_own_methods() {
    let cases: &[(i64, &str, CountryCode, CountryCode, &[MethodType])] = &[
        (
            4999,
            "usd",
            US,
            US,
            &[
                Card,
                Cashapp,
                Klarna,
                AfterpayClearpay,
                Link,
                AmazonPay,
                Zip,
                UsBankAccount,
                CustomerBalance,
            ],
        ),
        (
            9900,
            "usd",
            US,
            US,
            &[
                Card,
                Cashapp,
                Affirm,
                Klarna,
                AfterpayClearpay,
                Link,
                AmazonPay,
                Sunbit,
                Zip,
                UsBankAccount,
                CustomerBalance,
            ],
        ),
        (
            4999,
            "usd",
            US,
            DE,
            &[Card, Link, AmazonPay, CustomerBalance],
        ),
        (
            4999,
            "eur",
            DE,
            NL,
            &[
                Ideal,
                Card,
                Klarna,
                Paypal,
                Link,
                AmazonPay,
                RevolutPay,
                Billie,
                SepaDebit,
                CustomerBalance,
            ],
        ),
        (
            4999,
            "eur",
            DE,
            BE,
            &[
                Bancontact,
                Card,
                Paypal,
                Klarna,
                Link,
                AmazonPay,
                RevolutPay,
                SepaDebit,
                CustomerBalance,
            ],
        ),
        (
            4999,
            "eur",
            SE,
            DE,
            &[
                Paypal, Klarna, SepaDebit, Card, Link, AmazonPay, RevolutPay, Billie,
            ],
        ),
        (
            4999,
            "eur",
            DE,
            AT,
            &[
                Eps,
                Card,
                Klarna,
                Paypal,
                SepaDebit,
                Link,
                AmazonPay,
                RevolutPay,
                Billie,
                CustomerBalance,
            ],
        ),
        (
            4999,
            "eur",
            ES,
            ES,
            &[
                Card,
                Bizum,
                Paypal,
                Klarna,
                Sequra,
                Link,
                AmazonPay,
                RevolutPay,
                Scalapay,
                SepaDebit,
                CustomerBalance,
            ],
        ),
        (
            4999,
            "eur",
            FR,
            FR,
            &[
                Card,
                Paypal,
                Klarna,
                Link,
                AmazonPay,
                RevolutPay,
                Satispay,
                Billie,
                Scalapay,
                Sequra,
                SepaDebit,
                CustomerBalance,
            ],
        ),
        (
            4999,
            "eur",
            IT,
            IT,
            &[
                Paypal,
                Card,
                Satispay,
                Klarna,
                Scalapay,
                Link,
                AmazonPay,
                RevolutPay,
                Sequra,
                SepaDebit,
                CustomerBalance,
            ],
        ),
        (
            4999,
            "eur",
            DE,
            PT,
            &[
                Multibanco,
                MbWay,
                Card,
                Paypal,
                Klarna,
                Link,
                AmazonPay,
                RevolutPay,
                Scalapay,
                SepaDebit,
                CustomerBalance,
            ],
        ),
        (
            4999,
            "eur",
            DE,
            FI,
            &[
                Mobilepay,
                Card,
                Klarna,
                Paypal,
                Link,
                AmazonPay,
                RevolutPay,
                SepaDebit,
                CustomerBalance,
            ],
        ),
        (
            4999,
            "pln",
            DE,
            PL,
            &[Blik, P24, Card, Paypal, Klarna, Link, RevolutPay],
        ),
        (
            4999,
            "eur",
            DE,
            PL,
            &[
                P24,
                Card,
                Paypal,
                Link,
                AmazonPay,
                RevolutPay,
                SepaDebit,
                CustomerBalance,
            ],
        ),
        (
            4999,
            "chf",
            CH,
            CH,
            &[Twint, Card, Klarna, Paypal, Link, AmazonPay],
        ),
        (
            49900,
            "sek",
            DE,
            SE,
            &[Swish, Klarna, Card, Paypal, Link, AmazonPay, Billie],
        ),
        (49900, "mxn", MX, MX, &[Card, Oxxo, Link, CustomerBalance]),
        (49900, "brl", BR, BR, &[Pix, Card, Boleto]),
        (49900, "brl", US, BR, &[Pix, Card, Link]),
        (
            4999,
            "gbp",
            GB,
            GB,
            &[
                Card,
                Paypal,
                Klarna,
                AfterpayClearpay,
                PayByBank,
                Link,
                AmazonPay,
                RevolutPay,
                Billie,
                BacsDebit,
                CustomerBalance,
            ],
        ),
        (
            4999,
            "aud",
            AU,
            AU,
            &[
                Card,
                AfterpayClearpay,
                Zip,
                Payto,
                Klarna,
                AuBecsDebit,
                Link,
            ],
        ),
        (
            4999,
            "nzd",
            NZ,
            NZ,
            &[Card, AfterpayClearpay, Klarna, Link, NzBankAccount],
        ),
        (
            4999,
            "cad",
            CA,
            CA,
            &[Card, AfterpayClearpay, Klarna, Link, AcssDebit],
        ),
        (
            4999,
            "eur",
            FR,
            CN,
            &[
                Alipay,
                WechatPay,
                Card,
                Paypal,
                Link,
                AmazonPay,
                CustomerBalance,
            ],
        ),
        (
            4999,
            "jpy",
            JP,
            JP,
            &[Card, Paypay, Konbini, Link, CustomerBalance],
        ),
        (
            49900,
            "krw",
            US,
            KR,
            &[KrCard, KakaoPay, NaverPay, Payco, SamsungPay, Card, Link],
        ),
        (49900, "myr", MY, MY, &[Fpx, Card, Grabpay, Link]),
        (4999, "sgd", SG, SG, &[Card, Paynow, Grabpay, Link]),
        (49900, "thb", TH, TH, &[Promptpay, Card, Link]),
        (49900, "inr", GB, IN, &[Upi, Card]),
        (
            499,
            "eur",
            NL,
            NL,
            &[
                Ideal,
                Card,
                Paypal,
                Link,
                AmazonPay,
                RevolutPay,
                Billie,
                SepaDebit,
                CustomerBalance,
            ],
        ),
    ];
    for &(minor, code, merchant, buyer, expected) in cases {
        let offered = offers(&checkout(minor, code, merchant, buyer)).offered;
        let (own, others): (Vec<_>, Vec<_>) =
            (offered.into_iter()).partition(|method| expected.contains(method));
        assert_eq!(own, expected, "{minor} {code}, {merchant} to {buyer}");
        // What everybody can pay with may join any market.
        for method in others {
            let buyers = method.row().buyer_countries;
            assert_eq!(buyers, Countries::Worldwide, "{method} to {buyer}");
        }
    }
}

#[test]
fn every_refusal_says_which_rule_it_was() {
    use Ineligible::*;
    let (eur, usd) = (Currency::Eur, Currency::Usd);
    let below = |minor, code| AmountBelowMinimum {
        minimum: money(minor, code),
    };
    let above = |minor, code| AmountAboveMaximum {
        maximum: money(minor, code),
    };
    let cases = [
        (
            Ideal,
            checkout(4999, "usd", DE, NL),
            CurrencyUnsupported { currency: usd },
        ),
        (
            Oxxo,
            checkout(4999, "mxn", US, MX),
            MerchantCountryUnsupported { merchant: US },
        ),
        (
            Ideal,
            checkout(4999, "eur", DE, FR),
            BuyerCountryUnsupported { buyer: FR },
        ),
        (
            Affirm,
            checkout(9900, "usd", US, CA),
            NotDomestic {
                buyer: CA,
                merchant: US,
            },
        ),
        (
            Klarna,
            checkout(4999, "eur", US, DE),
            NotDomestic {
                buyer: DE,
                merchant: US,
            },
        ),
        (
            Klarna,
            checkout(4999, "usd", SE, DE),
            CurrencyNotOfBuyersCountry {
                currency: usd,
                buyer: DE,
            },
        ),
        (
            Alipay,
            checkout(4999, "eur", US, CN),
            CurrencyNotOfMerchantsCountry {
                currency: eur,
                merchant: US,
            },
        ),
        (Card, checkout(49, "usd", US, US), below(50, "usd")),
        (Card, checkout(0, "jpy", JP, JP), below(50, "jpy")),
        (Card, checkout(-500, "usd", US, US), below(50, "usd")),
        (
            Card,
            checkout(100_000_000, "usd", US, US),
            above(99_999_999, "usd"),
        ),
        (Affirm, checkout(4_999, "usd", US, US), below(5_000, "usd")),
        (
            Affirm,
            checkout(3_000_001, "usd", US, US),
            above(3_000_000, "usd"),
        ),
        (
            Oxxo,
            checkout(1_000_001, "mxn", MX, MX),
            above(1_000_000, "mxn"),
        ),
    ];
    for (method, checkout, why) in cases {
        assert_eq!(check(method, &checkout), Err(why), "{method}");
    }
}

#[test]
fn the_bounds_themselves_are_within() {
    for minor in [5_000, 3_000_000] {
        assert_eq!(check(Affirm, &checkout(minor, "usd", US, US)), Ok(()));
    }
    // The method's own minimum counts, where it has one, and not that of the currency.
    assert_eq!(check(Ideal, &checkout(1, "eur", NL, NL)), Ok(()));
}

#[test]
fn only_what_the_merchant_allows_is_offered() {
    let mut checkout = checkout(4999, "usd", US, US);
    checkout.allowed = Some(&[Klarna, Ideal]);
    let Offers { offered, refused } = offers(&checkout);
    assert_eq!(offered, [Klarna]);
    assert!(refused.contains(&(Card, Ineligible::NotAllowedHere)));
    checkout.allowed = Some(&[]);
    assert_eq!(offers(&checkout).offered, []);
}

#[test]
fn a_hold_is_offered_only_by_methods_that_can_be_captured_later() {
    let mut checkout = checkout(49900, "sek", SE, SE);
    checkout.capture = CaptureMethod::Manual;
    assert_eq!(
        check(Swish, &checkout),
        Err(Ineligible::ManualCaptureUnsupported)
    );
    assert_eq!(
        offers(&checkout).offered,
        [Klarna, Card, Paypal, Link, AmazonPay, Billie]
    );
}

#[test]
fn saving_is_offered_only_by_methods_that_can_be_saved() {
    let mut checkout = checkout(4999, "eur", DE, NL);
    for usage in [SetupFutureUsage::OnSession, SetupFutureUsage::OffSession] {
        checkout.future_usage = Some(usage);
        assert_eq!(check(Ideal, &checkout), Ok(()), "saved as a SEPA debit");
        let refused = check(Bancontact, &checkout);
        assert_eq!(refused, Err(Ineligible::FutureUsageUnsupported));
    }
}

#[test]
fn an_unknown_buyer_is_taken_to_live_where_the_currency_does() {
    let unknown = |minor, code, merchant| {
        let buyer_country = None;
        Checkout {
            buyer_country,
            ..checkout(minor, code, merchant, US)
        }
    };
    assert_eq!(check(Swish, &unknown(49900, "sek", DE)), Ok(()));
    let refused = check(Klarna, &unknown(49900, "sek", US));
    assert_eq!(
        refused,
        Err(Ineligible::NotDomestic {
            buyer: SE,
            merchant: US
        })
    );
    // Whoever the buyer is, an American merchant's Klarna takes no euros.
    let refused = check(Klarna, &unknown(4999, "eur", US));
    let (currency, buyer) = (Currency::Eur, US);
    assert_eq!(
        refused,
        Err(Ineligible::CurrencyNotOfBuyersCountry { currency, buyer })
    );
    // The euro is the currency of many, and Alipay's follows the merchant.
    for method in [Ideal, Bancontact, Klarna, Alipay] {
        assert_eq!(check(method, &unknown(4999, "eur", FR)), Ok(()), "{method}");
    }
}

#[test]
fn reasons_read_as_sentences() {
    let minimum = money(50, "usd");
    let why = Ineligible::AmountBelowMinimum { minimum };
    assert_eq!(
        why.to_string(),
        "The amount is below its minimum of 0.50 USD."
    );
    let why = Ineligible::NotDomestic {
        buyer: CA,
        merchant: US,
    };
    let sentence = "The buyer must be in the country of the business, US, not in CA.";
    assert_eq!(why.to_string(), sentence);
}

/// Mostly the markets and amounts where rules meet, now and then anything at all.
fn any_checkout() -> impl Strategy<Value = Checkout<'static>> {
    let country = || {
        const MARKETS: &[CountryCode] = &[AU, BE, CA, CN, DE, FR, GB, MX, NL, NZ, SE, US];
        prop_oneof![4 => select(MARKETS).boxed(), 1 => select(CountryCode::ALL).boxed()]
    };
    let currency = {
        use Currency::*;
        const COMMON: &[Currency] = &[Aud, Cad, Eur, Gbp, Mxn, Nzd, Sek, Usd];
        prop_oneof![4 => select(COMMON).boxed(), 1 => select(Currency::ALL).boxed()]
    };
    let minor = prop_oneof![
        6 => 0..5_000_000i64,
        1 => -crate::money::MINOR_UNITS_MAX..=crate::money::MINOR_UNITS_MAX,
    ];
    let options = (
        select(CaptureMethod::ALL),
        option::of(select(SetupFutureUsage::ALL)),
    );
    (minor, currency, country(), option::of(country()), options).prop_map(
        |(minor, currency, merchant_country, buyer_country, (capture, future_usage))| Checkout {
            amount: Money::new(minor, currency).unwrap(),
            merchant_country,
            buyer_country,
            capture,
            future_usage,
            allowed: None,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_method_is_either_offered_or_refused_and_check_agrees(checkout in any_checkout()) {
        let Offers { offered, refused } = offers(&checkout);
        prop_assert_eq!(offered.len() + refused.len(), MethodType::ALL.len());
        for method in offered {
            prop_assert_eq!(check(method, &checkout), Ok(()));
        }
        for (method, why) in refused {
            prop_assert_eq!(check(method, &checkout), Err(why));
        }
    }

    #[test]
    fn an_offer_confirms_also_when_the_buyers_country_is_not_repeated(checkout in any_checkout()) {
        let forgotten = Checkout { buyer_country: None, ..checkout };
        for method in offers(&checkout).offered {
            // A method for buyers of many countries asks for the country, or does not mind it.
            let refused = check(method, &forgotten).err();
            prop_assert_eq!(refused, None, "{}", method);
        }
    }

    #[test]
    fn allowing_fewer_methods_offers_a_part_in_the_same_order(
        checkout in any_checkout(),
        allowed in subsequence(MethodType::ALL, 0..=MethodType::ALL.len()),
    ) {
        let all = offers(&checkout).offered;
        let fewer = offers(&Checkout { allowed: Some(&allowed), ..checkout }).offered;
        let expected: Vec<_> = all.into_iter().filter(|m| allowed.contains(m)).collect();
        prop_assert_eq!(fewer, expected);
    }

    #[test]
    fn refusals_are_true(checkout in any_checkout()) {
        for (method, why) in offers(&checkout).refused {
            let row = method.row();
            let amount = checkout.amount;
            let holds = match why {
                Ineligible::NotAllowedHere => false,
                Ineligible::CurrencyUnsupported { currency } => !row.currencies.contain(currency),
                Ineligible::MerchantCountryUnsupported { merchant } => {
                    !row.merchant_countries.contain(merchant)
                }
                Ineligible::BuyerCountryUnsupported { buyer } => !row.buyer_countries.contain(buyer),
                Ineligible::NotDomestic { buyer, merchant } => buyer != merchant,
                Ineligible::CurrencyNotOfBuyersCountry { currency, .. }
                | Ineligible::CurrencyNotOfMerchantsCountry { currency, .. } => {
                    currency == amount.currency() && row.currencies.contain(currency)
                }
                Ineligible::AmountBelowMinimum { minimum } => amount.minor() < minimum.minor(),
                Ineligible::AmountAboveMaximum { maximum } => amount.minor() > maximum.minor(),
                Ineligible::ManualCaptureUnsupported => checkout.capture == CaptureMethod::Manual,
                Ineligible::FutureUsageUnsupported => checkout.future_usage.is_some(),
                // Only a payment knows whose it is.
                Ineligible::CustomerMissing => false,
            };
            prop_assert!(holds, "{} {:?}", method, why);
        }
    }
}
