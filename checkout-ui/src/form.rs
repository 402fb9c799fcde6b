//! What the buyer has typed, and what is still wrong with it. Pure: the views draw it, the edge
//! client sends it.

use crate::strings::Key;
use crate::text_input::{self, Matches};
use card_input::brand::CardBrand;
use card_input::cvc::{check_cvc, edit_cvc};
use card_input::edit::{Edit, digits};
use card_input::expiry::{YearMonth, check_expiry, edit_expiry};
use card_input::number::{check_number, edit_number};
use card_input::problem::Problem;
use shared::element::field::{FieldKind, OfferField, id};
use shared::element::session::{CountryOption, PostalCode};

/// What a field is called; the session that says so lives as long as the document.
pub type FieldId = &'static str;

/// The content of every field of every offer, by id; an offer uses those that it asks for.
///
/// It holds card data: never `Debug`, never serialised, never kept.
#[derive(Clone, PartialEq, Default)]
pub struct Form {
    values: Vec<(FieldId, String)>,
    /// Fields that the buyer has left, or pressed "pay" over: their problems may be shown.
    left: Vec<FieldId>,
    /// The field that the buyer typed into or left last. What is wrong there has to be said aloud;
    /// wherever the focus is led to, it is read out with the field.
    touched: Option<FieldId>,
    /// What the edge or an issuer objected to, until that field is changed.
    refusal: Option<FieldRefusal>,
}

#[derive(Clone, PartialEq)]
struct FieldRefusal {
    id: FieldId,
    message: Option<String>,
}

/// Why a field cannot be sent, as the message to show beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldError {
    Local(Key),
    /// In the buyer's language.
    Told(String),
}

/// What the rest of the form depends on.
#[derive(Clone, Copy)]
pub struct FormRules<'a> {
    pub fields: &'static [OfferField],
    pub countries: &'a [CountryOption],
    pub today: YearMonth,
    pub matches: Matches,
}

/// The form as the merchant's page may know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormReport {
    pub empty: bool,
    /// The first field, in order, that cannot be sent; its id.
    pub first_problem: Option<FieldId>,
}

impl FormReport {
    pub fn complete(&self) -> bool {
        self.first_problem.is_none()
    }
}

impl Form {
    pub fn value(&self, id: &str) -> &str {
        let found = self.values.iter().find(|(known, _)| *known == id);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    pub fn set(&mut self, id: FieldId, value: String) {
        self.touched = Some(id);
        if self
            .refusal
            .as_ref()
            .is_some_and(|refusal| refusal.id == id)
        {
            self.refusal = None;
        }
        match self.values.iter_mut().find(|(known, _)| *known == id) {
            Some((_, old)) => *old = value,
            None => self.values.push((id, value)),
        }
    }

    pub fn brand(&self) -> Option<CardBrand> {
        CardBrand::detect(&digits(self.value(id::CARD_NUMBER)))
    }

    /// The next content of `field` after a keystroke or a paste left `raw` in it.
    pub fn edited(&self, field: &OfferField, raw: String, caret: usize) -> Edit {
        match field.kind {
            FieldKind::CardNumber => edit_number(&raw, caret),
            FieldKind::CardExpiry => edit_expiry(&raw, caret, self.value(&field.id)),
            FieldKind::CardCvc => edit_cvc(&raw, caret, self.brand()),
            FieldKind::Country
            | FieldKind::PostalCode
            | FieldKind::Text
            | FieldKind::Digits
            | FieldKind::Code
            | FieldKind::Iban
            | FieldKind::Select
            | FieldKind::Checkbox
            | FieldKind::Fixed => text_input::edit(field, raw, caret),
        }
    }

    /// The buyer left a field; an untouched one is not scolded for being passed by.
    pub fn leave(&mut self, id: FieldId) {
        if !self.value(id).is_empty() {
            self.left.push(id);
            self.touched = Some(id);
        }
    }

    /// Whether a problem of the field is said aloud as soon as it shows.
    pub fn is_said_aloud(&self, id: FieldId) -> bool {
        self.touched == Some(id)
    }

    /// The buyer wants to pay: from now on every problem shows.
    pub fn leave_all(&mut self, fields: &'static [OfferField]) {
        self.left = fields.iter().map(|field| field.id.as_str()).collect();
        self.touched = None;
    }

    /// The payment was refused because of a field; without a message it is just not valid.
    pub fn refuse(&mut self, id: FieldId, message: Option<String>) {
        self.refusal = Some(FieldRefusal { id, message });
    }

    /// Empties all but the country, which the buyer was given and did not type.
    pub fn clear(&mut self) {
        let country = self.value(id::COUNTRY).to_owned();
        *self = Self::default();
        self.set(id::COUNTRY, country);
    }

    /// What to show beside `field` now.
    pub fn shown_error(&self, field: &OfferField, rules: FormRules<'_>) -> Option<FieldError> {
        if let Some(refusal) = self
            .refusal
            .as_ref()
            .filter(|refusal| refusal.id == field.id)
        {
            let message = refusal.message.as_ref().unwrap_or(&field.problems.invalid);
            return Some(FieldError::Told(message.clone()));
        }
        if !self.left.contains(&field.id.as_str()) {
            return None;
        }
        let problem = self.check(field, rules).err()?;
        if field.kind == FieldKind::PostalCode {
            let kind = self.postal_code_kind(rules.countries);
            return Some(FieldError::Local(postal_code_text(kind, problem)));
        }
        let texts = &field.problems;
        let text = match problem {
            Problem::Empty => &texts.empty,
            Problem::Incomplete => &texts.incomplete,
            Problem::Invalid => &texts.invalid,
            Problem::Past => &texts.past,
        };
        Some(FieldError::Told(text.clone()))
    }

    pub fn report(&self, rules: FormRules<'_>) -> FormReport {
        let is_typed = |field: &&OfferField| {
            !matches!(
                field.kind,
                FieldKind::Country | FieldKind::Fixed | FieldKind::Checkbox
            )
        };
        FormReport {
            empty: rules
                .fields
                .iter()
                .filter(is_typed)
                .all(|field| self.value(&field.id).is_empty() || !self.asks(field)),
            first_problem: rules
                .fields
                .iter()
                .find(|field| self.check(field, rules).is_err())
                .map(|field| field.id.as_str()),
        }
    }

    /// Which postal code the chosen country's cards are checked with.
    pub fn postal_code_kind(&self, countries: &[CountryOption]) -> PostalCode {
        let chosen = self.value(id::COUNTRY);
        countries
            .iter()
            .find(|country| country.code == chosen)
            .map_or(PostalCode::NotAsked, |country| country.postal_code)
    }

    /// Whether what the buyer has chosen or typed above asks for it.
    pub fn asks(&self, field: &OfferField) -> bool {
        field.when.as_ref().is_none_or(|when| {
            let value = self.value(&when.id);
            if when.prefixes.is_empty() {
                return value == when.choice;
            }
            let digits = digits(value);
            when.prefixes
                .iter()
                .any(|prefix| digits.starts_with(prefix))
        })
    }

    /// What is sent for `field`; `None` for nothing at all. An expiry date is two parameters, which
    /// [`check_expiry`] tells.
    pub fn sent(&self, field: &OfferField, countries: &[CountryOption]) -> Option<String> {
        if field.param.is_empty() || !self.asks(field) {
            return None;
        }
        let text = self.value(&field.id);
        let sent = match field.kind {
            FieldKind::CardNumber | FieldKind::CardCvc => digits(text),
            FieldKind::CardExpiry => return None,
            FieldKind::PostalCode => match self.postal_code_kind(countries) {
                PostalCode::NotAsked => return None,
                PostalCode::Postal | PostalCode::Zip | PostalCode::Postcode => {
                    text.trim().to_owned()
                }
            },
            FieldKind::Fixed => match field.choices.first() {
                Some(only) => only.code.clone(),
                None => text.to_owned(),
            },
            FieldKind::Checkbox => text.to_owned(),
            FieldKind::Country
            | FieldKind::Text
            | FieldKind::Digits
            | FieldKind::Code
            | FieldKind::Iban
            | FieldKind::Select => text_input::bare(field, text),
        };
        (!sent.is_empty()).then_some(sent)
    }

    fn check(&self, field: &OfferField, rules: FormRules<'_>) -> Result<(), Problem> {
        let text = self.value(&field.id);
        match field.kind {
            _ if !self.asks(field) => Ok(()),
            FieldKind::CardNumber => check_number(text),
            FieldKind::CardExpiry => check_expiry(text, rules.today).map(drop),
            FieldKind::CardCvc => check_cvc(text, self.brand()),
            FieldKind::PostalCode => self.check_postal_code(text.trim(), rules.countries),
            FieldKind::Fixed | FieldKind::Checkbox => Ok(()),
            FieldKind::Country
            | FieldKind::Text
            | FieldKind::Digits
            | FieldKind::Code
            | FieldKind::Iban
            | FieldKind::Select => text_input::check(field, text, rules.matches),
        }
    }

    fn check_postal_code(&self, code: &str, countries: &[CountryOption]) -> Result<(), Problem> {
        let fits = match self.postal_code_kind(countries) {
            PostalCode::NotAsked => true,
            _ if code.is_empty() => return Err(Problem::Empty),
            // 94110, or 94110-1234.
            PostalCode::Zip => matches!(digits(code).len(), 5 | 9),
            // The shortest code of any country has three characters (Iceland, Faroe Islands).
            PostalCode::Postal | PostalCode::Postcode => code.chars().count() >= 3,
        };
        if fits {
            Ok(())
        } else {
            Err(Problem::Incomplete)
        }
    }
}

fn postal_code_text(kind: PostalCode, problem: Problem) -> Key {
    match (kind == PostalCode::Zip, problem == Problem::Empty) {
        (true, true) => Key::ZipEmpty,
        (true, false) => Key::ZipInvalid,
        (false, true) => Key::PostalCodeEmpty,
        (false, false) => Key::PostalCodeIncomplete,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::element::field::{FieldChoice, FieldCondition};
    use shared::element::language::{ENGLISH, Language};
    use shared::element::offer_fields::offer_fields;
    use shared::methods::MethodType;

    fn card() -> &'static [OfferField] {
        let texts = Language::read(ENGLISH).expect("a language").edge;
        offer_fields(MethodType::Card, &texts).leak()
    }

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

    fn rules<'a>(fields: &'static [OfferField], countries: &'a [CountryOption]) -> FormRules<'a> {
        FormRules {
            fields,
            countries,
            today: YearMonth {
                year: 2026,
                month: 11,
            },
            matches: |_, _| true,
        }
    }

    fn filled() -> Form {
        let mut form = Form::default();
        for (id, value) in [
            (id::CARD_NUMBER, "4242 4242 4242 4242"),
            (id::CARD_EXPIRY, "04 / 30"),
            (id::CARD_CVC, "123"),
            (id::COUNTRY, "US"),
            (id::POSTAL_CODE, "94110"),
        ] {
            form.set(id, value.to_owned());
        }
        form
    }

    fn shown(form: &Form, id: &str) -> Option<FieldError> {
        let (fields, countries) = (card(), countries());
        let field = fields.iter().find(|field| field.id == id).expect("a field");
        form.shown_error(field, rules(fields, &countries))
    }

    fn told(text: &str) -> Option<FieldError> {
        Some(FieldError::Told(text.to_owned()))
    }

    fn report(form: &Form) -> FormReport {
        form.report(rules(card(), &countries()))
    }

    #[test]
    fn an_untouched_field_is_not_scolded() {
        let mut form = Form::default();
        form.leave(id::CARD_NUMBER);
        assert_eq!(shown(&form, id::CARD_NUMBER), None);
        form.set(id::CARD_NUMBER, "4242".to_owned());
        assert_eq!(shown(&form, id::CARD_NUMBER), None);
        form.leave(id::CARD_NUMBER);
        let incomplete = told("Your card number is incomplete.");
        assert_eq!(shown(&form, id::CARD_NUMBER), incomplete);
        assert!(form.is_said_aloud(id::CARD_NUMBER));
        form.leave_all(card());
        assert!(!form.is_said_aloud(id::CARD_NUMBER));
        form.set(id::CARD_NUMBER, "42421".to_owned());
        assert!(form.is_said_aloud(id::CARD_NUMBER));
    }

    #[test]
    fn pressing_pay_shows_every_problem_and_names_the_first() {
        let mut form = filled();
        form.set(id::CARD_EXPIRY, String::new());
        form.leave_all(card());
        let expected = FormReport {
            empty: false,
            first_problem: Some(id::CARD_EXPIRY),
        };
        assert_eq!(report(&form), expected);
        assert_eq!(
            shown(&form, id::CARD_EXPIRY),
            told("Enter the expiry date.")
        );
    }

    #[test]
    fn a_postal_code_is_asked_where_issuers_check_it() {
        for (country, code, is_wrong) in [
            ("US", "", true),
            ("US", "9411", true),
            ("US", "94110-1234", false),
            ("GB", "SW1A 1AA", false),
            ("DE", "", false),
            ("XX", "", false),
        ] {
            let mut form = filled();
            form.set(id::COUNTRY, country.to_owned());
            form.set(id::POSTAL_CODE, code.to_owned());
            let wrong = is_wrong.then_some(id::POSTAL_CODE);
            assert_eq!(report(&form).first_problem, wrong, "{country} {code}");
        }
    }

    #[test]
    fn a_postal_code_has_the_name_that_it_has_in_its_country() {
        let mut form = filled();
        form.set(id::POSTAL_CODE, String::new());
        form.leave_all(card());
        let local = |key| Some(FieldError::Local(key));
        assert_eq!(shown(&form, id::POSTAL_CODE), local(Key::ZipEmpty));
        form.set(id::COUNTRY, "GB".to_owned());
        assert_eq!(shown(&form, id::POSTAL_CODE), local(Key::PostalCodeEmpty));
        form.set(id::POSTAL_CODE, "SW".to_owned());
        let incomplete = local(Key::PostalCodeIncomplete);
        assert_eq!(shown(&form, id::POSTAL_CODE), incomplete);
    }

    #[test]
    fn a_refusal_stands_until_its_field_changes() {
        let mut form = filled();
        form.refuse(id::CARD_CVC, Some("wrong".to_owned()));
        form.set(id::CARD_NUMBER, "4242 4242 4242 4242".to_owned());
        assert_eq!(shown(&form, id::CARD_CVC), told("wrong"));
        form.set(id::CARD_CVC, "124".to_owned());
        assert_eq!(shown(&form, id::CARD_CVC), None);
    }

    #[test]
    fn a_refusal_without_words_says_that_the_field_is_not_valid() {
        let mut form = filled();
        form.refuse(id::CARD_CVC, None);
        assert_eq!(shown(&form, id::CARD_CVC), told("Check the security code."));
    }

    #[test]
    fn clearing_leaves_the_country() {
        let mut form = filled();
        form.clear();
        assert_eq!(form.value(id::COUNTRY), "US");
        assert_eq!(form.value(id::CARD_NUMBER), "");
        assert!(report(&form).empty);
    }

    #[test]
    fn what_is_sent_is_what_counts() {
        let (form, fields, countries) = (filled(), card(), countries());
        let sent: Vec<_> = fields
            .iter()
            .map(|field| form.sent(field, &countries))
            .collect();
        let expected = [
            Some("4242424242424242"),
            None,
            Some("123"),
            Some("US"),
            Some("94110"),
        ];
        assert_eq!(sent, expected.map(|text| text.map(str::to_owned)));
    }

    /// A card's form with a list that is asked of numbers that begin with 4000 0025.
    fn card_of_two_networks() -> &'static [OfferField] {
        let mut fields = card().to_vec();
        let list = OfferField {
            id: "card-network".to_owned(),
            param: "network".to_owned(),
            kind: FieldKind::Select,
            optional: true,
            choices: vec![FieldChoice {
                code: "visa".to_owned(),
                name: "Visa".to_owned(),
            }],
            when: Some(FieldCondition {
                id: id::CARD_NUMBER.to_owned(),
                choice: String::new(),
                prefixes: vec!["1".to_owned(), "40000025".to_owned()],
            }),
            ..fields[0].clone()
        };
        fields.insert(1, list);
        fields.leak()
    }

    #[test]
    fn a_choice_of_network_is_asked_and_sent_once_the_number_says_so() {
        let fields = card_of_two_networks();
        let mut form = Form::default();
        form.set("card-network", "visa".to_owned());
        for (number, asked) in [
            ("", false),
            ("4000 002", false),
            ("4000 0025", true),
            ("4000 0025 0000 1001", true),
            ("4242 4242", false),
        ] {
            form.set(id::CARD_NUMBER, number.to_owned());
            assert_eq!(form.asks(&fields[1]), asked, "{number}");
            let sent = asked.then(|| "visa".to_owned());
            assert_eq!(form.sent(&fields[1], &[]), sent, "{number}");
        }
    }

    #[test]
    fn a_preference_that_is_not_asked_for_does_not_make_a_form_begun() {
        let fields = card_of_two_networks();
        let mut form = Form::default();
        form.set("card-network", "visa".to_owned());
        assert!(form.report(rules(fields, &[])).empty);
        form.set(id::CARD_NUMBER, "4".to_owned());
        assert!(!form.report(rules(fields, &[])).empty);
    }

    #[test]
    fn what_the_chosen_way_does_not_ask_is_neither_missed_nor_sent() {
        let texts = Language::read(ENGLISH).expect("a language").edge;
        let fields: &'static [OfferField] = offer_fields(MethodType::Payto, &texts).leak();
        let mut form = Form::default();
        for (id, value) in [
            ("name", "Jenny Rosen"),
            ("email", "jenny@example.com"),
            ("payto-pay-id", "+61400000000"),
        ] {
            form.set(id, value.to_owned());
        }
        let problem = |form: &Form| form.report(rules(fields, &[])).first_problem;
        let sent = |form: &Form| {
            fields
                .iter()
                .filter_map(|field| form.sent(field, &[]))
                .count()
        };
        assert_eq!(problem(&form), Some("payto-pay-id-way"));
        form.set("payto-pay-id-way", "itself".to_owned());
        assert_eq!((problem(&form), sent(&form)), (None, 3));
        form.set("payto-pay-id-way", "stand_in".to_owned());
        assert_eq!(problem(&form), Some("payto-bsb-number"));
        assert_eq!(sent(&form), 2);
    }
}
