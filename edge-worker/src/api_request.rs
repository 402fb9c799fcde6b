//! One request of the API: what it brought, read and bounded, and why it may have no answer.

use crate::auth::{AuthError, Caller};
use crate::env::Edge;
use crate::form::{BODY_BYTES_MAX, Fields};
use crate::keyed::sha256_hex;
use crate::objects::idempotency::IdempotencyKey;
use crate::ports::Fault;
use base64::Engine;
use futures_util::StreamExt;
use shared::api::error::ApiError;
use worker::{Headers, Method, Request};

const IDEMPOTENCY_KEY_LENGTH_MAX: usize = 255;
/// Of a body that is refused for its size, this much is read before the connection may break.
const BODY_BYTES_DISCARDED_MAX: usize = 16 * 1024 * 1024;

/// One request of the API, as its route sees it.
pub struct ApiRequest {
    pub edge: Edge,
    pub caller: Caller,
    /// The id in the path; empty where the path has none.
    pub id: String,
    /// The second id in the path; empty where the path has none.
    pub sub_id: String,
    /// `expand[]`: which ids in the answer are to be replaced by their objects.
    pub expand: Vec<String>,
    pub fields: Fields,
    pub idempotency: Option<IdempotencyKey>,
    pub request_id: String,
    /// ISO 3166-1, from the network that the request came through.
    pub network_country: Option<String>,
    pub accept_language: Option<String>,
    pub client: Client,
}

/// Who sent the request, as far as its connection tells.
#[derive(Debug, Clone, Default)]
pub struct Client {
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    /// The origin of the page that sent it: `https://shop.example`.
    pub origin: Option<String>,
    /// The cookies of this deployment's origin, as the browser sends them.
    pub cookies: Option<String>,
}

/// Why a route has no answer of its own.
#[derive(Debug)]
pub enum ApiFailure {
    Api(ApiError),
    Fault(Fault),
}

impl From<ApiError> for ApiFailure {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<Fault> for ApiFailure {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<worker::Error> for ApiFailure {
    fn from(error: worker::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl From<AuthError> for ApiFailure {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Api(error) => Self::Api(error),
            AuthError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// The body of a POST, if it is a form of a bearable size.
pub async fn read_body(request: &mut Request) -> Result<Vec<u8>, ApiFailure> {
    if request.method() != Method::Post {
        return Ok(Vec::new());
    }
    let announced = request
        .headers()
        .get("Content-Length")?
        .and_then(|length| length.parse::<usize>().ok());
    let kind = request.headers().get("Content-Type")?.unwrap_or_default();
    if kind.starts_with("application/json") || kind.starts_with("multipart/") {
        read_stream(request).await?;
        return Err(ApiError::invalid(format!(
            "Invalid request: the API takes bodies of the type application/x-www-form-urlencoded, not {kind}."
        ))
        .into());
    }
    if announced.is_some_and(|length| length <= BODY_BYTES_MAX) {
        return Ok(request.bytes().await?);
    }
    read_stream(request).await?.ok_or_else(|| {
        ApiError::invalid(format!(
            "The request's body is larger than {BODY_BYTES_MAX} bytes."
        ))
        .with_status(413)
        .into()
    })
}

/// The whole of a body that may be too large to keep; `None` if it is. It is read to its end all
/// the same: the server closes a connection on which much is still unread, and a client that is
/// still sending would meet a broken connection where the refusal should be.
async fn read_stream(request: &mut Request) -> Result<Option<Vec<u8>>, ApiFailure> {
    if request.inner().body().is_none() {
        return Ok(Some(Vec::new()));
    }
    let mut kept = Some(Vec::new());
    let mut read = 0_usize;
    let mut stream = request.stream()?;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        read = read.saturating_add(chunk.len());
        if read > BODY_BYTES_DISCARDED_MAX {
            return Ok(None);
        }
        kept = kept.filter(|_| read <= BODY_BYTES_MAX);
        if let Some(kept) = &mut kept {
            kept.extend_from_slice(&chunk);
        }
    }
    Ok(kept)
}

/// The key in `Authorization`: `Bearer key`, or `Basic` with the key as the user's name.
pub fn header_key(headers: &Headers) -> Result<Option<String>, ApiFailure> {
    let Some(header) = headers.get("Authorization")? else {
        return Ok(None);
    };
    Ok(match header.split_once(' ') {
        Some(("Bearer", key)) => Some(key.trim().to_owned()),
        Some(("Basic", encoded)) => basic_user(encoded.trim()),
        _ => None,
    })
}

fn basic_user(encoded: &str) -> Option<String> {
    let decoded = base64::engine::general_purpose::STANDARD
        .decode(encoded)
        .ok()?;
    let text = String::from_utf8(decoded).ok()?;
    Some(
        text.split_once(':')
            .map_or(text.clone(), |(user, _)| user.to_owned()),
    )
}

pub fn idempotency(
    headers: &Headers,
    path: &str,
    body: &[u8],
) -> Result<Option<IdempotencyKey>, ApiFailure> {
    let Some(key) = headers
        .get("Idempotency-Key")?
        .filter(|key| !key.is_empty())
    else {
        return Ok(None);
    };
    if key.chars().count() > IDEMPOTENCY_KEY_LENGTH_MAX {
        return Err(ApiError::invalid(format!(
            "Idempotency keys can be at most {IDEMPOTENCY_KEY_LENGTH_MAX} characters long."
        ))
        .into());
    }
    let fingerprint = sha256_hex(&[path.as_bytes(), body]);
    Ok(Some(IdempotencyKey { key, fingerprint }))
}
