//! The cards that the buyer keeps, and where they paid.

use super::contents;
use super::sessions;
use super::store::{Kind, ONLY, Store};
use super::wire::{ConsumerAnswer, PaidWithLink};
use crate::env::SystemRandom;
use crate::ports::{Fault, Random};
use crate::vault::Place;
use shared::ids::LinkMethodId;
use shared::link::consumer::{KeptCard, NewConsumer, Profile, Use};
use shared::link::terms::LinkPurpose;

/// As what a new consumer is sealed while the payment is on its way.
pub const NEW_CONSUMER: &str = "new consumer";

/// `is_proven`: somebody who has the card is there.
pub fn to_pay_with(
    store: &Store<'_>,
    method: &LinkMethodId,
    is_proven: bool,
) -> Result<ConsumerAnswer, Fault> {
    match store.get::<KeptCard>(Kind::Card, method.as_str())? {
        Some(card) if is_proven => Ok(ConsumerAnswer::Card(Box::new(card))),
        Some(_) => Ok(ConsumerAnswer::NeedsCvc),
        None => Ok(ConsumerAnswer::NoCard),
    }
}

/// A payment has succeeded. It may be told more than once, and late.
pub fn paid(store: &Store<'_>, paid: PaidWithLink, now_ms: i64) -> Result<ConsumerAnswer, Fault> {
    let id = paid.payment.as_str();
    if store.get::<Use>(Kind::Use, id)?.is_some() {
        return Ok(ConsumerAnswer::Done);
    }
    match &paid.terms.purpose {
        LinkPurpose::Pay { with_cvc, .. } => {
            // Who has erased everything since is not known again for a payment of before.
            if store.get::<Profile>(Kind::Profile, ONLY)?.is_none() {
                return Ok(ConsumerAnswer::Done);
            }
            if *with_cvc {
                sessions::trust(store, &paid.terms.session)?;
            }
            store.put(Kind::Use, id, None, &paid.record)?;
            Ok(ConsumerAnswer::Done)
        }
        LinkPurpose::Save {
            consumer,
            consented_ms,
        } => {
            let is_erased = store
                .erased_ms()?
                .is_some_and(|at_ms| at_ms >= *consented_ms);
            if is_erased {
                return Ok(ConsumerAnswer::Done);
            }
            let place = Place {
                owner: store.owner,
                record: NEW_CONSUMER,
            };
            let given: NewConsumer = store.vault.open(place, consumer)?;
            keep(store, &paid, given, now_ms)
        }
    }
}

/// Keeps the card of a buyer who is new here, or who has shown on this device to be who they are.
/// Anybody can type somebody's address: that alone puts nothing into their Link.
fn keep(
    store: &Store<'_>,
    paid: &PaidWithLink,
    given: NewConsumer,
    now_ms: i64,
) -> Result<ConsumerAnswer, Fault> {
    let NewConsumer {
        profile: given,
        device,
    } = given;
    let session = &paid.terms.session;
    let known: Option<Profile> = store.get(Kind::Profile, ONLY)?;
    let is_proven = sessions::used(store, session, now_ms)?.is_some();
    if known.is_some() && !is_proven {
        return Ok(ConsumerAnswer::NoSession);
    }
    let email = given.email.clone();
    let profile = match known {
        Some(known) => Profile {
            name: given.name.or(known.name),
            phone: given.phone.or(known.phone),
            ..known
        },
        None => given,
    };
    store.put(Kind::Profile, ONLY, None, &profile)?;
    if is_proven {
        sessions::trust(store, session)?;
    } else {
        sessions::open(store, session, &email, device, true, now_ms)?;
    }
    add(store, paid, now_ms)?;
    store.put(Kind::Use, paid.payment.as_str(), None, &paid.record)?;
    Ok(ConsumerAnswer::Done)
}

/// A number that is kept already is renewed.
fn add(store: &Store<'_>, paid: &PaidWithLink, now_ms: i64) -> Result<(), Fault> {
    let kept: Vec<KeptCard> = contents(store.all(Kind::Card)?);
    let same = kept
        .iter()
        .find(|kept| kept.card.fingerprint == paid.card.fingerprint);
    let card = KeptCard {
        id: same.map_or_else(
            || LinkMethodId::from_bytes(SystemRandom.bytes()),
            |same| same.id.clone(),
        ),
        card: paid.card.clone(),
        billing: paid.billing.clone(),
        added_ms: now_ms,
        is_default: kept.is_empty() || same.is_some_and(|same| same.is_default),
    };
    store.put(Kind::Card, card.id.as_str(), None, &card)
}

/// Exactly one card is the default, whoever asks for which at once.
pub fn make_default(store: &Store<'_>, method: &LinkMethodId) -> Result<ConsumerAnswer, Fault> {
    let kept: Vec<KeptCard> = contents(store.all(Kind::Card)?);
    if !kept.iter().any(|card| card.id == *method) {
        return Ok(ConsumerAnswer::NoCard);
    }
    for card in kept {
        let is_default = card.id == *method;
        if card.is_default != is_default {
            let changed = KeptCard { is_default, ..card };
            store.put(Kind::Card, changed.id.as_str(), None, &changed)?;
        }
    }
    Ok(ConsumerAnswer::Done)
}

/// The newest of the others is the default then, if this one was. What is gone already is gone.
pub fn remove(store: &Store<'_>, method: &LinkMethodId) -> Result<ConsumerAnswer, Fault> {
    let Some(removed) = store.get::<KeptCard>(Kind::Card, method.as_str())? else {
        return Ok(ConsumerAnswer::NoCard);
    };
    store.remove(Kind::Card, method.as_str())?;
    if removed.is_default {
        let kept: Vec<KeptCard> = contents(store.all(Kind::Card)?);
        if let Some(newest) = kept.into_iter().max_by_key(|card| card.added_ms) {
            make_default(store, &newest.id)?;
        }
    }
    Ok(ConsumerAnswer::Done)
}
