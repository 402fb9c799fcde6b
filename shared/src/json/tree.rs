//! A deserializer over parsed JSON.
//!
//! Serde compiles a type's reader anew for each deserializer that it is read by. As long as everything
//! is read by this one, there is one reader a type, and of the two that serde derives for a struct it
//! is the shorter: the one of a list, which is handed the object's members in the order of the fields
//! and neither looks for a field by its name nor remembers which have come.

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, Expected, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde_json::{Error, Map, Number, Value};

/// Reads JSON text. Of a key that comes twice, the last value counts. Errors: the text is no JSON,
/// or not of this shape.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    from_value(serde_json::from_str(text)?)
}

/// Reads parsed JSON. Errors: it is not of this shape.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    T::deserialize(Tree::new(value))
}

/// [`from_str`] of what somebody else has written. Errors: also a member that the type has no field
/// for, at any depth but below a [`tagged`](crate::tagged) enum.
pub fn from_str_strictly<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    T::deserialize(Unknown::Refused.below(serde_json::from_str(text)?))
}

/// A value that is to be read as some type.
pub struct Tree {
    value: Value,
    unknown: Unknown,
}

/// What becomes of members that a struct has no field for.
#[derive(Clone, Copy)]
enum Unknown {
    /// What was stored by a version that had one is read all the same.
    PassedOver,
    Refused,
}

impl Unknown {
    /// What is held is read as strictly as what holds it.
    fn below(self, value: Value) -> Tree {
        Tree {
            value,
            unknown: self,
        }
    }
}

impl Tree {
    pub(super) fn new(value: Value) -> Self {
        Unknown::PassedOver.below(value)
    }

    fn object(self, expected: &dyn Expected) -> Result<Entries, Error> {
        match self.value {
            Value::Object(object) => Ok(Entries {
                rest: object.into_iter(),
                value: Value::Null,
                unknown: self.unknown,
            }),
            other => Err(mismatch(&other, expected)),
        }
    }

    fn fields(
        self,
        names: &'static [&'static str],
        expected: &dyn Expected,
    ) -> Result<Fields, Error> {
        match self.value {
            Value::Object(object) => Ok(Fields {
                object,
                names,
                place: 0,
                unknown: self.unknown,
            }),
            other => Err(mismatch(&other, expected)),
        }
    }

    fn array(self, expected: &dyn Expected) -> Result<Items, Error> {
        match self.value {
            Value::Array(array) => Ok(Items {
                rest: array.into_iter(),
                unknown: self.unknown,
            }),
            other => Err(mismatch(&other, expected)),
        }
    }

    fn string(self, expected: &dyn Expected) -> Result<String, Error> {
        match self.value {
            Value::String(text) => Ok(text),
            other => Err(mismatch(&other, expected)),
        }
    }

    fn number(self, expected: &dyn Expected) -> Result<Number, Error> {
        match self.value {
            Value::Number(number) => Ok(number),
            other => Err(mismatch(&other, expected)),
        }
    }

    /// A variant's name, or an object of the name and what the variant holds.
    fn variant(self, expected: &dyn Expected) -> Result<Variant, Error> {
        let (name, content) = match self.value {
            Value::String(name) => (name, Value::Null),
            Value::Object(object) if object.len() == 1 => {
                object.into_iter().next().unwrap_or_default()
            }
            other => return Err(mismatch(&other, expected)),
        };
        Ok(Variant {
            name: Self::new(Value::String(name)),
            content: self.unknown.below(content),
        })
    }
}

#[cold]
fn mismatch(value: &Value, expected: &dyn Expected) -> Error {
    let found = match value {
        Value::Null => Unexpected::Unit,
        Value::Bool(bool) => Unexpected::Bool(*bool),
        Value::Number(_) => Unexpected::Other("number"),
        Value::String(text) => Unexpected::Str(text),
        Value::Array(_) => Unexpected::Seq,
        Value::Object(_) => Unexpected::Map,
    };
    Error::invalid_type(found, expected)
}

/// What is asked of a value in the same way whatever the exact width or ownership.
macro_rules! read_as {
    ($($method:ident)* => $other:ident) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.$other(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Tree {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(bool) => visitor.visit_bool(bool),
            Value::Number(number) => number.deserialize_any(visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(_) => self.deserialize_seq(visitor),
            Value::Object(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Bool(bool) => visitor.visit_bool(bool),
            other => Err(mismatch(&other, &visitor)),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.number(&visitor)?.deserialize_any(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let text = self.string(&visitor)?;
        visitor.visit_string(text)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_none(),
            value => visitor.visit_some(self.unknown.below(value)),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            other => Err(mismatch(&other, &visitor)),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.array(&visitor)?.read(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let entries = self.object(&visitor)?;
        visitor.visit_map(entries)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.fields(fields, &visitor)?.read(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let variant = self.variant(&visitor)?;
        visitor.visit_enum(variant)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    read_as!(deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i128 => deserialize_i64);
    read_as!(deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 => deserialize_i64);
    read_as!(deserialize_u128 deserialize_f32 deserialize_f64 => deserialize_i64);
    read_as!(deserialize_char deserialize_str deserialize_identifier => deserialize_string);
    read_as!(deserialize_bytes deserialize_byte_buf => deserialize_any);
}

/// The members of an object, in the order of a struct's fields.
struct Fields {
    object: Map<String, Value>,
    names: &'static [&'static str],
    /// How many fields have been asked for.
    place: usize,
    unknown: Unknown,
}

impl Fields {
    fn read<'de, V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Error> {
        match visitor.visit_seq(&mut self) {
            Ok(read) => self.end().map(|()| read),
            Err(error) => Err(self.explain(error)),
        }
    }

    /// What the next field is read from, which is nothing where it lacks.
    fn next(&mut self) -> Tree {
        let name = self.names.get(self.place);
        self.place = self.place.saturating_add(1);
        let value = name.and_then(|name| self.object.get_mut(*name));
        let value = value.map(Value::take).unwrap_or_default();
        self.unknown.below(value)
    }

    /// The name of the field that was asked for last, if the object has no such member.
    fn lacks(&self) -> Option<&'static str> {
        let name = *self.names.get(self.place.checked_sub(1)?)?;
        (!self.object.contains_key(name)).then_some(name)
    }

    /// That a field was not read is no error where it lacks, because it may have a default.
    fn allow(&self, error: Error) -> Result<(), Error> {
        match self.lacks() {
            Some(_) => Ok(()),
            None => Err(error),
        }
    }

    /// A reader stops at a field that lacks and has no default, and says that the list was too short.
    #[cold]
    fn explain(&self, error: Error) -> Error {
        match self.lacks() {
            Some(name) => Error::missing_field(name),
            None => error,
        }
    }

    fn end(&self) -> Result<(), Error> {
        match self.unknown {
            Unknown::PassedOver => Ok(()),
            Unknown::Refused => {
                let mut names = self.object.keys();
                match names.find(|name| !self.names.contains(&name.as_str())) {
                    None => Ok(()),
                    Some(name) => Err(Error::unknown_field(name, self.names)),
                }
            }
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Fields {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        match seed.deserialize(self.next()) {
            Ok(read) => Ok(Some(read)),
            Err(error) => self.allow(error).map(|()| None),
        }
    }
}

/// The members of an object, one after the other.
struct Entries {
    rest: serde_json::map::IntoIter,
    /// Of the key that was read last.
    value: Value,
    unknown: Unknown,
}

impl Entries {
    fn key(&mut self) -> Option<Tree> {
        let (key, value) = self.rest.next()?;
        self.value = value;
        Some(Tree::new(Value::String(key)))
    }

    fn value(&mut self) -> Tree {
        self.unknown.below(self.value.take())
    }
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        match self.key() {
            Some(key) => seed.deserialize(key).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.value())
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The items of a list.
struct Items {
    rest: std::vec::IntoIter<Value>,
    unknown: Unknown,
}

impl Items {
    fn read<'de, V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Error> {
        let read = visitor.visit_seq(&mut self)?;
        self.end().map(|()| read)
    }

    /// Errors: a tuple is shorter than the list.
    fn end(&self) -> Result<(), Error> {
        match self.rest.len() {
            0 => Ok(()),
            more => Err(Error::custom(format_args!("{more} items too many"))),
        }
    }
}

impl<'de> SeqAccess<'de> for &mut Items {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        match self.rest.next() {
            Some(value) => seed.deserialize(self.unknown.below(value)).map(Some),
            None => Ok(None),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// A variant of an enum: its name, and then what it holds.
struct Variant {
    name: Tree,
    content: Tree,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Error;
    type Variant = Tree;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Tree), Error> {
        let variant = seed.deserialize(self.name)?;
        Ok((variant, self.content))
    }
}

impl<'de> VariantAccess<'de> for Tree {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.value {
            // What was beside the tag of a variant that holds nothing is of no interest.
            Value::Null | Value::Object(_) => Ok(()),
            other => Err(mismatch(&other, &"nothing")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.fields(fields, &visitor)?.read(visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::{from_str, from_str_strictly};
    use serde::Deserialize;
    use std::collections::BTreeMap;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Order {
        id: Id,
        #[serde(rename = "for")]
        buyer: Option<Buyer>,
        #[serde(default)]
        cups: Vec<(String, u8)>,
        #[serde(default = "yes")]
        is_open: bool,
        #[serde(skip)]
        seen: u8,
        course: Course,
        #[serde(default)]
        notes: BTreeMap<String, Option<i64>>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Id(String);

    #[derive(Debug, PartialEq, Deserialize)]
    struct Buyer {
        name: String,
        age: Option<u8>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Course {
        Paid,
        Refused(String),
        Refunded { amount: i64, reason: Option<String> },
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(default)]
    struct Defaults {
        size: u8,
        name: String,
    }

    impl Default for Defaults {
        fn default() -> Self {
            Self {
                size: 7,
                name: "cup".to_owned(),
            }
        }
    }

    fn yes() -> bool {
        true
    }

    #[test]
    fn a_struct_is_read_as_serde_reads_it() {
        for text in [
            r#"{"id":"a","course":"paid"}"#,
            r#"{"course":"paid","id":"a","is_open":false,"for":null}"#,
            r#"{"for":{"age":null,"name":"x"},"id":"a","course":{"refused":"no"},"cups":[["s",2],["m",1]]}"#,
            r#"{"id":"a","course":{"refunded":{"amount":-3}},"notes":{"a":1,"b":null},"cups":[]}"#,
            r#"{"id":"a","course":{"refunded":{"reason":"r","amount":9}},"gone":{"since":"v1"}}"#,
            r#"{"id":"a"}"#,
            r#"{"course":"paid"}"#,
            r#"{"id":null,"course":"paid"}"#,
            r#"{"id":"a","course":"lost"}"#,
            r#"{"id":"a","course":{"refunded":{"reason":"r"}}}"#,
            r#"{"id":"a","course":"paid","cups":null}"#,
            r#"{"id":"a","course":"paid","is_open":null}"#,
            r#"{"id":"a","course":"paid","cups":[["s",2,3]]}"#,
            r#"{"id":"a","course":"paid","for":{"age":3}}"#,
            r#"{"id":"a","course":"paid","for":{"name":"x","age":300}}"#,
            "{}",
            "null",
            "7",
        ] {
            let derived = serde_json::from_str::<Order>(text);
            assert_eq!(from_str::<Order>(text).ok(), derived.ok(), "{text}");
        }
        for text in ["{}", r#"{"name":"plate"}"#, r#"{"size":null}"#] {
            let derived = serde_json::from_str::<Defaults>(text);
            assert_eq!(from_str::<Defaults>(text).ok(), derived.ok(), "{text}");
        }
    }

    #[test]
    fn a_list_is_no_struct() {
        assert!(serde_json::from_str::<Buyer>(r#"["x",3]"#).is_ok());
        assert!(from_str::<Buyer>(r#"["x",3]"#).is_err());
    }

    #[test]
    fn an_error_names_the_field_that_lacks() {
        for (text, named) in [
            (r#"{"id":"a"}"#, "missing field `course`"),
            (
                r#"{"id":"a","course":"paid","for":{}}"#,
                "missing field `name`",
            ),
            (
                r#"{"id":"a","course":{"refunded":{}}}"#,
                "missing field `amount`",
            ),
        ] {
            let error = from_str::<Order>(text).unwrap_err().to_string();
            assert!(error.contains(named), "{error}");
        }
    }

    #[test]
    fn what_is_read_strictly_has_no_members_but_those_that_there_are_fields_for() {
        let known = r#"{"id":"a","course":{"refunded":{"amount":1}},"for":{"name":"x"}}"#;
        assert_eq!(
            from_str_strictly::<Order>(known).unwrap(),
            from_str::<Order>(known).unwrap()
        );
        for (text, named) in [
            (r#"{"id":"a","course":"paid","cup":[]}"#, "`cup`"),
            (
                r#"{"id":"a","course":"paid","for":{"name":"x","sex":1}}"#,
                "`sex`",
            ),
            (
                r#"{"id":"a","course":{"refunded":{"amount":1,"to":2}}}"#,
                "`to`",
            ),
            (r#"{"id":"a","course":"paid","seen":1}"#, "`seen`"),
        ] {
            assert!(from_str::<Order>(text).is_ok(), "{text}");
            let error = from_str_strictly::<Order>(text).unwrap_err().to_string();
            assert!(error.contains(&format!("unknown field {named}")), "{error}");
        }
    }
}
