//! Enums that carry their variant's name among their fields, or beside them.

use super::Tree;
use serde::de::Error as _;
use serde_json::{Error, Map, Value};

/// Defines an enum that is stored with its variant's name in the field `tag`, and that serde reads
/// by itself: `#[serde(tag = …)]` would buffer the value in a form of its own, for which the
/// readers of all types below are compiled a second time. With `content`, what the variant holds is
/// in a field of that name instead of beside the tag.
///
/// Written and read are the same definition: the second one, below, is serde's own form of it
/// (`{"variant": …}`), to which [`untagged`] brings the value.
#[macro_export]
macro_rules! tagged {
    (
        tag = $tag:literal;
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident { $($variants:tt)* }
    ) => {
        $(#[$attribute])*
        #[derive(serde::Serialize)]
        #[serde(tag = $tag, rename_all = "snake_case")]
        $visibility enum $name { $($variants)* }

        $crate::tagged!(@read $name, $tag, None, $($variants)*);
    };
    (
        tag = $tag:literal, content = $content:literal;
        $(#[$attribute:meta])*
        $visibility:vis enum $name:ident { $($variants:tt)* }
    ) => {
        $(#[$attribute])*
        #[derive(serde::Serialize)]
        #[serde(tag = $tag, content = $content, rename_all = "snake_case")]
        $visibility enum $name { $($variants)* }

        $crate::tagged!(@read $name, $tag, Some($content), $($variants)*);
    };
    (@read $name:ident, $tag:literal, $content:expr, $($variants:tt)*) => {
        const _: () = {
            type Defined = $name;

            #[allow(dead_code, clippy::large_enum_variant)]
            #[derive(serde::Deserialize)]
            #[serde(remote = "Defined", rename_all = "snake_case")]
            enum Untagged { $($variants)* }

            impl<'de> serde::Deserialize<'de> for $name {
                fn deserialize<D: serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> Result<Self, D::Error> {
                    let value = serde::Deserialize::deserialize(deserializer)?;
                    $crate::json::untagged(value, $tag, $content)
                        .and_then(Untagged::deserialize)
                        .map_err(serde::de::Error::custom)
                }
            }
        };
    };
}

/// `{"variant": …}` of an object that names its variant in the field `tag`, and holds the rest in
/// `content` or, without one, in its other fields. Errors: it is no object, or names no variant.
pub fn untagged(value: Value, tag: &str, content: Option<&str>) -> Result<Tree, Error> {
    let Value::Object(mut fields) = value else {
        return Err(Error::custom(format_args!("no object with a `{tag}`")));
    };
    let Some(Value::String(variant)) = fields.remove(tag) else {
        return Err(Error::custom(format_args!("no `{tag}`")));
    };
    let held = match content {
        Some(content) => fields.remove(content).unwrap_or_default(),
        None => Value::Object(fields),
    };
    let mut object = Map::new();
    object.insert(variant, held);
    Ok(Tree::new(Value::Object(object)))
}

#[cfg(test)]
mod tests {
    use crate::json;

    crate::tagged! {
        tag = "kind";
        #[derive(Debug, PartialEq)]
        enum Shape {
            Point,
            Circle { radius: u32, #[serde(default)] filled: bool },
            Named(Name),
        }
    }

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Name {
        name: String,
    }

    crate::tagged! {
        tag = "kind", content = "details";
        #[derive(Debug, PartialEq)]
        enum Beside {
            Nothing,
            Text(String),
        }
    }

    fn circle(radius: u32, filled: bool) -> Shape {
        Shape::Circle { radius, filled }
    }

    #[test]
    fn a_variant_is_written_and_read_with_its_name_among_its_fields() {
        let name = "x".to_owned();
        let table = [
            (r#"{"kind":"point"}"#, Shape::Point),
            (
                r#"{"kind":"circle","radius":2,"filled":true}"#,
                circle(2, true),
            ),
            (
                r#"{"kind":"named","name":"x"}"#,
                Shape::Named(Name { name }),
            ),
        ];
        for (text, shape) in table {
            assert_eq!(serde_json::to_string(&shape).unwrap(), text);
            assert_eq!(serde_json::from_str::<Shape>(text).unwrap(), shape);
            assert_eq!(json::from_str::<Shape>(text).unwrap(), shape);
        }
        let without_a_default = r#"{"radius":2,"kind":"circle"}"#;
        assert_eq!(
            json::from_str::<Shape>(without_a_default).unwrap(),
            circle(2, false)
        );
    }

    #[test]
    fn a_variant_is_written_and_read_with_its_name_beside_what_it_holds() {
        let table = [
            (r#"{"kind":"nothing"}"#, Beside::Nothing),
            (
                r#"{"kind":"text","details":"x"}"#,
                Beside::Text("x".to_owned()),
            ),
        ];
        for (text, beside) in table {
            assert_eq!(serde_json::to_string(&beside).unwrap(), text);
            assert_eq!(json::from_str::<Beside>(text).unwrap(), beside);
        }
    }

    #[test]
    fn what_names_no_known_variant_is_refused() {
        for text in [
            "{}",
            "[]",
            r#""point""#,
            r#"{"kind":"square"}"#,
            r#"{"kind":"circle"}"#,
        ] {
            assert!(json::from_str::<Shape>(text).is_err(), "{text}");
        }
    }
}
