//! Texts that a buyer's browser holds, and that lead to the buyer's own object without an index: the
//! object's name, and a secret of its own.

use crate::ids::{base62, base62_decode};
use std::fmt;

const PART_LENGTH: usize = 22;

/// What a text opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// One question for a code.
    Challenge,
    /// A device on which the buyer is known.
    Session,
    /// A window in which a passkey is made.
    Enrolment,
}

impl TokenKind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Challenge => "lkch_",
            Self::Session => "lkse_",
            Self::Enrolment => "lken_",
        }
    }
}

/// The text, of the kind that it was read as. `Debug` does not show the secret.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkToken {
    text: String,
    consumer: String,
}

impl LinkToken {
    /// `consumer` is the name of the buyer's object.
    #[must_use]
    pub fn new(kind: TokenKind, consumer: [u8; 16], secret: [u8; 16]) -> Self {
        let consumer = base62(consumer);
        Self {
            text: [kind.prefix(), &consumer, &base62(secret)].concat(),
            consumer,
        }
    }

    /// `None` for a text of another form, or of another kind.
    #[must_use]
    pub fn parse(kind: TokenKind, text: &str) -> Option<Self> {
        let body = text.strip_prefix(kind.prefix())?;
        let (consumer, secret) = body.split_at_checked(PART_LENGTH)?;
        base62_decode(consumer)?;
        base62_decode(secret)?;
        Some(Self {
            text: text.to_owned(),
            consumer: consumer.to_owned(),
        })
    }

    /// Whose it is: the name of the buyer's object.
    #[must_use]
    pub fn consumer(&self) -> &str {
        &self.consumer
    }

    /// The whole text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for LinkToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "LinkToken({}…)", self.consumer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_to_its_owner_and_is_of_one_kind() {
        let token = LinkToken::new(TokenKind::Session, [1; 16], [2; 16]);
        let read = LinkToken::parse(TokenKind::Session, token.expose()).unwrap();
        assert_eq!(read, token);
        assert_eq!(read.consumer(), base62([1; 16]));
        assert_eq!(LinkToken::parse(TokenKind::Challenge, token.expose()), None);
        assert!(!format!("{token:?}").contains(&base62([2; 16])));
    }

    #[test]
    fn a_text_of_another_form_is_no_token() {
        let token = LinkToken::new(TokenKind::Challenge, [1; 16], [2; 16]);
        let text = token.expose();
        for text in [
            "",
            "lkch_",
            &text[..20],
            &text[..48],
            &format!("{text}0"),
            "lkch_ééééééééééé",
        ] {
            assert_eq!(LinkToken::parse(TokenKind::Challenge, text), None, "{text}");
        }
    }
}
