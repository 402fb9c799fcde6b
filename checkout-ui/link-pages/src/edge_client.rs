//! The only place that asks the edge.

use crate::act::{Act, NO_FIELDS};
use crate::border::{Answered, Parts, Problem};
use crate::card_form;
use crate::kept::Answer;
use crate::pages_flow::{Making, Outcome};
use js_sys::{JSON, JsString, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// What the edge calls a cookie that is good no more, as `signed_out` in its routes of Link.
const SIGNED_OUT: &str = "link_session_ended";

/// What the edge knows now; `None` if there is no answer.
pub async fn read(parts: &Parts) -> Option<Answer> {
    let answered = answered(parts.ask("consumer", NO_FIELDS)).await?;
    match answered.error() {
        None => Answer::read(json_of(&answered.body())),
        Some(_) => None,
    }
}

/// Changes something.
pub async fn send(parts: &Parts, act: &Act) -> Outcome {
    let Some(answered) = answered(parts.ask(&act.path(), act.fields())).await else {
        return Outcome::Failed;
    };
    match answered.error() {
        None => Outcome::Done,
        Some(problem) if problem.code().as_deref() == Some(SIGNED_OUT) => Outcome::SignedOut,
        Some(problem) => match act {
            Act::AddCard(_) => Outcome::Refused(problem_of_card(&problem)),
            Act::SignOut
            | Act::UseCardFirst(_)
            | Act::RemoveCard(_)
            | Act::UseBankFirst(_)
            | Act::RemoveBank(_)
            | Act::AddAddress(_)
            | Act::EditAddress { .. }
            | Act::UseAddressFirst(_)
            | Act::RemoveAddress(_)
            | Act::EndSession(_)
            | Act::RemovePasskey(_)
            | Act::Erase => Outcome::Failed,
        },
    }
}

fn problem_of_card(problem: &Problem) -> card_form::Problem {
    let code = problem.code().unwrap_or_default();
    let decline_code = problem.decline_code().unwrap_or_default();
    card_form::refused(&code, &decline_code, &problem.param().unwrap_or_default())
}

/// Has the browser make a passkey, which the edge learns of.
pub async fn make_passkey(parts: &Parts) -> Making {
    match answered(parts.make_passkey()).await {
        Some(answered) if answered.error().is_none() => Making::Added,
        Some(_) | None => Making::NotAdded,
    }
}

/// `None` where the promise holds nothing.
async fn answered(promise: Promise) -> Option<Answered> {
    let answer = JsFuture::from(promise).await.ok()?;
    answer.is_object().then(|| answer.unchecked_into())
}

fn json_of(value: &JsValue) -> String {
    JSON::stringify(value)
        .map(JsString::into)
        .unwrap_or_default()
}
