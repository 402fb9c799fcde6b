//! The buyer's passkeys. One is as good a proof of the address as a code; of a card it is one where the
//! device that it was made or used on has shown to have that card. Otherwise whoever reads the buyer's
//! mail could make one and pay with it.

use super::sessions::{self, By, Known};
use super::store::{Kind, Store};
use super::wire::ConsumerAnswer;
use super::{proven, shown_to};
use crate::ports::Fault;
use crate::webauthn::{Claim, PublicKey, SignedChallenge};
use serde::{Deserialize, Serialize};
use shared::ids::LinkMethodId;
use shared::link::email::Email;

/// More than anybody has, and few enough to look through.
pub const PASSKEYS_MAX: usize = 20;
/// As long as the window in which a passkey is made may stay open.
const ENROLMENT_LIFETIME_MS: i64 = 10 * 60 * 1_000;

/// A key of one of the buyer's authenticators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// By which the buyer tells it from others; a keyed hash of what browsers call it.
    pub id: String,
    /// As browsers call it: base64url.
    pub credential: String,
    pub public_key: PublicKey,
    pub sign_count: u32,
    pub email: Email,
    /// Unix milliseconds, as all times here.
    pub created_ms: i64,
    pub used_ms: Option<i64>,
    /// The description of the browser that it was made in.
    pub device: Option<String>,
    /// The cards and accounts that its devices have shown to have.
    pub trusted_with: Vec<LinkMethodId>,
}

/// Sessions and enrolments go by their keyed hashes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasskeyQuestion {
    /// A window is about to be opened, in which a passkey is made for this session.
    BeginEnrolment {
        session: String,
        enrolment: String,
    },
    /// What the browser must know to make one.
    Options {
        maker: Maker,
    },
    Add {
        maker: Maker,
        challenge: SignedChallenge,
        made: Box<MadePasskey>,
    },
    /// One was used; if it is right, `session` is a device of the buyer's from now on.
    Use {
        id: String,
        claim: Box<Claim>,
        challenge: SignedChallenge,
        session: String,
        device: Option<String>,
    },
    Remove {
        session: String,
        id: String,
    },
}

/// Who makes a passkey.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Maker {
    /// A page of Kassa's own.
    Session(String),
    /// A window that such a session has opened out of a merchant's page, where its cookie is not.
    Enrolment(String),
}

#[derive(Debug, Serialize, Deserialize)]
pub struct MadePasskey {
    pub id: String,
    pub credential: String,
    pub public_key: PublicKey,
    pub sign_count: u32,
    pub device: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasskeyAnswer {
    Options {
        email: Email,
        /// Those that there are, as browsers call them.
        credentials: Vec<String>,
    },
    Added {
        email: Email,
    },
    /// There are as many as there can be.
    TooMany,
    /// It was signed before.
    Replayed,
    /// Another authenticator has the same key: it has signed less often than the one that was here.
    Cloned,
    /// There is no such passkey, or it has not signed this.
    Unknown,
}

impl From<PasskeyAnswer> for ConsumerAnswer {
    fn from(answer: PasskeyAnswer) -> Self {
        Self::Passkey(answer)
    }
}

pub fn reply(
    store: &Store<'_>,
    asked: PasskeyQuestion,
    now_ms: i64,
) -> Result<ConsumerAnswer, Fault> {
    match asked {
        PasskeyQuestion::BeginEnrolment { session, enrolment } => {
            proven(store, &session, now_ms, |_| {
                let expires_ms = now_ms.saturating_add(ENROLMENT_LIFETIME_MS);
                store.put(Kind::Enrolment, &enrolment, Some(expires_ms), &session)?;
                Ok(ConsumerAnswer::Done)
            })
        }
        PasskeyQuestion::Options { maker } => match maker_session(store, &maker)? {
            Some(session) => proven(store, &session, now_ms, |known| {
                let kept = all(store)?.into_iter();
                Ok(PasskeyAnswer::Options {
                    email: known.email,
                    credentials: kept.map(|passkey| passkey.credential).collect(),
                }
                .into())
            }),
            None => Ok(ConsumerAnswer::NoSession),
        },
        PasskeyQuestion::Add {
            maker,
            challenge,
            made,
        } => match maker_session(store, &maker)? {
            Some(session) => proven(store, &session, now_ms, |known| {
                let added = add(store, &session, known, &challenge, *made, now_ms)?;
                if let (Maker::Enrolment(hash), PasskeyAnswer::Added { .. }) = (&maker, &added) {
                    store.remove(Kind::Enrolment, hash)?;
                }
                Ok(added.into())
            }),
            None => Ok(ConsumerAnswer::NoSession),
        },
        PasskeyQuestion::Use {
            id,
            claim,
            challenge,
            session,
            device,
        } => match used(store, &id, &claim, &challenge, now_ms)? {
            Ok(passkey) => {
                let by = By::Passkey(&passkey);
                sessions::open(store, &session, &passkey.email, device, by, now_ms)?;
                shown_to(store, &session, now_ms)
            }
            Err(refused) => Ok(refused.into()),
        },
        PasskeyQuestion::Remove { session, id } => proven(store, &session, now_ms, |_| {
            store.remove(Kind::Passkey, &id)?;
            Ok(ConsumerAnswer::Done)
        }),
    }
}

/// The newest first.
pub fn all(store: &Store<'_>) -> Result<Vec<Passkey>, Fault> {
    let mut kept: Vec<Passkey> = super::contents(store.all(Kind::Passkey)?);
    kept.sort_by_key(|passkey| std::cmp::Reverse(passkey.created_ms));
    Ok(kept)
}

/// A device that this passkey has opened has shown to have the method. One that is gone already is.
pub fn trust(store: &Store<'_>, id: &str, method: &LinkMethodId) -> Result<(), Fault> {
    let Some(mut passkey) = store.get::<Passkey>(Kind::Passkey, id)? else {
        return Ok(());
    };
    if !passkey.trusted_with.contains(method) {
        passkey.trusted_with.push(method.clone());
        store.put(Kind::Passkey, id, None, &passkey)?;
    }
    Ok(())
}

fn maker_session(store: &Store<'_>, maker: &Maker) -> Result<Option<String>, Fault> {
    match maker {
        Maker::Session(session) => Ok(Some(session.clone())),
        Maker::Enrolment(hash) => store.get(Kind::Enrolment, hash),
    }
}

fn add(
    store: &Store<'_>,
    session: &str,
    known: Known,
    challenge: &SignedChallenge,
    made: MadePasskey,
    now_ms: i64,
) -> Result<PasskeyAnswer, Fault> {
    if !take(store, challenge, now_ms)? {
        return Ok(PasskeyAnswer::Replayed);
    }
    if all(store)?.len() >= PASSKEYS_MAX {
        return Ok(PasskeyAnswer::TooMany);
    }
    let passkey = Passkey {
        id: made.id,
        credential: made.credential,
        public_key: made.public_key,
        sign_count: made.sign_count,
        email: known.email.clone(),
        created_ms: now_ms,
        used_ms: None,
        device: made.device,
        trusted_with: known.session.trusted_with.clone(),
    };
    // A browser does not make one that is there already; who sends it again has only its name.
    if store.get::<Passkey>(Kind::Passkey, &passkey.id)?.is_some() {
        return Ok(PasskeyAnswer::Replayed);
    }
    store.put(Kind::Passkey, &passkey.id, None, &passkey)?;
    let email = known.email.clone();
    sessions::belongs_to(store, session, known, passkey.id)?;
    Ok(PasskeyAnswer::Added { email })
}

fn used(
    store: &Store<'_>,
    id: &str,
    claim: &Claim,
    challenge: &SignedChallenge,
    now_ms: i64,
) -> Result<Result<Passkey, PasskeyAnswer>, Fault> {
    let Some(passkey) = store.get::<Passkey>(Kind::Passkey, id)? else {
        return Ok(Err(PasskeyAnswer::Unknown));
    };
    if passkey.public_key.check(claim).is_err() {
        return Ok(Err(PasskeyAnswer::Unknown));
    }
    if !take(store, challenge, now_ms)? {
        return Ok(Err(PasskeyAnswer::Replayed));
    }
    // Authenticators that do not count say 0, always.
    let counts = claim.sign_count > 0 || passkey.sign_count > 0;
    if counts && claim.sign_count <= passkey.sign_count {
        return Ok(Err(PasskeyAnswer::Cloned));
    }
    let used = Passkey {
        sign_count: claim.sign_count,
        used_ms: Some(now_ms),
        ..passkey
    };
    store.put(Kind::Passkey, id, None, &used)?;
    Ok(Ok(used))
}

/// Whether the challenge was not taken before; from now on it was. One that has ended on its way here may
/// have been: that is remembered no longer.
fn take(store: &Store<'_>, challenge: &SignedChallenge, now_ms: i64) -> Result<bool, Fault> {
    if challenge.ends_ms <= now_ms {
        return Ok(false);
    }
    if store.get::<()>(Kind::Signed, &challenge.hash)?.is_some() {
        return Ok(false);
    }
    store.put(Kind::Signed, &challenge.hash, Some(challenge.ends_ms), &())?;
    Ok(true)
}
