//! `payment_method_options` of setup intents, which have nothing to capture.

use super::intent_terms::{MethodOptions, authentication_request};
use super::method_details::given_details;
use crate::form::Fields;
use shared::api::error::ApiError;
use shared::methods::MethodType;
use shared::payment::terms::Purpose;

/// Errors: what a setup does not have.
pub fn setup_options(fields: &mut Fields) -> Result<MethodOptions, ApiError> {
    let mut options = MethodOptions::default();
    let Some(mut by_method) = fields.nested("payment_method_options")? else {
        return Ok(options);
    };
    for &method in MethodType::ALL {
        let rows = method.row().options.iter();
        let mut own_options = rows
            .filter(|option| option.of.contain(Purpose::Setup))
            .peekable();
        if own_options.peek().is_none() {
            continue;
        }
        let Some(mut own) = by_method.nested(method.as_str())? else {
            continue;
        };
        if method == MethodType::Card {
            authentication_request(&mut own)?;
        }
        let given = given_details(&mut own, own_options)?.into_iter();
        let given = given.map(|(option, value)| (method, option.name, value));
        options.own.extend(given);
        own.finish()?;
    }
    by_method.finish()?;
    Ok(options)
}
