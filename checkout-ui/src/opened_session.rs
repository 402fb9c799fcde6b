//! The session as the element keeps it: read once from the page's hand-over.

use crate::edge_client::Access;
use crate::locale;
use crate::offers::OfferRows;
use crate::strings::{Key, Strings};
use serde::Deserialize;
use serde_json::Value;
use shared::element::protocol::{ElementError, SessionAnswer};
use shared::element::session::{CountryOption, ElementSession, IntentSummary, Offer};

/// What the views draw from.
pub struct OpenedSession {
    pub access: Access,
    pub merchant: String,
    pub locale: String,
    pub direction: String,
    pub summary: IntentSummary,
    pub offers: Vec<Offer>,
    pub rows: OfferRows,
    pub countries: Vec<CountryOption>,
    buyer_country: String,
    pub strings: Strings,
}

/// Reads what the page received; the error is what the buyer and the page are told.
pub fn open(
    publishable_key: String,
    client_secret: String,
    answer: SessionAnswer,
) -> Result<OpenedSession, ElementError> {
    let session = read(answer)?;
    let access = Access {
        publishable_key,
        client_secret,
        intent: session.intent.id.clone(),
    };
    Ok(OpenedSession {
        access,
        merchant: session.merchant_display_name,
        locale: session.locale,
        direction: session.direction,
        summary: session.intent,
        rows: OfferRows::of(&session.offers),
        offers: session.offers,
        countries: session.countries,
        buyer_country: session.buyer_country,
        strings: Strings::new(session.strings),
    })
}

impl OpenedSession {
    pub fn text(&self, key: Key) -> String {
        self.strings.text(key)
    }

    /// Minor units as the buyer reads them.
    pub fn amount(&self, minor: i64) -> String {
        locale::amount(&self.locale, minor, &self.summary)
    }

    /// The country that the form starts with.
    pub fn country(&self) -> String {
        let listed = |country: &&CountryOption| country.code == self.buyer_country;
        let country = self
            .countries
            .iter()
            .find(listed)
            .or(self.countries.first());
        country
            .map(|country| country.code.clone())
            .unwrap_or_default()
    }
}

fn read(answer: SessionAnswer) -> Result<ElementSession, ElementError> {
    match answer {
        SessionAnswer::Unreachable => Err(failure(
            "api_connection_error",
            "The payment service cannot be reached. Check your connection.",
        )),
        SessionAnswer::Answered {
            status: 200..=299,
            body,
        } => serde_json::from_str(&body)
            .ok()
            .filter(|session: &ElementSession| !session.offers.is_empty())
            .ok_or_else(|| {
                failure(
                    "api_error",
                    "The payment service gave an answer that this element does not understand.",
                )
            }),
        SessionAnswer::Answered { body, .. } => {
            let error = serde_json::from_str::<Value>(&body)
                .ok()
                .and_then(|mut body| ElementError::deserialize(body.get_mut("error")?.take()).ok());
            Err(error.unwrap_or_else(|| {
                failure(
                    "api_error",
                    "The payment service is not available right now.",
                )
            }))
        }
    }
}

fn failure(kind: &str, message: &str) -> ElementError {
    ElementError {
        kind: kind.to_owned(),
        code: None,
        decline_code: None,
        param: None,
        message: message.to_owned(),
        payment_intent: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure_of(answer: SessionAnswer) -> (String, String) {
        let error = read(answer).expect_err("no session");
        (error.kind, error.message)
    }

    #[test]
    fn the_edges_own_words_reach_the_page() {
        let body =
            r#"{"error":{"type":"invalid_request_error","message":"No such payment_intent"}}"#;
        let answer = SessionAnswer::Answered {
            status: 404,
            body: body.to_owned(),
        };
        assert_eq!(
            failure_of(answer),
            (
                "invalid_request_error".to_owned(),
                "No such payment_intent".to_owned()
            )
        );
    }

    #[test]
    fn nonsense_is_told_as_a_fault_of_the_service() {
        for (status, body) in [(200, "<html>"), (502, "<html>"), (200, "{}"), (500, "{}")] {
            let answer = SessionAnswer::Answered {
                status,
                body: body.to_owned(),
            };
            assert_eq!(failure_of(answer).0, "api_error");
        }
        assert_eq!(
            failure_of(SessionAnswer::Unreachable).0,
            "api_connection_error"
        );
    }
}
