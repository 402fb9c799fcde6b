//! What the books say after any history of the payment machine.

use crate::ledger::books::Books;
use crate::ledger::posting::{LedgerAccount, Posting, TransactionKind};
use crate::ledger::postings::{ledger_of, postings};
use crate::ledger::settlement::DAY_S;
use crate::methods::MethodType;
use crate::payment::apply::{apply, replay};
use crate::payment::command::Answer;
use crate::payment::method::{Instrument, PaymentMethod};
use crate::payment::options::CaptureMethod;
use crate::payment::state::{Payment, State};
use crate::payment::tests::fixtures::*;
use crate::payment::tests::history::{History, Move, Which, any_history};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A payment that was captured whole, as soon as it was confirmed.
fn captured(method: PaymentMethod, metadata: &[(&str, &str)]) -> Vec<Posting> {
    let mut history = History::new(CaptureMethod::Automatic, None);
    if let crate::payment::event::Event::Created { terms, .. } = &mut history.log[0].event {
        for (key, value) in metadata {
            terms
                .metadata
                .insert((*key).to_owned(), (*value).to_owned());
        }
    }
    history.payment = replay(&history.log).unwrap();
    let confirm = Move::Confirm {
        method: Some(method),
        returns: true,
    };
    history.make(confirm, 0).unwrap();
    let answer = Answer::Captured { amount: whole() };
    history
        .make(
            Move::Answered {
                call: Which::Latest,
                answer,
            },
            0,
        )
        .unwrap();
    ledger_of(&history.log).unwrap()
}

#[test]
fn a_capture_is_the_merchants_less_the_fee() {
    let [charge] = &captured(named_card(), &[])[..] else {
        panic!()
    };
    assert_eq!(charge.kind(), TransactionKind::Charge);
    assert_eq!(charge.amount(), whole());
    // 2.9 % of 250 kr, and 1.80 kr.
    assert_eq!(charge.fee(), kronor(905));
    assert_eq!(charge.net(), kronor(24_095));
    assert!(charge.source().starts_with("ch_"));
    let paypal = captured(account(MethodType::Paypal), &[]);
    assert_eq!(paypal[0].kind(), TransactionKind::Payment);
    assert_eq!(paypal[0].fee(), kronor(1_053));
}

#[test]
fn money_is_pending_until_the_second_midnight_unless_the_sandbox_is_asked() {
    let pending = captured(named_card(), &[]);
    let available_on = pending[0].available_on();
    assert_eq!(available_on % DAY_S, 0);
    assert!((DAY_S + 1..=2 * DAY_S).contains(&(available_on - NOW_S)));

    let mut bypass = named_card();
    if let Instrument::Card(card) = &mut bypass.instrument {
        card.token = Some("pm_card_bypassPending".to_owned());
    }
    assert_eq!(captured(bypass, &[])[0].available_on(), NOW_S);
    let asked = [("sandbox_available", "immediately")];
    assert_eq!(
        captured(account(MethodType::Swish), &asked)[0].available_on(),
        NOW_S
    );
}

/// What the machine says that the merchant received.
fn received(payment: &Payment) -> i64 {
    match &payment.state {
        State::Succeeded { captured, .. } => captured.minor(),
        _ => 0,
    }
}

proptest! {
    #[test]
    fn the_books_are_at_zero_after_every_event((terms, method, moves) in any_history()) {
        let mut history = History::of(terms, method);
        for (step, passed_ms) in moves {
            // A refused move leaves no trace.
            let _ = history.make(step, passed_ms);
        }
        let mut payment = replay(&history.log[..1]).unwrap();
        let (mut books, mut all) = (Books::default(), Vec::new());
        for recorded in &history.log[1..] {
            let after = apply(payment.clone(), recorded);
            for posting in postings(&payment, recorded, &after).unwrap() {
                prop_assert!(posting.fee().fits_in(&posting.amount()).unwrap());
                prop_assert!(posting.available_on() >= posting.created());
                books.post(&posting);
                all.push(posting);
            }
            prop_assert_eq!(books.unbalanced(), vec![]);
            let sum = |account| books.sum(whole().currency(), account);
            let received = i128::from(received(&after));
            prop_assert_eq!(sum(LedgerAccount::ProviderClearing), -received);
            let fees = sum(LedgerAccount::ProcessingFees);
            prop_assert_eq!(sum(LedgerAccount::MerchantBalance), received - fees);
            payment = after;
        }
        prop_assert_eq!(books, all.iter().collect::<Books>());
        let ids: BTreeSet<_> = all.iter().map(|posting| posting.id().clone()).collect();
        prop_assert_eq!(ids.len(), all.len());
        prop_assert_eq!(ledger_of(&history.log).unwrap(), all);
    }
}
