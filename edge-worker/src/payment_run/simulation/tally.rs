//! What happened in simulated payments, counted: a world in which every payment goes the same way
//! would prove little.

use super::coverage::Coverage;
use super::player::Player;
use shared::payment::dispute::DisputeStanding;
use shared::payment::event::Event;
use shared::payment::refund::RefundStatus;
use std::collections::BTreeMap;

/// Something that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occurrence {
    Capture,
    CaptureInPart,
    Increment,
    Setup,
    /// An authorisation that waited for the merchant's server to confirm.
    HeldForTheServer,
    /// Money that was given back unasked, because it came when the payment was over.
    Stray,
    Refund,
    RefundFailed,
    RefundCanceled,
    Dispute,
    DisputeClosed,
    /// A call that was sent to the partner.
    Call,
    /// It never arrived, or arrived and the answer was lost.
    CallLost,
    /// The partner answered with an error, whether it had done something or not.
    CallFailed,
    CallRepeated,
    /// A write to the log that the disk refused.
    WriteRefused,
    /// A request that was dropped where it stood.
    RequestCutOff,
    Crash,
}

impl Occurrence {
    /// In the order in which they are told.
    pub const ALL: [Self; 18] = [
        Self::Capture,
        Self::CaptureInPart,
        Self::Increment,
        Self::Setup,
        Self::HeldForTheServer,
        Self::Stray,
        Self::Refund,
        Self::RefundFailed,
        Self::RefundCanceled,
        Self::Dispute,
        Self::DisputeClosed,
        Self::Call,
        Self::CallLost,
        Self::CallFailed,
        Self::CallRepeated,
        Self::WriteRefused,
        Self::RequestCutOff,
        Self::Crash,
    ];

    /// In the plural.
    pub fn title(self) -> &'static str {
        match self {
            Self::Capture => "captures",
            Self::CaptureInPart => "captures in part",
            Self::Increment => "authorisations raised",
            Self::Setup => "methods set up",
            Self::HeldForTheServer => "payments held for the server",
            Self::Stray => "payments given back unasked",
            Self::Refund => "refunds",
            Self::RefundFailed => "refunds that failed",
            Self::RefundCanceled => "refunds that were canceled",
            Self::Dispute => "disputes",
            Self::DisputeClosed => "disputes that were closed",
            Self::Call => "calls to the partner",
            Self::CallLost => "calls or answers that were lost",
            Self::CallFailed => "calls answered with an error",
            Self::CallRepeated => "calls that arrived twice",
            Self::WriteRefused => "writes that the disk refused",
            Self::RequestCutOff => "requests cut off",
            Self::Crash => "crashes",
        }
    }
}

/// How often what happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many payments came to rest with each status.
    pub ended: BTreeMap<&'static str, u64>,
    /// What each flow came to, in the end.
    pub coverage: Coverage,
    counts: BTreeMap<Occurrence, u64>,
}

impl Tally {
    pub fn count(&self, occurrence: Occurrence) -> u64 {
        self.counts.get(&occurrence).copied().unwrap_or_default()
    }

    pub fn add(&mut self, other: &Self) {
        self.coverage.add(&other.coverage);
        for (status, count) in &other.ended {
            *self.ended.entry(status).or_default() += count;
        }
        for (occurrence, count) in &other.counts {
            self.note(*occurrence, *count);
        }
    }

    pub(super) fn note(&mut self, occurrence: Occurrence, count: u64) {
        *self.counts.entry(occurrence).or_default() += count;
    }

    /// What became of the payment, beside what its world has noted.
    pub(super) fn of(player: &Player) -> Self {
        let mut tally = player.world.tally.borrow().clone();
        let payment = player.payment();
        let state = &payment.state;
        *tally.ended.entry(state.status().as_str()).or_default() += 1;
        let refunds_that_are = |status| {
            let refunds = state.refunds().iter();
            refunds.filter(|refund| refund.status() == status).count()
        };
        let closed = state
            .disputes()
            .iter()
            .filter(|dispute| matches!(dispute.standing, DisputeStanding::Closed { .. }));
        let log = player.world.log.borrow();
        let told = |event: fn(&Event) -> bool| {
            let told = log.iter().filter(|recorded| event(&recorded.event));
            told.count()
        };
        for (occurrence, count) in [
            (
                Occurrence::Capture,
                told(|event| matches!(event, Event::Captured { .. })),
            ),
            (
                Occurrence::CaptureInPart,
                told(|event| matches!(event, Event::PartiallyCaptured { .. })),
            ),
            (
                Occurrence::Increment,
                told(|event| matches!(event, Event::AuthorizationIncremented { .. })),
            ),
            (
                Occurrence::Setup,
                told(|event| matches!(event, Event::SetUp)),
            ),
            (
                Occurrence::HeldForTheServer,
                told(|event| matches!(event, Event::ConfirmationAwaited { .. })),
            ),
            (Occurrence::Stray, payment.strays.len()),
            (Occurrence::Refund, state.refunds().len()),
            (
                Occurrence::RefundFailed,
                refunds_that_are(RefundStatus::Failed),
            ),
            (
                Occurrence::RefundCanceled,
                refunds_that_are(RefundStatus::Canceled),
            ),
            (Occurrence::Dispute, state.disputes().len()),
            (Occurrence::DisputeClosed, closed.count()),
        ] {
            tally.note(occurrence, count as u64);
        }
        tally
    }
}
