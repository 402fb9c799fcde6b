//! A webhook secret is told in an answer, and an answer is kept for its idempotency key; the secret
//! is stored nowhere. What is kept has the secret's number in its place, and the secret is derived
//! again when the answer is.

use crate::error::HttpAnswer;
use crate::keyed::Keyring;
use shared::api::webhook_endpoint::WebhookEndpoint;
use shared::ids::WebhookEndpointId;
use shared::json;

const NUMBER_PREFIX: &str = "whsec_#";

/// What stands in a kept answer in the secret's place.
pub fn number(secret_version: u32) -> String {
    format!("{NUMBER_PREFIX}{secret_version}")
}

/// The answer as it was sent.
pub fn opened(keyring: &Keyring, kept: HttpAnswer) -> HttpAnswer {
    let Some((id, secret)) = secret_in(&kept.body) else {
        return kept;
    };
    let version = secret.strip_prefix(NUMBER_PREFIX).map(str::parse);
    let Some(Ok(version)) = version else {
        return kept;
    };
    let derived = keyring.webhook_secret(&id, version);
    HttpAnswer {
        body: kept.body.replace(&field(&secret), &field(&derived)),
        ..kept
    }
}

/// The endpoint that an answer shows, and what stands there as its secret.
fn secret_in(body: &str) -> Option<(WebhookEndpointId, String)> {
    let shown: WebhookEndpoint = json::from_str(body).ok()?;
    Some((WebhookEndpointId::parse(&shown.id)?, shown.secret?))
}

/// No text that a merchant chose can look like it: quotes are escaped there.
fn field(secret: &str) -> String {
    format!("\"secret\":\"{secret}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::api::webhook_endpoint::WebhookStatus;
    use std::collections::BTreeMap;

    fn answer(secret: Option<String>, description: &str) -> HttpAnswer {
        HttpAnswer::ok(&WebhookEndpoint {
            id: WebhookEndpointId::from_bytes([7; 16]).to_string(),
            object: "webhook_endpoint".to_owned(),
            api_version: None,
            application: None,
            created: 0,
            description: Some(description.to_owned()),
            enabled_events: Vec::new(),
            livemode: false,
            metadata: BTreeMap::new(),
            secret,
            status: WebhookStatus::Enabled,
            url: String::new(),
        })
        .unwrap()
    }

    #[test]
    fn what_is_kept_without_its_secret_is_replayed_byte_for_byte() {
        let keyring = Keyring::from_hex(&"0f".repeat(32)).unwrap();
        let secret = keyring.webhook_secret(&WebhookEndpointId::from_bytes([7; 16]), 3);
        let description = r#"a "secret":"whsec_#3" of mine"#;
        let sent = answer(Some(secret.clone()), description);
        let kept = answer(Some(number(3)), description);
        assert_eq!(opened(&keyring, kept), sent);
    }

    #[test]
    fn answers_without_a_secret_are_kept_as_they_are() {
        let keyring = Keyring::from_hex(&"0f".repeat(32)).unwrap();
        let sent = answer(None, "");
        assert_eq!(opened(&keyring, sent.clone()), sent);
        let refused = HttpAnswer {
            body: "{}".to_owned(),
            ..sent
        };
        assert_eq!(opened(&keyring, refused.clone()), refused);
    }
}
