pub(crate) mod cases;
mod markets;
mod properties;

use super::*;
use CountryCode::*;
use MethodType::*;
use cases::Case;

fn offers(case: &Case) -> Offers {
    let buyer = Buyer::of(case.buyer_country);
    super::offers(&case.checkout(), &buyer, &case.account())
}

fn check(method: MethodType, case: &Case) -> Result<(), Ineligible> {
    let buyer = Buyer::of(case.buyer_country);
    super::check(method, &case.checkout(), &buyer, &case.account())
}

fn checkout(minor: i64, code: &str, merchant: CountryCode, buyer: CountryCode) -> Case<'static> {
    Case {
        purpose: Purpose::Payment,
        amount: money(minor, code),
        merchant_country: merchant,
        buyer_country: Some(buyer),
        capture: CaptureMethod::AutomaticAsync,
        future_usage: None,
        allowed: None,
        off: &[],
        wallets_off: &[],
        order: &[],
        has_customer: true,
    }
}

fn money(minor: i64, code: &str) -> Money {
    Money::new(minor, Currency::from_code(code).unwrap()).unwrap()
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
    let Offers {
        offered, refused, ..
    } = offers(&checkout);
    assert_eq!(offered, [Klarna]);
    assert!(refused.contains(&(Card, Ineligible::NotAllowedHere)));
    checkout.allowed = Some(&[]);
    assert_eq!(offers(&checkout).offered, []);
}

#[test]
fn what_the_configuration_switches_off_is_left_out_unless_it_is_listed() {
    let mut case = checkout(4999, "eur", DE, NL);
    case.off = &[Ideal, Klarna];
    assert_eq!(check(Ideal, &case), Err(Ineligible::NotAllowedHere));
    assert!(!offers(&case).offered.contains(&Klarna));
    case.allowed = Some(&[Ideal]);
    assert_eq!(offers(&case).offered, [Ideal]);
}

#[test]
fn the_merchants_order_comes_first() {
    let mut case = checkout(4999, "eur", DE, NL);
    case.order = &[Paypal, Swish, Card];
    assert!(offers(&case).offered.starts_with(&[Paypal, Card, Ideal]));
}

#[test]
fn a_transfer_is_offered_to_customers_alone() {
    let case = checkout(4999, "gbp", GB, GB);
    let stranger = Checkout {
        has_customer: false,
        ..case.checkout()
    };
    let refused = super::check(CustomerBalance, &stranger, &Buyer::UNKNOWN, &case.account());
    assert_eq!(refused, Err(Ineligible::CustomerMissing));
    assert_eq!(check(CustomerBalance, &case), Ok(()));
}

#[test]
fn a_wallet_that_the_device_has_is_offered_where_a_card_is() {
    let case = checkout(4999, "eur", DE, NL);
    let device = Device {
        apple_pay: true,
        ..Device::default()
    };
    let buyer = Buyer {
        country: Some(NL),
        device,
    };
    let wallets =
        |case: &Case| super::offers(&case.checkout(), &buyer, &case.account()).card_wallets;
    assert_eq!(wallets(&case), [CardWallet::ApplePay]);
    let without_apple = Case {
        wallets_off: &[CardWallet::ApplePay],
        ..case
    };
    assert_eq!(wallets(&without_apple), []);
    let without_cards = Case {
        allowed: Some(&[Ideal]),
        ..case
    };
    assert_eq!(wallets(&without_cards), []);
}

#[test]
fn a_setup_asks_for_no_amount() {
    let case = checkout(0, "eur", DE, NL);
    let setup = Checkout {
        purpose: Purpose::Setup,
        ..case.checkout()
    };
    let Offers { offered, .. } = super::offers(&setup, &Buyer::of(Some(NL)), &case.account());
    assert!(offered.starts_with(&[Ideal, Card]), "{offered:?}");
    assert!(!offered.contains(&Multibanco) && !offered.contains(&Swish));
}

#[test]
fn what_only_businesses_can_use_is_for_the_merchant_to_list() {
    let by_default = checkout(9_900, "eur", DE, DE);
    let refused = offers(&by_default).refused;
    assert!(refused.contains(&(Billie, Ineligible::BusinessesOnly)));
    let listed = Case {
        allowed: Some(&[Billie]),
        ..by_default
    };
    assert_eq!(offers(&listed).offered, [Billie]);
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
        [Klarna, Card, Paypal, Link, AmazonPay]
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
        Case {
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
