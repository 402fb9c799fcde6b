//! Requests to servers that are not ours: with a deadline, without redirects, and no more of the answer
//! than was asked for.

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use std::pin::pin;
use std::time::Duration;
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Headers, Method, Request, RequestInit,
    RequestRedirect,
};

const REASON_LENGTH_MAX: usize = 200;

/// What another server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    pub status: u16,
    /// About so much of it as was asked for.
    pub body: Vec<u8>,
}

/// How long to wait, and how much to read.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub deadline: Duration,
    pub bytes_max: usize,
}

/// Errors: why there is no answer, in words that hold nothing of what was sent.
pub async fn get(url: &str, bounds: Bounds) -> Result<Answered, String> {
    let mut init = RequestInit::new();
    init.with_method(Method::Get);
    send(url, init, bounds).await
}

/// Errors: as of [`get`]. Whether the server has acted is then not known.
pub async fn post(
    url: &str,
    headers: &[(&str, &str)],
    body: String,
    bounds: Bounds,
) -> Result<Answered, String> {
    let all = Headers::new();
    for (name, value) in headers {
        all.set(name, value).map_err(reason)?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post)
        .with_headers(all)
        .with_body(Some(body.into()));
    send(url, init, bounds).await
}

async fn send(url: &str, mut init: RequestInit, bounds: Bounds) -> Result<Answered, String> {
    init.with_redirect(RequestRedirect::Manual);
    let request = Request::new_with_init(url, &init).map_err(reason)?;
    let abort = AbortController::default();
    let fetched = fetch(request, bounds.bytes_max, abort.signal());
    let answered = match select(pin!(fetched), pin!(Delay::from(bounds.deadline))).await {
        Either::Left((answered, _)) => answered,
        Either::Right(((), _)) => Err(format!(
            "no answer within {} seconds",
            bounds.deadline.as_secs()
        )),
    };
    // Whatever else would come is not read.
    abort.abort();
    answered
}

async fn fetch(
    request: Request,
    bytes_max: usize,
    signal: AbortSignal,
) -> Result<Answered, String> {
    let fetch = Fetch::Request(request);
    let mut response = fetch.send_with_signal(&signal).await.map_err(reason)?;
    let status = response.status_code();
    let mut body = Vec::new();
    // An answer that has no body has no stream of it either.
    let Ok(mut stream) = response.stream() else {
        return Ok(Answered { status, body });
    };
    while let Some(chunk) = stream.next().await {
        body.extend(chunk.map_err(reason)?);
        if body.len() > bytes_max {
            break;
        }
    }
    Ok(Answered { status, body })
}

fn reason(error: worker::Error) -> String {
    error.to_string().chars().take(REASON_LENGTH_MAX).collect()
}
