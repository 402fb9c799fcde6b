//! What happened in simulated histories, counted: a world in which nothing comes about proves little.

use std::collections::BTreeMap;

macro_rules! occurrences {
    ($($(#[$doc:meta])* $name:ident $title:literal;)+) => {
        /// Something that is counted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Occurrence {
            $($(#[$doc])* $name,)+
        }

        impl Occurrence {
            /// In the order in which they are told.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// In the plural.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$name => $title,)+
                }
            }
        }
    };
}

occurrences! {
    Proven "codes that were right";
    WrongCode "codes that were wrong";
    CodeBySms "codes sent by SMS";
    PhoneProven "codes by SMS that were right";
    /// Another device's, or one's own after signing in anew.
    SmsOfAnother "codes by SMS that were typed on another device than asked";
    NoPhone "cards and accounts without a phone to send a code to";
    Exhausted "codes that were typed wrongly too often";
    Expired "codes that came too late, or twice";
    Kept "cards and accounts kept";
    CardAdded "cards added without a payment";
    PaidWithKept "payments with what is kept";
    PaidAfterSms "payments with what a code by SMS has opened";
    PaidAfterPasskey "payments with what a passkey has opened";
    CvcWanted "cards that asked for their code";
    TrustWanted "accounts that were not debited, because the device was new";
    /// A payment was told of by somebody whom nobody has shown to be on this device.
    NotTheirs "cards and accounts not kept, because the address is somebody else's";
    ErasedMeanwhile "payments that were erased before they were told of";
    ToldAgain "payments told of again";
    Default "changes of the default";
    Removed "cards and accounts removed";
    AddressTyped "addresses typed on the buyers' own pages";
    AddressChanged "addresses chosen or removed";
    TooManyAddresses "addresses that were one too many";
    PasskeyMade "passkeys made";
    PasskeyMadeInWindow "of these, in a window of their own";
    PasskeyUsed "devices opened by a passkey";
    PasskeyReplayed "challenges that a passkey had signed before";
    PasskeyTooLate "challenges that were signed too late, or for something else";
    PasskeyCloned "passkeys that were used by a copy";
    PasskeyUnknown "passkeys that are not known, or had not signed";
    OtherOrigin "passkeys that were asked for by another site";
    TooManyPasskeys "passkeys that were one too many";
    PasskeyRemoved "passkeys removed";
    Ended "devices ended from another";
    Erased "erasures";
    Swept "alarms";
    Left "names that left the index";
    IndexUnheard "times that the index was not heard";
    WriteRefused "writes that the disk refused";
    AnswerLost "answers that were lost";
    Killed "turns of which nothing was kept";
    Crash "crashes";
    Rewrapped "records put under a new key";
    Rotated "old keys removed";
    /// The key went while a payment was under way.
    Unreadable "cards and accounts not kept, because their key was gone";
}

/// How often what happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    counts: BTreeMap<Occurrence, u64>,
}

impl Tally {
    pub fn count(&self, occurrence: Occurrence) -> u64 {
        self.counts.get(&occurrence).copied().unwrap_or_default()
    }

    pub fn add(&mut self, other: &Self) {
        for (occurrence, count) in &other.counts {
            self.note(*occurrence, *count);
        }
    }

    pub(super) fn note(&mut self, occurrence: Occurrence, count: u64) {
        *self.counts.entry(occurrence).or_default() += count;
    }
}
