//! Kassa's webhooks: verified with the merchant's own library, turned into the store's terms, and on
//! disk before they are acknowledged. An order is paid when this says so, and by nothing else.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use stripe_core::{PaymentIntent, PaymentIntentStatus};
use stripe_webhook::{Event, EventObject, Webhook};

use super::order::{JournalEntry, News, OrderId, Report, Voucher};
use super::server::Store;

/// `POST /webhook/{branch}`. 2xx means kept (or of no interest), 400 not from Kassa, 500 deliver again.
pub async fn receive(
    State(store): State<Store>,
    Path(branch): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let Some(branch) = store.branches.find(&branch) else {
        return (StatusCode::NOT_FOUND, "There is no such branch.");
    };
    let Some(event) = verified_event(&headers, &body, &branch.webhook_secret) else {
        return (StatusCode::BAD_REQUEST, "The signature does not match.");
    };
    let Some(news) = news_in(event) else {
        return (StatusCode::OK, "Of no interest to this store.");
    };
    match store.orders.hear(news).await {
        Ok(_) => (StatusCode::OK, "Noted."),
        Err(error) => {
            eprintln!("demo store: a webhook event could not be kept: {error}");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Please deliver it again.",
            )
        }
    }
}

/// The signature covers the raw bytes, so nothing parses them before this.
fn verified_event(headers: &HeaderMap, body: &[u8], secret: &str) -> Option<Event> {
    let signature = headers.get("stripe-signature")?.to_str().ok()?;
    let payload = std::str::from_utf8(body).ok()?;
    match Webhook::construct_event(payload, signature, secret) {
        Ok(event) => Some(event),
        Err(error) => {
            eprintln!("demo store: a webhook event was refused: {error}");
            None
        }
    }
}

/// What an event means to the store, or nothing when it is not about one of its orders.
fn news_in(event: Event) -> Option<News> {
    let entry = JournalEntry {
        event_id: event.id.to_string(),
        event_type: event.type_.to_string(),
        created_at: event.created,
    };
    let intent = payment_intent_in(event.data.object)?;
    Some(News {
        entry,
        order_id: OrderId(intent.metadata.get("order_id")?.clone()),
        intent_id: intent.id.to_string(),
        report: report_on(&intent),
    })
}

fn payment_intent_in(object: EventObject) -> Option<Box<PaymentIntent>> {
    match object {
        EventObject::PaymentIntentAmountCapturableUpdated(intent)
        | EventObject::PaymentIntentCanceled(intent)
        | EventObject::PaymentIntentCreated(intent)
        | EventObject::PaymentIntentPaymentFailed(intent)
        | EventObject::PaymentIntentProcessing(intent)
        | EventObject::PaymentIntentRequiresAction(intent)
        | EventObject::PaymentIntentSucceeded(intent) => Some(intent),
        _ => None,
    }
}

/// The status says it all: event types come and go, the machine's states stay.
fn report_on(intent: &PaymentIntent) -> Report {
    match &intent.status {
        PaymentIntentStatus::Succeeded => Report::Succeeded {
            received_minor: intent.amount_received,
            currency: intent.currency.to_string(),
        },
        PaymentIntentStatus::Canceled => Report::Canceled,
        PaymentIntentStatus::Processing | PaymentIntentStatus::RequiresCapture => {
            Report::Processing
        }
        PaymentIntentStatus::RequiresAction => match voucher_in(intent) {
            Some(voucher) => Report::VoucherIssued(voucher),
            None => Report::AwaitingAction,
        },
        PaymentIntentStatus::RequiresConfirmation => Report::AwaitingBuyer,
        PaymentIntentStatus::RequiresPaymentMethod => match &intent.last_payment_error {
            Some(error) => Report::Declined {
                message: error
                    .message
                    .clone()
                    .unwrap_or_else(|| "The payment was declined.".to_owned()),
            },
            None => Report::AwaitingBuyer,
        },
        _ => Report::Unknown,
    }
}

/// What a buyer notes down to pay with later. A konbini's codes differ from chain to chain, and are
/// on the hosted page.
fn voucher_in(intent: &PaymentIntent) -> Option<Voucher> {
    let action = intent.next_action.as_ref()?;
    if let Some(oxxo) = &action.oxxo_display_details {
        return Some(Voucher {
            number: Some(oxxo.number.clone()?),
            expires_at: oxxo.expires_after,
            hosted_url: oxxo.hosted_voucher_url.clone(),
        });
    }
    if let Some(boleto) = &action.boleto_display_details {
        return Some(Voucher {
            number: Some(boleto.number.clone()?),
            expires_at: boleto.expires_at,
            hosted_url: boleto.hosted_voucher_url.clone(),
        });
    }
    if let Some(konbini) = &action.konbini_display_details {
        return Some(Voucher {
            number: None,
            expires_at: Some(konbini.expires_at),
            hosted_url: konbini.hosted_voucher_url.clone(),
        });
    }
    let multibanco = action.multibanco_display_details.as_ref()?;
    Some(Voucher {
        number: Some([multibanco.entity.clone()?, multibanco.reference.clone()?].join(" ")),
        expires_at: multibanco.expires_at,
        hosted_url: multibanco.hosted_voucher_url.clone(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const SECRET: &str = "whsec_test";

    fn event_body(event_type: &str, status: &str, more: Value) -> String {
        let mut intent = json!({
            "id": "pi_1", "object": "payment_intent", "amount": 2800, "amount_capturable": 0,
            "amount_received": 0, "capture_method": "automatic", "confirmation_method": "automatic",
            "created": 1, "currency": "usd", "livemode": false, "status": status,
            "metadata": {"order_id": "order_1"}, "payment_method_types": ["card"],
        });
        let fields = intent.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        json!({
            "id": "evt_1", "object": "event", "api_version": "2026-09-30.endive", "created": 17,
            "livemode": false, "pending_webhooks": 1, "type": event_type, "data": {"object": intent},
            "request": {"id": null, "idempotency_key": null},
        })
        .to_string()
    }

    fn headers(signature: &str) -> HeaderMap {
        let value = signature.parse().expect("a header value");
        HeaderMap::from_iter([("stripe-signature".parse().expect("a header name"), value)])
    }

    fn report(event_type: &str, status: &str, more: Value) -> Report {
        let body = event_body(event_type, status, more);
        let signature = Webhook::generate_test_header(&body, SECRET, None);
        let event = verified_event(&headers(&signature), body.as_bytes(), SECRET);
        news_in(event.expect("well signed"))
            .expect("about an order")
            .report
    }

    #[test]
    fn a_signed_success_names_the_order_and_the_sum() {
        let body = event_body(
            "payment_intent.succeeded",
            "succeeded",
            json!({"amount_received": 2800}),
        );
        let signature = Webhook::generate_test_header(&body, SECRET, None);
        let event = verified_event(&headers(&signature), body.as_bytes(), SECRET);
        let news = news_in(event.expect("well signed")).expect("about an order");
        assert_eq!(
            news,
            News {
                entry: JournalEntry {
                    event_id: "evt_1".to_owned(),
                    event_type: "payment_intent.succeeded".to_owned(),
                    created_at: 17,
                },
                order_id: OrderId("order_1".to_owned()),
                intent_id: "pi_1".to_owned(),
                report: Report::Succeeded {
                    received_minor: 2800,
                    currency: "usd".to_owned()
                },
            }
        );
    }

    #[test]
    fn what_kassa_did_not_sign_is_refused() {
        let body = event_body("payment_intent.succeeded", "succeeded", json!({}));
        let signature = Webhook::generate_test_header(&body, SECRET, None);
        let changed = body.replace("order_1", "order_2");
        assert!(verified_event(&headers(&signature), changed.as_bytes(), SECRET).is_none());
        assert!(verified_event(&headers(&signature), body.as_bytes(), "whsec_other").is_none());
        assert!(verified_event(&HeaderMap::new(), body.as_bytes(), SECRET).is_none());
        let old = Webhook::generate_test_header(&body, SECRET, Some(1_000));
        assert!(verified_event(&headers(&old), body.as_bytes(), SECRET).is_none());
    }

    #[test]
    fn the_status_of_the_intent_is_what_counts() {
        let table = [
            (
                "payment_intent.created",
                "requires_payment_method",
                Report::AwaitingBuyer,
            ),
            (
                "payment_intent.requires_action",
                "requires_action",
                Report::AwaitingAction,
            ),
            (
                "payment_intent.processing",
                "processing",
                Report::Processing,
            ),
            (
                "payment_intent.amount_capturable_updated",
                "requires_capture",
                Report::Processing,
            ),
            ("payment_intent.canceled", "canceled", Report::Canceled),
            ("payment_intent.created", "something_new", Report::Unknown),
        ];
        for (event_type, status, expected) in table {
            assert_eq!(
                report(event_type, status, json!({})),
                expected,
                "{event_type} {status}"
            );
        }
    }

    #[test]
    fn a_decline_carries_its_message() {
        let error = json!({"last_payment_error": {"type": "card_error", "message": "No funds."}});
        assert_eq!(
            report(
                "payment_intent.payment_failed",
                "requires_payment_method",
                error
            ),
            Report::Declined {
                message: "No funds.".to_owned()
            }
        );
    }

    #[test]
    fn a_voucher_is_something_to_pay_with_later() {
        for (kind, details, number) in [
            (
                "oxxo",
                json!({"number": "1234", "expires_after": 99}),
                Some("1234"),
            ),
            (
                "boleto",
                json!({"number": "5678", "expires_at": 99}),
                Some("5678"),
            ),
            (
                "multibanco",
                json!({"entity": "99999", "reference": "123", "expires_at": 99}),
                Some("99999 123"),
            ),
            ("konbini", json!({"expires_at": 99, "stores": {}}), None),
        ] {
            let kind = format!("{kind}_display_details");
            let action = json!({"next_action": { "type": kind, kind: details }});
            let voucher = Voucher {
                number: number.map(str::to_owned),
                expires_at: Some(99),
                hosted_url: None,
            };
            assert_eq!(
                report("payment_intent.requires_action", "requires_action", action),
                Report::VoucherIssued(voucher)
            );
        }
    }

    #[test]
    fn an_intent_of_somebody_else_is_of_no_interest() {
        let body = event_body(
            "payment_intent.succeeded",
            "succeeded",
            json!({"metadata": {}}),
        );
        let event = Webhook::insecure(&body).expect("readable");
        assert_eq!(news_in(event), None);
    }
}
