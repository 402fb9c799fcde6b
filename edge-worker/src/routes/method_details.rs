//! What a method is told beyond amount and billing details, read as its row of the catalogue says.

use crate::error::missing_param;
use crate::form::{Fields, Given};
use shared::api::error::ApiError;
use shared::methods::MethodType;
use shared::methods::catalogue::{Detail, DetailForm};
use shared::payment::method::{DescribedAccount, Instrument};
use std::collections::BTreeMap;

const DETAIL_LENGTH_MAX: usize = 200;

/// One detail. Errors: its value cannot be one.
pub fn given_detail(own: &mut Fields, detail: &Detail) -> Result<Given<String>, ApiError> {
    let name = own.name_of(detail.name);
    let given = match detail.form {
        DetailForm::Date => given_date(own, detail.name)?,
        DetailForm::OneOf(_)
        | DetailForm::Number { .. }
        | DetailForm::Text { .. }
        | DetailForm::Flag
        | DetailForm::Iban
        | DetailForm::BankCode(_)
        | DetailForm::AccountNumber(_) => own.given(detail.name, DETAIL_LENGTH_MAX)?,
    };
    Ok(match given {
        Given::Absent => Given::Absent,
        Given::Cleared => Given::Cleared,
        Given::Value(text) => Given::Value(detail.form.normalized(&text).map_err(|problem| {
            ApiError::invalid(format!("Invalid {name}: {problem}")).with_param(&name)
        })?),
    })
}

/// A date by its parts, none of which may be left out.
fn given_date(own: &mut Fields, name: &str) -> Result<Given<String>, ApiError> {
    let mut parts = match own.hash(name)? {
        Given::Absent => return Ok(Given::Absent),
        Given::Cleared => return Ok(Given::Cleared),
        Given::Value(parts) => parts,
    };
    let mut part = |key: &str| {
        let path = parts.name_of(key);
        parts.integer(key)?.ok_or_else(|| missing_param(&path))
    };
    let (year, month, day) = (part("year")?, part("month")?, part("day")?);
    parts.finish()?;
    Ok(Given::Value(format!("{year}-{month}-{day}")))
}

/// The instrument that `payment_method_data` describes. The method's own hash may come along empty.
pub fn described_instrument(method: MethodType, data: &mut Fields) -> Result<Instrument, ApiError> {
    let path = data.name_of(method.as_str());
    let own = data.nested(method.as_str())?;
    let mut details = BTreeMap::new();
    if let Some(mut own) = own {
        for detail in method.row().details {
            if let Given::Value(value) = given_detail(&mut own, detail)? {
                details.insert(detail.name.to_owned(), value);
            }
        }
        own.finish()?;
    }
    let absent = method.row().details.iter();
    if let Some(missing) = absent
        .filter(|detail| detail.required)
        .find(|detail| !details.contains_key(detail.name))
    {
        return Err(missing_param(&format!("{path}[{}]", missing.name)));
    }
    Ok(match details.is_empty() {
        true => Instrument::Account(method),
        false => Instrument::Described(DescribedAccount {
            method,
            details,
            token: None,
            mandate: None,
        }),
    })
}
