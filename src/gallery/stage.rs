//! Where scenes are played: a Kassa with an empty data folder, an account for each country, and a
//! merchant's page.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use edge_worker::mode::Mode;
use serde_json::{Value, json};

use super::scene::{Customer, LINK_EMAIL, Scene};
use crate::browser::free_port;
use crate::bundle::Bundle;
use crate::keys::{self, Account, NewAccount, Secrets};
use crate::merchant_api::{MerchantApi, text};
use crate::page_server::{Document, PageServer};
use crate::serve::senders::Senders;
use crate::serve::{self, Edge};

const PAGE: &str = include_str!("page.html");
const SCRIPT: &str = include_str!("page.js");
/// Stands in for the file that Apple gives a merchant.
const ASSOCIATION: &str = "7B2276657273696F6E223A317D";
const ASSOCIATION_PATH: &str = "/.well-known/apple-developer-merchantid-domain-association";
/// Cards that a customer has kept.
const KEPT: [&str; 2] = ["pm_card_visa", "pm_card_mastercard"];

/// Dropping it stops workerd.
pub struct Stage {
    edge: Edge,
    secrets: Secrets,
    page: PageServer,
    accounts: BTreeMap<String, Account>,
}

impl Stage {
    /// Starts workerd with a bundle; `data` is an empty folder.
    pub fn start(data: &Path, workerd: PathBuf, bundle: Bundle) -> anyhow::Result<Self> {
        let options = serve::Options {
            workerd,
            bundle,
            data_dir: data.to_owned(),
            port: free_port()?,
            host: serve::Host::Address,
            mode: Mode::Test,
            secrets: Secrets::load_or_create(data)?,
            apple_pay_association: ASSOCIATION.to_owned(),
            senders: Senders::default(),
            print_log: false,
        };
        let edge = Edge::start(&options)?;
        let page = PAGE
            .replace("{{kassa}}", edge.origin())
            .replace("{{script}}", SCRIPT);
        let association = Document {
            path: ASSOCIATION_PATH,
            content_type: "text/plain",
            content: ASSOCIATION.to_owned(),
        };
        Ok(Self {
            page: PageServer::serve(vec![Document::html("/", page), association])?,
            edge,
            secrets: options.secrets,
            accounts: BTreeMap::new(),
        })
    }

    /// The address of the merchant's page.
    pub fn url(&self) -> String {
        self.page.url("/")
    }

    /// Makes what a scene needs on the merchant's server; what comes back is for the page's
    /// `arrive`.
    pub fn set(&mut self, scene: &Scene) -> anyhow::Result<Value> {
        let account = self.account(scene.market.merchant.as_str())?;
        let api = MerchantApi::of(self.edge.origin(), &account.secret_key);
        let customer = match scene.intent.customer {
            Customer::Nobody => None,
            Customer::WithLink => {
                keep_with_link(&api, &self.edge, &account)?;
                None
            }
            Customer::New => Some(customer(&api)?),
            Customer::Returning => Some(keeping_cards(&api, customer(&api)?)?),
        };
        let amount = scene.market.amount.minor().to_string();
        let mut form = vec![
            ("amount", amount.as_str()),
            ("currency", scene.market.amount.currency().code()),
        ];
        let more = scene.intent.form.iter();
        form.extend(more.map(|(name, value)| (name.as_str(), value.as_str())));
        form.extend(
            customer
                .iter()
                .map(|customer| ("customer", customer.as_str())),
        );
        let intent = api.post("/v1/payment_intents", &form)?;
        if let Some((then, form)) = &scene.intent.then {
            let path = format!("/v1/payment_intents/{}/{then}", text(&intent, "id"));
            api.post(&path, form).context("going on with the intent")?;
        }
        let session = match (&customer, scene.intent.customer) {
            (Some(customer), Customer::Returning) => Some(customer_session(&api, customer)?),
            _ => None,
        };
        Ok(json!({
            "key": account.publishable_key,
            "clientSecret": text(&intent, "client_secret"),
            "customerSessionClientSecret": session,
            "country": scene.market.buyer.as_str(),
        }))
    }

    fn account(&mut self, country: &str) -> anyhow::Result<Account> {
        if let Some(account) = self.accounts.get(country) {
            return Ok(account.clone());
        }
        let new = NewAccount {
            display_name: "Lera Ceramics".to_owned(),
            country: country.to_owned(),
            domains: Vec::new(),
        };
        let account = keys::create(self.edge.origin(), &self.secrets.operator_token, &new)?;
        let api = MerchantApi::of(self.edge.origin(), &account.secret_key);
        let host = self.page.host();
        api.post("/v1/payment_method_domains", &[("domain_name", &host)])
            .context("registering the page's domain for wallets")?;
        self.accounts.insert(country.to_owned(), account.clone());
        Ok(account)
    }
}

fn customer(api: &MerchantApi) -> anyhow::Result<String> {
    let form = [("name", "Jenny Rosen"), ("email", "jenny@example.com")];
    let customer = api.post("/v1/customers", &form)?;
    Ok(text(&customer, "id").to_owned())
}

fn keeping_cards(api: &MerchantApi, customer: String) -> anyhow::Result<String> {
    for card in KEPT {
        let path = format!("/v1/payment_methods/{card}/attach");
        let method = api.post(&path, &[("customer", &customer)])?;
        let path = format!("/v1/payment_methods/{}", text(&method, "id"));
        api.post(&path, &[("allow_redisplay", "always")])?;
    }
    Ok(customer)
}

/// A payment with a card that its buyer leaves with Link, and the telephone number with it.
fn keep_with_link(api: &MerchantApi, edge: &Edge, account: &Account) -> anyhow::Result<()> {
    let form = [("amount", "1999"), ("currency", "usd")];
    let intent = api.post("/v1/payment_intents", &form)?;
    let card = "payment_method_data[card]";
    let card = ["number", "exp_month", "exp_year", "cvc"].map(|field| format!("{card}[{field}]"));
    let [number, month, year, cvc] = &card;
    let form = [
        ("client_secret", text(&intent, "client_secret")),
        ("payment_method_data[type]", "card"),
        (number.as_str(), "4242424242424242"),
        (month.as_str(), "12"),
        (year.as_str(), "2034"),
        (cvc.as_str(), "123"),
        ("link[save]", "true"),
        ("link[email]", LINK_EMAIL),
        ("link[phone]", "+1 555 555 0177"),
    ];
    let path = format!("/v1/payment_intents/{}/confirm", text(&intent, "id"));
    let browser = MerchantApi::of(edge.origin(), &account.publishable_key);
    browser
        .post(&path, &form)
        .context("keeping a card with Link")?;
    Ok(())
}

fn customer_session(api: &MerchantApi, customer: &str) -> anyhow::Result<String> {
    const ELEMENT: &str = "components[payment_element]";
    let feature = |name: &str| format!("{ELEMENT}[features][payment_method_{name}]");
    let names = ["redisplay", "save", "remove"].map(feature);
    let enabled = format!("{ELEMENT}[enabled]");
    let mut form = vec![("customer", customer), (enabled.as_str(), "true")];
    form.extend(names.iter().map(|name| (name.as_str(), "enabled")));
    let session = api.post("/v1/customer_sessions", &form)?;
    Ok(text(&session, "client_secret").to_owned())
}
