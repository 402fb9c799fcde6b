//! What a consumer's object is asked, and what it answers. Nothing here says whether somebody is
//! known, but to whoever has shown to be that buyer.

use super::addresses::AddressQuestion;
use super::passkeys::{Passkey, PasskeyAnswer, PasskeyQuestion};
use super::rotation::Rewrapped;
use crate::vault::Unopened;
use serde::{Deserialize, Serialize};
use shared::ids::{LinkAddressId, LinkMethodId, PaymentIntentId};
use shared::link::address::{GivenAddress, KeptAddress};
use shared::link::challenge::{NotSent, TestCode, Verdict};
use shared::link::consumer::{KeptInstrument, KeptMethod, Profile, Session, Use};
use shared::link::email::Email;
use shared::link::recipient::Recipient;
use shared::link::terms::LinkTerms;
use shared::payment::method::BillingDetails;

/// Sessions and challenges go by their keyed hashes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsumerQuestion {
    /// A code is about to be sent to the address.
    Ask {
        challenge: String,
        code_hash: String,
        email: Email,
    },
    /// A code is about to be sent to the phone that is kept with the method, for this device.
    AskByPhone {
        challenge: String,
        code_hash: String,
        session: String,
        method: LinkMethodId,
    },
    /// Another code, in place of the first.
    AskAgain {
        challenge: String,
        code_hash: String,
        /// The device that asks, if it is one of the buyer's.
        asking: Option<String>,
    },
    /// A code was typed. If it is right and was sent to the address, `session` is a device of the
    /// buyer's from now on; if it was sent to a phone, the asking device is trusted with its cards.
    Prove {
        challenge: String,
        code: GivenCode,
        /// As of [`Self::AskAgain`].
        asking: Option<String>,
        session: String,
        device: Option<String>,
    },
    /// What the buyer sees of themselves.
    Show {
        session: String,
    },
    /// A way to pay, to pay with it.
    Method {
        session: String,
        method: LinkMethodId,
        with_cvc: bool,
    },
    /// A payment that Link had a part in has succeeded.
    Paid(Box<PaidWithLink>),
    MakeDefault {
        session: String,
        method: LinkMethodId,
    },
    Remove {
        session: String,
        method: LinkMethodId,
    },
    /// Ends the session of this [`Session::id`], or the asking one.
    EndSession {
        session: String,
        ended: Option<String>,
    },
    Erase {
        session: String,
    },
    /// An address is kept, or changed, or goes.
    Address {
        session: String,
        asked: AddressQuestion,
    },
    /// A card is kept that its owner has typed without paying, and of which its bank says that it works.
    AddMethod {
        session: String,
        given: Box<GivenMethod>,
    },
    Passkey(PasskeyQuestion),
    /// There is a new key.
    Rewrap,
}

/// A typed code.
#[derive(Debug, Serialize, Deserialize)]
pub struct GivenCode {
    pub hash: String,
    /// What it says by itself; `None` outside test mode.
    pub test: Option<TestCode>,
}

/// A way to pay, as it is to be kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GivenMethod {
    pub instrument: KeptInstrument,
    pub billing: BillingDetails,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PaidWithLink {
    pub payment: PaymentIntentId,
    pub terms: LinkTerms,
    pub instrument: KeptInstrument,
    pub billing: BillingDetails,
    /// Where the goods go.
    #[serde(default)]
    pub shipping: Option<GivenAddress>,
    pub record: Use,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsumerAnswer {
    Asked {
        to: Recipient,
        expires_ms: i64,
        resend_from_ms: i64,
    },
    NotAsked(NotSent),
    /// Not right, or not asked at all.
    NotProven(Verdict),
    Shown(Box<Shown>),
    /// The asking device pays with what is kept with the phone.
    Trusted(Box<Shown>),
    Method(Box<KeptMethod>),
    /// It is paid with only by whoever has the card.
    NeedsCvc,
    /// Nobody has shown on this device to have the account, which has no code.
    NeedsTrust,
    /// The device is not, or no longer, the buyer's.
    NoSession,
    NoMethod,
    /// Nobody has left a number with it.
    NoPhone,
    /// The buyer keeps it under this id.
    MethodKept {
        id: LinkMethodId,
        /// Whether they did not before.
        is_new: bool,
    },
    /// The buyer keeps it under this id from now on.
    AddressKept(LinkAddressId),
    NoAddress,
    /// There are as many as there can be.
    TooManyAddresses,
    Done,
    Passkey(PasskeyAnswer),
    /// A way to pay is gone, of which its owner hears.
    Removed {
        email: Email,
        removed: Box<KeptInstrument>,
    },
    /// What the payment was to leave does not open, and will not.
    Unreadable(Unopened),
    Rewrapped(Rewrapped),
}

/// All that is known of a buyer; of a device that has not proven the address, what it has told itself.
#[derive(Debug, Serialize, Deserialize)]
pub struct Shown {
    pub email: Email,
    /// `None` until the buyer has agreed to be remembered.
    pub profile: Option<Profile>,
    /// The default first, then the newest.
    pub methods: Vec<KeptMethod>,
    /// The default first, then the newest. A telephone number that is kept with a card or an account is
    /// there only where the device may know of it.
    pub addresses: Vec<KeptAddress>,
    /// The asking device first.
    pub sessions: Vec<Session>,
    /// The newest first.
    pub passkeys: Vec<Passkey>,
    /// The newest first.
    pub uses: Vec<Use>,
}
