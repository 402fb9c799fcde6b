//! Messages to phones through Twilio (<https://www.twilio.com/docs/messaging/api/message-resource>).

use super::provider::{Provider, read};
use super::{Sender, TextMessage, Unsent};
use crate::outgoing::Answered;
use crate::ports::Fault;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use shared::link::challenge::LIFETIME_MS;

pub const API: &str = "https://api.twilio.com";
/// How the name of a messaging service begins, which chooses among its numbers itself.
const SERVICE: &str = "MG";

pub struct Twilio {
    provider: Provider,
    /// The account's SID.
    account: String,
}

/// A message that was taken.
#[derive(Deserialize)]
struct Taken {
    #[serde(rename = "sid")]
    _sid: String,
    error_code: Option<i64>,
}

/// Why one was not.
#[derive(Deserialize)]
struct Refused {
    code: i64,
}

impl Twilio {
    /// Errors: the account is not set, or is no name.
    pub fn new(provider: Provider, (variable, account): (&str, String)) -> Result<Self, Fault> {
        let is_name = account.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if account.is_empty() || !is_name {
            return Err(Fault(format!(
                "{variable} must be the SID of Twilio's account"
            )));
        }
        Ok(Self { provider, account })
    }

    fn form(&self, message: &TextMessage) -> String {
        let from = &self.provider.from;
        let sender = match from.starts_with(SERVICE) {
            true => "MessagingServiceSid",
            false => "From",
        };
        // A code that nobody can use any more is not to ring.
        let seconds = LIFETIME_MS.div_euclid(1_000).to_string();
        form_urlencoded::Serializer::new(String::new())
            .append_pair("To", message.to.as_str())
            .append_pair(sender, from)
            .append_pair("Body", &message.body)
            .append_pair("ValidityPeriod", &seconds)
            .finish()
    }
}

impl Sender<TextMessage> for Twilio {
    async fn send(&self, message: &TextMessage) -> Result<(), Unsent> {
        let account = &self.account;
        let credentials = format!("{account}:{}", self.provider.token.expose());
        let authorization = format!("Basic {}", BASE64.encode(credentials));
        let headers = [
            ("Accept", "application/json"),
            ("Authorization", authorization.as_str()),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        let path = format!("/2010-04-01/Accounts/{account}/Messages.json");
        let answered = self
            .provider
            .post(&path, &headers, self.form(message))
            .await;
        outcome(&answered?)
    }
}

fn outcome(answered: &Answered) -> Result<(), Unsent> {
    let status = answered.status;
    if !(200..300).contains(&status) {
        let code = read(answered).map(|refused: Refused| refused.code);
        return Err(Unsent::Refused { status, code });
    }
    match read(answered) {
        Some(Taken {
            error_code: None, ..
        }) => Ok(()),
        Some(Taken {
            error_code: code, ..
        }) => Err(Unsent::Refused { status, code }),
        None => Err(Unsent::Unknown {
            reason: "Twilio's answer cannot be read".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;
    use shared::link::phone::Phone;

    fn twilio(from: &str) -> Twilio {
        let provider = Provider {
            api: API.to_owned(),
            from: from.to_owned(),
            token: Secret::new("secret".to_owned()),
        };
        Twilio::new(provider, ("ACCOUNT", "AC1".to_owned()))
            .ok()
            .unwrap()
    }

    fn of(status: u16, body: &str) -> Result<(), Unsent> {
        outcome(&Answered {
            status,
            body: body.as_bytes().to_vec(),
        })
    }

    #[test]
    fn a_message_comes_from_a_number_or_from_a_service_that_chooses_one() {
        let message = TextMessage {
            to: Phone::parse("+15555550100").unwrap(),
            body: "123456 & so on".to_owned(),
        };
        let form = twilio("+15005550006").form(&message);
        assert_eq!(
            form,
            "To=%2B15555550100&From=%2B15005550006&Body=123456+%26+so+on&ValidityPeriod=600"
        );
        let form = twilio("MG9752274e").form(&message);
        assert!(form.contains("&MessagingServiceSid=MG9752274e&"), "{form}");
    }

    #[test]
    fn only_an_answer_that_says_so_means_taken() {
        let taken = r#"{"sid":"SM1","status":"queued","error_code":null,"error_message":null}"#;
        assert_eq!(of(201, taken), Ok(()));
        let invalid = r#"{"code":21211,"message":"The 'To' number +1 is not a valid phone number.","more_info":"https://www.twilio.com/docs/errors/21211","status":400}"#;
        let refused = Unsent::Refused {
            status: 400,
            code: Some(21211),
        };
        assert_eq!(of(400, invalid), Err(refused));
        let broken = Unsent::Refused {
            status: 503,
            code: None,
        };
        assert_eq!(of(503, "<html>"), Err(broken));
        assert!(matches!(of(200, "<html>"), Err(Unsent::Unknown { .. })));
    }
}
