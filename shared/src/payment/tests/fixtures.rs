//! Small constructors with telling names. Ids are numbered, so that equal numbers are equal ids.

use crate::country::CountryCode;
use crate::currency::Currency;
use crate::ids::{
    AttemptId, CallId, ChargeId, DisputeId, PaymentIntentId, PaymentMethodId, RefundId, within,
};
use crate::methods::MethodType;
use crate::money::Money;
use crate::payment::action::{ActionStyle, NextAction};
use crate::payment::apply::{apply, replay};
use crate::payment::attempt::AttemptTerms;
use crate::payment::command::{Answer, Command, FreshIds};
use crate::payment::dispute::{DisputeCase, DisputeReason};
use crate::payment::event::{Event, Recorded};
use crate::payment::failure::FailureCause;
use crate::payment::method::{
    AllowRedisplay, BillingDetails, CardBrand, CardFunding, CardSummary, Instrument, PaymentMethod,
};
use crate::payment::options::{CaptureMethod, SetupFutureUsage};
use crate::payment::state::Payment;
use crate::payment::terms::{ConfirmationMethod, Purpose, Terms};
use crate::rules::finding::{Finding, Screening, Verdict};
use crate::rules::rule::{Action, By, Counts, Rule, Then};
use std::collections::BTreeMap;

/// When every fixture happens, in Unix milliseconds and seconds.
pub const NOW_MS: i64 = NOW_S * 1000;
pub const NOW_S: i64 = 1_800_000_000;
/// When the fixtures' actions and authorisations lapse, in Unix seconds.
pub const ACTION_LAPSES_S: i64 = NOW_S + 180;
pub const AUTHORIZATION_LAPSES_S: i64 = NOW_S + 7 * 24 * 3600;
pub const EVIDENCE_DUE_S: i64 = NOW_S + 9 * 24 * 3600;

pub fn attempt(number: u8) -> AttemptId {
    AttemptId::from_bytes([number; 16])
}

pub fn call(number: u8) -> CallId {
    CallId::from_bytes([number; 16])
}

pub fn charge(number: u8) -> ChargeId {
    ChargeId::from_bytes(within(&intent(), [number; 16]))
}

pub fn refund(number: u8) -> RefundId {
    RefundId::from_bytes(within(&intent(), [number; 16]))
}

pub fn dispute(number: u8) -> DisputeId {
    DisputeId::from_bytes(within(&intent(), [number; 16]))
}

/// A dispute about what the situations captured.
pub fn case() -> DisputeCase {
    DisputeCase {
        reference: "dp".to_owned(),
        amount: part(),
        reason: DisputeReason::Fraudulent,
        evidence_due_by: EVIDENCE_DUE_S,
        inquiry: false,
    }
}

pub fn intent() -> PaymentIntentId {
    PaymentIntentId::from_bytes([1; 16])
}

/// The ids that every command of the table offers: no fixture has used them.
pub fn fresh() -> FreshIds {
    FreshIds {
        name: [99; 16],
        call: call(99),
    }
}

pub fn kronor(minor: i64) -> Money {
    Money::new(minor, Currency::Sek).unwrap()
}

/// What the fixtures' intents ask for.
pub fn whole() -> Money {
    kronor(25_000)
}

pub fn part() -> Money {
    kronor(10_000)
}

/// What an increment asks for.
pub fn more() -> Money {
    kronor(30_000)
}

pub fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::Eur).unwrap()
}

pub fn terms(capture: CaptureMethod) -> Terms {
    Terms {
        purpose: Purpose::Payment,
        amount: whole(),
        merchant_country: CountryCode::SE,
        capture,
        capture_of: BTreeMap::new(),
        options_of: BTreeMap::new(),
        confirmation: ConfirmationMethod::Automatic,
        future_usage: None,
        methods: None,
        allow_redirects: true,
        excluded: Vec::new(),
        configuration: None,
        customer: None,
        description: None,
        metadata: BTreeMap::new(),
        receipt_email: None,
        shipping: None,
        statement_descriptor: None,
        statement_descriptor_suffix: None,
        request_incremental_authorization: true,
        request_multicapture: true,
        fees: None,
    }
}

/// A card whose data are gone once the request that brought them has ended.
pub fn typed_card() -> PaymentMethod {
    method(Instrument::Card(card_of(CardBrand::Visa)))
}

pub fn card_of(brand: CardBrand) -> CardSummary {
    CardSummary {
        brand,
        second_network: None,
        preferred_network: None,
        last4: "4242".to_owned(),
        exp_month: 12,
        exp_year: 2034,
        funding: CardFunding::Credit,
        country: Some(CountryCode::US),
        fingerprint: "f".to_owned(),
        token: None,
        wallet: None,
    }
}

/// A card that the partner knows by a name of its own.
pub fn named_card() -> PaymentMethod {
    let mut method = typed_card();
    if let Instrument::Card(card) = &mut method.instrument {
        card.token = Some("pm_card_visa".to_owned());
    }
    method
}

pub fn account(method_type: MethodType) -> PaymentMethod {
    method(Instrument::Account(method_type))
}

fn method(instrument: Instrument) -> PaymentMethod {
    PaymentMethod {
        id: PaymentMethodId::from_bytes([1; 16]),
        created: NOW_S,
        billing: BillingDetails::default(),
        instrument,
        customer: None,
        metadata: BTreeMap::new(),
        allow_redisplay: AllowRedisplay::Unspecified,
    }
}

pub fn redirect() -> NextAction {
    NextAction::Redirect {
        url: "https://partner.example/authorize".to_owned(),
    }
}

pub fn declined() -> FailureCause {
    FailureCause::CardDeclined {
        decline_code: "insufficient_funds".to_owned(),
    }
}

pub fn authorized(amount: Money) -> Answer {
    Answer::Authorized {
        amount,
        expires_at: AUTHORIZATION_LAPSES_S,
    }
}

pub fn captured(amount: Money) -> Answer {
    Answer::Captured { amount }
}

pub fn action_required() -> Answer {
    Answer::ActionRequired {
        action: redirect(),
        expires_at: Some(ACTION_LAPSES_S),
    }
}

/// What a rule of seven cards a day says.
pub fn screened(verdict: Verdict) -> AttemptTerms {
    let rule = Rule {
        id: "card_network".to_owned(),
        action: Action::CardAttempt,
        by: By::Network,
        counts: Counts::FailedCards,
        limit: 7,
        window_s: 86_400,
        then: Then::Block,
    };
    AttemptTerms {
        screening: Some(Box::new(Screening {
            places: Vec::new(),
            finding: Some(Finding::of(&rule, verdict, 7, 7)),
        })),
        ..AttemptTerms::default()
    }
}

pub fn confirm(method: Option<PaymentMethod>) -> Command {
    Command::Confirm {
        method,
        attempt: attempt(99),
        call: call(99),
        return_url: Some("https://shop.example/back".to_owned()),
        style: ActionStyle::Redirect,
        terms: AttemptTerms::default(),
        changes: vec![],
    }
}

/// The first attempt, with `call(1)`.
pub fn started(method: PaymentMethod) -> Event {
    Event::AttemptStarted {
        attempt: attempt(1),
        method,
        return_url: Some("https://shop.example/back".to_owned()),
        style: ActionStyle::Redirect,
        terms: AttemptTerms::default(),
        call: call(1),
    }
}

/// The payment after its creation and these events.
pub fn payment_after(
    capture: CaptureMethod,
    method: Option<PaymentMethod>,
    events: impl IntoIterator<Item = Event>,
) -> Payment {
    opened_after(terms(capture), method, events)
}

/// A setup after its creation and these events.
pub fn setup_after(
    method: Option<PaymentMethod>,
    events: impl IntoIterator<Item = Event>,
) -> Payment {
    opened_after(setup_terms(), method, events)
}

pub fn setup_terms() -> Terms {
    Terms {
        purpose: Purpose::Setup,
        amount: kronor(0),
        future_usage: Some(SetupFutureUsage::OffSession),
        ..terms(CaptureMethod::Automatic)
    }
}

pub fn opened_after(
    terms: Terms,
    method: Option<PaymentMethod>,
    events: impl IntoIterator<Item = Event>,
) -> Payment {
    let created = Event::Created {
        id: intent(),
        terms,
        method,
    };
    let opened = replay([&Recorded {
        seq: 1,
        at_ms: NOW_MS,
        event: created,
    }])
    .unwrap();
    followed_by(opened, events)
}

/// The payment after these events too.
pub fn followed_by(payment: Payment, events: impl IntoIterator<Item = Event>) -> Payment {
    events.into_iter().fold(payment, |payment, event| {
        let seq = payment.version + 1;
        apply(
            payment,
            &Recorded {
                seq,
                at_ms: NOW_MS,
                event,
            },
        )
    })
}
