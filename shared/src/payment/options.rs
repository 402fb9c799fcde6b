//! Choices of the merchant that shape a payment intent and the methods it can be paid with.

use serde::{Deserialize, Serialize};

/// When an authorised amount is captured.
#[derive(Debug, Copy, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaptureMethod {
    /// At once; the confirmation's answer waits for it.
    Automatic,
    /// At once; the confirmation's answer may come before it. The API's default.
    AutomaticAsync,
    /// When the merchant asks for it, within the method's window.
    Manual,
}

impl CaptureMethod {
    pub const ALL: &'static [Self] = &[Self::Automatic, Self::AutomaticAsync, Self::Manual];

    /// The merchant API's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Automatic => "automatic",
            Self::AutomaticAsync => "automatic_async",
            Self::Manual => "manual",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|method| method.as_str() == name)
    }
}

/// What the merchant means to do with the payment method after this payment.
#[derive(Debug, Copy, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetupFutureUsage {
    /// Charge it again while the buyer is there.
    OnSession,
    /// Charge it again also without them.
    OffSession,
}

impl SetupFutureUsage {
    pub const ALL: &'static [Self] = &[Self::OnSession, Self::OffSession];

    /// The merchant API's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnSession => "on_session",
            Self::OffSession => "off_session",
        }
    }

    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|usage| usage.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_on_the_api_and_in_storage_are_one() {
        for &method in CaptureMethod::ALL {
            assert_eq!(serde_json::json!(method), method.as_str());
            assert_eq!(CaptureMethod::parse(method.as_str()), Some(method));
        }
        for &usage in SetupFutureUsage::ALL {
            assert_eq!(serde_json::json!(usage), usage.as_str());
            assert_eq!(SetupFutureUsage::parse(usage.as_str()), Some(usage));
        }
        assert_eq!(CaptureMethod::parse("Manual"), None);
        assert_eq!(SetupFutureUsage::parse(""), None);
    }
}
