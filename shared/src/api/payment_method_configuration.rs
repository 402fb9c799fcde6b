//! The merchant API's payment method configuration: which methods a merchant's checkouts offer.

use crate::ids::PaymentMethodConfigurationId;
use crate::methods::MethodType;
use crate::payment::terms::Configured;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentMethodConfiguration {
    pub id: PaymentMethodConfigurationId,
    /// Always `payment_method_configuration`.
    pub object: String,
    pub active: bool,
    pub application: Option<String>,
    /// Applies where an intent names no other.
    pub is_default: bool,
    pub livemode: bool,
    pub name: String,
    pub parent: Option<String>,
    /// By method.
    #[serde(flatten)]
    pub methods: BTreeMap<String, Availability>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Availability {
    /// Whether checkouts may offer the method.
    pub available: bool,
    pub display_preference: DisplayPreference,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisplayPreference {
    /// Of a platform's child accounts; Kassa has none.
    pub overridable: Option<bool>,
    /// What the merchant said.
    pub preference: Preference,
    /// What follows from it.
    pub value: Shown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preference {
    /// As by default, which is on.
    None,
    Off,
    On,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    Off,
    On,
}

impl Preference {
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "none" => Some(Self::None),
            "off" => Some(Self::Off),
            "on" => Some(Self::On),
            _ => None,
        }
    }
}

impl Availability {
    pub fn of(preference: Preference) -> Self {
        let value = match preference {
            Preference::None | Preference::On => Shown::On,
            Preference::Off => Shown::Off,
        };
        Self {
            available: value == Shown::On,
            display_preference: DisplayPreference {
                overridable: None,
                preference,
                value,
            },
        }
    }
}

impl PaymentMethodConfiguration {
    /// A configuration in which every method is as by default.
    pub fn new(id: PaymentMethodConfigurationId, name: String, livemode: bool) -> Self {
        Self {
            id,
            object: "payment_method_configuration".to_owned(),
            active: true,
            application: None,
            is_default: false,
            livemode,
            name,
            parent: None,
            methods: MethodType::ALL
                .iter()
                .map(|method| {
                    let availability = Availability::of(Preference::None);
                    (method.as_str().to_owned(), availability)
                })
                .collect(),
        }
    }

    pub fn set(&mut self, method: MethodType, preference: Preference) {
        self.methods
            .insert(method.as_str().to_owned(), Availability::of(preference));
    }

    /// What an intent takes along of it.
    pub fn configured(&self) -> Configured {
        let is_off = |method: &MethodType| {
            self.methods
                .get(method.as_str())
                .is_some_and(|availability| !availability.available)
        };
        Configured {
            id: self.id.clone(),
            off: MethodType::ALL.iter().copied().filter(is_off).collect(),
        }
    }
}
