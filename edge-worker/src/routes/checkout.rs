//! What there is to pay or to set up: an intent, or one that the merchant's server makes later.

use super::client_secret::{intent_of_client_secret, wrong_client_secret};
use super::deferred_intent::deferred_terms;
use super::saved_methods::OpenCustomerSession;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::locale::Texts;
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::payment::wire::{PaymentAnswer, PaymentQuestion, object_name};
use crate::partners::require_partner;
use crate::ports::Fault;
use shared::element::language::error_text;
use shared::element::session::IntentSummary;
use shared::ids::{PaymentIntentId, SetupIntentId};
use shared::methods::MethodType;
use shared::payment::failure::FailureCause;
use shared::payment::state::{Status, Terms};
use shared::payment::terms::Purpose;

/// What a request names, before any intent is asked.
pub enum NamedCheckout {
    Intent(PaymentIntentId),
    /// Described by `deferred_intent`.
    Deferred(Box<Terms>),
}

/// The payment that is to be made, or is on its way.
pub struct Checkout {
    /// `None` before the merchant's server has made the intent.
    id: Option<PaymentIntentId>,
    pub terms: Terms,
    pub status: Status,
    /// What it is being paid with.
    pub method: Option<MethodType>,
    /// Why the last attempt failed, while there is no other.
    pub failure: Option<FailureCause>,
}

impl NamedCheckout {
    /// Reads `client_secret`, or `deferred_intent` with what stands beside it.
    pub async fn read(request: &mut ApiRequest) -> Result<Self, ApiFailure> {
        match request.fields.nested("deferred_intent")? {
            Some(given) => {
                require_partner(request.edge.mode())?;
                let terms = deferred_terms(request, given).await?;
                Ok(Self::Deferred(Box::new(terms)))
            }
            None => Ok(Self::Intent(intent_of_client_secret(request)?)),
        }
    }

    /// Errors: there is no such intent, or it is not of the customer whose session is given.
    pub async fn look_up(
        self,
        request: &ApiRequest,
        session: Option<&OpenCustomerSession>,
    ) -> Result<Checkout, ApiFailure> {
        match self {
            Self::Intent(id) => {
                let checkout = stored(request, id).await?;
                if let Some(session) = session {
                    session.check(&checkout.terms)?;
                }
                Ok(checkout)
            }
            Self::Deferred(terms) => Ok(Checkout {
                id: None,
                terms: Terms {
                    customer: session.map(|session| session.customer.clone()),
                    ..*terms
                },
                status: Status::RequiresPaymentMethod,
                method: None,
                failure: None,
            }),
        }
    }
}

impl Checkout {
    /// As the element draws it, with what its `strings` say of a failure.
    pub fn summary(&self, strings: &Texts) -> IntentSummary {
        let currency = self.terms.amount.currency();
        let id = self.id.as_ref().map(|id| match self.terms.purpose {
            Purpose::Payment => id.to_string(),
            Purpose::Setup => SetupIntentId::of(id).to_string(),
        });
        IntentSummary {
            id: id.unwrap_or_default(),
            amount: self.terms.amount.minor(),
            currency: currency.code().to_owned(),
            currency_exponent: currency.exponent(),
            status: self.status.as_str().to_owned(),
            failure: self.failure_text(strings),
        }
    }

    /// Why the buyer is here again. What they turned away from themselves they know.
    fn failure_text(&self, strings: &Texts) -> Option<String> {
        let failure = self.failure.as_ref();
        let failure = failure.filter(|cause| **cause != FailureCause::Replaced)?;
        let code = failure.code(self.terms.purpose);
        error_text(code, failure.decline_code(), |key| {
            strings.get(key).cloned()
        })
    }
}

async fn stored(request: &ApiRequest, id: PaymentIntentId) -> Result<Checkout, ApiFailure> {
    let account = request.caller.profile.id.clone();
    let name = object_name(&account, &id);
    let question = PaymentQuestion::Checkout { account };
    let payments = request.edge.payments()?;
    match call(&payments, &name, &question, STORAGE_DEADLINE)
        .await
        .map_err(Fault::from)?
    {
        PaymentAnswer::Checkout {
            terms,
            status,
            method,
            failure,
        } => Ok(Checkout {
            id: Some(id),
            terms: *terms,
            status,
            method,
            failure,
        }),
        PaymentAnswer::Missing => Err(wrong_client_secret("PaymentIntent").into()),
        PaymentAnswer::Http { .. }
        | PaymentAnswer::Accepted
        | PaymentAnswer::Returned { .. }
        | PaymentAnswer::LinkPage(_)
        | PaymentAnswer::Standing(_) => Err(Fault::unexpected_answer().into()),
    }
}
