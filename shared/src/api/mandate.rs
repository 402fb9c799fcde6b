//! The merchant API's mandate: the buyer's consent to debits of their account.

use crate::methods::MethodType;
use crate::payment::attempt::AcceptanceKind;
use crate::payment::mandate::Mandate;
use crate::payment::method::PaymentMethod;
use crate::payment::state::Payment;
use serde_json::{Value, json};

/// The mandate object. `method` is what it is about, in the payment at whose confirmation it was
/// given; `origin` is Kassa's own.
pub fn mandate(
    mandate: &Mandate,
    method: &PaymentMethod,
    payment: &Payment,
    origin: &str,
    livemode: bool,
) -> Value {
    let kind = method.method_type();
    let url = format!("{origin}/v1/mandates/{}", mandate.id);
    let mut object = json!({
        "id": mandate.id,
        "object": "mandate",
        "customer_acceptance": acceptance(mandate),
        "livemode": livemode,
        "payment_method": method.id,
        "payment_method_details": {
            "type": kind.as_str(),
            kind.as_str(): details(kind, mandate, payment, &url),
        },
        "status": payment.mandate_standing(mandate).as_str(),
    });
    let (name, scope) = match mandate.single_use {
        Some(amount) => (
            "single_use",
            json!({ "amount": amount.minor(), "currency": amount.currency() }),
        ),
        None => ("multi_use", json!({})),
    };
    if let Some(fields) = object.as_object_mut() {
        fields.insert("type".to_owned(), json!(name));
        fields.insert(name.to_owned(), scope);
    }
    object
}

fn acceptance(mandate: &Mandate) -> Value {
    let (kind, how) = match &mandate.acceptance {
        AcceptanceKind::Online {
            ip_address,
            user_agent,
        } => (
            "online",
            json!({ "ip_address": ip_address, "user_agent": user_agent }),
        ),
        AcceptanceKind::Offline => ("offline", json!({})),
    };
    json!({ "accepted_at": mandate.accepted_at, "type": kind, kind: how })
}

/// What the API documents for each method. The sandbox's banks accept every mandate at once.
fn details(method: MethodType, mandate: &Mandate, payment: &Payment, url: &str) -> Value {
    let chosen = |name: &str| payment.terms.options_of.get(&method)?.get(name);
    // The scheme's own name for it: letters and digits, so the id without its prefix.
    let own = mandate.id.as_str().trim_start_matches("mandate_");
    let prefix = chosen("mandate_options.reference_prefix").map_or("", String::as_str);
    let reference = format!("{prefix}{own}");
    match method {
        MethodType::AcssDebit => json!({
            "interval_description": chosen("mandate_options.interval_description"),
            "payment_schedule": chosen("mandate_options.payment_schedule")
                .map_or("sporadic", String::as_str),
            "transaction_type": chosen("mandate_options.transaction_type")
                .map_or("personal", String::as_str),
        }),
        MethodType::AuBecsDebit => json!({ "url": url }),
        MethodType::BacsDebit => json!({
            "display_name": null,
            "network_status": "accepted",
            "reference": reference,
            "revocation_reason": null,
            "service_user_number": null,
            "url": url,
        }),
        MethodType::SepaDebit => json!({ "reference": reference, "url": url }),
        _ => json!({}),
    }
}
