//! What a simulated payment is about: who sells to whom, in which currency, with which method and
//! on what terms.

use super::coverage::FLOWS;
use super::rng::Rng;
use shared::country::CountryCode;
use shared::currency::Currency;
use shared::element::session::OfferFlow;
use shared::ids::CustomerId;
use shared::methods::MethodType;
use shared::methods::catalogue::{
    Audience, Capture, Countries, Currencies, CurrencyPairing, DetailForm, EXPIRES_AFTER_DAYS,
    Flow, FutureUsage, Market, Method,
};
use shared::money::Money;
use shared::payment::options::{CaptureMethod, SetupFutureUsage};
use shared::payment::terms::{ConfirmationMethod, Purpose, Terms};
use std::collections::BTreeMap;

/// Countries and currencies are drawn until they fit each other. No row needs nearly as many.
const DRAWS_MAX: usize = 1_000;
/// Amounts are mostly within so many of the currency's steps from the least.
const USUAL_STEPS: usize = 100_000;
/// The merchant's choice of how bank accounts are verified, of the methods that have one.
const VERIFICATION_OPTION: &str = "verification_method";

/// One payment, or a setup and the payment that may come of it.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub terms: Terms,
    /// What the buyer came to pay with.
    pub method: MethodType,
    pub buyer: CountryCode,
    /// What is to be paid, also where the method is set up first.
    pub amount: Money,
}

impl Scenario {
    /// Cards can do more than the rest, so they come up more often; else each flow as often as
    /// any other, and in it what can be captured later, which is rare.
    pub fn any(rng: &Rng) -> Self {
        let method = match rng.percent(30) {
            true => MethodType::Card,
            false => {
                let methods = methods_of(*rng.pick(&FLOWS));
                let can_wait = |method: &MethodType| method.row().capture != Capture::AutomaticOnly;
                let waiting: Vec<_> = methods.iter().copied().filter(can_wait).collect();
                match !waiting.is_empty() && rng.percent(40) {
                    true => *rng.pick(&waiting),
                    false => *rng.pick(&methods),
                }
            }
        };
        Self::with(rng, method)
    }

    /// A checkout in which `method` can pay.
    pub fn with(rng: &Rng, method: MethodType) -> Self {
        let row = method.row();
        for _ in 0..DRAWS_MAX {
            let drawn = draw(rng, row);
            let mut scenario = Self {
                terms: terms(rng, row, &drawn),
                method,
                buyer: drawn.buyer,
                amount: drawn.amount,
            };
            if row.audience == Audience::Businesses {
                scenario.terms.methods = Some(vec![method]);
            }
            scenario.terms.options_of = BTreeMap::from([(method, options(rng, row))]);
            if scenario.terms.check(method, Some(drawn.buyer)).is_ok() {
                return scenario.perhaps_a_setup(rng);
            }
        }
        panic!("nobody can pay with {method}")
    }

    fn perhaps_a_setup(mut self, rng: &Rng) -> Self {
        let mut setup = self.terms.clone();
        setup.purpose = Purpose::Setup;
        setup.amount = Money::zero(self.amount.currency());
        setup.capture = CaptureMethod::Automatic;
        setup.confirmation = ConfirmationMethod::Automatic;
        setup.future_usage = Some(SetupFutureUsage::OffSession);
        setup.customer = Some(customer());
        if setup.check(self.method, Some(self.buyer)).is_ok() && rng.percent(20) {
            self.terms = setup;
        }
        self
    }

    /// The same buyer pays again, later, with what the merchant kept.
    pub fn charged_later(self) -> Self {
        let terms = Terms {
            purpose: Purpose::Payment,
            amount: self.amount,
            future_usage: None,
            ..self.terms
        };
        Self { terms, ..self }
    }

    /// A card in Sweden, captured as asked: for stories that need no variety.
    pub fn of_a_card(capture: CaptureMethod) -> Self {
        let amount = Money::new(25_000, Currency::Sek).unwrap();
        Self {
            terms: plain_terms(amount, CountryCode::SE, capture),
            method: MethodType::Card,
            buyer: CountryCode::SE,
            amount,
        }
    }
}

/// Whom the merchant keeps methods for.
pub fn customer() -> CustomerId {
    CustomerId::from_bytes([1; 16])
}

/// The methods that go through this flow.
pub fn methods_of(flow: OfferFlow) -> Vec<MethodType> {
    let has = |method: &&MethodType| method.row().flow.screen() == flow;
    MethodType::ALL.iter().filter(has).copied().collect()
}

struct Drawn {
    merchant: CountryCode,
    buyer: CountryCode,
    amount: Money,
}

/// Parties and a currency, near to what the row asks for.
fn draw(rng: &Rng, row: &Method) -> Drawn {
    let market = match row.currency_pairing {
        CurrencyPairing::Any => None,
        CurrencyPairing::BuyersHome(markets) | CurrencyPairing::MerchantsHome(markets) => {
            Some(rng.pick(markets))
        }
    };
    let home = market.map(|market: &Market| *rng.pick(market.countries));
    let (buyer, merchant) = match row.currency_pairing {
        CurrencyPairing::Any => (None, None),
        CurrencyPairing::BuyersHome(_) => (home, None),
        CurrencyPairing::MerchantsHome(_) => (None, home),
    };
    let currency = market.map_or_else(|| any_currency(rng, row), |market| market.currency);
    let merchant = merchant.unwrap_or_else(|| any_country(rng, &row.merchant_countries, buyer));
    let buyer = buyer.unwrap_or_else(|| any_country(rng, &row.buyer_countries, Some(merchant)));
    Drawn {
        merchant,
        buyer,
        amount: any_amount(rng, row, currency),
    }
}

fn any_currency(rng: &Rng, row: &Method) -> Currency {
    match row.currencies {
        Currencies::All => *rng.pick(Currency::ALL),
        Currencies::Only(listed) => *rng.pick(listed),
    }
}

/// Often that of the other party.
fn any_country(rng: &Rng, of: &Countries, other: Option<CountryCode>) -> CountryCode {
    if let Some(other) = other.filter(|other| of.contain(*other))
        && rng.percent(50)
    {
        return other;
    }
    match of {
        Countries::Only(listed) => *rng.pick(listed),
        Countries::Worldwide | Countries::Except(_) => *rng.pick(CountryCode::ALL),
    }
}

/// Within the row's limits, and now and then just so.
fn any_amount(rng: &Rng, row: &Method, currency: Currency) -> Money {
    let (least, most) = row.limit(currency);
    let step = currency.amount_step();
    let steps = usize::try_from((most.minor() - least.minor()) / step).unwrap_or(0);
    let above = match rng.below(40) {
        0 => 0,
        1 => steps,
        _ => rng.below(steps.min(USUAL_STEPS) + 1),
    };
    Money::new(least.minor() + above as i64 * step, currency).unwrap()
}

fn terms(rng: &Rng, row: &Method, drawn: &Drawn) -> Terms {
    let capture = match row.capture {
        Capture::ManualWithin { .. } if rng.percent(50) => CaptureMethod::Manual,
        Capture::ManualWithin { .. } | Capture::AutomaticOnly => match rng.percent(50) {
            true => CaptureMethod::Automatic,
            false => CaptureMethod::AutomaticAsync,
        },
    };
    let future_usage = match row.future_usage {
        FutureUsage::OffSession if rng.percent(15) => Some(SetupFutureUsage::OffSession),
        FutureUsage::OnSession if rng.percent(15) => Some(SetupFutureUsage::OnSession),
        FutureUsage::Unsupported
        | FutureUsage::OnSession
        | FutureUsage::OffSession
        | FutureUsage::OffSessionAs(_) => None,
    };
    let keeps = future_usage.is_some() || row.flow.needs_customer() || rng.percent(20);
    Terms {
        confirmation: match rng.percent(15) {
            true => ConfirmationMethod::Manual,
            false => ConfirmationMethod::Automatic,
        },
        future_usage,
        customer: keeps.then(customer),
        ..plain_terms(drawn.amount, drawn.merchant, capture)
    }
}

fn plain_terms(amount: Money, merchant_country: CountryCode, capture: CaptureMethod) -> Terms {
    Terms {
        purpose: Purpose::Payment,
        capture_of: BTreeMap::new(),
        options_of: BTreeMap::new(),
        confirmation: ConfirmationMethod::Automatic,
        customer: None,
        shipping: None,
        request_incremental_authorization: true,
        request_multicapture: true,
        amount,
        merchant_country,
        capture,
        future_usage: None,
        methods: None,
        allow_redirects: true,
        excluded: Vec::new(),
        configuration: None,
        description: None,
        metadata: BTreeMap::new(),
        receipt_email: None,
        statement_descriptor: None,
        statement_descriptor_suffix: None,
        fees: None,
    }
}

/// What the merchant must choose, and sometimes what decides how the payment goes.
fn options(rng: &Rng, row: &Method) -> BTreeMap<String, String> {
    let mut options = BTreeMap::new();
    for option in row.options {
        let chosen = option.required || option.name == VERIFICATION_OPTION && rng.percent(50);
        if let DetailForm::OneOf(choices) = option.form
            && chosen
        {
            let choice = rng.pick(choices).code.to_owned();
            options.insert(option.name.to_owned(), choice);
        }
    }
    if let Flow::Voucher {
        expires_days_min,
        expires_days_max,
        ..
    } = row.flow
        && rng.percent(50)
    {
        let days = usize::from(expires_days_min) + rng.below(usize::from(expires_days_max));
        let days = days.min(usize::from(expires_days_max));
        options.insert(EXPIRES_AFTER_DAYS.to_owned(), days.to_string());
    }
    options
}
