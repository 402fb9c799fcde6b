//! `metadata`: at most 50 keys of 40 characters, values of 500, merged on updates.

use crate::form::{Fields, Given};
use serde::{Deserialize, Serialize};
use shared::api::error::ApiError;
use std::collections::BTreeMap;

const KEYS_MAX: usize = 50;
const KEY_LENGTH_MAX: usize = 40;
const VALUE_LENGTH_MAX: usize = 500;

pub type Metadata = BTreeMap<String, String>;

/// What an update says of metadata. What is not named stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MetadataChange {
    /// `metadata=`: all of it goes.
    Clear,
    /// An empty value takes its key away.
    Merge(Metadata),
}

impl MetadataChange {
    /// The whole of it after the change. Errors: more keys than metadata can have.
    pub fn applied_to(self, mut metadata: Metadata) -> Result<Metadata, ApiError> {
        let entries = match self {
            Self::Clear => return Ok(Metadata::new()),
            Self::Merge(entries) => entries,
        };
        metadata.extend(entries);
        metadata.retain(|_, value| !value.is_empty());
        check_count(&metadata)?;
        Ok(metadata)
    }
}

/// The metadata of something new. Errors: too many, or too long.
pub fn metadata(fields: &mut Fields) -> Result<Metadata, ApiError> {
    match metadata_change(fields)? {
        None => Ok(Metadata::new()),
        Some(change) => change.applied_to(Metadata::new()),
    }
}

/// The metadata of an update; `None` when it has none. Errors: too long.
pub fn metadata_change(fields: &mut Fields) -> Result<Option<MetadataChange>, ApiError> {
    let entries = match fields.hash("metadata")? {
        Given::Absent => return Ok(None),
        Given::Cleared => return Ok(Some(MetadataChange::Clear)),
        Given::Value(nested) => nested.into_texts()?,
    };
    for (key, value) in &entries {
        let param = format!("metadata[{key}]");
        if key.chars().count() > KEY_LENGTH_MAX {
            return Err(ApiError::invalid(format!(
                "Metadata keys can be up to {KEY_LENGTH_MAX} characters long."
            ))
            .with_param(&param));
        }
        if value.chars().count() > VALUE_LENGTH_MAX {
            return Err(ApiError::invalid(format!(
                "Metadata values can be up to {VALUE_LENGTH_MAX} characters long."
            ))
            .with_param(&param));
        }
    }
    Ok(Some(MetadataChange::Merge(entries)))
}

fn check_count(metadata: &Metadata) -> Result<(), ApiError> {
    if metadata.len() > KEYS_MAX {
        return Err(
            ApiError::invalid(format!("Metadata can have up to {KEYS_MAX} keys."))
                .with_param("metadata"),
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(form: &str) -> MetadataChange {
        let mut fields = Fields::parse(form.as_bytes()).unwrap();
        metadata_change(&mut fields).unwrap().unwrap()
    }

    fn stored(form: &str) -> Metadata {
        metadata(&mut Fields::parse(form.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn what_an_update_does_not_name_stays() {
        let before = stored("metadata[a]=1&metadata[b]=2");
        let after = change("metadata[b]=3&metadata[c]=4").applied_to(before);
        assert_eq!(
            after.unwrap(),
            stored("metadata[a]=1&metadata[b]=3&metadata[c]=4")
        );
    }

    #[test]
    fn an_empty_value_clears_its_key_and_empty_metadata_clear_all() {
        let before = stored("metadata[a]=1&metadata[b]=2");
        let after = change("metadata[a]=").applied_to(before.clone());
        assert_eq!(after.unwrap(), stored("metadata[b]=2"));
        assert!(change("metadata=").applied_to(before).unwrap().is_empty());
    }

    #[test]
    fn the_limit_counts_what_is_stored_and_not_what_is_sent() {
        let many = |from: usize, to: usize| {
            (from..to).fold(String::new(), |form, n| format!("{form}&metadata[k{n}]=v"))
        };
        let full = stored(&many(0, KEYS_MAX));
        assert!(change("metadata[k0]=w").applied_to(full.clone()).is_ok());
        assert!(change("metadata[new]=w").applied_to(full).is_err());
    }
}
