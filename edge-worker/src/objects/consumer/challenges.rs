//! Questions for a code.

use super::store::{Kind, Store};
use super::wire::{ConsumerAnswer, GivenCode};
use crate::keyed::equal_secrets;
use crate::ports::Fault;
use serde::{Deserialize, Serialize};
use shared::link::challenge::{Challenge, NotSent, TestCode, Verdict};
use shared::link::email::Email;
use shared::link::phone::Phone;
use shared::link::recipient::Recipient;

/// At one time. More would be a way to more guesses, and to somebody's full mailbox.
const OPEN_MAX: usize = 5;

/// What is known of whoever types the right code.
#[derive(Serialize, Deserialize)]
pub enum Proof {
    /// They read what is sent to the address.
    Address(Email),
    /// They have the phone, and sit at the device of this session: nobody else's answer counts.
    Phone { phone: Phone, session: String },
}

#[derive(Serialize, Deserialize)]
struct Asked {
    proof: Proof,
    challenge: Challenge,
}

impl Asked {
    fn is_asked_by(&self, asking: Option<&str>) -> bool {
        match &self.proof {
            Proof::Address(_) => true,
            Proof::Phone { session, .. } => asking == Some(session),
        }
    }
}

pub fn ask(
    store: &Store<'_>,
    id: &str,
    code_hash: String,
    proof: Proof,
    now_ms: i64,
) -> Result<ConsumerAnswer, Fault> {
    let open: Vec<(String, Asked)> = store.all(Kind::Challenge)?;
    if open.len() >= OPEN_MAX {
        return Ok(ConsumerAnswer::NotAsked(NotSent::TooOften));
    }
    let asked = Asked {
        proof,
        challenge: Challenge::new(code_hash, now_ms),
    };
    put(store, id, &asked)?;
    Ok(answer(asked))
}

pub fn ask_again(
    store: &Store<'_>,
    id: &str,
    code_hash: String,
    asking: Option<&str>,
    now_ms: i64,
) -> Result<ConsumerAnswer, Fault> {
    let Some(mut asked) = find(store, id, asking)? else {
        return Ok(ConsumerAnswer::NotProven(Verdict::Expired));
    };
    if let Err(why) = asked.challenge.send_again(code_hash, now_ms) {
        return Ok(ConsumerAnswer::NotAsked(why));
    }
    put(store, id, &asked)?;
    Ok(answer(asked))
}

/// Whether [`tried`] would take the code, without using up a try.
pub fn would_take(
    store: &Store<'_>,
    id: &str,
    code: &GivenCode,
    asking: Option<&str>,
    now_ms: i64,
) -> Result<bool, Fault> {
    let asked = find(store, id, asking)?;
    Ok(asked.is_some_and(|mut asked| verdict(&mut asked, code, now_ms) == Verdict::Correct))
}

/// What the code proves, if it is the right one, which ends the challenge.
pub fn tried(
    store: &Store<'_>,
    id: &str,
    code: &GivenCode,
    asking: Option<&str>,
    now_ms: i64,
) -> Result<Result<Proof, Verdict>, Fault> {
    let Some(mut asked) = find(store, id, asking)? else {
        return Ok(Err(Verdict::Expired));
    };
    match verdict(&mut asked, code, now_ms) {
        Verdict::Correct => {
            store.remove(Kind::Challenge, id)?;
            Ok(Ok(asked.proof))
        }
        wrong @ (Verdict::Incorrect { .. } | Verdict::Expired | Verdict::Exhausted) => {
            // It stays, used up: that is what counts the tries.
            put(store, id, &asked)?;
            Ok(Err(wrong))
        }
    }
}

fn verdict(asked: &mut Asked, code: &GivenCode, now_ms: i64) -> Verdict {
    match code.test {
        Some(TestCode::Expired) => return Verdict::Expired,
        Some(TestCode::Exhausted) => asked.challenge.tries_left = 0,
        Some(TestCode::Right | TestCode::Wrong) | None => {}
    }
    let is_right =
        code.test == Some(TestCode::Right) || equal_secrets(&code.hash, &asked.challenge.code_hash);
    asked.challenge.tried(is_right, now_ms)
}

/// The challenge, if this device may answer it; another's is none at all, and its tries stay.
fn find(store: &Store<'_>, id: &str, asking: Option<&str>) -> Result<Option<Asked>, Fault> {
    let asked = store.get::<Asked>(Kind::Challenge, id)?;
    Ok(asked.filter(|asked| asked.is_asked_by(asking)))
}

fn put(store: &Store<'_>, id: &str, asked: &Asked) -> Result<(), Fault> {
    let expires_ms = asked.challenge.expires_ms;
    store.put(Kind::Challenge, id, Some(expires_ms), asked)
}

fn answer(asked: Asked) -> ConsumerAnswer {
    ConsumerAnswer::Asked {
        to: match asked.proof {
            Proof::Address(email) => Recipient::Email(email),
            Proof::Phone { phone, .. } => Recipient::Phone(phone),
        },
        expires_ms: asked.challenge.expires_ms,
        resend_from_ms: asked.challenge.resend_from_ms,
    }
}
