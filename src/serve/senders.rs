//! Who carries Kassa's messages to buyers, as the Worker's variables and secrets name it.

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::net::IpAddr;

use ureq::http::Uri;

use super::config::Binding;

/// Every setting. Empty ones mean the deployment's own inbox.
pub const SETTINGS: [&str; 9] = [
    Binding::EMAIL_PROVIDER,
    Binding::EMAIL_FROM,
    Binding::EMAIL_TOKEN,
    Binding::EMAIL_API,
    Binding::SMS_PROVIDER,
    Binding::SMS_FROM,
    Binding::SMS_ACCOUNT,
    Binding::SMS_TOKEN,
    Binding::SMS_API,
];

/// The settings that are not empty. `Debug` shows which, not what: there are tokens among them.
#[derive(Clone, Default)]
pub struct Senders(BTreeMap<&'static str, String>);

impl Senders {
    /// What this process was started with.
    pub fn from_environment() -> Self {
        let set = SETTINGS.map(|name| (name, env::var(name).unwrap_or_default()));
        Self(BTreeMap::from(set))
    }

    /// The same with this setting.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.0.insert(name, value.to_owned());
        self
    }

    /// The addresses that are set in place of a provider's own host, where they are numbers.
    pub fn private_hosts(&self) -> Vec<IpAddr> {
        let set = [Binding::EMAIL_API, Binding::SMS_API].map(|name| self.0.get(name));
        let hosts = set.into_iter().flatten().filter_map(|url| {
            let url: Uri = url.parse().ok()?;
            let host = url.host()?.trim_matches(['[', ']']).to_owned();
            host.parse().ok()
        });
        hosts.collect()
    }

    /// Each setting with its value.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let value = |name| self.0.get(name).map_or("", String::as_str);
        SETTINGS.into_iter().map(move |name| (name, value(name)))
    }
}

impl fmt::Debug for Senders {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_behind_a_number_of_the_operators_is_named() {
        let set = |url: &str| {
            Senders::default()
                .with(Binding::SMS_API, url)
                .private_hosts()
        };
        assert_eq!(
            set("http://10.0.0.7:8025/mail"),
            ["10.0.0.7".parse::<IpAddr>().expect("v4")]
        );
        assert_eq!(
            set("http://[fd00::7]:8025"),
            ["fd00::7".parse::<IpAddr>().expect("v6")]
        );
        for none in ["", "https://api.twilio.com", "nonsense"] {
            assert!(set(none).is_empty(), "{none}");
        }
    }
}
