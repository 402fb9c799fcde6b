//! Whether the velocity rules let a card go to the partner, and telling their counters what came of it.
//! They are asked before, all at once.

use crate::env::Edge;
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::limits::LimitQuestion;
use crate::ports::Fault;
use crate::rules::{Whereabouts, ask_at, current};
use futures_util::future::join_all;
use shared::ids::AttemptId;
use shared::link::email::Email;
use shared::payment::failure::FailureCause;
use shared::rules::counter::{CardAttempt, Outcome, Told};
use shared::rules::finding::{Place, Reply, Screening, gravest};
use shared::rules::rule::{Action, By, Rule};
use worker::ObjectNamespace;

/// What the rules are asked about.
pub struct Subject {
    /// Its fingerprint.
    pub card: String,
    pub whereabouts: Whereabouts,
    pub email: Option<Email>,
    /// The buyer has paid with it before, and kept it.
    pub is_kept: bool,
    /// Everybody has this card, so that nobody is stopped for what others do with it.
    pub is_everybodys: bool,
}

impl Subject {
    /// Asks the rules. What cannot be asked has nothing against it.
    pub async fn screen(self, edge: &Edge, attempt: &AttemptId) -> Option<Screening> {
        let tried = CardAttempt {
            card: self.card.clone(),
            id: attempt.to_string(),
        };
        let is_kept = self.is_kept;
        let (places, replies) = ask_at(edge, self.places(edge).await, Some(tried)).await;
        let finding = gravest(&replies, is_kept);
        let asked = places.into_iter().zip(&replies);
        let places: Vec<_> = asked
            .filter(|(place, reply)| is_to_be_told(place, reply))
            .map(|(place, _)| place)
            .collect();
        (finding.is_some() || !places.is_empty()).then_some(Screening { places, finding })
    }

    async fn places(self, edge: &Edge) -> Vec<(Place, Vec<Rule>)> {
        let keyring = edge.keyring();
        let mut whereabouts = self.whereabouts;
        if let Some(email) = &self.email {
            whereabouts = whereabouts.with_email(keyring, email);
        }
        whereabouts.card = Some(keyring.limit_name("card", &self.card));
        let rules = current(edge).await;
        let mut places = whereabouts.counted(&rules, Action::CardAttempt);
        if self.is_kept {
            // It is stopped for its own failures only.
            places.retain(|(place, _)| place.by == By::Card);
        }
        for (place, rules) in &mut places {
            if place.by == By::Card && self.is_everybodys {
                rules.clear();
                place.counts.clear();
            }
        }
        places
    }
}

/// A card of which nothing is counted, and which is known to pay, is not news.
fn is_to_be_told(place: &Place, reply: &Reply) -> bool {
    !(place.by == By::Card && place.counts.is_empty() && reply.has_paid)
}

/// What each counter hears of an attempt, by the counter's name.
pub fn told(
    attempt: &CardAttempt,
    screening: &Screening,
    outcome: Outcome,
    at_ms: i64,
) -> Vec<(String, Told)> {
    let places = screening.places.iter().map(|place| {
        let told = Told {
            attempt: attempt.clone(),
            by: place.by,
            counts: place.counts.clone(),
            outcome,
            at_ms,
        };
        (place.name.clone(), told)
    });
    places.collect()
}

/// Tells the counters. One that does not hear it counts a little more or less, which is all.
pub async fn send(limits: &ObjectNamespace, news: Vec<(String, Told)>) {
    let calls = news.into_iter().map(|(name, told)| async move {
        let question = LimitQuestion::Tell(told);
        let heard: Result<Reply, _> = call(limits, &name, &question, STORAGE_DEADLINE).await;
        if let Err(failed) = heard {
            worker::console_error!("screening: {}", Fault::from(failed).0);
        }
    });
    join_all(calls).await;
}

/// What a failure says of the card that was tried.
pub fn outcome_of(cause: &FailureCause) -> Outcome {
    match cause {
        // Not the card's fault, nor the buyer's.
        FailureCause::Blocked | FailureCause::ProcessingError | FailureCause::Withdrawn => {
            Outcome::Stopped
        }
        FailureCause::CardDeclined { .. }
        | FailureCause::ExpiredCard
        | FailureCause::IncorrectCvc
        | FailureCause::IncorrectNumber
        | FailureCause::AuthenticationFailed
        | FailureCause::AuthenticationRequired
        | FailureCause::ProviderDeclined
        | FailureCause::ProviderDeclinedFor { .. }
        | FailureCause::ProviderTimedOut
        | FailureCause::MethodUnavailable
        | FailureCause::CustomerDeclined
        | FailureCause::CodeInvalid
        | FailureCause::CodeExpired
        | FailureCause::DebitFailed { .. }
        | FailureCause::AttemptExpired
        | FailureCause::Replaced => Outcome::Failed,
    }
}
