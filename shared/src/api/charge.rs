//! The merchant API's charge: what became of one attempt that a partner accepted or declined.

mod outcome;

use outcome::outcome;

use super::card_wallet::card_wallet;
use super::payment_method_details::account_details;
use crate::api::payment_method::{address, billing_details, checks};
use crate::ids::BalanceTransactionId;
use crate::methods::MethodType;
use crate::payment::charge::{Charge, ChargeStanding};
use crate::payment::failure::FailureCause;
use crate::payment::method::{CardSummary, Instrument};
use crate::payment::options::CaptureMethod;
use crate::payment::state::{Payment, State};
use crate::payment::terms::{Purpose, Shipping, Terms};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The charge object. `transaction` is the movement of the merchant's balance that it caused.
pub fn charge(
    payment: &Payment,
    charge: &Charge,
    transaction: Option<&BalanceTransactionId>,
    livemode: bool,
) -> Value {
    let terms = &payment.terms;
    let amounts = Amounts::of(payment, charge);
    let cause = match &charge.standing {
        ChargeStanding::Failed { cause } => Some(cause),
        ChargeStanding::Authorized { .. }
        | ChargeStanding::Captured { .. }
        | ChargeStanding::Pending
        | ChargeStanding::Voided { .. } => None,
    };
    let is_pending = charge.standing == ChargeStanding::Pending;
    json!({
        "id": charge.id,
        "object": "charge",
        "amount": charge.amount.minor(),
        "amount_captured": amounts.captured,
        "amount_refunded": amounts.refunded,
        "application": null,
        "application_fee": null,
        "application_fee_amount": null,
        "balance_transaction": transaction,
        "billing_details": billing_details(&charge.method.billing),
        "calculated_statement_descriptor": terms.statement_descriptor,
        "captured": is_captured(terms, charge),
        "created": charge.created,
        "currency": charge.amount.currency(),
        "customer": terms.customer,
        "description": charge.description,
        "disputed": is_disputed(payment, charge),
        "failure_balance_transaction": null,
        "failure_code": cause.map(|cause| cause.code(Purpose::Payment)),
        "failure_message": cause.map(FailureCause::message),
        "fraud_details": {},
        "livemode": livemode,
        "metadata": charge.metadata,
        "on_behalf_of": null,
        "outcome": outcome(cause, charge.finding.as_ref()),
        "paid": cause.is_none() && !is_pending,
        "payment_intent": payment.id,
        "payment_method": charge.method.id,
        "payment_method_details": payment_method_details(payment, charge),
        "radar_options": {},
        "receipt_email": charge.receipt_email,
        "receipt_number": null,
        "receipt_url": null,
        "refunded": amounts.refunded > 0 && amounts.refunded >= amounts.refundable,
        "review": null,
        "shipping": shipping(charge.shipping.as_ref()),
        "source": null,
        "source_transfer": null,
        "statement_descriptor": terms.statement_descriptor,
        "statement_descriptor_suffix": terms.statement_descriptor_suffix,
        "status": status(&charge.standing),
        "transfer_data": null,
        "transfer_group": null,
    })
}

fn status(standing: &ChargeStanding) -> &'static str {
    match standing {
        ChargeStanding::Pending => "pending",
        ChargeStanding::Failed { .. } => "failed",
        ChargeStanding::Authorized { .. }
        | ChargeStanding::Captured { .. }
        | ChargeStanding::Voided { .. } => "succeeded",
    }
}

/// Whether nothing is left to ask the bank for. What it is at work on is asked for whole, unless the
/// merchant wants to capture it.
fn is_captured(terms: &Terms, charge: &Charge) -> bool {
    match &charge.standing {
        ChargeStanding::Pending => {
            terms.capture_of(charge.method.method_type()) != CaptureMethod::Manual
        }
        ChargeStanding::Captured { .. } => true,
        ChargeStanding::Failed { .. }
        | ChargeStanding::Authorized { .. }
        | ChargeStanding::Voided { .. } => false,
    }
}

/// Minor units.
struct Amounts {
    captured: i64,
    refunded: i64,
    /// What going back makes the charge a refunded one.
    refundable: i64,
}

impl Amounts {
    fn of(payment: &Payment, charge: &Charge) -> Self {
        match &charge.standing {
            ChargeStanding::Pending if is_captured(&payment.terms, charge) => Self {
                captured: charge.amount.minor(),
                refunded: 0,
                refundable: charge.amount.minor(),
            },
            ChargeStanding::Pending | ChargeStanding::Failed { .. } => Self {
                captured: 0,
                refunded: 0,
                refundable: 0,
            },
            ChargeStanding::Authorized { captured, .. } => Self {
                captured: captured.minor(),
                refunded: 0,
                refundable: charge.amount.minor(),
            },
            ChargeStanding::Captured { amount, .. } => Self {
                captured: amount.minor(),
                refunded: refunded(payment, charge),
                refundable: amount.minor(),
            },
            // An authorisation that was given up reads as refunded whole.
            ChargeStanding::Voided { .. } => Self {
                captured: 0,
                refunded: charge.amount.minor(),
                refundable: charge.amount.minor(),
            },
        }
    }
}

/// What the partner has taken on.
fn refunded(payment: &Payment, of: &Charge) -> i64 {
    match &payment.state {
        State::Succeeded {
            charge, refunds, ..
        } if *charge == of.id => refunds
            .iter()
            .filter(|refund| refund.counts() && !refund.is_asked_for())
            .map(|refund| refund.amount.minor())
            .fold(0, i64::saturating_add),
        _ => 0,
    }
}

fn is_disputed(payment: &Payment, of: &Charge) -> bool {
    match &payment.state {
        State::Succeeded {
            charge, disputes, ..
        } => *charge == of.id && !disputes.is_empty(),
        _ => false,
    }
}

fn payment_method_details(payment: &Payment, charge: &Charge) -> Value {
    let kind = charge.method.method_type();
    let (terms, billing) = (&payment.terms, &charge.method.billing);
    let details = match &charge.method.instrument {
        Instrument::Card(card) => card_details(terms, charge, card),
        Instrument::Link(_) => account_details(MethodType::Link, &BTreeMap::new(), terms, billing),
        Instrument::Account(method) => account_details(*method, &BTreeMap::new(), terms, billing),
        Instrument::Described(account) => {
            account_details(account.method, &account.details, terms, billing)
        }
    };
    let mut details = details;
    if let Some(fields) = details.as_object_mut() {
        let told = charge.voucher.iter();
        fields.extend(told.map(|(name, value)| (name.clone(), json!(value))));
    }
    if let (true, Some(left), Some(fields)) = (
        is_latest(payment, charge),
        &payment.left_behind,
        details.as_object_mut(),
    ) {
        let kind = left.method_type();
        let mandate = left.mandate().map(|given| &given.id);
        fields.insert(format!("generated_{kind}"), json!(left.id));
        fields.insert(format!("generated_{kind}_mandate"), json!(mandate));
    }
    // Stripe shows the mandates of all but one.
    if let (Some(mandate), Some(fields)) = (charge.method.mandate(), details.as_object_mut())
        && kind != MethodType::NzBankAccount
    {
        fields.insert("mandate".to_owned(), json!(mandate.id));
    }
    json!({ "type": kind.as_str(), kind.as_str(): details })
}

fn is_latest(payment: &Payment, charge: &Charge) -> bool {
    payment.latest_charge.as_ref() == Some(&charge.id)
}

fn card_details(terms: &Terms, charge: &Charge, card: &CardSummary) -> Value {
    let failed = matches!(charge.standing, ChargeStanding::Failed { .. });
    let capture_before = match &charge.standing {
        ChargeStanding::Authorized { expires_at, .. } => Some(*expires_at),
        ChargeStanding::Failed { .. }
        | ChargeStanding::Pending
        | ChargeStanding::Captured { .. }
        | ChargeStanding::Voided { .. } => None,
    };
    let mut details = json!({
        "amount_authorized": if failed { None } else { Some(charge.amount.minor()) },
        "authorization_code": null,
        "brand": card.brand,
        "checks": checks(),
        "country": card.country,
        "electronic_commerce_indicator": null,
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
        "extended_authorization": { "status": "disabled" },
        "fingerprint": card.fingerprint,
        "funding": card.funding,
        "incremental_authorization": availability(terms.request_incremental_authorization),
        "installments": null,
        "last4": card.last4,
        "mandate": null,
        "multicapture": availability(terms.request_multicapture),
        "network": charge.network,
        "network_token": { "used": false },
        "network_transaction_id": null,
        "overcapture": {
            "maximum_amount_capturable": charge.amount.minor(),
            "status": "unavailable",
        },
        "regulated_status": "unregulated",
        "three_d_secure": three_d_secure(charge, failed),
        "transaction_link_id": null,
        "wallet": card_wallet(card),
    });
    if let (Some(at), Some(fields)) = (capture_before, details.as_object_mut()) {
        fields.insert("capture_before".to_owned(), json!(at));
    }
    details
}

/// What has to be asked for before the authorisation.
fn availability(is_requested: bool) -> Value {
    json!({ "status": if is_requested { "available" } else { "unavailable" } })
}

fn three_d_secure(charge: &Charge, failed: bool) -> Value {
    if !charge.authenticated {
        return Value::Null;
    }
    json!({
        "authentication_flow": "challenge",
        "electronic_commerce_indicator": if failed { Value::Null } else { json!("05") },
        "exemption_indicator": null,
        "result": "authenticated",
        "result_reason": null,
        "transaction_id": null,
        "version": "2.2.0",
    })
}

/// `shipping` of intents and charges.
pub fn shipping(shipping: Option<&Shipping>) -> Value {
    match shipping {
        None => Value::Null,
        Some(shipping) => json!({
            "address": address(&shipping.address),
            "carrier": shipping.carrier,
            "name": shipping.name,
            "phone": shipping.phone,
            "tracking_number": shipping.tracking_number,
        }),
    }
}
