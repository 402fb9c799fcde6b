//! Payment methods that are kept. What the merchant sees of one is its document; the partner's own
//! name for its card is in the record behind it.

use super::books::{Books, Entry};
use super::{customers, mandates};
use crate::api_request::ApiFailure;
use crate::error::card_declined;
use crate::metadata::MetadataChange;
use crate::objects::account::documents::Stored;
use crate::objects::account::wire::{Document, DocumentKind, EndedMandate, SavedMethod};
use crate::partners::sandbox::vault;
use crate::ports::Fault;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::api::error::ApiError;
use shared::api::payment_method::payment_method;
use shared::ids::{CustomerId, PaymentMethodId};
use shared::json;
use shared::methods::catalogue::FutureUsage;
use shared::payment::method::{
    Address, AllowRedisplay, CardBrand, CardSummary, Instrument, PaymentMethod,
};

/// More are refused: a customer's page shows them all.
const METHODS_OF_A_CUSTOMER_MAX: usize = 200;

/// A method that a request names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NamedMethod {
    Known(String),
    /// Made for this request, because it named a test card.
    New(Box<PaymentMethod>),
}

/// One parameter of an update. `None` clears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MethodChange {
    Address(Address),
    AllowRedisplay(AllowRedisplay),
    Email(Option<String>),
    Expiry {
        /// 1 to 12.
        month: Option<u8>,
        /// Four digits.
        year: Option<u16>,
    },
    Metadata(MetadataChange),
    Name(Option<String>),
    Phone(Option<String>),
    /// Of a card.
    PreferredNetwork(Option<CardBrand>),
}

/// What the account keeps of a method.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    method: PaymentMethod,
    /// It cannot be used again: it was detached, or has paid without belonging to anyone.
    is_spent: bool,
}

/// A method that can be attached to a customer.
pub struct Attachable(Kept);

impl Attachable {
    pub fn id(&self) -> &PaymentMethodId {
        &self.0.method.id
    }

    pub fn attach_to(self, books: &mut Books<'_>, customer: &CustomerId) -> Result<Value, Fault> {
        let Self(mut kept) = self;
        if kept.method.customer.is_some() {
            return Ok(payment_method(&kept.method, books.livemode));
        }
        kept.method.customer = Some(customer.clone());
        let object = put(books, &kept)?;
        books.tell("payment_method.attached", object.clone())?;
        Ok(object)
    }
}

pub fn create(books: &mut Books<'_>, method: PaymentMethod) -> Result<Value, ApiFailure> {
    let kept = Kept {
        method,
        is_spent: false,
    };
    Ok(put(books, &kept)?)
}

pub fn update(
    books: &mut Books<'_>,
    id: &str,
    changes: Vec<MethodChange>,
) -> Result<Value, ApiFailure> {
    let mut kept = find(books, id)?.ok_or_else(|| missing(id))?;
    if kept.method.customer.is_none() {
        return Err(ApiError::invalid(
            "You must save this PaymentMethod to a customer before you can update it.",
        )
        .with_code("payment_method_unexpected_state")
        .into());
    }
    let before = payment_method(&kept.method, books.livemode);
    for change in changes {
        apply(&mut kept.method, change)?;
    }
    let object = put(books, &kept)?;
    books.tell_change("payment_method.updated", &before, object.clone())?;
    Ok(object)
}

pub fn attach(
    books: &mut Books<'_>,
    named: NamedMethod,
    customer: &str,
) -> Result<Value, ApiFailure> {
    let customer = customers::named(books, customer)?;
    let customer = CustomerId::parse(&customer.id)
        .ok_or_else(|| Fault("a customer of another form".to_owned()))?;
    let attachable = attachable(books, named, &customer)?;
    Ok(attachable.attach_to(books, &customer)?)
}

pub fn detach(books: &mut Books<'_>, id: &str) -> Result<Value, ApiFailure> {
    let kept = find(books, id)?.ok_or_else(|| missing(id))?;
    let Some(customer) = kept.method.customer.clone() else {
        return Err(ApiError::invalid(
            "The payment method you provided is not attached to a customer so detachment is impossible.",
        )
        .with_code("payment_method_unexpected_state")
        .into());
    };
    let object = release(books, kept)?;
    customers::forget_default(books, customer.as_str(), id)?;
    Ok(object)
}

/// Everything that the customer has saved.
pub fn detach_all(books: &mut Books<'_>, customer: &str) -> Result<(), Fault> {
    for stored in books.of_customer(DocumentKind::PaymentMethod, customer)? {
        if let Some(kept) = read(&stored)? {
            release(books, kept)?;
        }
    }
    Ok(())
}

/// Keeps what a payment was asked to keep. Payments tell at least once, so what is known already
/// stays as it is: the customer may have removed it since.
pub fn keep(books: &mut Books<'_>, saved: SavedMethod) -> Result<(), Fault> {
    let known = find(books, saved.method.id.as_str())?;
    let kept = match known {
        Some(known) if known.is_spent => return Ok(()),
        Some(mut known) => {
            let is_over = match saved.method.mandate() {
                Some(mandate) => mandates::is_over(books, &mandate.id)?,
                None => false,
            };
            let agreed = !is_over && take_mandate(&mut known.method, &saved.method);
            match (&known.method.customer, agreed) {
                (None, _) => known,
                (Some(owner), true) if *owner == saved.customer => {
                    put(books, &known)?;
                    return Ok(());
                }
                (Some(_), _) => return Ok(()),
            }
        }
        None => Kept {
            method: saved.method,
            is_spent: false,
        },
    };
    Attachable(kept).attach_to(books, &saved.customer)?;
    Ok(())
}

/// What the buyer agreed to when the method was used holds for the kept one. `true` if it is news.
fn take_mandate(kept: &mut PaymentMethod, used: &PaymentMethod) -> bool {
    match (&mut kept.instrument, &used.instrument) {
        (Instrument::Described(kept), Instrument::Described(used))
            if used.mandate.is_some() && kept.mandate != used.mandate =>
        {
            kept.mandate.clone_from(&used.mandate);
            true
        }
        (_, _) => false,
    }
}

/// A kept account whose mandate is over needs its owner's consent again.
pub fn forget_mandate(books: &Books<'_>, ended: &EndedMandate) -> Result<(), Fault> {
    let Some(mut kept) = find(books, ended.method.as_str())? else {
        return Ok(());
    };
    match &mut kept.method.instrument {
        Instrument::Described(account)
            if account
                .mandate
                .as_ref()
                .is_some_and(|given| given.id == ended.mandate) =>
        {
            account.mandate = None;
            put(books, &kept)?;
            Ok(())
        }
        Instrument::Card(_)
        | Instrument::Link(_)
        | Instrument::Account(_)
        | Instrument::Described(_) => Ok(()),
    }
}

/// A payment that went through with a method that belongs to nobody was the method's one use.
pub fn spend_by(books: &Books<'_>, charge: &Document) -> Result<(), Fault> {
    #[derive(Deserialize)]
    struct Paid {
        payment_method: Option<String>,
        paid: bool,
    }
    let charge: Paid = json::from_str(&charge.json)?;
    let Some(id) = charge.payment_method.filter(|_| charge.paid) else {
        return Ok(());
    };
    match find(books, &id)? {
        Some(mut kept) if kept.method.customer.is_none() && !kept.is_spent => {
            kept.is_spent = true;
            put(books, &kept)?;
            Ok(())
        }
        Some(_) | None => Ok(()),
    }
}

/// A method to pay with. Errors: there is none, or it has had its one use.
pub fn usable(books: &Books<'_>, id: &str) -> Result<PaymentMethod, ApiFailure> {
    let kept = find(books, id)?.ok_or_else(|| missing(id).with_status(400))?;
    if kept.is_spent {
        return Err(spent().into());
    }
    Ok(kept.method)
}

/// Errors: the method is not there, cannot be used again, belongs to another customer, cannot be
/// kept, or is one too many.
pub fn attachable(
    books: &Books<'_>,
    named: NamedMethod,
    customer: &CustomerId,
) -> Result<Attachable, ApiFailure> {
    let kept = match named {
        NamedMethod::Known(id) => find(books, &id)?.ok_or_else(|| missing(&id))?,
        NamedMethod::New(method) => Kept {
            method: *method,
            is_spent: false,
        },
    };
    if kept.is_spent {
        return Err(spent().into());
    }
    match &kept.method.customer {
        Some(owner) if owner == customer => return Ok(Attachable(kept)),
        Some(_) => {
            return Err(ApiError::invalid(
                "The payment method you provided has already been attached to a customer.",
            )
            .with("payment_method_unexpected_state", "payment_method")
            .into());
        }
        None => {}
    }
    check_can_be_kept(&kept.method)?;
    let owned = books.of_customer(DocumentKind::PaymentMethod, customer.as_str())?;
    if owned.len() >= METHODS_OF_A_CUSTOMER_MAX {
        return Err(ApiError::invalid(format!(
            "A customer can have at most {METHODS_OF_A_CUSTOMER_MAX} payment methods."
        ))
        .with_param("customer")
        .into());
    }
    Ok(Attachable(kept))
}

/// Whether the customer has this method.
pub fn belongs_to(books: &Books<'_>, id: &str, customer: &str) -> Result<bool, Fault> {
    let owner = find(books, id)?.and_then(|kept| kept.method.customer);
    Ok(owner.is_some_and(|owner| owner.as_str() == customer))
}

fn check_can_be_kept(method: &PaymentMethod) -> Result<(), ApiError> {
    let kind = method.method_type();
    match (kind.row().future_usage, &method.instrument) {
        (FutureUsage::Unsupported, _) => Err(ApiError::invalid(format!(
            "Payment methods of type {kind} cannot be saved to customers."
        ))
        .with("payment_method_unexpected_state", "payment_method")),
        (_, Instrument::Card(card) | Instrument::Link(card)) => {
            let token = card.token.as_deref().unwrap_or_default();
            vault::verify(token).map_err(|cause| card_declined(&cause))
        }
        (_, Instrument::Account(_) | Instrument::Described(_)) => Ok(()),
    }
}

fn apply(method: &mut PaymentMethod, change: MethodChange) -> Result<(), ApiError> {
    match change {
        MethodChange::Address(address) => method.billing.address = address,
        MethodChange::AllowRedisplay(allow) => method.allow_redisplay = allow,
        MethodChange::Email(email) => method.billing.email = email,
        MethodChange::Name(name) => method.billing.name = name,
        MethodChange::Phone(phone) => method.billing.phone = phone,
        MethodChange::Metadata(change) => {
            method.metadata = change.applied_to(std::mem::take(&mut method.metadata))?;
        }
        MethodChange::Expiry { month, year } => {
            let card = card_of(method, "an expiry")?;
            card.exp_month = month.unwrap_or(card.exp_month);
            card.exp_year = year.unwrap_or(card.exp_year);
        }
        MethodChange::PreferredNetwork(network) => {
            card_of(method, "networks")?.preferred_network = network;
        }
    }
    Ok(())
}

/// Errors: it is no card, which alone has `what`.
fn card_of<'a>(method: &'a mut PaymentMethod, what: &str) -> Result<&'a mut CardSummary, ApiError> {
    let kind = method.method_type();
    match &mut method.instrument {
        Instrument::Card(card) => Ok(card),
        Instrument::Link(_) | Instrument::Account(_) | Instrument::Described(_) => {
            Err(ApiError::invalid(format!(
                "Only a card has {what}, and this PaymentMethod is of type {kind}."
            ))
            .with_param("card"))
        }
    }
}

/// Takes the method from its customer, for good.
fn release(books: &mut Books<'_>, mut kept: Kept) -> Result<Value, Fault> {
    let before = payment_method(&kept.method, books.livemode);
    kept.method.customer = None;
    kept.is_spent = true;
    let object = put(books, &kept)?;
    books.tell_change("payment_method.detached", &before, object.clone())?;
    if let Some(mandate) = kept.method.mandate() {
        mandates::end(books, &mandate.id)?;
    }
    Ok(object)
}

fn find(books: &Books<'_>, id: &str) -> Result<Option<Kept>, Fault> {
    match books.find(DocumentKind::PaymentMethod, id)? {
        Some(stored) => read(&stored),
        None => Ok(None),
    }
}

/// `None` for a method that a payment shows here and keeps to itself.
fn read(stored: &Stored) -> Result<Option<Kept>, Fault> {
    match &stored.record {
        Some(record) => Ok(Some(json::from_str(record)?)),
        None => Ok(None),
    }
}

fn put(books: &Books<'_>, kept: &Kept) -> Result<Value, Fault> {
    let object = payment_method(&kept.method, books.livemode);
    let entry = Entry {
        id: kept.method.id.as_str(),
        kind: DocumentKind::PaymentMethod,
        created: kept.method.created,
        customer: kept.method.customer.as_ref().map(CustomerId::as_str),
        object: &object,
    };
    books.put(entry, Some(serde_json::to_string(kept)?))?;
    Ok(object)
}

fn missing(id: &str) -> ApiError {
    ApiError::missing(format!("No such PaymentMethod: '{id}'"), "payment_method")
}

fn spent() -> ApiError {
    ApiError::invalid(
        "This PaymentMethod was used without being attached to a customer, or was detached from one, and cannot be used again. Attach a PaymentMethod to a customer before its first use to use it several times.",
    )
    .with("payment_method_unexpected_state", "payment_method")
}
