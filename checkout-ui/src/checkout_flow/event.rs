//! Everything that can happen to a checkout.

use crate::form::FormReport;
use crate::intent_view::IntentView;
use shared::element::action::ActionKind;
use shared::element::field::OfferField;
use shared::element::protocol::{Creatable, ElementError, RedirectMode};
use shared::element::session::OfferFlow;

#[derive(Debug, Clone, PartialEq)]
pub enum UiEvent {
    /// The session is here; so is what the intent already is.
    SessionArrived {
        intent_status: String,
        /// Why the attempt before this page failed.
        failure: Option<String>,
    },
    SessionFailed(ElementError),
    SubmitAsked {
        request: u32,
        /// What is wrong in the form comes first on the page.
        takes_focus: bool,
        report: FormReport,
    },
    ConfirmAsked(ConfirmAsked),
    CreateAsked {
        creation: Creation,
        report: FormReport,
    },
    /// The merchant's server has confirmed the intent that the model now leads to.
    NextActionAsked {
        request: u32,
    },
    Continued {
        request: u32,
        authenticated: bool,
    },
    /// The edge answered, or did not, the effect that carried `ticket`.
    Answered {
        ticket: u32,
        answer: Answer,
    },
    AnotherWayChosen,
    /// The buyer has noted what to do, and goes on.
    Acknowledged,
    /// The time is up, or the buyer is back at this page: has anything happened?
    LookedAgain,
    RetryPressed,
    /// The browser came back to this page out of its cache.
    PageRestored,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ConfirmAsked {
    pub request: u32,
    pub return_url: Option<String>,
    pub redirect: RedirectMode,
    pub report: FormReport,
    /// Of the open offer; there is none before the session is here.
    pub flow: Option<OfferFlow>,
    /// Of the open offer.
    pub fields: &'static [OfferField],
    /// An idempotency key is still kept: the outcome of an earlier press is unknown.
    pub key_kept: bool,
}

/// What the page wants made of the form.
#[derive(Debug, Clone, PartialEq)]
pub struct Creation {
    pub request: u32,
    pub object: Creatable,
}

/// What came of a request to the edge.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Intent(Box<IntentView>),
    /// `None` if it is not the buyer's turn any more.
    Action(Option<Action>),
    Refused {
        error: ElementError,
        intent: Option<Box<IntentView>>,
    },
    /// No answer, or one that says nothing about the payment.
    Unknown,
}

impl Answer {
    /// Why the payment failed, wherever the answer says so.
    pub fn errors(&mut self) -> impl Iterator<Item = &mut ElementError> {
        let (refusal, intent) = match self {
            Self::Refused { error, intent } => (Some(error), intent.as_mut()),
            Self::Intent(intent) => (None, Some(intent)),
            Self::Action(_) | Self::Unknown => (None, None),
        };
        let failed = intent.and_then(|intent| intent.last_error.as_mut());
        refusal.into_iter().chain(failed)
    }
}

/// What the buyer has to do, as the edge composed it.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    pub kind: ActionKind,
    /// Of the intent, when this was composed; the edge is asked for what comes after it.
    pub version: String,
    /// Where the way on leads, if there is one.
    pub url: String,
    /// The rest as JSON text, for the view alone: reading it into types would cost the buyer
    /// two kilobytes.
    pub view: String,
}
