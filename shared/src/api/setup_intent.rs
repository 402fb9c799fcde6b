//! The merchant API's setup intent, drawn from the machine's state: a payment of nothing.

use crate::api::next_action::next_action;
use crate::api::payment_intent::{
    Audience, Rendering, automatic_payment_methods, configuration_details, last_error,
    payment_method_types,
};
use crate::api::payment_method_options::payment_method_options;
use crate::ids::{MandateId, SetupIntentId};
use crate::payment::method::PaymentMethod;
use crate::payment::options::SetupFutureUsage;
use crate::payment::state::{CancelReason, Payment, State};
use serde_json::{Value, json};

/// The fields that Stripe withholds from publishable keys.
const SECRET_KEY_FIELDS: &[&str] = &[
    "application",
    "customer",
    "excluded_payment_method_types",
    "latest_attempt",
    "mandate",
    "metadata",
    "on_behalf_of",
    "payment_method_configuration_details",
    "payment_method_options",
    "single_use_mandate",
];

/// The setup intent object.
pub fn setup_intent(payment: &Payment, rendering: Rendering<'_>) -> Value {
    let terms = &payment.terms;
    let cancellation_reason = match &payment.state {
        State::Canceled { reason, .. } => reason.and_then(CancelReason::as_str),
        _ => None,
    };
    let mut object = json!({
        "id": SetupIntentId::of(&payment.id),
        "object": "setup_intent",
        "allowed_payment_method_types": terms.methods,
        "application": null,
        "automatic_payment_methods": automatic_payment_methods(payment),
        "cancellation_reason": cancellation_reason,
        "client_secret": rendering.client_secret,
        "created": payment.created,
        "customer": terms.customer,
        "customer_account": null,
        "description": terms.description,
        "excluded_payment_method_types": (!terms.excluded.is_empty()).then_some(&terms.excluded),
        "flow_directions": null,
        "last_setup_error": last_error(payment, rendering),
        "latest_attempt": null,
        "livemode": rendering.livemode,
        "mandate": mandate(payment),
        "metadata": terms.metadata,
        "next_action": next_action(payment, rendering.code),
        "on_behalf_of": null,
        "payment_method": payment.state.method().map(|method| &method.id),
        "payment_method_configuration_details": configuration_details(terms),
        "payment_method_options": payment_method_options(terms),
        "payment_method_types": payment_method_types(payment),
        "single_use_mandate": null,
        "status": payment.state.status(),
        "usage": terms.future_usage.unwrap_or(SetupFutureUsage::OffSession).as_str(),
    });
    if let (Audience::PublishableKey, Some(fields)) = (rendering.audience, object.as_object_mut()) {
        for field in SECRET_KEY_FIELDS {
            fields.remove(*field);
        }
    }
    object
}

/// Under which the method can be debited, or what it leaves behind.
fn mandate(payment: &Payment) -> Option<&MandateId> {
    let own = payment.state.method().and_then(PaymentMethod::mandate);
    let left = payment
        .left_behind
        .as_ref()
        .and_then(PaymentMethod::mandate);
    own.or(left).map(|given| &given.id)
}
