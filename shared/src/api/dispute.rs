//! The merchant API's dispute.

use crate::gather::gather;
use crate::ids::ChargeId;
use crate::payment::dispute::{Dispute, DisputeReason};
use crate::payment::method::{CardBrand, Instrument};
use crate::payment::state::Payment;
use serde_json::{Map, Value, json};

/// What a merchant can say in their defence; values are texts, or ids of files.
pub const EVIDENCE_FIELDS: &[&str] = &[
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
];

/// The dispute object. `transactions` are the movements of the merchant's balance that it caused,
/// as objects.
pub fn dispute(
    payment: &Payment,
    charge: &ChargeId,
    dispute: &Dispute,
    transactions: Vec<Value>,
    livemode: bool,
) -> Value {
    let has_evidence = !dispute.evidence.is_empty();
    json!({
        "id": dispute.id,
        "object": "dispute",
        "amount": dispute.case.amount.minor(),
        "balance_transactions": transactions,
        "charge": charge,
        "created": dispute.created,
        "currency": dispute.case.amount.currency(),
        "enhanced_eligibility_types": [],
        "evidence": evidence(dispute),
        "evidence_details": {
            "due_by": dispute.case.evidence_due_by,
            "enhanced_eligibility": {},
            "has_evidence": has_evidence,
            // Evidence that comes too late is refused, so none was ever submitted late.
            "past_due": false,
            "submission_count": dispute.submission_count,
            "submission_method": if dispute.submission_count > 0 { "manual" } else { "not_submitted" },
        },
        "intended_submission_method": "manual",
        "is_charge_refundable": !dispute.holds_the_money(),
        "livemode": livemode,
        "metadata": dispute.metadata,
        "payment_intent": payment.id,
        "payment_method_details": payment_method_details(payment, dispute),
        "reason": dispute.case.reason.as_str(),
        "status": dispute.status().as_str(),
    })
}

fn evidence(dispute: &Dispute) -> Value {
    let told = EVIDENCE_FIELDS
        .iter()
        .map(|field| ((*field).to_owned(), json!(dispute.evidence.get(*field))));
    let mut fields: Map<String, Value> = gather(told);
    fields.insert("enhanced_evidence".to_owned(), json!({}));
    fields.into()
}

/// `null` for methods about whose disputes the API documents nothing.
fn payment_method_details(payment: &Payment, dispute: &Dispute) -> Value {
    match payment.state.method().map(|method| &method.instrument) {
        Some(Instrument::Card(card)) => {
            let network = payment.terms.network_of(card);
            json!({
                "type": "card",
                "card": {
                    "brand": card.brand,
                    "case_type": if dispute.case.inquiry { "inquiry" } else { "chargeback" },
                    "network": network,
                    "network_reason_code": network_reason_code(network, dispute.case.reason),
                },
            })
        }
        Some(Instrument::Link(_) | Instrument::Account(_) | Instrument::Described(_)) | None => {
            Value::Null
        }
    }
}

/// Visa's and Mastercard's public codes for the reasons that have one.
fn network_reason_code(network: CardBrand, reason: DisputeReason) -> Option<&'static str> {
    match (network, reason) {
        (CardBrand::Visa, DisputeReason::Fraudulent) => Some("10.4"),
        (CardBrand::Visa, DisputeReason::ProductNotReceived) => Some("13.1"),
        (CardBrand::Visa, DisputeReason::ProductUnacceptable) => Some("13.3"),
        (CardBrand::Visa, DisputeReason::Duplicate) => Some("12.6"),
        (CardBrand::Mastercard, DisputeReason::Fraudulent) => Some("4837"),
        (CardBrand::Mastercard, DisputeReason::ProductNotReceived) => Some("4853"),
        (_, _) => None,
    }
}
