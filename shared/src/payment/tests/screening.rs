//! What the velocity rules find stands in the log, and on the charge.

use super::fixtures::*;
use crate::api::charge::charge as shown_charge;
use crate::payment::command::Command;
use crate::payment::decide::decide;
use crate::payment::due::due_call;
use crate::payment::event::Event;
use crate::payment::failure::FailureCause;
use crate::payment::notice::Notice;
use crate::payment::options::CaptureMethod;
use crate::payment::state::{Payment, State, Status};
use crate::rules::finding::Verdict;
use serde_json::{Value, json};

/// An intent without a method, after these events.
fn after(events: Vec<Event>) -> Payment {
    payment_after(CaptureMethod::Automatic, None, events)
}

fn confirmed(verdict: Verdict) -> (Vec<Event>, Payment, Payment) {
    let before = after(Vec::new());
    let command = match confirm(Some(named_card())) {
        Command::Confirm {
            method,
            attempt,
            call,
            return_url,
            style,
            changes,
            ..
        } => Command::Confirm {
            method,
            attempt,
            call,
            return_url,
            style,
            terms: screened(verdict),
            changes,
        },
        other => other,
    };
    let events = decide(&before, command, NOW_MS).unwrap();
    let then = after(events.clone());
    (events, before, then)
}

fn shown(payment: &Payment) -> Value {
    let [made] = &payment.charges[..] else {
        panic!("one charge");
    };
    shown_charge(payment, made, None, false)
}

#[test]
fn a_blocked_attempt_fails_as_it_begins_and_nobody_is_called() {
    let (events, before, after) = confirmed(Verdict::Blocked);
    assert!(matches!(
        &events[..],
        [
            Event::AttemptStarted { .. },
            Event::AttemptFailed {
                cause: FailureCause::Blocked,
                charge: Some(_)
            }
        ]
    ));
    assert_eq!(due_call(&after), None);
    assert_eq!(after.state.status(), Status::RequiresPaymentMethod);
    let failure = after.state.last_failure().unwrap();
    assert_eq!(failure.cause.code(after.terms.purpose), "card_declined");
    assert_eq!(failure.charge, after.latest_charge);

    let shown = shown(&after);
    assert_eq!(shown["status"], "failed");
    assert_eq!(shown["paid"], false);
    assert_eq!(
        shown["outcome"],
        json!({
            "advice_code": null,
            "network_advice_code": null,
            "network_decline_code": null,
            "network_status": "not_sent_to_network",
            "reason": "rule",
            "risk_level": "highest",
            "rule": "card_network",
            "seller_message": "The payment was blocked by the rule card_network: 7 cards failed from this network within 24 hours.",
            "type": "blocked",
        })
    );
    let told: Vec<_> = events[1].notices(Some(&before), &after);
    let kinds: Vec<_> = told.iter().map(|Notice { kind, .. }| *kind).collect();
    assert_eq!(kinds, ["charge.failed", "payment_intent.payment_failed"]);
    assert!(
        decide(&after, confirm(Some(named_card())), NOW_MS).is_ok(),
        "it can be tried again"
    );
}

#[test]
fn an_attempt_that_looks_risky_goes_on_and_its_charge_says_why() {
    let (mut events, ..) = confirmed(Verdict::Elevated);
    assert!(due_call(&after(events.clone())).is_some());
    events.push(Event::Captured {
        charge: charge(7),
        amount: whole(),
    });
    let paid = after(events);
    assert!(matches!(paid.state, State::Succeeded { .. }));
    let outcome = &shown(&paid)["outcome"];
    assert_eq!(outcome["type"], "authorized");
    assert_eq!(outcome["reason"], "elevated_risk_level");
    assert_eq!(outcome["risk_level"], "elevated");
    assert_eq!(outcome["rule"], "card_network");
}
