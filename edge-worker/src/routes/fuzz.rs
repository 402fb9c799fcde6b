//! Whatever a form holds, reading a request's parameters from it never panics, and refuses with a 4xx
//! that names the parameter. (What needs the runtime, such as the clock that a card's expiry is
//! compared with, is fuzzed over HTTP by the end-to-end tests.)
//!
//! `KASSA_NIGHTLY=50` tries fifty times as many.

use super::{
    buyers_options, confirmation, customer_sessions, customers, disputes, events, intent_terms,
    intents, link, list_query, payment_intents, payment_method_configurations, payment_method_data,
    setup_intents, shipping, webhook_endpoints,
};
use crate::api_request::Client;
use crate::form::Fields;
use crate::metadata::{metadata, metadata_change};
use crate::mode::Mode;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use shared::api::error::ApiError;

const CASES: u32 = 1_000;

fn cases() -> ProptestConfig {
    let factor = std::env::var("KASSA_NIGHTLY").ok();
    let factor: u32 = factor.and_then(|n| n.parse().ok()).unwrap_or(1);
    ProptestConfig::with_cases(CASES * factor)
}

/// The parameters of one kind of request.
type Reader = fn(&mut Fields) -> Result<(), ApiError>;

const READERS: &[Reader] = &[
    new_intent,
    |fields| {
        let options = intent_terms::method_options(fields)?;
        intent_terms::shared_changes(fields, options)?;
        payment_intents::descriptors(fields)?;
        metadata_change(fields).map(drop)
    },
    |fields| {
        confirmation::return_url(fields)?;
        confirmation::off_session(fields)?;
        confirmation::mandate_data(fields, &Client::default()).map(drop)
    },
    |fields| buyers_options::buyers_options(fields).map(drop),
    |fields| intents::cancellation_reason(fields).map(drop),
    |fields| setup_intents::usage(fields).map(drop),
    |fields| {
        list_query::page(fields)?;
        list_query::created(fields).map(drop)
    },
    |fields| customers::changes(fields).map(drop),
    |fields| match fields.nested("components")? {
        Some(components) => customer_sessions::components(components).map(drop),
        None => Ok(()),
    },
    |fields| link::given_address(fields).map(drop),
    |fields| disputes::evidence(fields).map(drop),
    |fields| events::types(fields).map(drop),
    |fields| payment_method_configurations::changes(fields).map(drop),
    |fields| {
        payment_method_data::allow_redisplay(fields)?;
        match fields.nested("billing_details")? {
            Some(billing) => payment_method_data::billing_details(billing).map(drop),
            None => Ok(()),
        }
    },
    |fields| {
        webhook_endpoints::url(fields, Mode::Test)?;
        webhook_endpoints::enabled_events(fields)?;
        webhook_endpoints::description_change(fields).map(drop)
    },
];

fn new_intent(fields: &mut Fields) -> Result<(), ApiError> {
    fields.integer("amount")?;
    payment_intents::currency(fields)?;
    intent_terms::capture_method(fields)?;
    intent_terms::future_usage(fields)?;
    let methods = intent_terms::filled_methods(intent_terms::method_types(fields)?)?;
    intent_terms::allow_redirects(fields, methods.is_some())?;
    intent_terms::excluded_types(fields)?;
    intent_terms::method_options(fields)?;
    shipping::given_shipping(fields)?;
    metadata(fields).map(drop)
}

const NAMES: &[&str] = &[
    "amount",
    "currency",
    "capture_method",
    "setup_future_usage",
    "usage",
    "automatic_payment_methods",
    "allowed_payment_method_types",
    "payment_method_types",
    "excluded_payment_method_types",
    "payment_method_options",
    "shipping",
    "metadata",
    "receipt_email",
    "statement_descriptor",
    "return_url",
    "off_session",
    "mandate_data",
    "cancellation_reason",
    "limit",
    "starting_after",
    "ending_before",
    "created",
    "name",
    "email",
    "phone",
    "address",
    "preferred_locales",
    "invoice_settings",
    "tax_exempt",
    "components",
    "evidence",
    "type",
    "types",
    "billing_details",
    "allow_redisplay",
    "url",
    "enabled_events",
    "description",
    "card",
];

const INNER_NAMES: &[&str] = &[
    "",
    "0",
    "1",
    "4294967296",
    "enabled",
    "allow_redirects",
    "card",
    "klarna",
    "capture_method",
    "request_multicapture",
    "request_three_d_secure",
    "name",
    "address",
    "country",
    "line1",
    "customer_acceptance",
    "online",
    "offline",
    "ip_address",
    "accepted_at",
    "gte",
    "lt",
    "default_payment_method",
    "payment_element",
    "features",
    "payment_method_save",
    "uncategorized_text",
    "display_preference",
    "preference",
];

const VALUES: &[&str] = &[
    "",
    "0",
    "-1",
    "1999",
    "9223372036854775807",
    "-9223372036854775808",
    "1e9",
    "true",
    "enabled",
    "usd",
    "XXX",
    "manual",
    "card",
    "klarna",
    "if_available",
    "off_session",
    "online",
    "SE",
    "svensk",
    "https://shop.example/",
    "https://[::1",
    "javascript:alert(1)",
    "http://169.254.169.254/",
    "*",
    "payment_intent.*",
    "charge.refunded",
    "ada@shop.example",
    "@.",
    "on",
    "always",
];

/// `metadata[a][0]`, mostly of names that somewhere mean something.
fn name() -> impl Strategy<Value = String> {
    let inner = prop_oneof![
        6 => select(INNER_NAMES).prop_map(str::to_owned),
        1 => "\\PC{0,45}",
    ];
    (select(NAMES), vec(inner, 0..4)).prop_map(|(head, inner)| {
        let inner = inner.iter().map(|key| format!("[{key}]"));
        format!("{head}{}", inner.collect::<String>())
    })
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => select(VALUES).prop_map(str::to_owned),
        2 => "\\PC{0,60}",
        1 => ".{500,1100}",
    ]
}

fn encoded(pairs: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// A refusal as the SDKs expect it.
fn check(error: &ApiError) -> Result<(), TestCaseError> {
    prop_assert!((400..500).contains(&error.status), "{error:?}");
    prop_assert!(!error.message.is_empty(), "{error:?}");
    prop_assert!(error.param.is_some(), "{error:?}");
    Ok(())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn no_parameters_make_a_reader_panic(pairs in vec((name(), value()), 0..10)) {
        let body = encoded(&pairs);
        for reader in READERS {
            match Fields::parse(body.as_bytes()) {
                Err(error) => check(&error)?,
                Ok(mut fields) => {
                    let read = reader(&mut fields).and_then(|()| fields.finish());
                    if let Err(error) = read {
                        check(&error)?;
                    }
                }
            }
        }
    }

    #[test]
    fn no_bytes_make_the_parser_panic(body in vec(any::<u8>(), 0..400)) {
        if let Err(error) = Fields::parse(&body) {
            check(&error)?;
        }
    }

    #[test]
    fn no_nesting_makes_the_parser_panic(body in "([a-c0-2%&=]|\\[|\\]|\\[\\]){0,200}") {
        match Fields::parse(body.as_bytes()).and_then(Fields::finish) {
            Ok(()) => {}
            Err(error) => check(&error)?,
        }
    }
}

#[test]
fn as_many_parameters_as_a_body_holds_are_refused_at_once() {
    for pair in ["a[]=1&", "a=1&", "a[b][c][d]=&", "&", "=&"] {
        let body = pair.repeat(crate::form::BODY_BYTES_MAX / pair.len());
        let read = Fields::parse(body.as_bytes());
        assert_eq!(read.is_err(), pair != "&", "{pair}");
    }
}
