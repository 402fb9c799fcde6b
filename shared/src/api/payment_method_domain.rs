//! The merchant API's payment method domain: a host on which a merchant shows the element.

use crate::methods::CardWallet;
use serde::{Deserialize, Serialize};

/// A host that is the merchant's, and what can be paid with there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentMethodDomain {
    pub id: String,
    /// Always `payment_method_domain`.
    pub object: String,
    pub amazon_pay: DomainStatus,
    /// Active once the host serves this deployment's association file.
    pub apple_pay: DomainStatus,
    /// Unix seconds.
    pub created: i64,
    /// A host's name, such as `shop.example`; of this machine with a port, where it needs one.
    pub domain_name: String,
    /// Whether the element may be embedded there.
    pub enabled: bool,
    pub google_pay: DomainStatus,
    pub klarna: DomainStatus,
    pub link: DomainStatus,
    pub livemode: bool,
    pub paypal: DomainStatus,
}

crate::tagged! {
    tag = "status", content = "status_details";
    /// Whether a method can be used on a domain.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum DomainStatus {
        Active,
        Inactive {
            /// What is wrong, for the merchant's developer.
            error_message: String,
        },
    }
}

impl PaymentMethodDomain {
    /// A domain, with what was found out about Apple Pay. The other methods ask nothing of a
    /// domain. `created` is in Unix seconds.
    pub fn new(
        id: String,
        domain_name: String,
        created: i64,
        livemode: bool,
        apple_pay: DomainStatus,
    ) -> Self {
        Self {
            id,
            object: "payment_method_domain".to_owned(),
            amazon_pay: DomainStatus::Active,
            apple_pay,
            created,
            domain_name,
            enabled: true,
            google_pay: DomainStatus::Active,
            klarna: DomainStatus::Active,
            link: DomainStatus::Active,
            livemode,
            paypal: DomainStatus::Active,
        }
    }

    /// Whether a wallet of cards can be used there.
    pub fn status(&self, wallet: CardWallet) -> &DomainStatus {
        match wallet {
            CardWallet::ApplePay => &self.apple_pay,
            CardWallet::GooglePay => &self.google_pay,
            CardWallet::Link => &self.link,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_status_has_details_only_where_something_is_wrong() {
        let active = serde_json::to_value(DomainStatus::Active).unwrap();
        assert_eq!(active, json!({ "status": "active" }));
        let inactive = DomainStatus::Inactive {
            error_message: "no file".to_owned(),
        };
        assert_eq!(
            serde_json::to_value(inactive).unwrap(),
            json!({ "status": "inactive", "status_details": { "error_message": "no file" } })
        );
    }
}
