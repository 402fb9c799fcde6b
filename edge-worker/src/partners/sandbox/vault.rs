//! The provider's names for cards that it keeps. Kassa stores these names and never a number.

use super::test_cards::{CardOutcome, Decline, by_number, by_token};
use crate::partners::CardData;
use shared::payment::failure::FailureCause;

/// The provider's name for the card: `pm_card_visa`. Errors: no card that the sandbox knows, or one
/// that is typed wrongly.
pub fn tokenize(card: &CardData) -> Result<String, FailureCause> {
    let known = by_number(card.number.expose());
    let Some(known) = known else {
        return Err(Decline::Code("test_mode_live_card").cause());
    };
    match known.outcome {
        CardOutcome::Declines(Decline::IncorrectNumber) => Err(Decline::IncorrectNumber.cause()),
        CardOutcome::Succeeds
        | CardOutcome::Authenticates
        | CardOutcome::AuthenticatesUnlessSetUp
        | CardOutcome::AuthenticatesOnSession
        | CardOutcome::AuthenticatesThenDeclines(_)
        | CardOutcome::DeclinesWhenCharged(_)
        | CardOutcome::Declines(_) => known
            .token()
            .ok_or_else(|| Decline::ProcessingError.cause()),
    }
}

/// Asks the card's bank, without the buyer, whether it can be kept. Errors: the bank says no.
pub fn verify(token: &str) -> Result<(), FailureCause> {
    let Some(known) = by_token(token) else {
        return Err(Decline::Code("test_mode_live_card").cause());
    };
    match known.outcome {
        CardOutcome::Declines(decline) => Err(decline.cause()),
        CardOutcome::Succeeds
        | CardOutcome::Authenticates
        | CardOutcome::AuthenticatesUnlessSetUp
        | CardOutcome::AuthenticatesOnSession
        | CardOutcome::AuthenticatesThenDeclines(_)
        | CardOutcome::DeclinesWhenCharged(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partners::sandbox::test_cards::TEST_CARDS;
    use crate::secret::Secret;

    fn typed(number: &str) -> CardData {
        CardData {
            number: Secret::new(number.to_owned()),
            exp_month: 12,
            exp_year: 2034,
            cvc: None,
        }
    }

    #[test]
    fn a_kept_card_behaves_like_the_one_that_was_typed() {
        for card in TEST_CARDS {
            match tokenize(&typed(card.number)) {
                Ok(token) => {
                    assert_eq!(by_token(&token).unwrap().number, card.number);
                    assert!(!token.contains(card.number), "{token}");
                }
                Err(cause) => assert_eq!(cause, FailureCause::IncorrectNumber, "{}", card.number),
            }
        }
    }

    #[test]
    fn a_card_that_is_no_test_card_is_not_kept() {
        let live = FailureCause::CardDeclined {
            decline_code: "test_mode_live_card".to_owned(),
        };
        assert_eq!(tokenize(&typed("4929000000006")), Err(live.clone()));
        assert_eq!(verify("pm_card_nothing"), Err(live));
    }

    #[test]
    fn a_bank_that_always_declines_lets_nobody_keep_the_card() {
        assert!(verify("pm_card_visa_chargeDeclined").is_err());
        assert!(verify("pm_card_chargeCustomerFail").is_ok());
        assert!(verify("pm_card_visa").is_ok());
    }
}
