//! The merchant API, proved with the official `stripe` npm package: the flows of Stripe's own
//! documentation run unchanged, and every answer is of the type that the package declares for it.
//!
//! A flow is a script in `flows/`; a test is its promise. `types/` reads the package's declarations,
//! `support/` holds answers against them. `appearance/` reads what merchants may do to the element's
//! looks, and `address/` how addresses are written, without a browser.

#[path = "../harness/mod.rs"]
mod harness;
mod operations;
mod script;

use script::{run, run_flow};

/// Names each flow's promise, and makes a test of it.
macro_rules! flows {
    ($($promise:ident: $script:literal;)+) => {
        /// The scripts in `flows/`.
        const FLOWS: &[&str] = &[$($script),+];

        $(#[tokio::test(flavor = "multi_thread")]
        async fn $promise() {
            run_flow($script).await;
        })+
    };
}

flows! {
    a_payment_is_accepted: "accept_a_payment";
    a_buyer_pays_on_the_providers_page: "pay_by_redirect";
    a_hold_is_captured_or_released_later: "capture_later";
    a_hold_is_raised_and_captured_in_parts: "capture_several_times";
    a_payment_is_refunded: "refund";
    every_movement_of_money_is_in_the_balance: "balance";
    a_list_is_walked_to_its_end: "paginate";
    a_buyer_proves_who_they_are: "authenticate_a_card";
    an_intent_changes_until_it_is_confirmed: "change_and_cancel";
    a_charge_is_what_the_books_say: "charges";
    a_page_hands_a_card_to_the_server_as_a_token: "confirmation_tokens";
    a_checkout_sees_what_its_customer_saved: "customer_sessions";
    a_customer_is_kept_changed_and_deleted: "customers";
    a_bank_account_is_debited: "debit_a_bank_account";
    a_dispute_is_answered: "dispute";
    a_dispute_is_told_of: "dispute_events";
    every_refusal_has_its_class: "errors";
    an_object_in_use_is_asked_again_later: "busy";
    everything_that_happened_can_be_read: "events";
    every_method_is_as_declared: "every_payment_method";
    an_answer_brings_what_it_names: "expand";
    an_account_chooses_its_methods: "payment_method_configurations";
    a_domain_is_registered_for_wallets: "payment_method_domains";
    a_customers_methods_are_attached_and_detached: "payment_methods";
    a_lost_answer_costs_nobody_anything: "retries";
    a_card_is_saved_while_paying: "save_while_paying";
    a_card_is_saved_without_paying: "save_without_paying";
    a_merchant_is_told_and_can_be_sure_by_whom: "webhooks";
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_not_as_declared_is_noticed() {
    run("support/strict_test.mjs").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_written_as_the_table_says() {
    run("address/formats_test.mjs").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appearance_styles_nothing_that_could_cover_load_or_break_out() {
    run("appearance/style_test.mjs").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_flow_sends_a_parameter_that_the_sdk_does_not_declare() {
    run("types/check_flows.mjs").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loader_is_what_pages_for_stripe_js_are_typed_against() {
    run("types/check_loader.mjs").await;
}
