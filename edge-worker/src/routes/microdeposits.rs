//! `verify_microdeposits` of payment intents and setup intents.

use crate::form::Fields;
use crate::partners::Microdeposits;
use shared::api::error::ApiError;

const CODE_LENGTH: usize = 6;

/// `amounts`, two of them, or `descriptor_code`.
///
/// Errors: neither, both, or what cannot have been sent.
pub fn microdeposits(fields: &mut Fields) -> Result<Microdeposits, ApiError> {
    let amounts = fields.list("amounts")?;
    let code = fields.short("descriptor_code", 100)?;
    match (amounts, code) {
        (Some(amounts), None) => two_amounts(&amounts).map(Microdeposits::Amounts),
        (None, Some(code)) => descriptor_code(&code).map(Microdeposits::DescriptorCode),
        (Some(_), Some(_)) => Err(ApiError::invalid(
            "You may only specify one of these parameters: amounts, descriptor_code.",
        )
        .with_param("descriptor_code")),
        (None, None) => Err(ApiError::invalid(
            "Missing required param: amounts, or descriptor_code where a code was sent.",
        )
        .with("parameter_missing", "amounts")),
    }
}

fn two_amounts(texts: &[String]) -> Result<[i64; 2], ApiError> {
    let amounts: Option<Vec<i64>> = texts
        .iter()
        .map(|text| text.parse().ok().filter(|amount: &i64| *amount > 0))
        .collect();
    match amounts.as_deref() {
        Some([first, second]) => Ok([*first, *second]),
        Some(_) | None => Err(ApiError::invalid(
            "You must provide two amounts, positive integers in the smallest unit of the currency.",
        )
        .with(
            "payment_method_microdeposit_verification_amounts_invalid",
            "amounts",
        )),
    }
}

/// Buyers type it as they like.
fn descriptor_code(text: &str) -> Result<String, ApiError> {
    let code = text.trim().to_ascii_uppercase();
    let is_one = code.len() == CODE_LENGTH
        && code.starts_with("SM")
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match is_one {
        true => Ok(code),
        false => Err(ApiError::invalid(
            "A descriptor code has six letters and digits, and begins with SM.",
        )
        .with(
            "payment_method_microdeposit_verification_descriptor_code_mismatch",
            "descriptor_code",
        )),
    }
}
