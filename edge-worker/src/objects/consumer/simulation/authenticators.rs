//! What people's authenticators hold and say, with real keys and signatures, and Kassa's border, where what
//! a browser hands over is checked before an object hears of it.

use super::world::World;
use crate::keyed::Keyring;
use crate::ports::Random;
use crate::webauthn::authenticator::{Authenticator, VERIFIED, authenticator_data, client_data};
use crate::webauthn::{
    self, Assertion, Ceremony, Claim, Created, NewKey, NotOurs, RelyingParty, SignedChallenge,
};

/// The deployment's.
const ORIGIN: &str = "https://pay.example.com";
/// Another one's, which looks like it.
const OTHER_ORIGIN: &str = "https://pay.example.org";
/// An original and what somebody has made of it.
const COPIES: usize = 2;

/// A passkey as an authenticator holds it.
pub struct Credential {
    /// Whose it says it is.
    pub object: usize,
    pub id: Vec<u8>,
    /// Which of all the keys that were ever made.
    pub key: u64,
    authenticator: Authenticator,
    /// How often it, and a copy of it, have signed. Many authenticators do not count.
    counts: Option<[u32; COPIES]>,
}

/// A challenge that a browser was given.
#[derive(Clone, Debug)]
pub struct Given {
    pub text: String,
    pub ends_ms: i64,
}

/// What a browser has handed over, and anybody may hand over again.
#[derive(Clone)]
pub struct HandedOver {
    pub object: usize,
    /// Of the passkey.
    pub credential: Vec<u8>,
    pub challenge: Given,
    pub is_of_other_origin: bool,
    pub what: Ceremonial,
    /// Whose key it is, or by which it was signed.
    pub key: u64,
    pub sign_count: u32,
}

#[derive(Clone)]
pub enum Ceremonial {
    Made(Created),
    Used(Assertion),
}

impl World {
    pub fn new_challenge(&self, ceremony: Ceremony) -> Given {
        let (random, now_ms) = (self.nature.bytes(), self.nature.now_ms.get());
        let (text, ends_ms) = webauthn::new_challenge(&keyring(), ceremony, random, now_ms);
        Given { text, ends_ms }
    }

    pub fn new_credential(&mut self, object: usize) -> Credential {
        self.keys_made += 1;
        let mut secret = [0; 32];
        secret[16..].copy_from_slice(&self.nature.bytes());
        let counts = self.chance().percent(70).then_some([1; COPIES]);
        Credential {
            object,
            id: self.nature.bytes().to_vec(),
            key: self.keys_made,
            authenticator: Authenticator::of(&secret),
            counts,
        }
    }
}

impl Credential {
    pub fn made(&self, challenge: Given) -> HandedOver {
        let sign_count = self.counts.map_or(0, |counts| counts[0]);
        let data = authenticator_data(host(ORIGIN), VERIFIED, sign_count);
        let said = client_data(Ceremony::Create, &challenge.text, ORIGIN);
        HandedOver {
            object: self.object,
            credential: self.id.clone(),
            challenge,
            is_of_other_origin: false,
            what: Ceremonial::Made(self.authenticator.makes(&self.id, data, said)),
            key: self.key,
            sign_count,
        }
    }

    /// By the original or by the copy, each of which counts for itself.
    pub fn used(&mut self, challenge: Given, copy: usize, is_of_other_origin: bool) -> HandedOver {
        let origin = match is_of_other_origin {
            true => OTHER_ORIGIN,
            false => ORIGIN,
        };
        let sign_count = self.counts.as_mut().map_or(0, |counts| {
            counts[copy] += 1;
            counts[copy]
        });
        let data = authenticator_data(host(origin), VERIFIED, sign_count);
        let said = client_data(Ceremony::Get, &challenge.text, origin);
        HandedOver {
            object: self.object,
            credential: self.id.clone(),
            challenge,
            is_of_other_origin,
            what: Ceremonial::Used(self.authenticator.signs(data, said)),
            key: self.key,
            sign_count,
        }
    }
}

/// What Kassa makes of something that was made. Errors: [`NotOurs`].
pub fn read_made(created: &Created, now_ms: i64) -> Result<(NewKey, SignedChallenge), NotOurs> {
    let said = &created.client_data;
    let named = SignedChallenge::named_in(said, &keyring(), Ceremony::Create, now_ms);
    let (text, challenge) = named?;
    let key = party().created(&text, created).map_err(NotOurs::Refused)?;
    Ok((key, challenge))
}

/// What Kassa makes of a signature before anybody looks for its key. Errors: [`NotOurs`].
pub fn read_used(used: &Assertion, now_ms: i64) -> Result<(Claim, SignedChallenge), NotOurs> {
    let said = &used.client_data;
    let (text, challenge) = SignedChallenge::named_in(said, &keyring(), Ceremony::Get, now_ms)?;
    let claim = party().claim(&text, used.clone());
    Ok((claim.map_err(NotOurs::Refused)?, challenge))
}

/// By what a passkey is kept.
pub fn passkey_id(credential: &[u8]) -> String {
    keyring().passkey_id(credential)
}

fn keyring() -> Keyring {
    Keyring::from_hex(&"0f".repeat(32)).expect("a root secret")
}

fn party() -> RelyingParty<'static> {
    RelyingParty::of(ORIGIN).expect("a name")
}

fn host(origin: &'static str) -> &'static str {
    RelyingParty::of(origin).expect("a name").id
}
