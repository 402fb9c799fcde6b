//! The merchant API's payment method configuration: which methods a merchant's checkouts offer.

use crate::gather::gather;
use crate::ids::PaymentMethodConfigurationId;
use crate::json;
use crate::methods::{CardWallet, MethodType};
use crate::payment::terms::Configured;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// By method, and by wallet of cards.
    #[serde(flatten)]
    pub methods: BTreeMap<String, Availability>,
}

// Serde reads what is flattened from a form of its own, for which the readers of all types below are
// compiled a second time.
impl<'de> Deserialize<'de> for PaymentMethodConfiguration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Own {
            id: PaymentMethodConfigurationId,
            object: String,
            active: bool,
            application: Option<String>,
            is_default: bool,
            livemode: bool,
            name: String,
            parent: Option<String>,
        }
        let mut members = Map::deserialize(deserializer)?;
        let mut methods = BTreeMap::new();
        for name in configurable() {
            if let Some(said) = members.remove(name) {
                let said = json::from_value(said).map_err(D::Error::custom)?;
                methods.insert(name.to_owned(), said);
            }
        }
        let own: Own = json::from_value(Value::Object(members)).map_err(D::Error::custom)?;
        Ok(Self {
            id: own.id,
            object: own.object,
            active: own.active,
            application: own.application,
            is_default: own.is_default,
            livemode: own.livemode,
            name: own.name,
            parent: own.parent,
            methods,
        })
    }
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

/// The names of what a configuration can switch: every method, and every wallet of cards.
pub fn configurable() -> impl Iterator<Item = &'static str> {
    let methods = MethodType::ALL.iter().map(|method| method.as_str());
    methods.chain(CardWallet::OF_DEVICES.iter().map(|wallet| wallet.as_str()))
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
            methods: gather(
                configurable().map(|name| (name.to_owned(), Availability::of(Preference::None))),
            ),
        }
    }

    /// `name` is one of [`configurable`].
    pub fn set(&mut self, name: String, preference: Preference) {
        self.methods.insert(name, Availability::of(preference));
    }

    /// What an intent takes along of it.
    pub fn configured(&self) -> Configured {
        let is_off = |name: &str| {
            let availability = self.methods.get(name);
            availability.is_some_and(|availability| !availability.available)
        };
        let methods = MethodType::ALL.iter().copied();
        let wallets = CardWallet::OF_DEVICES.iter().copied();
        Configured {
            id: self.id.clone(),
            off: methods.filter(|method| is_off(method.as_str())).collect(),
            wallets_off: wallets.filter(|wallet| is_off(wallet.as_str())).collect(),
        }
    }
}
