//! What confirming an intent brings along: the method, and how to go about it.

use super::payment_method_data::{GivenMethod, given_method};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::missing_param;
use crate::form::Fields;
use crate::objects::account::wire::KeyKind;
use crate::objects::payment::wire::Confirmation;
use shared::api::error::ApiError;
use shared::ids::{PaymentIntentId, PaymentMethodId, within};
use shared::payment::action::ActionStyle;
use shared::payment::attempt::{AcceptanceKind, AttemptTerms, MandateAcceptance};
use shared::payment::change::Change;
use shared::payment::method::PaymentMethod;

const RETURN_URL_LENGTH_MAX: usize = 2_048;
const TEXT_LENGTH_MAX: usize = 1_000;

/// How to go about an attempt.
pub struct Manner {
    pub return_url: Option<String>,
    style: ActionStyle,
    terms: AttemptTerms,
    /// Whether a parameter asked for any of it.
    pub is_given: bool,
}

impl Manner {
    /// Errors: what is malformed, and what only a server may ask for.
    pub fn read(request: &mut ApiRequest) -> Result<Self, ApiError> {
        let by_server = request.caller.kind == KeyKind::Secret;
        let fields = &mut request.fields;
        let return_url = return_url(fields)?;
        let use_sdk = fields.boolean("use_stripe_sdk")?;
        let mandate = mandate_data(fields)?;
        let (off_session, errors) = if by_server {
            (
                off_session(fields)?,
                fields.boolean("error_on_requires_action")?,
            )
        } else {
            // Left where they are, they are refused as unknown.
            (None, None)
        };
        Ok(Self {
            is_given: return_url.is_some()
                || use_sdk.is_some()
                || mandate.is_some()
                || off_session.is_some()
                || errors.is_some(),
            style: ActionStyle::of(use_sdk.unwrap_or(false), return_url.as_deref()),
            return_url,
            terms: AttemptTerms {
                off_session: off_session.unwrap_or(false),
                error_on_requires_action: errors.unwrap_or(false),
                mandate,
            },
        })
    }

    /// The confirmation of this intent with this method.
    pub fn confirm_with(self, given: GivenMethod, changes: Vec<Change>) -> Confirmation {
        Confirmation {
            method: given.method,
            card: given.card,
            return_url: self.return_url,
            style: self.style,
            terms: self.terms,
            changes,
        }
    }
}

/// What the intent is paid with, if the request says so. A method that was made for this request
/// gets an id that leads to the intent.
pub async fn method_for(
    request: &mut ApiRequest,
    intent: &PaymentIntentId,
) -> Result<GivenMethod, ApiFailure> {
    let mut given = given_method(&mut request.fields, request.edge.keyring())?;
    given.method = given.method.map(|method| PaymentMethod {
        id: PaymentMethodId::from_bytes(within(intent, method.id.to_bytes())),
        ..method
    });
    Ok(given)
}

fn return_url(fields: &mut Fields) -> Result<Option<String>, ApiError> {
    let Some(text) = fields.short("return_url", RETURN_URL_LENGTH_MAX)? else {
        return Ok(None);
    };
    match url::Url::parse(&text) {
        // The buyer's browser goes there, so a script must not hide in it.
        Ok(parsed) if !matches!(parsed.scheme(), "javascript" | "data" | "file" | "vbscript") => {
            Ok(Some(text))
        }
        Ok(_) | Err(_) => {
            Err(ApiError::invalid(format!("Not a valid URL: {text}"))
                .with("url_invalid", "return_url"))
        }
    }
}

/// `true`, or why the buyer is not there.
fn off_session(fields: &mut Fields) -> Result<Option<bool>, ApiError> {
    fields.choice(
        "off_session",
        "true, false, one_off, or recurring",
        |word| match word {
            "true" | "1" | "one_off" | "recurring" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
    )
}

/// `mandate_data[customer_acceptance]`.
fn mandate_data(fields: &mut Fields) -> Result<Option<MandateAcceptance>, ApiError> {
    let Some(mut mandate) = fields.nested("mandate_data")? else {
        return Ok(None);
    };
    let path = mandate.name_of("customer_acceptance");
    let mut acceptance = mandate
        .nested("customer_acceptance")?
        .ok_or_else(|| missing_param(&path))?;
    let type_name = acceptance.name_of("type");
    let kind = acceptance
        .filled("type")?
        .ok_or_else(|| missing_param(&type_name))?;
    let kind = match kind.as_str() {
        "offline" => {
            if let Some(offline) = acceptance.nested("offline")? {
                offline.finish()?;
            }
            AcceptanceKind::Offline
        }
        "online" => online(&mut acceptance)?,
        _ => {
            return Err(ApiError::invalid(format!(
                "Invalid {type_name}: must be one of offline or online"
            ))
            .with_param(&type_name));
        }
    };
    let accepted_at = acceptance.integer("accepted_at")?;
    acceptance.finish()?;
    mandate.finish()?;
    Ok(Some(MandateAcceptance { kind, accepted_at }))
}

fn online(acceptance: &mut Fields) -> Result<AcceptanceKind, ApiError> {
    let Some(mut online) = acceptance.nested("online")? else {
        return Ok(AcceptanceKind::Online {
            ip_address: None,
            user_agent: None,
        });
    };
    // The element's client lets the server see for itself.
    online.boolean("infer_from_client")?;
    let kind = AcceptanceKind::Online {
        ip_address: online.short("ip_address", TEXT_LENGTH_MAX)?,
        user_agent: online.short("user_agent", TEXT_LENGTH_MAX)?,
    };
    online.finish()?;
    Ok(kind)
}
