//! `kassa events`: an account's event feed in the terminal.

use std::io::{self, ErrorKind, Write};
use std::thread::sleep;
use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use shared::currency::Currency;
use shared::money::Money;

use crate::merchant_api::{MerchantApi, Target, Unreachable, items, text};

const POLL_INTERVAL: Duration = Duration::from_secs(1);
/// The longest list that the API gives at once.
const PAGE_MAX: &str = "100";
const TYPE_WIDTH: usize = 40;

#[derive(Args, Clone, Debug)]
pub struct Options {
    /// Go on with every new event, until Ctrl-C
    #[arg(long, short)]
    follow: bool,
    /// Only events of this type, such as payment_intent.succeeded; can be repeated. A single one may
    /// have a star in it: 'charge.*'
    #[arg(long = "type", value_name = "TYPE")]
    types: Vec<String>,
    /// How many of the newest events to begin with
    #[arg(long, short = 'n', default_value_t = 10, value_parser = clap::value_parser!(u8).range(1..=100))]
    limit: u8,
    /// Print each event whole, as one line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: Target,
}

/// Prints the newest events, oldest of them first, and follows the feed if asked to.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let api = MerchantApi::new(&options.target)?;
    let mut feed = Feed {
        api: &api,
        filter: filter(&options.types),
        last: None,
    };
    let newest = feed.newest(options.limit)?;
    let mut is_read = print(&newest, options.json)?;
    let mut is_reachable = true;
    while options.follow && is_read {
        sleep(POLL_INTERVAL);
        match feed.news() {
            Ok(news) => {
                is_reachable = true;
                is_read = print(&news, options.json)?;
            }
            // A server that is started again goes on where it was.
            Err(error) if error.is::<Unreachable>() => {
                if is_reachable {
                    eprintln!("  {error}. Waiting for it…");
                }
                is_reachable = false;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The feed, and how far it was read.
struct Feed<'a> {
    api: &'a MerchantApi,
    filter: Vec<(&'static str, String)>,
    /// The newest event that was read.
    last: Option<String>,
}

impl Feed<'_> {
    /// The newest events, oldest first.
    fn newest(&mut self, limit: u8) -> anyhow::Result<Vec<Value>> {
        let page = self.page(&[("limit", &limit.to_string())])?;
        Ok(self.read(items(&page).to_vec()))
    }

    /// What came since, oldest first.
    fn news(&mut self) -> anyhow::Result<Vec<Value>> {
        let mut news = Vec::new();
        loop {
            let last = self.last.clone();
            let mut query = vec![("limit", PAGE_MAX)];
            query.extend(last.as_deref().map(|id| ("ending_before", id)));
            let page = self.page(&query)?;
            news.extend(self.read(items(&page).to_vec()));
            // Before the first event there is no place to go on from: the newest page is taken.
            if page["has_more"] != true || last.is_none() {
                return Ok(news);
            }
        }
    }

    fn page(&self, query: &[(&str, &str)]) -> anyhow::Result<Value> {
        let filter = self.filter.iter();
        let query: Vec<(&str, &str)> = filter
            .map(|(name, value)| (*name, value.as_str()))
            .chain(query.iter().copied())
            .collect();
        self.api.get("/v1/events", &query)
    }

    fn read(&mut self, mut newest_first: Vec<Value>) -> Vec<Value> {
        if let Some(newest) = newest_first.first() {
            self.last = Some(text(newest, "id").to_owned());
        }
        newest_first.reverse();
        newest_first
    }
}

fn filter(types: &[String]) -> Vec<(&'static str, String)> {
    match types {
        [] => Vec::new(),
        [one] => vec![("type", one.clone())],
        several => several
            .iter()
            .map(|kind| ("types[]", kind.clone()))
            .collect(),
    }
}

/// `false` when nobody reads any more, as behind `| head`.
fn print(events: &[Value], as_json: bool) -> io::Result<bool> {
    let mut out = io::stdout().lock();
    for event in events {
        let line = match as_json {
            true => event.to_string(),
            false => line(event),
        };
        match writeln!(out, "{line}") {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(false),
            written => written?,
        }
    }
    out.flush()?;
    Ok(true)
}

/// Time, type, what it is about, amount and status.
fn line(event: &Value) -> String {
    let object = &event["data"]["object"];
    let about = [
        text(object, "id").to_owned(),
        amount(object).unwrap_or_default(),
        text(object, "status").to_owned(),
    ];
    let about: Vec<String> = about.into_iter().filter(|part| !part.is_empty()).collect();
    format!(
        "{}  {:<TYPE_WIDTH$}  {}",
        local_time(event["created"].as_i64().unwrap_or_default()),
        text(event, "type"),
        about.join("  ")
    )
}

fn amount(object: &Value) -> Option<String> {
    let minor = object["amount"].as_i64()?;
    let currency = Currency::from_code(text(object, "currency"))?;
    let money = Money::new(minor, currency).ok()?;
    Some(money.to_string())
}

/// As the clock on this machine shows it.
pub fn local_time(unix_seconds: i64) -> String {
    match Timestamp::from_second(unix_seconds) {
        Ok(time) => time
            .to_zoned(TimeZone::system())
            .strftime("%Y-%m-%d %H:%M:%S")
            .to_string(),
        Err(_) => unix_seconds.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_tells_what_happened_to_what() {
        let event = json!({
            "id": "evt_1", "type": "payment_intent.succeeded", "created": 0,
            "data": {"object": {"id": "pi_1", "amount": 1999, "currency": "usd", "status": "succeeded"}},
        });
        let line = line(&event);
        assert!(line.contains("  payment_intent.succeeded  "), "{line}");
        assert!(line.ends_with("  pi_1  19.99 USD  succeeded"), "{line}");
    }

    #[test]
    fn what_an_object_lacks_leaves_no_gap() {
        let event = json!({
            "id": "evt_1", "type": "customer.created", "created": 0,
            "data": {"object": {"id": "cus_1"}},
        });
        assert!(line(&event).ends_with("  cus_1"));
    }

    #[test]
    fn one_type_may_have_a_star_and_several_are_a_list() {
        let both = ["a.b".to_owned(), "c.d".to_owned()];
        assert_eq!(filter(&both[..1]), [("type", "a.b".to_owned())]);
        assert_eq!(filter(&both).len(), 2);
        assert!(filter(&[]).is_empty());
    }
}
