//! The companies that move the money: one folder each, all behind [`crate::ports::Partner`].

pub mod link;
pub mod sandbox;
pub mod wallets;

use crate::mode::Mode;
use crate::ports::Random;
use crate::secret::Secret;
use sandbox::test_cards;
use serde::{Deserialize, Serialize};
use shared::api::error::ApiError;
use shared::currency::Currency;
use shared::gather::gather;
use shared::ids::{AttemptId, CallId, CustomerId, PaymentIntentId, RefundId};
use shared::methods::MethodType;
use shared::methods::catalogue::Flow;
use shared::money::Money;
use shared::payment::card_networks::NETWORK_OPTION;
use shared::payment::command::Answer;
use shared::payment::due::DueCall;
use shared::payment::method::{BillingDetails, CardSummary, Instrument, PaymentMethod};
use shared::payment::options::CaptureMethod;
use shared::payment::state::Payment;
use shared::payment::terms::{ConfirmationMethod, Purpose};
use std::collections::BTreeMap;

/// A card as the buyer typed it. It exists in one request; nothing stores it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CardData {
    /// Digits only.
    pub number: Secret<String>,
    /// 1 to 12.
    pub exp_month: u8,
    /// Four digits.
    pub exp_year: u16,
    pub cvc: Option<Secret<String>>,
}

/// What the buyer typed for one attempt. It exists in one request; nothing stores it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Typed {
    Card(CardData),
    /// The code that the buyer's app shows for a minute or two; digits only.
    Code(Secret<String>),
    /// The code on a card whose number the partner keeps; digits only.
    Cvc(Secret<String>),
}

/// Whether nothing can be paid with the method unless the buyer types a code from their app.
pub fn needs_code(method: &PaymentMethod) -> bool {
    let asks = matches!(method.method_type().row().flow, Flow::InlineCode { .. });
    // One that a customer keeps was approved for later with its first code.
    asks && method.customer.is_none()
}

/// Errors: nobody moves money in this mode, so that nothing can be begun which would need it.
pub fn require_partner(mode: Mode) -> Result<(), ApiError> {
    match mode {
        Mode::Test => Ok(()),
        Mode::Live => Err(ApiError::invalid(
            "This deployment is in live mode and has no partner that moves money, so that it takes no payments. Use a deployment in test mode to try payments out.",
        )
        .with_code("testmode_charges_only")),
    }
}

/// Whether a card is one of those that every merchant tries a checkout out with.
pub fn is_test_card(card: &CardSummary, typed: Option<&Typed>) -> bool {
    let of_token = || test_cards::by_token(card.token.as_deref()?);
    let known = match typed {
        Some(Typed::Card(data)) => test_cards::by_number(data.number.expose()),
        Some(Typed::Code(_) | Typed::Cvc(_)) | None => of_token(),
    };
    known.is_some()
}

/// A partner that did not do its part. Whether the call had an effect is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartnerFailed {
    /// No answer in time.
    TimedOut,
    /// An answer that says nothing about the outcome.
    Unusable { status: u16 },
    /// The call could not be made.
    Unreachable,
}

/// What a partner needs to authorise an attempt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AuthorizeCall {
    /// The partner's idempotency key.
    pub key: CallId,
    pub attempt: AttemptId,
    pub intent: PaymentIntentId,
    /// Zero to verify the method for later, without a payment.
    pub amount: Money,
    /// Take the money at once instead of reserving it.
    pub capture: bool,
    pub method: MethodType,
    /// The buyer is not there to authenticate anything.
    pub off_session: bool,
    /// The merchant kept the method with the buyer's consent.
    pub is_saved: bool,
    /// The owner of the account has shown before that it is theirs.
    #[serde(default)]
    pub is_verified: bool,
    pub typed: Option<Typed>,
    /// The partner's own name for a card that it knows.
    pub token: Option<String>,
    /// The buyer's device has vouched for the buyer.
    #[serde(default)]
    pub device_authenticated: bool,
    pub billing: BillingDetails,
    /// What the merchant chose for the method, or the buyer, by the merchant API's names.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
    /// Whose payment it is.
    #[serde(default)]
    pub customer: Option<CustomerId>,
    /// The merchant's metadata addressed to the sandbox: `sandbox_…`.
    pub instructions: BTreeMap<String, String>,
}

/// Prefix of the metadata that the sandbox obeys.
const INSTRUCTION_PREFIX: &str = "sandbox_";

impl AuthorizeCall {
    /// The call for the attempt under way. `None` when it needs what the buyer typed, which is gone.
    pub fn new(payment: &Payment, due: &DueCall, typed: Option<&Typed>) -> Option<Self> {
        let attempt = payment.state.attempt()?;
        let method = attempt.method.method_type();
        let token = match &attempt.method.instrument {
            Instrument::Card(summary) | Instrument::Link(summary) => {
                if typed.is_none() && summary.token.is_none() {
                    return None;
                }
                summary.token.clone()
            }
            Instrument::Described(account) => account.token.clone(),
            Instrument::Account(_) => None,
        };
        let device_authenticated = match &attempt.method.instrument {
            Instrument::Card(summary) | Instrument::Link(summary) => {
                summary.is_device_authenticated()
            }
            Instrument::Described(_) | Instrument::Account(_) => false,
        };
        if needs_code(&attempt.method) && typed.is_none() {
            return None;
        }
        Some(Self {
            key: due.call.clone(),
            attempt: attempt.id.clone(),
            intent: payment.id.clone(),
            amount: payment.terms.amount,
            capture: match (payment.terms.purpose, payment.terms.capture_of(method)) {
                (Purpose::Setup, _) => true,
                (_, CaptureMethod::Automatic | CaptureMethod::AutomaticAsync) => true,
                (Purpose::Payment, CaptureMethod::Manual) => false,
            } && !can_be_held(payment, method),
            method: partners_method(&attempt.method),
            off_session: attempt.terms.off_session,
            is_saved: attempt.method.customer.is_some(),
            is_verified: attempt.method.customer.is_some() || attempt.method.is_links_account(),
            typed: typed.cloned(),
            token,
            device_authenticated,
            billing: attempt.method.billing.clone(),
            options: options(payment, &attempt.method),
            customer: payment.terms.customer.clone(),
            instructions: instructions(&payment.terms.metadata),
        })
    }
}

impl AuthorizeCall {
    /// Asks the bank of a card that was typed, without a payment, whether it works. As of a setup intent,
    /// nothing moves.
    pub fn to_verify(
        random: &impl Random,
        summary: &CardSummary,
        typed: CardData,
        billing: BillingDetails,
    ) -> Self {
        let network = summary.second_network.map(|_| {
            let chosen = summary.chosen_network().unwrap_or(summary.brand);
            (NETWORK_OPTION.to_owned(), chosen.as_str().to_owned())
        });
        Self {
            key: CallId::from_bytes(random.bytes()),
            attempt: AttemptId::from_bytes(random.bytes()),
            intent: PaymentIntentId::from_bytes(random.bytes()),
            amount: Money::zero(Currency::Usd),
            capture: true,
            method: MethodType::Card,
            off_session: false,
            is_saved: false,
            is_verified: false,
            typed: Some(Typed::Card(typed)),
            token: summary.token.clone(),
            device_authenticated: false,
            billing,
            options: gather(network),
            customer: None,
            instructions: BTreeMap::new(),
        }
    }
}

/// What the partner knows the method as: a card that was chosen in Link is a card.
fn partners_method(method: &PaymentMethod) -> MethodType {
    match &method.instrument {
        Instrument::Link(_) => MethodType::Card,
        Instrument::Card(_) | Instrument::Account(_) | Instrument::Described(_) => {
            method.method_type()
        }
    }
}

/// The options of the method that is paid with, and the network of a card that has two.
fn options(payment: &Payment, method: &PaymentMethod) -> BTreeMap<String, String> {
    let options = payment.terms.options_of.get(&method.method_type());
    let mut options = options.cloned().unwrap_or_default();
    if let Some(card) = method.instrument.card()
        && card.second_network.is_some()
    {
        let network = payment.terms.network_of(card).as_str().to_owned();
        options.insert(NETWORK_OPTION.to_owned(), network);
    }
    options
}

/// Whether the merchant's server, which alone confirms, shall have the last word: then the money is
/// reserved first, if the method can do that.
fn can_be_held(payment: &Payment, method: MethodType) -> bool {
    payment.terms.purpose == Purpose::Payment
        && payment.terms.confirmation == ConfirmationMethod::Manual
        && method.row().authorization_window_h().is_some()
}

/// What the owner of a bank account reads on its statement, where a partner has sent deposits to
/// verify it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Microdeposits {
    /// Of two deposits, in minor units.
    Amounts([i64; 2]),
    /// Beside a single one.
    DescriptorCode(String),
}

/// What a partner makes of that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verification {
    /// Not what it sent; the buyer may look again.
    Mismatch,
    /// How the attempt stands from now on.
    Decided(Answer),
}

/// What a partner needs to give money back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RefundCall {
    /// The partner's idempotency key.
    pub key: CallId,
    pub attempt: AttemptId,
    pub refund: RefundId,
    pub amount: Money,
    /// The merchant's metadata addressed to the sandbox, of the intent and of the refund: `sandbox_…`.
    pub instructions: BTreeMap<String, String>,
}

impl RefundCall {
    pub fn new(payment: &Payment, due: &DueCall, refund: &RefundId, amount: Money) -> Self {
        let mut said = instructions(&payment.terms.metadata);
        if let Some(refund) = payment.refund(refund) {
            said.extend(instructions(&refund.metadata));
        }
        Self {
            key: due.call.clone(),
            attempt: due.attempt.clone(),
            refund: refund.clone(),
            amount,
            instructions: said,
        }
    }
}

fn instructions(metadata: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let instructions = metadata
        .iter()
        .filter(|(key, _)| key.starts_with(INSTRUCTION_PREFIX));
    gather(instructions.map(|(key, value)| (key.clone(), value.clone())))
}
