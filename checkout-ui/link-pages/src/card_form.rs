//! A card that the buyer types, to keep it without paying: what is wrong with it, and how the edge takes
//! it. Pure.

use crate::kept::masked;
use crate::strings::Key;
use card_input::brand::CardBrand;
use card_input::cvc::{check_cvc, edit_cvc};
use card_input::edit::{Edit, digits};
use card_input::expiry::{YearMonth, check_expiry, edit_expiry};
use card_input::number::{check_number, edit_number};
use card_input::problem::Problem as Slip;
use std::fmt;

#[cfg(test)]
mod tests;

/// What is typed of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Number,
    Expiry,
    Cvc,
    /// Of whoever it is of; may stay empty.
    Name,
}

/// What is wrong, and where; `None`: with all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    pub field: Option<Field>,
    pub text: Key,
}

/// The fields as they are filled in.
///
/// It holds card data: never serialised but for the edge, and gone with the form.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TypedCard {
    number: String,
    expiry: String,
    cvc: String,
    name: String,
}

/// A card that nothing is wrong with, as far as it can be told here.
#[derive(Clone, PartialEq, Eq)]
pub struct WholeCard {
    /// As the edge takes it, in JSON.
    pub fields: String,
    /// `Visa •••• 4242`
    pub name: String,
}

impl Field {
    /// In the order in which they are asked for.
    pub const ALL: [Self; 4] = [Self::Number, Self::Expiry, Self::Cvc, Self::Name];

    /// Of the element in the document.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Number => "card-number",
            Self::Expiry => "card-expiry",
            Self::Cvc => "card-cvc",
            Self::Name => "card-name",
        }
    }

    /// The one that the edge calls so.
    fn of_param(param: &str) -> Option<Self> {
        match param {
            "number" => Some(Self::Number),
            "exp_month" | "exp_year" => Some(Self::Expiry),
            "cvc" => Some(Self::Cvc),
            "name" => Some(Self::Name),
            _ => None,
        }
    }

    /// What is said of a value that cannot be right.
    const fn invalid(self) -> Key {
        match self {
            Self::Number => Key::NumberInvalid,
            Self::Expiry => Key::ExpiryInvalid,
            Self::Cvc => Key::CvcInvalid,
            Self::Name => Key::Failed,
        }
    }
}

impl TypedCard {
    /// The field's next content after a keystroke or a paste left `raw` in it.
    pub fn edit(&self, field: Field, raw: String, caret: usize) -> Edit {
        match field {
            Field::Number => edit_number(&raw, caret),
            Field::Expiry => edit_expiry(&raw, caret, &self.expiry),
            Field::Cvc => edit_cvc(&raw, caret, self.brand()),
            Field::Name => Edit { text: raw, caret },
        }
    }

    pub fn set(&mut self, field: Field, text: String) {
        match field {
            Field::Number => self.number = text,
            Field::Expiry => self.expiry = text,
            Field::Cvc => self.cvc = text,
            Field::Name => self.name = text,
        }
    }

    /// Errors: all that is wrong, in the order of the fields.
    pub fn whole(&self, today: YearMonth) -> Result<WholeCard, Vec<Problem>> {
        let expiry = check_expiry(&self.expiry, today);
        let checks = [
            (Field::Number, check_number(&self.number)),
            (Field::Expiry, expiry.map(drop)),
            (Field::Cvc, check_cvc(&self.cvc, self.brand())),
        ];
        let wrong = checks.into_iter().filter_map(|(field, check)| {
            let text = slip_text(field, check.err()?);
            let field = Some(field);
            Some(Problem { field, text })
        });
        let wrong: Vec<Problem> = wrong.collect();
        match expiry {
            Ok(expiry) if wrong.is_empty() => Ok(WholeCard {
                fields: self.fields(expiry),
                name: self.shown(),
            }),
            Ok(_) | Err(_) => Err(wrong),
        }
    }

    fn brand(&self) -> Option<CardBrand> {
        CardBrand::detect(&digits(&self.number))
    }

    fn fields(&self, expiry: YearMonth) -> String {
        let number = digits(&self.number);
        let YearMonth { year, month } = expiry;
        let cvc = &self.cvc;
        let card = format!(
            r#""number":"{number}","exp_month":"{month}","exp_year":"{year}","cvc":"{cvc}""#
        );
        match self.name.trim() {
            "" => ["{", &card, "}"].concat(),
            name => ["{", &card, r#","name":""#, &escaped(name), r#""}"#].concat(),
        }
    }

    fn shown(&self) -> String {
        let number = digits(&self.number);
        let last4 = masked(&number[number.len().saturating_sub(4)..]);
        match self.brand() {
            Some(brand) => [brand.name(), " ", &last4].concat(),
            None => last4,
        }
    }
}

/// Inside of a JSON string.
fn escaped(text: &str) -> String {
    let plain = text.chars().filter(|character| !character.is_control());
    let plain: String = plain.collect();
    plain.replace('\\', r"\\").replace('"', r#"\""#)
}

fn slip_text(field: Field, slip: Slip) -> Key {
    match (field, slip) {
        (Field::Number, Slip::Empty) => Key::NumberEmpty,
        (Field::Number, Slip::Incomplete) => Key::NumberIncomplete,
        (Field::Expiry, Slip::Empty) => Key::ExpiryEmpty,
        (Field::Expiry, Slip::Incomplete) => Key::ExpiryIncomplete,
        (Field::Expiry, Slip::Past) => Key::ExpiryPast,
        (Field::Cvc, Slip::Empty) => Key::CvcEmpty,
        (Field::Cvc, Slip::Incomplete) => Key::CvcIncomplete,
        (Field::Number | Field::Expiry | Field::Cvc, Slip::Invalid | Slip::Past)
        | (Field::Name, _) => field.invalid(),
    }
}

/// What the edge says is wrong, by the `code`, `decline_code` and `param` of its error.
pub fn refused(code: &str, decline_code: &str, param: &str) -> Problem {
    let at = |field, text| Problem {
        field: Some(field),
        text,
    };
    let whole = |text| Problem { field: None, text };
    match code {
        "invalid_number" | "incorrect_number" => at(Field::Number, Key::NumberInvalid),
        "invalid_expiry_month" | "invalid_expiry_year" => at(Field::Expiry, Key::ExpiryInvalid),
        "expired_card" => at(Field::Expiry, Key::ExpiryPast),
        "invalid_cvc" | "incorrect_cvc" => at(Field::Cvc, Key::CvcInvalid),
        "card_declined" if decline_code == "fraudulent" => whole(Key::CardStopped),
        "card_declined" => at(Field::Number, Key::CardDeclined),
        "link_card_needs_authentication" => at(Field::Number, Key::CardAuthentication),
        "link_cards_too_often" => whole(Key::CardTooOften),
        // The last where there is nobody who could ask it.
        "link_card_not_checked" | "processing_error" | "testmode_charges_only" => {
            whole(Key::CardUnchecked)
        }
        _ => match Field::of_param(param) {
            Some(field) => at(field, field.invalid()),
            None => whole(Key::Failed),
        },
    }
}

impl fmt::Debug for TypedCard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TypedCard")
    }
}

impl fmt::Debug for WholeCard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WholeCard")
    }
}
