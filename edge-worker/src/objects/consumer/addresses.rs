//! The addresses that the buyer keeps: those that a payment has left, and those that they have typed on
//! their own pages.

use super::sessions::{Known, View};
use super::store::{Kind, Store};
use super::wire::ConsumerAnswer;
use super::{contents, defaults, profile};
use crate::ports::Fault;
use serde::{Deserialize, Serialize};
use shared::ids::LinkAddressId;
use shared::link::address::{ADDRESSES_MAX, GivenAddress, KeptAddress, is_number_of};
use shared::link::consumer::KeptMethod;
use shared::link::phone::Phone;

/// What only a device may ask for on which a code for the e-mail address was typed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressQuestion {
    Add(Box<GivenAddress>),
    /// Without a telephone number it has none from then on, but one that the device is not told of.
    Edit(LinkAddressId, Box<GivenAddress>),
    MakeDefault(LinkAddressId),
    Remove(LinkAddressId),
}

pub fn reply(
    store: &Store<'_>,
    hash: &str,
    known: Known,
    asked: AddressQuestion,
    now_ms: i64,
) -> Result<ConsumerAnswer, Fault> {
    let session = &known.session;
    let view = View { hash, session };
    match asked {
        AddressQuestion::Add(given) => add(store, view, &known, *given, now_ms),
        AddressQuestion::Edit(id, given) => edit(store, view, &id, *given, now_ms),
        AddressQuestion::MakeDefault(id) => make_default(store, &id),
        AddressQuestion::Remove(id) => remove(store, &id),
    }
}

/// What the device may see of them.
pub fn shown(store: &Store<'_>, view: View<'_>) -> Result<Vec<KeptAddress>, Fault> {
    let mut kept = all(store)?;
    kept.retain(|address| view.shows(&address.saved_on));
    kept.sort_by_key(|address| (!address.is_default, std::cmp::Reverse(address.added_ms)));
    let untold = untold_phones(store, view)?;
    for address in &mut kept {
        if is_untold(address, view, &untold) {
            address.given.phone = None;
        }
    }
    Ok(kept)
}

/// Keeps where a payment has gone, after which the buyer is known on the device. Who keeps too many
/// keeps what there is.
pub fn left_by_payment(
    store: &Store<'_>,
    hash: &str,
    given: GivenAddress,
    now_ms: i64,
) -> Result<(), Fault> {
    let Some(known) = store.get::<Known>(Kind::Session, hash)? else {
        return Ok(());
    };
    let session = &known.session;
    keep(store, View { hash, session }, given, now_ms).map(|_| ())
}

fn add(
    store: &Store<'_>,
    view: View<'_>,
    known: &Known,
    given: GivenAddress,
    now_ms: i64,
) -> Result<ConsumerAnswer, Fault> {
    let name = given.name.clone();
    let Some(id) = keep(store, view, given, now_ms)? else {
        return Ok(ConsumerAnswer::TooManyAddresses);
    };
    profile::sign_up(store, &known.email, Some(name), now_ms)?;
    Ok(ConsumerAnswer::AddressKept(id))
}

/// One that the device sees already is renewed. `None`: there are as many as there can be.
fn keep(
    store: &Store<'_>,
    view: View<'_>,
    given: GivenAddress,
    now_ms: i64,
) -> Result<Option<LinkAddressId>, Fault> {
    let kept = all(store)?;
    let seen = kept.iter().filter(|it| view.shows(&it.saved_on));
    let same: Vec<_> = seen.filter(|it| it.is_at(&given.address)).collect();
    let is_default = kept.is_empty() || same.iter().any(|same| same.is_default);
    let (same, doubles) = match same.split_first() {
        Some((same, doubles)) => (Some(*same), doubles),
        None if kept.len() >= ADDRESSES_MAX => return Ok(None),
        None => (None, same.as_slice()),
    };
    for double in doubles {
        store.remove(Kind::Address, double.id.as_str())?;
    }
    let id = same.map_or_else(
        || LinkAddressId::from_bytes(store.random.bytes()),
        |same| same.id.clone(),
    );
    let Typed {
        given,
        saved_on,
        phone_saved_on,
    } = typed(view, given, same);
    let address = KeptAddress {
        id,
        given,
        added_ms: now_ms,
        is_default,
        saved_on,
        phone_saved_on,
    };
    put(store, &address)?;
    Ok(Some(address.id))
}

/// What was typed on this device, with the number that was there if it has none. Whoever typed what was
/// there before does not see what has become of it, unless it is the same.
fn typed(view: View<'_>, given: GivenAddress, old: Option<&KeptAddress>) -> Typed {
    let hash = view.hash.to_owned();
    let (phone, phone_saved_on) = match (given.phone, old) {
        (None, Some(old)) => (old.given.phone.clone(), old.phone_saved_on.clone()),
        (phone, _) => (phone, hash.clone()),
    };
    let given = GivenAddress { phone, ..given };
    let same = old.filter(|old| old.given == given);
    Typed {
        saved_on: same.map_or(hash, |same| same.saved_on.clone()),
        phone_saved_on: same.map_or(phone_saved_on, |same| same.phone_saved_on.clone()),
        given,
    }
}

/// An address with where it was typed.
struct Typed {
    given: GivenAddress,
    saved_on: String,
    phone_saved_on: String,
}

/// One that becomes the same as another takes that one's place.
fn edit(
    store: &Store<'_>,
    view: View<'_>,
    id: &LinkAddressId,
    given: GivenAddress,
    now_ms: i64,
) -> Result<ConsumerAnswer, Fault> {
    let kept = all(store)?;
    let Some(old) = kept.iter().find(|address| address.id == *id) else {
        return Ok(ConsumerAnswer::NoAddress);
    };
    let same = |other: &&KeptAddress| other.id != *id && other.is_at(&given.address);
    let mut is_default = old.is_default;
    for double in kept.iter().filter(same) {
        is_default |= double.is_default;
        store.remove(Kind::Address, double.id.as_str())?;
    }
    let is_untold = is_untold(old, view, &untold_phones(store, view)?);
    let Typed {
        given,
        saved_on,
        phone_saved_on,
    } = typed(view, given, Some(old).filter(|_| is_untold));
    let changed = KeptAddress {
        id: id.clone(),
        given,
        added_ms: now_ms,
        is_default,
        saved_on,
        phone_saved_on,
    };
    put(store, &changed)?;
    Ok(ConsumerAnswer::AddressKept(changed.id))
}

fn make_default(store: &Store<'_>, id: &LinkAddressId) -> Result<ConsumerAnswer, Fault> {
    Ok(match defaults::choose::<KeptAddress>(store, id.as_str())? {
        true => ConsumerAnswer::Done,
        false => ConsumerAnswer::NoAddress,
    })
}

fn remove(store: &Store<'_>, id: &LinkAddressId) -> Result<ConsumerAnswer, Fault> {
    let removed = defaults::take_away::<KeptAddress>(store, id.as_str())?;
    Ok(match removed {
        Some(_) => ConsumerAnswer::Done,
        None => ConsumerAnswer::NoAddress,
    })
}

/// The numbers of cards and accounts that nobody has shown on this device to have: a code that is sent
/// there shows who has them, so that who only reads the buyer's mail is not told where.
fn untold_phones(store: &Store<'_>, view: View<'_>) -> Result<Vec<Phone>, Fault> {
    let kept: Vec<KeptMethod> = contents(store.all(Kind::Method)?);
    let (told, untold): (Vec<_>, Vec<_>) = kept
        .into_iter()
        .partition(|kept| view.is_trusted_with(kept));
    let told: Vec<Phone> = told.into_iter().filter_map(|kept| kept.phone).collect();
    let untold = untold.into_iter().filter_map(|kept| kept.phone);
    Ok(untold.filter(|phone| !told.contains(phone)).collect())
}

fn is_untold(address: &KeptAddress, view: View<'_>, untold: &[Phone]) -> bool {
    let Some(number) = &address.given.phone else {
        return false;
    };
    address.phone_saved_on != view.hash && untold.iter().any(|phone| is_number_of(number, phone))
}

fn all(store: &Store<'_>) -> Result<Vec<KeptAddress>, Fault> {
    Ok(contents(store.all(Kind::Address)?))
}

fn put(store: &Store<'_>, address: &KeptAddress) -> Result<(), Fault> {
    store.put(Kind::Address, address.id.as_str(), None, address)
}
