//! Payment method domains: each host once.

use super::books::{Books, Entry};
use crate::api_request::ApiFailure;
use crate::objects::account::wire::{DocumentKind, EnabledDomain};
use crate::ports::Fault;
use serde_json::Value;
use shared::api::error::ApiError;
use shared::api::payment_method_domain::{DomainStatus, PaymentMethodDomain};
use shared::ids::PaymentMethodDomainId;
use shared::json;
use shared::methods::CardWallet;

/// More would not fit into the header that names them.
const DOMAINS_MAX: usize = 100;
const KIND: DocumentKind = DocumentKind::PaymentMethodDomain;

/// Errors: the account has registered the host already, or too many.
pub fn create(
    books: &Books<'_>,
    id: &PaymentMethodDomainId,
    domain_name: String,
    enabled: bool,
    apple_pay: DomainStatus,
) -> Result<Value, ApiFailure> {
    let registered = all(books)?;
    if registered.len() >= DOMAINS_MAX {
        return Err(ApiError::invalid(format!(
            "An account can have at most {DOMAINS_MAX} payment method domains."
        ))
        .into());
    }
    let is_taken = |domain: &&PaymentMethodDomain| domain.domain_name == domain_name;
    if let Some(taken) = registered.iter().find(is_taken) {
        return Err(ApiError::invalid(format!(
            "The domain {domain_name} is registered already, as {}.",
            taken.id
        ))
        .with("resource_already_exists", "domain_name")
        .into());
    }
    let id = id.to_string();
    let mut domain =
        PaymentMethodDomain::new(id, domain_name, books.now, books.livemode, apple_pay);
    domain.enabled = enabled;
    Ok(put(books, &domain)?)
}

pub fn update(books: &Books<'_>, id: &str, enabled: Option<bool>) -> Result<Value, ApiFailure> {
    let mut domain = known(books, id)?;
    domain.enabled = enabled.unwrap_or(domain.enabled);
    Ok(put(books, &domain)?)
}

/// Keeps what a check of the domain has found out.
pub fn validated(
    books: &Books<'_>,
    id: &str,
    apple_pay: DomainStatus,
) -> Result<Value, ApiFailure> {
    let mut domain = known(books, id)?;
    domain.apple_pay = apple_pay;
    Ok(put(books, &domain)?)
}

/// The hosts on which the element may be embedded, and the wallets that work there.
pub fn enabled(books: &Books<'_>) -> Result<Vec<EnabledDomain>, Fault> {
    let domains = all(books)?.into_iter();
    Ok(domains
        .filter(|domain| domain.enabled)
        .map(|domain| {
            let wallets = CardWallet::OF_DEVICES.iter().copied();
            EnabledDomain {
                wallets: wallets
                    .filter(|wallet| *domain.status(*wallet) == DomainStatus::Active)
                    .collect(),
                name: domain.domain_name,
            }
        })
        .collect())
}

fn all(books: &Books<'_>) -> Result<Vec<PaymentMethodDomain>, Fault> {
    books
        .of_kind(KIND)?
        .iter()
        .map(|stored| Ok(json::from_str(&stored.json)?))
        .collect()
}

fn known(books: &Books<'_>, id: &str) -> Result<PaymentMethodDomain, ApiFailure> {
    let stored = books.find(KIND, id)?.ok_or_else(|| {
        let message = format!("No such payment_method_domain: '{id}'");
        ApiError::missing(message, "payment_method_domain")
    })?;
    Ok(json::from_str(&stored.json).map_err(Fault::from)?)
}

fn put(books: &Books<'_>, domain: &PaymentMethodDomain) -> Result<Value, Fault> {
    let object = serde_json::to_value(domain)?;
    let entry = Entry {
        id: &domain.id,
        kind: KIND,
        created: domain.created,
        customer: None,
        object: &object,
    };
    books.put(entry, None)?;
    Ok(object)
}
