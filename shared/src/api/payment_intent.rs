//! The merchant API's payment intent, drawn from the machine's state.

use crate::api::charge::shipping;
use crate::api::next_action::{DrawnCode, next_action};
use crate::api::payment_method::payment_method;
use crate::api::payment_method_options::payment_method_options;
use crate::gather::gather;
use crate::methods::MethodType;
use crate::payment::failure::Failure;
use crate::payment::state::{Payment, State};
use crate::payment::terms::{Purpose, Terms};
use serde_json::{Map, Value, json};

/// Who reads the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// The merchant's server: every field.
    SecretKey,
    /// A browser with the client secret: what Stripe shows to publishable keys.
    PublishableKey,
}

/// What the object shows beside the payment's own log.
#[derive(Debug, Clone, Copy)]
pub struct Rendering<'a> {
    pub client_secret: &'a str,
    /// What the buyer shall scan now, where they shall.
    pub code: Option<&'a DrawnCode>,
    pub livemode: bool,
    pub audience: Audience,
}

/// The fields that Stripe withholds from publishable keys.
const SECRET_KEY_FIELDS: &[&str] = &[
    "amount_capturable",
    "amount_received",
    "application",
    "application_fee_amount",
    "customer",
    "excluded_payment_method_types",
    "latest_charge",
    "metadata",
    "on_behalf_of",
    "payment_method_configuration_details",
    "payment_method_options",
    "review",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
    "transfer_group",
];

/// What a method shows of its owner and of the merchant's notes.
const METHOD_SECRET_KEY_FIELDS: &[&str] = &["customer", "customer_account", "metadata"];

/// The payment intent object.
pub fn payment_intent(payment: &Payment, rendering: Rendering<'_>) -> Value {
    let terms = &payment.terms;
    let (canceled_at, cancellation_reason) = match &payment.state {
        State::Canceled { reason, at } => (
            Some(*at),
            reason.and_then(crate::payment::state::CancelReason::as_str),
        ),
        _ => (None, None),
    };
    let mut object = json!({
        "id": payment.id,
        "object": "payment_intent",
        "allowed_payment_method_types": terms.methods,
        "amount": terms.amount.minor(),
        "amount_capturable": payment.amount_capturable().minor(),
        "amount_details": { "tip": {} },
        "amount_received": payment.amount_received().minor(),
        "application": null,
        "application_fee_amount": null,
        "automatic_payment_methods": automatic_payment_methods(payment),
        "canceled_at": canceled_at,
        "cancellation_reason": cancellation_reason,
        "capture_method": terms.capture.as_str(),
        "client_secret": rendering.client_secret,
        "confirmation_method": terms.confirmation.as_str(),
        "created": payment.created,
        "currency": terms.amount.currency(),
        "customer": terms.customer,
        "customer_account": null,
        "description": terms.description,
        "excluded_payment_method_types": (!terms.excluded.is_empty()).then_some(&terms.excluded),
        "last_payment_error": last_error(payment, rendering),
        "latest_charge": payment.latest_charge,
        "livemode": rendering.livemode,
        "managed_payments": null,
        "metadata": terms.metadata,
        "next_action": next_action(payment, rendering.code),
        "on_behalf_of": null,
        "payment_method": payment.state.method().map(|method| &method.id),
        "payment_method_configuration_details": configuration_details(terms),
        "payment_method_options": payment_method_options(terms),
        "payment_method_types": payment_method_types(payment),
        "payment_record": null,
        "processing": null,
        "receipt_email": terms.receipt_email,
        "review": null,
        "setup_future_usage": terms.future_usage.map(|usage| usage.as_str()),
        "shipping": shipping(terms.shipping.as_ref()),
        "source": null,
        "statement_descriptor": terms.statement_descriptor,
        "statement_descriptor_suffix": terms.statement_descriptor_suffix,
        "status": payment.state.status(),
        "transfer_data": null,
        "transfer_group": null,
    });
    match (rendering.audience, object.as_object_mut()) {
        (Audience::PublishableKey, Some(fields)) => withhold(fields),
        (Audience::SecretKey | Audience::PublishableKey, _) => {}
    }
    object
}

/// Which configuration chose the methods, where one did.
pub(super) fn configuration_details(terms: &Terms) -> Value {
    match &terms.configuration {
        Some(configured) if terms.methods.is_none() => {
            json!({ "id": configured.id, "parent": null })
        }
        Some(_) | None => Value::Null,
    }
}

fn withhold(fields: &mut Map<String, Value>) {
    for field in SECRET_KEY_FIELDS {
        fields.remove(*field);
    }
}

pub(super) fn automatic_payment_methods(payment: &Payment) -> Value {
    if payment.terms.methods.is_some() {
        return Value::Null;
    }
    let allow_redirects = if payment.terms.allow_redirects {
        "always"
    } else {
        "never"
    };
    json!({ "allow_redirects": allow_redirects, "enabled": true })
}

/// What the merchant listed, else what the checkout's currency and amount allow.
pub(super) fn payment_method_types(payment: &Payment) -> Vec<MethodType> {
    match &payment.terms.methods {
        Some(listed) => listed.clone(),
        None => payment.terms.offers(None).offered,
    }
}

/// `last_payment_error`, or `last_setup_error`.
pub(super) fn last_error(payment: &Payment, rendering: Rendering<'_>) -> Value {
    let failure = payment.state.last_failure();
    failure.map_or(Value::Null, |failure| {
        failure_error(
            failure,
            payment.terms.purpose,
            rendering.livemode,
            rendering.audience,
        )
    })
}

/// A failure as the `error` of an answer and as `last_payment_error` show it.
pub fn failure_error(
    failure: &Failure,
    purpose: Purpose,
    livemode: bool,
    audience: Audience,
) -> Value {
    let mut method = payment_method(&failure.method, livemode);
    if let (Audience::PublishableKey, Some(fields)) = (audience, method.as_object_mut()) {
        METHOD_SECRET_KEY_FIELDS.iter().for_each(|field| {
            fields.remove(*field);
        });
    }
    let fields = [
        (
            "charge",
            failure.charge.as_ref().map(|charge| json!(charge)),
        ),
        ("code", Some(json!(failure.cause.code(purpose)))),
        (
            "decline_code",
            failure.cause.decline_code().map(|code| json!(code)),
        ),
        ("message", Some(json!(failure.cause.message()))),
        (
            "param",
            failure
                .cause
                .param(failure.method.method_type())
                .map(|param| json!(param)),
        ),
        ("payment_method", Some(method)),
        ("type", Some(json!(failure.cause.error_type()))),
    ];
    let known = fields
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name.to_owned(), value)));
    Value::Object(gather(known))
}
