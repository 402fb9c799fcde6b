//! The cookie by which a browser is known to be a buyer's. It is of Kassa's own origin, and of one
//! merchant's pages only: browsers keep it apart for each site that an iframe is in, which works where
//! cookies of third parties are blocked. No script can read it.

use crate::api_request::ApiRequest;
use shared::link::consumer::SESSION_LIFETIME_MS;
use shared::link::token::{LinkToken, TokenKind};

const NAME: &str = "__Host-kassa-link";
/// Says to the form that there is something to ask for. It proves nothing.
const HERE: &str = "__Host-kassa-link-here";
const ATTRIBUTES: &str = "Path=/; Secure; SameSite=None; Partitioned";

/// The session that the browser has. Only what this origin's own pages send counts: a merchant's
/// page cannot use it.
pub fn read(request: &ApiRequest) -> Option<LinkToken> {
    if request.client.origin.as_deref() != Some(request.edge.origin()) {
        return None;
    }
    token_in(request.client.cookies.as_deref()?)
}

/// Each `Set-Cookie` that makes the browser keep it.
pub fn kept(session: &LinkToken) -> Vec<String> {
    let seconds = SESSION_LIFETIME_MS.div_euclid(1_000);
    cookies(session.expose(), "1", seconds)
}

/// Each `Set-Cookie` that makes the browser forget it.
pub fn dropped() -> Vec<String> {
    cookies("", "", 0)
}

fn cookies(session: &str, here: &str, seconds: i64) -> Vec<String> {
    vec![
        format!("{NAME}={session}; Max-Age={seconds}; HttpOnly; {ATTRIBUTES}"),
        format!("{HERE}={here}; Max-Age={seconds}; {ATTRIBUTES}"),
    ]
}

/// The session that a `Cookie` header names.
fn token_in(cookies: &str) -> Option<LinkToken> {
    cookies.split(';').find_map(|cookie| {
        let (name, value) = cookie.trim().split_once('=')?;
        let is_ours = name == NAME;
        is_ours.then(|| LinkToken::parse(TokenKind::Session, value))?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_sends_back_what_it_was_told_to_keep() {
        let session = LinkToken::new(TokenKind::Session, [1; 16], [2; 16]);
        let [kept, here] = &kept(&session)[..] else {
            panic!("two cookies");
        };
        let (pair, _) = kept.split_once(';').unwrap();
        assert_eq!(token_in(&format!("a=b; {pair}; c=d")), Some(session));
        for attribute in ["Secure", "HttpOnly", "Partitioned", "Max-Age=7776000"] {
            assert!(kept.contains(attribute), "{attribute}");
        }
        assert!(!here.contains("HttpOnly"), "the form reads it");
        for dropped in dropped() {
            assert!(dropped.contains("Max-Age=0"));
            assert_eq!(token_in(dropped.split_once(';').unwrap().0), None);
        }
    }
}
