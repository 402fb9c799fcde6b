//! When a voucher ends: after so many days or at a moment, of which a merchant says one.

use crate::form::{Fields, Given};
use shared::api::error::ApiError;
use shared::methods::catalogue::{Detail, EXPIRES_AFTER_DAYS, EXPIRES_AT};

/// Errors: `parameters_exclusive`.
pub fn check(own: &Fields, given: &[(&Detail, Given<String>)]) -> Result<(), ApiError> {
    let is_said = |name: &str| {
        let mut said = given.iter();
        said.any(|(option, value)| option.name == name && matches!(value, Given::Value(_)))
    };
    if !is_said(EXPIRES_AFTER_DAYS) || !is_said(EXPIRES_AT) {
        return Ok(());
    }
    let [days, moment] = [EXPIRES_AFTER_DAYS, EXPIRES_AT].map(|name| own.name_of(name));
    Err(ApiError::invalid(format!(
        "You may only specify one of these parameters: {days}, {moment}."
    ))
    .with("parameters_exclusive", &moment))
}

/// What an option takes the place of.
pub fn replaced_by(name: &str) -> Option<&'static str> {
    match name {
        EXPIRES_AFTER_DAYS => Some(EXPIRES_AT),
        EXPIRES_AT => Some(EXPIRES_AFTER_DAYS),
        _ => None,
    }
}
