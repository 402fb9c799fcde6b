//! What the buyer has typed, and what is still wrong with it. Pure: the views draw it, the edge
//! client sends it.

use crate::card_input::brand::CardBrand;
use crate::card_input::cvc::{CvcProblem, check_cvc};
use crate::card_input::edit::digits;
use crate::card_input::expiry::{ExpiryProblem, YearMonth, check_expiry};
use crate::card_input::number::{NumberProblem, check_number};
use crate::strings::Key;
use shared::element::session::{BuyerField, CountryOption, PostalCode};

/// The content of every field of every offer; an offer uses those that it asks for.
///
/// It holds card data: never `Debug`, never serialised, never kept.
#[derive(Clone, PartialEq, Default)]
pub struct Form {
    pub number: String,
    pub expiry: String,
    pub cvc: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub postal_code: String,
    pub name: String,
    pub email: String,
    /// Fields that the buyer has left, or pressed "pay" over: their problems may be shown.
    left: Vec<BuyerField>,
    /// What the issuer objected to, until that field is changed.
    refusal: Option<FieldRefusal>,
}

#[derive(Clone, PartialEq)]
struct FieldRefusal {
    field: BuyerField,
    message: String,
}

/// Why a field cannot be sent, as the message to show beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldError {
    Local(Key),
    /// The issuer's own words, in the buyer's language.
    Refused(String),
}

/// What the rest of the form depends on.
#[derive(Clone, Copy)]
pub struct FormRules<'a> {
    pub fields: &'a [BuyerField],
    pub countries: &'a [CountryOption],
    pub today: YearMonth,
}

/// The form as the merchant's page may know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormReport {
    pub empty: bool,
    /// The first field, in order, that cannot be sent.
    pub first_problem: Option<BuyerField>,
}

impl FormReport {
    pub fn complete(&self) -> bool {
        self.first_problem.is_none()
    }
}

impl Form {
    pub fn value(&self, field: BuyerField) -> &str {
        match field {
            BuyerField::CardNumber => &self.number,
            BuyerField::CardExpiry => &self.expiry,
            BuyerField::CardCvc => &self.cvc,
            BuyerField::Country => &self.country,
            BuyerField::PostalCode => &self.postal_code,
            BuyerField::Name => &self.name,
            BuyerField::Email => &self.email,
        }
    }

    pub fn set(&mut self, field: BuyerField, value: String) {
        if self
            .refusal
            .as_ref()
            .is_some_and(|refusal| refusal.field == field)
        {
            self.refusal = None;
        }
        *match field {
            BuyerField::CardNumber => &mut self.number,
            BuyerField::CardExpiry => &mut self.expiry,
            BuyerField::CardCvc => &mut self.cvc,
            BuyerField::Country => &mut self.country,
            BuyerField::PostalCode => &mut self.postal_code,
            BuyerField::Name => &mut self.name,
            BuyerField::Email => &mut self.email,
        } = value;
    }

    pub fn brand(&self) -> Option<CardBrand> {
        CardBrand::detect(&digits(&self.number))
    }

    /// The buyer left `field`; an untouched field is not scolded for being passed by.
    pub fn leave(&mut self, field: BuyerField) {
        if !self.value(field).is_empty() && !self.left.contains(&field) {
            self.left.push(field);
        }
    }

    /// The buyer wants to pay: from now on every problem shows.
    pub fn leave_all(&mut self, fields: Vec<BuyerField>) {
        self.left = fields;
    }

    /// The issuer refused because of `field`.
    pub fn refuse(&mut self, field: BuyerField, message: String) {
        self.refusal = Some(FieldRefusal { field, message });
    }

    /// Empties all but the country, which the buyer was given and did not type.
    pub fn clear(&mut self) {
        *self = Self {
            country: std::mem::take(&mut self.country),
            ..Self::default()
        };
    }

    /// What to show beside `field` now.
    pub fn shown_error(&self, field: BuyerField, rules: FormRules<'_>) -> Option<FieldError> {
        if let Some(refusal) = self
            .refusal
            .as_ref()
            .filter(|refusal| refusal.field == field)
        {
            return Some(FieldError::Refused(refusal.message.clone()));
        }
        if !self.left.contains(&field) {
            return None;
        }
        self.problem(field, rules).map(FieldError::Local)
    }

    pub fn report(&self, rules: FormRules<'_>) -> FormReport {
        let asked = rules
            .fields
            .iter()
            .copied()
            .filter(|field| *field != BuyerField::Country);
        FormReport {
            empty: asked.clone().all(|field| self.value(field).is_empty()),
            first_problem: asked
                .into_iter()
                .find(|field| self.problem(*field, rules).is_some()),
        }
    }

    /// Which postal code the chosen country's cards are checked with.
    pub fn postal_code_kind(&self, countries: &[CountryOption]) -> PostalCode {
        countries
            .iter()
            .find(|country| country.code == self.country)
            .map_or(PostalCode::NotAsked, |country| country.postal_code)
    }

    fn problem(&self, field: BuyerField, rules: FormRules<'_>) -> Option<Key> {
        match field {
            BuyerField::CardNumber => {
                check_number(&self.number)
                    .err()
                    .map(|problem| match problem {
                        NumberProblem::Empty => Key::NumberEmpty,
                        NumberProblem::Incomplete => Key::NumberIncomplete,
                        NumberProblem::Invalid => Key::NumberInvalid,
                    })
            }
            BuyerField::CardExpiry => {
                check_expiry(&self.expiry, rules.today)
                    .err()
                    .map(|problem| match problem {
                        ExpiryProblem::Empty => Key::ExpiryEmpty,
                        ExpiryProblem::Incomplete => Key::ExpiryIncomplete,
                        ExpiryProblem::Invalid => Key::ExpiryInvalid,
                        ExpiryProblem::Past => Key::ExpiryPast,
                    })
            }
            BuyerField::CardCvc => {
                check_cvc(&self.cvc, self.brand())
                    .err()
                    .map(|problem| match problem {
                        CvcProblem::Empty => Key::CvcEmpty,
                        CvcProblem::Incomplete => Key::CvcIncomplete,
                    })
            }
            BuyerField::Country => None,
            BuyerField::PostalCode => self.postal_code_problem(rules.countries),
            BuyerField::Name => self.name.trim().is_empty().then_some(Key::NameEmpty),
            BuyerField::Email => match self.email.trim() {
                "" => Some(Key::EmailEmpty),
                email if looks_like_email(email) => None,
                _ => Some(Key::EmailInvalid),
            },
        }
    }

    fn postal_code_problem(&self, countries: &[CountryOption]) -> Option<Key> {
        let code = self.postal_code.trim();
        match self.postal_code_kind(countries) {
            PostalCode::NotAsked => None,
            PostalCode::Zip if code.is_empty() => Some(Key::ZipEmpty),
            PostalCode::Postal | PostalCode::Postcode if code.is_empty() => {
                Some(Key::PostalCodeEmpty)
            }
            // 94110, or 94110-1234.
            PostalCode::Zip => (!matches!(digits(code).len(), 5 | 9)).then_some(Key::ZipInvalid),
            // The shortest code of any country has three characters (Iceland, Faroe Islands).
            PostalCode::Postal | PostalCode::Postcode => {
                (code.chars().count() < 3).then_some(Key::PostalCodeInvalid)
            }
        }
    }
}

/// Catches slips of the finger; whether the address exists is for the merchant's letter to find out.
fn looks_like_email(email: &str) -> bool {
    email.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.split('.').count() > 1
            && domain.split('.').all(|label| !label.is_empty())
            && !email.contains(char::is_whitespace)
            && !domain.contains('@')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARD: [BuyerField; 5] = [
        BuyerField::CardNumber,
        BuyerField::CardExpiry,
        BuyerField::CardCvc,
        BuyerField::Country,
        BuyerField::PostalCode,
    ];

    fn countries() -> Vec<CountryOption> {
        [
            ("US", PostalCode::Zip),
            ("DE", PostalCode::NotAsked),
            ("GB", PostalCode::Postcode),
        ]
        .map(|(code, postal_code)| CountryOption {
            code: code.to_owned(),
            postal_code,
        })
        .to_vec()
    }

    fn rules(countries: &[CountryOption]) -> FormRules<'_> {
        FormRules {
            fields: &CARD,
            countries,
            today: YearMonth {
                year: 2026,
                month: 11,
            },
        }
    }

    fn filled() -> Form {
        Form {
            number: "4242 4242 4242 4242".to_owned(),
            expiry: "04 / 30".to_owned(),
            cvc: "123".to_owned(),
            country: "US".to_owned(),
            postal_code: "94110".to_owned(),
            ..Form::default()
        }
    }

    #[test]
    fn an_untouched_field_is_not_scolded() {
        let countries = countries();
        let mut form = Form::default();
        form.leave(BuyerField::CardNumber);
        assert_eq!(
            form.shown_error(BuyerField::CardNumber, rules(&countries)),
            None
        );
        form.set(BuyerField::CardNumber, "4242".to_owned());
        assert_eq!(
            form.shown_error(BuyerField::CardNumber, rules(&countries)),
            None
        );
        form.leave(BuyerField::CardNumber);
        assert_eq!(
            form.shown_error(BuyerField::CardNumber, rules(&countries)),
            Some(FieldError::Local(Key::NumberIncomplete))
        );
    }

    #[test]
    fn pressing_pay_shows_every_problem_and_names_the_first() {
        let countries = countries();
        let mut form = Form {
            expiry: String::new(),
            ..filled()
        };
        form.leave_all(CARD.to_vec());
        let report = form.report(rules(&countries));
        assert_eq!(
            report,
            FormReport {
                empty: false,
                first_problem: Some(BuyerField::CardExpiry)
            }
        );
        assert_eq!(
            form.shown_error(BuyerField::CardExpiry, rules(&countries)),
            Some(FieldError::Local(Key::ExpiryEmpty))
        );
    }

    #[test]
    fn a_postal_code_is_asked_where_issuers_check_it() {
        let countries = countries();
        for (country, code, first_problem) in [
            ("US", "", Some(BuyerField::PostalCode)),
            ("US", "9411", Some(BuyerField::PostalCode)),
            ("US", "94110-1234", None),
            ("GB", "SW1A 1AA", None),
            ("DE", "", None),
            ("XX", "", None),
        ] {
            let form = Form {
                country: country.to_owned(),
                postal_code: code.to_owned(),
                ..filled()
            };
            assert_eq!(
                form.report(rules(&countries)).first_problem,
                first_problem,
                "{country} {code}"
            );
        }
    }

    #[test]
    fn a_refusal_stands_until_its_field_changes() {
        let countries = countries();
        let mut form = filled();
        form.refuse(BuyerField::CardCvc, "wrong".to_owned());
        form.set(BuyerField::CardNumber, "4242 4242 4242 4242".to_owned());
        assert_eq!(
            form.shown_error(BuyerField::CardCvc, rules(&countries)),
            Some(FieldError::Refused("wrong".to_owned()))
        );
        form.set(BuyerField::CardCvc, "124".to_owned());
        assert_eq!(
            form.shown_error(BuyerField::CardCvc, rules(&countries)),
            None
        );
    }

    #[test]
    fn clearing_leaves_the_country() {
        let mut form = filled();
        form.clear();
        assert_eq!((form.country.as_str(), form.number.as_str()), ("US", ""));
        let countries = countries();
        assert!(form.report(rules(&countries)).empty);
    }

    #[test]
    fn an_email_needs_a_name_and_a_place() {
        for (email, fine) in [
            ("a@b.co", true),
            ("a@b", false),
            ("@b.co", false),
            ("a b@c.de", false),
            ("a@b..c", false),
            ("a@b@c.de", false),
        ] {
            assert_eq!(looks_like_email(email), fine, "{email}");
        }
    }
}
