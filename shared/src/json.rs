//! Reading JSON with little code: one deserializer for every type, also below enums that are
//! tagged. `serde_json::from_str` and `#[serde(tag = …)]` read the same, in twice the bytes.

mod tagged;
mod tree;

pub use tagged::untagged;
pub use tree::{Tree, from_str, from_str_strictly, from_value};
