//! Vouchers and transfers: what only the moment or the currency of a confirmation can refuse, and
//! what a charge keeps of the voucher that it was paid with.

use super::fixtures::*;
use crate::country::CountryCode;
use crate::currency::Currency;
use crate::ids::CustomerId;
use crate::methods::MethodType;
use crate::methods::eligibility::Ineligible;
use crate::money::Money;
use crate::payment::action::{NextAction, Slip, StoreCodes};
use crate::payment::command::{Answer, Command};
use crate::payment::decide::decide;
use crate::payment::event::Event;
use crate::payment::options::CaptureMethod;
use crate::payment::refusal::Refusal;
use crate::payment::state::CancelReason;
use crate::payment::terms::Terms;
use std::collections::BTreeMap;

const DAY_S: i64 = 24 * 3600;

/// A payment in the method's own market, with one option.
fn terms_of(method: MethodType, option: Option<(&str, String)>) -> Terms {
    let (country, currency) = match method {
        MethodType::Konbini => (CountryCode::JP, Currency::Jpy),
        _ => (CountryCode::DE, Currency::Eur),
    };
    let options = option.map(|(name, value)| (name.to_owned(), value));
    Terms {
        amount: Money::new(10_000, currency).unwrap(),
        merchant_country: country,
        customer: Some(CustomerId::from_bytes([1; 16])),
        options_of: BTreeMap::from([(method, options.into_iter().collect())]),
        ..terms(CaptureMethod::Automatic)
    }
}

fn confirmed(terms: Terms, method: MethodType) -> Result<Vec<Event>, Refusal> {
    let payment = opened_after(terms, None, []);
    decide(&payment, confirm(Some(account(method))), NOW_MS)
}

#[test]
fn a_vouchers_end_lies_between_half_an_hour_and_sixty_days_ahead() {
    let method = MethodType::Konbini;
    let (min, max) = (NOW_S + 30 * 60, NOW_S + 60 * DAY_S);
    for (moment, fits) in [
        (min - 1, false),
        (min, true),
        (max, true),
        (max + 1, false),
        (0, false),
    ] {
        let terms = terms_of(method, Some(("expires_at", moment.to_string())));
        let refusal = Refusal::ExpiryOutOfRange { method, min, max };
        match confirmed(terms, method) {
            Ok(events) => assert!(fits && events.len() == 1, "{moment}"),
            Err(refused) => assert!(!fits && refused == refusal, "{moment} {refused:?}"),
        }
    }
}

#[test]
fn a_transfer_brings_the_currency_of_the_payment() {
    let method = MethodType::CustomerBalance;
    let of = |kind: &str| terms_of(method, Some(("bank_transfer.type", kind.to_owned())));
    assert!(confirmed(of("eu_bank_transfer"), method).is_ok());
    assert!(confirmed(terms_of(method, None), method).is_ok());
    let currency = Currency::Eur;
    assert_eq!(
        confirmed(of("us_bank_transfer"), method),
        Err(Refusal::TransferTypeMismatch { method, currency })
    );
}

#[test]
fn a_transfer_is_a_customers() {
    let method = MethodType::CustomerBalance;
    let terms = Terms {
        customer: None,
        ..terms_of(method, None)
    };
    assert!(!terms.offers(None).offered.contains(&method));
    let why = Ineligible::CustomerMissing;
    assert_eq!(
        confirmed(terms, method),
        Err(Refusal::MethodIneligible { method, why })
    );
}

/// A till may take money between the partner's answer to the cancellation and its arrival here.
#[test]
fn a_voucher_paid_while_it_is_called_off_is_given_back() {
    let events = [
        started(account(MethodType::Swish)),
        Event::ActionRequired {
            action: redirect(),
            expires_at: None,
        },
        Event::CancelRequested {
            reason: CancelReason::Duplicate,
            call: call(2),
        },
    ];
    let canceling = payment_after(CaptureMethod::Automatic, None, events);
    let paid = || Command::Notified {
        attempt: attempt(1),
        answer: captured(whole()),
        fresh: fresh(),
    };
    let refused = decide(&canceling, paid(), NOW_MS);
    assert_eq!(
        refused,
        Err(Refusal::NewsTooEarly),
        "the partner repeats it"
    );
    let answer = Command::Answered {
        call: call(2),
        answer: Answer::Canceled,
        fresh: fresh(),
    };
    let events = decide(&canceling, answer, NOW_MS).unwrap();
    let over = followed_by(canceling, events);
    let given_back = Event::StrayFound {
        attempt: attempt(1),
        call: fresh().call,
    };
    assert_eq!(decide(&over, paid(), NOW_MS), Ok(vec![given_back]));
}

#[test]
fn a_charge_keeps_what_its_voucher_said() {
    let codes = StoreCodes {
        familymart: "1".to_owned(),
        lawson: "2".to_owned(),
        ministop: "3".to_owned(),
        seicomart: "4".to_owned(),
    };
    let barcode = "5".to_owned();
    let entity = "99999".to_owned();
    let kept: [(Slip, &[(&str, &str)]); 4] = [
        (Slip::Number, &[("number", "123")]),
        (
            Slip::Entity { entity },
            &[("entity", "99999"), ("reference", "123")],
        ),
        (Slip::Boleto { barcode }, &[]),
        (Slip::Stores { codes }, &[]),
    ];
    for (slip, kept) in kept {
        let action = NextAction::Voucher {
            number: "123".to_owned(),
            hosted_url: "https://partner.example/voucher".to_owned(),
            expires_at: ACTION_LAPSES_S,
            slip,
        };
        let events = [
            started(account(MethodType::Swish)),
            Event::ActionRequired {
                action,
                expires_at: Some(ACTION_LAPSES_S),
            },
            Event::Captured {
                charge: charge(1),
                amount: whole(),
            },
        ];
        let paid = payment_after(CaptureMethod::Automatic, None, events);
        let said: Vec<_> = paid.charges[0]
            .voucher
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(said, kept);
    }
}
