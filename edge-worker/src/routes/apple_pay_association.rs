//! The file by which Apple Pay knows that a host shows this deployment's element: Kassa serves it,
//! merchants serve copies, and whether a copy is right is found out here.

use crate::env::Edge;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use shared::api::payment_method_domain::DomainStatus;
use std::pin::pin;
use std::time::Duration;
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Method, Request, RequestInit, RequestRedirect,
    Response, ResponseBuilder, Result,
};

pub const PATH: &str = "/.well-known/apple-developer-merchantid-domain-association";
/// A merchant's server that takes longer has no file.
const DEADLINE: Duration = Duration::from_secs(5);
/// White space around the file, which editors add.
const SLACK_BYTES: usize = 64;
const REASON_LENGTH_MAX: usize = 200;

/// The file itself; 404 where the operator has set none.
pub fn serve(request: &Request, edge: &Edge) -> Result<Response> {
    let known = matches!(request.method(), Method::Get | Method::Head);
    match edge.apple_pay_association() {
        Some(file) if known => ResponseBuilder::new()
            .with_header("Content-Type", "text/plain")?
            .with_header("Cache-Control", "public, max-age=300")?
            .ok(file),
        Some(_) | None => Response::error("Not found", 404),
    }
}

/// Whether the server at `origin` has a copy of this deployment's file.
pub async fn check(edge: &Edge, origin: &str) -> DomainStatus {
    let inactive = |error_message: String| DomainStatus::Inactive { error_message };
    let Some(file) = edge.apple_pay_association() else {
        return inactive(
            "This deployment has no Apple Pay association file; its operator can set one."
                .to_owned(),
        );
    };
    let file = file.trim().as_bytes();
    let url = format!("{origin}{PATH}");
    match read(&url, file.len().saturating_add(SLACK_BYTES)).await {
        Ok(copy) if copy.trim_ascii() == file => DomainStatus::Active,
        Ok(_) => inactive(format!(
            "The file at {url} is another one. It must be a copy of {}{PATH}.",
            edge.origin()
        )),
        Err(reason) => inactive(format!("The file at {url} could not be read: {reason}.")),
    }
}

/// At most about `bytes_max` of what is there. Errors: why nothing could be read.
async fn read(url: &str, bytes_max: usize) -> std::result::Result<Vec<u8>, String> {
    let abort = AbortController::default();
    let fetched = fetch(url, bytes_max, abort.signal());
    let read = match select(pin!(fetched), pin!(Delay::from(DEADLINE))).await {
        Either::Left((read, _)) => read,
        Either::Right(((), _)) => Err(format!("no answer within {} seconds", DEADLINE.as_secs())),
    };
    // Whatever else would come is not read.
    abort.abort();
    read
}

async fn fetch(
    url: &str,
    bytes_max: usize,
    signal: AbortSignal,
) -> std::result::Result<Vec<u8>, String> {
    let reason = |error: worker::Error| -> String {
        error.to_string().chars().take(REASON_LENGTH_MAX).collect()
    };
    let mut init = RequestInit::new();
    init.with_method(Method::Get)
        .with_redirect(RequestRedirect::Manual);
    let request = Request::new_with_init(url, &init).map_err(reason)?;
    let fetch = Fetch::Request(request);
    let mut response = fetch.send_with_signal(&signal).await.map_err(reason)?;
    let status = response.status_code();
    if status != 200 {
        return Err(format!("the server answers {status}"));
    }
    let mut body = response.stream().map_err(reason)?;
    let mut file = Vec::new();
    while let Some(chunk) = body.next().await {
        file.extend(chunk.map_err(reason)?);
        if file.len() > bytes_max {
            break;
        }
    }
    Ok(file)
}
