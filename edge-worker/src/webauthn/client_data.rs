//! What the browser says of the page that asked.

use super::Refused;
use serde::Deserialize;
use shared::json;

/// What was asked of the authenticator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceremony {
    Create,
    Get,
}

impl Ceremony {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "webauthn.create",
            Self::Get => "webauthn.get",
        }
    }
}

/// `CollectedClientData`, as far as it is looked at.
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    ceremony: String,
    challenge: String,
    origin: String,
    /// Whether the page was in a frame of another origin.
    #[serde(default, rename = "crossOrigin")]
    is_framed: bool,
}

/// Errors: it is of another ceremony, challenge or page. A key is made on Kassa's own page alone; it is
/// used in merchants' pages, too, in the frame that is Kassa's there.
pub fn check(
    bytes: &[u8],
    ceremony: Ceremony,
    challenge: &str,
    origin: &str,
) -> Result<(), Refused> {
    let said = read(bytes).ok_or(Refused::Malformed)?;
    if said.ceremony != ceremony.as_str() {
        return Err(Refused::Malformed);
    }
    if said.challenge != challenge {
        return Err(Refused::WrongChallenge);
    }
    let is_allowed = match ceremony {
        Ceremony::Create => !said.is_framed,
        Ceremony::Get => true,
    };
    if said.origin != origin || !is_allowed {
        return Err(Refused::WrongOrigin);
    }
    Ok(())
}

/// The challenge, before anything is checked.
pub fn challenge_in(bytes: &[u8]) -> Option<String> {
    Some(read(bytes)?.challenge)
}

fn read(bytes: &[u8]) -> Option<ClientData> {
    json::from_str(std::str::from_utf8(bytes).ok()?).ok()
}
