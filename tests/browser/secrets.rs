//! What must be nowhere but in the element and in the requests that it sends: the card's number and
//! security code, and the client secret as far as it is not the page's own. Several payments are
//! made, and everything that was posted, asked for, kept or logged meanwhile is looked through.

use std::fs;

use serde_json::Value;

use crate::support::{Buyer, ELEMENT, Intent, MODAL, MerchantPage, PAGE, Place, Stage, on_stage};

/// Used by this test alone, so that what is found is its own.
const CVC: &str = "847";
const SUCCEEDS: &str = "5555555555554444";
const DECLINED: &str = "4000000000000069";
const ASKS: &str = "4000002500003155";
const KEPT: &str = "4000056655665556";

/// Messages outlive the page, for the one to which the buyer comes back.
const KEEP_MESSAGES: &str = "addEventListener('pagehide', () => { sessionStorage.posted = JSON.stringify(seen.messages); });";
/// The addresses that a document knows, and all that it keeps.
const LOOK: &str = "
    window.found ??= null;
    const kept = (read) => { try { return JSON.stringify({ ...read() }); } catch { return ''; } };
    Promise.all([indexedDB.databases(), globalThis.caches?.keys()]).catch((error) => error.name).then((databases) => {
      window.found = {
        addresses: [location.href, document.referrer, ...performance.getEntries().map(({ name }) => name)],
        kept: [kept(() => localStorage), kept(() => sessionStorage), document.cookie, JSON.stringify(databases)],
        posted: [...(typeof seen === 'undefined' ? [] : seen.messages), ...(sessionStorage.posted ? [sessionStorage.posted] : [])],
      };
    });";

/// A payment's secrets, and everything in which they must not be.
struct Search {
    /// The page's address, which the tests make up, and its origin.
    url: String,
    merchant: String,
    number: &'static str,
    client_secret: String,
    addresses: Vec<String>,
    kept: Vec<String>,
    posted: Vec<String>,
}

impl Search {
    async fn look(&mut self, buyer: &Buyer<'_>, place: Place) {
        buyer.ask(place, LOOK).await;
        let found = buyer.until(place, "return window.found;").await;
        let list = |name: &str| -> Vec<String> {
            let list = found[name].as_array().expect("a list").iter();
            list.map(|it| it.as_str().unwrap_or_default().to_owned())
                .collect()
        };
        self.addresses.extend(list("addresses"));
        self.kept.extend(list("kept"));
        self.posted.extend(list("posted"));
    }

    /// What the browser has asked for and said since the last payment.
    async fn look_at_logs(&mut self, buyer: &Buyer<'_>) {
        for entry in buyer.log("performance").await {
            let message = entry["message"].as_str().unwrap_or_default();
            let message: Value = serde_json::from_str(message).expect("JSON");
            let sent = &message["message"]["params"]["request"];
            let addresses = [&sent["url"], &sent["headers"]["Referer"]];
            let addresses = addresses.into_iter().filter_map(Value::as_str);
            self.addresses.extend(addresses.map(str::to_owned));
        }
        let said = buyer.log("browser").await;
        self.kept.extend(said.iter().map(Value::to_string));
    }

    fn finish(self, log: &str) {
        let posted = self.posted.concat();
        assert!(posted.contains("confirmed"), "the page has ears: {posted}");
        let asked = |path: &str| self.addresses.iter().any(|it| it.contains(path));
        assert!(asked("/v1/elements/sessions"), "{:?}", self.addresses);
        let card = [self.number.to_owned(), grouped(self.number)];
        let is_told = |text: &str| {
            let mut words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
            card.iter().any(|number| text.contains(number)) || words.any(|word| word == CVC)
        };
        // The page has the secret from its own server, and gets it back as a return's parameter.
        let kassas = self.addresses.iter();
        let kassas = kassas.filter(|address| !address.starts_with(&self.merchant));
        let everything = kassas.chain(&self.kept).chain(&self.posted);
        // The browser's own words name the page.
        let everything = everything.map(|text| text.replace(&self.url, "the page"));
        let everything: Vec<_> = everything.collect();
        for text in &everything {
            assert!(!text.contains(&self.client_secret), "a secret in {text}");
        }
        assert!(!log.contains(&self.client_secret), "{log}");
        for text in everything.iter().chain(&self.addresses) {
            assert!(!is_told(text), "the card of {} in {text}", self.number);
        }
        assert!(!card.iter().any(|number| log.contains(number)), "{log}");
    }
}

fn grouped(number: &str) -> String {
    let digits: Vec<_> = number
        .as_bytes()
        .chunks(4)
        .map(String::from_utf8_lossy)
        .collect();
    digits.join(" ")
}

/// A buyer at the card form of a new intent.
async fn arrive(
    stage: &Stage,
    page: &MerchantPage,
    buyer: &Buyer<'_>,
    number: &'static str,
    more: &[(&str, &str)],
) -> Search {
    let form = [&[("amount", "2000"), ("currency", "usd")], more].concat();
    let intent = Intent::with(&stage.kassa, &form).await;
    let (origin, key) = (stage.kassa.origin(), stage.kassa.publishable_key());
    let url = page.url(&origin, key, &[&intent.client_secret], &[]);
    buyer.open(&url).await;
    buyer.hears("ready").await;
    buyer.ask(PAGE, KEEP_MESSAGES).await;
    let (merchant, _) = url.split_once("/?").expect("an address");
    let (_, client_secret) = intent.client_secret.split_once("_secret_").expect("one");
    Search {
        merchant: merchant.to_owned(),
        url: url.clone(),
        number,
        client_secret: client_secret.to_owned(),
        addresses: Vec::new(),
        kept: Vec::new(),
        posted: Vec::new(),
    }
}

async fn fill(buyer: &Buyer<'_>, number: &str) {
    buyer.fill_card(number).await;
    buyer.fill(ELEMENT, "#card-cvc", CVC).await;
}

#[test]
fn no_secret_is_in_a_message_an_address_a_store_or_a_log() {
    on_stage(async |stage| {
        let page = MerchantPage::serve().await;
        let buyer = stage.buyer().await;
        buyer.log("performance").await;
        let log = || fs::read_to_string(stage.kassa.data_dir().join("workerd.log"));
        let kept = [("setup_future_usage", "off_session")];
        for (number, more) in [
            (SUCCEEDS, &[][..]),
            (DECLINED, &[]),
            (ASKS, &[]),
            (KEPT, &kept),
        ] {
            let mut search = arrive(stage, &page, &buyer, number, more).await;
            fill(&buyer, number).await;
            search.look(&buyer, ELEMENT).await;
            buyer.pay().await;
            if number == ASKS {
                buyer.find_in(MODAL, "button[value=authorize]").await;
                search.look(&buyer, MODAL).await;
                buyer.click(MODAL, "button[value=authorize]").await;
            }
            let outcome = buyer.outcome(1).await;
            assert_eq!(outcome["error"].is_null(), number != DECLINED, "{outcome}");
            search.look(&buyer, ELEMENT).await;
            search.look(&buyer, PAGE).await;
            search.look_at_logs(&buyer).await;
            search.finish(&log().expect("workerd's log"));
        }

        let mut search = arrive(stage, &page, &buyer, SUCCEEDS, &[]).await;
        // What was typed before another way was chosen.
        fill(&buyer, SUCCEEDS).await;
        buyer.pay_with("Klarna").await;
        let there = "return location.pathname.startsWith('/sandbox/');";
        buyer.until(PAGE, there).await;
        search.look(&buyer, PAGE).await;
        buyer.press_at_provider("authorize").await;
        buyer
            .until(PAGE, "return location.pathname === '/done';")
            .await;
        search.look(&buyer, PAGE).await;
        search.look_at_logs(&buyer).await;
        search.finish(&log().expect("workerd's log"));
        buyer.leave().await;
    });
}
