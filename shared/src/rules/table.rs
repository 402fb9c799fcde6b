//! The whole table: the one that Kassa comes with, and reading one that an operator wrote.

use super::rule::{Action, By, Counts, Rule, Then, WINDOW_MAX_S};
use super::seen::FAILED_MAX;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

const RULES_MAX: usize = 100;
const ID_LENGTH_MAX: usize = 40;
const LIMIT_MAX: u32 = 100_000;
/// Of what is remembered one by one.
const LIMIT_OF_FAILED_MAX: u32 = FAILED_MAX as u32;
const FIELDS: &[&str] = &["id", "action", "by", "counts", "limit", "window_s", "then"];

/// The rules of a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    pub rules: Vec<Rule>,
}

/// What is wrong with a table, and where: `rules[2][limit]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub param: String,
    pub message: String,
}

const TEN_MINUTES_S: u32 = 600;
const HOUR_S: u32 = 3_600;
const DAY_S: u32 = 24 * HOUR_S;

impl Rules {
    /// What holds until the operator says otherwise.
    #[must_use]
    pub fn standard() -> Self {
        use Action::{CardAttempt, Code, CodeTry, Save};
        use By::{Card, Device, Email, EmailOnNetwork, Merchant, Network, Phone};
        use Counts::{Every, Failed, FailedCards};
        let row = |id: &str, action, by, counts, limit, window_s| Rule {
            id: id.to_owned(),
            action,
            by,
            counts,
            limit,
            window_s,
            then: Then::Block,
        };
        Self {
            rules: vec![
                // A household, or an office behind one address; a busy shop's buyers, and no list of
                // addresses; and not so many for one address that its owner gets none.
                row("code_network", Code, Network, Every, 60, TEN_MINUTES_S),
                row("code_merchant", Code, Merchant, Every, 3_000, TEN_MINUTES_S),
                row(
                    "code_email_on_network",
                    Code,
                    EmailOnNetwork,
                    Every,
                    3,
                    TEN_MINUTES_S,
                ),
                row(
                    "code_try_network",
                    CodeTry,
                    Network,
                    Every,
                    60,
                    TEN_MINUTES_S,
                ),
                row(
                    "code_try_merchant",
                    CodeTry,
                    Merchant,
                    Every,
                    3_000,
                    TEN_MINUTES_S,
                ),
                row("save_network", Save, Network, Every, 60, HOUR_S),
                row("save_email", Save, Email, Every, 10, HOUR_S),
                // Stolen numbers are tried one after the other, and most of them fail.
                row("card_network", CardAttempt, Network, FailedCards, 7, DAY_S),
                row("card_device", CardAttempt, Device, FailedCards, 7, DAY_S),
                row("card_email", CardAttempt, Email, FailedCards, 7, DAY_S),
                row(
                    "card_merchant",
                    CardAttempt,
                    Merchant,
                    FailedCards,
                    500,
                    HOUR_S,
                ),
                // A code or a date is guessed with one number.
                row("card_tries", CardAttempt, Card, Failed, 10, DAY_S),
                // A message costs money, and rings.
                row("code_phone", Code, Phone, Every, 10, HOUR_S),
            ],
        }
    }

    /// The rules about an action.
    pub fn about(&self, action: Action) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.action == action)
    }

    /// Reads `{"rules": […]}`, all of it or nothing. Errors: the first thing that is wrong.
    pub fn read(table: &Value) -> Result<Self, Wrong> {
        let top = object(table, "")?;
        known_fields(top, &["rules"], "")?;
        let rows = top.get("rules").and_then(Value::as_array);
        let rows = rows.ok_or_else(|| wrong("rules", "must be a list of rules"))?;
        if rows.len() > RULES_MAX {
            return Err(wrong("rules", &format!("can be at most {RULES_MAX} rules")));
        }
        let mut rules: Vec<Rule> = Vec::with_capacity(rows.len());
        for (place, row) in rows.iter().enumerate() {
            let path = format!("rules[{place}]");
            let rule = rule(row, &path)?;
            if rules.iter().any(|other| other.id == rule.id) {
                let message = format!("is the id of another rule: {}", rule.id);
                return Err(wrong(&format!("{path}[id]"), &message));
            }
            rules.push(rule);
        }
        Ok(Self { rules })
    }
}

fn rule(row: &Value, path: &str) -> Result<Rule, Wrong> {
    let fields = object(row, path)?;
    known_fields(fields, FIELDS, path)?;
    let counts = choice(fields, path, "counts", Counts::ALL, Counts::as_str)?;
    let rule = Rule {
        id: id(fields, path)?,
        action: choice(fields, path, "action", Action::ALL, Action::as_str)?,
        by: choice(fields, path, "by", By::ALL, By::as_str)?,
        counts,
        limit: match counts {
            Counts::Every => number(fields, path, "limit", LIMIT_MAX)?,
            Counts::Failed | Counts::FailedCards => {
                number(fields, path, "limit", LIMIT_OF_FAILED_MAX)?
            }
        },
        window_s: number(fields, path, "window_s", WINDOW_MAX_S)?,
        then: match fields.get("then") {
            None => Then::Block,
            Some(_) => choice(fields, path, "then", Then::ALL, Then::as_str)?,
        },
    };
    check(&rule, path)?;
    Ok(rule)
}

/// Errors: what can never apply, or not as it is written.
fn check(rule: &Rule, path: &str) -> Result<(), Wrong> {
    let is_about_cards = rule.action == Action::CardAttempt;
    // Who types a code says nothing but the code.
    let tells_email = rule.action != Action::CodeTry;
    let problem = match (rule.by, rule.counts, rule.then) {
        (By::Card, _, _) if !is_about_cards => Some(("by", "can be card only of card_attempt")),
        (By::Phone, _, _) if rule.action != Action::Code => {
            Some(("by", "can be phone only of code"))
        }
        (By::Email | By::EmailOnNetwork, _, _) if !tells_email => {
            Some(("by", "cannot be an e-mail address of code_try"))
        }
        (By::Card, Counts::FailedCards, _) => {
            Some(("counts", "cannot be failed_cards by card: that is one card"))
        }
        (_, Counts::Failed | Counts::FailedCards, _) if !is_about_cards => Some((
            "counts",
            "can be failed or failed_cards only of card_attempt",
        )),
        (_, _, Then::Mark) if !is_about_cards => Some(("then", "can be mark only of card_attempt")),
        (
            By::Network
            | By::Merchant
            | By::Email
            | By::EmailOnNetwork
            | By::Card
            | By::Device
            | By::Phone,
            Counts::Every | Counts::Failed | Counts::FailedCards,
            Then::Block | Then::Mark,
        ) => None,
    };
    match problem {
        None => Ok(()),
        Some((field, message)) => Err(wrong(&format!("{path}[{field}]"), message)),
    }
}

fn id(fields: &Map<String, Value>, path: &str) -> Result<String, Wrong> {
    let is_id = |id: &&str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        (1..=ID_LENGTH_MAX).contains(&id.len()) && id.bytes().all(plain)
    };
    let given = fields.get("id").and_then(Value::as_str);
    let found = given.filter(is_id).map(str::to_owned);
    found.ok_or_else(|| {
        let message = format!("must be 1 to {ID_LENGTH_MAX} of a to z, 0 to 9 and _");
        wrong(&format!("{path}[id]"), &message)
    })
}

fn choice<T: Copy>(
    fields: &Map<String, Value>,
    path: &str,
    name: &str,
    all: &[T],
    as_str: impl Fn(T) -> &'static str,
) -> Result<T, Wrong> {
    let given = fields.get(name).and_then(Value::as_str);
    let found = all.iter().find(|it| given == Some(as_str(**it)));
    found.copied().ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|it| as_str(*it)).collect();
        let message = format!("must be one of {}", names.join(", "));
        wrong(&format!("{path}[{name}]"), &message)
    })
}

fn number(fields: &Map<String, Value>, path: &str, name: &str, max: u32) -> Result<u32, Wrong> {
    let given = fields.get(name).and_then(Value::as_u64);
    let found = given.and_then(|number| u32::try_from(number).ok());
    found
        .filter(|number| (1..=max).contains(number))
        .ok_or_else(|| {
            let message = format!("must be a whole number from 1 to {max}");
            wrong(&format!("{path}[{name}]"), &message)
        })
}

fn object<'a>(value: &'a Value, path: &str) -> Result<&'a Map<String, Value>, Wrong> {
    value
        .as_object()
        .ok_or_else(|| wrong(path, "must be an object"))
}

fn known_fields(fields: &Map<String, Value>, known: &[&str], path: &str) -> Result<(), Wrong> {
    match fields.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) if path.is_empty() => Err(wrong(name, "is unknown")),
        Some(name) => Err(wrong(&format!("{path}[{name}]"), "is unknown")),
    }
}

fn wrong(param: &str, message: &str) -> Wrong {
    Wrong {
        param: param.to_owned(),
        message: message.to_owned(),
    }
}
