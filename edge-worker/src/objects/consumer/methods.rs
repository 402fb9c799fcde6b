//! The cards and bank accounts that the buyer keeps, and where they paid.

use super::addresses;
use super::sessions::{self, By, View};
use super::store::{Kind, ONLY, Store};
use super::wire::{ConsumerAnswer, GivenMethod, PaidWithLink};
use super::{contents, defaults, profile};
use crate::ports::Fault;
use shared::ids::LinkMethodId;
use shared::link::consumer::{KeptMethod, NewConsumer, Profile, Use};
use shared::link::email::Email;
use shared::link::phone::Phone;
use shared::link::terms::LinkPurpose;
use shared::payment::method::BillingDetails;

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
    let added = GivenMethod {
        instrument: paid.instrument.clone(),
        billing: paid.billing.clone(),
    };
    let same = same_as(store, &added)?;
    add(store, session, added, same, phone, now_ms)?;
    if let Some(shipping) = &paid.shipping {
        addresses::left_by_payment(store, session, shipping.clone(), now_ms)?;
    }
    store.put(Kind::Use, paid.payment.as_str(), None, &paid.record)?;
    Ok(ConsumerAnswer::Done)
}

/// Keeps a card that was typed on the buyer's own page, with its code. The bank was asked about the card,
/// so that whoever is at this device has it, as if they had paid.
pub fn add_by_hand(
    store: &Store<'_>,
    session: &str,
    email: &Email,
    given: GivenMethod,
    now_ms: i64,
) -> Result<ConsumerAnswer, Fault> {
    let same = same_as(store, &given)?;
    let is_new = same.is_none();
    let name = given.billing.name.clone();
    // The page asks for less than a payment has left.
    let known = same.as_ref().map(|same| same.billing.clone());
    let known = known.unwrap_or_default();
    let given = GivenMethod {
        billing: BillingDetails {
            name: name.clone().or(known.name),
            ..known
        },
        ..given
    };
    let id = add(store, session, given, same, None, now_ms)?;
    profile::sign_up(store, email, name, now_ms)?;
    Ok(ConsumerAnswer::MethodKept { id, is_new })
}

/// What is kept already of the same number.
fn same_as(store: &Store<'_>, given: &GivenMethod) -> Result<Option<KeptMethod>, Fault> {
    let kept: Vec<KeptMethod> = contents(store.all(Kind::Method)?);
    let mut kept = kept.into_iter();
    Ok(kept.find(|kept| kept.instrument.is_same(&given.instrument)))
}

/// Keeps it in place of the same, and trusts the device that it was typed on with it.
fn add(
    store: &Store<'_>,
    session: &str,
    given: GivenMethod,
    same: Option<KeptMethod>,
    phone: Option<Phone>,
    now_ms: i64,
) -> Result<LinkMethodId, Fault> {
    let GivenMethod {
        instrument,
        billing,
    } = given;
    let added = match same {
        Some(same) => KeptMethod {
            instrument,
            billing,
            added_ms: now_ms,
            phone: phone.or(same.phone),
            ..same
        },
        None => KeptMethod {
            id: LinkMethodId::from_bytes(store.random.bytes()),
            instrument,
            billing,
            added_ms: now_ms,
            is_default: store.all::<KeptMethod>(Kind::Method)?.is_empty(),
            saved_on: session.to_owned(),
            phone,
        },
    };
    store.put(Kind::Method, added.id.as_str(), None, &added)?;
    sessions::trust(store, session, &added.id)?;
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
