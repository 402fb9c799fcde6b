//! The merchant API's customer session.

use crate::payment::method::AllowRedisplay;
use crate::payment::options::SetupFutureUsage;
use serde::{Deserialize, Serialize};

/// How long a session lets a browser see the customer, in seconds.
pub const CUSTOMER_SESSION_LIFETIME_S: i64 = 30 * 60;

/// Lets a browser see what a customer has saved, for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerSession {
    /// Always `customer_session`.
    pub object: String,
    pub client_secret: String,
    pub components: Components,
    /// Unix seconds.
    pub created: i64,
    pub customer: String,
    pub customer_account: Option<String>,
    /// Unix seconds.
    pub expires_at: i64,
    pub livemode: bool,
}

/// What may be drawn with the session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Components {
    pub active_entitlements: Component,
    pub buy_button: Component,
    pub customer_portal: Component,
    pub customer_sheet: ComponentWith<CustomerSheetFeatures>,
    pub mobile_payment_element: ComponentWith<MobilePaymentElementFeatures>,
    pub payment_element: ComponentWith<PaymentElementFeatures>,
    pub pricing_table: Component,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    pub enabled: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComponentWith<T> {
    pub enabled: bool,
    /// `null` where the component is not enabled.
    pub features: Option<T>,
}

impl<T> Default for ComponentWith<T> {
    fn default() -> Self {
        Self {
            enabled: false,
            features: None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerSheetFeatures {
    pub payment_method_allow_redisplay_filters: Vec<AllowRedisplay>,
    pub payment_method_remove: Switch,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MobilePaymentElementFeatures {
    pub payment_method_allow_redisplay_filters: Vec<AllowRedisplay>,
    pub payment_method_redisplay: Switch,
    pub payment_method_remove: Switch,
    pub payment_method_save: Switch,
    pub payment_method_save_allow_redisplay_override: Option<AllowRedisplay>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentElementFeatures {
    /// Methods of the customer are shown if they allow one of these.
    pub payment_method_allow_redisplay_filters: Vec<AllowRedisplay>,
    /// Whether saved methods are shown.
    pub payment_method_redisplay: Switch,
    /// 1 to 10.
    pub payment_method_redisplay_limit: Option<u8>,
    /// Whether the buyer can remove a saved method.
    pub payment_method_remove: Switch,
    /// Whether the buyer is asked to save a new method.
    pub payment_method_save: Switch,
    pub payment_method_save_usage: Option<SetupFutureUsage>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    Disabled,
    Enabled,
}

impl Switch {
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "disabled" => Some(Self::Disabled),
            "enabled" => Some(Self::Enabled),
            _ => None,
        }
    }
}
