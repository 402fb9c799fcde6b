//! What may be kept of an account: never its number.

use super::bank_code::BankCode;
use super::scheme::AccountScheme;
use super::{iban, new_zealand};
use crate::methods::catalogue::{Detail, DetailForm};
use std::collections::BTreeMap;

/// An account whose number the buyer gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAccount {
    /// What a receipt may show, by the merchant API's names.
    pub shown: BTreeMap<String, String>,
    /// All that names the account, by which a partner knows it and equal ones are told: it is to be
    /// forgotten.
    pub identity: String,
}

/// Details that do not fit together, each right by itself.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The detail to look at.
    pub name: &'static str,
}

/// Divides what the buyer gave, each normalized by its form, into what may be shown and what names
/// the account. `None` where nothing names one.
///
/// Errors: the numbers cannot be those of one account.
pub fn known_account(
    details: &'static [Detail],
    given: &BTreeMap<String, String>,
) -> Result<Option<KnownAccount>, Mismatch> {
    let mut shown = BTreeMap::new();
    let mut identity: Vec<&str> = Vec::new();
    let mut is_named = false;
    for detail in details {
        let Some(value) = given.get(detail.name) else {
            continue;
        };
        match detail.form {
            DetailForm::Iban => {
                is_named = true;
                identity.push(value);
                shown.extend(shown_of_iban(value));
            }
            DetailForm::AccountNumber(scheme) => {
                is_named = true;
                identity.push(value);
                shown.insert("last4".to_owned(), last4(value));
                if !fits_its_bank(scheme, value, details, given) {
                    return Err(Mismatch { name: detail.name });
                }
            }
            DetailForm::BankCode(code) => {
                identity.push(value);
                shown.insert(detail.name.to_owned(), value.clone());
                if code == BankCode::NzBank {
                    let name = new_zealand::bank_name(value).unwrap_or_default();
                    shown.insert("bank_name".to_owned(), name.to_owned());
                }
            }
            DetailForm::OneOf(_)
            | DetailForm::SomeOf(_)
            | DetailForm::Word(_)
            | DetailForm::Number { .. }
            | DetailForm::Text { .. }
            | DetailForm::Digits { .. }
            | DetailForm::BrazilianTaxNumber
            | DetailForm::Flag
            | DetailForm::IsoDay
            | DetailForm::Date => {
                shown.insert(detail.name.to_owned(), value.clone());
            }
        }
    }
    Ok(is_named.then(|| KnownAccount {
        shown,
        identity: identity.join("-"),
    }))
}

/// Whether number and bank can belong together, where the country's numbers tell.
fn fits_its_bank(
    scheme: AccountScheme,
    account: &str,
    details: &[Detail],
    given: &BTreeMap<String, String>,
) -> bool {
    let code = |wanted: BankCode| {
        let detail = details
            .iter()
            .find(|detail| detail.form == DetailForm::BankCode(wanted));
        detail
            .and_then(|detail| given.get(detail.name))
            .map_or("", String::as_str)
    };
    match scheme {
        AccountScheme::NewZealand => new_zealand::is_valid(
            code(BankCode::NzBank),
            code(BankCode::NzBranch),
            account,
            code(BankCode::NzSuffix),
        ),
        AccountScheme::UnitedStates
        | AccountScheme::Canada
        | AccountScheme::UnitedKingdom
        | AccountScheme::Australia => true,
    }
}

fn shown_of_iban(number: &str) -> BTreeMap<String, String> {
    let Some(parts) = iban::parts(number) else {
        return BTreeMap::new();
    };
    let country = parts.country.as_str().to_owned();
    let mut shown = BTreeMap::from([
        ("bank_code".to_owned(), parts.bank_code),
        ("country".to_owned(), country),
        ("last4".to_owned(), parts.last4),
    ]);
    if let Some(branch) = parts.branch_code {
        shown.insert("branch_code".to_owned(), branch);
    }
    shown
}

/// The end of a number of at least four digits.
fn last4(number: &str) -> String {
    let start = number.len().saturating_sub(4);
    number.get(start..).unwrap_or_default().to_owned()
}
