//! Reads serde types from the browser's own JavaScript values, so that the browser's own
//! `JSON.parse` does the parsing. A JSON parser with its error messages would be a tenth of the
//! element's bytes; nobody sees those messages here, so this error has none.

use js_sys::{Array, JSON, JsString, Object, Reflect};
use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use std::fmt;
use wasm_bindgen::prelude::*;

/// The value has another shape than asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherShape;

/// Reads JSON text.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, OtherShape> {
    read(JSON::parse(text).map_err(|_| OtherShape)?)
}

/// Reads a value that `JSON.parse` made.
pub fn read<T: DeserializeOwned>(value: JsValue) -> Result<T, OtherShape> {
    T::deserialize(Value(value))
}

impl fmt::Display for OtherShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value has another shape")
    }
}

impl std::error::Error for OtherShape {}

impl de::Error for OtherShape {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Value(JsValue);

impl<'de> Deserializer<'de> for Value {
    type Error = OtherShape;

    /// Types of this project say what they are, so that no reader has to be ready for everything.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, OtherShape> {
        Err(OtherShape)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        visitor.visit_string(self.0.as_string().ok_or(OtherShape)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_string(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_string(visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        let number = self.0.as_f64().ok_or(OtherShape)?;
        // Whole numbers only, and none beyond 2^53: so are all of this project's.
        if number.fract() == 0.0 {
            visitor.visit_i64(number as i64)
        } else {
            Err(OtherShape)
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        visitor.visit_bool(self.0.as_bool().ok_or(OtherShape)?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        let array = self.0.dyn_into().map_err(|_| OtherShape)?;
        visitor.visit_seq(Elements { array, next: 0 })
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        if !self.0.is_object() || Array::is_array(&self.0) {
            return Err(OtherShape);
        }
        visitor.visit_map(Entries::of(&self.0))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, OtherShape> {
        self.deserialize_map(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        if self.0.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, OtherShape> {
        if let Some(name) = self.0.as_string() {
            return visitor.visit_enum(Variant {
                name,
                content: None,
            });
        }
        let entries = Object::entries(self.0.dyn_ref::<Object>().ok_or(OtherShape)?);
        match (entries.length(), entries.get(0).dyn_into::<Array>()) {
            (1, Ok(entry)) => {
                let name = entry.get(0).as_string().ok_or(OtherShape)?;
                visitor.visit_enum(Variant {
                    name,
                    content: Some(entry.get(1)),
                })
            }
            _ => Err(OtherShape),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, OtherShape> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, OtherShape> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

struct Elements {
    array: Array,
    next: u32,
}

impl<'de> de::SeqAccess<'de> for Elements {
    type Error = OtherShape;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, OtherShape> {
        if self.next == self.array.length() {
            return Ok(None);
        }
        let element = self.array.get(self.next);
        self.next += 1;
        seed.deserialize(Value(element)).map(Some)
    }
}

struct Entries {
    object: JsValue,
    keys: Array,
    next: u32,
    key: JsValue,
}

impl Entries {
    fn of(object: &JsValue) -> Self {
        let keys = Object::keys(object.unchecked_ref::<Object>());
        Self {
            object: object.clone(),
            keys,
            next: 0,
            key: JsValue::NULL,
        }
    }
}

impl<'de> de::MapAccess<'de> for Entries {
    type Error = OtherShape;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, OtherShape> {
        if self.next == self.keys.length() {
            return Ok(None);
        }
        self.key = self.keys.get(self.next);
        self.next += 1;
        seed.deserialize(Value(self.key.clone())).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<T::Value, OtherShape> {
        let value = Reflect::get(&self.object, &self.key).map_err(|_| OtherShape)?;
        seed.deserialize(Value(value))
    }
}

struct Variant {
    name: String,
    content: Option<JsValue>,
}

impl<'de> de::EnumAccess<'de> for Variant {
    type Error = OtherShape;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<(T::Value, Self), OtherShape> {
        let name: StrDeserializer<'_, OtherShape> = self.name.as_str().into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> de::VariantAccess<'de> for Variant {
    type Error = OtherShape;

    fn unit_variant(self) -> Result<(), OtherShape> {
        self.content.map_or(Ok(()), |_| Err(OtherShape))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, OtherShape> {
        seed.deserialize(Value(self.content.ok_or(OtherShape)?))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, OtherShape> {
        Value(self.content.ok_or(OtherShape)?).deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, OtherShape> {
        Value(self.content.ok_or(OtherShape)?).deserialize_map(visitor)
    }
}

/// The text or whole number that `path` leads to inside `value`.
pub fn look_up(value: &JsValue, path: &[&str]) -> Option<String> {
    let mut found = value.clone();
    for name in path {
        found = Reflect::get(&found, &JsValue::from_str(name)).ok()?;
    }
    match found.as_f64() {
        Some(number) => Some((number as i64).to_string()),
        None => found.as_string(),
    }
}

/// The JSON text of `value`, which `JSON.parse` made.
pub fn text_of(value: &JsValue) -> String {
    JSON::stringify(value)
        .map(JsString::into)
        .unwrap_or_default()
}
