//! What must hold of everything that is kept, after every step.

use super::instruments::fingerprint_of;
use super::people::Letter;
use super::world::World;
use crate::objects::consumer::rows::Rows;
use crate::objects::consumer::sessions::Known as KnownSession;
use crate::objects::consumer::store::{Kind, ONLY, Store};
use crate::ports::Fault;
use shared::link::consumer::{KeptMethod, Profile, Use};
use shared::link::terms::LinkPurpose;
use std::collections::BTreeSet;

const CHALLENGES_MAX: usize = 5;

impl World {
    /// Errors: the promise that is broken.
    pub fn audit(&self) -> Result<(), String> {
        for object in 0..self.objects.len() {
            let at = &self.objects[object];
            if !at.rows.exists().expect("a disk") {
                continue;
            }
            let vault = self.nature.vault.borrow();
            let store = at.store(&self.nature, &vault);
            self.nothing_is_forgotten(object, &store)
                .map_err(|it| format!("object {object}: {it}"))?;
            // Records take a while to open.
            let disk = Some(at.rows.disk.borrow().clone());
            if self.audited.borrow()[object] == disk {
                continue;
            }
            self.audited.borrow_mut()[object] = disk;
            self.audit_object(object, &store)
                .map_err(|it| format!("object {object}: {it}"))?;
        }
        Ok(())
    }

    fn audit_object(&self, object: usize, store: &Store<'_>) -> Result<(), String> {
        let unopened = |fault: Fault| fault.0;
        let profile: Option<Profile> = store.get(Kind::Profile, ONLY).map_err(unopened)?;
        let methods: Vec<KeptMethod> = contents(store.all(Kind::Method).map_err(unopened)?);
        let uses: Vec<(String, Use)> = store.all(Kind::Use).map_err(unopened)?;
        let sessions: Vec<(String, KnownSession)> = store.all(Kind::Session).map_err(unopened)?;
        let erased_ms = store.rows.erased_ms().expect("a disk").unwrap_or(i64::MIN);

        one_default(&methods)?;
        self.audit_addresses(object, store)?;
        let is_empty = methods.is_empty() && uses.is_empty();
        if profile.is_none() && !(is_empty && self.kept_addresses(object).is_empty()) {
            return Err("there are methods, addresses or payments of nobody".to_owned());
        }
        if profile.is_some_and(|profile| profile.consented_ms <= erased_ms) {
            return Err("a buyer is known who has erased everything since they agreed".to_owned());
        }
        for kept in &methods {
            let has_paid = self
                .letters_of(object)
                .any(|letter| consents_to(letter, kept, erased_ms));
            if !has_paid && !self.was_added(object, kept, erased_ms) {
                return Err(format!(
                    "nobody has agreed that {} is kept",
                    kept.instrument.last4()
                ));
            }
        }
        for (id, used) in &uses {
            let mut paid = self.letters_of(object).map(|letter| &letter.paid);
            let is_told = paid.any(|paid| paid.payment.as_str() == id && paid.record == *used);
            if !is_told {
                return Err("a payment is shown that nobody has made".to_owned());
            }
            if used.at_ms <= erased_ms {
                return Err("a payment is shown that was erased".to_owned());
            }
        }
        if sessions
            .iter()
            .any(|(_, known)| known.session.created_ms < erased_ms)
        {
            return Err("a device outlived the erasure".to_owned());
        }
        Ok(())
    }

    /// Neither by the next key nor by the alarm.
    fn nothing_is_forgotten(&self, object: usize, store: &Store<'_>) -> Result<(), String> {
        let at = &self.objects[object];
        let keeps = store.keeps_something().expect("a disk");
        if keeps && !self.nature.index.borrow().contains_key(&at.name) {
            return Err("something is kept by an object that is in no index".to_owned());
        }
        let open = store.rows.all(Kind::Challenge).expect("a disk").len();
        if open > CHALLENGES_MAX {
            return Err(format!("{open} questions for a code are open"));
        }
        let next_ms = store.rows.next_expiry_ms().expect("a disk");
        let alarm_ms = at.rows.disk.borrow().alarm_ms;
        match next_ms.is_some_and(|next_ms| alarm_ms.is_none_or(|alarm_ms| alarm_ms > next_ms)) {
            true => Err("nobody wakes when something expires".to_owned()),
            false => Ok(()),
        }
    }

    fn letters_of(&self, object: usize) -> impl Iterator<Item = &Letter> {
        self.letters
            .iter()
            .filter(move |letter| letter.object == object)
    }
}

/// Of cards and accounts together.
fn one_default(methods: &[KeptMethod]) -> Result<(), String> {
    let defaults = methods.iter().filter(|kept| kept.is_default).count();
    if defaults != usize::from(!methods.is_empty()) {
        return Err(format!(
            "{defaults} of {} cards and accounts are the default",
            methods.len()
        ));
    }
    let numbers = methods.iter().map(|kept| fingerprint_of(&kept.instrument));
    match numbers.collect::<BTreeSet<_>>().len() == methods.len() {
        true => Ok(()),
        false => Err("a card or an account is kept twice".to_owned()),
    }
}

fn consents_to(letter: &Letter, kept: &KeptMethod, erased_ms: i64) -> bool {
    match &letter.paid.terms.purpose {
        LinkPurpose::Save { consented_ms, .. } => {
            letter.paid.instrument.is_same(&kept.instrument) && *consented_ms > erased_ms
        }
        LinkPurpose::Pay { .. } => false,
    }
}

fn contents<T>(rows: Vec<(String, T)>) -> Vec<T> {
    rows.into_iter().map(|(_, content)| content).collect()
}
