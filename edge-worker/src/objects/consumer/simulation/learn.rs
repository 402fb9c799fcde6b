//! What an answer means, and whether it may be given.

use super::instruments::fingerprint_of;
use super::people::{Letter, Meaning};
use super::tally::Occurrence;
use super::world::{Challenge, World, unexpected};
use crate::objects::consumer::store::{Kind, ONLY};
use crate::objects::consumer::wire::{ConsumerAnswer, Shown};
use shared::ids::{LinkAddressId, LinkMethodId};
use shared::link::challenge::{LIFETIME_MS, TRIES_MAX, Verdict};
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
        match (&meaning, answer) {
            (
                Meaning::Ask {
                    device,
                    challenge,
                    code,
                },
                answer,
            ) => {
                if let ConsumerAnswer::Asked { .. } = answer {
                    self.code_sent(object, challenge, code);
                    if is_heard {
                        self.devices[*device].challenge = Some((object, challenge.clone()));
                    }
                }
                Ok(())
            }
            (Meaning::AskAgain { challenge, code }, ConsumerAnswer::Asked { .. }) => {
                self.code_sent(object, challenge, code);
                Ok(())
            }
            (Meaning::AskAgain { .. }, _) => Ok(()),
            (
                Meaning::Prove {
                    challenge,
                    code,
                    session,
                    device,
                },
                answer,
            ) => {
                let is_proven = self.code_tried(challenge, code, &answer)?;
                if is_proven {
                    self.known.proven.insert(session.clone(), object);
                    if is_heard {
                        let device = &mut self.devices[*device];
                        device.sessions[object] = Some(session.clone());
                        device.challenge = None;
                    }
                }
                match answer {
                    ConsumerAnswer::Shown(shown) => self.may_see(object, session, &shown),
                    _ => Ok(()),
                }
            }
            (Meaning::Show { session }, ConsumerAnswer::Shown(shown)) => {
                self.may_see(object, session, &shown)
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
                self.may_pay(object, session, &kept, *with_cvc)?;
                self.nature.note(Occurrence::PaidWithKept);
                let (session, method) = (session.clone(), method.clone());
                self.pay_with(*device, object, session, method, *with_cvc, kept.instrument);
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
            (Meaning::Paid { letter }, answer) => self.told(object, *letter, &answer),
            (Meaning::MakeDefault { session }, ConsumerAnswer::Done) => {
                self.nature.note(Occurrence::Default);
                self.is_theirs(object, session)
            }
            (Meaning::Remove { session }, ConsumerAnswer::Removed { .. }) => {
                self.nature.note(Occurrence::Removed);
                self.is_theirs(object, session)
            }
            (Meaning::EndOther { session }, ConsumerAnswer::Done) => {
                self.nature.note(Occurrence::Ended);
                self.is_theirs(object, session)
            }
            (Meaning::Erase { session }, ConsumerAnswer::Done) => {
                self.nature.note(Occurrence::Erased);
                self.is_theirs(object, session)?;
                self.everything_is_erased(object)
            }
            (Meaning::Address { session }, answer) => {
                self.address_answered(object, session, &answer)
            }
            (Meaning::AddCard { session }, answer) => self.card_answered(object, session, &answer),
            (Meaning::EndOwn, ConsumerAnswer::Done) => Ok(()),
            (Meaning::Rewrap { name }, ConsumerAnswer::Rewrapped(done)) => {
                self.rewrapped(name, &done)
            }
            (
                Meaning::Show { .. }
                | Meaning::Method { .. }
                | Meaning::MakeDefault { .. }
                | Meaning::Remove { .. }
                | Meaning::EndOwn
                | Meaning::EndOther { .. }
                | Meaning::Erase { .. },
                ConsumerAnswer::NoSession | ConsumerAnswer::NoMethod,
            ) => Ok(()),
            (meaning, answer) => Err(unexpected(meaning, &answer)),
        }
    }

    fn code_sent(&mut self, object: usize, challenge: &str, code: &str) {
        let until_ms = self.nature.now_ms.get() + LIFETIME_MS;
        let known = self.known.challenges.entry(challenge.to_owned());
        let known = known.or_insert_with(|| Challenge {
            object,
            code: String::new(),
            until_ms,
            wrong: 0,
            is_over: false,
        });
        known.until_ms = until_ms;
        known.code = code.to_owned();
    }

    /// A code works once, for ten minutes, after four wrong ones at most.
    fn code_tried(
        &mut self,
        challenge: &str,
        code: &str,
        answer: &ConsumerAnswer,
    ) -> Result<bool, String> {
        let now_ms = self.nature.now_ms.get();
        let Some(known) = self.known.challenges.get_mut(challenge) else {
            return Err("a question was answered that nobody has heard of".to_owned());
        };
        let is_open = !known.is_over && now_ms < known.until_ms;
        let is_good = is_open && known.wrong < TRIES_MAX && known.code == code;
        let (is_proven, occurrence) = match answer {
            ConsumerAnswer::Shown(_) => {
                known.is_over = true;
                (true, Occurrence::Proven)
            }
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
            | ConsumerAnswer::NoSession => (false, Occurrence::Expired),
            _ => return Err("a code is answered with something else".to_owned()),
        };
        let (wrong, is_over) = (known.wrong, known.is_over);
        self.nature.note(occurrence);
        match is_proven == is_good {
            true => Ok(is_proven),
            false => Err(format!(
                "a code is taken: {is_proven}; it is good: {is_good} ({wrong} wrong, over: {is_over})"
            )),
        }
    }

    /// A device on which no code was typed knows what was typed on it, and nothing else.
    fn may_see(&self, object: usize, session: &str, shown: &Shown) -> Result<(), String> {
        if shown.email != self.objects[object].email {
            return Err("somebody else's address is shown".to_owned());
        }
        match self.known.proven.get(session) {
            Some(of) if *of == object => return Ok(()),
            Some(_) => return Err("a device of another buyer's is shown something".to_owned()),
            None => {}
        }
        if shown.profile.is_some() || !shown.uses.is_empty() || shown.sessions.len() > 1 {
            return Err("a device that has proven nothing is shown who it is of".to_owned());
        }
        if !self.were_typed_on(session, &shown.addresses) {
            return Err("a device that has proven nothing is shown another's address".to_owned());
        }
        let mut kept = shown.methods.iter();
        match kept.all(|kept| self.was_typed(session, kept)) {
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
        let was_typed = self.was_typed(session, kept);
        if self.known.proven.get(session) != Some(&object) && !was_typed {
            return Err("a device that has proven nothing pays with what is another's".to_owned());
        }
        match was_typed || (with_cvc && kept.instrument.has_code()) {
            true => Ok(()),
            false => Err("something is paid with where nobody has shown to have it".to_owned()),
        }
    }

    fn was_typed(&self, session: &str, kept: &KeptMethod) -> bool {
        let typed = (session.to_owned(), fingerprint_of(&kept.instrument));
        self.known.typed.contains(&typed)
    }

    pub fn is_theirs(&self, object: usize, session: &str) -> Result<(), String> {
        match self.known.proven.get(session) == Some(&object) {
            true => Ok(()),
            false => Err("something is changed by a device that has proven nothing".to_owned()),
        }
    }

    fn everything_is_erased(&mut self, object: usize) -> Result<(), String> {
        let challenges = self.known.challenges.values_mut();
        for challenge in challenges.filter(|challenge| challenge.object == object) {
            challenge.is_over = true;
        }
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
