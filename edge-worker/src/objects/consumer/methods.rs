//! The cards and bank accounts that the buyer keeps, and where they paid.

use super::addresses;
use super::sessions::{self, By, View};
use super::store::{Kind, ONLY, Store};
use super::wire::{ConsumerAnswer, PaidWithLink};
use super::{contents, defaults};
use crate::ports::Fault;
use shared::ids::LinkMethodId;
use shared::link::consumer::{KeptMethod, NewConsumer, Profile, Use};
use shared::link::email::Email;
use shared::link::phone::Phone;
use shared::link::terms::LinkPurpose;

/// As what a new consumer is sealed while the payment is on its way.
pub const NEW_CONSUMER: &str = "new consumer";

/// What the device may see, if somebody who has it is, or has been, there. An account has no code that
/// could be typed.
pub fn to_pay_with(
    store: &Store<'_>,
    method: &LinkMethodId,
    view: View<'_>,
    with_cvc: bool,
) -> Result<ConsumerAnswer, Fault> {
    let kept = store.get::<KeptMethod>(Kind::Method, method.as_str())?;
    let Some(kept) = kept.filter(|kept| view.shows(&kept.saved_on)) else {
        return Ok(ConsumerAnswer::NoMethod);
    };
    let has_code = kept.instrument.has_code();
    Ok(
        match view.is_trusted_with(&kept) || (with_cvc && has_code) {
            true => ConsumerAnswer::Method(Box::new(kept)),
            false if has_code => ConsumerAnswer::NeedsCvc,
            false => ConsumerAnswer::NeedsTrust,
        },
    )
}

/// A payment has succeeded. It may be told more than once, and late.
pub fn paid(store: &Store<'_>, paid: PaidWithLink, now_ms: i64) -> Result<ConsumerAnswer, Fault> {
    let id = paid.payment.as_str();
    if store.get::<Use>(Kind::Use, id)?.is_some() {
        return Ok(ConsumerAnswer::Done);
    }
    let erased_ms = store.rows.erased_ms()?;
    let is_erased_since = |at_ms: i64| erased_ms.is_some_and(|erased_ms| erased_ms >= at_ms);
    match &paid.terms.purpose {
        LinkPurpose::Pay { method, with_cvc } => {
            // Who has erased everything since is not known again for a payment of before, and who has
            // signed up again since is not shown it.
            let is_known = store.get::<Profile>(Kind::Profile, ONLY)?.is_some();
            if !is_known || is_erased_since(paid.record.at_ms) {
                return Ok(ConsumerAnswer::Done);
            }
            if *with_cvc {
                sessions::trust(store, &paid.terms.session, method)?;
            }
            store.put(Kind::Use, id, None, &paid.record)?;
            Ok(ConsumerAnswer::Done)
        }
        LinkPurpose::Save {
            consumer,
            consented_ms,
        } => {
            if is_erased_since(*consented_ms) {
                return Ok(ConsumerAnswer::Done);
            }
            match store.vault.open(store.place(NEW_CONSUMER), consumer) {
                Ok(given) => keep(store, &paid, given, now_ms),
                // Told again, it would open as little.
                Err(why) => Ok(ConsumerAnswer::Unreadable(why)),
            }
        }
    }
}

/// Keeps what a buyer has paid with who is new here, or who has shown on this device to be who they are.
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
    let asking = sessions::used(store, session, now_ms)?;
    let email = given.email.clone();
    let phone = given.phone.clone();
    let profile = match (&asking, known) {
        (None, Some(_)) => return Ok(ConsumerAnswer::NoSession),
        (Some(asking), Some(known)) if asking.session.is_proven => Profile {
            name: given.name.or(known.name),
            phone: given.phone.or(known.phone),
            ..known
        },
        (Some(_), Some(known)) => known,
        (_, None) => given,
    };
    store.put(Kind::Profile, ONLY, None, &profile)?;
    if asking.is_none() {
        sessions::open(store, session, &email, device, By::Typed, now_ms)?;
    }
    let added = add(store, paid, phone, now_ms)?;
    sessions::trust(store, session, &added)?;
    if let Some(shipping) = &paid.shipping {
        addresses::left_by_payment(store, session, shipping.clone(), now_ms)?;
    }
    store.put(Kind::Use, paid.payment.as_str(), None, &paid.record)?;
    Ok(ConsumerAnswer::Done)
}

/// A number that is kept already is renewed.
fn add(
    store: &Store<'_>,
    paid: &PaidWithLink,
    phone: Option<Phone>,
    now_ms: i64,
) -> Result<LinkMethodId, Fault> {
    let kept: Vec<KeptMethod> = contents(store.all(Kind::Method)?);
    let same = kept
        .iter()
        .find(|kept| kept.instrument.is_same(&paid.instrument));
    let added = KeptMethod {
        id: same.map_or_else(
            || LinkMethodId::from_bytes(store.random.bytes()),
            |same| same.id.clone(),
        ),
        instrument: paid.instrument.clone(),
        billing: paid.billing.clone(),
        added_ms: now_ms,
        is_default: kept.is_empty() || same.is_some_and(|same| same.is_default),
        saved_on: same.map_or_else(|| paid.terms.session.clone(), |same| same.saved_on.clone()),
        phone: phone.or_else(|| same?.phone.clone()),
    };
    store.put(Kind::Method, added.id.as_str(), None, &added)?;
    Ok(added.id)
}

/// One of all cards and accounts.
pub fn make_default(store: &Store<'_>, method: &LinkMethodId) -> Result<ConsumerAnswer, Fault> {
    Ok(
        match defaults::choose::<KeptMethod>(store, method.as_str())? {
            true => ConsumerAnswer::Done,
            false => ConsumerAnswer::NoMethod,
        },
    )
}

pub fn remove(
    store: &Store<'_>,
    email: Email,
    method: &LinkMethodId,
) -> Result<ConsumerAnswer, Fault> {
    let removed = defaults::take_away::<KeptMethod>(store, method.as_str())?;
    Ok(match removed {
        Some(removed) => ConsumerAnswer::Removed {
            email,
            removed: Box::new(removed.instrument),
        },
        None => ConsumerAnswer::NoMethod,
    })
}
