//! The numbers that are kept with cards. Who reads a code that was sent to one has the cards that it
//! was given with, and no others: somebody who reads the owner's mail can leave a card and a number of
//! their own, and that opens nothing of the owner's.

use super::contents;
use super::sessions;
use super::store::{Kind, Store};
use super::wire::ConsumerAnswer;
use crate::ports::Fault;
use shared::ids::LinkMethodId;
use shared::link::consumer::KeptCard;
use shared::link::phone::Phone;

/// The number that was given with the card; else what to answer.
pub fn of_card(
    store: &Store<'_>,
    method: &LinkMethodId,
) -> Result<Result<Phone, ConsumerAnswer>, Fault> {
    let card = store.get::<KeptCard>(Kind::Card, method.as_str())?;
    Ok(match card {
        Some(card) => card.phone.ok_or(ConsumerAnswer::NoPhone),
        None => Err(ConsumerAnswer::NoCard),
    })
}

/// Whoever is at this device has the phone, and so the cards that it was given with.
pub fn trust(store: &Store<'_>, session: &str, phone: &Phone) -> Result<(), Fault> {
    let kept: Vec<KeptCard> = contents(store.all(Kind::Card)?);
    for card in kept {
        if card.phone.as_ref() == Some(phone) {
            sessions::trust(store, session, &card.id)?;
        }
    }
    Ok(())
}
