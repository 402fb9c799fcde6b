//! Devices on which the buyer has shown who they are.

use super::passkeys::{self, Passkey};
use super::store::{Kind, Store};
use super::wire::ConsumerAnswer;
use crate::ports::Fault;
use serde::{Deserialize, Serialize};
use shared::ids::LinkMethodId;
use shared::link::consumer::{KeptMethod, SESSION_LIFETIME_MS, Session};
use shared::link::email::Email;

/// Of the hash that a session is stored by, what tells it from others.
const ID_LENGTH: usize = 16;
/// How exactly the last use is kept: not every look is a write.
const USED_PRECISION_MS: i64 = 60 * 60 * 1_000;

/// A session with the address that it is for.
#[derive(Serialize, Deserialize)]
pub struct Known {
    pub email: Email,
    pub session: Session,
}

/// What a device may see.
#[derive(Clone, Copy)]
pub struct View<'a> {
    pub hash: &'a str,
    pub session: &'a Session,
}

impl View<'_> {
    /// What was typed on the device of this session: `saved_on`.
    pub fn shows(self, saved_on: &str) -> bool {
        self.session.is_proven || saved_on == self.hash
    }

    pub fn is_trusted_with(self, kept: &KeptMethod) -> bool {
        self.session.trusted_with.contains(&kept.id)
    }
}

/// How a device became the buyer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By<'a> {
    /// The code that was sent to the address.
    Code,
    /// A card or an account, typed together with the address.
    Typed,
    /// A passkey, with what its devices have shown.
    Passkey(&'a Passkey),
}

/// The device is the buyer's from now on.
pub fn open(
    store: &Store<'_>,
    hash: &str,
    email: &Email,
    device: Option<String>,
    by: By<'_>,
    now_ms: i64,
) -> Result<(), Fault> {
    let (is_proven, passkey) = match by {
        By::Code => (true, None),
        By::Typed => (false, None),
        By::Passkey(passkey) => (true, Some(passkey)),
    };
    let session = Session {
        id: hash.chars().take(ID_LENGTH).collect(),
        created_ms: now_ms,
        used_ms: now_ms,
        expires_ms: now_ms.saturating_add(SESSION_LIFETIME_MS),
        device,
        is_proven,
        passkey: passkey.map(|passkey| passkey.id.clone()),
        trusted_with: passkey
            .map(|passkey| passkey.trusted_with.clone())
            .unwrap_or_default(),
    };
    let known = Known {
        email: email.clone(),
        session,
    };
    put(store, hash, &known)
}

/// The session, which is used now; `None` where it was ended, or has.
pub fn used(store: &Store<'_>, hash: &str, now_ms: i64) -> Result<Option<Known>, Fault> {
    let Some(mut known) = store.get::<Known>(Kind::Session, hash)? else {
        return Ok(None);
    };
    if now_ms.saturating_sub(known.session.used_ms) >= USED_PRECISION_MS {
        known.session.used_ms = now_ms;
        put(store, hash, &known)?;
    }
    Ok(Some(known))
}

/// Somebody who has this card or account has shown so here.
pub fn trust(store: &Store<'_>, hash: &str, method: &LinkMethodId) -> Result<(), Fault> {
    let Some(mut known) = store.get::<Known>(Kind::Session, hash)? else {
        return Ok(());
    };
    if !known.session.trusted_with.contains(method) {
        known.session.trusted_with.push(method.clone());
        put(store, hash, &known)?;
        if let Some(passkey) = &known.session.passkey {
            passkeys::trust(store, passkey, method)?;
        }
    }
    Ok(())
}

/// The device of the session `from`, if that is one of the buyer's, has the session `to` now: what was
/// shown on it stays shown. An account has no code by which it could be shown again.
pub fn take_over(store: &Store<'_>, from: Option<&str>, to: &str) -> Result<(), Fault> {
    let Some(from) = from else {
        return Ok(());
    };
    let before = store.get::<Known>(Kind::Session, from)?;
    let trusted_with = before.map(|known| known.session.trusted_with);
    for method in trusted_with.unwrap_or_default() {
        trust(store, to, &method)?;
    }
    Ok(())
}

/// What the device shows from now on, its passkey has shown.
pub fn belongs_to(
    store: &Store<'_>,
    hash: &str,
    known: Known,
    passkey: String,
) -> Result<(), Fault> {
    let session = Session {
        passkey: Some(passkey),
        ..known.session
    };
    put(store, hash, &Known { session, ..known })
}

/// All of them, the asking one first, then the one used last.
pub fn all(store: &Store<'_>, asking: &str) -> Result<Vec<Session>, Fault> {
    let mut known: Vec<(String, Known)> = store.all(Kind::Session)?;
    known.sort_by_key(|(hash, known)| (hash != asking, std::cmp::Reverse(known.session.used_ms)));
    Ok(known.into_iter().map(|(_, known)| known.session).collect())
}

/// Ends the asking session. One that has ended already has.
pub fn end(store: &Store<'_>, hash: &str) -> Result<ConsumerAnswer, Fault> {
    store.remove(Kind::Session, hash)?;
    Ok(ConsumerAnswer::Done)
}

/// Ends the session of this [`Session::id`].
pub fn end_other(store: &Store<'_>, id: &str) -> Result<ConsumerAnswer, Fault> {
    let known: Vec<(String, Known)> = store.all(Kind::Session)?;
    for (hash, known) in known {
        if known.session.id == id {
            store.remove(Kind::Session, &hash)?;
        }
    }
    Ok(ConsumerAnswer::Done)
}

fn put(store: &Store<'_>, hash: &str, known: &Known) -> Result<(), Fault> {
    store.put(Kind::Session, hash, Some(known.session.expires_ms), known)
}
