//! The people and the accidents of a simulated payment, and the end of it, when nothing goes wrong
//! any more.

use super::merchant;
use super::object::Errand;
use super::tally::Occurrence;
use super::world::{DEADLINE_MS, World};
use crate::partners::sandbox::record::{Decision, Standing};
use crate::partners::sandbox::test_cards::by_number;
use crate::partners::{CardData, Typed};
use crate::payment_run::RunError;
use crate::secret::Secret;
use shared::country::CountryCode;
use shared::currency::Currency;
use shared::ids::{PaymentIntentId, PaymentMethodId};
use shared::methods::MethodType;
use shared::money::Money;
use shared::payment::apply::replay;
use shared::payment::attempt::AttemptTerms;
use shared::payment::due::due_call;
use shared::payment::event::{Event, Recorded};
use shared::payment::method::{
    AllowRedisplay, BillingDetails, CardBrand, CardFunding, CardSummary, Instrument, PaymentMethod,
};
use shared::payment::options::{CaptureMethod, SetupFutureUsage};
use shared::payment::state::Payment;
use shared::payment::terms::{ConfirmationMethod, Purpose, Terms};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

const START_MS: i64 = 1_800_000_000_000;
/// Once nothing goes wrong any more, no payment waits longer for its partner.
const REST_MAX_MS: i64 = 15 * 60 * 1000;
/// Far more than any payment needs to come to rest; a loop of no progress ends here.
const STEPS_MAX: usize = 20_000;

const CARDS: &[&str] = &[
    "4242424242424242",
    "4000000000000002",
    "4000002760003184",
    "4000008400001629",
    "378282246310005",
    "4000000000007726",
    "4000000000005126",
    "4000000000000259",
    "4000000000002685",
    "4000000000001976",
    "4000002500003155",
];

type Task = Pin<Box<dyn Future<Output = Result<Payment, RunError>>>>;

/// One payment and everybody who has to do with it.
pub struct Player {
    pub world: Rc<World>,
    tasks: Vec<Task>,
}

impl Player {
    /// A created payment.
    pub fn new(seed: u64, terms: Terms) -> Self {
        let world = World::new(seed, START_MS);
        let event = Event::Created {
            id: PaymentIntentId::from_bytes([1; 16]),
            terms,
            method: None,
        };
        world.log.borrow_mut().push(Recorded {
            seq: 1,
            at_ms: START_MS,
            event,
        });
        Self {
            world,
            tasks: vec![],
        }
    }

    /// The payment as its log tells it.
    pub fn payment(&self) -> Payment {
        replay(&*self.world.log.borrow()).unwrap()
    }

    /// One thing happens, whatever chance picks.
    pub fn step(&mut self) {
        let world = self.world.clone();
        match world.rng.below(100) {
            0..40 => self.poll_any(),
            40..55 => world.deliver_letter(),
            55..63 => self.deliver_news(),
            63..71 => self.press_a_button(),
            71..82 => self.request(),
            82..94 => world.pass(world.rng.below(400) as i64),
            94..97 => world.pass(world.rng.below(6_000) as i64),
            97 => world.pass(world.rng.below(240_000) as i64),
            98 => self.cut_off_any(),
            _ => self.crash(),
        }
        world.let_happen();
        self.ring();
    }

    /// The partner lets its callers wait, but not until they give up; alarms ring meanwhile.
    pub fn dawdle(&mut self) {
        for _ in 0..8 {
            self.poll_all();
            if self.world.rng.percent(30) {
                self.world.deliver_letter();
            }
            self.world
                .pass(self.world.rng.below(DEADLINE_MS as usize / 8) as i64);
            self.ring();
        }
    }

    /// A request of the buyer or the merchant.
    fn request(&mut self) {
        let errand = Errand::new(&self.world);
        let task: Task = match self.world.rng.below(20) {
            0..8 => {
                self.confirm_somehow();
                // A nervous finger.
                if self.world.rng.percent(20) {
                    self.confirm_somehow();
                }
                return;
            }
            8 => Box::pin(errand.returned()),
            _ => match merchant::any_order(&self.world, &self.payment()) {
                Some(command) => Box::pin(errand.order(command)),
                None => return,
            },
        };
        self.tasks.push(task);
    }

    fn confirm_somehow(&mut self) {
        let (method, typed) = self.any_method();
        let terms = AttemptTerms {
            off_session: self.world.rng.percent(10),
            error_on_requires_action: self.world.rng.percent(5),
            mandate: None,
        };
        // The server confirms what the buyer has authenticated.
        let again = self.world.rng.percent(20);
        self.spawn_confirm((!again).then_some(method), typed, terms);
    }

    pub fn spawn_confirm(
        &mut self,
        method: Option<PaymentMethod>,
        typed: Option<Typed>,
        terms: AttemptTerms,
    ) {
        let errand = Errand::new(&self.world);
        self.tasks
            .push(Box::pin(errand.confirm(method, typed, terms)));
    }

    fn any_method(&self) -> (PaymentMethod, Option<Typed>) {
        match self.world.rng.below(10) {
            0..6 => typed_card(CARDS[self.world.rng.below(CARDS.len())]),
            6 => (
                card("4242424242424242", Some("pm_card_visa".to_owned())),
                None,
            ),
            7 => (method(Instrument::Account(MethodType::Paypal)), None),
            _ => (method(Instrument::Account(MethodType::Swish)), None),
        }
    }

    /// The buyer decides on one of the partner's pages, current or long forgotten.
    fn press_a_button(&self) {
        let waiting: Vec<_> = {
            let provider = self.world.provider.borrow();
            let waits = |standing: &Standing| matches!(standing, Standing::WaitsForBuyer { .. });
            let records = provider.records().filter(|record| waits(&record.standing));
            records.map(|record| record.attempt.clone()).collect()
        };
        if waiting.is_empty() {
            return;
        }
        let attempt = self.world.rng.pick(&waiting);
        let decision = match self.world.rng.below(8) {
            0 => Decision::Decline,
            1 => Decision::Expire,
            _ => Decision::Approve,
        };
        if let Some(record) = self.world.provider.borrow_mut().record_mut(attempt) {
            record.decide(decision, self.world.now_s());
        }
        self.world.let_happen();
    }

    /// Any of the news, in any order; those that nobody took in stay, and some come twice.
    fn deliver_news(&mut self) {
        let world = self.world.clone();
        let mut news = world.news.borrow_mut();
        news.retain(|news| !news.accepted.get());
        let twice = world.faulty.get() && world.rng.percent(20);
        let free: Vec<_> = news
            .iter()
            .filter(|news| twice || !news.in_hand.get())
            .cloned()
            .collect();
        drop(news);
        if free.is_empty() {
            return;
        }
        let in_hand = world.rng.pick(&free).take();
        self.tasks
            .push(Box::pin(Errand::new(&world).notified(in_hand)));
    }

    /// The alarm, if it is time.
    fn ring(&mut self) {
        let due = self
            .world
            .alarm_ms
            .get()
            .is_some_and(|at_ms| at_ms <= self.world.now_ms.get());
        if due && self.world.rng.percent(30) {
            self.tasks.push(Box::pin(Errand::new(&self.world).wake()));
        }
    }

    fn poll_any(&mut self) {
        if !self.tasks.is_empty() {
            let index = self.world.rng.below(self.tasks.len());
            self.poll(index);
        }
    }

    /// `true` when the task has ended.
    fn poll(&mut self, index: usize) -> bool {
        let mut context = Context::from_waker(Waker::noop());
        let ended = self.tasks[index].as_mut().poll(&mut context);
        if ended.is_ready() {
            drop(self.tasks.swap_remove(index));
        }
        ended.is_ready()
    }

    /// A request is dropped where it stands, as when its client is gone.
    fn cut_off_any(&mut self) {
        if !self.tasks.is_empty() {
            self.world.note(Occurrence::RequestCutOff);
            let index = self.world.rng.below(self.tasks.len());
            drop(self.tasks.swap_remove(index));
        }
    }

    /// The process is killed: what is not on disk or on the wire is gone.
    fn crash(&mut self) {
        self.world.note(Occurrence::Crash);
        self.tasks.clear();
        self.world.settling.set(false);
    }

    /// Nothing goes wrong any more and nobody asks for anything. Errors: the payment does not come
    /// to rest in time.
    pub fn come_to_rest(&mut self) -> Result<(), String> {
        let world = self.world.clone();
        world.faulty.set(false);
        let until_ms = world.now_ms.get() + REST_MAX_MS;
        for _ in 0..STEPS_MAX {
            while world.has_letters() {
                world.deliver_letter();
            }
            self.poll_all();
            self.deliver_news();
            if !self.tasks.is_empty() || world.has_letters() {
                // Somebody may wait for an answer that was lost.
                world.pass(50);
                self.ring();
                continue;
            }
            if world.news.borrow().iter().any(|news| !news.accepted.get()) {
                continue;
            }
            if due_call(&self.payment()).is_none() {
                let next_at = world.provider.borrow().next_at();
                let Some(at_ms) = next_at.map(|at| at * 1000).filter(|at| *at <= until_ms) else {
                    return Ok(());
                };
                world.now_ms.set(world.now_ms.get().max(at_ms));
                world.let_happen();
                continue;
            }
            let Some(alarm_ms) = world.alarm_ms.get() else {
                return Err("a call is due and no alarm is set".to_owned());
            };
            world.now_ms.set(world.now_ms.get().max(alarm_ms));
            if world.now_ms.get() > until_ms {
                return Err("no rest within the time".to_owned());
            }
            self.tasks.push(Box::pin(Errand::new(&world).wake()));
        }
        Err("no rest within the steps".to_owned())
    }

    /// Waits for the alarm, however far away, and lets it do its work. `false`: there is none.
    pub fn wait_for_the_alarm(&mut self) -> Result<bool, String> {
        let Some(alarm_ms) = self.world.alarm_ms.get() else {
            return Ok(false);
        };
        self.world.now_ms.set(self.world.now_ms.get().max(alarm_ms));
        self.tasks.push(Box::pin(Errand::new(&self.world).wake()));
        self.come_to_rest()?;
        Ok(true)
    }

    fn poll_all(&mut self) {
        let mut index = 0;
        while index < self.tasks.len() {
            if !self.poll(index) {
                index += 1;
            }
        }
    }
}

pub fn kronor(minor: i64) -> Money {
    Money::new(minor, Currency::Sek).unwrap()
}

pub fn terms(capture: CaptureMethod) -> Terms {
    Terms {
        purpose: Purpose::Payment,
        capture_of: BTreeMap::new(),
        options_of: BTreeMap::new(),
        confirmation: ConfirmationMethod::Automatic,
        customer: None,
        shipping: None,
        request_incremental_authorization: true,
        request_multicapture: true,
        amount: kronor(25_000),
        merchant_country: CountryCode::SE,
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

/// The terms of a setup.
pub fn setup_terms() -> Terms {
    Terms {
        purpose: Purpose::Setup,
        amount: kronor(0),
        future_usage: Some(SetupFutureUsage::OffSession),
        ..terms(CaptureMethod::Automatic)
    }
}

/// A card as the buyer typed it, in their request and on the intent.
pub fn typed_card(number: &str) -> (PaymentMethod, Option<Typed>) {
    let data = CardData {
        number: Secret::new(number.to_owned()),
        exp_month: 12,
        exp_year: 2034,
        cvc: None,
    };
    (card(number, None), Some(Typed::Card(data)))
}

fn card(number: &str, token: Option<String>) -> PaymentMethod {
    let known = by_number(number);
    method(Instrument::Card(CardSummary {
        brand: known.map_or(CardBrand::Unknown, |card| card.brand()),
        last4: known.map_or_else(String::new, |card| card.last4()),
        exp_month: 12,
        exp_year: 2034,
        funding: known.map_or(CardFunding::Unknown, |card| card.funding),
        country: None,
        fingerprint: String::new(),
        token,
    }))
}

fn method(instrument: Instrument) -> PaymentMethod {
    PaymentMethod {
        id: PaymentMethodId::from_bytes([1; 16]),
        created: START_MS / 1000,
        billing: BillingDetails::default(),
        instrument,
        customer: None,
        metadata: BTreeMap::new(),
        allow_redisplay: AllowRedisplay::Unspecified,
    }
}
