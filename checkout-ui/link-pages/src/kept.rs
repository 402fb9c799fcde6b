//! What the edge says of a buyer, in answer to `POST /link/api/consumer`.

use serde::Deserialize;
use shared::json;

/// An answer of the edge's: who is known on this browser, and what is kept of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// `None` where nobody is known.
    pub buyer: Option<Buyer>,
}

/// A buyer who has signed in, with all that Link knows of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buyer {
    pub email: String,
    pub kept: Kept,
    /// The same as JSON, with what these pages do not show.
    pub whole: String,
}

impl Answer {
    /// `None` if `text` is no such answer.
    pub fn read(text: String) -> Option<Self> {
        let Who { email } = json::from_str(&text).ok()?;
        let Some(email) = email else {
            return Some(Self { buyer: None });
        };
        let kept = json::from_str(&text).ok()?;
        let whole = text;
        let buyer = Buyer { email, kept, whole };
        Some(Self { buyer: Some(buyer) })
    }
}

#[derive(Deserialize)]
struct Who {
    email: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Kept {
    /// What is used first comes first, as of banks and addresses.
    pub cards: Vec<Card>,
    /// `None` where the edge keeps none for anybody.
    #[serde(default)]
    pub banks: Option<Vec<Bank>>,
    /// As of banks.
    #[serde(default)]
    pub addresses: Option<Vec<Address>>,
    /// The asking device first.
    pub devices: Vec<Device>,
    /// The newest first.
    pub passkeys: Vec<Passkey>,
    pub payments: Vec<Payment>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Card {
    pub id: String,
    /// As it is shown: `Visa`.
    pub brand: String,
    pub last4: String,
    pub exp_month: u8,
    pub exp_year: u16,
    pub is_default: bool,
}

/// A bank account that is paid from by debit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Bank {
    pub id: String,
    /// What it is debited by, in the buyer's language.
    pub name: String,
    /// `None` where the number does not tell it.
    pub bank_name: Option<String>,
    pub last4: String,
    pub is_default: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Address {
    pub id: String,
    /// Of who lives there.
    pub name: String,
    pub phone: Option<String>,
    pub address: Place,
    pub is_default: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Place {
    pub line1: Option<String>,
    pub line2: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub postal_code: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Device {
    pub id: String,
    /// `Firefox · Windows`; `None` where the browser did not say.
    pub name: Option<String>,
    /// Unix milliseconds, as all times here.
    pub used_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Passkey {
    pub id: String,
    /// Of the browser that it was made in, as a device's.
    pub name: Option<String>,
    pub created_ms: i64,
    pub used_ms: Option<i64>,
}

/// A payment that Link had a part in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Payment {
    pub merchant: String,
    /// In the currency's major unit, by a decimal point: `19.99`.
    pub amount: String,
    /// ISO 4217, upper case.
    pub currency: String,
    pub last4: String,
    pub at_ms: i64,
    /// Whether the payment left the card here, instead of being made with it.
    pub was_saved: bool,
}

/// What reads in its own direction among others, whatever that of the page is.
pub fn isolated(text: &str) -> String {
    [FIRST_STRONG, text, END].concat()
}

/// As banks print it: `•••• 4242`, which no line breaks.
pub fn masked(last4: &str) -> String {
    ["••••\u{a0}", last4].concat()
}

impl Address {
    /// From the street to the country, as far as there is any, whose name is `country`; then the
    /// telephone number. Each reads in its own direction, whatever that of the page is.
    pub fn lines(&self, country: Option<String>) -> String {
        let Place {
            line1,
            line2,
            city,
            state,
            postal_code,
            country: _,
        } = self.address.clone();
        let parts = [line1, line2, city, state, postal_code, country];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let address = isolated(&parts.join(", "));
        match &self.phone {
            Some(phone) => [&address, ", ", LEFT_TO_RIGHT, phone, END].concat(),
            None => address,
        }
    }
}

/// Unicode's marks around a text that has a direction of its own: that of its first letter, or this one.
const FIRST_STRONG: &str = "\u{2068}";
const LEFT_TO_RIGHT: &str = "\u{2066}";
const END: &str = "\u{2069}";

impl Card {
    pub fn name(&self) -> String {
        [&self.brand, " ", &masked(&self.last4)].concat()
    }

    /// `04/2030`
    pub fn expiry(&self) -> String {
        format!("{:02}/{}", self.exp_month, self.exp_year)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_that_nobody_is_known_on_has_no_buyer() {
        let text = r#"{"object":"link.consumer","email":null,"profile":null,"cards":[],
            "devices":[],"passkeys":[],"payments":[]}"#;
        let answer = Answer::read(text.to_owned());
        assert_eq!(answer, Some(Answer { buyer: None }));
    }

    #[test]
    fn what_is_known_is_read_and_what_is_not_shown_is_kept_for_the_file() {
        let text = r#"{"email":"a@example.com","profile":{"phone":"+44"},
            "cards":[{"id":"lpm_1","brand":"Visa","last4":"4242","exp_month":4,"exp_year":2030,
                "billing_details":{},"is_default":true,"added_ms":1}],
            "devices":[],"passkeys":[],"payments":[]}"#;
        let answer = Answer::read(text.to_owned()).expect("an answer");
        let buyer = answer.buyer.expect("a buyer");
        assert_eq!(buyer.email, "a@example.com");
        let [card] = buyer.kept.cards.as_slice() else {
            panic!("one card: {:?}", buyer.kept.cards);
        };
        assert_eq!(card.name(), "Visa ••••\u{a0}4242");
        assert_eq!(card.expiry(), "04/2030");
        assert_eq!(buyer.whole, text);
    }

    #[test]
    fn banks_and_addresses_are_read_where_the_edge_keeps_any() {
        let text = r#"{"email":"a@example.com","cards":[],"devices":[],"passkeys":[],"payments":[],
            "banks":[{"id":"b1","type":"us_bank_account","name":"US bank account","bank_name":null,"last4":"6789",
                "added_ms":1,"is_default":true}],
            "addresses":[{"id":"a1","name":"Ada","phone":"+447700900123","added_ms":1,
                "is_default":true,"address":{"line1":"1 High St","line2":null,"city":"Leeds",
                "state":null,"postal_code":"LS1 1AA","country":"GB"}}]}"#;
        let answer = Answer::read(text.to_owned()).expect("an answer");
        let kept = answer.buyer.expect("a buyer").kept;
        let banks = kept.banks.expect("banks");
        assert_eq!(banks[0].name, "US bank account");
        let addresses = kept.addresses.expect("addresses");
        assert_eq!(
            addresses[0].lines(Some("United Kingdom".to_owned())),
            "\u{2068}1 High St, Leeds, LS1 1AA, United Kingdom\u{2069}, \u{2066}+447700900123\u{2069}"
        );
    }

    #[test]
    fn what_is_no_answer_is_none() {
        for text in ["", "[]", "<!doctype html>", r#"{"email":"a@example.com"}"#] {
            assert_eq!(Answer::read(text.to_owned()), None, "{text}");
        }
    }
}
