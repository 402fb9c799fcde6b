//! What the buyer has to do between the press of the button and the outcome: shown as the edge
//! composed it, and watched until something happens.

use super::settle::{authenticate, leave, leave_for_return_url, leaves_for, settle, tell};
use super::{Action, Answer, Checkout, Confirmation, Effect, Screen, Wait};
use crate::intent_view::IntentStatus;
use shared::element::action::ActionKind;
use shared::element::protocol::ConfirmOutcome;

/// Between two looks, of which the edge holds each until there is news.
const PAUSE_MS: u32 = 500;
pub const PAUSE_MS_MAX: u32 = 10_000;

impl Checkout {
    /// The screen for what the buyer has to do. `confirmation` is the page's open question, if
    /// there is one.
    pub(super) fn act(
        &mut self,
        action: Option<Action>,
        confirmation: Option<Confirmation>,
        effects: &mut Vec<Effect>,
    ) -> Screen {
        let Some(action) = action else {
            // It is over already: how, the intent tells.
            self.retrieve(0, effects);
            return match confirmation {
                Some(confirmation) => Screen::Busy {
                    wait: Wait::Learning,
                    confirmation,
                },
                None => Screen::Form { notice: None },
            };
        };
        let confirmation = match (action.kind, confirmation) {
            (ActionKind::Redirect, Some(confirmation)) => {
                return leave(action.url, confirmation, effects);
            }
            (ActionKind::Authenticate, Some(confirmation)) => {
                return authenticate(action.url, confirmation, effects);
            }
            // Whoever comes back from there without an outcome can pay in any way.
            (ActionKind::Redirect | ActionKind::Authenticate, None) => {
                return Screen::Form { notice: None };
            }
            (ActionKind::Wait | ActionKind::Scan, confirmation) => {
                self.ask_action(PAUSE_MS, Some(action.version.clone()), effects);
                confirmation
            }
            // With a return URL the buyer reads first and goes on by a button.
            (ActionKind::Instructions | ActionKind::Verify, confirmation) => {
                confirmation.and_then(|confirmation| stays(confirmation, effects))
            }
        };
        Screen::Action {
            action,
            confirmation,
            misses: 0,
        }
    }

    /// News of a payment whose action is shown; nothing but an outcome takes that away.
    pub(super) fn answered_action(
        &mut self,
        action: Action,
        confirmation: Option<Confirmation>,
        misses: u8,
        answer: Answer,
        effects: &mut Vec<Effect>,
    ) -> Screen {
        let misses = match answer {
            Answer::Action(Some(action)) => return self.act(Some(action), confirmation, effects),
            Answer::Action(None) => {
                // It is over: how, the intent tells.
                self.retrieve(0, effects);
                misses
            }
            Answer::Intent(intent) => match intent.status {
                IntentStatus::RequiresAction(_) => {
                    self.ask_action(PAUSE_MS, None, effects);
                    0
                }
                IntentStatus::RequiresPaymentMethod
                | IntentStatus::RequiresConfirmation
                | IntentStatus::Processing
                | IntentStatus::RequiresCapture
                | IntentStatus::Succeeded
                | IntentStatus::Canceled => {
                    return settle(*intent, confirmation, effects, self);
                }
            },
            Answer::Refused { .. } | Answer::Unknown => {
                let pause_ms = PAUSE_MS << misses.min(5);
                self.ask_action(pause_ms.min(PAUSE_MS_MAX), None, effects);
                misses.saturating_add(1)
            }
        };
        Screen::Action {
            action,
            confirmation,
            misses,
        }
    }

    pub(super) fn ask_action(
        &mut self,
        after_ms: u32,
        after: Option<String>,
        effects: &mut Vec<Effect>,
    ) {
        self.ticket += 1;
        effects.push(Effect::AskAction {
            ticket: self.ticket,
            after_ms,
            after,
        });
    }
}

/// The buyer has noted what to do: back to the merchant.
pub fn acknowledged(screen: Screen, effects: &mut Vec<Effect>) -> Screen {
    match screen {
        Screen::Action {
            action,
            confirmation: Some(confirmation),
            misses,
        } => {
            effects.extend(leave_for_return_url(&confirmation, "pending"));
            Screen::Action {
                action,
                confirmation: None,
                misses,
            }
        }
        other => other,
    }
}

/// The page's question, if it stays open; else it is answered with the intent.
fn stays(confirmation: Confirmation, effects: &mut Vec<Effect>) -> Option<Confirmation> {
    if leaves_for(&confirmation).is_some() {
        return Some(confirmation);
    }
    let outcome = ConfirmOutcome::PaymentIntent {
        payment_intent: confirmation.intent.clone(),
    };
    tell(Some(&confirmation), outcome, effects);
    None
}
