//! Serde for enums with hundreds of names: a derived implementation compares them in code, many
//! times over; this one looks them up in the table that the enum has anyway.

/// `$type` is written as `$as_str` says, and read by `$parse`.
macro_rules! text_on_the_wire {
    ($type:ty, $as_str:path, $parse:path) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($as_str(*self))
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                $parse(&text).ok_or_else(|| {
                    let unknown = serde::de::Unexpected::Str(&text);
                    serde::de::Error::invalid_value(unknown, &stringify!($type))
                })
            }
        }
    };
}

pub(crate) use text_on_the_wire;
