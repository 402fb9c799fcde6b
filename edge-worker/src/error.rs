//! The only place where a refusal or a fault becomes an HTTP answer.

use crate::api_request::ApiFailure;
use crate::ports::Fault;
use serde::{Deserialize, Serialize};
use shared::api::error::{ApiError, Envelope, ErrorType};
use shared::json;
use shared::methods::MethodType;
use shared::payment::failure::FailureCause;
use shared::payment::terms::Purpose;

/// A status and a body, ready to be sent or to be kept for a retry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpAnswer {
    pub status: u16,
    /// JSON.
    pub body: String,
    /// Sent before, for the same idempotency key.
    #[serde(default)]
    pub replayed: bool,
    /// How long the request waited for a partner, in milliseconds; `None` when it asked none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner_ms: Option<i64>,
    /// What the browser is to keep, a whole `Set-Cookie` each. Never part of what is kept for a retry.
    #[serde(skip)]
    pub cookies: Vec<String>,
}

impl HttpAnswer {
    pub fn ok(body: &impl Serialize) -> Result<Self, Fault> {
        Ok(Self {
            status: 200,
            body: serde_json::to_string(body)?,
            replayed: false,
            partner_ms: None,
            cookies: Vec::new(),
        })
    }
}

impl HttpAnswer {
    /// The error that this answer is, for an answer of one's own.
    pub fn into_failure(self) -> ApiFailure {
        match json::from_str::<Envelope>(&self.body) {
            Ok(envelope) => envelope.error.with_status(self.status).into(),
            Err(error) => Fault::from(error).into(),
        }
    }
}

impl From<ApiError> for HttpAnswer {
    fn from(error: ApiError) -> Self {
        let status = error.status;
        let body = serde_json::to_string(&Envelope { error }).unwrap_or_else(|_| {
            // An envelope is strings and JSON values, so this text is never sent.
            r#"{"error":{"type":"api_error","message":"The error could not be written."}}"#
                .to_owned()
        });
        Self {
            status,
            body,
            replayed: false,
            partner_ms: None,
            cookies: Vec::new(),
        }
    }
}

impl From<Fault> for HttpAnswer {
    /// The cause goes to the log, and never to the caller.
    fn from(fault: Fault) -> Self {
        worker::console_error!("fault: {}", fault.0);
        ApiError::internal().into()
    }
}

/// Logs the cause; the caller learns only that it was ours.
pub fn internal(fault: &Fault) -> ApiError {
    worker::console_error!("fault: {}", fault.0);
    ApiError::internal()
}

/// The deployment lacks something. What, is for its operator: the log and `/healthz` tell.
pub fn unconfigured() -> ApiError {
    ApiError::invalid(
        "This Kassa is not configured: its operator finds at /healthz and in the log what it lacks.",
    )
    .with_kind(ErrorType::ApiError)
    .with_status(500)
}

/// The same key came with other parameters.
pub fn idempotency_mismatch(key: &str) -> ApiError {
    ApiError::invalid(format!(
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{key}' if you meant to execute a different request."
    ))
    .with_kind(ErrorType::IdempotencyError)
}

/// The first request with this key is still at work.
pub fn idempotency_in_use(key: &str) -> ApiError {
    ApiError::invalid(format!(
        "There is currently another in-progress request using this idempotency key ('{key}'). Try again in a moment."
    ))
    .with_code("idempotency_key_in_use")
    .with_status(409)
}

/// Another request is at work on the object, for longer than this one waits.
pub fn lock_timeout() -> ApiError {
    ApiError::invalid(
        "This object cannot be accessed right now because another API request is currently accessing it. Try again in a moment.",
    )
    .with_code("lock_timeout")
    .with_status(429)
}

/// An id that names nothing in this account. `object` is as the error spells it: `payment_intent`.
pub fn missing_object(object: &str, id: &str, param: &str) -> ApiError {
    ApiError::missing(format!("No such {object}: '{id}'"), param)
}

/// Two parameters of which only one can be there; the error is about the `other`.
pub fn exclusive(one: &str, other: &str) -> ApiError {
    ApiError::invalid(format!(
        "You may only specify one of these parameters: {one}, {other}."
    ))
    .with("parameters_exclusive", other)
}

/// The no of a card's issuer to a card that is to be kept; 402.
pub fn card_declined(cause: &FailureCause) -> ApiError {
    let mut error = ApiError::invalid(cause.message())
        .with_kind(ErrorType::CardError)
        .with_code(cause.code(Purpose::Setup))
        .with_status(402);
    error.decline_code = cause.decline_code().map(str::to_owned);
    error.param = cause.param(MethodType::Card);
    error
}

/// A parameter that must be there.
pub fn missing_param(param: &str) -> ApiError {
    ApiError::invalid(format!("Missing required param: {param}.")).with("parameter_missing", param)
}
