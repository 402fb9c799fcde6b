//! Which attempt a page of Link's is for.

use shared::ids::{AccountId, AttemptId, PaymentIntentId};

/// The path of the page.
pub const PATH: &str = "/link/pay";

/// What is behind the `#` of the page's address, where no log has it: the account's id, the intent's
/// and the attempt's, without their prefixes. The attempt's is known to nobody but the buyer and the
/// merchant, which is what makes the address safe to act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageName {
    pub account: AccountId,
    pub intent: PaymentIntentId,
    pub attempt: AttemptId,
}

impl PageName {
    /// The page's whole address.
    pub fn url(&self, origin: &str) -> String {
        let account = self.account.as_str().trim_start_matches(AccountId::PREFIX);
        let intent = self.intent.as_str();
        let intent = intent.trim_start_matches(PaymentIntentId::PREFIX);
        let attempt = self.attempt.as_str().trim_start_matches(AttemptId::PREFIX);
        format!("{origin}{PATH}#{account}.{intent}.{attempt}")
    }

    /// Reads what is behind the `#`. `None` for anything that [`Self::url`] cannot have written.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let mut with = |prefix: &str| parts.next().map(|body| [prefix, body].concat());
        let account = AccountId::parse(&with(AccountId::PREFIX)?)?;
        let intent = PaymentIntentId::parse(&with(PaymentIntentId::PREFIX)?)?;
        let attempt = AttemptId::parse(&with(AttemptId::PREFIX)?)?;
        parts.next().is_none().then_some(Self {
            account,
            intent,
            attempt,
        })
    }

    /// Where the buyer goes on to the merchant, as from a partner's page.
    pub fn return_path(&self) -> String {
        format!("/return/{}/{}/{}", self.account, self.intent, self.attempt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_to_its_attempt_and_a_changed_one_to_nothing() {
        let page = PageName {
            account: AccountId::from_bytes([1; 16]),
            intent: PaymentIntentId::from_bytes([2; 16]),
            attempt: AttemptId::from_bytes([3; 16]),
        };
        let url = page.url("https://pay.example");
        let (start, name) = url.split_once('#').unwrap();
        assert_eq!(start, "https://pay.example/link/pay");
        assert_eq!(PageName::parse(name), Some(page));
        for text in ["", "..", &name[1..], &name[..60], &format!("{name}.")] {
            assert_eq!(PageName::parse(text), None, "{text}");
        }
    }
}
