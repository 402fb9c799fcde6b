//! A buyer at the provider's hosted page, and on the way back to the shop.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Answer, Request};

/// The buttons of the hosted page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Button {
    Authorize,
    Fail,
    /// Let it expire.
    Expire,
    /// Leave, and authorise a little later.
    Later,
    /// Pay although it is over.
    TooLate,
}

/// The page that an intent's `next_action` leads to.
#[derive(Clone, Debug)]
pub struct HostedPage {
    url: String,
}

/// Where the buyer ended up.
#[derive(Debug)]
pub struct Return {
    /// The merchant's page, without its query.
    pub page: String,
    pub query: BTreeMap<String, String>,
}

impl HostedPage {
    /// Panics when there is nothing for the buyer to do.
    pub fn of(intent: &Value) -> Self {
        let action = &intent["next_action"];
        let kind = action["type"].as_str().unwrap_or_default();
        let details = &action[kind];
        let url = [
            "url",
            "stripe_js",
            "hosted_instructions_url",
            "hosted_voucher_url",
            "hosted_verification_url",
            "native_url",
        ]
        .into_iter()
        .find_map(|field| details[field].as_str());
        match url {
            Some(url) => Self {
                url: url.to_owned(),
            },
            None => panic!("no hosted page in {intent:#}"),
        }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub async fn view(&self) -> Answer {
        Request::get(&self.url).send().await
    }

    pub fn press_request(&self, button: Button) -> Request {
        Request::post(&self.url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(match button {
                Button::Authorize => "press=authorize",
                Button::Fail => "press=fail",
                Button::Expire => "press=expire",
                Button::Later => "press=later",
                Button::TooLate => "press=too_late",
            })
    }

    /// Presses a button. Answers where the provider sends the buyer: Kassa's own return address.
    pub async fn press(&self, button: Button) -> String {
        let answer = self.press_request(button).send().await;
        match answer.status {
            303 => answer.header("Location").to_owned(),
            // A page inside a modal shows the way on as a link.
            200 => return_link(&answer.text()),
            status => panic!("status {status}: {}", answer.text()),
        }
    }

    /// Sends money to the account there: `12.34`, in units of the payment's currency.
    pub async fn send_money(&self, amount: &str) -> Answer {
        Request::post(&self.url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(format!("send={amount}"))
            .send()
            .await
    }

    /// Presses a button and follows the way back to the shop.
    pub async fn press_and_return(&self, button: Button) -> Return {
        come_back(&self.press(button).await).await
    }

    /// How often money moved for this attempt.
    pub async fn effects(&self) -> Effects {
        let answer = Request::get(format!("{}/effects", self.url)).send().await;
        Effects::read(&answer.ok())
    }
}

/// What the provider did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    pub authorizations: u64,
    pub captures: u64,
    pub reversals: u64,
}

impl Effects {
    pub fn read(json: &Value) -> Self {
        let count = |name: &str| json[name].as_u64().expect("a count");
        Self {
            authorizations: count("authorizations"),
            captures: count("captures"),
            reversals: count("reversals"),
        }
    }

    /// Authorised and taken, each once, and nothing given back.
    pub const PAID_ONCE: Self = Self {
        authorizations: 1,
        captures: 1,
        reversals: 0,
    };
}

/// Follows Kassa's return address to the merchant's page.
pub async fn come_back(return_address: &str) -> Return {
    let answer = Request::get(return_address).send().await;
    assert_eq!(answer.status, 303, "{return_address}: {}", answer.text());
    let location = answer.header("Location");
    let (page, query) = location.split_once('?').expect("a query");
    Return {
        page: page.to_owned(),
        query: form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect(),
    }
}

fn return_link(html: &str) -> String {
    let link = html.split("href=\"").skip(1).find_map(|rest| {
        rest.split('"')
            .next()
            .filter(|url| url.contains("/return/"))
    });
    link.unwrap_or_else(|| panic!("no way back in {html}"))
        .replace("&amp;", "&")
}
