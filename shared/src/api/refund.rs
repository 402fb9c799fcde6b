//! The merchant API's refund.

use crate::ids::{BalanceTransactionId, ChargeId};
use crate::methods::MethodType;
use crate::payment::refund::{Refund, RefundReason, RefundStanding, RefundStatus};
use crate::payment::state::Payment;
use serde_json::{Value, json};

/// The movements of the merchant's balance that a refund caused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RefundTransactions<'a> {
    pub taken: Option<&'a BalanceTransactionId>,
    /// Came back, because the refund failed or was canceled.
    pub returned: Option<&'a BalanceTransactionId>,
}

/// The refund object.
pub fn refund(
    payment: &Payment,
    charge: &ChargeId,
    refund: &Refund,
    transactions: RefundTransactions<'_>,
) -> Value {
    let method = payment.state.method();
    let status = refund.status();
    let mut object = json!({
        "id": refund.id,
        "object": "refund",
        "amount": refund.amount.minor(),
        "balance_transaction": transactions.taken,
        "charge": charge,
        "created": refund.created,
        "currency": refund.amount.currency(),
        "customer": payment.terms.customer,
        "customer_account": null,
        "destination_details": destination(method.map(|method| method.method_type()), status),
        "metadata": refund.metadata,
        "payment_intent": payment.id,
        "payment_method": method.map(|method| &method.id),
        "reason": refund.reason.map(RefundReason::as_str),
        "receipt_number": null,
        "source_transfer_reversal": null,
        "status": status.as_str(),
        "transfer_reversal": null,
    });
    let Some(fields) = object.as_object_mut() else {
        return object;
    };
    if let RefundStanding::Failed { reason } = &refund.standing {
        fields.insert("failure_reason".to_owned(), json!(reason.as_str()));
    }
    if let Some(returned) = transactions.returned {
        fields.insert("failure_balance_transaction".to_owned(), json!(returned));
    }
    match status {
        RefundStatus::Pending => {
            fields.insert("pending_reason".to_owned(), json!("processing"));
        }
        RefundStatus::RequiresAction
        | RefundStatus::Succeeded
        | RefundStatus::Failed
        | RefundStatus::Canceled => {}
    }
    object
}

fn destination(method: Option<MethodType>, status: RefundStatus) -> Value {
    match method {
        None => Value::Null,
        Some(MethodType::Card) => json!({
            "type": "card",
            "card": {
                "reference_status": match status {
                    RefundStatus::Succeeded | RefundStatus::Pending | RefundStatus::RequiresAction => "pending",
                    RefundStatus::Failed | RefundStatus::Canceled => "unavailable",
                },
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            },
        }),
        Some(other) => json!({ "type": other.as_str(), other.as_str(): {} }),
    }
}
