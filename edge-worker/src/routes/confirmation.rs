//! What confirming an intent brings along: the method, and how to go about it.

use super::given_method::GivenMethod;
use super::whereabouts::whereabouts;
use crate::api_request::{ApiRequest, Client};
use crate::error::missing_param;
use crate::form::Fields;
use crate::objects::account::wire::KeyKind;
use crate::objects::payment::wire::Confirmation;
use crate::partners::Typed;
use crate::rules::Whereabouts;
use crate::secret::Secret;
use crate::web_address;
use shared::api::confirmation_token::ConfirmationToken;
use shared::api::error::ApiError;
use shared::money::Money;
use shared::payment::action::ActionStyle;
use shared::payment::attempt::{AcceptanceKind, AttemptTerms, MandateAcceptance};
use shared::payment::change::Change;
use shared::payment::terms::{Purpose, Shipping};

const RETURN_URL_LENGTH_MAX: usize = 2_048;
const TEXT_LENGTH_MAX: usize = 1_000;

/// How to go about an attempt.
pub struct Manner {
    pub return_url: Option<String>,
    use_sdk: Option<bool>,
    terms: AttemptTerms,
    /// The code from the buyer's app. Lives in this request alone.
    code: Option<Secret<String>>,
    /// What the buyer was shown, where that was not the intent.
    expected: Option<Money>,
    /// Where it is counted.
    whereabouts: Whereabouts,
    /// Whether a parameter asked for any of it.
    is_given: bool,
}

impl Manner {
    /// Errors: what is malformed, and what only a server may ask for.
    pub fn read(request: &mut ApiRequest, purpose: Purpose) -> Result<Self, ApiError> {
        // Nobody sets a method up without the buyer.
        let can_be_absent = purpose == Purpose::Payment && request.caller.kind == KeyKind::Secret;
        let client = client_of(request);
        let whereabouts = whereabouts(request);
        let fields = &mut request.fields;
        let return_url = return_url(fields)?;
        let use_sdk = fields.boolean("use_stripe_sdk")?;
        let mandate = mandate_data(fields, &client)?;
        let (off_session, errors) = if can_be_absent {
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
            use_sdk,
            return_url,
            code: None,
            expected: None,
            whereabouts,
            terms: AttemptTerms {
                on_links_page: request.caller.is_links_page,
                link: None,
                screening: None,
                off_session: off_session.unwrap_or(false),
                error_on_requires_action: errors.unwrap_or(false),
                mandate,
            },
        })
    }

    /// With the code that `payment_method_options` brought.
    pub fn with_code(self, code: Option<Secret<String>>) -> Self {
        Self { code, ..self }
    }

    /// With what the buyer was shown before the intent was made.
    pub fn with_expected(self, expected: Option<Money>) -> Self {
        Self { expected, ..self }
    }

    /// What only a confirmation takes, as parameters name it; `None` where nothing of it came.
    pub fn only_when_confirming(&self) -> Option<&'static str> {
        match (&self.return_url, &self.code) {
            (Some(_), _) => Some("return_url"),
            (None, Some(_)) => Some("payment_method_options"),
            (None, None) => self.is_given.then_some("confirm"),
        }
    }

    /// The confirmation of an intent with this method. What the parameters leave open, a
    /// confirmation token says.
    pub fn confirm_with(
        self,
        given: GivenMethod,
        purpose: Purpose,
        changes: Vec<Change>,
    ) -> Confirmation {
        // The server that uses a token is elsewhere than the browser that made it.
        let whereabouts = self.whereabouts.or_of_buyer(given.whereabouts);
        let token = given.token.as_deref();
        let return_url = self
            .return_url
            .or_else(|| token.and_then(|token| token.return_url.clone()));
        let use_sdk = self
            .use_sdk
            .unwrap_or(token.is_some_and(|token| token.use_stripe_sdk));
        let mut terms = self.terms;
        if terms.mandate.is_none() {
            terms.mandate = token.and_then(|token| token.mandate());
        }
        terms.link = given.link.map(Box::new);
        let mut all = token.map_or_else(Vec::new, |token| changes_of(token, purpose));
        all.extend(changes);
        Confirmation {
            method: given.method,
            typed: given
                .card
                .map(Typed::Card)
                .or_else(|| given.cvc.map(Typed::Cvc))
                .or_else(|| self.code.map(Typed::Code)),
            style: ActionStyle::of(use_sdk, return_url.as_deref()),
            return_url,
            terms,
            changes: all,
            expected: self.expected,
            whereabouts,
        }
    }
}

/// What the buyer's browser said about the payment.
fn changes_of(token: &ConfirmationToken, purpose: Purpose) -> Vec<Change> {
    let usage = match purpose {
        Purpose::Payment => token.setup_future_usage,
        Purpose::Setup => None,
    };
    let shipping = token.shipping.clone().map(|shipping| Shipping {
        name: Some(shipping.name),
        phone: shipping.phone,
        carrier: None,
        tracking_number: None,
        address: shipping.address,
    });
    let usage = usage.map(|usage| Change::FutureUsage(Some(usage)));
    let shipping = match purpose {
        Purpose::Payment => shipping.map(|shipping| Change::Shipping(Some(shipping))),
        Purpose::Setup => None,
    };
    usage.into_iter().chain(shipping).collect()
}

/// The buyer's own connection; a server's says nothing of the buyer.
pub(super) fn client_of(request: &ApiRequest) -> Client {
    match request.caller.kind {
        KeyKind::Publishable => request.client.clone(),
        KeyKind::Secret => Client::default(),
    }
}

pub(super) fn return_url(fields: &mut Fields) -> Result<Option<String>, ApiError> {
    let Some(text) = fields.short("return_url", RETURN_URL_LENGTH_MAX)? else {
        return Ok(None);
    };
    match web_address::parse(&text) {
        // The buyer's browser goes there, so a script must not hide in it.
        Some(parsed) if !matches!(parsed.scheme(), "javascript" | "data" | "file" | "vbscript") => {
            Ok(Some(text))
        }
        Some(_) | None => {
            Err(ApiError::invalid(format!("Not a valid URL: {text}"))
                .with("url_invalid", "return_url"))
        }
    }
}

/// `true`, or why the buyer is not there.
pub(super) fn off_session(fields: &mut Fields) -> Result<Option<bool>, ApiError> {
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
pub(super) fn mandate_data(
    fields: &mut Fields,
    client: &Client,
) -> Result<Option<MandateAcceptance>, ApiError> {
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
        "online" => online(&mut acceptance, client)?,
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

fn online(acceptance: &mut Fields, client: &Client) -> Result<AcceptanceKind, ApiError> {
    let Some(mut online) = acceptance.nested("online")? else {
        return Ok(AcceptanceKind::Online {
            ip_address: None,
            user_agent: None,
        });
    };
    // A buyer's browser lets the server see for itself.
    let inferred = match online.boolean("infer_from_client")? {
        Some(true) => client.clone(),
        Some(false) | None => Client::default(),
    };
    let kind = AcceptanceKind::Online {
        ip_address: online
            .short("ip_address", TEXT_LENGTH_MAX)?
            .or(inferred.ip_address),
        user_agent: online
            .short("user_agent", TEXT_LENGTH_MAX)?
            .or(inferred.user_agent),
    };
    online.finish()?;
    Ok(kind)
}
