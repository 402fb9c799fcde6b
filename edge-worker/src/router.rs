//! Every route in one table, and what all of them share: keys, limits, idempotency, headers.

use crate::auth::{AuthError, Caller, authenticate, require_secret};
use crate::env::{Edge, SystemRandom};
use crate::error::{HttpAnswer, internal};
use crate::form::{BODY_BYTES_MAX, Fields};
use crate::keyed::sha256_hex;
use crate::objects::idempotency::IdempotencyKey;
use crate::ports::{Fault, Random};
use crate::routes;
use base64::Engine;
use shared::api::API_VERSION;
use shared::api::error::ApiError;
use shared::ids::RequestId;
use worker::{Env, Headers, Method, Request, Response, ResponseBuilder, Result};

const IDEMPOTENCY_KEY_LENGTH_MAX: usize = 255;
/// Shorter answers fit one packet as they are.
const COMPRESSED_BYTES_MIN: usize = 1_400;

/// What a route of the API needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    SecretKey,
    /// Either key; a publishable one only with the client secret of the intent in question.
    EitherKey,
}

/// The routes of the API. `{}` in a path stands for one id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    CreatePaymentIntent,
    ListPaymentIntents,
    RetrievePaymentIntent,
    ConfirmPaymentIntent,
    CapturePaymentIntent,
    CancelPaymentIntent,
    CreateWebhookEndpoint,
    ListWebhookEndpoints,
    ElementsSession,
}

/// Method, path, access, route.
pub const ROUTES: &[(Method, &str, Access, Route)] = &[
    (
        Method::Post,
        "/v1/payment_intents",
        Access::SecretKey,
        Route::CreatePaymentIntent,
    ),
    (
        Method::Get,
        "/v1/payment_intents",
        Access::SecretKey,
        Route::ListPaymentIntents,
    ),
    (
        Method::Get,
        "/v1/payment_intents/{}",
        Access::EitherKey,
        Route::RetrievePaymentIntent,
    ),
    (
        Method::Post,
        "/v1/payment_intents/{}/confirm",
        Access::EitherKey,
        Route::ConfirmPaymentIntent,
    ),
    (
        Method::Post,
        "/v1/payment_intents/{}/capture",
        Access::SecretKey,
        Route::CapturePaymentIntent,
    ),
    (
        Method::Post,
        "/v1/payment_intents/{}/cancel",
        Access::SecretKey,
        Route::CancelPaymentIntent,
    ),
    (
        Method::Post,
        "/v1/webhook_endpoints",
        Access::SecretKey,
        Route::CreateWebhookEndpoint,
    ),
    (
        Method::Get,
        "/v1/webhook_endpoints",
        Access::SecretKey,
        Route::ListWebhookEndpoints,
    ),
    (
        Method::Get,
        "/v1/elements/sessions",
        Access::EitherKey,
        Route::ElementsSession,
    ),
];

/// One request of the API, as its route sees it.
pub struct ApiRequest {
    pub edge: Edge,
    pub caller: Caller,
    /// The id in the path; empty where the path has none.
    pub id: String,
    pub fields: Fields,
    pub idempotency: Option<IdempotencyKey>,
    pub request_id: String,
    /// ISO 3166-1, from the network that the request came through.
    pub network_country: Option<String>,
    pub accept_language: Option<String>,
}

/// Answers any request.
pub async fn handle(request: Request, env: Env) -> Result<Response> {
    let edge = match Edge::new(env) {
        Ok(edge) => edge,
        Err(error) => {
            worker::console_error!("configuration: {error}");
            return Response::error("Kassa is not configured; see the server's log.", 500);
        }
    };
    let path = request.path();
    if path.starts_with("/v1/") {
        return api(request, edge, &path).await;
    }
    match path.as_str() {
        "/healthz" => Response::ok("ok"),
        "/operator/accounts" => routes::operator::open_account(request, &edge).await,
        "/element" => routes::assets::element(&request, &edge).await,
        "/qr.svg" | "/qr.png" => routes::qr::image(&request, &edge),
        _ if path.starts_with("/return/") => routes::returns::back(&edge, &path).await,
        _ if path.starts_with("/sandbox/") => routes::sandbox::page(request, &edge, &path).await,
        _ => routes::assets::file(&request, &edge, &path).await,
    }
}

async fn api(mut request: Request, edge: Edge, path: &str) -> Result<Response> {
    let request_id = RequestId::from_bytes(SystemRandom.bytes()).to_string();
    let origin = edge.origin().to_owned();
    let version = request.headers().get("Stripe-Version")?;
    let idempotency_key = request.headers().get("Idempotency-Key")?;
    let accepted = request
        .headers()
        .get("Accept-Encoding")?
        .unwrap_or_default();
    if request.method() == Method::Options {
        return preflight();
    }
    let answer = match answer(&mut request, edge, path, &request_id).await {
        Ok(answer) => answer,
        Err(ApiFailure::Api(mut error)) => {
            error.request_log_url = Some(format!("{origin}/logs/{request_id}"));
            error.into()
        }
        Err(ApiFailure::Fault(fault)) => {
            let mut error = internal(&fault);
            error.request_log_url = Some(format!("{origin}/logs/{request_id}"));
            error.into()
        }
    };
    respond(
        answer,
        encoding(&accepted),
        &request_id,
        version.as_deref(),
        idempotency_key.as_deref(),
    )
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

async fn answer(
    request: &mut Request,
    edge: Edge,
    path: &str,
    request_id: &str,
) -> std::result::Result<HttpAnswer, ApiFailure> {
    let (access, route, id) =
        find(&request.method(), path).ok_or_else(|| unknown_route(&request.method(), path))?;
    let mut body = read_body(request).await?;
    let url = request.url()?;
    let mut fields = Fields::parse(&body)?;
    fields.merge(Fields::parse(url.query().unwrap_or_default().as_bytes())?);
    let key = match header_key(request.headers())? {
        Some(key) => Some(key),
        None => fields.filled("key")?,
    };
    // The same parameter may also come beside the header.
    fields.text("key")?;
    let caller = authenticate(&edge, key.as_deref()).await?;
    if access == Access::SecretKey {
        require_secret(&caller)?;
    }
    body.extend_from_slice(url.query().unwrap_or_default().as_bytes());
    let idempotency = match request.method() {
        Method::Post => idempotency(request.headers(), path, &body)?,
        _ => None,
    };
    let network_country = request.cf().and_then(worker::Cf::country);
    let accept_language = request.headers().get("Accept-Language")?;
    let api_request = ApiRequest {
        edge,
        caller,
        id,
        fields,
        idempotency,
        request_id: request_id.to_owned(),
        network_country,
        accept_language,
    };
    routes::dispatch(route, api_request).await
}

/// The route for a path, and the id in it.
fn find(method: &Method, path: &str) -> Option<(Access, Route, String)> {
    ROUTES.iter().find_map(|(known, pattern, access, route)| {
        (known == method)
            .then(|| matches(pattern, path))
            .flatten()
            .map(|id| (*access, *route, id))
    })
}

fn matches(pattern: &str, path: &str) -> Option<String> {
    let Some((before, after)) = pattern.split_once("{}") else {
        return (pattern == path).then(String::new);
    };
    let id = path.strip_prefix(before)?.strip_suffix(after)?;
    (!id.is_empty() && !id.contains('/')).then(|| id.to_owned())
}

fn unknown_route(method: &Method, path: &str) -> ApiError {
    ApiError::invalid(format!(
        "Unrecognized request URL ({method}: {path}). Please see the README for the routes that this version has."
    ))
    .with_status(404)
}

async fn read_body(request: &mut Request) -> std::result::Result<Vec<u8>, ApiFailure> {
    let too_large = || {
        ApiError::invalid(format!(
            "The request's body is larger than {BODY_BYTES_MAX} bytes."
        ))
        .with_status(413)
    };
    if request.method() != Method::Post {
        return Ok(Vec::new());
    }
    let announced = request.headers().get("Content-Length")?;
    if announced
        .and_then(|length| length.parse::<usize>().ok())
        .is_some_and(|length| length > BODY_BYTES_MAX)
    {
        return Err(too_large().into());
    }
    let kind = request.headers().get("Content-Type")?.unwrap_or_default();
    if kind.starts_with("application/json") || kind.starts_with("multipart/") {
        return Err(ApiError::invalid(format!(
            "Invalid request: the API takes bodies of the type application/x-www-form-urlencoded, not {kind}."
        ))
        .into());
    }
    let body = request.bytes().await?;
    if body.len() > BODY_BYTES_MAX {
        return Err(too_large().into());
    }
    Ok(body)
}

/// The key in `Authorization`: `Bearer key`, or `Basic` with the key as the user's name.
fn header_key(headers: &Headers) -> std::result::Result<Option<String>, ApiFailure> {
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

fn idempotency(
    headers: &Headers,
    path: &str,
    body: &[u8],
) -> std::result::Result<Option<IdempotencyKey>, ApiFailure> {
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

/// The best compression that the client takes. The runtime does the compressing.
fn encoding(accepted: &str) -> Option<&'static str> {
    let takes = |name: &str| {
        accepted
            .split(',')
            .any(|encoding| encoding.trim().split(';').next() == Some(name))
    };
    ["br", "gzip"].into_iter().find(|name| takes(name))
}

fn respond(
    answer: HttpAnswer,
    encoding: Option<&str>,
    request_id: &str,
    version: Option<&str>,
    idempotency_key: Option<&str>,
) -> Result<Response> {
    let mut builder = ResponseBuilder::new()
        .with_status(answer.status)
        .with_header("Content-Type", "application/json")?
        .with_header("Cache-Control", "no-store")?
        .with_header("Request-Id", request_id)?
        .with_header("Stripe-Version", version.unwrap_or(API_VERSION))?
        .with_header("Access-Control-Allow-Origin", "*")?
        .with_header(
            "Access-Control-Expose-Headers",
            "Request-Id, Idempotent-Replayed",
        )?;
    if let Some(key) = idempotency_key.filter(|key| key.is_ascii()) {
        builder = builder.with_header("Idempotency-Key", key)?;
    }
    if let Some(encoding) = encoding.filter(|_| answer.body.len() >= COMPRESSED_BYTES_MIN) {
        builder = builder
            .with_header("Content-Encoding", encoding)?
            .with_header("Vary", "Accept-Encoding")?;
    }
    if answer.replayed {
        builder = builder.with_header("Idempotent-Replayed", "true")?;
    }
    if answer.status == 429 {
        builder = builder.with_header("Retry-After", "1")?;
    }
    if matches!(answer.status, 409 | 429) || answer.status >= 500 {
        builder = builder.with_header("Stripe-Should-Retry", "true")?;
    }
    Ok(builder.fixed(answer.body.into_bytes()))
}

fn preflight() -> Result<Response> {
    Ok(ResponseBuilder::new()
        .with_status(204)
        .with_header("Access-Control-Allow-Origin", "*")?
        .with_header("Access-Control-Allow-Methods", "GET, POST")?
        .with_header(
            "Access-Control-Allow-Headers",
            "Authorization, Content-Type, Idempotency-Key, Stripe-Version",
        )?
        .with_header("Access-Control-Max-Age", "86400")?
        .empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_its_route_and_id() {
        let found = find(&Method::Post, "/v1/payment_intents/pi_1/confirm");
        assert_eq!(
            found,
            Some((
                Access::EitherKey,
                Route::ConfirmPaymentIntent,
                "pi_1".to_owned()
            ))
        );
        assert_eq!(find(&Method::Get, "/v1/payment_intents/pi_1/confirm"), None);
        assert_eq!(find(&Method::Get, "/v1/payment_intents/"), None);
        assert_eq!(find(&Method::Get, "/v1/payment_intents/a/b"), None);
    }
}
