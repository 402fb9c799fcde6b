//! What happens next is chance; what follows from it is compared with what everybody has seen.

use super::authenticators::{Credential, HandedOver};
use super::known::Known;
use super::learn::Found;
use super::memory::{Disk, MemoryRows};
use super::object::{Nature, Object, Task, Went, alarm};
use super::operator::{Operator, vault};
use super::people::{Device, Letter, Meaning, PEOPLE, devices};
use super::tally::{Occurrence, Tally};
use crate::objects::consumer::rows::{Row, Rows};
use crate::objects::consumer::store::Kind;
use crate::objects::consumer::wire::{ConsumerAnswer, ConsumerQuestion};
use crate::payment_run::simulation::rng::Rng;
use serde_json::Value;
use shared::ids::{LinkMethodId, base62};
use shared::link::email::Email;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

const HOUR_MS: i64 = 60 * 60 * 1_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// More than anything needs that does not go in circles.
const REST_MAX: usize = 10_000;

pub struct World {
    pub nature: Rc<Nature>,
    pub objects: Vec<Object>,
    pub tasks: Vec<(Task, Meaning)>,
    pub devices: Vec<Device>,
    pub letters: Vec<Letter>,
    /// What each person's authenticator holds, the newest last.
    pub authenticators: [Vec<Credential>; PEOPLE],
    pub keys_made: u64,
    /// What of passkeys has gone over the wire.
    pub handed_over: Vec<HandedOver>,
    /// In which a passkey was, or is, to be made.
    pub windows: Vec<String>,
    pub known: Known,
    pub operator: Operator,
    /// What the payment found that its object is hearing of.
    pub found: Option<Found>,
    /// What has been looked at as it is, of each object.
    pub audited: RefCell<Vec<Option<Disk>>>,
    /// The contents of sealed records, of which object and under which name.
    pub opened: RefCell<BTreeMap<(usize, String, String), Value>>,
    log: Vec<String>,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let object = |number: u8| Object {
            name: base62([number; 16]),
            email: Email::parse(&format!("buyer{number}@example.com")).expect("an address"),
            rows: Rc::new(MemoryRows::default()),
        };
        Self {
            nature: Rc::new(Nature::new(seed, vault(&[1]))),
            objects: vec![object(1), object(2)],
            tasks: Vec::new(),
            devices: devices(),
            letters: Vec::new(),
            authenticators: Default::default(),
            keys_made: 0,
            handed_over: Vec::new(),
            windows: Vec::new(),
            known: Known::default(),
            operator: Operator::default(),
            found: None,
            audited: RefCell::new(vec![None, None]),
            opened: RefCell::default(),
            log: Vec::new(),
        }
    }

    /// Half of all histories begin with people who have signed in and paid once.
    pub fn begin(&mut self) -> Result<(), String> {
        if self.chance().percent(50) {
            return Ok(());
        }
        self.nature.faulty.set(false);
        for device in 0..self.devices.len() {
            let person = self.devices[device].person;
            if person < self.objects.len() && self.reads_mail_of(device, person) {
                self.sign_in_and_pay(device, person)?;
            }
        }
        self.sign_in_and_pay(self.devices.len() - 1, 0)?;
        self.nature.faulty.set(true);
        Ok(())
    }

    fn sign_in_and_pay(&mut self, device: usize, object: usize) -> Result<(), String> {
        for _ in 0..REST_MAX {
            let session = self.devices[device].sessions[object].clone();
            if session.is_some_and(|session| self.known.is_proven(object, &session)) {
                self.pay_and_save(device, object);
                return self.settle();
            }
            self.prove(device, object);
            self.settle()?;
        }
        Err("nobody can sign in".to_owned())
    }

    pub fn chance(&self) -> &Rng {
        &self.nature.rng
    }

    pub fn tally(&self) -> Tally {
        self.nature.tally.borrow().clone()
    }

    pub fn log(&self) -> Vec<String> {
        self.log.clone()
    }

    fn note(&mut self, line: String) {
        self.log
            .push(format!("{} {line}", self.nature.now_ms.get()));
    }

    /// Errors: the promise that is broken after it.
    pub fn step(&mut self) -> Result<(), String> {
        match self.chance().below(100) {
            0..48 if !self.tasks.is_empty() => self.let_one_go_on()?,
            0..73 => self.somebody_acts(),
            73..81 => self.tell_of_a_payment(),
            81..86 => self.time_passes(),
            86..91 => self.index_hears(),
            91..94 => self.crash(),
            94..100 => self.operator_goes_on(),
            _ => unreachable!(),
        }
        self.alarms_go_off()?;
        self.audit()
    }

    /// From now on nothing goes wrong: everything is told, one more key comes, and sessions end.
    pub fn come_to_rest(&mut self) -> Result<(), String> {
        self.nature.faulty.set(false);
        self.settle()?;
        for _ in 0..2 {
            self.change_the_key()?;
        }
        let names: Vec<String> = self.nature.index.borrow().keys().cloned().collect();
        for name in names {
            let object = self.objects.iter().find(|object| object.name == name);
            let rows = &object.expect("an object").rows;
            if rows.every().expect("a disk").is_empty() {
                return Err("the index names somebody of whom nothing is kept".to_owned());
            }
        }
        for _ in 0..100 {
            self.nature.now_ms.set(self.nature.now_ms.get() + DAY_MS);
            self.alarms_go_off()?;
            self.audit()?;
        }
        let sessions = self
            .objects
            .iter()
            .filter(|object| object.rows.exists() == Ok(true));
        let mut sessions = sessions.map(|object| object.rows.all(Kind::Session).expect("a disk"));
        match sessions.all(|sessions| sessions.is_empty()) {
            true => Ok(()),
            false => Err("a device is known after ninety days".to_owned()),
        }
    }

    fn settle(&mut self) -> Result<(), String> {
        for _ in 0..REST_MAX {
            if !self.tasks.is_empty() {
                self.let_one_go_on()?;
            } else if !self.nature.orders.borrow().is_empty() {
                self.index_hears();
            } else if let Some(letter) = self.letters.iter().position(|letter| !letter.is_told) {
                self.tell(letter);
            } else {
                return Ok(());
            }
            self.audit()?;
        }
        Err("it does not come to rest".to_owned())
    }

    fn change_the_key(&mut self) -> Result<(), String> {
        for _ in 0..REST_MAX {
            self.operator_goes_on();
            self.alarms_go_off()?;
            self.settle()?;
            if self.operator.walk.is_none() {
                return Ok(());
            }
        }
        Err("the key is never changed".to_owned())
    }

    pub fn send(&mut self, object: usize, question: ConsumerQuestion, meaning: Meaning) {
        self.note(format!("to {object}: {meaning:?}"));
        let task = Task::new(&self.nature, object, &self.objects[object], question);
        self.tasks.push((task, meaning));
    }

    fn let_one_go_on(&mut self) -> Result<(), String> {
        let (task, meaning) = self
            .tasks
            .swap_remove(self.nature.rng.below(self.tasks.len()));
        let object = task.object;
        self.found = match meaning {
            Meaning::Paid { letter } => Some(self.found_by(letter)),
            _ => None,
        };
        match task.go_on(&self.nature, &self.objects[object]) {
            Went::On(task) => self.tasks.push((task, meaning)),
            Went::Killed => {
                self.note(format!("{object} is killed over {meaning:?}"));
                self.nature.note(Occurrence::Killed);
                self.tasks.retain(|(task, _)| task.object != object);
            }
            Went::Answered(Err(fault)) if self.nature.faulty.get() => {
                self.note(format!("{object} fails at {meaning:?}: {}", fault.0));
            }
            Went::Answered(Err(fault)) => return Err(fault.0),
            Went::Answered(Ok(answer)) => {
                self.note(format!("{object} answers {meaning:?}: {answer:?}"));
                let is_heard = !self.nature.fails(6);
                if !is_heard {
                    self.nature.note(Occurrence::AnswerLost);
                }
                self.learn(object, meaning, answer, is_heard)?;
            }
        }
        Ok(())
    }

    fn tell_of_a_payment(&mut self) {
        if self.letters.is_empty() {
            return;
        }
        let letter = self.nature.rng.below(self.letters.len());
        let is_told = self.letters[letter].is_told;
        if is_told && !self.nature.fails(30) {
            return;
        }
        if is_told {
            self.nature.note(Occurrence::ToldAgain);
        }
        self.tell(letter);
    }

    fn tell(&mut self, letter: usize) {
        let Letter { object, paid, .. } = &self.letters[letter];
        let (object, paid) = (*object, paid.clone());
        let question = ConsumerQuestion::Paid(Box::new(paid));
        self.send(object, question, Meaning::Paid { letter });
    }

    fn time_passes(&mut self) {
        let ms = match self.chance().below(100) {
            0..50 => self.chance().below(2_000) as i64,
            50..80 => self.chance().below(12) as i64 * 60_000,
            80..97 => HOUR_MS + self.chance().below(5_000) as i64,
            _ => 40 * DAY_MS,
        };
        self.nature.now_ms.set(self.nature.now_ms.get() + ms);
        self.note("time passes".to_owned());
    }

    fn index_hears(&mut self) {
        let order = {
            let mut orders = self.nature.orders.borrow_mut();
            match orders.len() {
                0 => return,
                count => orders.swap_remove(self.nature.rng.below(count)),
            }
        };
        self.nature.obey(order);
    }

    /// The process of an object is killed where it stands.
    fn crash(&mut self) {
        let object = self.nature.rng.below(self.objects.len());
        self.nature.note(Occurrence::Crash);
        self.note(format!("{object} crashes"));
        self.tasks.retain(|(task, _)| task.object != object);
    }

    fn alarms_go_off(&mut self) -> Result<(), String> {
        for object in &self.objects {
            let alarm_ms = object.rows.disk.borrow().alarm_ms;
            if alarm_ms.is_some_and(|at_ms| at_ms <= self.nature.now_ms.get()) {
                alarm(&self.nature, object).map_err(|fault| fault.0)?;
            }
        }
        Ok(())
    }

    /// What lies on the disk: thieves know more than what they are shown.
    pub fn kept_methods(&self, object: usize) -> Vec<LinkMethodId> {
        let rows = self.rows_of(object, Kind::Method).into_iter();
        rows.filter_map(|row| LinkMethodId::parse(&row.id))
            .collect()
    }

    pub fn rows_of(&self, object: usize, kind: Kind) -> Vec<Row> {
        let rows = &self.objects[object].rows;
        match rows.exists() {
            Ok(true) => rows.all(kind).expect("a disk"),
            _ => Vec::new(),
        }
    }

    pub fn has_record(&self, object: usize, kind: Kind, id: &str) -> bool {
        let rows = &self.objects[object].rows;
        rows.exists() == Ok(true) && rows.get(kind, id).expect("a disk").is_some()
    }

    pub fn erased_ms(&self, object: usize) -> i64 {
        let erased_ms = self.objects[object].rows.erased_ms();
        erased_ms.expect("a disk").unwrap_or(i64::MIN)
    }
}

/// What an answer may say, by kind of question.
pub fn unexpected(meaning: &Meaning, answer: &ConsumerAnswer) -> String {
    format!("{meaning:?} is answered {answer:?}")
}
