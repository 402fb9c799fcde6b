//! The numbers that are kept with cards and accounts. Who reads a code that was sent to one has what it
//! was given with, and nothing else: somebody who reads the owner's mail can leave a card and a number of
//! their own, and that opens nothing of the owner's.

use super::contents;
use super::sessions;
use super::store::{Kind, Store};
use super::wire::ConsumerAnswer;
use crate::ports::Fault;
use shared::ids::LinkMethodId;
use shared::link::consumer::KeptMethod;
use shared::link::phone::Phone;

/// The number that was given with the method; else what to answer.
pub fn of_method(
    store: &Store<'_>,
    method: &LinkMethodId,
) -> Result<Result<Phone, ConsumerAnswer>, Fault> {
    let kept = store.get::<KeptMethod>(Kind::Method, method.as_str())?;
    Ok(match kept {
        Some(kept) => kept.phone.ok_or(ConsumerAnswer::NoPhone),
        None => Err(ConsumerAnswer::NoMethod),
    })
}

/// Whoever is at this device has the phone, and so what it was given with.
pub fn trust(store: &Store<'_>, session: &str, phone: &Phone) -> Result<(), Fault> {
    let kept: Vec<KeptMethod> = contents(store.all(Kind::Method)?);
    for kept in kept {
        if kept.phone.as_ref() == Some(phone) {
            sessions::trust(store, session, &kept.id)?;
        }
    }
    Ok(())
}
