//! Errors as Stripe documents them.

use serde_json::json;

use super::{Request, text};

/// An error as the documentation describes it.
#[derive(Clone, Copy, Debug)]
pub struct Documented {
    pub status: u16,
    pub kind: &'static str,
    pub code: Option<&'static str>,
    pub param: Option<&'static str>,
}

/// 400, the caller's mistake.
pub const fn invalid(code: Option<&'static str>, param: Option<&'static str>) -> Documented {
    Documented {
        status: 400,
        kind: "invalid_request_error",
        code,
        param,
    }
}

impl Documented {
    pub const fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// Sends the request, which must be refused in just this way.
    pub async fn assert_answers(&self, request: &Request, what: &str) {
        let answer = request.send().await;
        assert_eq!(answer.status, self.status, "{what}: {}", answer.text());
        let error = &answer.json()["error"];
        assert_eq!(error["type"], self.kind, "{what}");
        assert_eq!(error["code"], json!(self.code), "{what}");
        assert_eq!(error["param"], json!(self.param), "{what}");
        assert!(!text(error, "message").is_empty(), "{what}");
        assert!(answer.header("Request-Id").starts_with("req_"), "{what}");
        assert_eq!(answer.header("Content-Type"), "application/json", "{what}");
    }
}
