//! A call from the Worker, or from one object, to another object: JSON both ways, never without a
//! deadline, because an object that panics leaves its caller hanging.

use futures_util::future::{Either, select};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::json;
use std::pin::pin;
use std::time::Duration;
use worker::{Delay, Method, ObjectNamespace, Request, RequestInit, Response};

/// For calls that only touch an object's own storage.
pub const STORAGE_DEADLINE: Duration = Duration::from_secs(5);

/// The object did not answer as it should. Whether it did what was asked is not known.
#[derive(Debug)]
pub enum CallFailed {
    TimedOut,
    Broken(String),
}

impl From<worker::Error> for CallFailed {
    fn from(error: worker::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<CallFailed> for crate::ports::Fault {
    fn from(failed: CallFailed) -> Self {
        match failed {
            CallFailed::TimedOut => Self("an object did not answer in time".to_owned()),
            CallFailed::Broken(reason) => Self(reason),
        }
    }
}

/// Asks the object of this name.
pub async fn call<Q: Serialize, A: DeserializeOwned>(
    namespace: &ObjectNamespace,
    name: &str,
    question: &Q,
    deadline: Duration,
) -> Result<A, CallFailed> {
    let broken = |error: serde_json::Error| CallFailed::Broken(error.to_string());
    let question = serde_json::to_string(question).map_err(broken)?;
    let answer = exchange(namespace, name, question, deadline).await?;
    json::from_str(&answer).map_err(broken)
}

/// What every call has in common, whatever is asked: compiled once.
async fn exchange(
    namespace: &ObjectNamespace,
    name: &str,
    question: String,
    deadline: Duration,
) -> Result<String, CallFailed> {
    let stub = namespace.get_by_name(name)?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_body(Some(question.into()));
    let request = Request::new_with_init("https://object/", &init)?;
    let answered = async {
        let mut response = stub.fetch_with_request(request).await?;
        if response.status_code() != 200 {
            return Err(CallFailed::Broken(format!(
                "status {}",
                response.status_code()
            )));
        }
        Ok(response.text().await?)
    };
    match select(pin!(answered), pin!(Delay::from(deadline))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(((), _)) => Err(CallFailed::TimedOut),
    }
}

/// Reads the question that [`call`] sent.
pub async fn question<Q: DeserializeOwned>(request: &mut Request) -> worker::Result<Q> {
    Ok(json::from_str(&request.text().await?)?)
}

/// Answers [`call`].
pub fn answer<A: Serialize>(answer: &A) -> worker::Result<Response> {
    Response::ok(serde_json::to_string(answer)?)
}
