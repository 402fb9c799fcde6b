//! Every route in one table, and what all of them share: keys, limits, idempotency, headers.

use crate::api_request::{ApiFailure, ApiRequest, Client, header_key, idempotency, read_body};
use crate::auth::{Caller, authenticate, require_publishable, require_secret};
use crate::env::{Edge, SystemRandom};
use crate::error::{HttpAnswer, internal, unconfigured};
use crate::form::Fields;
use crate::health;
use crate::ports::Random;
use crate::respond::{encoding, preflight, respond};
use crate::routes;
use shared::api::error::ApiError;
use shared::ids::RequestId;
use std::future::Future;
use std::pin::Pin;
use worker::{Env, Method, Request, Response, Result};

/// What a route of the API needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    SecretKey,
    /// Either key; a publishable one only with the client secret of the intent in question.
    ClientSecret,
    /// Either key.
    EitherKey,
    /// Only the key that browsers have: it is between a buyer and Kassa, and no merchant's business.
    PublishableKey,
    /// No key: Kassa's own pages ask.
    OwnPages,
}

impl Access {
    /// Errors: the key is of the kind that the route does not take. What else a route asks of either
    /// key, it checks itself.
    fn check(self, caller: &Caller) -> std::result::Result<(), ApiError> {
        match self {
            Self::SecretKey => require_secret(caller),
            Self::PublishableKey => require_publishable(caller),
            Self::ClientSecret | Self::EitherKey | Self::OwnPages => Ok(()),
        }
    }
}

/// One operation of the API.
pub struct Row {
    pub method: Method,
    /// `{}` stands for one id.
    pub path: &'static str,
    pub access: Access,
    /// As the table names it: `payment_intents::create`.
    pub name: &'static str,
    handler: fn(ApiRequest) -> Handled,
}

type Handled = Pin<Box<dyn Future<Output = std::result::Result<HttpAnswer, ApiFailure>>>>;

macro_rules! routes {
    ($($method:ident $path:literal $access:ident $group:ident::$operation:ident;)+) => {
        &[$(Row {
            method: Method::$method,
            path: $path,
            access: Access::$access,
            name: concat!(stringify!($group), "::", stringify!($operation)),
            handler: |request| Box::pin(routes::$group::$operation(request)),
        }),+]
    };
}

/// Every operation of the API.
pub const ROUTES: &[Row] = routes! {
    Post "/v1/payment_intents" SecretKey payment_intents::create;
    Get "/v1/payment_intents" SecretKey payment_intents::list;
    Get "/v1/payment_intents/{}" ClientSecret payment_intents::retrieve;
    Post "/v1/payment_intents/{}" SecretKey payment_intents::update;
    Post "/v1/payment_intents/{}/confirm" ClientSecret payment_intents::confirm;
    Post "/v1/payment_intents/{}/capture" SecretKey payment_intents::capture;
    Post "/v1/payment_intents/{}/increment_authorization" SecretKey payment_intents::increment_authorization;
    Post "/v1/payment_intents/{}/cancel" SecretKey payment_intents::cancel;
    Post "/v1/payment_intents/{}/verify_microdeposits" ClientSecret payment_intents::verify_microdeposits;

    Get "/v1/balance" SecretKey balance::retrieve;
    Get "/v1/balance_transactions" SecretKey balance_transactions::list;
    Get "/v1/balance_transactions/{}" SecretKey balance_transactions::retrieve;
    Post "/v1/setup_intents" SecretKey setup_intents::create;
    Get "/v1/setup_intents" SecretKey setup_intents::list;
    Get "/v1/setup_intents/{}" ClientSecret setup_intents::retrieve;
    Post "/v1/setup_intents/{}" SecretKey setup_intents::update;
    Post "/v1/setup_intents/{}/confirm" ClientSecret setup_intents::confirm;
    Post "/v1/setup_intents/{}/cancel" SecretKey setup_intents::cancel;
    Post "/v1/setup_intents/{}/verify_microdeposits" ClientSecret setup_intents::verify_microdeposits;

    Get "/v1/charges" SecretKey charges::list;
    Get "/v1/charges/{}" SecretKey charges::retrieve;
    Post "/v1/charges/{}" SecretKey charges::update;

    Post "/v1/refunds" SecretKey refunds::create;
    Get "/v1/refunds" SecretKey refunds::list;
    Get "/v1/refunds/{}" SecretKey refunds::retrieve;
    Post "/v1/refunds/{}" SecretKey refunds::update;
    Post "/v1/refunds/{}/cancel" SecretKey refunds::cancel;

    Get "/v1/mandates/{}" SecretKey mandates::retrieve;

    Get "/v1/disputes" SecretKey disputes::list;
    Get "/v1/disputes/{}" SecretKey disputes::retrieve;
    Post "/v1/disputes/{}" SecretKey disputes::update;
    Post "/v1/disputes/{}/close" SecretKey disputes::close;

    Get "/v1/events" SecretKey events::list;
    Get "/v1/events/{}" SecretKey events::retrieve;
    Post "/v1/events/{}/resend" SecretKey events::resend;

    Post "/v1/customers" SecretKey customers::create;
    Get "/v1/customers" SecretKey customers::list;
    Get "/v1/customers/{}" SecretKey customers::retrieve;
    Post "/v1/customers/{}" SecretKey customers::update;
    Delete "/v1/customers/{}" SecretKey customers::delete;
    Get "/v1/customers/{}/payment_methods" SecretKey payment_methods::list_of_customer;
    Get "/v1/customers/{}/payment_methods/{}" SecretKey payment_methods::retrieve_of_customer;
    Post "/v1/customer_sessions" SecretKey customer_sessions::create;

    Post "/v1/payment_methods" EitherKey payment_methods::create;
    Get "/v1/payment_methods" SecretKey payment_methods::list;
    Get "/v1/payment_methods/{}" SecretKey payment_methods::retrieve;
    Post "/v1/payment_methods/{}" SecretKey payment_methods::update;
    Post "/v1/payment_methods/{}/attach" SecretKey payment_methods::attach;
    Post "/v1/payment_methods/{}/detach" SecretKey payment_methods::detach;

    Post "/v1/payment_method_configurations" SecretKey payment_method_configurations::create;
    Get "/v1/payment_method_configurations" SecretKey payment_method_configurations::list;
    Get "/v1/payment_method_configurations/{}" SecretKey payment_method_configurations::retrieve;
    Post "/v1/payment_method_configurations/{}" SecretKey payment_method_configurations::update;

    Post "/v1/confirmation_tokens" EitherKey confirmation_tokens::create;
    Post "/v1/test_helpers/confirmation_tokens" SecretKey confirmation_tokens::create;
    Get "/v1/confirmation_tokens/{}" EitherKey confirmation_tokens::retrieve;

    Post "/v1/payment_method_domains" SecretKey payment_method_domains::create;
    Get "/v1/payment_method_domains" SecretKey payment_method_domains::list;
    Get "/v1/payment_method_domains/{}" SecretKey payment_method_domains::retrieve;
    Post "/v1/payment_method_domains/{}" SecretKey payment_method_domains::update;
    Post "/v1/payment_method_domains/{}/validate" SecretKey payment_method_domains::validate;

    Post "/v1/webhook_endpoints" SecretKey webhook_endpoints::create;
    Get "/v1/webhook_endpoints" SecretKey webhook_endpoints::list;
    Get "/v1/webhook_endpoints/{}" SecretKey webhook_endpoints::retrieve;
    Post "/v1/webhook_endpoints/{}" SecretKey webhook_endpoints::update;
    Delete "/v1/webhook_endpoints/{}" SecretKey webhook_endpoints::delete;
    Post "/v1/webhook_endpoints/{}/roll_secret" SecretKey webhook_endpoints::roll_secret;
    Get "/v1/webhook_endpoints/{}/deliveries" SecretKey webhook_endpoints::deliveries;

    // Link. Who asks is known by a cookie of this deployment's own origin.
    Post "/v1/link/challenges" PublishableKey link::ask;
    Post "/v1/link/challenges/{}/resend" PublishableKey link::ask_again;
    Post "/v1/link/challenges/{}/verify" PublishableKey link::prove;
    Post "/v1/link/sessions/end" PublishableKey link::end_session;
    Post "/v1/link/passkeys/challenge" PublishableKey link::passkey_challenge;
    Post "/v1/link/passkeys/verify" PublishableKey link::passkey_sign_in;
    Post "/v1/link/passkeys/enrol" PublishableKey link::begin_passkey;

    // The buyer's own pages.
    Post "/link/api/challenges" OwnPages link::ask;
    Post "/link/api/challenges/{}/resend" OwnPages link::ask_again;
    Post "/link/api/challenges/{}/verify" OwnPages link::prove;
    Post "/link/api/sessions/end" OwnPages link::end_session;
    Post "/link/api/sessions/{}/end" OwnPages link::end_other_session;
    Post "/link/api/consumer" OwnPages link::show;
    Post "/link/api/cards" OwnPages link::add_card;
    Post "/link/api/cards/{}/make_default" OwnPages link::make_default;
    Post "/link/api/cards/{}/remove" OwnPages link::remove_method;
    Post "/link/api/banks/{}/make_default" OwnPages link::make_default;
    Post "/link/api/banks/{}/remove" OwnPages link::remove_method;
    Post "/link/api/contact" OwnPages link::contact;
    Post "/link/api/addresses" OwnPages link::add_address;
    Post "/link/api/addresses/{}" OwnPages link::edit_address;
    Post "/link/api/addresses/{}/make_default" OwnPages link::make_default_address;
    Post "/link/api/addresses/{}/remove" OwnPages link::remove_address;
    Post "/link/api/passkeys/challenge" OwnPages link::passkey_challenge;
    Post "/link/api/passkeys/verify" OwnPages link::passkey_sign_in;
    Post "/link/api/passkeys/options" OwnPages link::passkey_options;
    Post "/link/api/passkeys" OwnPages link::add_passkey;
    Post "/link/api/passkeys/{}/remove" OwnPages link::remove_passkey;
    Post "/link/api/erase" OwnPages link::erase;
    Post "/link/api/payment" OwnPages link::payment;
    Post "/link/api/payment/leave" OwnPages link::leave_payment;

    // Reads that take a client secret, in the body: a URL is written into logs and histories.
    Post "/v1/elements/sessions" ClientSecret element_sessions::session;
    Post "/v1/elements/payment_intents/{}" ClientSecret payment_intents::retrieve;
    Post "/v1/elements/setup_intents/{}" ClientSecret setup_intents::retrieve;
    Get "/v1/elements/messaging" EitherKey element_messaging::message;
    Get "/v1/elements/contact" EitherKey element_contact::contact;
    Get "/v1/elements/express" EitherKey element_express::express;
    Post "/v1/elements/payment_methods/{}/detach" EitherKey saved_methods::remove;
    Post "/v1/elements/link" PublishableKey link::offers;
    Post "/v1/elements/actions" ClientSecret element_actions::action;
    Post "/v1/elements/apple_pay_sessions" ClientSecret wallets::open_apple_pay;
};

/// Answers any request.
pub async fn handle(request: Request, env: Env) -> Result<Response> {
    let path = request.path();
    if path == health::PATH {
        return health::answer(env);
    }
    let is_api = path.starts_with("/v1/") || path.starts_with("/link/api/");
    let Some(edge) = health::configured(env) else {
        return match is_api {
            true => respond(unconfigured().into(), None, &new_request_id(), None, None),
            false => Response::error(unconfigured().message.as_str(), 500),
        };
    };
    if is_api {
        return api(request, edge, &path).await;
    }
    match path.as_str() {
        "/operator/accounts" => routes::operator::open_account(request, &edge).await,
        "/operator/rules" => routes::operator::rules(request, &edge).await,
        "/operator/vault/rotate" => routes::operator::rotate(request, &edge).await,
        "/operator/inbox" => routes::operator::inbox(request, &edge).await,
        "/link" => routes::link::document(&request, &edge, routes::link::OWN_PAGE),
        "/link/passkey" => routes::link::document(&request, &edge, routes::link::PASSKEY_PAGE),
        "/link/pay" => routes::link::document(&request, &edge, routes::link::PAYMENT_PAGE),
        "/element" => routes::assets::element(&request, &edge).await,
        routes::apple_pay_association::PATH => {
            routes::apple_pay_association::serve(&request, &edge)
        }
        "/qr.svg" | "/qr.png" => routes::pictures::draw_qr_code(&request, &edge),
        "/barcode.svg" => routes::pictures::draw_barcode(&request, &edge),
        _ if path.starts_with("/return/") => routes::returns::back(&edge, &path).await,
        _ if path.starts_with("/sandbox/") => routes::sandbox::page(request, &edge, &path).await,
        _ => routes::assets::file(&request, &edge, &path).await,
    }
}

async fn api(mut request: Request, edge: Edge, path: &str) -> Result<Response> {
    let request_id = new_request_id();
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

fn new_request_id() -> String {
    RequestId::from_bytes(SystemRandom.bytes()).to_string()
}

async fn answer(
    request: &mut Request,
    edge: Edge,
    path: &str,
    request_id: &str,
) -> std::result::Result<HttpAnswer, ApiFailure> {
    let body = read_body(request).await;
    let (row, id, sub_id) =
        find(&request.method(), path).ok_or_else(|| unknown_route(&request.method(), path))?;
    let mut body = body?;
    let url = request.url()?;
    let mut fields = Fields::parse(&body)?;
    fields.merge(Fields::parse(url.query().unwrap_or_default().as_bytes())?);
    let key = match header_key(request.headers())? {
        Some(key) => Some(key),
        None => fields.filled("key")?,
    };
    // The same parameter may also come beside the header.
    fields.text("key")?;
    let caller = match row.access {
        Access::OwnPages => Caller::visitor(),
        Access::SecretKey | Access::ClientSecret | Access::EitherKey | Access::PublishableKey => {
            authenticate(&edge, key.as_deref()).await?
        }
    };
    row.access.check(&caller)?;
    let expand = fields.list("expand")?.unwrap_or_default();
    body.extend_from_slice(url.query().unwrap_or_default().as_bytes());
    let idempotency = match request.method() {
        Method::Post | Method::Delete => idempotency(request.headers(), path, &body)?,
        _ => None,
    };
    let network_country = request.cf().and_then(worker::Cf::country);
    let accept_language = request.headers().get("Accept-Language")?;
    let client = Client {
        // A proxy in front of a single machine tells it by the other name.
        ip_address: match request.headers().get("CF-Connecting-IP")? {
            Some(address) => Some(address),
            None => request.headers().get("X-Real-IP")?,
        },
        user_agent: request.headers().get("User-Agent")?,
        origin: request.headers().get("Origin")?,
        cookies: request.headers().get("Cookie")?,
    };
    let api_request = ApiRequest {
        edge,
        caller,
        id,
        sub_id,
        expand,
        fields,
        idempotency,
        request_id: request_id.to_owned(),
        network_country,
        accept_language,
        client,
    };
    (row.handler)(api_request).await
}

/// The route for a path, and the ids in it; empty where it has none.
fn find(method: &Method, path: &str) -> Option<(&'static Row, String, String)> {
    ROUTES.iter().find_map(|row| {
        let [id, sub_id] = (row.method == *method).then(|| ids_in(path, row.path))??;
        Some((row, id, sub_id))
    })
}

/// Matches part by part; a pattern has two ids at most.
fn ids_in(path: &str, pattern: &str) -> Option<[String; 2]> {
    let mut ids = Vec::new();
    let mut parts = path.split('/');
    for expected in pattern.split('/') {
        match (parts.next()?, expected) {
            ("", "{}") => return None,
            (id, "{}") => ids.push(id.to_owned()),
            (part, expected) if part == expected => {}
            (_, _) => return None,
        }
    }
    if parts.next().is_some() {
        return None;
    }
    let mut ids = ids.into_iter();
    Some([
        ids.next().unwrap_or_default(),
        ids.next().unwrap_or_default(),
    ])
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
        let found =
            |method, path| find(&method, path).map(|(row, id, sub_id)| (row.name, id, sub_id));
        assert_eq!(
            found(Method::Post, "/v1/payment_intents/pi_1/confirm"),
            Some(("payment_intents::confirm", "pi_1".to_owned(), String::new()))
        );
        assert_eq!(found(Method::Get, "/v1/payment_intents/pi_1/confirm"), None);
        assert_eq!(found(Method::Get, "/v1/payment_intents/"), None);
        assert_eq!(found(Method::Get, "/v1/payment_intents/a/b"), None);
        assert_eq!(
            ids_in(
                "/v1/customers/a/payment_methods/b",
                "/v1/customers/{}/payment_methods/{}"
            ),
            Some(["a".to_owned(), "b".to_owned()])
        );
    }
}
