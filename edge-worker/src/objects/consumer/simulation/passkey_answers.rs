//! What must come of what is asked about passkeys: a challenge is good once, a counter that goes back is a
//! copy's, and what is removed opens nothing.

use super::authenticators::passkey_id;
use super::known::{Enrolment, Passkey};
use super::passkeys::{PasskeyMeaning, Signed};
use super::tally::Occurrence;
use super::world::World;
use crate::objects::consumer::passkeys::{Maker, PASSKEYS_MAX, PasskeyAnswer};
use crate::objects::consumer::wire::ConsumerAnswer;
use crate::webauthn::as_base64url;
use shared::link::challenge::LIFETIME_MS;
use std::collections::BTreeSet;

/// What is to come of it.
#[derive(Debug, PartialEq, Eq)]
enum Due {
    Taken,
    Replayed,
    Cloned,
    TooMany,
    Unknown,
    NoSession,
}

impl World {
    /// Errors: something else has come of it than must.
    pub fn passkey_answered(
        &mut self,
        object: usize,
        meaning: PasskeyMeaning,
        answer: ConsumerAnswer,
        is_heard: bool,
    ) -> Result<(), String> {
        match meaning {
            PasskeyMeaning::Begin {
                device,
                session,
                enrolment,
            } => {
                let is_proven = self.known.is_proven(object, &session);
                if !agrees(&answer, is_proven)? {
                    return Ok(());
                }
                let until_ms = self.nature.now_ms.get() + LIFETIME_MS;
                let begun = Enrolment { session, until_ms };
                self.known
                    .enrolments
                    .insert((object, enrolment.clone()), begun);
                self.windows.push(enrolment.clone());
                if is_heard {
                    self.ask_for_options(device, object, Maker::Enrolment(enrolment));
                }
                Ok(())
            }
            PasskeyMeaning::Options { device, maker } => {
                let maker_session = self.maker_session(object, &maker);
                match (&answer, maker_session) {
                    (ConsumerAnswer::NoSession, None) => Ok(()),
                    (
                        ConsumerAnswer::Passkey(PasskeyAnswer::Options { credentials, .. }),
                        Some(_),
                    ) => {
                        self.are_listed(object, credentials)?;
                        if is_heard {
                            self.make(device, object, maker);
                        }
                        Ok(())
                    }
                    (answer, maker) => Err(format!("{maker:?} is told of passkeys: {answer:?}")),
                }
            }
            PasskeyMeaning::Add { maker, signed } => self.added(object, &maker, signed, &answer),
            PasskeyMeaning::Use {
                device,
                session,
                signed,
            } => {
                let due = self.due(object, &signed);
                self.is_due(&due, &signed, &answer)?;
                self.judged(object, &signed, &due);
                match answer {
                    ConsumerAnswer::Shown(shown) => {
                        let now_ms = self.nature.now_ms.get();
                        let known = self.known.passkeys.get_mut(&(object, signed.id.clone()));
                        known.expect("a passkey").sign_count = signed.sign_count;
                        self.known
                            .open_by_passkey(object, &session, &signed.id, now_ms);
                        if is_heard {
                            self.devices[device].sessions[object] = Some(session.clone());
                            self.choose_kept(device, object);
                        }
                        self.may_see(object, &session, &shown)
                    }
                    _ => Ok(()),
                }
            }
            PasskeyMeaning::Remove { session, id } => {
                let is_proven = self.known.is_proven(object, &session);
                if agrees(&answer, is_proven)?
                    && self.known.passkeys.remove(&(object, id)).is_some()
                {
                    self.nature.note(Occurrence::PasskeyRemoved);
                }
                Ok(())
            }
        }
    }

    fn added(
        &mut self,
        object: usize,
        maker: &Maker,
        signed: Signed,
        answer: &ConsumerAnswer,
    ) -> Result<(), String> {
        let session = self.maker_session(object, maker);
        let mut of_object = self.known.passkeys.keys().filter(|(of, _)| *of == object);
        let due = match &session {
            None => Due::NoSession,
            Some(_) if self.is_spent(object, &signed) => Due::Replayed,
            Some(_) if of_object.clone().count() >= PASSKEYS_MAX => Due::TooMany,
            Some(_) if of_object.any(|(_, id)| *id == signed.id) => Due::Replayed,
            Some(_) => Due::Taken,
        };
        self.is_due(&due, &signed, answer)?;
        self.judged(object, &signed, &due);
        let (Due::Taken, Some(session)) = (due, session) else {
            return Ok(());
        };
        if let Maker::Enrolment(enrolment) = maker {
            self.nature.note(Occurrence::PasskeyMadeInWindow);
            self.known.enrolments.remove(&(object, enrolment.clone()));
        }
        let device = self.known.devices.get_mut(&(object, session));
        let device = device.expect("a device");
        device.passkey = Some(signed.id.clone());
        let passkey = Passkey {
            key: signed.key,
            sign_count: signed.sign_count,
            has_shown: device.has_shown.clone(),
        };
        self.known.passkeys.insert((object, signed.id), passkey);
        Ok(())
    }

    fn due(&self, object: usize, signed: &Signed) -> Due {
        let known = self.known.passkeys.get(&(object, signed.id.clone()));
        let Some(known) = known.filter(|known| known.key == signed.key) else {
            return Due::Unknown;
        };
        if self.is_spent(object, signed) {
            return Due::Replayed;
        }
        let counts = known.sign_count > 0 || signed.sign_count > 0;
        match counts && signed.sign_count <= known.sign_count {
            true => Due::Cloned,
            false => Due::Taken,
        }
    }

    fn is_spent(&self, object: usize, signed: &Signed) -> bool {
        let challenge = &signed.challenge;
        let has_ended = challenge.ends_ms <= self.nature.now_ms.get();
        has_ended
            || self
                .known
                .signed
                .contains(&(object, challenge.text.clone()))
    }

    fn judged(&mut self, object: usize, signed: &Signed, due: &Due) {
        match due {
            Due::Taken | Due::Cloned | Due::TooMany | Due::Replayed => {
                let text = signed.challenge.text.clone();
                self.known.signed.insert((object, text));
            }
            Due::Unknown | Due::NoSession => {}
        }
    }

    fn is_due(&self, due: &Due, signed: &Signed, answer: &ConsumerAnswer) -> Result<(), String> {
        let (is_so, occurrence) = match (due, answer) {
            (Due::Taken, ConsumerAnswer::Passkey(PasskeyAnswer::Added { .. })) => {
                (true, Some(Occurrence::PasskeyMade))
            }
            (Due::Taken, ConsumerAnswer::Shown(_)) => (true, Some(Occurrence::PasskeyUsed)),
            (Due::Replayed, ConsumerAnswer::Passkey(PasskeyAnswer::Replayed)) => {
                (true, Some(Occurrence::PasskeyReplayed))
            }
            (Due::Cloned, ConsumerAnswer::Passkey(PasskeyAnswer::Cloned)) => {
                (true, Some(Occurrence::PasskeyCloned))
            }
            (Due::TooMany, ConsumerAnswer::Passkey(PasskeyAnswer::TooMany)) => {
                (true, Some(Occurrence::TooManyPasskeys))
            }
            (
                Due::Unknown,
                ConsumerAnswer::Passkey(PasskeyAnswer::Unknown) | ConsumerAnswer::NoSession,
            ) => (true, Some(Occurrence::PasskeyUnknown)),
            (Due::NoSession, ConsumerAnswer::NoSession) => (true, None),
            (_, _) => (false, None),
        };
        if let Some(occurrence) = occurrence {
            self.nature.note(occurrence);
        }
        match is_so {
            true => Ok(()),
            false => Err(format!("{signed:?} must be {due:?}, and is {answer:?}")),
        }
    }

    fn maker_session(&self, object: usize, maker: &Maker) -> Option<String> {
        let session = match maker {
            Maker::Session(session) => Some(session),
            Maker::Enrolment(enrolment) => {
                let begun = self.known.enrolments.get(&(object, enrolment.clone()));
                begun.map(|begun| &begun.session)
            }
        };
        let session = session.filter(|session| self.known.is_proven(object, session));
        session.cloned()
    }

    /// Errors: there are other passkeys than those.
    fn are_listed(&self, object: usize, credentials: &[String]) -> Result<(), String> {
        let listed = credentials
            .iter()
            .map(|text| passkey_id(&as_base64url::decode(text).unwrap_or_default()));
        self.are_all(object, listed.collect())
    }

    pub fn are_all(&self, object: usize, ids: BTreeSet<String>) -> Result<(), String> {
        let known = self.known.passkeys.keys().filter(|(of, _)| *of == object);
        match known.map(|(_, id)| id.clone()).collect::<BTreeSet<_>>() == ids {
            true => Ok(()),
            false => Err("a passkey is gone, or still there".to_owned()),
        }
    }
}

/// Whether it is done, which it must be for the buyer's devices and for no other. Errors: it is not so.
fn agrees(answer: &ConsumerAnswer, is_proven: bool) -> Result<bool, String> {
    match (answer, is_proven) {
        (ConsumerAnswer::Done, true) => Ok(true),
        (ConsumerAnswer::NoSession, false) => Ok(false),
        (answer, is_proven) => Err(format!("a device, proven: {is_proven}, hears {answer:?}")),
    }
}
