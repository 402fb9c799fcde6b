//! Rows of an object's database as what they are here.

use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::json;
use worker::{Result, SqlCursor};

/// What a query found.
pub trait ReadRows {
    /// All of it. Every type is read by the reader that it has for JSON: the crate's own way from a
    /// JavaScript object would be a second one each.
    /// Errors: a row is not of this shape, or the query failed on its way.
    fn rows<T: DeserializeOwned>(&self) -> Result<Vec<T>>;
}

impl ReadRows for SqlCursor {
    fn rows<T: DeserializeOwned>(&self) -> Result<Vec<T>> {
        let rows = self.to_array::<Value>()?.into_iter();
        rows.map(|row| Ok(json::from_value(row)?)).collect()
    }
}
