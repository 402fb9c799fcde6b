//! A deserializer over parsed JSON.
//!
//! Serde compiles a type's reader anew for each deserializer that it is read by. This one asks of a
//! type only what JSON can hold (a struct is an object and never a list, which a derived reader
//! would bring code for), and as long as everything is read by it, there is one reader a type.

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
    T::deserialize(Tree(value))
}

/// A value that is to be read as some type.
pub struct Tree(pub(super) Value);

impl Tree {
    fn object(self, expected: &dyn Expected) -> Result<Entries, Error> {
        match self.0 {
            Value::Object(object) => Ok(Entries::new(object)),
            other => Err(mismatch(&other, expected)),
        }
    }

    fn array(self, expected: &dyn Expected) -> Result<Items, Error> {
        match self.0 {
            Value::Array(array) => Ok(Items(array.into_iter())),
            other => Err(mismatch(&other, expected)),
        }
    }

    fn string(self, expected: &dyn Expected) -> Result<String, Error> {
        match self.0 {
            Value::String(text) => Ok(text),
            other => Err(mismatch(&other, expected)),
        }
    }

    fn number(self, expected: &dyn Expected) -> Result<Number, Error> {
        match self.0 {
            Value::Number(number) => Ok(number),
            other => Err(mismatch(&other, expected)),
        }
    }

    /// A variant's name, or an object of the name and what the variant holds.
    fn variant(self, expected: &dyn Expected) -> Result<Variant, Error> {
        match self.0 {
            Value::String(name) => Ok(Variant::new(name, Value::Null)),
            Value::Object(object) if object.len() == 1 => {
                let mut entries = object.into_iter();
                let (name, content) = entries.next().unwrap_or_default();
                Ok(Variant::new(name, content))
            }
            other => Err(mismatch(&other, expected)),
        }
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
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(bool) => visitor.visit_bool(bool),
            Value::Number(number) => number.deserialize_any(visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(array) => Items(array.into_iter()).read(visitor),
            Value::Object(object) => visitor.visit_map(Entries::new(object)),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
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
        match self.0 {
            Value::Null => visitor.visit_none(),
            some => visitor.visit_some(Self(some)),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
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
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
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

/// The members of an object.
struct Entries {
    rest: serde_json::map::IntoIter,
    /// Of the key that was read last.
    value: Value,
}

impl Entries {
    fn new(object: Map<String, Value>) -> Self {
        Self {
            rest: object.into_iter(),
            value: Value::Null,
        }
    }

    fn key(&mut self) -> Option<Tree> {
        let (key, value) = self.rest.next()?;
        self.value = value;
        Some(Tree(Value::String(key)))
    }

    fn value(&mut self) -> Tree {
        Tree(self.value.take())
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
struct Items(std::vec::IntoIter<Value>);

impl Items {
    fn read<'de, V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Error> {
        let read = visitor.visit_seq(&mut self)?;
        self.end().map(|()| read)
    }

    /// Errors: a tuple is shorter than the list.
    fn end(&self) -> Result<(), Error> {
        match self.0.len() {
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
        match self.0.next() {
            Some(item) => seed.deserialize(Tree(item)).map(Some),
            None => Ok(None),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// A variant of an enum: its name, and then what it holds.
struct Variant {
    name: Value,
    content: Value,
}

impl Variant {
    fn new(name: String, content: Value) -> Self {
        Self {
            name: Value::String(name),
            content,
        }
    }
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Error;
    type Variant = Tree;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Tree), Error> {
        let variant = seed.deserialize(Tree(self.name))?;
        Ok((variant, Tree(self.content)))
    }
}

impl<'de> VariantAccess<'de> for Tree {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.0 {
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
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }
}
