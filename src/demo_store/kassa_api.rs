//! Everything that the store asks of Kassa, through the client that a merchant has already. Nothing
//! here is particular to Kassa but the host.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use stripe::{Client, ClientBuilder, IdempotencyKey, RequestStrategy, StripeError, StripeRequest};
use stripe_core::payment_intent::{
    CancelPaymentIntent, CreatePaymentIntent, CreatePaymentIntentAutomaticPaymentMethods,
};
use stripe_misc::webhook_endpoint::{
    CreateWebhookEndpoint, CreateWebhookEndpointEnabledEvents as EnabledEvent, ListWebhookEndpoint,
};

use super::order::Order;

const TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPTS_MAX: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// The longest list that the API gives at once.
const ENDPOINTS_LISTED_MAX: i64 = 100;

/// The merchant's client, pointed at Kassa.
#[derive(Clone)]
pub struct KassaApi {
    client: Client,
}

/// What the store keeps of a new payment intent.
pub struct CreatedIntent {
    pub id: String,
    pub client_secret: String,
}

/// A registered webhook endpoint. The secret is told once, when the endpoint is created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookEndpoint {
    pub id: String,
    pub url: String,
    pub secret: String,
}

/// Why Kassa did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KassaError {
    Refused {
        status: u16,
        message: String,
        code: Option<String>,
        request_id: Option<String>,
    },
    Unreachable {
        detail: String,
    },
    /// An answer that the client cannot read: a fault of Kassa or of its version.
    Unreadable {
        detail: String,
    },
}

impl KassaApi {
    /// Errors: a key or an origin that cannot be part of a request.
    pub fn new(origin: &str, secret_key: &str) -> Result<KassaApi, KassaError> {
        let client = ClientBuilder::new(secret_key)
            .url(format!("{origin}/"))
            .timeout(TIMEOUT)
            .build()?;
        Ok(KassaApi { client })
    }

    /// Asks for the order's payment intent. The order's id is the idempotency key, so that however
    /// often this is called, one order has one intent.
    pub async fn create_payment_intent(&self, order: &Order) -> Result<CreatedIntent, KassaError> {
        let selection = &order.selection;
        let currency = match selection.currency.code.parse::<stripe_types::Currency>() {
            Ok(currency) => currency,
            Err(never) => match never {},
        };
        let request = CreatePaymentIntent::new(order.amount_minor, currency)
            .automatic_payment_methods(CreatePaymentIntentAutomaticPaymentMethods::new(true))
            .description(format!(
                "{} × {}",
                selection.quantity, selection.product.name
            ))
            .metadata([("order_id".to_owned(), order.id.0.clone())]);
        let strategy = once_under_key(&order.id.0)?;
        let intent = with_attempts(|| {
            request
                .customize()
                .request_strategy(strategy.clone())
                .send(&self.client)
        })
        .await?;
        let client_secret = intent.client_secret.ok_or_else(|| KassaError::Unreadable {
            detail: "the payment intent has no client secret".to_owned(),
        })?;
        Ok(CreatedIntent {
            id: intent.id.to_string(),
            client_secret,
        })
    }

    /// Cancels the intent; that it is cancelled is told by a webhook, as everything else is.
    pub async fn cancel_payment_intent(&self, order: &Order, id: &str) -> Result<(), KassaError> {
        let request = CancelPaymentIntent::new(id);
        let strategy = once_under_key(&format!("{}-cancel", order.id.0))?;
        with_attempts(|| {
            request
                .customize()
                .request_strategy(strategy.clone())
                .send(&self.client)
        })
        .await?;
        Ok(())
    }

    /// The endpoint for this URL: the remembered one when Kassa still has it, else a new one.
    pub async fn ensure_webhook_endpoint(
        &self,
        url: &str,
        remembered: Option<WebhookEndpoint>,
    ) -> Result<WebhookEndpoint, KassaError> {
        let list = ListWebhookEndpoint::new().limit(ENDPOINTS_LISTED_MAX);
        let known = with_attempts(|| list.send(&self.client)).await?;
        let remembered = remembered.filter(|remembered| {
            remembered.url == url
                && known
                    .data
                    .iter()
                    .any(|endpoint| endpoint.id.as_str() == remembered.id)
        });
        match remembered {
            Some(endpoint) => Ok(endpoint),
            None => self.create_webhook_endpoint(url).await,
        }
    }

    async fn create_webhook_endpoint(&self, url: &str) -> Result<WebhookEndpoint, KassaError> {
        let events = [
            EnabledEvent::PaymentIntentAmountCapturableUpdated,
            EnabledEvent::PaymentIntentCanceled,
            EnabledEvent::PaymentIntentCreated,
            EnabledEvent::PaymentIntentPaymentFailed,
            EnabledEvent::PaymentIntentProcessing,
            EnabledEvent::PaymentIntentRequiresAction,
            EnabledEvent::PaymentIntentSucceeded,
        ];
        let request = CreateWebhookEndpoint::new(events, url).description("Demo store");
        let endpoint = with_attempts(|| request.send(&self.client)).await?;
        let secret = endpoint.secret.ok_or_else(|| KassaError::Unreadable {
            detail: "the new webhook endpoint has no secret".to_owned(),
        })?;
        Ok(WebhookEndpoint {
            id: endpoint.id.to_string(),
            url: url.to_owned(),
            secret,
        })
    }
}

fn once_under_key(key: &str) -> Result<RequestStrategy, KassaError> {
    let key = IdempotencyKey::new(key).map_err(|error| KassaError::Unreadable {
        detail: error.to_string(),
    })?;
    Ok(RequestStrategy::Idempotent(key))
}

/// Sends until there is an answer that another attempt would not change. Only for requests that may
/// be repeated: reads, those with an idempotency key, and the registration of an endpoint, where a
/// second one would only deliver the same events twice.
async fn with_attempts<T, F, A>(send: F) -> Result<T, KassaError>
where
    F: Fn() -> A,
    A: Future<Output = Result<T, StripeError>>,
{
    let mut pause = FIRST_PAUSE;
    let mut attempt = 1;
    loop {
        let error = match send().await {
            Ok(answer) => return Ok(answer),
            Err(error) => KassaError::from(error),
        };
        if attempt == ATTEMPTS_MAX || !error.may_pass() {
            return Err(error);
        }
        tokio::time::sleep(pause).await;
        pause *= 2;
        attempt += 1;
    }
}

impl KassaError {
    /// Whether the same request may succeed a moment later.
    fn may_pass(&self) -> bool {
        match self {
            KassaError::Refused { status, .. } => matches!(status, 409 | 429 | 500..=599),
            KassaError::Unreachable { .. } => true,
            KassaError::Unreadable { .. } => false,
        }
    }
}

impl fmt::Display for KassaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KassaError::Refused {
                status, message, ..
            } => write!(f, "{message} (HTTP {status})"),
            KassaError::Unreachable { detail } => write!(f, "Kassa did not answer: {detail}"),
            KassaError::Unreadable { detail } => {
                write!(f, "Kassa's answer is not readable: {detail}")
            }
        }
    }
}

impl std::error::Error for KassaError {}

impl From<StripeError> for KassaError {
    fn from(error: StripeError) -> Self {
        match error {
            StripeError::Stripe(error, status) => KassaError::Refused {
                status,
                message: error
                    .message
                    .unwrap_or_else(|| "The request was refused.".to_owned()),
                code: error.code.map(|code| code.as_str().to_owned()),
                request_id: error.request_log_url.as_deref().and_then(request_id_in),
            },
            StripeError::ClientError(detail) => KassaError::Unreachable { detail },
            StripeError::Timeout => KassaError::Unreachable {
                detail: format!("no answer within {TIMEOUT:?}"),
            },
            StripeError::JSONDeserialize(detail) | StripeError::ConfigError(detail) => {
                KassaError::Unreadable { detail }
            }
        }
    }
}

/// The client does not hand out response headers; the address of the request's log entry names the
/// request too: `https://…/logs/req_abc?t=1` → `req_abc`.
fn request_id_in(log_url: &str) -> Option<String> {
    let start = log_url.find("req_")?;
    let id = log_url.get(start..)?;
    let end = id
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .unwrap_or(id.len());
    id.get(..end).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_id_is_read_from_the_log_address() {
        let id = request_id_in("https://kassa.example/test/logs/req_a1B2?t=17");
        assert_eq!(id.as_deref(), Some("req_a1B2"));
        assert_eq!(request_id_in("req_a1B2").as_deref(), Some("req_a1B2"));
        assert_eq!(request_id_in("https://kassa.example/"), None);
    }

    #[test]
    fn a_refusal_is_final_and_an_outage_is_not() {
        let refused = |status| KassaError::Refused {
            status,
            message: String::new(),
            code: None,
            request_id: None,
        };
        assert!(!refused(400).may_pass());
        assert!(!refused(401).may_pass());
        assert!(!refused(402).may_pass());
        assert!(refused(429).may_pass());
        assert!(refused(503).may_pass());
        assert!(
            KassaError::Unreachable {
                detail: String::new()
            }
            .may_pass()
        );
    }
}
