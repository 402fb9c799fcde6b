//! What the objects tell of a method's own parameters and options, as its row of the catalogue says.

use crate::gather::gather;
use crate::methods::catalogue::{Detail, DetailForm, Shown};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Adds to `object` what is known by name; of what nobody said, what `details` shows in its place.
pub(super) fn tell(
    object: &mut Map<String, Value>,
    details: &[Detail],
    known: &BTreeMap<String, String>,
) {
    for detail in details {
        let unsaid = match detail.shown {
            Shown::OrNull => Value::Null,
            Shown::OrElse(usual) => value(detail.form, usual),
            Shown::IfGiven | Shown::Never => continue,
        };
        put(object, detail.name, unsaid);
    }
    for (name, said) in known {
        let detail = details.iter().find(|detail| detail.name == name);
        let told = match detail {
            Some(detail) if detail.shown == Shown::Never => continue,
            Some(detail) => value(detail.form, said),
            None => json!(said),
        };
        put(object, name, told);
    }
}

/// Puts a value where the points of its name lead: `bank_transfer.type` into a hash within.
fn put(object: &mut Map<String, Value>, name: &str, told: Value) {
    let Some((outer, inner)) = name.split_once('.') else {
        object.insert(name.to_owned(), told);
        return;
    };
    let within = object.entry(outer).or_insert(Value::Null);
    if within.is_null() {
        *within = json!({});
    }
    if let Some(within) = within.as_object_mut() {
        put(within, inner, told);
    }
}

/// `names`, of which nothing is known.
pub(super) fn unknown(names: &[&str]) -> Map<String, Value> {
    let nothing = |name: &&str| ((*name).to_owned(), Value::Null);
    gather(names.iter().map(nothing))
}

/// The fields that `table` has for a method, by the method's name; none where it has none.
pub(super) fn fields_of<'a>(table: &[(&str, &'a [&'a str])], method: &str) -> &'a [&'a str] {
    let row = table.iter().find(|(name, _)| *name == method);
    row.map_or(&[], |(_, fields)| *fields)
}

/// Numbers are numbers, and a date is its parts.
fn value(form: DetailForm, text: &str) -> Value {
    match form {
        DetailForm::Number { .. } => text.parse::<i64>().map_or(json!(text), Value::from),
        DetailForm::Flag => json!(text == "true"),
        DetailForm::SomeOf(_) => text.split(',').collect(),
        DetailForm::Date => {
            let mut parts = text.splitn(3, '-').map(|part| part.parse::<i64>().ok());
            let (year, month, day) = (parts.next(), parts.next(), parts.next());
            json!({ "day": day.flatten(), "month": month.flatten(), "year": year.flatten() })
        }
        DetailForm::OneOf(_)
        | DetailForm::Word(_)
        | DetailForm::Text { .. }
        | DetailForm::Digits { .. }
        | DetailForm::BrazilianTaxNumber
        | DetailForm::IsoDay
        | DetailForm::Iban
        | DetailForm::BankCode(_)
        | DetailForm::AccountNumber(_) => json!(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DETAILS: &[Detail] = &[
        Detail::optional("given", DetailForm::Text { max: 9 }),
        Detail::optional("empty", DetailForm::Text { max: 9 }).shown(Shown::OrNull),
        Detail::optional("usual", DetailForm::Number { min: 1, max: 9 }).shown(Shown::OrElse("3")),
        Detail::optional("born", DetailForm::Date),
        Detail::optional("agreed", DetailForm::Flag).shown(Shown::Never),
        Detail::optional("within.hash.number", DetailForm::Number { min: 1, max: 9 }),
        Detail::optional("within.some", DetailForm::SomeOf(&[])),
    ];

    fn told(known: &[(&str, &str)]) -> Value {
        let mut object = Map::new();
        let known = known.iter();
        let known = known.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        tell(&mut object, DETAILS, &known.collect());
        object.into()
    }

    #[test]
    fn what_nobody_said_is_told_as_the_row_says() {
        assert_eq!(told(&[]), json!({ "empty": null, "usual": 3 }));
    }

    #[test]
    fn what_was_said_is_told_in_its_own_form_and_secrets_are_not() {
        let known = [
            ("given", "a"),
            ("empty", "b"),
            ("usual", "7"),
            ("born", "1990-04-23"),
            ("agreed", "true"),
            ("last4", "1234"),
        ];
        let born = json!({ "day": 23, "month": 4, "year": 1990 });
        let expected =
            json!({ "given": "a", "empty": "b", "usual": 7, "born": born, "last4": "1234" });
        assert_eq!(told(&known), expected);
    }

    #[test]
    fn points_lead_into_hashes_within() {
        let known = [("within.hash.number", "4"), ("within.some", "a,b")];
        let within = json!({ "hash": { "number": 4 }, "some": ["a", "b"] });
        let expected = json!({ "empty": null, "usual": 3, "within": within });
        assert_eq!(told(&known), expected);
    }
}
