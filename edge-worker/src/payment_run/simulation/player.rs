//! The people and the accidents of a simulated payment.

use super::buyer::Means;
use super::merchant;
use super::object::Errand;
use super::port::DEADLINE_MS;
use super::rng::Rng;
use super::scenario::Scenario;
use super::tally::Occurrence;
use super::world::World;
use crate::payment_run::RunError;
use shared::ids::PaymentIntentId;
use shared::methods::MethodType;
use shared::methods::catalogue::FutureUsage;
use shared::payment::apply::replay;
use shared::payment::attempt::AttemptTerms;
use shared::payment::event::{Event, Recorded};
use shared::payment::method::PaymentMethod;
use shared::payment::options::SetupFutureUsage;
use shared::payment::state::Payment;
use shared::payment::terms::Purpose;
use shared::rules::finding::{Finding, Screening, Verdict};
use shared::rules::rule::Action;
use shared::rules::table::Rules;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Waker};

const START_MS: i64 = 1_800_000_000_000;

type Task = Pin<Box<dyn Future<Output = Result<Payment, RunError>>>>;

/// One payment and everybody who has to do with it.
pub struct Player {
    pub world: Rc<World>,
    pub scenario: Scenario,
    /// What the merchant kept of an earlier payment, and charges now.
    kept: Option<PaymentMethod>,
    pub(super) tasks: Vec<Task>,
}

impl Player {
    /// A created payment.
    pub fn new(rng: Rng, scenario: Scenario) -> Self {
        let world = World::new(rng, START_MS);
        let event = Event::Created {
            id: PaymentIntentId::from_bytes([1; 16]),
            terms: scenario.terms.clone(),
            method: None,
        };
        world.log.borrow_mut().push(Recorded {
            seq: 1,
            at_ms: START_MS,
            event,
        });
        Self {
            world,
            scenario,
            kept: None,
            tasks: vec![],
        }
    }

    /// The next payment of the same buyer, with the method that this one left with the merchant.
    /// `None`: it left none.
    pub fn charged_later(&self) -> Option<Self> {
        let payment = self.payment();
        let attempt = payment
            .state
            .attempt()
            .filter(|_| payment.state.is_terminal())?;
        let method = attempt.method.method_type();
        let usage = payment.terms.future_usage_of(method);
        let outlasts = method.row().future_usage == FutureUsage::OffSession;
        if usage != Some(SetupFutureUsage::OffSession) || !outlasts {
            return None;
        }
        let scenario = self.scenario.clone().charged_later();
        Some(Self {
            kept: Some(attempt.method.clone()),
            ..Self::new(Rng::new(self.world.rng.next()), scenario)
        })
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
            63..71 => world.buyer_acts(),
            71..82 => self.request(),
            82..94 => world.pass(world.rng.below(400) as i64),
            94..97 => world.pass(world.rng.below(6_000) as i64),
            97 if world.rng.percent(50) => world.leap(),
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
        let means = self.any_means();
        let rng = &self.world.rng;
        let kept = means.method.customer.is_some();
        let terms = AttemptTerms {
            link: None,
            screening: self.screening(&means),
            off_session: rng.percent(if kept { 85 } else { 5 }),
            error_on_requires_action: rng.percent(5),
            mandate: means.mandate.clone(),
            on_links_page: rng.percent(5),
        };
        // The server confirms what the buyer has authenticated.
        let again = rng.percent(20);
        self.spawn_confirm(means, again, terms);
    }

    /// What the velocity rules say of a card, which is mostly nothing.
    fn screening(&self, means: &Means) -> Option<Box<Screening>> {
        let rules = Rules::standard();
        let rule = rules.about(Action::CardAttempt).next()?;
        let is_card = means.method.method_type() == MethodType::Card;
        let verdict = match self.world.rng.below(20) {
            0 if is_card => Verdict::Blocked,
            1 if is_card => Verdict::Elevated,
            _ => return None,
        };
        Some(Box::new(Screening {
            places: Vec::new(),
            finding: Some(Finding::of(rule, verdict, rule.limit, rule.limit)),
        }))
    }

    /// `again`: without a method, as the server does that confirms what the buyer has done.
    pub fn spawn_confirm(&mut self, means: Means, again: bool, terms: AttemptTerms) {
        let errand = Errand::new(&self.world);
        let method = (!again).then_some(means.method);
        self.tasks
            .push(Box::pin(errand.confirm(method, means.typed, terms)));
    }

    /// What the merchant kept, or what the buyer came to pay with, and sometimes anything else.
    fn any_means(&self) -> Means {
        let rng = &self.world.rng;
        let Scenario {
            terms,
            method,
            buyer,
            ..
        } = &self.scenario;
        if let Some(kept) = &self.kept
            && rng.percent(80)
        {
            return Means::kept(kept.clone());
        }
        let method = match rng.below(20) {
            0 => MethodType::Card,
            1 => *rng.pick(MethodType::ALL),
            _ => *method,
        };
        let to_keep = terms.purpose == Purpose::Setup || terms.future_usage.is_some();
        Means::any(rng, method, *buyer, to_keep)
    }

    /// Any of the news, in any order; those that nobody took in stay, and some come twice.
    pub(super) fn deliver_news(&mut self) {
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
    pub(super) fn ring(&mut self) {
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

    pub(super) fn poll_all(&mut self) {
        let mut index = 0;
        while index < self.tasks.len() {
            if !self.poll(index) {
                index += 1;
            }
        }
    }
}
