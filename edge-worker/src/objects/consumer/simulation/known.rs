//! What everybody together has seen, and so what must be so: which devices are whose, and what has been
//! shown on each, and by each passkey, to be somebody's.

use super::added_cards::Added;
use super::addresses::Typed;
use shared::ids::LinkMethodId;
use shared::link::consumer::SESSION_LIFETIME_MS;
use shared::link::phone::Phone;
use std::collections::{BTreeMap, BTreeSet};

/// Of an object, by the name that it has there.
pub type Key = (usize, String);

#[derive(Default)]
pub struct Known {
    pub challenges: BTreeMap<String, Challenge>,
    /// The devices that are somebody's, by session.
    pub devices: BTreeMap<Key, Device>,
    pub passkeys: BTreeMap<Key, Passkey>,
    /// The windows in which a passkey may be made.
    pub enrolments: BTreeMap<Key, Enrolment>,
    /// The challenges that passkeys have signed, and the object has heard of.
    pub signed: BTreeSet<Key>,
    /// What was given with the card or account of this fingerprint, last.
    pub phones: BTreeMap<Key, Option<Phone>>,
    pub addresses: Vec<Typed>,
    /// The cards that were handed in without a payment.
    pub added: Vec<Added>,
}

/// What has been seen of a question for a code.
pub struct Challenge {
    pub object: usize,
    pub to: To,
    /// The newest.
    pub code: String,
    pub until_ms: i64,
    pub wrong: u8,
    pub is_over: bool,
}

/// Who reads a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    Mailbox,
    /// It is for this session alone.
    Phone {
        phone: Phone,
        session: String,
    },
}

#[derive(Debug)]
pub struct Device {
    pub is_proven: bool,
    pub until_ms: i64,
    pub passkey: Option<String>,
    pub has_shown: HasShown,
}

#[derive(Debug)]
pub struct Passkey {
    /// Which of all the keys that were ever made.
    pub key: u64,
    pub sign_count: u32,
    pub has_shown: HasShown,
}

#[derive(Clone)]
pub struct Enrolment {
    pub session: String,
    pub until_ms: i64,
}

/// What somebody has shown to have. What is kept again after it was removed is to be shown again.
pub type HasShown = BTreeMap<LinkMethodId, How>;

/// How it was shown that somebody has a card or an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Its number or its code was typed, in a payment that succeeded.
    Typed,
    /// A code was read on the phone that was given with it.
    Phone,
    /// By a passkey of a device on which it was shown.
    Passkey,
}

impl Known {
    /// What has expired is no more.
    pub fn pass(&mut self, now_ms: i64) {
        self.devices.retain(|_, it| it.until_ms > now_ms);
        self.enrolments.retain(|_, it| it.until_ms > now_ms);
    }

    pub fn open(&mut self, object: usize, session: &str, is_proven: bool, now_ms: i64) {
        let device = Device {
            is_proven,
            until_ms: now_ms + SESSION_LIFETIME_MS,
            passkey: None,
            has_shown: HasShown::new(),
        };
        self.devices.insert((object, session.to_owned()), device);
    }

    pub fn open_by_passkey(&mut self, object: usize, session: &str, passkey: &str, now_ms: i64) {
        self.open(object, session, true, now_ms);
        let has_shown = self.passkeys[&(object, passkey.to_owned())]
            .has_shown
            .clone();
        let device = self.devices.get_mut(&(object, session.to_owned()));
        let device = device.expect("a device");
        device.passkey = Some(passkey.to_owned());
        let has_shown = has_shown.into_keys();
        device.has_shown = has_shown.map(|method| (method, How::Passkey)).collect();
    }

    /// The device of the session `from` has the session `to` now.
    pub fn take_over(&mut self, object: usize, from: Option<&str>, to: &str) {
        let from = from.and_then(|from| self.devices.get(&(object, from.to_owned())));
        let Some(from) = from else { return };
        for (method, how) in from.has_shown.clone() {
            self.shows(object, to, &method, how);
        }
    }

    /// On this device, and by its passkey. A device that is nobody's shows nothing.
    pub fn shows(&mut self, object: usize, session: &str, method: &LinkMethodId, how: How) {
        let device = self.devices.get_mut(&(object, session.to_owned()));
        let Some(device) = device else { return };
        if device.has_shown.contains_key(method) {
            return;
        }
        device.has_shown.insert(method.clone(), how);
        let Some(passkey) = device.passkey.clone() else {
            return;
        };
        if let Some(passkey) = self.passkeys.get_mut(&(object, passkey)) {
            passkey.has_shown.entry(method.clone()).or_insert(how);
        }
    }

    pub fn has_shown(&self, object: usize, session: &str, method: &LinkMethodId) -> Option<How> {
        let device = self.devices.get(&(object, session.to_owned()))?;
        device.has_shown.get(method).copied()
    }

    pub fn is_proven(&self, object: usize, session: &str) -> bool {
        let device = self.devices.get(&(object, session.to_owned()));
        device.is_some_and(|device| device.is_proven)
    }

    /// All those of which the session begins like this.
    pub fn end(&mut self, object: usize, session: &str) {
        let is_ended = |(of, it): &Key| *of == object && it.starts_with(session);
        self.devices.retain(|key, _| !is_ended(key));
    }

    pub fn erase(&mut self, object: usize) {
        for challenge in self.challenges.values_mut() {
            challenge.is_over |= challenge.object == object;
        }
        let is_left = |(of, _): &Key| *of != object;
        self.devices.retain(|key, _| is_left(key));
        self.passkeys.retain(|key, _| is_left(key));
        self.enrolments.retain(|key, _| is_left(key));
        self.phones.retain(|key, _| is_left(key));
        self.signed.retain(is_left);
    }
}
