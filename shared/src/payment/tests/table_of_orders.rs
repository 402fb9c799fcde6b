//! The table's rows for what a merchant's server orders beside paying, and for news of what the
//! payment does not have.

use super::fixtures::*;
use super::situation::{Situation, Situation::*};
use super::table::{Outcome::*, Rows};
use super::trial::Trial;
use crate::payment::change::Change;
use crate::payment::charge::ChargeChange;
use crate::payment::event::{DisputeFact, Event, RefundFact};
use crate::payment::refusal::{Asked, Refusal};
use std::collections::BTreeMap;

/// The attempt is under way, or over without a charge.
const WITHOUT_CHARGE: &[Situation] = &[
    RequiresPaymentMethod,
    RequiresConfirmation,
    Authorizing,
    Withdrawing,
    RequiresAction,
    Canceled,
    SetUp,
    AwaitsConfirmation,
];
const WITH_CHARGE: &[Situation] = &[
    Processing,
    RequiresCapture,
    Capturing,
    Incrementing,
    Canceling,
    Succeeded,
];
const NOT_HELD: &[Situation] = &[
    AwaitsConfirmation,
    RequiresPaymentMethod,
    RequiresConfirmation,
    Authorizing,
    Withdrawing,
    RequiresAction,
    Processing,
    Capturing,
    Incrementing,
    Canceling,
    Succeeded,
    SetUp,
    Canceled,
];
const NOT_PAID: &[Situation] = &[
    AwaitsConfirmation,
    RequiresPaymentMethod,
    RequiresConfirmation,
    Authorizing,
    Withdrawing,
    RequiresAction,
    Processing,
    RequiresCapture,
    Capturing,
    Incrementing,
    Canceling,
    SetUp,
    Canceled,
];
const UNDER_WAY: &[Situation] = &[
    AwaitsConfirmation,
    Authorizing,
    Withdrawing,
    RequiresAction,
    Processing,
    RequiresCapture,
    Capturing,
    Incrementing,
    Canceling,
];

pub fn rows(trial: Trial) -> Rows {
    let everywhere = &Situation::ALL;
    match trial {
        Trial::UpdateAmount => vec![
            (
                &[RequiresPaymentMethod, RequiresConfirmation],
                Events(vec![updated(Change::Amount(more()))]),
            ),
            (UNDER_WAY, Unexpected(Asked::Update)),
            (&[Succeeded, SetUp, Canceled], Unexpected(Asked::Update)),
        ],
        Trial::UpdateDescription => {
            let described = Change::Description(Some("new".to_owned()));
            vec![(everywhere, Events(vec![updated(described)]))]
        }
        Trial::CapturePartAndKeepTheRest => vec![
            (
                &[RequiresCapture],
                Refused(Refusal::MulticaptureUnavailable),
            ),
            (NOT_HELD, Unexpected(Asked::Capture)),
        ],
        Trial::Increment => vec![
            (&[RequiresCapture], Refused(Refusal::IncrementUnavailable)),
            (NOT_HELD, Unexpected(Asked::Increment)),
        ],
        Trial::RefundAll => refunds(Events(vec![Event::Refund {
            refund: refund(1),
            fact: RefundFact::Requested {
                amount: part(),
                reason: None,
                metadata: BTreeMap::new(),
                call: call(99),
            },
        }])),
        Trial::RefundNothing => refunds(Refused(Refusal::RefundNotPositive)),
        Trial::RefundMore => refunds(Refused(Refusal::RefundExceedsCaptured {
            refundable: part(),
            asked: whole(),
        })),
        Trial::UpdateCharge => vec![
            (
                WITH_CHARGE,
                Events(vec![Event::ChargeUpdated {
                    charge: charge(1),
                    changes: vec![ChargeChange::Description(Some("new".to_owned()))],
                }]),
            ),
            (WITHOUT_CHARGE, Refused(Refusal::ChargeMissing)),
        ],
        Trial::UpdateUnknownCharge => vec![(everywhere, Refused(Refusal::ChargeMissing))],
        Trial::UpdateUnknownRefund | Trial::CancelUnknownRefund => {
            vec![(everywhere, Refused(Refusal::RefundMissing))]
        }
        Trial::UpdateUnknownDispute | Trial::CloseUnknownDispute => {
            vec![(everywhere, Refused(Refusal::DisputeMissing))]
        }
        Trial::DisputeNotified => vec![
            (
                &[Succeeded],
                Events(vec![Event::Dispute {
                    dispute: dispute(99),
                    fact: DisputeFact::Opened { case: case() },
                }]),
            ),
            (UNDER_WAY, Refused(Refusal::NewsTooEarly)),
            (
                &[RequiresPaymentMethod, RequiresConfirmation, SetUp, Canceled],
                Nothing,
            ),
        ],
        _ => vec![(everywhere, Nothing)],
    }
}

fn refunds(when_paid: super::table::Outcome) -> Rows {
    vec![(&[Succeeded], when_paid), (NOT_PAID, NotRefundable)]
}

fn updated(change: Change) -> Event {
    Event::Updated {
        changes: vec![change],
    }
}
