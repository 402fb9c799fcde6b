//! When a voucher or a code ends: after so many days or seconds, or at a moment, of which a merchant
//! says one.

use super::method_details::GivenDetail;
use crate::error::exclusive;
use crate::form::Fields;
use shared::api::error::ApiError;
use shared::methods::catalogue::{EXPIRES_AFTER_DAYS, EXPIRES_AFTER_SECONDS, EXPIRES_AT};

const SPANS: &[&str] = &[EXPIRES_AFTER_DAYS, EXPIRES_AFTER_SECONDS];

/// Errors: `parameters_exclusive`.
pub fn check(own: &Fields, given: &[GivenDetail]) -> Result<(), ApiError> {
    let is_said = |name: &str| {
        let mut said = given.iter();
        said.any(|(option, value)| option.name == name && value.is_some())
    };
    let span = SPANS.iter().find(|name| is_said(name));
    let Some(span) = span.filter(|_| is_said(EXPIRES_AT)) else {
        return Ok(());
    };
    let [span, moment] = [span, EXPIRES_AT].map(|name| own.name_of(name));
    Err(exclusive(&span, &moment))
}

/// What an option takes the place of.
pub fn replaced_by(name: &str) -> &'static [&'static str] {
    match name {
        EXPIRES_AT => SPANS,
        EXPIRES_AFTER_DAYS | EXPIRES_AFTER_SECONDS => &[EXPIRES_AT],
        _ => &[],
    }
}
