//! A bank account, as its owner sees it.

use super::own_pages::shown_of;
use serde::Serialize;
use shared::element::language::Texts;
use shared::element::method_name::method_name;
use shared::ids::LinkMethodId;
use shared::link::consumer::KeptMethod;
use shared::link::phone::Phone;
use shared::payment::method::{BillingDetails, DescribedAccount};

/// An account without what only the partner and Kassa need of it.
#[derive(Serialize)]
pub struct Bank {
    id: LinkMethodId,
    /// The method that debits it, by the merchant API's name.
    r#type: &'static str,
    /// That method, as the buyer reads it.
    name: String,
    /// `None` where nobody but the partner knows.
    bank_name: Option<String>,
    last4: String,
    billing_details: BillingDetails,
    /// Whole only where the device has shown to have what is kept with it.
    phone: Option<String>,
    /// Unix milliseconds.
    added_ms: i64,
    is_default: bool,
}

impl Bank {
    /// `known`: the numbers that the asking device may see.
    pub fn of(kept: KeptMethod, account: DescribedAccount, known: &[Phone], texts: &Texts) -> Self {
        let bank_name = account.details.get("bank_name");
        Self {
            id: kept.id,
            r#type: account.method.as_str(),
            name: method_name(account.method, texts).to_owned(),
            bank_name: bank_name.filter(|name| !name.is_empty()).cloned(),
            last4: account.last4().to_owned(),
            billing_details: kept.billing,
            phone: kept.phone.map(|phone| shown_of(&phone, known)),
            added_ms: kept.added_ms,
            is_default: kept.is_default,
        }
    }
}
