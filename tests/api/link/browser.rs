//! A buyer's browser as Link sees it: one cookie, and requests from Kassa's own pages.

use serde_json::Value;

use crate::support::{Answer, Form, Merchant, Request, path_of, text, with};

#[derive(Clone)]
pub struct Browser {
    base: String,
    publishable_key: String,
    operator_token: String,
    origin: String,
    cookie: Option<String>,
    /// The address that it has on the network.
    address: Option<String>,
}

impl Browser {
    /// One that nobody has used, in a page of the merchant's.
    pub fn at(merchant: &Merchant) -> Self {
        let base = merchant.url("");
        Self {
            publishable_key: merchant.account().publishable_key.clone(),
            operator_token: merchant.operator_token().to_owned(),
            origin: base.clone(),
            base,
            cookie: None,
            address: None,
        }
    }

    /// The same, on this network.
    pub fn with_address(self, address: &str) -> Self {
        Self {
            address: Some(address.to_owned()),
            ..self
        }
    }

    /// The same, in a page of another merchant's on the same site.
    pub fn moved_to(&self, merchant: &Merchant) -> Self {
        Self {
            publishable_key: merchant.account().publishable_key.clone(),
            ..self.clone()
        }
    }

    /// The same, with requests from another origin's page.
    pub fn at_origin(self, origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            ..self
        }
    }

    /// The same, on Link's own page, which asks with a key of its own.
    pub fn with_key(self, publishable_key: &str) -> Self {
        Self {
            publishable_key: publishable_key.to_owned(),
            ..self
        }
    }

    pub fn has_cookie(&self) -> bool {
        self.cookie.is_some()
    }

    pub async fn post(&self, path: &str, form: Form<'_>) -> Answer {
        let request = Request::post(format!("{}{path}", self.base))
            .bearer(&self.publishable_key)
            .header("Origin", &self.origin)
            .form(form);
        self.sent(request).await
    }

    /// With what the browser and its network add.
    async fn sent(&self, request: Request) -> Answer {
        let more = [("Cookie", &self.cookie), ("X-Real-IP", &self.address)];
        let told = more
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_ref()?)));
        let request = told.fold(request, |request, (name, value)| {
            request.header(name, value)
        });
        request.send().await
    }

    /// Asks for a code.
    pub async fn ask(&self, email: &str) -> Answer {
        self.post("/v1/link/challenges", &[("email", email)]).await
    }

    /// Types the code that was asked for.
    pub async fn answer(&mut self, challenge: &Value, code: &str) -> Answer {
        let path = format!("/v1/link/challenges/{}/verify", text(challenge, "id"));
        let answer = self.post(&path, &[("code", code)]).await;
        self.keep_cookie(&answer);
        answer
    }

    /// Asks for a code and types one.
    pub async fn prove(&mut self, email: &str, code: &str) -> Answer {
        let challenge = self.ask(email).await.ok();
        self.answer(&challenge, code).await
    }

    /// Asks as Kassa's own pages do, without any merchant's key.
    pub async fn own(&self, path: &str, form: Form<'_>) -> Answer {
        let request = Request::post(format!("{}/link/api/{path}", self.base))
            .header("Origin", &self.origin)
            .form(form);
        self.sent(request).await
    }

    /// What the buyer's own pages show.
    pub async fn consumer(&self) -> Value {
        self.own("consumer", &[]).await.ok()
    }

    /// What the buyer keeps, for this intent.
    pub async fn offers(&self, intent: &Value) -> Value {
        let form = [("client_secret", text(intent, "client_secret"))];
        self.post("/v1/elements/link", &form).await.ok()
    }

    pub async fn confirm(&mut self, intent: &Value, form: Form<'_>) -> Answer {
        let secret = [("client_secret", text(intent, "client_secret"))];
        let path = path_of(intent, "/confirm");
        let answer = self.post(&path, &with(form, &secret)).await;
        self.keep_cookie(&answer);
        answer
    }

    /// The newest code in the deployment's inbox for this address.
    pub async fn code_sent_to(&self, email: &str) -> String {
        let subjects = self.subjects_sent_to(email).await;
        let newest = subjects.iter().find(|it| it.contains("code"));
        let newest = newest.expect("a message with a code");
        newest.chars().filter(char::is_ascii_digit).collect()
    }

    /// What the deployment's inbox has for this address, the newest first.
    pub async fn subjects_sent_to(&self, email: &str) -> Vec<String> {
        let messages = self.sent_to(email).await.into_iter();
        messages
            .map(|message| text(&message, "subject").to_owned())
            .collect()
    }

    /// What the newest message in the deployment's inbox says to this phone.
    pub async fn newest_body_sent_to(&self, phone: &str) -> String {
        let messages = self.sent_to(phone).await;
        text(messages.first().expect("a message"), "body").to_owned()
    }

    async fn sent_to(&self, recipient: &str) -> Vec<Value> {
        let inbox = Request::get(format!("{}/operator/inbox", self.base))
            .bearer(&self.operator_token)
            .send()
            .await
            .ok();
        let messages = inbox.as_array().expect("messages").iter();
        let theirs = messages
            .map(|delivered| &delivered["message"])
            .filter(|it| it["to"] == recipient);
        theirs.cloned().collect()
    }

    pub fn keep_cookie(&mut self, answer: &Answer) {
        let set = answer.headers.get_all("set-cookie").iter();
        let mut set = set.filter_map(|cookie| cookie.to_str().ok());
        if let Some((pair, _)) = set.find_map(|cookie| cookie.split_once(';')) {
            self.cookie = Some(pair.to_owned());
        }
    }
}
