use super::*;
use crate::partners::{CardData, PartnerFailed, RefundCall, Typed};
use crate::secret::Secret;
use futures_executor::block_on;
use shared::currency::Currency;
use shared::ids::{AttemptId, RefundId};
use shared::money::Money;
use shared::payment::action::NextAction;
use shared::payment::dispute::DisputeAnswer;
use shared::payment::method::{BillingDetails, CardBrand, CardFunding, CardSummary};
use shared::payment::refund::RefundAnswer;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// A partner that answers one question in one way.
struct Says {
    answer: Result<Answer, PartnerFailed>,
    asked: Cell<usize>,
    withdrawn: RefCell<Vec<AttemptId>>,
}

struct Counting(Cell<u8>);

impl Random for Counting {
    fn bytes(&self) -> [u8; 16] {
        self.0.set(self.0.get() + 1);
        [self.0.get(); 16]
    }
}

impl Partner for Says {
    async fn authorize(&self, _: &AuthorizeCall) -> Result<Answer, PartnerFailed> {
        self.asked.set(self.asked.get() + 1);
        self.answer.clone()
    }

    async fn cancel(&self, attempt: &AttemptId, _: &CallId) -> Result<Answer, PartnerFailed> {
        self.withdrawn.borrow_mut().push(attempt.clone());
        Ok(Answer::Canceled)
    }

    async fn capture(
        &self,
        _: &AttemptId,
        _: &CallId,
        _: Money,
        _: bool,
    ) -> Result<Answer, PartnerFailed> {
        unreachable!("there is no money in it")
    }

    async fn increment(
        &self,
        _: &AttemptId,
        _: &CallId,
        _: Money,
    ) -> Result<Answer, PartnerFailed> {
        unreachable!("there is no money in it")
    }

    async fn reverse(&self, _: &AttemptId, _: &CallId) -> Result<Answer, PartnerFailed> {
        unreachable!("there is no money in it")
    }

    async fn lookup(&self, _: &AttemptId, _: &CallId) -> Result<Option<Answer>, PartnerFailed> {
        unreachable!("it is withdrawn")
    }

    async fn refund(&self, _: &RefundCall) -> Result<RefundAnswer, PartnerFailed> {
        unreachable!("there is no money in it")
    }

    async fn cancel_refund(
        &self,
        _: &AttemptId,
        _: &RefundId,
        _: &CallId,
    ) -> Result<RefundAnswer, PartnerFailed> {
        unreachable!("there is no money in it")
    }

    async fn lookup_refund(
        &self,
        _: &AttemptId,
        _: &RefundId,
        _: &CallId,
    ) -> Result<Option<RefundAnswer>, PartnerFailed> {
        unreachable!("there is no money in it")
    }

    async fn submit_evidence(
        &self,
        _: &AttemptId,
        _: &str,
        _: &CallId,
        _: &BTreeMap<String, String>,
    ) -> Result<DisputeAnswer, PartnerFailed> {
        unreachable!("there is no money in it")
    }

    async fn accept_dispute(
        &self,
        _: &AttemptId,
        _: &str,
        _: &CallId,
    ) -> Result<DisputeAnswer, PartnerFailed> {
        unreachable!("there is no money in it")
    }
}

fn call(random: &impl Random) -> AuthorizeCall {
    let summary = CardSummary {
        brand: CardBrand::Visa,
        second_network: Some(CardBrand::CartesBancaires),
        preferred_network: Some(CardBrand::CartesBancaires),
        last4: "4242".to_owned(),
        exp_month: 12,
        exp_year: 2034,
        funding: CardFunding::Credit,
        country: None,
        fingerprint: "one".to_owned(),
        token: Some("pm_card_visa".to_owned()),
        wallet: None,
    };
    let typed = CardData {
        number: Secret::new("4242424242424242".to_owned()),
        exp_month: 12,
        exp_year: 2034,
        cvc: Some(Secret::new("123".to_owned())),
    };
    AuthorizeCall::to_verify(random, &summary, typed, BillingDetails::default())
}

/// What comes of the answer, and how often the question was withdrawn.
fn checked(answer: Result<Answer, PartnerFailed>) -> (CardCheck, usize) {
    let partner = Says {
        answer,
        asked: Cell::new(0),
        withdrawn: RefCell::new(Vec::new()),
    };
    let random = Counting(Cell::new(0));
    let call = call(&random);
    let check = block_on(check_card(&partner, &random, &call));
    assert_eq!(partner.asked.get(), 1);
    let withdrawn = partner.withdrawn.take();
    assert!(withdrawn.iter().all(|attempt| *attempt == call.attempt));
    (check, withdrawn.len())
}

fn nothing() -> Money {
    Money::zero(Currency::Usd)
}

#[test]
fn a_card_is_asked_about_with_its_code_and_no_money() {
    let call = call(&Counting(Cell::new(0)));
    assert_eq!((call.amount, call.capture), (nothing(), true));
    assert!(!call.off_session && !call.is_saved);
    assert!(matches!(&call.typed, Some(Typed::Card(card)) if card.cvc.is_some()));
    let network = call.options.get("network").map(String::as_str);
    assert_eq!(network, Some("cartes_bancaires"));
    assert_ne!(call.key.to_bytes(), call.attempt.to_bytes());
}

#[test]
fn a_card_works_if_its_bank_says_so_and_nothing_is_left_to_withdraw() {
    for answer in [
        Answer::Captured { amount: nothing() },
        Answer::Authorized {
            amount: nothing(),
            expires_at: 1,
        },
    ] {
        assert_eq!(checked(Ok(answer)), (CardCheck::Works, 0));
    }
    assert_eq!(CardCheck::Works.outcome(), Outcome::Worked);
    let cause = FailureCause::IncorrectCvc;
    let declined = CardCheck::Declined(cause.clone());
    assert_eq!(declined.outcome(), Outcome::Failed);
    assert_eq!(checked(Ok(Answer::Declined { cause })), (declined, 0));
}

#[test]
fn a_bank_that_wants_to_see_its_customer_is_not_kept_waiting() {
    let action = NextAction::Authenticate {
        url: "https://bank.example".to_owned(),
    };
    let asks = Answer::ActionRequired {
        action,
        expires_at: None,
    };
    assert_eq!(checked(Ok(asks)), (CardCheck::AuthenticationNeeded, 1));
    let cause = FailureCause::AuthenticationRequired;
    let declines = Answer::Declined { cause };
    assert_eq!(checked(Ok(declines)), (CardCheck::AuthenticationNeeded, 0));
    // Who tries numbers learns as much from it.
    assert_eq!(CardCheck::AuthenticationNeeded.outcome(), Outcome::Failed);
}

#[test]
fn what_nobody_knows_of_is_withdrawn_and_says_nothing_of_the_card() {
    for unknown in [
        Err(PartnerFailed::TimedOut),
        Err(PartnerFailed::Unreachable),
        Err(PartnerFailed::Unusable { status: 500 }),
        Ok(Answer::Pending),
        Ok(Answer::Canceled),
    ] {
        assert_eq!(checked(unknown), (CardCheck::Unknown, 1));
    }
    assert_eq!(CardCheck::Unknown.outcome(), Outcome::Stopped);
}
