//! What payment intents and setup intents are made of: the parameters of their creation and of
//! their updates.

use super::buyers_options::given_code;
use super::customers::is_email;
use super::expiry_options;
use super::find_document;
use super::method_details::given_details;
use super::shipping::given_shipping;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::missing_object;
use crate::form::{Fields, Given};
use crate::secret::Secret;
use shared::api::error::ApiError;
use shared::gather::gather;
use shared::ids::CustomerId;
use shared::methods::MethodType;
use shared::methods::catalogue::FutureUsage;
use shared::payment::change::Change;
use shared::payment::options::{CaptureMethod, SetupFutureUsage};
use shared::payment::terms::{Purpose, USAGE_OPTION};
use std::collections::BTreeMap;

pub const DESCRIPTION_LENGTH_MAX: usize = 1_000;
pub const EMAIL_LENGTH_MAX: usize = 512;
pub const DESCRIPTOR_LENGTH_MAX: usize = 22;
const CAPTURE_METHODS: &str = "automatic, automatic_async, or manual";
const FUTURE_USAGES: &str = "off_session or on_session";

/// `capture_method`.
pub fn capture_method(fields: &mut Fields) -> Result<Option<CaptureMethod>, ApiError> {
    fields.choice("capture_method", CAPTURE_METHODS, CaptureMethod::parse)
}

/// `setup_future_usage`, which an empty value clears.
pub fn future_usage(fields: &mut Fields) -> Result<Given<SetupFutureUsage>, ApiError> {
    fields.given_choice("setup_future_usage", FUTURE_USAGES, SetupFutureUsage::parse)
}

/// `automatic_payment_methods[enabled, allow_redirects]`: whether methods may leave the page.
pub fn allow_redirects(fields: &mut Fields, methods_listed: bool) -> Result<bool, ApiError> {
    let Some(mut automatic) = fields.nested("automatic_payment_methods")? else {
        return Ok(true);
    };
    let enabled = automatic.boolean("enabled")?.unwrap_or(false);
    let allowed = automatic.choice("allow_redirects", "always or never", |word| match word {
        "always" => Some(true),
        "never" => Some(false),
        _ => None,
    })?;
    automatic.finish()?;
    if enabled && methods_listed {
        return Err(ApiError::invalid(
            "You may only specify one of these parameters: automatic_payment_methods, payment_method_types.",
        )
        .with_param("automatic_payment_methods"));
    }
    Ok(allowed.unwrap_or(true))
}

/// `allowed_payment_method_types`, or by its older name `payment_method_types`: each known, none
/// twice.
pub fn method_types(fields: &mut Fields) -> Result<Given<Vec<MethodType>>, ApiError> {
    let current = method_list(fields, "allowed_payment_method_types")?;
    let older = method_list(fields, "payment_method_types")?;
    match (current, older) {
        (Given::Absent, older) => Ok(older),
        (current, Given::Absent) => Ok(current),
        (_, _) => Err(ApiError::invalid(
            "You may only specify one of these parameters: allowed_payment_method_types, payment_method_types.",
        )
        .with_param("payment_method_types")),
    }
}

/// `excluded_payment_method_types`.
pub fn excluded_types(fields: &mut Fields) -> Result<Given<Vec<MethodType>>, ApiError> {
    method_list(fields, "excluded_payment_method_types")
}

fn method_list(fields: &mut Fields, key: &str) -> Result<Given<Vec<MethodType>>, ApiError> {
    fields.given_list(key)?.try_map(|names| {
        let mut methods = Vec::new();
        for name in names {
            let method = MethodType::parse(&name).ok_or_else(|| {
                ApiError::invalid(format!(
                    "The payment method type provided: {name} is invalid. Please ensure the provided type is one that this deployment has."
                ))
                .with_param(key)
            })?;
            if !methods.contains(&method) {
                methods.push(method);
            }
        }
        Ok(methods)
    })
}

/// A list that a creation may not leave empty.
pub fn filled_methods(given: Given<Vec<MethodType>>) -> Result<Option<Vec<MethodType>>, ApiError> {
    match given {
        Given::Absent => Ok(None),
        Given::Value(methods) if !methods.is_empty() => Ok(Some(methods)),
        Given::Cleared | Given::Value(_) => Err(ApiError::invalid(
            "Invalid array: payment_method_types must not be empty.",
        )
        .with("parameter_invalid_empty", "payment_method_types")),
    }
}

/// `payment_method_options`: what is asked of single methods.
#[derive(Debug, Default)]
pub struct MethodOptions {
    /// `Cleared` goes back to what the intent says.
    pub capture_of: Vec<(MethodType, Option<CaptureMethod>)>,
    pub request_incremental_authorization: Option<bool>,
    pub request_multicapture: Option<bool>,
    /// The code from the buyer's app, for a confirmation.
    pub code: Option<Secret<String>>,
    /// The methods' own, by method and name; `None` clears.
    pub own: Vec<(MethodType, &'static str, Option<String>)>,
}

/// Reads `payment_method_options`, refusing what no method here has.
pub fn method_options(fields: &mut Fields) -> Result<MethodOptions, ApiError> {
    let mut options = MethodOptions::default();
    let Some(mut by_method) = fields.nested("payment_method_options")? else {
        return Ok(options);
    };
    for &method in MethodType::ALL {
        let Some(mut own) = by_method.nested(method.as_str())? else {
            continue;
        };
        let capture = own.given_choice("capture_method", "manual", CaptureMethod::parse)?;
        let capture = capture.change().map(|capture| (method, capture));
        options.capture_of.extend(capture);
        let usage = own.given(USAGE_OPTION, 20)?.try_map(|word| {
            check_usage(method, &word).map_err(|said| {
                let name = own.name_of(USAGE_OPTION);
                ApiError::invalid(format!("Invalid {name}: {said}")).with_param(&name)
            })?;
            Ok::<_, ApiError>(word)
        })?;
        let usage = usage.change().map(|usage| (method, USAGE_OPTION, usage));
        options.own.extend(usage);
        if method == MethodType::Card {
            card_options(&mut own, &mut options)?;
        }
        if let Some(code) = given_code(&mut own, method)? {
            options.code = Some(code);
        }
        let rows = method.row().options.iter();
        let rows = rows.filter(|option| option.of.contain(Purpose::Payment));
        let given = given_details(&mut own, rows)?;
        expiry_options::check(&own, &given)?;
        for (option, value) in given {
            let replaced = match value {
                Some(_) => expiry_options::replaced_by(option.name),
                None => &[],
            };
            options.own.push((method, option.name, value));
            let replaced = replaced.iter().map(|name| (method, *name, None));
            options.own.extend(replaced);
        }
        own.finish()?;
    }
    by_method.finish()?;
    Ok(options)
}

/// `setup_future_usage` of one method, which takes the place of the intent's. Errors: what the
/// method can do.
fn check_usage(method: MethodType, word: &str) -> Result<(), &'static str> {
    let (fits, said) = match method.row().future_usage {
        FutureUsage::Unsupported => (word == "none", "must be none"),
        FutureUsage::OnSession => (
            matches!(word, "none" | "on_session"),
            "must be one of none or on_session",
        ),
        FutureUsage::OffSession | FutureUsage::OffSessionAs(_) => (
            matches!(word, "none" | "on_session" | "off_session"),
            "must be one of none, on_session, or off_session",
        ),
    };
    if fits { Ok(()) } else { Err(said) }
}

fn card_options(own: &mut Fields, options: &mut MethodOptions) -> Result<(), ApiError> {
    options.request_incremental_authorization =
        if_available(own, "request_incremental_authorization")?;
    options.request_multicapture = if_available(own, "request_multicapture")?;
    // Asked for where available, and nowhere available: the charge says so.
    if_available(own, "request_extended_authorization")?;
    if_available(own, "request_overcapture")?;
    authentication_request(own)
}

fn if_available(own: &mut Fields, key: &str) -> Result<Option<bool>, ApiError> {
    own.choice(key, "if_available or never", |word| match word {
        "if_available" => Some(true),
        "never" => Some(false),
        _ => None,
    })
}

impl MethodOptions {
    /// The captures of a new intent.
    pub fn captures(&self) -> BTreeMap<MethodType, CaptureMethod> {
        let set = self.capture_of.iter();
        gather(set.filter_map(|(method, capture)| Some((*method, (*capture)?))))
    }

    /// The methods' own options of a new intent.
    pub fn own(&self) -> BTreeMap<MethodType, BTreeMap<String, String>> {
        let mut by_method: BTreeMap<MethodType, BTreeMap<String, String>> = BTreeMap::new();
        for (method, name, value) in &self.own {
            if let Some(value) = value {
                let options = by_method.entry(*method).or_default();
                options.insert((*name).to_owned(), value.clone());
            }
        }
        by_method
    }

    /// What they change about an intent. The captures are merged with `before` where it is known.
    pub fn changes(self) -> Vec<Change> {
        let mut changes: Vec<_> = self
            .capture_of
            .into_iter()
            .map(|(method, capture)| Change::CaptureOf { method, capture })
            .collect();
        changes.extend(
            self.request_incremental_authorization
                .map(Change::RequestIncrementalAuthorization),
        );
        changes.extend(self.request_multicapture.map(Change::RequestMulticapture));
        changes.extend(
            self.own
                .into_iter()
                .map(|(method, name, value)| Change::OptionOf {
                    method,
                    name: name.to_owned(),
                    value,
                }),
        );
        changes
    }
}

/// Authentication is asked for when the issuer wants it.
pub fn authentication_request(card: &mut Fields) -> Result<(), ApiError> {
    card.choice("request_three_d_secure", "automatic", |word| {
        (word == "automatic").then_some(())
    })?;
    Ok(())
}

/// `receipt_email`, which an empty value clears.
pub fn receipt_email(fields: &mut Fields) -> Result<Given<String>, ApiError> {
    let given = fields.given("receipt_email", EMAIL_LENGTH_MAX)?;
    if let Given::Value(text) = &given
        && !is_email(text)
    {
        return Err(ApiError::invalid(format!("Invalid email address: {text}"))
            .with("email_invalid", "receipt_email"));
    }
    Ok(given)
}

/// What updates and confirmations by a server have in common.
pub fn shared_changes(
    fields: &mut Fields,
    options: MethodOptions,
) -> Result<Vec<Change>, ApiError> {
    let mut changes = buyers_changes(fields)?;
    changes.extend(capture_method(fields)?.map(Change::Capture));
    changes.extend(options.changes());
    changes.extend(method_types(fields)?.change().map(Change::Methods));
    if let Some(excluded) = excluded_types(fields)?.change() {
        changes.push(Change::Excluded(excluded.unwrap_or_default()));
    }
    Ok(changes)
}

/// What a buyer's browser may say of the intent that it confirms.
pub fn buyers_changes(fields: &mut Fields) -> Result<Vec<Change>, ApiError> {
    let changes = [
        receipt_email(fields)?.change().map(Change::ReceiptEmail),
        future_usage(fields)?.change().map(Change::FutureUsage),
        given_shipping(fields)?.change().map(Change::Shipping),
    ];
    Ok(changes.into_iter().flatten().collect())
}

/// `customer`, who must be one of the account's. An empty value clears it.
pub async fn given_customer(request: &mut ApiRequest) -> Result<Given<CustomerId>, ApiFailure> {
    let id = match request.fields.given("customer", 100)? {
        Given::Absent => return Ok(Given::Absent),
        Given::Cleared => return Ok(Given::Cleared),
        Given::Value(id) => id,
    };
    let missing = || missing_object("customer", &id, "customer").with_status(400);
    let customer = CustomerId::parse(&id).ok_or_else(missing)?;
    match find_document(request, &id).await? {
        Some(object) if object.get("deleted").is_none() => Ok(Given::Value(customer)),
        Some(_) | None => Err(missing().into()),
    }
}
