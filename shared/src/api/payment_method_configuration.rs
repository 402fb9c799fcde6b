//! The merchant API's payment method configuration: which methods a merchant's checkouts offer.

use crate::ids::PaymentMethodConfigurationId;
use crate::methods::{CardWallet, MethodType};
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
    /// By method, and by wallet of cards.
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
            methods: configurable()
                .map(|name| (name.to_owned(), Availability::of(Preference::None)))
                .collect(),
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
