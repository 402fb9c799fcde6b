//! What an account object is asked, and what it answers.

use super::resources::ResourceOperation;
use super::webhook_wire::{EndpointOperation, EventOperation};
use crate::error::HttpAnswer;
use crate::objects::idempotency::IdempotencyKey;
use crate::ports::Fault;
use crate::rules::Whereabouts;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::api::confirmation_token::ConfirmationToken;
use shared::country::CountryCode;
use shared::currency::Currency;
use shared::ids::{AccountId, CustomerId, MandateId, PaymentMethodId, WebhookEndpointId};
use shared::ledger::fees::FeeSchedule;
use shared::ledger::posting::Posting;
use shared::methods::CardWallet;
use shared::payment::method::PaymentMethod;
use shared::payment::terms::Configured;

/// What a request needs to know of the account whose key it brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub id: AccountId,
    /// As buyers know the merchant.
    pub display_name: String,
    /// Where the merchant is established.
    pub country: CountryCode,
    /// Where the element may be embedded: `https://shop.example`. In test mode every loopback
    /// origin may as well.
    pub domains: Vec<String>,
    /// The account's own prices; `None` for the standard ones. New intents take them along, so a
    /// change does not touch those that exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees: Option<FeeSchedule>,
}

/// A payment method domain on which the element may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnabledDomain {
    /// `shop.example`.
    pub name: String,
    /// Those that are active there.
    pub wallets: Vec<CardWallet>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    Secret,
    Publishable,
}

/// An event on its way into the feed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PublishedEvent {
    pub id: String,
    pub json: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountQuestion {
    Open {
        profile: Profile,
        secret_key_hash: String,
        publishable_key_hash: String,
    },
    Authenticate {
        key_hash: String,
    },
    /// Who the account is, for a publishable key that Kassa has derived.
    Describe,
    /// Something changed elsewhere: the newest renderings, and the events that the merchant is told
    /// of. Told at least once; what is known already changes nothing.
    Publish {
        documents: Vec<Document>,
        events: Vec<PublishedEvent>,
        /// What moved between the accounts of the ledger.
        transactions: Vec<Posting>,
        /// Methods that a payment was asked to keep.
        saved: Vec<SavedMethod>,
        /// Mandates under which nothing more will be debited.
        ended: Vec<EndedMandate>,
    },
    List {
        kind: DocumentKind,
        filter: Filter,
        page: Page,
        /// Path of the list's own route.
        url: String,
        /// Properties whose ids are to be replaced by their objects.
        expand: Vec<String>,
    },
    /// One object of the account's own.
    Retrieve {
        kind: DocumentKind,
        id: String,
        /// The parameter that an error names.
        param: String,
        expand: Vec<String>,
    },
    /// A request of the merchant API that changes what is the account's own.
    Resource {
        operation: Box<ResourceOperation>,
        request_id: String,
        idempotency: Option<IdempotencyKey>,
        expand: Vec<String>,
    },
    /// A method to pay with, or why it cannot be.
    PaymentMethod {
        id: String,
    },
    /// What a confirmation of this intent takes from a confirmation token, which is used by that.
    UseConfirmationToken {
        id: String,
        /// `pi_…` or `seti_…`.
        intent: String,
    },
    /// The objects of these ids, in this order.
    Find {
        ids: Vec<String>,
    },
    /// What the merchant has.
    Balance {
        /// A currency that is shown also where nothing stands in it.
        home: Currency,
    },
    BalanceTransaction {
        id: String,
        expand: Vec<String>,
    },
    /// What a merchant does with a webhook endpoint.
    Endpoint {
        operation: EndpointOperation,
        idempotency: Option<IdempotencyKey>,
    },
    /// What a merchant asks of the event feed.
    Events {
        operation: EventOperation,
        idempotency: Option<IdempotencyKey>,
    },
    /// The endpoint's server answered 410; answered with `Published`.
    EndpointGone {
        endpoint: WebhookEndpointId,
        /// Of the endpoint when that was; one that was changed since stays as it is.
        version: u64,
    },
}

/// An object of the merchant API, as it was rendered last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    pub id: String,
    pub kind: DocumentKind,
    /// Of whatever it is rendered from; an older rendering never replaces a newer one.
    pub version: u64,
    /// Unix seconds; lists are sorted by it.
    pub created: i64,
    /// The customer under whom the object is listed.
    pub customer: Option<String>,
    pub payment_intent: Option<String>,
    pub charge: Option<String>,
    /// The object as a secret key sees it, with nothing expanded.
    pub json: String,
}

macro_rules! document_kinds {
    ($($kind:ident = $object:literal;)+) => {
        /// What a document is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum DocumentKind {
            $($kind,)+
        }

        impl DocumentKind {
            /// The name of the API's object.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$kind => $object,)+
                }
            }
        }
    };
}

document_kinds! {
    PaymentIntent = "payment_intent";
    SetupIntent = "setup_intent";
    Charge = "charge";
    Refund = "refund";
    Dispute = "dispute";
    Mandate = "mandate";
    BalanceTransaction = "balance_transaction";
    Customer = "customer";
    CustomerSession = "customer_session";
    PaymentMethod = "payment_method";
    ConfirmationToken = "confirmation_token";
    PaymentMethodConfiguration = "payment_method_configuration";
    PaymentMethodDomain = "payment_method_domain";
}

/// Which documents of a kind a list shows: those that meet every condition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    pub customer: Option<String>,
    pub payment_intent: Option<String>,
    pub charge: Option<String>,
    pub created: CreatedRange,
    pub equals: Vec<(Property, String)>,
}

/// Bounds of `created`, in Unix seconds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatedRange {
    pub gt: Option<i64>,
    pub gte: Option<i64>,
    pub lt: Option<i64>,
    pub lte: Option<i64>,
}

/// A property of an object that a list can be asked for by value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Property {
    /// `1` or `0`.
    Active,
    AllowRedisplay,
    Currency,
    DomainName,
    Email,
    Enabled,
    PaymentMethod,
    Source,
    Type,
}

/// A method that a payment was asked to keep for its customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedMethod {
    pub customer: CustomerId,
    /// With the partner's own name for the card.
    pub method: PaymentMethod,
}

/// A buyer's consent that a payment found to be worth nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedMandate {
    pub mandate: MandateId,
    /// What it was about.
    pub method: PaymentMethodId,
}

/// A page of a list, in Stripe's terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// 1 to 100.
    pub limit: u32,
    pub starting_after: Option<String>,
    pub ending_before: Option<String>,
}

impl Page {
    pub const LIMIT_DEFAULT: u32 = 10;

    /// What a list answers when it is asked for nothing in particular.
    pub fn first() -> Self {
        Self {
            limit: Self::LIMIT_DEFAULT,
            starting_after: None,
            ending_before: None,
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountAnswer {
    Opened,
    Authenticated {
        profile: Box<Profile>,
        kind: KeyKind,
        /// What applies to intents that name no other.
        configuration: Option<Configured>,
        domains: Vec<EnabledDomain>,
    },
    UnknownKey,
    Published,
    /// With the partner's own name for the card.
    PaymentMethod {
        method: Box<PaymentMethod>,
    },
    ConfirmationToken {
        token: Box<ConfirmationToken>,
        method: Box<PaymentMethod>,
        /// Where the browser was that made it.
        whereabouts: Whereabouts,
    },
    /// One for each id that was asked about; `None` where there is no such object.
    Found {
        documents: Vec<Option<Value>>,
    },
    Http {
        answer: HttpAnswer,
    },
}

impl AccountAnswer {
    /// The HTTP answer that this is. Errors: it is none.
    pub fn into_http(self) -> Result<HttpAnswer, Fault> {
        match self {
            Self::Http { answer } => Ok(answer),
            Self::Opened
            | Self::Authenticated { .. }
            | Self::UnknownKey
            | Self::Published
            | Self::PaymentMethod { .. }
            | Self::ConfirmationToken { .. }
            | Self::Found { .. } => Err(Fault::unexpected_answer()),
        }
    }
}
