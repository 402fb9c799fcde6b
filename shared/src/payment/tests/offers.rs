//! Offers and confirmations are one promise: what was offered confirms, and what was not is refused
//! for the reason that was told.

use super::fixtures::*;
use crate::ids::{CustomerId, PaymentMethodConfigurationId};
use crate::methods::MethodType;
use crate::methods::catalogue::{DetailForm, Flow};
use crate::methods::eligibility::tests::cases::{Case, any_case};
use crate::payment::action::ActionStyle;
use crate::payment::attempt::{AcceptanceKind, AttemptTerms, MandateAcceptance};
use crate::payment::command::Command;
use crate::payment::decide::decide;
use crate::payment::event::Event;
use crate::payment::method::{Address, DescribedAccount, Instrument, PaymentMethod};
use crate::payment::refusal::Refusal;
use crate::payment::state::Payment;
use crate::payment::terms::{Configured, Terms};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// An intent of that checkout. Where the merchant must choose something about a method, it has.
fn intent_of(case: &Case) -> Payment {
    let terms = Terms {
        purpose: case.purpose,
        amount: case.amount,
        merchant_country: case.merchant_country,
        future_usage: case.future_usage,
        methods: case.allowed.map(<[MethodType]>::to_vec),
        configuration: Some(Box::new(Configured {
            id: PaymentMethodConfigurationId::from_bytes([1; 16]),
            off: case.off.to_vec(),
            wallets_off: case.wallets_off.to_vec(),
        })),
        customer: case.has_customer.then(|| CustomerId::from_bytes([1; 16])),
        options_of: MethodType::ALL
            .iter()
            .map(|method| (*method, chosen(*method)))
            .collect(),
        ..terms(case.capture)
    };
    opened_after(terms, None, [])
}

fn chosen(method: MethodType) -> BTreeMap<String, String> {
    let options = method.row().options.iter();
    let needed = options.filter(|option| option.required);
    needed
        .map(|option| {
            let DetailForm::OneOf(choices) = option.form else {
                panic!("{method}: what would be a {}?", option.name);
            };
            (option.name.to_owned(), choices[0].code.to_owned())
        })
        .collect()
}

/// What a buyer of that checkout pays with.
fn of_buyer(method: MethodType, case: &Case) -> PaymentMethod {
    let instrument = match method.row().flow {
        Flow::BankDebit { .. } => Instrument::Described(DescribedAccount {
            method,
            details: BTreeMap::new(),
            token: None,
            mandate: None,
            is_links: false,
        }),
        Flow::CardForm => typed_card().instrument,
        Flow::Redirect
        | Flow::QrCode { .. }
        | Flow::InlineCode { .. }
        | Flow::AppApproval { .. }
        | Flow::Voucher { .. }
        | Flow::BankTransfer => Instrument::Account(method),
    };
    let mut paid_with = PaymentMethod {
        instrument,
        ..typed_card()
    };
    paid_with.billing.address = Address {
        country: case.buyer_country,
        ..Address::default()
    };
    paid_with
}

fn confirmed(payment: &Payment, method: PaymentMethod) -> Result<Vec<Event>, Refusal> {
    let accepted = MandateAcceptance {
        kind: AcceptanceKind::Offline,
        accepted_at: None,
    };
    let command = Command::Confirm {
        method: Some(method),
        attempt: attempt(1),
        call: call(1),
        return_url: Some("https://shop.example/back".to_owned()),
        style: ActionStyle::Redirect,
        terms: AttemptTerms {
            mandate: Some(accepted),
            ..AttemptTerms::default()
        },
        changes: Vec::new(),
    };
    decide(payment, command, NOW_MS)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_offer_confirms_and_every_refusal_is_told_before(case in any_case()) {
        let payment = intent_of(&case);
        let offers = payment.terms.offers(case.buyer_country);
        for method in offers.offered {
            let events = confirmed(&payment, of_buyer(method, &case));
            let begins = matches!(events.as_deref(), Ok([Event::AttemptStarted { .. }]));
            prop_assert!(begins, "{}: {:?}", method, events);
        }
        for (method, why) in offers.refused {
            let refused = confirmed(&payment, of_buyer(method, &case));
            prop_assert_eq!(refused, Err(Refusal::MethodIneligible { method, why }));
        }
    }
}
