//! What a method is told beyond amount and billing details, read as its row of the catalogue says.

use crate::error::{exclusive, missing_param};
use crate::form::{Fields, Given};
use crate::keyed::Keyring;
use crate::partners::sandbox::test_accounts;
use shared::api::error::ApiError;
use shared::bank_account::kept::{KnownAccount, known_account};
use shared::methods::MethodType;
use shared::methods::catalogue::{
    AlternativeProblem, Detail, DetailForm, DetailProblem, check_alternatives,
};
use shared::payment::method::{DescribedAccount, FINGERPRINT, Instrument};
use std::collections::BTreeMap;

const DETAIL_LENGTH_MAX: usize = 200;

/// What was said of one detail; `None` clears it.
pub type GivenDetail = (&'static Detail, Option<String>);

/// Every detail that was given, or cleared. Errors: a value cannot be one.
pub fn given_details(
    own: &mut Fields,
    details: impl Iterator<Item = &'static Detail>,
) -> Result<Vec<GivenDetail>, ApiError> {
    let mut given = Vec::new();
    given_at(own, &details.collect::<Vec<_>>(), 0, &mut given)?;
    Ok(given)
}

/// Those of a hash so many hashes within.
fn given_at(
    fields: &mut Fields,
    details: &[&'static Detail],
    depth: usize,
    given: &mut Vec<GivenDetail>,
) -> Result<(), ApiError> {
    let hash_of = |detail: &Detail| -> Option<&'static str> {
        let mut names = detail.name.split('.').skip(depth);
        names.next().filter(|_| names.next().is_some())
    };
    for group in
        details.chunk_by(|one, next| hash_of(one).is_some() && hash_of(one) == hash_of(next))
    {
        let Some(detail) = group.first() else {
            continue;
        };
        match hash_of(detail) {
            None => {
                let said = given_detail(fields, detail)?.change();
                given.extend(said.map(|value| (*detail, value)));
            }
            Some(hash) => {
                if let Some(mut within) = fields.nested(hash)? {
                    given_at(&mut within, group, depth.saturating_add(1), given)?;
                    within.finish()?;
                }
            }
        }
    }
    Ok(())
}

/// One detail, in the hash that it belongs to. Errors: its value cannot be one.
pub fn given_detail(own: &mut Fields, detail: &Detail) -> Result<Given<String>, ApiError> {
    let key = detail.name.rsplit('.').next().unwrap_or(detail.name);
    let name = own.name_of(key);
    let given = match detail.form {
        DetailForm::Date => given_date(own, key)?,
        DetailForm::SomeOf(_) => own.given_list(key)?.map(|names| names.join(",")),
        DetailForm::OneOf(_)
        | DetailForm::Word(_)
        | DetailForm::Number { .. }
        | DetailForm::Text { .. }
        | DetailForm::Digits { .. }
        | DetailForm::BrazilianTaxNumber
        | DetailForm::Flag
        | DetailForm::IsoDay
        | DetailForm::Iban
        | DetailForm::BankCode(_)
        | DetailForm::AccountNumber(_) => own.given(key, DETAIL_LENGTH_MAX)?,
    };
    given.try_map(|text| {
        let normalized = detail.form.normalized(&text);
        normalized.map_err(|problem| invalid(&name, &problem))
    })
}

/// A date by its parts, none of which may be left out.
fn given_date(own: &mut Fields, name: &str) -> Result<Given<String>, ApiError> {
    own.hash(name)?.try_map(|mut parts| {
        let mut part = |key: &str| {
            let number = parts.integer(key)?;
            number.ok_or_else(|| missing_param(&parts.name_of(key)))
        };
        let (year, month, day) = (part("year")?, part("month")?, part("day")?);
        parts.finish()?;
        Ok(format!("{year}-{month}-{day}"))
    })
}

fn invalid(name: &str, problem: &DetailProblem) -> ApiError {
    let error = ApiError::invalid(format!("Invalid {name}: {problem}")).with_param(name);
    match problem.code() {
        Some(code) => error.with_code(code),
        None => error,
    }
}

/// The instrument that `payment_method_data` describes. The method's own hash may come along empty.
pub fn described_instrument(
    method: MethodType,
    data: &mut Fields,
    keyring: &Keyring,
) -> Result<Instrument, ApiError> {
    let path = data.name_of(method.as_str());
    let own = data.nested(method.as_str())?;
    let mut details = BTreeMap::new();
    if let Some(mut own) = own {
        for (detail, value) in given_details(&mut own, method.row().details.iter())? {
            if let Some(value) = value {
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
    check_alternatives(method.row().details, &details).map_err(|problem| match problem {
        AlternativeProblem::Missing(name) => missing_param(&format!("{path}[{name}]")),
        AlternativeProblem::BothGiven { one, other } => {
            let [one, other] = [one, other].map(|name| format!("{path}[{name}]"));
            exclusive(&one, &other)
        }
    })?;
    match details.is_empty() {
        true => Ok(Instrument::Account(method)),
        false => account(method, details, keyring, &path).map(Instrument::Described),
    }
}

/// What is kept of an account: where its number was given, what may be shown of that and the
/// partner's name for it.
fn account(
    method: MethodType,
    details: BTreeMap<String, String>,
    keyring: &Keyring,
    path: &str,
) -> Result<DescribedAccount, ApiError> {
    let known = known_account(method.row().details, &details).map_err(|mismatch| {
        let name = format!("{path}[{}]", mismatch.name);
        invalid(&name, &DetailProblem::NotAtThatBank)
    })?;
    let Some(known) = known else {
        return Ok(DescribedAccount {
            method,
            details,
            token: None,
            mandate: None,
            is_links: false,
        });
    };
    let token = test_accounts::tokenize(method, &known.identity)
        .map_err(|why| ApiError::invalid(why.message()).with(why.code(), path))?;
    Ok(with_token(method, known, token, keyring))
}

/// The account of a documented test payment method; `None` for another name.
pub fn test_account(name: &str, keyring: &Keyring) -> Option<DescribedAccount> {
    let account = test_accounts::by_token(name)?;
    let known = known_account(account.method.row().details, &account.details());
    let known = known.ok().flatten()?;
    Some(with_token(account.method, known, name.to_owned(), keyring))
}

fn with_token(
    method: MethodType,
    known: KnownAccount,
    token: String,
    keyring: &Keyring,
) -> DescribedAccount {
    let mut details = known.shown;
    let fingerprint = keyring.account_fingerprint(method, &known.identity);
    details.insert(FINGERPRINT.to_owned(), fingerprint);
    DescribedAccount {
        method,
        details,
        token: Some(token),
        mandate: None,
        is_links: false,
    }
}
