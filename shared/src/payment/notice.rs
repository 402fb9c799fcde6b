//! What the merchant is told of an event: the types of their event feed, in the order in which they
//! come.

use crate::ids::{ChargeId, DisputeId, MandateId, RefundId};
use crate::payment::action::NextAction;
use crate::payment::charge::ChargeStanding;
use crate::payment::dispute::DisputeOutcome;
use crate::payment::event::{DisputeFact, Event, RefundFact};
use crate::payment::refund::RefundStanding;
use crate::payment::state::{CancelReason, Payment, State};
use crate::payment::terms::Purpose;

/// One entry of the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The event's `type`.
    pub kind: &'static str,
    /// What `data.object` is.
    pub object: NoticeObject,
    /// Whether `data.previous_attributes` say what changed.
    pub is_update: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeObject {
    PaymentIntent,
    SetupIntent,
    Charge(ChargeId),
    Refund(RefundId),
    Dispute(DisputeId),
    Mandate(MandateId),
}

impl Event {
    /// What this event, which led from `before` to `after`, is to the merchant. `before` is `None`
    /// for the creation.
    pub fn notices(&self, before: Option<&Payment>, after: &Payment) -> Vec<Notice> {
        let told: [Option<Notice>; 2] = match self {
            Self::Created { .. } => [intent(after, "payment_intent.created"), None],
            Self::ActionRequired { action, .. } => {
                let kind = match (action, before.map(|before| &before.state)) {
                    (NextAction::BankTransfer(_), Some(State::RequiresAction { .. })) => {
                        "payment_intent.partially_funded"
                    }
                    (_, _) => "payment_intent.requires_action",
                };
                [intent(after, kind), None]
            }
            Self::ProcessingStarted { charge } => [
                intent(after, "payment_intent.processing"),
                charge
                    .as_ref()
                    .map(|pending| of_charge("charge.pending", pending)),
            ],
            Self::SetUp => [intent(after, "payment_intent.succeeded"), None],
            Self::AttemptFailed { charge, .. } => [
                charge
                    .as_ref()
                    .map(|failed| of_charge("charge.failed", failed)),
                intent(after, "payment_intent.payment_failed"),
            ],
            Self::Authorized { charge, .. } => [
                Some(of_charge("charge.succeeded", charge)),
                intent(after, "payment_intent.amount_capturable_updated"),
            ],
            Self::PartiallyCaptured { .. } => [
                held(after).map(|held| of_changed_charge("charge.captured", held)),
                intent(after, "payment_intent.amount_capturable_updated"),
            ],
            Self::AuthorizationIncremented { .. } => [
                held(after).map(|held| of_changed_charge("charge.updated", held)),
                intent(after, "payment_intent.amount_capturable_updated"),
            ],
            Self::Captured { charge, .. } => [
                Some(match before.and_then(held) {
                    Some(held) => of_changed_charge("charge.captured", held),
                    None => of_charge("charge.succeeded", charge),
                }),
                intent(after, "payment_intent.succeeded"),
            ],
            Self::Canceled { reason } => [
                before.and_then(|before| given_up(before, *reason)),
                intent(after, "payment_intent.canceled"),
            ],
            Self::ChargeUpdated { charge, .. } => {
                [Some(of_changed_charge("charge.updated", charge)), None]
            }
            Self::Refund { refund, fact } => return of_refund(refund, fact, before, after),
            Self::Dispute { dispute, fact } => of_dispute(dispute, fact),
            Self::Updated { .. }
            | Self::ConfirmationAwaited { .. }
            | Self::AttemptStarted { .. }
            | Self::CallOutcomeUnknown { .. }
            | Self::CallNeverArrived { .. }
            | Self::WithdrawalRequested { .. }
            | Self::CaptureRequested { .. }
            | Self::CaptureDeclined
            | Self::IncrementRequested { .. }
            | Self::IncrementDeclined { .. }
            | Self::CancelRequested { .. }
            | Self::StrayFound { .. }
            | Self::StrayVoidUnknown { .. }
            | Self::StrayVoided { .. } => [None, None],
        };
        let of_mandates = before
            .into_iter()
            .flat_map(|before| of_mandates(before, after));
        told.into_iter().flatten().chain(of_mandates).collect()
    }
}

/// An authorisation lapses by itself, or the merchant gives it back.
fn voided(reason: CancelReason) -> &'static str {
    match reason {
        CancelReason::Automatic => "charge.expired",
        CancelReason::Abandoned
        | CancelReason::Duplicate
        | CancelReason::Fraudulent
        | CancelReason::RequestedByCustomer
        | CancelReason::Unstated => "charge.refunded",
    }
}

/// The charge that a cancelation ends.
fn given_up(before: &Payment, reason: CancelReason) -> Option<Notice> {
    let pending = before.pending_charge();
    match held(before) {
        Some(held) => Some(of_changed_charge(voided(reason), held)),
        None => pending.map(|pending| of_charge("charge.failed", pending)),
    }
}

/// The charge of money that is reserved.
fn held(payment: &Payment) -> Option<&ChargeId> {
    payment
        .charges
        .iter()
        .find(|charge| matches!(charge.standing, ChargeStanding::Authorized { .. }))
        .map(|charge| &charge.id)
}

/// Of the intent itself: `kind` is what it is called for a payment. A setup is told of less.
fn intent(after: &Payment, kind: &'static str) -> Option<Notice> {
    let (kind, object) = match after.terms.purpose {
        Purpose::Payment => (kind, NoticeObject::PaymentIntent),
        Purpose::Setup => {
            let kind = match kind {
                "payment_intent.created" => "setup_intent.created",
                "payment_intent.requires_action" => "setup_intent.requires_action",
                "payment_intent.payment_failed" => "setup_intent.setup_failed",
                "payment_intent.succeeded" => "setup_intent.succeeded",
                "payment_intent.canceled" => "setup_intent.canceled",
                _ => return None,
            };
            (kind, NoticeObject::SetupIntent)
        }
    };
    Some(Notice {
        kind,
        object,
        is_update: false,
    })
}

fn of_charge(kind: &'static str, charge: &ChargeId) -> Notice {
    Notice {
        kind,
        object: NoticeObject::Charge(charge.clone()),
        is_update: false,
    }
}

fn of_changed_charge(kind: &'static str, charge: &ChargeId) -> Notice {
    Notice {
        is_update: true,
        ..of_charge(kind, charge)
    }
}

/// The mandates that stand otherwise than before. One of an attempt that the partner has not answered
/// is only coming into being.
fn of_mandates(before: &Payment, after: &Payment) -> Vec<Notice> {
    if matches!(before.state, State::Authorizing { .. }) {
        return Vec::new();
    }
    let known = before.mandates();
    known
        .filter(|(mandate, _)| before.mandate_standing(mandate) != after.mandate_standing(mandate))
        .map(|(mandate, _)| Notice {
            kind: "mandate.updated",
            object: NoticeObject::Mandate(mandate.id.clone()),
            is_update: true,
        })
        .collect()
}

fn of_refund(
    refund: &RefundId,
    fact: &RefundFact,
    before: Option<&Payment>,
    after: &Payment,
) -> Vec<Notice> {
    let notice = |kind, is_update| Notice {
        kind,
        object: NoticeObject::Refund(refund.clone()),
        is_update,
    };
    let changed = [
        notice("refund.updated", true),
        notice("charge.refund.updated", true),
    ];
    match fact {
        RefundFact::Requested { .. } => vec![notice("refund.created", false)],
        RefundFact::Pending | RefundFact::RequiresAction | RefundFact::Succeeded => {
            charge_refunded(refund, before, after)
                .into_iter()
                .chain(changed)
                .collect()
        }
        RefundFact::Canceled | RefundFact::Updated { .. } => changed.to_vec(),
        RefundFact::Failed { .. } => changed
            .into_iter()
            .chain([notice("refund.failed", false)])
            .collect(),
        RefundFact::CancelRequested { .. } => Vec::new(),
    }
}

/// The charge counts a refund from when the partner has taken it on.
fn charge_refunded(refund: &RefundId, before: Option<&Payment>, after: &Payment) -> Option<Notice> {
    let standing = &before?.refund(refund)?.standing;
    match (standing, &after.state) {
        (RefundStanding::Requested { .. }, State::Succeeded { charge, .. }) => {
            Some(of_changed_charge("charge.refunded", charge))
        }
        (_, _) => None,
    }
}

fn of_dispute(dispute: &DisputeId, fact: &DisputeFact) -> [Option<Notice>; 2] {
    let notice = |kind, is_update| {
        Some(Notice {
            kind,
            object: NoticeObject::Dispute(dispute.clone()),
            is_update,
        })
    };
    match fact {
        DisputeFact::Opened { case } => [
            notice("charge.dispute.created", false),
            notice("charge.dispute.funds_withdrawn", false).filter(|_| !case.inquiry),
        ],
        DisputeFact::Updated { .. } | DisputeFact::Submitted { .. } => {
            [notice("charge.dispute.updated", true), None]
        }
        DisputeFact::Closed { outcome } => [
            notice("charge.dispute.closed", true),
            match outcome {
                DisputeOutcome::Won => notice("charge.dispute.funds_reinstated", false),
                DisputeOutcome::Lost | DisputeOutcome::WarningClosed => None,
            },
        ],
        DisputeFact::UnderReview | DisputeFact::AcceptRequested { .. } => [None, None],
    }
}
