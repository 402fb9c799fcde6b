//! Whether a card works, asked of its bank without a payment. Nothing moves, and what became of the
//! question is nowhere kept: a card of which nobody knows is asked about again, as another one.

use crate::partners::AuthorizeCall;
use crate::ports::{Partner, Random};
use crate::screening::outcome_of;
use shared::ids::CallId;
use shared::payment::command::Answer;
use shared::payment::failure::FailureCause;
use shared::rules::counter::Outcome;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CardCheck {
    Works,
    Declined(FailureCause),
    /// The bank wants to see its customer first, which it does when something is paid.
    AuthenticationNeeded,
    /// The partner did not say.
    Unknown,
}

impl CardCheck {
    /// What it says of the card to the velocity rules.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Works => Outcome::Worked,
            Self::Declined(cause) => outcome_of(cause),
            // To whoever tries numbers it is as good an answer as any.
            Self::AuthenticationNeeded => Outcome::Failed,
            Self::Unknown => Outcome::Stopped,
        }
    }
}

/// Asks once. What is left open at the partner is withdrawn.
pub async fn check_card(
    partner: &impl Partner,
    random: &impl Random,
    call: &AuthorizeCall,
) -> CardCheck {
    let came = match partner.authorize(call).await {
        // One that reserves nothing has reserved all of it.
        Ok(Answer::Captured { .. } | Answer::Authorized { .. }) => return CardCheck::Works,
        Ok(Answer::Declined {
            cause: FailureCause::AuthenticationRequired,
        }) => return CardCheck::AuthenticationNeeded,
        Ok(Answer::Declined { cause }) => return CardCheck::Declined(cause),
        Ok(Answer::ActionRequired { .. }) => CardCheck::AuthenticationNeeded,
        Ok(Answer::Pending | Answer::Canceled | Answer::PartiallyCaptured { .. }) | Err(_) => {
            CardCheck::Unknown
        }
    };
    let key = CallId::from_bytes(random.bytes());
    if partner.cancel(&call.attempt, &key).await.is_err() {
        // There is nothing in it that anybody could lose.
        worker::console_error!("a card's check was not withdrawn: {}", call.attempt);
    }
    came
}

#[cfg(test)]
mod tests;
