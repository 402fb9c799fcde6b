//! What a buyer's browser says in `payment_method_options` when it confirms: the code from the
//! buyer's app, the network of a card, and what the method must know of the device. The rest is the
//! merchant's to choose.

use super::method_details::given_detail;
use crate::form::{Fields, Given};
use crate::secret::Secret;
use shared::api::error::ApiError;
use shared::methods::MethodType;
use shared::methods::catalogue::{Detail, DetailForm, Flow};
use shared::payment::change::Change;

#[derive(Debug, Default)]
pub struct BuyersOptions {
    /// Lives in this request alone.
    pub code: Option<Secret<String>>,
    pub changes: Vec<Change>,
}

/// Errors: what is malformed. What a browser has no say in is left, and refused as unknown.
pub fn buyers_options(fields: &mut Fields) -> Result<BuyersOptions, ApiError> {
    let mut options = BuyersOptions::default();
    let Some(mut by_method) = fields.nested("payment_method_options")? else {
        return Ok(options);
    };
    for &method in MethodType::ALL {
        let Some(mut own) = by_method.nested(method.as_str())? else {
            continue;
        };
        if let Some(code) = given_code(&mut own, method)? {
            options.code = Some(code);
        }
        let of_the_device = |option: &Detail| option.required || option.needed_with.is_some();
        let is_the_buyers = |option: &&Detail| option.asked || of_the_device(option);
        for option in method.row().options.iter().filter(is_the_buyers) {
            if let Given::Value(value) = given_detail(&mut own, option)? {
                options.changes.push(Change::OptionOf {
                    method,
                    name: option.name.to_owned(),
                    value: Some(value),
                });
            }
        }
        own.finish()?;
    }
    by_method.finish()?;
    Ok(options)
}

/// What the method must know of the device, where a browser did not say it: the first choice of each
/// list is what a browser is.
pub fn choices_of_a_browser(method: MethodType, said: &[Change]) -> Vec<Change> {
    let is_said = |wanted: &str| {
        said.iter().any(|change| {
            matches!(change, Change::OptionOf { method: of, name, .. } if *of == method && name == wanted)
        })
    };
    let required = method.row().options.iter().filter(|option| option.required);
    required
        .filter(|option| !is_said(option.name))
        .filter_map(|option| match option.form {
            DetailForm::OneOf([first, ..]) => Some(Change::OptionOf {
                method,
                name: option.name.to_owned(),
                value: Some(first.code.to_owned()),
            }),
            _ => None,
        })
        .collect()
}

/// `payment_method_options[blik][code]`, of a method whose buyer types one. Only a confirmation takes
/// it, since nothing keeps it.
pub fn given_code(
    own: &mut Fields,
    method: MethodType,
) -> Result<Option<Secret<String>>, ApiError> {
    let Flow::InlineCode { digits, .. } = method.row().flow else {
        return Ok(None);
    };
    let name = own.name_of("code");
    let Some(text) = own.filled("code")? else {
        return Ok(None);
    };
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits || text.len() != usize::from(digits) {
        return Err(
            ApiError::invalid(format!("Invalid {name}: must be {digits} digits"))
                .with("payment_method_invalid_parameter", &name),
        );
    }
    Ok(Some(Secret::new(text)))
}
