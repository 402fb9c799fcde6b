//! What a request pays with: `payment_method`, `payment_method_data` or `confirmation_token`.

use super::payment_method_data::{described_method, test_method};
use super::reply_of_account;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::objects::account::wire::{AccountAnswer, AccountQuestion};
use crate::partners::CardData;
use crate::rules::Whereabouts;
use crate::secret::Secret;
use shared::api::confirmation_token::ConfirmationToken;
use shared::api::error::ApiError;
use shared::ids::{LinkMethodId, PaymentIntentId, PaymentMethodId, SetupIntentId, within};
use shared::link::terms::LinkTerms;
use shared::payment::method::{Instrument, PaymentMethod};
use shared::payment::terms::Purpose;

/// What the parameters say, before anybody is asked.
pub enum MethodSource {
    Absent,
    /// Made for this request alone.
    New {
        method: Box<PaymentMethod>,
        card: Option<CardData>,
    },
    /// One of the account's own, by its id.
    Known(String),
    /// What a confirmation token holds.
    Token(String),
}

/// What a request pays with.
#[derive(Debug, Default)]
pub struct GivenMethod {
    pub method: Option<PaymentMethod>,
    pub card: Option<CardData>,
    /// Where the method came from, which says more than the method.
    pub token: Option<Box<ConfirmationToken>>,
    /// Where the browser was that made the token.
    pub whereabouts: Whereabouts,
    /// What it has to do with Link.
    pub link: Option<LinkTerms>,
    /// The code on a card that Link keeps. Lives in this request alone.
    pub cvc: Option<Secret<String>>,
}

impl MethodSource {
    /// Errors: more than one of the parameters, or data that cannot be right.
    pub fn read(request: &mut ApiRequest) -> Result<Self, ApiError> {
        let fields = &mut request.fields;
        let name = fields.filled("payment_method")?;
        let data = fields.nested("payment_method_data")?;
        match (name, data) {
            (None, None) => Ok(Self::Absent),
            (Some(_), Some(_)) => Err(conflict("payment_method", "payment_method_data")),
            (Some(name), None) => Ok(match test_method(&name, &request.edge) {
                Some(method) => Self::New {
                    method: Box::new(method),
                    card: None,
                },
                None => Self::Known(name),
            }),
            (None, Some(mut data)) => {
                let (method, card) = described_method(&mut data, request.edge.keyring())?;
                data.finish()?;
                Ok(Self::New {
                    method: Box::new(method),
                    card,
                })
            }
        }
    }

    /// [`Self::read`] for a confirmation, which also takes a token.
    pub fn read_to_confirm(request: &mut ApiRequest) -> Result<Self, ApiError> {
        let token = request.fields.filled("confirmation_token")?;
        match (token, Self::read(request)?) {
            (None, source) => Ok(source),
            (Some(id), Self::Absent) => Ok(Self::Token(id)),
            (Some(_), Self::New { .. } | Self::Known(_) | Self::Token(_)) => {
                Err(conflict("confirmation_token", "payment_method"))
            }
        }
    }

    /// What a buyer keeps with Link, where that is what is paid with.
    pub fn link_method(&self) -> Option<LinkMethodId> {
        match self {
            Self::Known(id) => LinkMethodId::parse(id),
            Self::Absent | Self::New { .. } | Self::Token(_) => None,
        }
    }

    /// Whether the card lives in this request alone, so that only a confirmation can use it.
    pub fn must_be_confirmed(&self) -> bool {
        match self {
            Self::New {
                method,
                card: Some(_),
            } => match &method.instrument {
                Instrument::Card(card) | Instrument::Link(card) => card.token.is_none(),
                Instrument::Account(_) | Instrument::Described(_) => false,
            },
            Self::New { card: None, .. } | Self::Absent | Self::Known(_) | Self::Token(_) => false,
        }
    }

    /// The method for this intent. What is made for the intent gets an id that leads to it; a token
    /// is used by that.
    ///
    /// Errors: the account has no such method or token, or it cannot be used again.
    pub async fn resolve(
        self,
        request: &ApiRequest,
        intent: &PaymentIntentId,
        purpose: Purpose,
    ) -> Result<GivenMethod, ApiFailure> {
        match self {
            Self::Absent => Ok(GivenMethod::default()),
            Self::New { method, card } => Ok(GivenMethod {
                method: Some(made_for(intent, *method)),
                card,
                ..GivenMethod::default()
            }),
            Self::Known(id) => Ok(GivenMethod {
                method: Some(known_method(request, id).await?),
                ..GivenMethod::default()
            }),
            Self::Token(id) => {
                let user = match purpose {
                    Purpose::Payment => intent.to_string(),
                    Purpose::Setup => SetupIntentId::of(intent).to_string(),
                };
                let (token, method, whereabouts) = use_token(request, id, user).await?;
                let is_kept = method.customer.is_some();
                Ok(GivenMethod {
                    method: Some(if is_kept {
                        method
                    } else {
                        made_for(intent, method)
                    }),
                    token: Some(token),
                    whereabouts,
                    ..GivenMethod::default()
                })
            }
        }
    }
}

/// A method of the account's own, by its id. Errors: there is none, or it cannot be used again.
pub async fn known_method(request: &ApiRequest, id: String) -> Result<PaymentMethod, ApiFailure> {
    let question = AccountQuestion::PaymentMethod { id };
    match reply_of_account(request, &question).await? {
        AccountAnswer::PaymentMethod { method } => Ok(*method),
        reply => Err(refusal_in(reply)),
    }
}

async fn use_token(
    request: &ApiRequest,
    id: String,
    intent: String,
) -> Result<(Box<ConfirmationToken>, PaymentMethod, Whereabouts), ApiFailure> {
    let question = AccountQuestion::UseConfirmationToken { id, intent };
    match reply_of_account(request, &question).await? {
        AccountAnswer::ConfirmationToken {
            token,
            method,
            whereabouts,
        } => Ok((token, *method, whereabouts)),
        reply => Err(refusal_in(reply)),
    }
}

/// Why the account did not give what it was asked for.
fn refusal_in(reply: AccountAnswer) -> ApiFailure {
    match reply.into_http() {
        Ok(answer) => answer.into_failure(),
        Err(fault) => fault.into(),
    }
}

/// The method under an id that leads to its intent.
pub fn made_for(intent: &PaymentIntentId, method: PaymentMethod) -> PaymentMethod {
    PaymentMethod {
        id: PaymentMethodId::from_bytes(within(intent, method.id.to_bytes())),
        ..method
    }
}

fn conflict(one: &str, other: &str) -> ApiError {
    ApiError::invalid(format!(
        "You may only specify one of these parameters: {one}, {other}."
    ))
    .with_param(other)
}
