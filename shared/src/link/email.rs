//! The e-mail address that a buyer is known by.

use serde::{Deserialize, Serialize};

/// As RFC 5321 has it, of a whole address.
const LENGTH_MAX: usize = 254;

/// An address in the one spelling that all of its spellings share: no capitals, no spaces around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// Why a text is no address that somebody could be known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailProblem {
    Malformed,
    /// It has letters of other alphabets, of which some look just like Latin ones: an address that
    /// looks like somebody's would be somebody else's.
    NotLatin,
}

impl Email {
    /// Errors: [`EmailProblem`].
    pub fn parse(text: &str) -> Result<Self, EmailProblem> {
        let text = text.trim();
        if !text.is_ascii() {
            return Err(EmailProblem::NotLatin);
        }
        let (name, domain) = text.rsplit_once('@').ok_or(EmailProblem::Malformed)?;
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_graphic())
            && !name.contains(['@', '"', '<', '>', ',', ';', '\\']);
        let mut labels = domain.split('.');
        let is_label = |label: &str| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let is_domain = domain.contains('.') && labels.all(is_label);
        if is_name && is_domain && text.len() <= LENGTH_MAX {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(EmailProblem::Malformed)
        }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Enough for its owner to recognise: `j•••@example.com`. It is made of the address alone, so it
    /// says nothing of who is known here.
    #[must_use]
    pub fn masked(&self) -> String {
        let (name, domain) = self.0.rsplit_once('@').unwrap_or_default();
        let first: String = name.chars().take(1).collect();
        format!("{first}•••@{domain}")
    }
}

impl TryFrom<String> for Email {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).map_err(|_| "not an e-mail address")
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_one_spelling() {
        let spellings = [
            "jenny@example.com",
            " Jenny@Example.COM ",
            "JENNY@example.com",
        ];
        for spelling in spellings {
            assert_eq!(
                Email::parse(spelling).unwrap().as_str(),
                "jenny@example.com"
            );
        }
        let other = Email::parse("jenny+shop@example.com").unwrap();
        assert_ne!(other.as_str(), "jenny@example.com", "a tag is a part of it");
    }

    #[test]
    fn what_only_looks_like_an_address_is_refused_with_the_reason() {
        for text in [
            "",
            "jenny",
            "@example.com",
            "jenny@",
            "jenny@localhost",
            "jenny@-a.com",
            "jenny@a..com",
            "a b@example.com",
            "a@b@example.com",
            "\"a\"@example.com",
            "a@exa mple.com",
            "a@example.com\n@b.com",
        ] {
            assert_eq!(Email::parse(text), Err(EmailProblem::Malformed), "{text}");
        }
        let long = format!("{}@example.com", "a".repeat(250));
        assert_eq!(Email::parse(&long), Err(EmailProblem::Malformed));
        // A Cyrillic letter, and a domain of full-width ones.
        for text in ["j\u{0435}nny@example.com", "jenny@\u{ff45}xample.com"] {
            assert_eq!(Email::parse(text), Err(EmailProblem::NotLatin), "{text}");
        }
    }

    #[test]
    fn what_is_shown_of_an_address_is_its_first_letter_and_its_domain() {
        let email = Email::parse("jenny.rosen@example.com").unwrap();
        assert_eq!(email.masked(), "j•••@example.com");
    }
}
