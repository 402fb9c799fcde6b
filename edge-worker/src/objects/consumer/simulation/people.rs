//! Who wants what: two buyers with two cards, a bank account, a phone and an authenticator each, and a
//! stranger with such of their own who reads the first one's mail. What is here of a device is what its
//! browser knows.

use super::addresses::is_save;
use super::authenticators::Given;
use super::codes::Try;
use super::instruments::{METHODS_EACH, fingerprint, fingerprint_of, method};
use super::passkeys::PasskeyMeaning;
use super::world::World;
use crate::objects::consumer::NEW_CONSUMER;
use crate::objects::consumer::wire::{ConsumerQuestion, PaidWithLink};
use crate::ports::Random;
use crate::vault::Place;
use shared::ids::{LinkMethodId, PaymentIntentId, base62};
use shared::link::consumer::{KeptInstrument, NewConsumer, Profile, Use};
use shared::link::phone::Phone;
use shared::link::terms::{LinkPurpose, LinkTerms};
use shared::payment::method::BillingDetails;

pub const PEOPLE: usize = 3;
/// The stranger, after the two buyers.
const STRANGER: usize = 2;

/// A browser.
pub struct Device {
    pub person: usize,
    /// Its session with each of the objects.
    pub sessions: [Option<String>; 2],
    /// The object and the question for a code that it waits with.
    pub challenge: Option<(usize, String)>,
    /// What a passkey may sign yet.
    pub passkey_challenge: Option<Given>,
}

pub fn devices() -> Vec<Device> {
    [0, 0, 1, 1, STRANGER]
        .map(|person| Device {
            person,
            sessions: [None, None],
            challenge: None,
            passkey_challenge: None,
        })
        .into()
}

/// What a question was asked for.
#[derive(Debug, Clone)]
pub enum Meaning {
    Ask {
        device: usize,
        challenge: String,
        code: String,
    },
    AskByPhone {
        device: usize,
        challenge: String,
        code: String,
        session: String,
        method: LinkMethodId,
    },
    AskAgain {
        challenge: String,
        code: String,
        asking: Option<String>,
    },
    Prove(Try),
    Show {
        session: String,
    },
    Method {
        device: usize,
        session: String,
        method: LinkMethodId,
        with_cvc: bool,
    },
    Paid {
        letter: usize,
    },
    MakeDefault {
        session: String,
    },
    Remove {
        session: String,
    },
    Address {
        session: String,
    },
    AddCard {
        session: String,
    },
    Passkey(PasskeyMeaning),
    EndOwn {
        session: String,
    },
    EndOther {
        session: String,
        /// How the one that is ended begins.
        ended: String,
    },
    Erase {
        session: String,
    },
    Rewrap {
        name: String,
    },
}

/// A payment that has succeeded, which an object is to hear of.
pub struct Letter {
    pub object: usize,
    pub paid: PaidWithLink,
    /// The number that was typed with what is to be kept.
    pub phone: Option<Phone>,
    pub is_told: bool,
}

impl World {
    /// Somebody does something on a device of theirs.
    pub fn somebody_acts(&mut self) {
        let device = self.chance().below(self.devices.len());
        let object = match self.devices[device].person {
            STRANGER => self.chance().below(2),
            person => person,
        };
        match self.chance().below(100) {
            0..6 => self.ask(device, object),
            6..15 => self.ask_by_phone(device, object),
            15..17 => self.ask_again(device),
            17..39 => self.prove(device, object),
            39..41 => (0..6).for_each(|_| self.prove(device, object)),
            41..53 => self.pay_and_save(device, object),
            53..66 => self.choose_kept(device, object),
            66..82 => self.look_after(device, object),
            82..100 => self.somebody_uses_passkeys(device, object),
            _ => unreachable!(),
        }
    }

    pub fn fresh(&self) -> String {
        base62(self.nature.bytes())
    }

    pub fn reads_mail_of(&self, device: usize, object: usize) -> bool {
        match self.devices[device].person {
            STRANGER => object == 0,
            person => person == object,
        }
    }

    /// Types an address and the number of a card or an account, and agrees.
    pub fn pay_and_save(&mut self, device: usize, object: usize) {
        let own = self.devices[device].sessions[object].clone();
        let session = own.unwrap_or_else(|| self.fresh());
        self.devices[device].sessions[object] = Some(session.clone());
        let drawn_on = self.method_of(self.devices[device].person);
        let consented_ms = self.nature.now_ms.get();
        let phone = self.typed_phone(self.devices[device].person);
        let to = &self.objects[object];
        let given = NewConsumer {
            profile: Profile {
                email: to.email.clone(),
                name: None,
                phone: phone.clone(),
                consented_ms,
            },
            device: None,
        };
        let place = Place {
            owner: &to.name,
            record: NEW_CONSUMER,
        };
        let vault = self.nature.vault.borrow().clone();
        let consumer = vault.seal(place, &given, &*self.nature).expect("sealed");
        if self.chance().percent(15) {
            // It is declined.
            return;
        }
        let purpose = LinkPurpose::Save {
            consumer,
            consented_ms,
        };
        self.post(object, session, purpose, drawn_on, phone);
    }

    fn method_of(&self, person: usize) -> KeptInstrument {
        method(person * METHODS_EACH + self.chance().below(METHODS_EACH))
    }

    /// Pays with what an object keeps, whether the device should know of it or not.
    pub fn choose_kept(&mut self, device: usize, object: usize) {
        let Some(session) = self.some_session(device, object) else {
            return;
        };
        let kept = self.kept_methods(object);
        if kept.is_empty() {
            return;
        }
        let method = self.chance().pick(&kept).clone();
        let with_cvc = self.chance().percent(50);
        let question = ConsumerQuestion::Method {
            session: session.clone(),
            method: method.clone(),
            with_cvc,
        };
        let meaning = Meaning::Method {
            device,
            session,
            method,
            with_cvc,
        };
        self.send(object, question, meaning);
    }

    /// What is kept was handed out to pay with it.
    pub fn pay_with(
        &mut self,
        device: usize,
        object: usize,
        session: String,
        method: LinkMethodId,
        with_cvc: bool,
        drawn_on: KeptInstrument,
    ) {
        let person = self.devices[device].person;
        let mut own = person * METHODS_EACH..(person + 1) * METHODS_EACH;
        let has_it = own.any(|number| fingerprint(number) == fingerprint_of(&drawn_on));
        let with_cvc = with_cvc && drawn_on.has_code();
        // The bank declines a code that was guessed.
        if with_cvc && !has_it || self.chance().percent(10) {
            return;
        }
        let purpose = LinkPurpose::Pay { method, with_cvc };
        self.post(object, session, purpose, drawn_on, None);
    }

    fn post(
        &mut self,
        object: usize,
        session: String,
        purpose: LinkPurpose,
        instrument: KeptInstrument,
        phone: Option<Phone>,
    ) {
        let is_saved = is_save(&purpose);
        let shipping = self.shipping(object, &session, is_saved);
        let record = Use {
            merchant: "Shop".to_owned(),
            amount: self.letters.len() as i64,
            currency: "usd".to_owned(),
            last4: instrument.last4().to_owned(),
            at_ms: self.nature.now_ms.get(),
            was_saved: is_saved,
        };
        let paid = PaidWithLink {
            payment: PaymentIntentId::from_bytes(self.nature.bytes()),
            terms: LinkTerms {
                consumer: self.objects[object].name.clone(),
                session,
                merchant: "Shop".to_owned(),
                purpose,
            },
            instrument,
            billing: BillingDetails::default(),
            shipping,
            record,
        };
        self.letters.push(Letter {
            object,
            paid,
            phone,
            is_told: false,
        });
    }

    /// The buyer's own pages.
    fn look_after(&mut self, device: usize, object: usize) {
        let Some(session) = self.some_session(device, object) else {
            return;
        };
        if self.chance().percent(45) {
            return self.look_after_addresses(&session, object);
        }
        let typed = self.method_of(self.devices[device].person);
        if typed.has_code() && self.chance().percent(15) {
            return self.add_card(&session, object, typed);
        }
        let kept = self.kept_methods(object);
        let method = || match kept.is_empty() {
            true => LinkMethodId::from_bytes(self.nature.bytes()),
            false => self.chance().pick(&kept).clone(),
        };
        let asking = session.clone();
        let (question, meaning) = match self.chance().below(100) {
            0..24 => (
                ConsumerQuestion::Show { session },
                Meaning::Show { session: asking },
            ),
            24..52 => (
                ConsumerQuestion::MakeDefault {
                    session,
                    method: method(),
                },
                Meaning::MakeDefault { session: asking },
            ),
            52..70 => (
                ConsumerQuestion::Remove {
                    session,
                    method: method(),
                },
                Meaning::Remove { session: asking },
            ),
            70..76 => {
                let sessions = &mut self.devices[device].sessions;
                sessions[object] = None;
                (
                    ConsumerQuestion::EndSession {
                        session,
                        ended: None,
                    },
                    Meaning::EndOwn { session: asking },
                )
            }
            76..84 => {
                let known = self.known.devices.keys().next_back();
                let ended = known.map(|(_, hash)| hash.chars().take(16).collect());
                let ended: String = ended.unwrap_or_else(|| "nobody".to_owned());
                (
                    ConsumerQuestion::EndSession {
                        session,
                        ended: Some(ended.clone()),
                    },
                    Meaning::EndOther {
                        session: asking,
                        ended,
                    },
                )
            }
            _ => (
                ConsumerQuestion::Erase { session },
                Meaning::Erase { session: asking },
            ),
        };
        self.send(object, question, meaning);
    }

    /// The device's own; now and then one of another object's, or somebody else's that was copied.
    pub fn some_session(&self, device: usize, object: usize) -> Option<String> {
        let sessions = &self.devices[device].sessions;
        match self.chance().percent(6) {
            true => sessions[1 - object].clone(),
            false => sessions[object].clone(),
        }
    }
}
