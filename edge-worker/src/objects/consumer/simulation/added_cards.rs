//! Cards that buyers add on their own pages in the simulated world, without paying.

use super::instruments::fingerprint_of;
use super::known::How;
use super::people::Meaning;
use super::tally::Occurrence;
use super::world::World;
use crate::objects::consumer::wire::{ConsumerAnswer, ConsumerQuestion, GivenMethod};
use shared::link::consumer::{KeptInstrument, KeptMethod};
use shared::payment::method::BillingDetails;

/// A card that its owner has handed in, and that its bank says works.
pub struct Added {
    object: usize,
    instrument: KeptInstrument,
    at_ms: i64,
}

impl World {
    pub fn add_card(&mut self, session: &str, object: usize, instrument: KeptInstrument) {
        self.known.added.push(Added {
            object,
            instrument: instrument.clone(),
            at_ms: self.nature.now_ms.get(),
        });
        let session = session.to_owned();
        let meaning = Meaning::AddCard {
            session: session.clone(),
        };
        let given = Box::new(GivenMethod {
            instrument,
            billing: BillingDetails::default(),
        });
        self.send(
            object,
            ConsumerQuestion::AddMethod { session, given },
            meaning,
        );
    }

    /// Errors: somebody had one kept who may not.
    pub fn card_answered(
        &mut self,
        object: usize,
        session: &str,
        answer: &ConsumerAnswer,
    ) -> Result<(), String> {
        match answer {
            ConsumerAnswer::MethodKept { id, .. } => {
                self.nature.note(Occurrence::CardAdded);
                self.known.shows(object, session, id, How::Typed);
                let kept = self.kept_method(object, id);
                let kept = kept.ok_or("a card that was added is not there")?;
                // Nobody is asked for a phone there; one that was given before stays.
                let number = fingerprint_of(&kept.instrument);
                self.known.phones.entry((object, number)).or_default();
            }
            ConsumerAnswer::NoSession => return Ok(()),
            other => return Err(format!("a card is answered with {other:?}")),
        }
        self.is_theirs(object, session)
    }

    /// Whether somebody has handed it in since everything was erased.
    pub fn was_added(&self, object: usize, kept: &KeptMethod, erased_ms: i64) -> bool {
        let mut added = self.known.added.iter();
        added.any(|added| {
            added.object == object
                && added.instrument.is_same(&kept.instrument)
                && added.at_ms >= erased_ms
        })
    }
}
