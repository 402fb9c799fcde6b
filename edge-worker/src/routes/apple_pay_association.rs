//! The file by which Apple Pay knows that a host shows this deployment's element: Kassa serves it,
//! merchants serve copies, and whether a copy is right is found out here.

use crate::env::Edge;
use crate::outgoing::{self, Answered, Bounds};
use shared::api::payment_method_domain::DomainStatus;
use std::time::Duration;
use worker::{Method, Request, Response, ResponseBuilder, Result};

pub const PATH: &str = "/.well-known/apple-developer-merchantid-domain-association";
/// A merchant's server that takes longer has no file.
const DEADLINE: Duration = Duration::from_secs(5);
/// White space around the file, which editors add.
const SLACK_BYTES: usize = 64;

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
    let bounds = Bounds {
        deadline: DEADLINE,
        bytes_max,
    };
    let Answered { status, body } = outgoing::get(url, bounds).await?;
    match status {
        200 => Ok(body),
        _ => Err(format!("the server answers {status}")),
    }
}
