//! The objects that requests name, and the payment behind each.

use super::client_secret::check_client_secret;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::{HttpAnswer, missing_object};
use crate::expand::{self, Shape};
use crate::objects::account::wire::KeyKind;
use crate::objects::call::call;
use crate::objects::payment::wire::{
    Operation, PaymentAnswer, PaymentQuestion, Shown, object_name,
};
use crate::ports::Fault;
use shared::api::error::ApiError;
use shared::ids::{PaymentIntentId, SetupIntentId};
use shared::payment::terms::Purpose;
use std::time::Duration;

/// A run makes a few partner calls, each with a deadline of its own.
const RUN_DEADLINE: Duration = Duration::from_secs(25);

/// What a request names, for the error when it is not there.
pub struct Named {
    /// As the error spells it: `payment_intent`.
    pub object: &'static str,
    pub id: String,
    pub param: &'static str,
}

impl Named {
    /// What the path names.
    pub fn in_path(request: &ApiRequest, object: &'static str) -> Self {
        Self {
            object,
            id: request.id.clone(),
            param: object,
        }
    }

    fn intent(id: &str, purpose: Purpose) -> Self {
        Self {
            object: match purpose {
                Purpose::Payment => "payment_intent",
                Purpose::Setup => "setupintent",
            },
            id: id.to_owned(),
            param: "intent",
        }
    }

    pub fn missing(&self) -> ApiError {
        missing_object(self.object, &self.id, self.param)
    }
}

/// A payment that a request is about, by what the request names.
pub struct NamedPayment {
    pub named: Named,
    pub id: PaymentIntentId,
    /// What the payment must be for; `None` where what was named belongs to payments and setups
    /// alike.
    pub purpose: Option<Purpose>,
}

impl NamedPayment {
    pub fn new_intent(id: PaymentIntentId, purpose: Purpose) -> Self {
        let name = match purpose {
            Purpose::Payment => id.to_string(),
            Purpose::Setup => SetupIntentId::of(&id).to_string(),
        };
        Self {
            named: Named::intent(&name, purpose),
            id,
            purpose: Some(purpose),
        }
    }

    /// The intent in the path. A publishable key also needs its client secret. Ids that were not
    /// made for this account are refused here, so that no object is ever asked about them.
    pub fn intent_in_path(request: &mut ApiRequest, purpose: Purpose) -> Result<Self, ApiError> {
        let named = Named::intent(&request.id, purpose);
        let parsed = match purpose {
            Purpose::Payment => PaymentIntentId::parse(&request.id),
            Purpose::Setup => SetupIntentId::parse(&request.id).map(|id| id.payment()),
        };
        let id = parsed
            .filter(|id| request.edge.keyring().owns(&request.caller.profile.id, id))
            .ok_or_else(|| named.missing())?;
        check_client_secret(request, &id, purpose)?;
        Ok(Self {
            named,
            id,
            purpose: Some(purpose),
        })
    }

    /// What is named (a charge, a refund, a mandate), parsed by `parse`, and the payment that its id
    /// leads to.
    pub fn around<T>(
        request: &ApiRequest,
        named: Named,
        purpose: Option<Purpose>,
        parse: impl Fn(&str) -> Option<T>,
        bytes: impl Fn(&T) -> [u8; 16],
    ) -> Result<(Self, T), ApiError> {
        let inner = parse(&named.id).ok_or_else(|| named.missing())?;
        let account = &request.caller.profile.id;
        let id = request.edge.keyring().intent_of(account, bytes(&inner));
        Ok((Self { named, id, purpose }, inner))
    }

    /// Asks the payment's object to show one of its own.
    pub async fn show(self, request: ApiRequest, shown: Shown) -> Result<HttpAnswer, ApiFailure> {
        self.ask(request, Operation::Retrieve { shown }).await
    }

    /// Asks the payment's object. The reading of the parameters ends here at the latest, so that
    /// none is ignored.
    pub async fn ask(
        self,
        request: ApiRequest,
        operation: Operation,
    ) -> Result<HttpAnswer, ApiFailure> {
        request.fields.finish()?;
        expand::check(
            shape(&operation, self.purpose),
            &request.expand,
            request.caller.kind,
        )?;
        let account = request.caller.profile.id;
        let name = object_name(&account, &self.id);
        let question = PaymentQuestion::Api {
            account,
            request_id: request.request_id,
            idempotency: request.idempotency,
            secret_key: request.caller.kind == KeyKind::Secret,
            expand: request.expand,
            purpose: self.purpose,
            operation: Box::new(operation),
        };
        let payments = request.edge.payments()?;
        match call(&payments, &name, &question, RUN_DEADLINE)
            .await
            .map_err(Fault::from)?
        {
            PaymentAnswer::Http { answer } => Ok(answer),
            PaymentAnswer::Missing => Err(self.named.missing().into()),
            PaymentAnswer::Accepted
            | PaymentAnswer::Returned { .. }
            | PaymentAnswer::Checkout { .. }
            | PaymentAnswer::LinkPage(_)
            | PaymentAnswer::Standing(_) => Err(Fault::unexpected_answer().into()),
        }
    }
}

/// What the operation answers with.
fn shape(operation: &Operation, purpose: Option<Purpose>) -> Shape {
    let intent = match purpose {
        Some(Purpose::Setup) => "setup_intent",
        Some(Purpose::Payment) | None => "payment_intent",
    };
    Shape::One(match operation {
        Operation::Retrieve { shown } => match shown {
            Shown::Intent => intent,
            Shown::Charge(_) => "charge",
            Shown::Refund(_) => "refund",
            Shown::Dispute(_) => "dispute",
            Shown::Method(_) => "payment_method",
            Shown::Mandate(_) => "mandate",
        },
        Operation::Create { .. }
        | Operation::Update { .. }
        | Operation::Confirm { .. }
        | Operation::Capture { .. }
        | Operation::IncrementAuthorization { .. }
        | Operation::VerifyMicrodeposits { .. }
        | Operation::Cancel { .. } => intent,
        Operation::Refund { .. }
        | Operation::UpdateRefund { .. }
        | Operation::CancelRefund { .. } => "refund",
        Operation::UpdateCharge { .. } => "charge",
        Operation::UpdateDispute { .. } | Operation::CloseDispute { .. } => "dispute",
    })
}
