//! `kassa webhooks`: an account's webhook endpoints, what became of their deliveries, and a delivery
//! once more.

use clap::Subcommand;
use serde_json::Value;

use crate::events::local_time;
use crate::merchant_api::{MerchantApi, Target, id_of, items, text};

const TYPE_WIDTH: usize = 40;

#[derive(Subcommand, Clone, Debug)]
pub enum Command {
    /// List the webhook endpoints: whether each is enabled, where it is, what it asks for
    List {
        #[command(flatten)]
        target: Target,
    },
    /// Show what became of the newest events that were sent to an endpoint
    ///
    /// One line an event: the last try, how it stands, how many tries it took, and what the endpoint's
    /// server answered last.
    Deliveries {
        /// The endpoint's id, as `kassa webhooks list` shows it
        #[arg(value_parser = id_of("we_"))]
        endpoint: String,
        /// How many
        #[arg(long, short = 'n', default_value_t = 20, value_parser = clap::value_parser!(u8).range(1..=100))]
        limit: u8,
        #[command(flatten)]
        target: Target,
    },
    /// Deliver an event once more, with the same event id
    ///
    /// To every enabled endpoint that asks for such events, or to the one that --endpoint names.
    Resend {
        /// The event's id, as `kassa events --json` or the webhook's body shows it
        #[arg(value_parser = id_of("evt_"))]
        event: String,
        /// Only to this endpoint, even if it does not ask for such events
        #[arg(long, value_name = "ENDPOINT", value_parser = id_of("we_"))]
        endpoint: Option<String>,
        #[command(flatten)]
        target: Target,
    },
}

/// Errors: Kassa does not run there, or refuses.
pub fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::List { target } => list(&MerchantApi::new(target)?),
        Command::Deliveries {
            endpoint,
            limit,
            target,
        } => deliveries(&MerchantApi::new(target)?, endpoint, *limit),
        Command::Resend {
            event,
            endpoint,
            target,
        } => resend(&MerchantApi::new(target)?, event, endpoint.as_deref()),
    }
}

fn list(api: &MerchantApi) -> anyhow::Result<()> {
    let endpoints = api.get("/v1/webhook_endpoints", &[("limit", "100")])?;
    if items(&endpoints).is_empty() {
        println!("  This account has no webhook endpoints.");
    }
    for endpoint in items(&endpoints) {
        let events: Vec<&str> = endpoint["enabled_events"]
            .as_array()
            .map(|events| events.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        println!(
            "  {}  {:<8}  {}",
            text(endpoint, "id"),
            text(endpoint, "status"),
            text(endpoint, "url")
        );
        println!("    {}", events.join(", "));
    }
    Ok(())
}

fn deliveries(api: &MerchantApi, endpoint: &str, limit: u8) -> anyhow::Result<()> {
    let path = format!("/v1/webhook_endpoints/{endpoint}/deliveries");
    let deliveries = api.get(&path, &[("limit", &limit.to_string())])?;
    if items(&deliveries).is_empty() {
        println!("  Nothing was sent to this endpoint in the last week.");
    }
    for delivery in items(&deliveries).iter().rev() {
        println!("  {}", delivery_line(delivery));
    }
    Ok(())
}

fn delivery_line(delivery: &Value) -> String {
    let tried = delivery["last_tried_ms"].as_i64();
    let answer = match (delivery["last_status"].as_u64(), &delivery["last_error"]) {
        (Some(status), _) => format!("answered {status}"),
        (None, Value::String(error)) => error.clone(),
        (None, _) => String::new(),
    };
    let line = format!(
        "{:<19}  {:<TYPE_WIDTH$}  {}  {:<9}  tries: {}  {answer}",
        tried.map_or("-".to_owned(), |ms| local_time(ms.div_euclid(1000))),
        text(delivery, "type"),
        text(delivery, "event"),
        text(delivery, "standing"),
        delivery["tries"],
    );
    line.trim_end().to_owned()
}

fn resend(api: &MerchantApi, event: &str, endpoint: Option<&str>) -> anyhow::Result<()> {
    let form: Vec<(&str, &str)> = endpoint
        .map(|endpoint| ("webhook_endpoint", endpoint))
        .into_iter()
        .collect();
    let sent = api.post(&format!("/v1/events/{event}/resend"), &form)?;
    let endpoints = match &sent["pending_webhooks"] {
        Value::Number(one) if one.as_u64() == Some(1) => "1 endpoint".to_owned(),
        count => format!("{count} endpoints"),
    };
    println!(
        "  {event} ({}) is on its way to {endpoints}.",
        text(&sent, "type")
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_delivery_tells_its_last_answer() {
        let mut delivery = json!({
            "event": "evt_1", "type": "charge.failed", "standing": "waiting", "tries": 3,
            "last_status": 500, "last_error": null, "last_tried_ms": 1000, "next_try_ms": 2000,
        });
        assert!(delivery_line(&delivery).ends_with("waiting    tries: 3  answered 500"));
        delivery["last_status"] = Value::Null;
        delivery["last_error"] = json!("no answer within 10 seconds");
        assert!(delivery_line(&delivery).ends_with("no answer within 10 seconds"));
        delivery["last_error"] = Value::Null;
        assert!(delivery_line(&delivery).ends_with("tries: 3"));
    }
}
