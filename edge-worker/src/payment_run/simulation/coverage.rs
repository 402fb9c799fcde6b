//! Which flows came to which ends: a world in which no voucher ever expired would prove nothing of
//! vouchers that do.

use super::player::Player;
use super::scenario::methods_of;
use shared::element::session::OfferFlow;
use shared::ids::AttemptId;
use shared::methods::MethodType;
use shared::methods::catalogue::{Capture, FutureUsage, Refunds};
use shared::payment::action::NextAction;
use shared::payment::event::{DisputeFact, Event, Recorded, RefundFact};
use shared::payment::failure::FailureCause;
use shared::payment::options::CaptureMethod;
use shared::payment::state::{CancelReason, Payment, State};
use std::collections::{BTreeMap, BTreeSet};

/// Every flow of the catalogue.
pub const FLOWS: [OfferFlow; 8] = [
    OfferFlow::CardForm,
    OfferFlow::Redirect,
    OfferFlow::QrCode,
    OfferFlow::InlineCode,
    OfferFlow::AppApproval,
    OfferFlow::BankDebit,
    OfferFlow::Voucher,
    OfferFlow::BankTransfer,
];

/// What a payment came to. One payment may have come to several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Paid,
    PaidAfterProcessing,
    PaidInParts,
    PaidTooMuch,
    SetUp,
    ChargedOffSession,
    Held,
    CapturedInPart,
    Declined,
    FailedAfterProcessing,
    Expired,
    Replaced,
    Withdrawn,
    Canceled,
    Lapsed,
    GivenBack,
    Refunded,
    RefundPending,
    RefundFailed,
    Disputed,
    Waits,
}

impl Outcome {
    /// In the order in which they are told.
    pub const ALL: [Self; 21] = [
        Self::Paid,
        Self::PaidAfterProcessing,
        Self::PaidInParts,
        Self::PaidTooMuch,
        Self::SetUp,
        Self::ChargedOffSession,
        Self::Held,
        Self::CapturedInPart,
        Self::Declined,
        Self::FailedAfterProcessing,
        Self::Expired,
        Self::Replaced,
        Self::Withdrawn,
        Self::Canceled,
        Self::Lapsed,
        Self::GivenBack,
        Self::Refunded,
        Self::RefundPending,
        Self::RefundFailed,
        Self::Disputed,
        Self::Waits,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::PaidAfterProcessing => "paid after days at the bank",
            Self::PaidInParts => "paid in parts",
            Self::PaidTooMuch => "paid too much, which went back",
            Self::SetUp => "set up for later",
            Self::ChargedOffSession => "charged without the buyer",
            Self::Held => "held until captured",
            Self::CapturedInPart => "captured in part",
            Self::Declined => "declined",
            Self::FailedAfterProcessing => "failed after days at the bank",
            Self::Expired => "expired, to be paid otherwise",
            Self::Replaced => "replaced by the buyer",
            Self::Withdrawn => "withdrawn, being unknown",
            Self::Canceled => "canceled by the merchant",
            Self::Lapsed => "lapsed uncaptured",
            Self::GivenBack => "paid too late, and given back",
            Self::Refunded => "refunded",
            Self::RefundPending => "refund pending for a while",
            Self::RefundFailed => "refund failed",
            Self::Disputed => "disputed",
            Self::Waits => "left waiting for the buyer",
        }
    }

    /// Whether payments through this flow can come to this.
    pub fn is_possible_in(self, flow: OfferFlow) -> bool {
        let has = |can: fn(MethodType) -> bool| methods_of(flow).into_iter().any(can);
        let ends = match flow {
            OfferFlow::CardForm
            | OfferFlow::CardWallet
            | OfferFlow::Redirect
            | OfferFlow::BankTransfer
            | OfferFlow::Link => false,
            OfferFlow::QrCode
            | OfferFlow::InlineCode
            | OfferFlow::AppApproval
            | OfferFlow::Voucher
            | OfferFlow::BankDebit => true,
        };
        match self {
            Self::Paid
            | Self::Declined
            | Self::Expired
            | Self::Replaced
            | Self::Withdrawn
            | Self::Canceled
            | Self::GivenBack => true,
            Self::PaidAfterProcessing | Self::FailedAfterProcessing => flow == OfferFlow::BankDebit,
            Self::PaidInParts | Self::PaidTooMuch => flow == OfferFlow::BankTransfer,
            Self::SetUp | Self::ChargedOffSession => {
                has(|method| method.row().future_usage == FutureUsage::OffSession)
            }
            Self::Held | Self::CapturedInPart | Self::Lapsed => {
                has(|method| method.row().capture != Capture::AutomaticOnly)
            }
            Self::Refunded | Self::RefundPending | Self::RefundFailed => {
                has(|method| method.row().refunds != Refunds::Unsupported)
            }
            // In the sandbox; elsewhere buyers complain of less.
            Self::Disputed => matches!(flow, OfferFlow::CardForm | OfferFlow::BankDebit),
            Self::Waits => !ends,
        }
    }
}

/// How many payments of each flow came to what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage(BTreeMap<(usize, Outcome), u64>);

impl Coverage {
    pub fn count(&self, flow: OfferFlow, outcome: Outcome) -> u64 {
        let counted = index(flow).and_then(|flow| self.0.get(&(flow, outcome)));
        counted.copied().unwrap_or_default()
    }

    pub fn add(&mut self, other: &Self) {
        for (came, count) in &other.0 {
            *self.0.entry(*came).or_default() += count;
        }
    }
}

fn index(flow: OfferFlow) -> Option<usize> {
    FLOWS.iter().position(|known| *known == flow)
}

/// Follows one payment from event to event.
#[derive(Default)]
pub struct Watch {
    came_to: BTreeSet<(usize, Outcome)>,
    methods: BTreeMap<AttemptId, MethodType>,
    off_session: bool,
    processing: bool,
    in_parts: bool,
}

impl Watch {
    pub fn see(&mut self, before: &Payment, recorded: &Recorded, after: &Payment) {
        if let Event::AttemptStarted {
            attempt,
            method,
            terms,
            ..
        } = &recorded.event
        {
            self.methods.insert(attempt.clone(), method.method_type());
            self.off_session = terms.off_session && method.customer.is_some();
            self.processing = false;
            self.in_parts = false;
        }
        if let Event::StrayFound { attempt, .. } = &recorded.event
            && let Some(method) = self.methods.get(attempt).copied()
        {
            self.note(method, Outcome::GivenBack);
        }
        let attempt = before.state.attempt().or(after.state.attempt());
        let Some(method) = attempt.map(|attempt| attempt.method.method_type()) else {
            return;
        };
        match &recorded.event {
            Event::ProcessingStarted { .. } => self.processing = true,
            Event::ActionRequired {
                action: NextAction::BankTransfer(_),
                ..
            } => self.in_parts = matches!(before.state, State::RequiresAction { .. }),
            _ => {}
        }
        for outcome in self.outcomes(method, &recorded.event, after) {
            self.note(method, outcome);
        }
    }

    fn outcomes(&self, method: MethodType, event: &Event, after: &Payment) -> Vec<Outcome> {
        match event {
            Event::SetUp => vec![Outcome::SetUp],
            Event::Captured { amount, .. } => self.of_capture(*amount != after.terms.amount),
            Event::Authorized { .. } if after.terms.capture_of(method) == CaptureMethod::Manual => {
                vec![Outcome::Held]
            }
            Event::AttemptFailed { cause, .. } => vec![self.of_failure(cause)],
            Event::Canceled { reason } => vec![match reason {
                CancelReason::Automatic => Outcome::Lapsed,
                CancelReason::Abandoned
                | CancelReason::Duplicate
                | CancelReason::Fraudulent
                | CancelReason::RequestedByCustomer
                | CancelReason::Unstated => Outcome::Canceled,
            }],
            Event::Refund { fact, .. } => match fact {
                RefundFact::Succeeded => vec![Outcome::Refunded],
                RefundFact::Pending => vec![Outcome::RefundPending],
                RefundFact::Failed { .. } => vec![Outcome::RefundFailed],
                RefundFact::Requested { .. }
                | RefundFact::RequiresAction
                | RefundFact::CancelRequested { .. }
                | RefundFact::Canceled
                | RefundFact::Updated { .. } => Vec::new(),
            },
            Event::Dispute {
                fact: DisputeFact::Opened { .. },
                ..
            } => vec![Outcome::Disputed],
            _ => Vec::new(),
        }
    }

    fn of_capture(&self, in_part: bool) -> Vec<Outcome> {
        let all = [
            (true, Outcome::Paid),
            (self.processing, Outcome::PaidAfterProcessing),
            (self.in_parts, Outcome::PaidInParts),
            (self.off_session, Outcome::ChargedOffSession),
            (in_part, Outcome::CapturedInPart),
        ];
        let came_to = all.into_iter().filter(|(came, _)| *came);
        came_to.map(|(_, outcome)| outcome).collect()
    }

    fn of_failure(&self, cause: &FailureCause) -> Outcome {
        match cause {
            FailureCause::AttemptExpired | FailureCause::ProviderTimedOut => Outcome::Expired,
            FailureCause::Replaced => Outcome::Replaced,
            FailureCause::Withdrawn => Outcome::Withdrawn,
            FailureCause::CardDeclined { .. }
            | FailureCause::Blocked
            | FailureCause::ExpiredCard
            | FailureCause::IncorrectCvc
            | FailureCause::IncorrectNumber
            | FailureCause::ProcessingError
            | FailureCause::AuthenticationFailed
            | FailureCause::AuthenticationRequired
            | FailureCause::ProviderDeclined
            | FailureCause::ProviderDeclinedFor { .. }
            | FailureCause::MethodUnavailable
            | FailureCause::CustomerDeclined
            | FailureCause::CodeInvalid
            | FailureCause::CodeExpired
            | FailureCause::DebitFailed { .. } => match self.processing {
                true => Outcome::FailedAfterProcessing,
                false => Outcome::Declined,
            },
        }
    }

    /// The payment is at its end.
    pub fn done(mut self, player: &Player) -> Coverage {
        let payment = player.payment();
        if let State::RequiresAction { attempt, .. } = &payment.state {
            self.note(attempt.method.method_type(), Outcome::Waits);
        }
        for record in player.world.provider.borrow().records() {
            if record.effects.surplus_minor > 0 {
                self.note(record.method, Outcome::PaidTooMuch);
            }
        }
        Coverage(self.came_to.into_iter().map(|came| (came, 1)).collect())
    }

    fn note(&mut self, method: MethodType, outcome: Outcome) {
        let flow = index(method.row().flow.screen());
        self.came_to.extend(flow.map(|flow| (flow, outcome)));
    }
}
