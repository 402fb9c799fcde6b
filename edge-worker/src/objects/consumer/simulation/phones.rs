//! The numbers that people type with their cards and accounts: their own, and now and then another's, by
//! mistake or to read along.

use super::instruments::fingerprint_of;
use super::people::PEOPLE;
use super::world::World;
use crate::objects::consumer::store::Kind;
use crate::vault::Vault;
use shared::ids::LinkMethodId;
use shared::link::consumer::KeptMethod;
use shared::link::phone::Phone;

/// Of a phone that nobody else has.
pub fn number_of(person: usize) -> Phone {
    Phone::parse(&format!("+1555555010{person}")).expect("a number")
}

impl World {
    pub fn typed_phone(&self, person: usize) -> Option<Phone> {
        match self.chance().below(100) {
            0..35 => None,
            35..92 => Some(number_of(person)),
            _ => Some(number_of(self.chance().below(PEOPLE))),
        }
    }

    /// The cards and accounts that it was given with.
    pub fn given_with(&self, object: usize, phone: &Phone) -> Vec<LinkMethodId> {
        let known = self.known.phones.iter();
        known
            .filter(|((of, _), given)| *of == object && given.as_ref() == Some(phone))
            .filter_map(|((_, number), _)| self.kept_as(object, number))
            .collect()
    }

    /// The name of what has this fingerprint.
    pub fn kept_as(&self, object: usize, number: &str) -> Option<LinkMethodId> {
        self.kept_methods(object).into_iter().find(|id| {
            let kept = self.kept_method(object, id);
            kept.is_some_and(|kept| fingerprint_of(&kept.instrument) == number)
        })
    }

    /// Errors: another number is kept than the one that was given with it.
    pub fn audit_phones(&self, object: usize, methods: &[KeptMethod]) -> Result<(), String> {
        for kept in methods {
            let number = fingerprint_of(&kept.instrument);
            if self.known.phones.get(&(object, number)) != Some(&kept.phone) {
                return Err(format!(
                    "{:?} is kept with what it was not given with",
                    kept.phone
                ));
            }
        }
        let known = self.known.phones.keys().filter(|(of, _)| *of == object);
        match known.count() == methods.len() {
            true => Ok(()),
            false => Err("a card or an account is gone".to_owned()),
        }
    }

    /// Errors: something can be read on the disk without a key.
    pub fn audit_seals(&self, object: usize) -> Result<(), String> {
        let disk = self.objects[object].rows.disk.borrow();
        for ((kind, id), (_, sealed)) in &disk.records {
            let text = format!("{kind}/{id}{sealed}");
            let mut people = 0..PEOPLE;
            if people.any(|person| text.contains(&number_of(person).as_str()[1..])) {
                return Err("a telephone number is not sealed".to_owned());
            }
            if Vault::version_of(sealed).is_none() {
                return Err(format!("{kind}/{id} is not sealed"));
            }
        }
        Ok(())
    }

    /// What is kept under this name.
    pub fn kept_method(&self, object: usize, id: &LinkMethodId) -> Option<KeptMethod> {
        let vault = self.nature.vault.borrow();
        let store = self.objects[object].store(&self.nature, &vault);
        let has_it = self.has_record(object, Kind::Method, id.as_str());
        has_it.then(|| {
            store
                .get(Kind::Method, id.as_str())
                .expect("a record")
                .expect("a method")
        })
    }
}
