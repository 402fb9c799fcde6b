//! What is the account's own: customers, their methods, and what their browsers are given. Every
//! change is one turn: the documents, the events of the feed and the answer under the idempotency
//! key are written without a suspension in between, and so commit together.

mod books;
pub mod configurations;
pub mod confirmation_tokens;
mod customer_sessions;
mod customers;
pub mod domains;
pub mod mandates;
pub mod payment_methods;

pub use books::Books;
pub use configurations::ConfigurationChange;
pub use customers::CustomerChange;
pub use payment_methods::{MethodChange, NamedMethod};

use crate::api_request::ApiFailure;
use crate::rules::Whereabouts;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::api::confirmation_token::ConfirmationToken;
use shared::api::customer_session::CustomerSession;
use shared::api::payment_method_domain::DomainStatus;
use shared::ids::{
    CustomerId, CustomerSessionId, PaymentMethodConfigurationId, PaymentMethodDomainId,
};
use shared::payment::method::PaymentMethod;

/// A change of what is the account's own.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceOperation {
    CreateCustomer {
        id: CustomerId,
        changes: Vec<CustomerChange>,
        /// A method to attach at once.
        method: Option<NamedMethod>,
    },
    UpdateCustomer {
        id: String,
        changes: Vec<CustomerChange>,
    },
    DeleteCustomer {
        id: String,
    },
    CreateMethod {
        method: Box<PaymentMethod>,
    },
    UpdateMethod {
        id: String,
        changes: Vec<MethodChange>,
    },
    AttachMethod {
        method: NamedMethod,
        customer: String,
    },
    DetachMethod {
        id: String,
    },
    CreateConfirmationToken {
        token: Box<ConfirmationToken>,
        method: Box<PaymentMethod>,
        /// Where the buyer's browser was.
        whereabouts: Whereabouts,
    },
    CreateConfiguration {
        id: PaymentMethodConfigurationId,
        changes: Vec<ConfigurationChange>,
    },
    UpdateConfiguration {
        id: String,
        changes: Vec<ConfigurationChange>,
    },
    CreateDomain {
        id: PaymentMethodDomainId,
        domain_name: String,
        enabled: bool,
        apple_pay: DomainStatus,
    },
    UpdateDomain {
        id: String,
        enabled: Option<bool>,
    },
    /// The domain was looked at.
    ValidateDomain {
        id: String,
        apple_pay: DomainStatus,
    },
    CreateCustomerSession {
        id: CustomerSessionId,
        session: Box<CustomerSession>,
    },
}

/// Carries the operation out, and answers the object. What is refused has changed nothing.
pub fn carry_out(books: &mut Books<'_>, operation: ResourceOperation) -> Result<Value, ApiFailure> {
    match operation {
        ResourceOperation::CreateCustomer {
            id,
            changes,
            method,
        } => customers::create(books, &id, changes, method),
        ResourceOperation::UpdateCustomer { id, changes } => customers::update(books, &id, changes),
        ResourceOperation::DeleteCustomer { id } => customers::delete(books, &id),
        ResourceOperation::CreateMethod { method } => payment_methods::create(books, *method),
        ResourceOperation::UpdateMethod { id, changes } => {
            payment_methods::update(books, &id, changes)
        }
        ResourceOperation::AttachMethod { method, customer } => {
            payment_methods::attach(books, method, &customer)
        }
        ResourceOperation::DetachMethod { id } => payment_methods::detach(books, &id),
        ResourceOperation::CreateConfirmationToken {
            token,
            method,
            whereabouts,
        } => confirmation_tokens::create(books, &token, &method, &whereabouts),
        ResourceOperation::CreateConfiguration { id, changes } => {
            configurations::create(books, id, changes)
        }
        ResourceOperation::UpdateConfiguration { id, changes } => {
            configurations::update(books, &id, changes)
        }
        ResourceOperation::CreateDomain {
            id,
            domain_name,
            enabled,
            apple_pay,
        } => domains::create(books, &id, domain_name, enabled, apple_pay),
        ResourceOperation::UpdateDomain { id, enabled } => domains::update(books, &id, enabled),
        ResourceOperation::ValidateDomain { id, apple_pay } => {
            domains::validated(books, &id, apple_pay)
        }
        ResourceOperation::CreateCustomerSession { id, session } => {
            customer_sessions::create(books, &id, &session)
        }
    }
}
