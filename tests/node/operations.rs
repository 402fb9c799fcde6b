//! Every operation of the merchant API, and the flow that performs it.

use std::collections::BTreeSet;
use std::fs;

use edge_worker::router::{Access, ROUTES, Row};
use kassa::project::Project;

use crate::FLOWS;

/// Method and path, as the router has them, and a script that is answered with success.
pub const OPERATIONS: &[(&str, &str)] = &[
    ("POST /v1/payment_intents", "accept_a_payment"),
    ("GET /v1/payment_intents", "accept_a_payment"),
    ("GET /v1/payment_intents/{}", "accept_a_payment"),
    ("POST /v1/payment_intents/{}", "change_and_cancel"),
    ("POST /v1/payment_intents/{}/confirm", "accept_a_payment"),
    ("POST /v1/payment_intents/{}/capture", "capture_later"),
    ("POST /v1/payment_intents/{}/cancel", "change_and_cancel"),
    (
        "POST /v1/payment_intents/{}/increment_authorization",
        "capture_several_times",
    ),
    (
        "POST /v1/payment_intents/{}/verify_microdeposits",
        "debit_a_bank_account",
    ),
    (
        "POST /v1/setup_intents/{}/verify_microdeposits",
        "debit_a_bank_account",
    ),
    ("GET /v1/mandates/{}", "debit_a_bank_account"),
    ("POST /v1/setup_intents", "save_without_paying"),
    ("GET /v1/setup_intents", "save_without_paying"),
    ("GET /v1/setup_intents/{}", "save_without_paying"),
    ("POST /v1/setup_intents/{}", "save_without_paying"),
    ("POST /v1/setup_intents/{}/confirm", "save_without_paying"),
    ("POST /v1/setup_intents/{}/cancel", "save_without_paying"),
    ("POST /v1/payment_methods", "payment_methods"),
    ("GET /v1/payment_methods", "payment_methods"),
    ("GET /v1/payment_methods/{}", "payment_methods"),
    ("POST /v1/payment_methods/{}", "payment_methods"),
    ("POST /v1/payment_methods/{}/attach", "payment_methods"),
    ("POST /v1/payment_methods/{}/detach", "payment_methods"),
    ("POST /v1/customers", "customers"),
    ("GET /v1/customers", "customers"),
    ("GET /v1/customers/{}", "customers"),
    ("POST /v1/customers/{}", "customers"),
    ("DELETE /v1/customers/{}", "customers"),
    ("GET /v1/customers/{}/payment_methods", "payment_methods"),
    ("GET /v1/customers/{}/payment_methods/{}", "payment_methods"),
    ("POST /v1/customer_sessions", "customer_sessions"),
    ("POST /v1/confirmation_tokens", "confirmation_tokens"),
    ("GET /v1/confirmation_tokens/{}", "confirmation_tokens"),
    ("GET /v1/charges", "charges"),
    ("GET /v1/charges/{}", "charges"),
    ("POST /v1/charges/{}", "charges"),
    ("POST /v1/refunds", "refund"),
    ("GET /v1/refunds", "refund"),
    ("GET /v1/refunds/{}", "refund"),
    ("POST /v1/refunds/{}", "refund"),
    ("POST /v1/refunds/{}/cancel", "refund"),
    ("GET /v1/disputes", "dispute"),
    ("GET /v1/disputes/{}", "dispute"),
    ("POST /v1/disputes/{}", "dispute"),
    ("POST /v1/disputes/{}/close", "dispute"),
    ("GET /v1/events", "events"),
    ("GET /v1/events/{}", "events"),
    ("POST /v1/webhook_endpoints", "webhooks"),
    ("GET /v1/webhook_endpoints", "webhooks"),
    ("GET /v1/webhook_endpoints/{}", "webhooks"),
    ("POST /v1/webhook_endpoints/{}", "webhooks"),
    ("DELETE /v1/webhook_endpoints/{}", "webhooks"),
    ("POST /v1/webhook_endpoints/{}/roll_secret", "webhooks"),
    (
        "POST /v1/payment_method_configurations",
        "payment_method_configurations",
    ),
    (
        "GET /v1/payment_method_configurations",
        "payment_method_configurations",
    ),
    (
        "GET /v1/payment_method_configurations/{}",
        "payment_method_configurations",
    ),
    (
        "POST /v1/payment_method_configurations/{}",
        "payment_method_configurations",
    ),
    ("POST /v1/payment_method_domains", "payment_method_domains"),
    ("GET /v1/payment_method_domains", "payment_method_domains"),
    (
        "GET /v1/payment_method_domains/{}",
        "payment_method_domains",
    ),
    (
        "POST /v1/payment_method_domains/{}",
        "payment_method_domains",
    ),
    (
        "POST /v1/payment_method_domains/{}/validate",
        "payment_method_domains",
    ),
    ("GET /v1/balance", "balance"),
    ("GET /v1/balance_transactions", "balance"),
    ("GET /v1/balance_transactions/{}", "balance"),
];

/// Not of Stripe's API: what Kassa's element and its tool ask.
const KASSAS_OWN: &[&str] = &[
    "GET /v1/elements/contact",
    "GET /v1/elements/express",
    "GET /v1/elements/messaging",
    "GET /v1/webhook_endpoints/{}/deliveries",
    "POST /v1/elements/actions",
    "POST /v1/elements/apple_pay_sessions",
    "POST /v1/elements/payment_intents/{}",
    "POST /v1/elements/payment_methods/{}/detach",
    "POST /v1/elements/sessions",
    "POST /v1/elements/setup_intents/{}",
    "POST /v1/events/{}/resend",
    // The SDKs' name for what a page does with the publishable key.
    "POST /v1/test_helpers/confirmation_tokens",
];

#[test]
fn every_operation_is_performed_by_a_flow() {
    // What is between a buyer and Kassa is no operation of a merchant's.
    let is_merchants =
        |row: &&Row| !matches!(row.access, Access::PublishableKey | Access::OwnPages);
    let routed: BTreeSet<String> = ROUTES
        .iter()
        .filter(is_merchants)
        .map(|row| format!("{} {}", row.method.as_ref(), row.path))
        .filter(|operation| !KASSAS_OWN.contains(&operation.as_str()))
        .collect();
    let performed: BTreeSet<String> = OPERATIONS
        .iter()
        .map(|(operation, _)| (*operation).to_owned())
        .collect();
    assert_eq!(routed, performed);
}

#[test]
fn every_script_is_run() {
    let folder = Project::here().root().join("tests/node/flows");
    let scripts: BTreeSet<String> = fs::read_dir(folder)
        .expect("the folder of flows")
        .map(|entry| entry.expect("an entry").file_name().into_string())
        .map(|name| name.expect("UTF-8").replace(".mjs", ""))
        .collect();
    let run: BTreeSet<String> = FLOWS.iter().map(|flow| (*flow).to_owned()).collect();
    assert_eq!(scripts, run);
}
