//! Codes by e-mail and by SMS: who asks for one, who reads it, and what a typed one may do.

use super::instruments::fingerprint_of;
use super::known::{Challenge, How, To};
use super::people::Meaning;
use super::phones::number_of;
use super::tally::Occurrence;
use super::world::World;
use crate::objects::consumer::wire::{ConsumerAnswer, ConsumerQuestion, GivenCode, Shown};
use shared::ids::LinkMethodId;
use shared::link::challenge::{LIFETIME_MS, TRIES_MAX, Verdict};
use shared::link::phone::Phone;
use shared::link::recipient::Recipient;

/// A code that was typed.
#[derive(Debug, Clone)]
pub struct Try {
    device: usize,
    challenge: String,
    code: String,
    /// The session of the device that asks, if it has one.
    asking: Option<String>,
    /// What it would have from then on.
    session: String,
}

impl World {
    pub fn ask(&mut self, device: usize, object: usize) {
        let (challenge, code) = (self.fresh(), self.fresh());
        let question = ConsumerQuestion::Ask {
            challenge: challenge.clone(),
            code_hash: hash(&challenge, &code),
            email: self.objects[object].email.clone(),
        };
        let meaning = Meaning::Ask {
            device,
            challenge,
            code,
        };
        self.send(object, question, meaning);
    }

    /// For anything that is kept there, also by whoever has none of it.
    pub fn ask_by_phone(&mut self, device: usize, object: usize) {
        let kept = self.kept_methods(object);
        let Some(session) = self.some_session(device, object) else {
            return self.prove(device, object);
        };
        if kept.is_empty() {
            return;
        }
        let method = self.chance().pick(&kept).clone();
        let (challenge, code) = (self.fresh(), self.fresh());
        let question = ConsumerQuestion::AskByPhone {
            challenge: challenge.clone(),
            code_hash: hash(&challenge, &code),
            session: session.clone(),
            method: method.clone(),
        };
        let meaning = Meaning::AskByPhone {
            device,
            challenge,
            code,
            session,
            method,
        };
        self.send(object, question, meaning);
    }

    pub fn ask_again(&mut self, device: usize) {
        let Some((object, challenge)) = self.devices[device].challenge.clone() else {
            return;
        };
        let code = self.fresh();
        let asking = self.some_session(device, object);
        let question = ConsumerQuestion::AskAgain {
            challenge: challenge.clone(),
            code_hash: hash(&challenge, &code),
            asking: asking.clone(),
        };
        let meaning = Meaning::AskAgain {
            challenge,
            code,
            asking,
        };
        self.send(object, question, meaning);
    }

    /// What the device waits with; now and then, what another does.
    pub fn prove(&mut self, device: usize, object: usize) {
        let other = match self.chance().percent(8) {
            true => self.chance().below(self.devices.len()),
            false => device,
        };
        let Some((object, challenge)) = self.devices[other].challenge.clone() else {
            return self.ask(device, object);
        };
        let knows = self.reads(device, &challenge) && self.chance().percent(70);
        let sent = self.known.challenges.get(&challenge);
        let sent = sent.map(|sent| sent.code.clone()).filter(|_| knows);
        let code = sent.unwrap_or_else(|| "guess".to_owned());
        let (session, asking) = (self.fresh(), self.some_session(device, object));
        let question = ConsumerQuestion::Prove {
            challenge: challenge.clone(),
            code: GivenCode {
                hash: hash(&challenge, &code),
                test: None,
            },
            session: session.clone(),
            device: None,
            asking: asking.clone(),
        };
        let tried = Try {
            device,
            challenge,
            code,
            asking,
            session,
        };
        self.send(object, question, Meaning::Prove(tried));
    }

    /// Whether whoever is at the device reads the code of this challenge.
    fn reads(&self, device: usize, challenge: &str) -> bool {
        let Some(sent) = self.known.challenges.get(challenge) else {
            return false;
        };
        match &sent.to {
            To::Mailbox => self.reads_mail_of(device, sent.object),
            To::Phone { phone, .. } => *phone == number_of(self.devices[device].person),
        }
    }

    /// Errors: it was sent to somebody else.
    pub fn code_sent(
        &mut self,
        object: usize,
        (challenge, code): (&str, &str),
        to: To,
        answer: &ConsumerAnswer,
    ) -> Result<(), String> {
        let ConsumerAnswer::Asked { to: recipient, .. } = answer else {
            return Ok(());
        };
        let is_theirs = match (&to, recipient) {
            (To::Mailbox, Recipient::Email(email)) => *email == self.objects[object].email,
            (To::Phone { phone, .. }, Recipient::Phone(sent_to)) => phone == sent_to,
            (To::Mailbox | To::Phone { .. }, _) => false,
        };
        if !is_theirs {
            return Err(format!("a code for {to:?} went to {recipient:?}"));
        }
        let until_ms = self.nature.now_ms.get() + LIFETIME_MS;
        let known = self.known.challenges.entry(challenge.to_owned());
        let known = known.or_insert_with(|| Challenge {
            object,
            to,
            code: String::new(),
            until_ms,
            wrong: 0,
            is_over: false,
        });
        known.until_ms = until_ms;
        known.code = code.to_owned();
        Ok(())
    }

    /// To the number that was given with what is to be paid with, for a device that is the buyer's.
    pub fn asked_by_phone(
        &mut self,
        object: usize,
        (challenge, code): (&str, &str),
        session: &str,
        method: &LinkMethodId,
        answer: &ConsumerAnswer,
    ) -> Result<(), String> {
        let known = self.kept_method(object, method).map(|kept| {
            let number = fingerprint_of(&kept.instrument);
            self.known.phones[&(object, number)].clone()
        });
        let is_proven = self.known.is_proven(object, session);
        match (answer, known) {
            (ConsumerAnswer::Asked { .. }, Some(Some(phone))) if is_proven => {
                self.nature.note(Occurrence::CodeBySms);
                let session = session.to_owned();
                let to = To::Phone { phone, session };
                self.code_sent(object, (challenge, code), to, answer)
            }
            (ConsumerAnswer::NotAsked(_), Some(Some(_))) if is_proven => Ok(()),
            (ConsumerAnswer::NoPhone, Some(None)) if is_proven => {
                self.nature.note(Occurrence::NoPhone);
                Ok(())
            }
            (ConsumerAnswer::NoMethod, None) if is_proven => Ok(()),
            (ConsumerAnswer::NoSession, _) if !is_proven => Ok(()),
            (answer, known) => Err(format!(
                "a code for the phone {known:?} is answered with {answer:?}; proven: {is_proven}"
            )),
        }
    }

    pub fn asked_again(
        &mut self,
        object: usize,
        (challenge, code): (&str, &str),
        asking: Option<&str>,
        answer: &ConsumerAnswer,
    ) -> Result<(), String> {
        let known = self.known.challenges.get(challenge);
        let to = known.map(|known| known.to.clone());
        match (to, answer) {
            (Some(to), ConsumerAnswer::Asked { .. }) if is_for(&to, asking) => {
                self.code_sent(object, (challenge, code), to, answer)
            }
            (_, ConsumerAnswer::Asked { .. }) => {
                Err("another code was sent for who has not asked for the first".to_owned())
            }
            (_, _) => Ok(()),
        }
    }

    /// A code works once, for ten minutes, after four wrong ones at most, and one by SMS on the device
    /// alone that has asked for it.
    pub fn code_tried(
        &mut self,
        object: usize,
        tried: &Try,
        answer: ConsumerAnswer,
        is_heard: bool,
    ) -> Result<(), String> {
        let now_ms = self.nature.now_ms.get();
        let asking = tried.asking.as_deref();
        let known = self.known.challenges.get_mut(&tried.challenge);
        let known = known.ok_or("a question was answered that nobody has heard of")?;
        let is_open = !known.is_over && now_ms < known.until_ms && is_for(&known.to, asking);
        let is_good = is_open && known.wrong < TRIES_MAX && known.code == tried.code;
        let to = known.to.clone();
        known.is_over |= is_good;
        let (is_taken, occurrence) = match &answer {
            ConsumerAnswer::Shown(_) => (true, Occurrence::Proven),
            ConsumerAnswer::Trusted(_) => (true, Occurrence::PhoneProven),
            ConsumerAnswer::NotProven(Verdict::Incorrect { .. }) => {
                known.wrong += 1;
                if known.wrong >= TRIES_MAX {
                    return Err("there are more tries than five".to_owned());
                }
                (false, Occurrence::WrongCode)
            }
            ConsumerAnswer::NotProven(Verdict::Exhausted) => {
                known.wrong = TRIES_MAX;
                (false, Occurrence::Exhausted)
            }
            ConsumerAnswer::NotProven(Verdict::Expired | Verdict::Correct)
                if !is_for(&to, asking) =>
            {
                (false, Occurrence::SmsOfAnother)
            }
            ConsumerAnswer::NotProven(Verdict::Expired | Verdict::Correct) => {
                (false, Occurrence::Expired)
            }
            // The device was ended since it has asked.
            ConsumerAnswer::NoSession => (is_good && to != To::Mailbox, Occurrence::Expired),
            _ => return Err("a code is answered with something else".to_owned()),
        };
        self.nature.note(occurrence);
        if is_heard && occurrence == Occurrence::Expired {
            // Only another one helps.
            self.devices[tried.device].challenge = None;
        }
        if is_taken != is_good {
            return Err(format!(
                "a code is taken: {is_taken}; it is good: {is_good}"
            ));
        }
        match (to, answer) {
            (To::Mailbox, ConsumerAnswer::Shown(shown)) => {
                self.known.open(object, &tried.session, true, now_ms);
                self.known.take_over(object, asking, &tried.session);
                if is_heard {
                    let device = &mut self.devices[tried.device];
                    device.sessions[object] = Some(tried.session.clone());
                    device.challenge = None;
                }
                self.may_see(object, &tried.session, &shown)
            }
            (To::Phone { phone, session }, ConsumerAnswer::Trusted(shown)) => {
                for method in self.given_with(object, &phone) {
                    self.known.shows(object, &session, &method, How::Phone);
                }
                self.stands_for_its_cards(object, &phone, &shown)?;
                if is_heard {
                    // That is what it was asked for.
                    self.choose_kept(tried.device, object);
                }
                self.may_see(object, &session, &shown)
            }
            (To::Phone { session, .. }, ConsumerAnswer::NoSession) => {
                match self.known.is_proven(object, &session) {
                    true => Err("a buyer's device is nobody's".to_owned()),
                    false => Ok(()),
                }
            }
            (_, ConsumerAnswer::NotProven(_) | ConsumerAnswer::NoSession) => Ok(()),
            (to, answer) => Err(format!("a code for {to:?} is answered with {answer:?}")),
        }
    }

    /// Whoever has read it pays with everything that the phone was given with, on this device.
    fn stands_for_its_cards(
        &self,
        object: usize,
        phone: &Phone,
        shown: &Shown,
    ) -> Result<(), String> {
        let trusted = shown.sessions.first().map(|it| &it.trusted_with);
        let trusted = trusted.ok_or("a device is not shown itself")?;
        let of_phone = self.given_with(object, phone);
        match of_phone.iter().all(|method| trusted.contains(method)) {
            true => Ok(()),
            false => Err("a code by SMS does not stand for its card".to_owned()),
        }
    }
}

/// Whether a code is one of the asking device's.
fn is_for(to: &To, asking: Option<&str>) -> bool {
    match to {
        To::Mailbox => true,
        To::Phone { session, .. } => asking == Some(session),
    }
}

/// What is stored of a code is bound to its question.
fn hash(challenge: &str, code: &str) -> String {
    format!("{challenge}:{code}")
}
