//! What every provider's API needs of the operator, and what a request to it is bounded by.

use super::Unsent;
use crate::env::ProviderSettings;
use crate::outgoing::{self, Answered, Bounds};
use crate::ports::Fault;
use crate::secret::Secret;
use crate::web_address;
use serde::de::DeserializeOwned;
use shared::json;
use std::time::Duration;

/// Whoever asked for a code is waiting.
const BOUNDS: Bounds = Bounds {
    deadline: Duration::from_secs(5),
    bytes_max: 64 * 1024,
};

/// A provider's API, with what it knows this deployment by.
pub struct Provider {
    /// Without a slash at the end.
    pub api: String,
    pub from: String,
    pub token: Secret<String>,
}

impl Provider {
    /// Errors: what is missing beside the provider's name, or would send its token unencrypted.
    pub fn read(settings: ProviderSettings, own_api: &str) -> Result<Self, Fault> {
        let ProviderSettings {
            chosen_by,
            provider,
            from,
            token,
            api,
        } = settings;
        let is_missing = [
            (from.0, from.1.is_empty()),
            (token.0, token.1.expose().is_empty()),
        ];
        if let Some((name, _)) = is_missing.into_iter().find(|(_, missing)| *missing) {
            return Err(Fault(format!(
                "{chosen_by} is {provider}, so {name} must be set, too"
            )));
        }
        let address = match api.1.as_str() {
            "" => own_api,
            address => address.trim_end_matches('/'),
        };
        if !is_private(address) {
            return Err(Fault(format!("{} must begin with https://", api.0)));
        }
        Ok(Self {
            api: address.to_owned(),
            from: from.1,
            token: token.1,
        })
    }

    /// Errors: [`Unsent::Unknown`].
    pub async fn post(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Result<Answered, Unsent> {
        let url = [&self.api, path].concat();
        let answered = outgoing::post(&url, headers, body, BOUNDS).await;
        answered.map_err(|reason| Unsent::Unknown { reason })
    }
}

/// A name that no provider has.
pub fn unknown(variable: &str, known: &str) -> Fault {
    Fault(format!(
        "{variable} must be {known}, or empty for the deployment's own inbox"
    ))
}

/// The provider's answer, if it is in its form; whatever else is there is not told, because it may
/// hold what was sent.
pub fn read<T: DeserializeOwned>(answered: &Answered) -> Option<T> {
    json::from_str(std::str::from_utf8(&answered.body).ok()?).ok()
}

/// Whether nobody reads along: encrypted, or not leaving this machine.
fn is_private(address: &str) -> bool {
    let Some(url) = web_address::parse(address) else {
        return false;
    };
    match url.scheme() {
        "https" => true,
        "http" => matches!(url.host_str(), Some("127.0.0.1" | "localhost")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(from: &str, token: &str, api: &str) -> ProviderSettings {
        ProviderSettings {
            chosen_by: "PROVIDER",
            provider: "postmark".to_owned(),
            from: ("FROM", from.to_owned()),
            token: ("TOKEN", Secret::new(token.to_owned())),
            api: ("API", api.to_owned()),
        }
    }

    fn read_api(from: &str, token: &str, api: &str) -> Result<String, String> {
        let read = Provider::read(settings(from, token, api), "https://own.example");
        read.map(|provider| provider.api).map_err(|fault| fault.0)
    }

    #[test]
    fn a_provider_is_whole_or_is_told_what_it_lacks() {
        assert_eq!(read_api("a", "b", "").unwrap(), "https://own.example");
        let missing = read_api("", "b", "").unwrap_err();
        assert_eq!(missing, "PROVIDER is postmark, so FROM must be set, too");
        let missing = read_api("a", "", "").unwrap_err();
        assert_eq!(missing, "PROVIDER is postmark, so TOKEN must be set, too");
    }

    #[test]
    fn a_token_is_sent_encrypted_or_to_this_machine_alone() {
        for (api, read) in [
            ("https://proxy.example/", Some("https://proxy.example")),
            ("http://127.0.0.1:8080", Some("http://127.0.0.1:8080")),
            ("http://localhost", Some("http://localhost")),
            ("http://127.0.0.1.example", None),
            ("http://localhost:1@own.example", None),
            ("http://own.example", None),
            ("own.example", None),
            ("https://", None),
        ] {
            assert_eq!(read_api("a", "b", api).ok().as_deref(), read, "{api}");
        }
    }
}
