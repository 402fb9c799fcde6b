//! Which properties of which objects can be expanded.

use super::LEVELS_MAX;
use crate::objects::account::wire::KeyKind;
use shared::api::error::ApiError;

/// The property of a charge under which its refunds are included.
pub const INCLUDED_REFUNDS: &str = "refunds";
/// A buyer's browser may see the method that it pays with, and nothing behind it.
const FOR_PUBLISHABLE_KEYS: &[&str] = &["payment_method"];

/// What an operation answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// An object of this name.
    One(&'static str),
    /// A list of such objects.
    ListOf(&'static str),
}

/// What stands at a property.
#[derive(Debug, Clone, Copy)]
enum Target {
    /// The id of an object of one of these names. Empty where Kassa has no such object, and the
    /// property is always `null`.
    Id(&'static [&'static str]),
    /// A hash, whose own properties the table has under this name.
    Hash(&'static str),
    /// A list of such objects.
    List(&'static str),
}

use Target::{Hash, Id, List};

type Properties = &'static [(&'static str, Target)];

const NOTHING: Target = Id(&[]);
const CUSTOMER: Target = Id(&["customer"]);
const PAYMENT_METHOD: Target = Id(&["payment_method"]);
const PAYMENT_INTENT: Target = Id(&["payment_intent"]);
const CHARGE: Target = Id(&["charge"]);
const BALANCE_TRANSACTION: Target = Id(&["balance_transaction"]);

const EXPANDABLE: &[(&str, Properties)] = &[
    (
        "payment_intent",
        &[
            ("application", NOTHING),
            ("customer", CUSTOMER),
            ("latest_charge", CHARGE),
            ("on_behalf_of", NOTHING),
            ("payment_method", PAYMENT_METHOD),
            ("review", NOTHING),
            ("source", NOTHING),
        ],
    ),
    (
        "setup_intent",
        &[
            ("application", NOTHING),
            ("customer", CUSTOMER),
            ("latest_attempt", Id(&["setup_attempt"])),
            ("mandate", Id(&["mandate"])),
            ("on_behalf_of", NOTHING),
            ("payment_method", PAYMENT_METHOD),
            ("single_use_mandate", Id(&["mandate"])),
        ],
    ),
    (
        "setup_attempt",
        &[
            ("application", NOTHING),
            ("customer", CUSTOMER),
            ("on_behalf_of", NOTHING),
            ("payment_method", PAYMENT_METHOD),
            ("setup_intent", Id(&["setup_intent"])),
        ],
    ),
    (
        "charge",
        &[
            ("application", NOTHING),
            ("application_fee", NOTHING),
            ("balance_transaction", BALANCE_TRANSACTION),
            ("customer", CUSTOMER),
            ("failure_balance_transaction", BALANCE_TRANSACTION),
            ("on_behalf_of", NOTHING),
            ("payment_intent", PAYMENT_INTENT),
            (
                "payment_method_details",
                Hash("charge.payment_method_details"),
            ),
            (INCLUDED_REFUNDS, List("refund")),
            ("review", NOTHING),
            ("source_transfer", NOTHING),
        ],
    ),
    (
        "charge.payment_method_details",
        &[("ideal", Hash("charge.payment_method_details.ideal"))],
    ),
    (
        "charge.payment_method_details.ideal",
        &[
            ("generated_sepa_debit", PAYMENT_METHOD),
            ("generated_sepa_debit_mandate", Id(&["mandate"])),
        ],
    ),
    (
        "refund",
        &[
            ("balance_transaction", BALANCE_TRANSACTION),
            ("charge", CHARGE),
            ("customer", CUSTOMER),
            ("failure_balance_transaction", BALANCE_TRANSACTION),
            ("payment_intent", PAYMENT_INTENT),
            ("payment_method", PAYMENT_METHOD),
            ("source_transfer_reversal", NOTHING),
            ("transfer_reversal", NOTHING),
        ],
    ),
    (
        "dispute",
        &[("charge", CHARGE), ("payment_intent", PAYMENT_INTENT)],
    ),
    (
        "balance_transaction",
        &[("source", Id(&["charge", "refund", "dispute"]))],
    ),
    (
        "customer",
        &[
            ("default_source", NOTHING),
            ("invoice_settings", Hash("customer.invoice_settings")),
            ("test_clock", NOTHING),
        ],
    ),
    (
        "customer.invoice_settings",
        &[("default_payment_method", PAYMENT_METHOD)],
    ),
    ("customer_session", &[("customer", CUSTOMER)]),
    (
        "payment_method",
        &[
            ("customer", CUSTOMER),
            ("sepa_debit", Hash("payment_method.sepa_debit")),
        ],
    ),
    (
        "payment_method.sepa_debit",
        &[("generated_from", Hash("payment_method.generated_from"))],
    ),
    ("payment_method.generated_from", &[("charge", CHARGE)]),
    ("mandate", &[("payment_method", PAYMENT_METHOD)]),
    (
        "confirmation_token",
        &[(
            "payment_method_preview",
            Hash("confirmation_token.payment_method_preview"),
        )],
    ),
    (
        "confirmation_token.payment_method_preview",
        &[("customer", CUSTOMER)],
    ),
];

/// Whether all `paths` can be expanded in an answer of this shape. A route asks before anything is
/// done.
///
/// Errors: a path that names no such property, or is too deep; one that the key may not see.
pub fn check(shape: Shape, paths: &[String], key: KeyKind) -> Result<(), ApiError> {
    paths.iter().try_for_each(|path| {
        check_path(shape, path)?;
        match key {
            KeyKind::Secret => Ok(()),
            KeyKind::Publishable if FOR_PUBLISHABLE_KEYS.contains(&path.as_str()) => Ok(()),
            KeyKind::Publishable => Err(refused(format!(
                "This property cannot be expanded with a publishable API key ({path})."
            ))),
        }
    })
}

fn check_path(shape: Shape, path: &str) -> Result<(), ApiError> {
    if path.split('.').count() > LEVELS_MAX {
        return Err(refused(format!(
            "Properties can be expanded at most {LEVELS_MAX} levels deep ({path})."
        )));
    }
    let (rest, object) = match shape {
        Shape::One(object) => (path, object),
        Shape::ListOf(object) => match path.strip_prefix("data.") {
            Some(rest) => (rest, object),
            None if can_expand(path, object) => {
                return Err(refused(format!(
                    "This property cannot be expanded ({path}). You may want to try expanding 'data.{path}' instead."
                )));
            }
            None => return Err(cannot_expand(path)),
        },
    };
    if can_expand(rest, object) {
        Ok(())
    } else {
        Err(cannot_expand(path))
    }
}

/// Whether the path leads from this object to an id or a list.
fn can_expand(path: &str, object: &str) -> bool {
    let (name, rest) = match path.split_once('.') {
        Some((name, rest)) => (name, Some(rest)),
        None => (path, None),
    };
    match (property(object, name), rest) {
        (None | Some(Hash(_)), None) | (None, Some(_)) => false,
        (Some(Id(_) | List(_)), None) => true,
        (Some(Hash(properties)), Some(rest)) => can_expand(rest, properties),
        (Some(Id(objects)), Some(rest)) => objects.iter().any(|object| can_expand(rest, object)),
        (Some(List(object)), Some(rest)) => rest
            .strip_prefix("data.")
            .is_some_and(|rest| can_expand(rest, object)),
    }
}

fn property(object: &str, name: &str) -> Option<Target> {
    let (_, properties) = EXPANDABLE.iter().find(|(known, _)| *known == object)?;
    properties
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, target)| *target)
}

fn cannot_expand(path: &str) -> ApiError {
    refused(format!("This property cannot be expanded ({path})."))
}

fn refused(message: String) -> ApiError {
    ApiError::invalid(message).with_param("expand")
}
