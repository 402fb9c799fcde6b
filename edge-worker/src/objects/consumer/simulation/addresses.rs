//! The buyers' addresses in the simulated world: what is shipped, typed, changed and taken away, and what
//! must hold of what is kept of it.

use super::people::Meaning;
use super::tally::Occurrence;
use super::world::World;
use crate::objects::consumer::AddressQuestion;
use crate::objects::consumer::store::{Kind, Store};
use crate::objects::consumer::wire::{ConsumerAnswer, ConsumerQuestion};
use shared::country::CountryCode;
use shared::ids::LinkAddressId;
use shared::link::address::{ADDRESSES_MAX, GivenAddress, KeptAddress};
use shared::link::terms::LinkPurpose;
use shared::payment::method::Address;

/// So few that the same are typed again.
const PLACES: usize = 6;

/// An address that somebody has typed, and agreed to keep.
pub struct Typed {
    object: usize,
    session: String,
    address: Address,
    at_ms: i64,
}

impl World {
    /// Where the goods of a payment on this device go, if there are any.
    pub fn shipping(
        &mut self,
        object: usize,
        session: &str,
        is_saved: bool,
    ) -> Option<GivenAddress> {
        if self.chance().percent(30) {
            return None;
        }
        let given = given(self.chance().below(PLACES));
        if is_saved {
            self.typed_on(object, session, &given);
        }
        Some(given)
    }

    /// On the buyer's own pages.
    pub fn look_after_addresses(&mut self, session: &str, object: usize) {
        let kept = self.kept_addresses(object);
        let id = match kept.is_empty() {
            true => LinkAddressId::from_bytes(crate::ports::Random::bytes(&*self.nature)),
            false => self.chance().pick(&kept).clone(),
        };
        let place = Box::new(given(self.chance().below(PLACES)));
        match self.chance().below(100) {
            0..42 => self.ask_about(session, object, AddressQuestion::Add(place)),
            42..50 => (0..2 * ADDRESSES_MAX).for_each(|number| {
                let place = Box::new(given(number));
                self.ask_about(session, object, AddressQuestion::Add(place));
            }),
            50..65 => self.ask_about(session, object, AddressQuestion::Edit(id, place)),
            65..80 => self.ask_about(session, object, AddressQuestion::MakeDefault(id)),
            _ => self.ask_about(session, object, AddressQuestion::Remove(id)),
        }
    }

    fn ask_about(&mut self, session: &str, object: usize, asked: AddressQuestion) {
        match &asked {
            AddressQuestion::Add(given) | AddressQuestion::Edit(_, given) => {
                self.typed_on(object, session, given);
            }
            AddressQuestion::MakeDefault(_) | AddressQuestion::Remove(_) => {}
        }
        let session = session.to_owned();
        let meaning = Meaning::Address {
            session: session.clone(),
        };
        self.send(
            object,
            ConsumerQuestion::Address { session, asked },
            meaning,
        );
    }

    fn typed_on(&mut self, object: usize, session: &str, given: &GivenAddress) {
        self.known.addresses.push(Typed {
            object,
            session: session.to_owned(),
            address: given.address.clone(),
            at_ms: self.nature.now_ms.get(),
        });
    }

    /// Errors: somebody had one changed who may not.
    pub fn address_answered(
        &self,
        object: usize,
        session: &str,
        answer: &ConsumerAnswer,
    ) -> Result<(), String> {
        match answer {
            ConsumerAnswer::AddressKept(_) => self.nature.note(Occurrence::AddressTyped),
            ConsumerAnswer::Done => self.nature.note(Occurrence::AddressChanged),
            ConsumerAnswer::TooManyAddresses => self.nature.note(Occurrence::TooManyAddresses),
            ConsumerAnswer::NoSession | ConsumerAnswer::NoAddress => return Ok(()),
            other => return Err(format!("an address is answered with {other:?}")),
        }
        self.is_theirs(object, session)
    }

    /// Whether all of them were typed on this device.
    pub fn were_typed_on(&self, session: &str, shown: &[KeptAddress]) -> bool {
        let mut shown = shown.iter();
        shown.all(|kept| {
            let mut typed = self.known.addresses.iter();
            typed.any(|typed| typed.session == session && kept.is_at(&typed.address))
        })
    }

    /// Errors: the promise that is broken.
    pub fn audit_addresses(&self, object: usize, store: &Store<'_>) -> Result<(), String> {
        let kept: Vec<_> = self.opened(object, store, Kind::Address)?;
        let kept: Vec<KeptAddress> = kept.into_iter().map(|(_, address)| address).collect();
        let erased_ms = self.erased_ms(object);
        let defaults = kept.iter().filter(|address| address.is_default).count();
        if defaults != usize::from(!kept.is_empty()) {
            return Err(format!(
                "{defaults} of {} addresses are the default",
                kept.len()
            ));
        }
        if kept.len() > ADDRESSES_MAX {
            return Err(format!("{} addresses are kept", kept.len()));
        }
        for (index, one) in kept.iter().enumerate() {
            // Whoever is not shown another's copy does not learn by their own that it is there.
            let is_double = |other: &KeptAddress| {
                other.is_at(&one.given.address) && other.saved_on == one.saved_on
            };
            if kept.iter().skip(index + 1).any(is_double) {
                return Err("an address is kept twice".to_owned());
            }
            let mut typed = self.known.addresses.iter();
            let is_agreed = typed.any(|typed| {
                typed.object == object && typed.at_ms >= erased_ms && one.is_at(&typed.address)
            });
            if !is_agreed {
                return Err("nobody has agreed that an address is kept".to_owned());
            }
        }
        Ok(())
    }

    pub fn kept_addresses(&self, object: usize) -> Vec<LinkAddressId> {
        let rows = self.rows_of(object, Kind::Address).into_iter();
        rows.filter_map(|row| LinkAddressId::parse(&row.id))
            .collect()
    }
}

pub fn is_save(purpose: &LinkPurpose) -> bool {
    matches!(purpose, LinkPurpose::Save { .. })
}

fn given(number: usize) -> GivenAddress {
    GivenAddress {
        name: "Jenny Rosen".to_owned(),
        phone: None,
        address: Address {
            line1: Some(format!("{number} Main Street")),
            country: Some(CountryCode::US),
            ..Address::default()
        },
    }
}
