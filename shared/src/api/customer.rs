//! The merchant API's customer.

use crate::payment::method::Address;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A buyer, as one merchant knows them. What belongs to invoices and subscriptions, which Kassa does
/// not have, is at its default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    pub id: String,
    /// Always `customer`.
    pub object: String,
    pub address: Option<Address>,
    pub balance: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_name: Option<String>,
    /// Unix seconds.
    pub created: i64,
    pub currency: Option<String>,
    pub customer_account: Option<String>,
    pub default_source: Option<String>,
    pub delinquent: bool,
    pub description: Option<String>,
    pub discount: Option<String>,
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub individual_name: Option<String>,
    pub invoice_prefix: Option<String>,
    pub invoice_settings: InvoiceSettings,
    pub livemode: bool,
    pub metadata: BTreeMap<String, String>,
    pub name: Option<String>,
    pub next_invoice_sequence: i64,
    pub phone: Option<String>,
    /// Languages, the preferred one first.
    pub preferred_locales: Vec<String>,
    pub shipping: Option<CustomerShipping>,
    pub tax_exempt: TaxExempt,
    pub test_clock: Option<String>,
}

/// What applies to charges that nobody is there to choose a method for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceSettings {
    pub custom_fields: Option<Vec<String>>,
    /// One of the customer's own.
    pub default_payment_method: Option<String>,
    pub footer: Option<String>,
    pub rendering_options: Option<String>,
}

/// Where the customer's goods go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerShipping {
    pub address: Address,
    pub name: String,
    pub phone: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxExempt {
    Exempt,
    None,
    Reverse,
}

impl TaxExempt {
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "exempt" => Some(Self::Exempt),
            "none" => Some(Self::None),
            "reverse" => Some(Self::Reverse),
            _ => None,
        }
    }
}

impl Customer {
    /// A customer of whom nothing is known. `created` is in Unix seconds.
    pub fn new(id: String, created: i64, livemode: bool) -> Self {
        Self {
            id,
            object: "customer".to_owned(),
            address: None,
            balance: 0,
            business_name: None,
            created,
            currency: None,
            customer_account: None,
            default_source: None,
            delinquent: false,
            description: None,
            discount: None,
            email: None,
            individual_name: None,
            invoice_prefix: None,
            invoice_settings: InvoiceSettings::default(),
            livemode,
            metadata: BTreeMap::new(),
            name: None,
            next_invoice_sequence: 1,
            phone: None,
            preferred_locales: Vec::new(),
            shipping: None,
            tax_exempt: TaxExempt::None,
            test_clock: None,
        }
    }
}

/// What is left of a deleted customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedCustomer {
    pub id: String,
    /// Always `customer`.
    pub object: String,
    /// Always `true`.
    pub deleted: bool,
}

impl DeletedCustomer {
    pub fn new(id: String) -> Self {
        Self {
            id,
            object: "customer".to_owned(),
            deleted: true,
        }
    }
}
