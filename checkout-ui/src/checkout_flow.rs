//! Which screen follows which event. Pure: (state, event) → (state, effects); `element.rs` carries
//! the effects out and brings the next event.

mod act;
mod creation;
mod effect;
mod event;
mod screen;
mod settle;
#[cfg(test)]
mod tests;

use crate::intent_view::{IntentStatus, NextAction};
use creation::create;
use settle::{give_up, incomplete, not_now, return_url_missing, settle, settle_refusal};
use shared::element::protocol::{ConfirmOutcome, ElementError, RedirectMode, ToPage};
use shared::element::session::OfferFlow;

pub use effect::Effect;
pub use event::{Action, Answer, ConfirmAsked, Creation, UiEvent};
pub use screen::{Confirmation, Notice, Outcome, Screen, Wait};

/// How often one press of the button asks what became of a payment before it says that it does not
/// know.
pub const CHECKS_MAX: u8 = 5;

/// A checkout at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Checkout {
    pub screen: Screen,
    /// Answers to older effects are dropped.
    ticket: u32,
}

impl Default for Checkout {
    fn default() -> Self {
        Self {
            screen: Screen::Loading,
            ticket: 0,
        }
    }
}

impl Checkout {
    /// The next moment.
    pub fn after(mut self, event: UiEvent) -> (Self, Vec<Effect>) {
        let mut effects = Vec::new();
        self.screen = self.next(event, &mut effects);
        (self, effects)
    }

    fn next(&mut self, event: UiEvent, effects: &mut Vec<Effect>) -> Screen {
        let screen = std::mem::replace(&mut self.screen, Screen::Loading);
        match event {
            UiEvent::SessionArrived {
                intent_status,
                failure,
            } => {
                effects.push(Effect::Tell(ToPage::Ready));
                match screen {
                    Screen::Loading | Screen::LoadFailed(_) => {
                        self.opened(&intent_status, failure, effects)
                    }
                    // What the buyer is at goes on, with other offers or another amount.
                    Screen::Form { .. }
                    | Screen::Busy { .. }
                    | Screen::Action { .. }
                    | Screen::Done(_) => screen,
                }
            }
            UiEvent::SessionFailed(error) => {
                effects.push(Effect::Tell(ToPage::LoadError {
                    error: error.clone(),
                }));
                match screen {
                    Screen::Loading | Screen::LoadFailed(_) => Screen::LoadFailed(error),
                    // Nothing that was typed is lost because the news did not come.
                    Screen::Form { .. }
                    | Screen::Busy { .. }
                    | Screen::Action { .. }
                    | Screen::Done(_) => screen,
                }
            }
            UiEvent::RetryPressed => {
                effects.push(Effect::Tell(ToPage::RetryRequested));
                Screen::Loading
            }
            UiEvent::SubmitAsked {
                request,
                takes_focus,
                report,
            } => {
                let error = report.first_problem.map(|field| {
                    effects.push(Effect::ShowProblems);
                    if takes_focus {
                        effects.push(Effect::LeadTo(field));
                    }
                    incomplete()
                });
                effects.push(Effect::Tell(ToPage::Submitted { request, error }));
                screen
            }
            UiEvent::ConfirmAsked(asked) => self.confirm(screen, asked, effects),
            UiEvent::CreateAsked { creation, report } => create(screen, creation, report, effects),
            UiEvent::NextActionAsked { request } => self.next_action(screen, request, effects),
            UiEvent::Continued {
                request,
                authenticated,
            } => match screen {
                Screen::Busy {
                    wait: Wait::Authenticating,
                    confirmation,
                } if confirmation.request == request => {
                    self.retrieve(0, effects);
                    Screen::Busy {
                        wait: Wait::Authenticated {
                            done: authenticated,
                        },
                        confirmation,
                    }
                }
                other => other,
            },
            UiEvent::Answered { ticket, .. } if ticket != self.ticket => screen,
            UiEvent::Answered { answer, .. } => self.answered(screen, answer, effects),
            UiEvent::AnotherWayChosen => match screen {
                Screen::Action { confirmation, .. } => {
                    // What the old code or voucher still does must not reach the next attempt.
                    self.ticket += 1;
                    give_up(confirmation, effects);
                    Screen::Form { notice: None }
                }
                other => other,
            },
            UiEvent::Acknowledged => act::acknowledged(screen, effects),
            UiEvent::LookedAgain => {
                if let Screen::Action { .. } = screen {
                    self.ask_action(0, None, effects);
                }
                screen
            }
            UiEvent::PageRestored => match screen {
                Screen::Busy {
                    wait: Wait::Leaving,
                    confirmation,
                } => {
                    give_up(Some(confirmation), effects);
                    // It may be paid all the same.
                    self.retrieve(0, effects);
                    Screen::Form { notice: None }
                }
                other => other,
            },
        }
    }

    fn opened(
        &mut self,
        intent_status: &str,
        failure: Option<String>,
        effects: &mut Vec<Effect>,
    ) -> Screen {
        match intent_status {
            "succeeded" | "requires_capture" => Screen::Done(Outcome::Succeeded),
            "processing" => Screen::Done(Outcome::Processing),
            "canceled" => Screen::Done(Outcome::Canceled),
            "requires_action" => {
                // A code or a voucher from before a reload is shown again.
                self.ask_action(0, None, effects);
                Screen::Form { notice: None }
            }
            // Who comes back from a method's page reads here what happened there.
            _ => Screen::Form {
                notice: failure.map(Notice::Told),
            },
        }
    }

    fn confirm(
        &mut self,
        screen: Screen,
        asked: ConfirmAsked,
        effects: &mut Vec<Effect>,
    ) -> Screen {
        let mut refuse = |error, screen| {
            let outcome = ConfirmOutcome::Error { error };
            effects.push(Effect::Tell(ToPage::Confirmed {
                request: asked.request,
                outcome,
            }));
            screen
        };
        let Screen::Form { notice } = screen else {
            return refuse(not_now(&screen), screen);
        };
        if let Some(field) = asked.report.first_problem {
            let screen = refuse(incomplete(), Screen::Form { notice: None });
            effects.extend([Effect::ShowProblems, Effect::LeadTo(field)]);
            return screen;
        }
        if let (Some(OfferFlow::Redirect), None) = (asked.flow, &asked.return_url) {
            return refuse(return_url_missing(), Screen::Form { notice });
        }
        let confirmation = Confirmation {
            request: asked.request,
            return_url: asked.return_url,
            redirect: asked.redirect,
            // A saved card is asked for nothing, so that nothing of it can be mended.
            is_card: asked.flow == Some(OfferFlow::CardForm) && !asked.fields.is_empty(),
            fields: asked.fields,
            intent: String::new(),
            checks: 0,
            key_is_old: asked.key_kept,
        };
        if asked.key_kept {
            self.retrieve(0, effects);
            return Screen::Busy {
                wait: Wait::Checking,
                confirmation,
            };
        }
        self.send(effects);
        Screen::Busy {
            wait: Wait::Confirming,
            confirmation,
        }
    }

    /// The merchant's server has confirmed: what the intent is now says what is left to do.
    fn next_action(&mut self, screen: Screen, request: u32, effects: &mut Vec<Effect>) -> Screen {
        let Screen::Form { .. } = screen else {
            let outcome = ConfirmOutcome::Error {
                error: not_now(&screen),
            };
            effects.push(Effect::Tell(ToPage::Confirmed { request, outcome }));
            return screen;
        };
        self.retrieve(0, effects);
        Screen::Busy {
            wait: Wait::Learning,
            confirmation: Confirmation {
                request,
                return_url: None,
                redirect: RedirectMode::IfRequired,
                is_card: false,
                fields: &[],
                intent: String::new(),
                checks: 0,
                key_is_old: false,
            },
        }
    }

    fn answered(&mut self, screen: Screen, answer: Answer, effects: &mut Vec<Effect>) -> Screen {
        match screen {
            Screen::Busy { wait, confirmation } => match wait {
                Wait::Confirming
                | Wait::Checking
                | Wait::Authenticated { .. }
                | Wait::Learning
                | Wait::Preparing => self.answered_busy(wait, confirmation, answer, effects),
                Wait::Authenticating | Wait::Leaving => Screen::Busy { wait, confirmation },
            },
            Screen::Action {
                action,
                confirmation,
                misses,
            } => self.answered_action(action, confirmation, misses, answer, effects),
            // The intent of a page that was loaded again.
            Screen::Form { notice } => match answer {
                Answer::Action(action) => self.act(action, None, effects),
                Answer::Intent(intent) => match intent.status {
                    IntentStatus::Processing
                    | IntentStatus::Succeeded
                    | IntentStatus::RequiresCapture
                    | IntentStatus::Canceled => settle(*intent, None, effects, self),
                    IntentStatus::RequiresAction(_)
                    | IntentStatus::RequiresConfirmation
                    | IntentStatus::RequiresPaymentMethod => Screen::Form { notice },
                },
                Answer::Refused { .. } | Answer::Unknown => Screen::Form { notice },
            },
            other @ (Screen::Loading | Screen::LoadFailed(_) | Screen::Done(_)) => other,
        }
    }

    fn answered_busy(
        &mut self,
        wait: Wait,
        mut confirmation: Confirmation,
        answer: Answer,
        effects: &mut Vec<Effect>,
    ) -> Screen {
        match answer {
            Answer::Action(action) => self.act(action, Some(confirmation), effects),
            // Nothing was asked of the payment that could be refused.
            Answer::Refused { .. } if wait == Wait::Preparing => {
                self.check_again(wait, confirmation, effects)
            }
            Answer::Unknown => {
                let wait = if wait == Wait::Confirming {
                    Wait::Checking
                } else {
                    wait
                };
                self.check_again(wait, confirmation, effects)
            }
            Answer::Refused { error, .. } if key_was_for_another_request(&error, &confirmation) => {
                // The intent was asked first and is unpaid: the request that the old key belongs to
                // has been answered, and cannot take money any more.
                confirmation.key_is_old = false;
                effects.push(Effect::ForgetKey);
                self.send(effects);
                Screen::Busy {
                    wait: Wait::Confirming,
                    confirmation,
                }
            }
            Answer::Refused { error, .. }
                if wait == Wait::Confirming && is_state_surprise(&error) =>
            {
                self.retrieve(0, effects);
                Screen::Busy {
                    wait: Wait::Learning,
                    confirmation,
                }
            }
            Answer::Refused { error, intent } => {
                settle_refusal(error, intent, confirmation, effects)
            }
            Answer::Intent(intent) => match (&intent.status, wait) {
                // It never arrived: the same request with the same key is safe.
                (
                    IntentStatus::RequiresPaymentMethod | IntentStatus::RequiresConfirmation,
                    Wait::Checking,
                ) => {
                    self.send(effects);
                    Screen::Busy {
                        wait: Wait::Confirming,
                        confirmation,
                    }
                }
                (
                    IntentStatus::RequiresAction(NextAction::Authenticate { .. }),
                    Wait::Authenticated { done: true },
                ) if confirmation.checks < CHECKS_MAX => {
                    self.check_again(wait, confirmation, effects)
                }
                (
                    IntentStatus::RequiresAction(NextAction::Authenticate { .. }),
                    Wait::Authenticated { .. },
                ) => settle::authentication_failed(*intent, &confirmation, effects),
                _ => settle(*intent, Some(confirmation), effects, self),
            },
        }
    }

    fn check_again(
        &mut self,
        wait: Wait,
        mut confirmation: Confirmation,
        effects: &mut Vec<Effect>,
    ) -> Screen {
        if confirmation.checks >= CHECKS_MAX {
            return settle::unknown(&confirmation, effects);
        }
        let pause_ms = 500 << confirmation.checks;
        confirmation.checks += 1;
        self.retrieve(pause_ms, effects);
        Screen::Busy { wait, confirmation }
    }

    fn send(&mut self, effects: &mut Vec<Effect>) {
        self.ticket += 1;
        effects.push(Effect::SendConfirm {
            ticket: self.ticket,
        });
    }

    fn retrieve(&mut self, after_ms: u32, effects: &mut Vec<Effect>) {
        self.ticket += 1;
        effects.push(Effect::Retrieve {
            ticket: self.ticket,
            after_ms,
        });
    }
}

/// The edge remembers the old key with other parameters: the buyer has changed the form since.
fn key_was_for_another_request(error: &ElementError, confirmation: &Confirmation) -> bool {
    confirmation.key_is_old && error.kind == "idempotency_error"
}

/// The intent had moved on, in another tab or by an answer that was lost.
fn is_state_surprise(error: &ElementError) -> bool {
    let code = error.code.as_deref().unwrap_or_default();
    code.ends_with("_intent_unexpected_state")
}
