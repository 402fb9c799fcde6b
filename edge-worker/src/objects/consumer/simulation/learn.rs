//! What an answer means, and whether it may be given.

use super::instruments::fingerprint_of;
use super::known::{How, To};
use super::people::{Letter, Meaning};
use super::tally::Occurrence;
use super::world::{World, unexpected};
use crate::objects::consumer::store::{Kind, ONLY};
use crate::objects::consumer::wire::{ConsumerAnswer, Shown};
use shared::ids::{LinkAddressId, LinkMethodId};
use shared::link::consumer::KeptMethod;
use shared::link::terms::LinkPurpose;

impl World {
    /// What was done is done, whether the asker hears of it or not. Errors: the promise that the answer
    /// breaks.
    pub fn learn(
        &mut self,
        object: usize,
        meaning: Meaning,
        answer: ConsumerAnswer,
        is_heard: bool,
    ) -> Result<(), String> {
        self.known.pass(self.nature.now_ms.get());
        match (meaning, answer) {
            (
                Meaning::Ask {
                    device,
                    challenge,
                    code,
                },
                answer,
            ) => {
                self.code_sent(object, (&challenge, &code), To::Mailbox, &answer)?;
                self.waits_for_a_code(device, object, challenge, &answer, is_heard);
                Ok(())
            }
            (
                Meaning::AskByPhone {
                    device,
                    challenge,
                    code,
                    session,
                    method,
                },
                answer,
            ) => {
                let sent = (challenge.as_str(), code.as_str());
                self.asked_by_phone(object, sent, &session, &method, &answer)?;
                self.waits_for_a_code(device, object, challenge, &answer, is_heard);
                Ok(())
            }
            (
                Meaning::AskAgain {
                    challenge,
                    code,
                    asking,
                },
                answer,
            ) => self.asked_again(object, (&challenge, &code), asking.as_deref(), &answer),
            (Meaning::Prove(tried), answer) => self.code_tried(object, &tried, answer, is_heard),
            (Meaning::Passkey(meaning), answer) => {
                self.passkey_answered(object, meaning, answer, is_heard)
            }
            (Meaning::Show { session }, ConsumerAnswer::Shown(shown)) => {
                self.may_see(object, &session, &shown)
            }
            (
                Meaning::Method {
                    device,
                    session,
                    method,
                    with_cvc,
                },
                ConsumerAnswer::Method(kept),
            ) => {
                self.may_pay(object, &session, &kept, with_cvc)?;
                self.pay_with(device, object, session, method, with_cvc, kept.instrument);
                Ok(())
            }
            (Meaning::Method { .. }, ConsumerAnswer::NeedsCvc) => {
                self.nature.note(Occurrence::CvcWanted);
                Ok(())
            }
            (Meaning::Method { .. }, ConsumerAnswer::NeedsTrust) => {
                self.nature.note(Occurrence::TrustWanted);
                Ok(())
            }
            (Meaning::Paid { letter }, answer) => self.told(object, letter, &answer),
            (Meaning::MakeDefault { session }, ConsumerAnswer::Done) => {
                self.nature.note(Occurrence::Default);
                self.is_theirs(object, &session)
            }
            (Meaning::Remove { session }, ConsumerAnswer::Removed { removed, .. }) => {
                self.nature.note(Occurrence::Removed);
                self.known
                    .phones
                    .remove(&(object, fingerprint_of(&removed)));
                self.is_theirs(object, &session)
            }
            (Meaning::EndOther { session, ended }, ConsumerAnswer::Done) => {
                self.nature.note(Occurrence::Ended);
                self.is_theirs(object, &session)?;
                self.known.end(object, &ended);
                Ok(())
            }
            (Meaning::Erase { session }, ConsumerAnswer::Done) => {
                self.nature.note(Occurrence::Erased);
                self.is_theirs(object, &session)?;
                self.everything_is_erased(object)
            }
            (Meaning::Address { session }, answer) => {
                self.address_answered(object, &session, &answer)
            }
            (Meaning::EndOwn { session }, ConsumerAnswer::Done) => {
                self.known.end(object, &session);
                Ok(())
            }
            (Meaning::AddCard { session }, answer) => self.card_answered(object, &session, &answer),
            (Meaning::Rewrap { name }, ConsumerAnswer::Rewrapped(done)) => {
                self.rewrapped(&name, &done)
            }
            (
                Meaning::Show { .. }
                | Meaning::Method { .. }
                | Meaning::MakeDefault { .. }
                | Meaning::Remove { .. }
                | Meaning::EndOwn { .. }
                | Meaning::EndOther { .. }
                | Meaning::Erase { .. },
                ConsumerAnswer::NoSession | ConsumerAnswer::NoMethod,
            ) => Ok(()),
            (meaning, answer) => Err(unexpected(&meaning, &answer)),
        }
    }

    fn waits_for_a_code(
        &mut self,
        device: usize,
        object: usize,
        challenge: String,
        answer: &ConsumerAnswer,
        is_heard: bool,
    ) {
        if let (ConsumerAnswer::Asked { .. }, true) = (answer, is_heard) {
            self.devices[device].challenge = Some((object, challenge));
        }
    }

    /// A device on which no code was typed knows what was typed on it, and nothing else.
    pub fn may_see(&self, object: usize, session: &str, shown: &Shown) -> Result<(), String> {
        if shown.email != self.objects[object].email {
            return Err("somebody else's address is shown".to_owned());
        }
        match self.known.devices.get(&(object, session.to_owned())) {
            Some(device) if device.is_proven => {
                let passkeys = shown.passkeys.iter();
                return self.are_all(object, passkeys.map(|it| it.id.clone()).collect());
            }
            Some(_) => {}
            None => return Err("something is shown to who is nobody's device".to_owned()),
        }
        let has_more = !shown.uses.is_empty() || !shown.passkeys.is_empty();
        if shown.profile.is_some() || has_more || shown.sessions.len() > 1 {
            return Err("a device that has proven nothing is shown who it is of".to_owned());
        }
        if !self.were_typed_on(session, &shown.addresses) {
            return Err("a device that has proven nothing is shown another's address".to_owned());
        }
        let mut kept = shown.methods.iter();
        match kept.all(|kept| self.has_shown(object, session, kept).is_some()) {
            true => Ok(()),
            false => Err("a device that has proven nothing is shown what is another's".to_owned()),
        }
    }

    fn may_pay(
        &self,
        object: usize,
        session: &str,
        kept: &KeptMethod,
        with_cvc: bool,
    ) -> Result<(), String> {
        let how = self.has_shown(object, session, kept);
        if !self.known.is_proven(object, session) && how.is_none() {
            return Err("a device that has proven nothing pays with what is another's".to_owned());
        }
        self.nature.note(match how {
            Some(How::Typed) | None => Occurrence::PaidWithKept,
            Some(How::Phone) => Occurrence::PaidAfterSms,
            Some(How::Passkey) => Occurrence::PaidAfterPasskey,
        });
        match how.is_some() || (with_cvc && kept.instrument.has_code()) {
            true => Ok(()),
            false => Err("something is paid with where nobody has shown to have it".to_owned()),
        }
    }

    fn has_shown(&self, object: usize, session: &str, kept: &KeptMethod) -> Option<How> {
        self.known.has_shown(object, session, &kept.id)
    }

    pub fn is_theirs(&self, object: usize, session: &str) -> Result<(), String> {
        match self.known.is_proven(object, session) {
            true => Ok(()),
            false => Err("something is changed by a device that has proven nothing".to_owned()),
        }
    }

    fn everything_is_erased(&mut self, object: usize) -> Result<(), String> {
        self.known.erase(object);
        match self.objects[object].rows.disk.borrow().records.is_empty() {
            true => Ok(()),
            false => Err("something is left of who was erased".to_owned()),
        }
    }

    /// What is to be known of a payment is known when its object has said so.
    fn told(
        &mut self,
        object: usize,
        letter: usize,
        answer: &ConsumerAnswer,
    ) -> Result<(), String> {
        let found = self.found.take().ok_or("a payment was told to nobody")?;
        let left = self.found_by(letter);
        let paid = &self.letters[letter].paid;
        let is_same = found.methods == left.methods && found.addresses == left.addresses;
        if found.has_use && !is_same {
            return Err("a payment that was told again changed what is kept".to_owned());
        }
        if paid.shipping.is_some() && !paid.record.was_saved && found.addresses != left.addresses {
            return Err("a payment with what is kept left an address".to_owned());
        }
        let is_new = left.has_use && !found.has_use;
        if paid.record.was_saved && is_new && found.is_known && !found.has_session {
            return Err(
                "somebody who has shown nothing put something into another's Link".to_owned(),
            );
        }
        if is_new {
            self.learn_of_payment(object, letter, found.has_session);
        }
        let paid = &self.letters[letter].paid;
        let (is_kept, is_known) = (left.has_use, left.is_known);
        let erased_ms = self.erased_ms(object);
        let (is_erased, occurrence) = match &paid.terms.purpose {
            LinkPurpose::Save { consented_ms, .. } => {
                (erased_ms >= *consented_ms, Occurrence::Kept)
            }
            LinkPurpose::Pay { .. } => (
                erased_ms >= paid.record.at_ms || !is_known,
                Occurrence::PaidWithKept,
            ),
        };
        let occurrence = match answer {
            ConsumerAnswer::Done if is_kept => occurrence,
            ConsumerAnswer::Done if is_erased => Occurrence::ErasedMeanwhile,
            ConsumerAnswer::NoSession if is_known && !left.has_session => Occurrence::NotTheirs,
            ConsumerAnswer::Unreadable(_) if self.operator.has_removed_a_key => {
                Occurrence::Unreadable
            }
            other => return Err(format!("a payment is not kept: {other:?}")),
        };
        self.nature.note(occurrence);
        self.letters[letter].is_told = true;
        Ok(())
    }

    /// Whoever has typed a number or a code has it. A number is kept with what it was typed with.
    fn learn_of_payment(&mut self, object: usize, letter: usize, has_session: bool) {
        let Letter { paid, phone, .. } = &self.letters[letter];
        let number = fingerprint_of(&paid.instrument);
        let (phone, session) = (phone.clone(), paid.terms.session.clone());
        let typed = match &paid.terms.purpose {
            LinkPurpose::Save { .. } => {
                let given = (object, number.clone());
                let given = self.known.phones.entry(given).or_default();
                *given = phone.or_else(|| given.take());
                if !has_session {
                    let now_ms = self.nature.now_ms.get();
                    self.known.open(object, &session, false, now_ms);
                }
                self.kept_as(object, &number)
            }
            LinkPurpose::Pay { method, with_cvc } => with_cvc.then(|| method.clone()),
        };
        if let Some(method) = typed {
            self.known.shows(object, &session, &method, How::Typed);
        }
    }

    /// What a payment finds at its object.
    pub fn found_by(&self, letter: usize) -> Found {
        let Letter { object, paid, .. } = &self.letters[letter];
        let has = |kind, id: &str| self.has_record(*object, kind, id);
        Found {
            is_known: has(Kind::Profile, ONLY),
            has_session: has(Kind::Session, &paid.terms.session),
            has_use: has(Kind::Use, paid.payment.as_str()),
            methods: self.kept_methods(*object),
            addresses: self.kept_addresses(*object),
        }
    }
}

/// See [`World::found_by`].
pub struct Found {
    is_known: bool,
    has_session: bool,
    has_use: bool,
    methods: Vec<LinkMethodId>,
    addresses: Vec<LinkAddressId>,
}
