//! Every route in one table, and what all of them share: keys, limits, idempotency, headers.

use crate::api_request::{ApiFailure, ApiRequest, header_key, idempotency, read_body};
use crate::auth::{authenticate, require_secret};
use crate::env::{Edge, SystemRandom};
use crate::error::{HttpAnswer, internal};
use crate::form::Fields;
use crate::ports::Random;
use crate::respond::{encoding, preflight, respond};
use crate::routes;
use shared::api::error::ApiError;
use shared::ids::RequestId;
use worker::{Env, Method, Request, Response, Result};

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
