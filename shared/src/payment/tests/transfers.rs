//! Bank transfers: the money may come in parts.

use super::fixtures::*;
use crate::country::CountryCode;
use crate::methods::MethodType;
use crate::money::Money;
use crate::payment::action::{BankTransfer, FinancialAddress, NextAction, TransferKind};
use crate::payment::command::{Answer, Command};
use crate::payment::decide::decide;
use crate::payment::event::Event;
use crate::payment::options::CaptureMethod;
use crate::payment::state::{Payment, State, Status};

/// What is left to send.
fn transfer(remaining: Money) -> NextAction {
    NextAction::BankTransfer(BankTransfer {
        kind: TransferKind::EuBankTransfer,
        country: CountryCode::IE,
        reference: Some("KASSA1".to_owned()),
        remaining,
        holder: "A shop".to_owned(),
        bank_name: "A bank".to_owned(),
        addresses: vec![FinancialAddress::Iban {
            bic: "TESTIE2DXXX".to_owned(),
            iban: "IE29AIBK93115212345678".to_owned(),
        }],
        hosted_url: "https://kassa.example/instructions".to_owned(),
    })
}

fn asks_for(remaining: Money) -> Event {
    Event::ActionRequired {
        action: transfer(remaining),
        expires_at: None,
    }
}

fn waiting() -> Payment {
    let method = account(MethodType::Swish);
    let events = [started(method), asks_for(whole())];
    payment_after(CaptureMethod::Automatic, None, events)
}

fn told(payment: &Payment, answer: Answer) -> Vec<Event> {
    let news = Command::Notified {
        attempt: attempt(1),
        answer,
        fresh: fresh(),
    };
    decide(payment, news, NOW_MS).unwrap()
}

fn part_came(payment: &Payment, remaining: Money) -> Vec<Event> {
    let answer = Answer::ActionRequired {
        action: transfer(remaining),
        expires_at: None,
    };
    told(payment, answer)
}

#[test]
fn a_part_of_the_money_leaves_the_rest_to_be_sent() {
    let payment = waiting();
    let events = part_came(&payment, part());
    assert_eq!(events, [asks_for(part())]);
    let notices = events[0].notices(
        Some(&payment),
        &followed_by(payment.clone(), events.clone()),
    );
    let kinds: Vec<_> = notices.iter().map(|notice| notice.kind).collect();
    assert_eq!(kinds, ["payment_intent.partially_funded"]);
    let after = followed_by(payment, events);
    assert_eq!(after.state.status(), Status::RequiresAction);
    assert!(matches!(
        &after.state,
        State::RequiresAction { action, .. } if *action == transfer(part())
    ));
}

#[test]
fn the_rest_only_gets_less() {
    let payment = followed_by(waiting(), [asks_for(part())]);
    for stale in [whole(), part(), more(), euros(1)] {
        assert_eq!(part_came(&payment, stale), [], "{stale}");
    }
    assert_eq!(
        told(&payment, action_required()),
        [],
        "another action is no rest of a transfer"
    );
}

#[test]
fn the_last_part_pays_the_whole() {
    let payment = followed_by(waiting(), [asks_for(part())]);
    let events = told(&payment, captured(whole()));
    let paid = followed_by(payment, events);
    assert_eq!(paid.state.status(), Status::Succeeded);
    assert_eq!(paid.amount_received(), whole());
}

#[test]
fn each_type_of_transfer_is_found_by_its_currency() {
    for kind in TransferKind::ALL {
        assert_eq!(TransferKind::of(kind.currency()), Some(*kind));
        let name = serde_json::to_string(kind).unwrap();
        assert_eq!(name.trim_matches('"'), kind.as_str());
    }
    assert_eq!(TransferKind::of(whole().currency()), None);
}
