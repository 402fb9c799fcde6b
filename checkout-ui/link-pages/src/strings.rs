//! Every text of these pages, as a typed key over what the edge sends.

use shared::element::language::Texts;

shared::text_keys! {
    Title = "link.pages.title",
    Explanation = "link.pages.explanation",
    SignedIn = "link.pages.signed_in",
    SignOut = "link.pages.sign_out",
    Cards = "link.pages.cards",
    CardsNone = "link.pages.cards.none",
    CardAdd = "link.pages.card.add",
    Number = "field.card_number",
    NumberExample = "field.card_number.example",
    NumberEmpty = "field.card_number.empty",
    NumberIncomplete = "field.card_number.incomplete",
    NumberInvalid = "field.card_number.invalid",
    Expiry = "field.expiry",
    ExpiryExample = "field.expiry.example",
    ExpiryEmpty = "field.expiry.empty",
    ExpiryIncomplete = "field.expiry.incomplete",
    ExpiryInvalid = "field.expiry.invalid",
    ExpiryPast = "field.expiry.past",
    Cvc = "field.cvc",
    CvcExample = "field.cvc.example",
    CvcEmpty = "field.cvc.empty",
    CvcIncomplete = "field.cvc.incomplete",
    CvcInvalid = "field.cvc.invalid",
    CardName = "link.pages.card.name",
    CardConsent = "link.pages.card.consent",
    CardSave = "link.pages.card.save",
    CardSaving = "link.pages.card.saving",
    CardAdded = "link.pages.card.added",
    CardDeclined = "link.pages.card.declined",
    CardAuthentication = "link.pages.card.authentication",
    CardStopped = "link.pages.card.stopped",
    CardTooOften = "link.pages.card.too_often",
    CardUnchecked = "link.pages.card.unchecked",
    Default = "link.pages.default",
    MakeDefault = "link.pages.make_default",
    Remove = "link.pages.remove",
    Expires = "link.pages.expires",
    Banks = "link.pages.banks",
    BanksNone = "link.pages.banks.none",
    Addresses = "link.pages.addresses",
    AddressesNone = "link.pages.addresses.none",
    AddressAdd = "link.pages.address.add",
    AddressEdit = "link.pages.address.edit",
    AddressSave = "link.pages.address.save",
    AddressCancel = "link.pages.address.cancel",
    Devices = "link.pages.devices",
    DeviceThis = "link.pages.device.this",
    DeviceUnknown = "link.pages.device.unknown",
    DeviceUsed = "link.pages.device.used",
    DeviceEnd = "link.pages.device.end",
    Passkeys = "link.pages.passkeys",
    PasskeysNone = "link.pages.passkeys.none",
    PasskeyCreated = "link.pages.passkey.created",
    PasskeyAdd = "link.passkey.add",
    PasskeyAdded = "link.passkey.added",
    PasskeyNotAdded = "link.passkey.not_added",
    Uses = "link.pages.uses",
    UsesNone = "link.pages.uses.none",
    UseSaved = "link.pages.use.saved",
    Data = "link.pages.data",
    Export = "link.pages.export",
    Erase = "link.pages.erase",
    EraseQuestion = "link.pages.erase.question",
    EraseYes = "link.pages.erase.yes",
    EraseNo = "link.pages.erase.no",
    Erased = "link.pages.erased",
    Changed = "link.pages.changed",
    Failed = "link.pages.failed",
}

/// What the edge says in the buyer's language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Strings(pub Texts);

impl Strings {
    /// Empty where there is none; the tests of `static/locales` see to it that none is missing.
    pub fn text(&self, key: Key) -> String {
        self.0.get(key.as_str()).cloned().unwrap_or_default()
    }

    /// With `value` in the one place that the text has for a value.
    pub fn fill(&self, key: Key, name: &str, value: &str) -> String {
        let place = ["{", name, "}"].concat();
        self.text(key).replace(&place, value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::element::language::{ENGLISH, Language};

    fn english() -> Texts {
        Language::read(ENGLISH).expect("a language").edge
    }

    #[test]
    fn every_key_has_a_text() {
        let texts = english();
        for key in Key::ALL {
            assert!(texts.contains_key(key.as_str()), "{}", key.as_str());
        }
    }

    #[test]
    fn every_text_of_the_pages_is_shown() {
        let keys: Vec<&str> = Key::ALL.iter().map(|key| key.as_str()).collect();
        let texts = english();
        let own = texts.keys().filter(|key| key.starts_with("link.pages."));
        let unused: Vec<_> = own.filter(|key| !keys.contains(&key.as_str())).collect();
        assert_eq!(unused, Vec::<&String>::new());
    }

    #[test]
    fn a_place_in_a_text_is_filled() {
        let strings = Strings(english());
        let said = strings.fill(Key::SignedIn, "email", "a@example.com");
        assert_eq!(said, "Signed in as a@example.com");
    }
}
