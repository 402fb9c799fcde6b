//! What must hold of everything that is kept, after every step.

use super::instruments::fingerprint_of;
use super::known::HasShown;
use super::people::Letter;
use super::world::World;
use crate::objects::consumer::passkeys::Passkey;
use crate::objects::consumer::rows::Rows;
use crate::objects::consumer::sessions::Known as KnownSession;
use crate::objects::consumer::store::{Kind, ONLY, Store, record_name};
use serde::de::DeserializeOwned;
use shared::ids::LinkMethodId;
use shared::link::consumer::{KeptMethod, Profile, Use};
use shared::link::terms::LinkPurpose;
use std::collections::BTreeSet;
use std::collections::btree_map::Entry;

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
        let profiles: Vec<(String, Profile)> = self.opened(object, store, Kind::Profile)?;
        let profile = profiles.into_iter().find(|(id, _)| id == ONLY);
        let profile = profile.map(|(_, profile)| profile);
        let methods: Vec<KeptMethod> = contents(self.opened(object, store, Kind::Method)?);
        let uses: Vec<(String, Use)> = self.opened(object, store, Kind::Use)?;
        let sessions = self.opened(object, store, Kind::Session)?;
        let erased_ms = store.rows.erased_ms().expect("a disk").unwrap_or(i64::MIN);

        one_default(&methods)?;
        self.audit_seals(object)?;
        self.audit_addresses(object, store)?;
        self.audit_phones(object, &methods)?;
        self.audit_devices(object, &sessions, &methods)?;
        self.audit_passkeys(object, store, &methods)?;
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

    /// All of a kind. What was opened before is not opened again: that takes most of the time.
    pub fn opened<T: DeserializeOwned>(
        &self,
        object: usize,
        store: &Store<'_>,
        kind: Kind,
    ) -> Result<Vec<(String, T)>, String> {
        let rows = store.rows.all(kind).map_err(|fault| fault.0)?;
        let opened = rows.into_iter().map(|row| {
            let record = record_name(&row.kind, &row.id);
            let mut known = self.opened.borrow_mut();
            let content = match known.entry((object, record, row.sealed)) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => {
                    let (_, record, sealed) = unknown.key();
                    let opened = store.vault.open(store.place(record), sealed);
                    let opened = opened.map_err(|why| format!("{record} does not open: {why}"))?;
                    unknown.insert(opened)
                }
            };
            let content = T::deserialize(&*content).map_err(|error| error.to_string())?;
            Ok((row.id, content))
        });
        opened.collect()
    }

    /// They are trusted with what was shown on them, and with nothing else.
    fn audit_devices(
        &self,
        object: usize,
        sessions: &[(String, KnownSession)],
        methods: &[KeptMethod],
    ) -> Result<(), String> {
        let now_ms = self.nature.now_ms.get();
        let lasting = |known: &&(String, KnownSession)| known.1.session.expires_ms > now_ms;
        for (hash, known) in sessions.iter().filter(lasting) {
            let seen = self.known.devices.get(&(object, hash.clone()));
            let seen = seen.ok_or("a device is somebody's that has shown nothing")?;
            if seen.is_proven != known.session.is_proven {
                return Err("a device has proven less than it may do".to_owned());
            }
            all_shown(methods, &known.session.trusted_with, &seen.has_shown)?;
        }
        let seen = self.known.devices.iter();
        let seen = seen.filter(|((of, _), seen)| *of == object && seen.until_ms > now_ms);
        match seen.count() == sessions.iter().filter(lasting).count() {
            true => Ok(()),
            false => Err("a device is not known any more".to_owned()),
        }
    }

    fn audit_passkeys(
        &self,
        object: usize,
        store: &Store<'_>,
        methods: &[KeptMethod],
    ) -> Result<(), String> {
        let kept: Vec<Passkey> = contents(self.opened(object, store, Kind::Passkey)?);
        self.are_all(object, kept.iter().map(|it| it.id.clone()).collect())?;
        for passkey in &kept {
            let seen = &self.known.passkeys[&(object, passkey.id.clone())];
            if seen.sign_count != passkey.sign_count {
                return Err("a passkey has signed more or less often than is kept".to_owned());
            }
            all_shown(methods, &passkey.trusted_with, &seen.has_shown)?;
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

/// All that was shown, and no more. What was kept once and is gone is shown by nobody.
fn all_shown(
    methods: &[KeptMethod],
    trusted_with: &[LinkMethodId],
    shown: &HasShown,
) -> Result<(), String> {
    for kept in methods {
        match (trusted_with.contains(&kept.id), shown.get(&kept.id)) {
            (true, Some(_)) | (false, None) => {}
            (true, None) => {
                return Err("somebody is trusted with what nobody there has shown".to_owned());
            }
            (false, Some(how)) => {
                return Err(format!("what was shown ({how:?}) is not known any more"));
            }
        }
    }
    Ok(())
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
