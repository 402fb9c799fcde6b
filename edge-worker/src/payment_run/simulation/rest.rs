//! The end of a simulated payment: nothing goes wrong any more, and time passes.

use super::object::Errand;
use super::player::Player;
use shared::payment::due::due_call;
use shared::payment::state::State;

/// Once nothing goes wrong any more, no payment waits longer for its partner.
const REST_MAX_MS: i64 = 15 * 60 * 1000;
/// Far more than any payment needs to come to rest; a loop of no progress ends here.
const STEPS_MAX: usize = 20_000;
/// Alarms, and affairs of the partner's, until nothing happens any more.
const MOMENTS_MAX: usize = 200;

impl Player {
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
                // It may come too early, and be taken in once a call has its answer.
                world.pass(50);
                self.ring();
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

    /// Lets time pass, however long, until nothing waits for it any more: days at the bank, the
    /// end of a voucher, the lapse of an authorisation. Errors: it never ends, or it leaves a payment
    /// that waits for nobody.
    pub fn let_time_pass(&mut self) -> Result<(), String> {
        let world = self.world.clone();
        for _ in 0..MOMENTS_MAX {
            match world.next_ms() {
                Some(at_ms) => world.now_ms.set(world.now_ms.get().max(at_ms)),
                None if world.provider.borrow_mut().let_banks_decide(world.now_s()) => {}
                None => return self.waits_for_nobody_but_people(),
            }
            world.let_happen();
            let now_ms = world.now_ms.get();
            if world.alarm_ms.get().is_some_and(|at_ms| at_ms <= now_ms) {
                self.tasks.push(Box::pin(Errand::new(&world).wake()));
            }
            self.come_to_rest()?;
        }
        Err("it never ends".to_owned())
    }

    /// Errors: nobody will ever move the payment, which is not at an end.
    fn waits_for_nobody_but_people(&self) -> Result<(), String> {
        let state = self.payment().state;
        let is_stuck = match &state {
            State::RequiresPaymentMethod { .. }
            | State::RequiresConfirmation { .. }
            | State::RequiresAction {
                expires_at: None, ..
            }
            | State::Succeeded { .. }
            | State::SetUp { .. }
            | State::Canceled { .. } => false,
            State::RequiresAction {
                expires_at: Some(_),
                ..
            }
            | State::Authorizing { .. }
            | State::Withdrawing { .. }
            | State::AwaitsConfirmation { .. }
            | State::Processing { .. }
            | State::RequiresCapture { .. }
            | State::Capturing { .. }
            | State::Incrementing { .. }
            | State::Canceling { .. } => true,
        };
        match is_stuck {
            true => Err(format!("nobody wakes {state:?}")),
            false => Ok(()),
        }
    }
}
