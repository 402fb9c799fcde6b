//! Stripe's error envelope. The SDKs choose their exception by the HTTP status, so it is part of
//! the error.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::ops::{Deref, DerefMut};

/// An error as the API answers it. Boxed, because it travels through every `Result` of a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiError(Box<ErrorBody>);

/// What the API says of an error: `{"error": {…}}`, with `status` as the HTTP status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErrorBody {
    #[serde(skip)]
    pub status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decline_code: Option<String>,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_intent: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_method: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_intent: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_log_url: Option<String>,
    #[serde(rename = "type")]
    pub kind: ErrorType,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorType {
    ApiError,
    CardError,
    IdempotencyError,
    InvalidRequestError,
}

/// The body of an error's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    pub error: ApiError,
}

impl ApiError {
    /// The caller's mistake; 400.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self(Box::new(ErrorBody {
            status: 400,
            charge: None,
            code: None,
            decline_code: None,
            message: message.into(),
            param: None,
            payment_intent: None,
            payment_method: None,
            setup_intent: None,
            request_log_url: None,
            kind: ErrorType::InvalidRequestError,
        }))
    }

    /// Ours; 500. The message never tells what broke.
    pub fn internal() -> Self {
        Self::invalid(
            "Something went wrong on our side. The request can be sent again with the same idempotency key.",
        )
        .with_kind(ErrorType::ApiError)
        .with_status(500)
    }

    /// 401.
    pub fn unauthenticated(message: impl Into<String>) -> Self {
        Self::invalid(message).with_status(401)
    }

    /// 404 with `resource_missing`.
    pub fn missing(message: impl Into<String>, param: &str) -> Self {
        Self::invalid(message)
            .with("resource_missing", param)
            .with_status(404)
    }

    pub fn with_kind(mut self, kind: ErrorType) -> Self {
        self.kind = kind;
        self
    }

    pub fn with_code(mut self, code: &str) -> Self {
        self.code = Some(code.to_owned());
        self
    }

    pub fn with_param(mut self, param: &str) -> Self {
        self.param = Some(param.to_owned());
        self
    }

    pub fn with(self, code: &str, param: &str) -> Self {
        self.with_code(code).with_param(param)
    }

    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Attaches the intent that the error is about.
    pub fn with_payment_intent(mut self, intent: Value) -> Self {
        self.payment_intent = Some(intent);
        self
    }

    /// Attaches the setup intent that the error is about.
    pub fn with_setup_intent(mut self, intent: Value) -> Self {
        self.setup_intent = Some(intent);
        self
    }
}

impl Deref for ApiError {
    type Target = ErrorBody;

    fn deref(&self) -> &ErrorBody {
        &self.0
    }
}

impl DerefMut for ApiError {
    fn deref_mut(&mut self) -> &mut ErrorBody {
        &mut self.0
    }
}
