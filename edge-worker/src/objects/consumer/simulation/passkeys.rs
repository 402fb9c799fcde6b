//! Passkeys in the simulated world: made, used, copied, used again, asked for by another site, removed; and
//! what must come of each.

use super::authenticators::{Ceremonial, Given, HandedOver, passkey_id, read_made, read_used};
use super::people::Meaning;
use super::tally::Occurrence;
use super::world::World;
use crate::objects::consumer::passkeys::{MadePasskey, Maker, PASSKEYS_MAX, PasskeyQuestion};
use crate::objects::consumer::wire::ConsumerQuestion;
use crate::webauthn::{Ceremony, as_base64url};

/// What was asked of an object about passkeys.
#[derive(Debug, Clone)]
pub enum PasskeyMeaning {
    Begin {
        device: usize,
        session: String,
        enrolment: String,
    },
    Options {
        device: usize,
        maker: Maker,
    },
    Add {
        maker: Maker,
        signed: Signed,
    },
    Use {
        device: usize,
        session: String,
        signed: Signed,
    },
    Remove {
        session: String,
        id: String,
    },
}

/// What an object has to judge.
#[derive(Debug, Clone)]
pub struct Signed {
    pub id: String,
    pub challenge: Given,
    pub key: u64,
    pub sign_count: u32,
}

impl World {
    pub fn somebody_uses_passkeys(&mut self, device: usize, object: usize) {
        match self.chance().below(100) {
            0..45 => self.sign_in_with_passkey(device, object),
            45..58 => self.hand_over_again(device, object),
            58..74 => self.begin_to_make(device, object),
            74..79 => self.forge(device, object),
            79..81 => self.make_many(device, object),
            _ => self.remove_passkey(device, object),
        }
    }

    /// Out of a merchant's page, or on the buyer's own.
    fn begin_to_make(&mut self, device: usize, object: usize) {
        let Some(session) = self.some_session(device, object) else {
            return self.prove(device, object);
        };
        if self.chance().percent(40) {
            return self.ask_for_options(device, object, Maker::Session(session));
        }
        if self.chance().percent(30) && !self.windows.is_empty() {
            let window = self.chance().pick(&self.windows).clone();
            return self.ask_for_options(device, object, Maker::Enrolment(window));
        }
        let enrolment = self.fresh();
        let begun = (session.clone(), enrolment.clone());
        let question = PasskeyQuestion::BeginEnrolment { session, enrolment };
        let (session, enrolment) = begun;
        let meaning = PasskeyMeaning::Begin {
            device,
            session,
            enrolment,
        };
        self.ask_of_passkeys(object, question, meaning);
    }

    pub fn ask_for_options(&mut self, device: usize, object: usize, maker: Maker) {
        let question = PasskeyQuestion::Options {
            maker: maker.clone(),
        };
        let meaning = PasskeyMeaning::Options { device, maker };
        self.ask_of_passkeys(object, question, meaning);
    }

    /// Some say that theirs is called like one that there is.
    pub fn make(&mut self, device: usize, object: usize, maker: Maker) {
        let person = self.devices[device].person;
        let challenge = self.new_challenge(Ceremony::Create);
        let mut credential = self.new_credential(object);
        if self.chance().percent(10) && !self.handed_over.is_empty() {
            let other = self.chance().pick(&self.handed_over);
            credential.id = other.credential.clone();
        }
        let made = credential.made(challenge);
        self.authenticators[person].push(credential);
        self.handed_over.push(made.clone());
        self.add(object, made, maker);
    }

    fn make_many(&mut self, device: usize, object: usize) {
        if let Some(session) = self.some_session(device, object) {
            (0..2 * PASSKEYS_MAX)
                .for_each(|_| self.make(device, object, Maker::Session(session.clone())));
        }
    }

    fn add(&mut self, object: usize, made: HandedOver, maker: Maker) {
        let Ceremonial::Made(created) = &made.what else {
            return;
        };
        let Ok((key, challenge)) = read_made(created, self.nature.now_ms.get()) else {
            self.nature.note(Occurrence::PasskeyTooLate);
            return;
        };
        let question = PasskeyQuestion::Add {
            maker: maker.clone(),
            challenge,
            made: Box::new(MadePasskey {
                id: passkey_id(&key.credential),
                credential: as_base64url::encode(&key.credential),
                public_key: key.public_key,
                sign_count: key.sign_count,
                device: None,
            }),
        };
        let signed = signed(made);
        self.ask_of_passkeys(object, question, PasskeyMeaning::Add { maker, signed });
    }

    /// With a challenge of just now, or of a while ago.
    fn sign_in_with_passkey(&mut self, device: usize, object: usize) {
        let held = self.devices[device].passkey_challenge.take();
        let challenge = held.unwrap_or_else(|| self.new_challenge(Ceremony::Get));
        if self.chance().percent(25) {
            self.devices[device].passkey_challenge = Some(challenge);
            return;
        }
        let person = self.devices[device].person;
        let held = self.authenticators[person].iter();
        let held = held.enumerate().filter(|(_, it)| it.object == object);
        // Most people find the one that still works.
        let is_kept = |id: &[u8]| self.known.passkeys.contains_key(&(object, passkey_id(id)));
        let (working, others): (Vec<_>, Vec<_>) = held.partition(|(_, it)| is_kept(&it.id));
        let some = match !working.is_empty() && self.chance().percent(80) {
            true => working,
            false => others,
        };
        if some.is_empty() {
            return self.begin_to_make(device, object);
        }
        let (used, _) = *self.chance().pick(&some);
        let copy = usize::from(self.chance().percent(45));
        let is_of_other_origin = self.chance().percent(8);
        let held = &mut self.authenticators[person];
        let used = held[used].used(challenge, copy, is_of_other_origin);
        self.handed_over.push(used.clone());
        self.hand_over(device, object, used);
    }

    /// Somebody has listened, or has not heard the answer.
    fn hand_over_again(&mut self, device: usize, object: usize) {
        if self.handed_over.is_empty() {
            return;
        }
        // What was signed just now is what its challenge is still good for.
        let count = self.handed_over.len();
        let back = self.chance().below(count.min(6));
        let again = self.handed_over[count - 1 - back].clone();
        match &again.what {
            Ceremonial::Made(_) => {
                if let Some(session) = self.some_session(device, object) {
                    self.add(object, again, Maker::Session(session));
                }
            }
            Ceremonial::Used(_) => self.hand_over(device, again.object, again),
        }
    }

    /// Signed by a key of one's own for somebody's passkey.
    fn forge(&mut self, device: usize, object: usize) {
        let known: Vec<_> = self.known.passkeys.keys().cloned().collect();
        if known.is_empty() || self.handed_over.is_empty() {
            return;
        }
        let named = self.chance().pick(&self.handed_over).credential.clone();
        let mut forged = self.new_credential(object);
        forged.id = named;
        let challenge = self.new_challenge(Ceremony::Get);
        let used = forged.used(challenge, 0, false);
        self.hand_over(device, object, used);
    }

    fn hand_over(&mut self, device: usize, object: usize, used: HandedOver) {
        let Ceremonial::Used(assertion) = &used.what else {
            return;
        };
        let (claim, challenge) = match read_used(assertion, self.nature.now_ms.get()) {
            Ok(read) => read,
            Err(_) if used.is_of_other_origin => {
                return self.nature.note(Occurrence::OtherOrigin);
            }
            Err(_) => return self.nature.note(Occurrence::PasskeyTooLate),
        };
        assert!(!used.is_of_other_origin, "signed for another origin");
        let session = self.fresh();
        let question = PasskeyQuestion::Use {
            id: passkey_id(&used.credential),
            claim: Box::new(claim),
            challenge,
            session: session.clone(),
            device: None,
        };
        let signed = signed(used);
        let meaning = PasskeyMeaning::Use {
            device,
            session,
            signed,
        };
        self.ask_of_passkeys(object, question, meaning);
    }

    /// One that there is, or was.
    fn remove_passkey(&mut self, device: usize, object: usize) {
        let Some(session) = self.some_session(device, object) else {
            return;
        };
        if self.handed_over.is_empty() {
            return;
        }
        let id = passkey_id(&self.chance().pick(&self.handed_over).credential);
        let meaning = PasskeyMeaning::Remove {
            session: session.clone(),
            id: id.clone(),
        };
        self.ask_of_passkeys(object, PasskeyQuestion::Remove { session, id }, meaning);
    }

    fn ask_of_passkeys(
        &mut self,
        object: usize,
        question: PasskeyQuestion,
        meaning: PasskeyMeaning,
    ) {
        let question = ConsumerQuestion::Passkey(question);
        self.send(object, question, Meaning::Passkey(meaning));
    }
}

fn signed(handed_over: HandedOver) -> Signed {
    Signed {
        id: passkey_id(&handed_over.credential),
        challenge: handed_over.challenge,
        key: handed_over.key,
        sign_count: handed_over.sign_count,
    }
}
