//! Questions for a code.

use super::store::{Kind, Store};
use super::wire::{ConsumerAnswer, GivenCode};
use crate::keyed::equal_secrets;
use crate::ports::Fault;
use serde::{Deserialize, Serialize};
use shared::link::challenge::{Challenge, NotSent, TestCode, Verdict};
use shared::link::email::Email;

/// At one time. More would be a way to more guesses, and to somebody's full mailbox.
const OPEN_MAX: usize = 5;

#[derive(Serialize, Deserialize)]
struct Asked {
    email: Email,
    challenge: Challenge,
}

pub fn ask(
    store: &Store<'_>,
    id: &str,
    code_hash: String,
    email: Email,
    now_ms: i64,
) -> Result<ConsumerAnswer, Fault> {
    let open: Vec<(String, Asked)> = store.all(Kind::Challenge)?;
    if open.len() >= OPEN_MAX {
        return Ok(ConsumerAnswer::NotAsked(NotSent::TooOften));
    }
    let asked = Asked {
        email,
        challenge: Challenge::new(code_hash, now_ms),
    };
    put(store, id, &asked)?;
    Ok(answer(asked))
}

pub fn ask_again(
    store: &Store<'_>,
    id: &str,
    code_hash: String,
    now_ms: i64,
) -> Result<ConsumerAnswer, Fault> {
    let Some(mut asked) = store.get::<Asked>(Kind::Challenge, id)? else {
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
    now_ms: i64,
) -> Result<bool, Fault> {
    let asked = store.get::<Asked>(Kind::Challenge, id)?;
    Ok(asked.is_some_and(|mut asked| verdict(&mut asked, code, now_ms) == Verdict::Correct))
}

/// The address that the code was sent to, if it is the right one, which ends the challenge.
pub fn tried(
    store: &Store<'_>,
    id: &str,
    code: &GivenCode,
    now_ms: i64,
) -> Result<Result<Email, Verdict>, Fault> {
    let Some(mut asked) = store.get::<Asked>(Kind::Challenge, id)? else {
        return Ok(Err(Verdict::Expired));
    };
    match verdict(&mut asked, code, now_ms) {
        Verdict::Correct => {
            store.remove(Kind::Challenge, id)?;
            Ok(Ok(asked.email))
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

fn put(store: &Store<'_>, id: &str, asked: &Asked) -> Result<(), Fault> {
    let expires_ms = asked.challenge.expires_ms;
    store.put(Kind::Challenge, id, Some(expires_ms), asked)
}

fn answer(asked: Asked) -> ConsumerAnswer {
    ConsumerAnswer::Asked {
        email: asked.email,
        expires_ms: asked.challenge.expires_ms,
        resend_from_ms: asked.challenge.resend_from_ms,
    }
}
