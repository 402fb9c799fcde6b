//! The types of events, as Stripe documents them for the objects that Kassa has.

/// Every type that an endpoint can ask for, sorted.
pub const EVENT_TYPES: &[&str] = &[
    "balance.available",
    "charge.captured",
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.dispute.funds_reinstated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.updated",
    "charge.expired",
    "charge.failed",
    "charge.pending",
    "charge.refund.updated",
    "charge.refunded",
    "charge.succeeded",
    "charge.updated",
    "customer.created",
    "customer.deleted",
    "customer.updated",
    "mandate.updated",
    "payment_intent.amount_capturable_updated",
    "payment_intent.canceled",
    "payment_intent.created",
    "payment_intent.partially_funded",
    "payment_intent.payment_failed",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "payment_intent.succeeded",
    "payment_method.attached",
    "payment_method.automatically_updated",
    "payment_method.detached",
    "payment_method.updated",
    "refund.created",
    "refund.failed",
    "refund.updated",
    "setup_intent.canceled",
    "setup_intent.created",
    "setup_intent.requires_action",
    "setup_intent.setup_failed",
    "setup_intent.succeeded",
];

/// Stands for every type.
pub const EVERY_EVENT: &str = "*";

/// Whether an endpoint can ask for it.
pub fn is_known(text: &str) -> bool {
    text == EVERY_EVENT || EVENT_TYPES.binary_search(&text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_are_sorted_so_that_each_is_found() {
        assert!(EVENT_TYPES.is_sorted());
        assert!(EVENT_TYPES.iter().all(|kind| is_known(kind)));
        assert!(is_known("*"));
        for unknown in ["", "payment_intent", "payment_intent.*", "invoice.paid"] {
            assert!(!is_known(unknown), "{unknown}");
        }
    }
}
