//! The two objects and what they are busy with: the Worker's own code, on a disk in memory, with an index
//! that is a walk away.

use super::memory::{Disk, MemoryRows};
use super::tally::{Occurrence, Tally};
use crate::objects::consumer::listing::Index;
use crate::objects::consumer::store::Store;
use crate::objects::consumer::wire::{ConsumerAnswer, ConsumerQuestion};
use crate::objects::consumer::{Visited, visit, wake};
use crate::payment_run::simulation::rng::Rng;
use crate::ports::{Clock, Fault, Random};
use crate::vault::Vault;
use shared::link::email::Email;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// What everything in the world shares.
pub struct Nature {
    pub rng: Rng,
    pub now_ms: Cell<i64>,
    /// Whether wire, disk and index misbehave.
    pub faulty: Cell<bool>,
    pub vault: RefCell<Vault>,
    pub tally: RefCell<Tally>,
    /// The names of the objects that keep something, with their generations.
    pub index: RefCell<BTreeMap<String, i64>>,
    /// What the index has yet to hear, in no order.
    pub orders: RefCell<Vec<Order>>,
    drawn: Cell<u64>,
}

/// A message to the index that nobody waits for.
pub enum Order {
    /// From somebody who has given up waiting.
    Enter(String, i64),
    Leave(String, i64),
}

impl Nature {
    pub fn new(seed: u64, vault: Vault) -> Self {
        Self {
            rng: Rng::new(seed),
            now_ms: Cell::new(1_800_000_000_000),
            faulty: Cell::new(true),
            vault: RefCell::new(vault),
            tally: RefCell::default(),
            index: RefCell::default(),
            orders: RefCell::default(),
            drawn: Cell::new(0),
        }
    }

    /// Only while things go wrong.
    pub fn fails(&self, percent: u64) -> bool {
        self.faulty.get() && self.rng.percent(percent)
    }

    pub fn note(&self, occurrence: Occurrence) {
        self.tally.borrow_mut().note(occurrence, 1);
    }

    pub fn enter(&self, name: &str, generation: i64) {
        let mut index = self.index.borrow_mut();
        let known = index.entry(name.to_owned()).or_insert(generation);
        *known = generation.max(*known);
    }

    pub fn obey(&self, order: Order) {
        match order {
            Order::Enter(name, generation) => self.enter(&name, generation),
            Order::Leave(name, before) => {
                let mut index = self.index.borrow_mut();
                if index.get(&name).is_some_and(|known| *known < before) {
                    index.remove(&name);
                }
            }
        }
    }
}

impl Clock for Nature {
    fn now_ms(&self) -> i64 {
        self.now_ms.get()
    }
}

impl Random for Nature {
    /// Never the same twice.
    fn bytes(&self) -> [u8; 16] {
        self.drawn.set(self.drawn.get() + 1);
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.drawn.get().to_be_bytes());
        bytes[8..].copy_from_slice(&self.rng.next().to_be_bytes());
        bytes
    }
}

/// One consumer's object.
pub struct Object {
    pub name: String,
    pub email: Email,
    pub rows: Rc<MemoryRows>,
}

impl Object {
    pub fn store<'a>(&'a self, nature: &'a Nature, vault: &'a Vault) -> Store<'a> {
        Store {
            rows: &*self.rows,
            vault,
            random: nature,
            owner: &self.name,
        }
    }
}

/// The way to the index, and back.
struct Road<'a> {
    nature: &'a Nature,
    name: &'a str,
}

impl Index for Road<'_> {
    async fn enter(&self, generation: i64) -> Result<(), Fault> {
        let lost = || {
            self.nature.note(Occurrence::IndexUnheard);
            Err(Fault("the index did not answer".to_owned()))
        };
        Pause::default().await;
        if self.nature.fails(6) {
            return lost();
        }
        if self.nature.fails(6) {
            let order = Order::Enter(self.name.to_owned(), generation);
            self.nature.orders.borrow_mut().push(order);
            return lost();
        }
        self.nature.enter(self.name, generation);
        Pause::default().await;
        match self.nature.fails(6) {
            true => lost(),
            false => Ok(()),
        }
    }
}

/// A suspension: whoever else is there may go on first, or nobody ever.
#[derive(Default)]
struct Pause(bool);

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        match std::mem::replace(&mut self.0, true) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        }
    }
}

type Work = Pin<Box<dyn Future<Output = Result<Visited<ConsumerAnswer>, Fault>>>>;

/// A question that an object is busy with.
pub struct Task {
    pub object: usize,
    work: Work,
}

/// What came of letting a task go on.
pub enum Went {
    On(Task),
    /// It has ended, and what it wrote is kept.
    Answered(Result<ConsumerAnswer, Fault>),
    /// The process was killed before anything of it was kept.
    Killed,
}

impl Task {
    pub fn new(nature: &Rc<Nature>, object: usize, at: &Object, asked: ConsumerQuestion) -> Self {
        let nature = Rc::clone(nature);
        let object_at = Object {
            name: at.name.clone(),
            email: at.email.clone(),
            rows: Rc::clone(&at.rows),
        };
        let vault = nature.vault.borrow().clone();
        let work = async move {
            let store = object_at.store(&nature, &vault);
            let road = Road {
                nature: &nature,
                name: &object_at.name,
            };
            visit(&store, &road, &*nature, asked).await
        };
        Self {
            object,
            work: Box::pin(work),
        }
    }

    /// Up to the next suspension, which is when what was written is kept.
    pub fn go_on(mut self, nature: &Nature, at: &Object) -> Went {
        let before: Disk = at.rows.disk.borrow().clone();
        if nature.fails(6) {
            at.rows.writes_left.set(Some(nature.rng.below(6)));
        }
        let polled = self
            .work
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        if at.rows.writes_left.replace(None) == Some(0) {
            nature.note(Occurrence::WriteRefused);
        }
        if nature.fails(4) {
            *at.rows.disk.borrow_mut() = before;
            return Went::Killed;
        }
        match polled {
            Poll::Pending => Went::On(self),
            Poll::Ready(Err(fault)) => Went::Answered(Err(fault)),
            Poll::Ready(Ok(visited)) => {
                settle(nature, at, &visited);
                Went::Answered(Ok(visited.answer))
            }
        }
    }
}

/// What an object's runtime does afterwards: its alarm, in the same commit, and its leave.
fn settle<T>(nature: &Nature, at: &Object, visited: &Visited<T>) {
    at.rows.disk.borrow_mut().alarm_ms = visited.wakes_ms;
    if let Some(before) = visited.left {
        nature.note(Occurrence::Left);
        if !nature.fails(10) {
            let order = Order::Leave(at.name.clone(), before);
            nature.orders.borrow_mut().push(order);
        }
    }
}

/// The alarm goes off.
pub fn alarm(nature: &Nature, at: &Object) -> Result<(), Fault> {
    let vault = nature.vault.borrow();
    let woken = wake(&at.store(nature, &vault), nature.now_ms.get())?;
    settle(nature, at, &woken);
    nature.note(Occurrence::Swept);
    Ok(())
}
