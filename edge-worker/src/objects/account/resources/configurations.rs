//! Payment method configurations. Each account has one that applies by default.

use super::books::{Books, Entry};
use crate::api_request::ApiFailure;
use crate::env::SystemRandom;
use crate::objects::account::wire::DocumentKind;
use crate::ports::{Fault, Random};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::api::error::ApiError;
use shared::api::payment_method_configuration::{PaymentMethodConfiguration, Preference};
use shared::ids::PaymentMethodConfigurationId;
use shared::json;

/// One parameter of a create or an update.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConfigurationChange {
    Active(bool),
    Name(String),
    /// Of a method, or of a wallet of cards.
    Preference {
        name: String,
        preference: Preference,
    },
}

/// Makes the account's default configuration, unless it has one.
pub fn ensure_default(books: &Books<'_>) -> Result<(), Fault> {
    if books.default_configuration()?.is_some() {
        return Ok(());
    }
    let id = PaymentMethodConfigurationId::from_bytes(SystemRandom.bytes());
    let mut configuration =
        PaymentMethodConfiguration::new(id, "Default".to_owned(), books.livemode);
    configuration.is_default = true;
    put(books, &configuration)?;
    Ok(())
}

pub fn create(
    books: &mut Books<'_>,
    id: PaymentMethodConfigurationId,
    changes: Vec<ConfigurationChange>,
) -> Result<Value, ApiFailure> {
    let mut configuration =
        PaymentMethodConfiguration::new(id, "Custom".to_owned(), books.livemode);
    apply(&mut configuration, changes)?;
    Ok(put(books, &configuration)?)
}

pub fn update(
    books: &mut Books<'_>,
    id: &str,
    changes: Vec<ConfigurationChange>,
) -> Result<Value, ApiFailure> {
    let stored = books
        .find(DocumentKind::PaymentMethodConfiguration, id)?
        .ok_or_else(|| {
            ApiError::missing(
                format!("No such payment_method_configuration: '{id}'"),
                "configuration",
            )
        })?;
    let mut configuration: PaymentMethodConfiguration =
        json::from_str(&stored.json).map_err(Fault::from)?;
    apply(&mut configuration, changes)?;
    Ok(put(books, &configuration)?)
}

fn apply(
    configuration: &mut PaymentMethodConfiguration,
    changes: Vec<ConfigurationChange>,
) -> Result<(), ApiError> {
    for change in changes {
        match change {
            ConfigurationChange::Active(false) if configuration.is_default => {
                return Err(ApiError::invalid(
                    "The default payment method configuration cannot be deactivated.",
                )
                .with_param("active"));
            }
            ConfigurationChange::Active(active) => configuration.active = active,
            ConfigurationChange::Name(name) => configuration.name = name,
            ConfigurationChange::Preference { name, preference } => {
                configuration.set(name, preference);
            }
        }
    }
    Ok(())
}

fn put(books: &Books<'_>, configuration: &PaymentMethodConfiguration) -> Result<Value, Fault> {
    let object = serde_json::to_value(configuration)?;
    let entry = Entry {
        id: configuration.id.as_str(),
        kind: DocumentKind::PaymentMethodConfiguration,
        created: books.now,
        customer: None,
        object: &object,
    };
    books.put(entry, None)?;
    Ok(object)
}
