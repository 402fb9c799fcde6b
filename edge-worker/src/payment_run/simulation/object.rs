//! What a payment's object does with a request, an alarm or news: in the order of
//! `objects::payment`, without HTTP and SQL.

use super::port::Port;
use super::world::{InHand, World};
use crate::partners::Typed;
use crate::payment_run::{PaymentRun, RunError};
use crate::ports::{Partner, Random};
use shared::ids::{AttemptId, CallId};
use shared::payment::action::ActionStyle;
use shared::payment::attempt::AttemptTerms;
use shared::payment::command::Command;
use shared::payment::method::PaymentMethod;
use shared::payment::state::{Payment, State};
use std::cell::Cell;
use std::rc::Rc;

type Run<'a> = PaymentRun<'a, Port, Port, Port, Port>;

/// Something that the object is busy with.
pub struct Errand {
    port: Port,
}

impl Errand {
    pub fn new(world: &Rc<World>) -> Self {
        Self {
            port: Port(world.clone()),
        }
    }

    fn run(&self) -> Run<'_> {
        PaymentRun {
            log: &self.port,
            partner: self.port.clone(),
            clock: self.port.clone(),
            random: self.port.clone(),
        }
    }

    pub async fn confirm(
        self,
        method: Option<PaymentMethod>,
        typed: Option<Typed>,
        terms: AttemptTerms,
    ) -> Result<Payment, RunError> {
        let run = self.run();
        let replaces = match run.load()?.state {
            State::RequiresAction { .. } => true,
            State::AwaitsConfirmation { .. } => method.is_some(),
            _ => false,
        };
        if replaces {
            let call = self.call();
            run.commit(Command::Replace { call }).await?;
            self.settle(&run, None).await?;
        }
        let command = Command::Confirm {
            method,
            attempt: AttemptId::from_bytes(self.port.bytes()),
            call: self.call(),
            return_url: Some("https://shop.example/back".to_owned()),
            style: ActionStyle::Redirect,
            terms,
            changes: Vec::new(),
        };
        run.commit(command).await?;
        self.settle(&run, typed.as_ref()).await
    }

    pub async fn notified(self, in_hand: InHand) -> Result<Payment, RunError> {
        let run = self.run();
        let news = in_hand.0.news.clone().command(run.fresh_ids());
        let payment = match self.try_turn() {
            Some(_turn) => {
                if run.load()?.state.call().is_some() {
                    let fresh = run.fresh_ids();
                    run.commit(Command::Wake { fresh }).await?;
                }
                let payment = run.commit(news).await?;
                run.settle(payment, None).await?
            }
            None => run.commit(news).await?,
        };
        in_hand.0.accepted.set(true);
        Ok(payment)
    }

    /// A command of the merchant's server that is not about paying.
    pub async fn order(self, command: Command) -> Result<Payment, RunError> {
        let run = self.run();
        run.commit(command).await?;
        self.settle(&run, None).await
    }

    /// The buyer is back from the partner's page.
    pub async fn returned(self) -> Result<Payment, RunError> {
        let run = self.run();
        let payment = run.load()?;
        let State::RequiresAction { attempt, .. } = &payment.state else {
            return Ok(payment);
        };
        let (id, key) = (attempt.id.clone(), attempt.opened_by.clone());
        let Ok(Some(answer)) = run.partner.lookup(&id, &key).await else {
            return Ok(payment);
        };
        let fresh = run.fresh_ids();
        run.commit(Command::Notified {
            attempt: id,
            answer,
            fresh,
        })
        .await?;
        self.settle(&run, None).await
    }

    pub async fn wake(self) -> Result<Payment, RunError> {
        let run = self.run();
        if self.port.0.settling.get() {
            return run.load();
        }
        run.commit(Command::Wake {
            fresh: run.fresh_ids(),
        })
        .await?;
        self.settle(&run, None).await
    }

    async fn settle(&self, run: &Run<'_>, typed: Option<&Typed>) -> Result<Payment, RunError> {
        let payment = run.load()?;
        match self.try_turn() {
            Some(_turn) => run.settle(payment, typed).await,
            None => Ok(payment),
        }
    }

    /// The right to ask the partner; `None` while somebody else has it.
    fn try_turn(&self) -> Option<Turn<'_>> {
        let settling = &self.port.0.settling;
        (!settling.replace(true)).then(|| Turn(settling))
    }

    fn call(&self) -> CallId {
        CallId::from_bytes(self.port.bytes())
    }
}

struct Turn<'a>(&'a Cell<bool>);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}
