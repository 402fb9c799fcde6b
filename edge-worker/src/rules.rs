//! The velocity rules as the edge applies them: which hold, where somebody is counted, and what the
//! counters say. A counter that does not answer stops nobody.

use crate::env::{Edge, SystemClock};
use crate::keyed::Keyring;
use crate::objects::call::{CallFailed, STORAGE_DEADLINE, call};
use crate::objects::limits::LimitQuestion;
use crate::objects::rules::{NAME, RulesAnswer, RulesQuestion};
use crate::ports::{Clock, Fault};
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use shared::ids::base62;
use shared::link::email::Email;
use shared::rules::counter::{Asked, CardAttempt};
use shared::rules::finding::{Place, Reply};
use shared::rules::rule::{Action, By, Rule};
use shared::rules::table::Rules;
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

/// Rules that were read this long ago are taken as they were; so long an operator waits for a change to
/// hold everywhere.
const CACHE_MS: i64 = 10_000;
/// Nobody waits longer to be counted.
const COUNTER_DEADLINE: Duration = Duration::from_millis(800);

thread_local! {
    /// The rules, and until when they are not asked about again.
    static CACHE: RefCell<Option<(Rc<Rules>, i64)>> = const { RefCell::new(None) };
}

/// The rules that hold. Where they cannot be read, the last ones do, or the standard ones.
pub async fn current(edge: &Edge) -> Rc<Rules> {
    let now_ms = SystemClock.now_ms();
    let cached = CACHE.with_borrow(|cache| cache.clone());
    let known = match cached {
        Some((rules, until_ms)) if until_ms > now_ms => return rules,
        Some((rules, _)) => Some(rules),
        None => None,
    };
    if let Some(rules) = &known {
        // One asks, and the others need not wait for that.
        remember(rules, now_ms);
    }
    let rules = match ask(edge, &RulesQuestion::Read).await {
        Ok(changed) => Rc::new(changed.unwrap_or_else(Rules::standard)),
        Err(fault) => {
            worker::console_error!("rules: {}", fault.0);
            known.unwrap_or_else(|| Rc::new(Rules::standard()))
        }
    };
    remember(&rules, now_ms);
    rules
}

/// Reads or changes the deployment's rules. `None`: the standard ones hold.
pub async fn ask(edge: &Edge, question: &RulesQuestion) -> Result<Option<Rules>, Fault> {
    let objects = edge.rules()?;
    let answer: RulesAnswer = call(&objects, NAME, question, STORAGE_DEADLINE).await?;
    let rules = answer.changed.clone().unwrap_or_else(Rules::standard);
    remember(&Rc::new(rules), SystemClock.now_ms());
    Ok(answer.changed)
}

fn remember(rules: &Rc<Rules>, now_ms: i64) {
    let until_ms = now_ms.saturating_add(CACHE_MS);
    CACHE.with_borrow_mut(|cache| *cache = Some((Rc::clone(rules), until_ms)));
}

/// Where somebody is counted: the names of counters, as far as they are known. All are keyed hashes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Whereabouts {
    pub network: Option<String>,
    pub merchant: Option<String>,
    pub email: Option<String>,
    pub email_on_network: Option<String>,
    pub card: Option<String>,
    pub device: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
}

impl Whereabouts {
    fn name(&self, by: By) -> Option<&String> {
        match by {
            By::Network => self.network.as_ref(),
            By::Merchant => self.merchant.as_ref(),
            By::Email => self.email.as_ref(),
            By::EmailOnNetwork => self.email_on_network.as_ref(),
            By::Card => self.card.as_ref(),
            By::Device => self.device.as_ref(),
            By::Phone => self.phone.as_ref(),
        }
    }

    /// Where these do not know where the buyer is, what others know of it.
    #[must_use]
    pub fn or_of_buyer(self, others: Self) -> Self {
        Self {
            network: self.network.or(others.network),
            device: self.device.or(others.device),
            ..self
        }
    }

    /// Also by an address, and by it together with the network that is known already.
    #[must_use]
    pub fn with_email(self, keyring: &Keyring, email: &Email) -> Self {
        let email = base62(keyring.consumer_name(email));
        let on_network = self.network.as_ref().map(|network| {
            let both = format!("{email} {network}");
            keyring.limit_name("email on network", &both)
        });
        Self {
            email: Some(keyring.limit_name("email", &email)),
            email_on_network: on_network,
            ..self
        }
    }

    /// The places that there are rules about, each with its own. A card is always asked whether it has
    /// paid.
    pub fn counted(&self, rules: &Rules, action: Action) -> Vec<(Place, Vec<Rule>)> {
        let places = By::ALL.iter().filter_map(|by| {
            let own: Vec<_> = rules.about(action).filter(|rule| rule.by == *by).collect();
            let is_asked = !own.is_empty() || *by == By::Card;
            let place = Place {
                name: self.name(*by).filter(|_| is_asked)?.clone(),
                by: *by,
                counts: own.iter().map(|rule| rule.counts).collect(),
            };
            Some((place, own.into_iter().cloned().collect()))
        });
        places.collect()
    }
}

/// Counts somebody at every place that there is a rule about. The answer is where that was, and what was
/// said there.
pub async fn count(
    edge: &Edge,
    action: Action,
    whereabouts: &Whereabouts,
    attempt: Option<CardAttempt>,
) -> (Vec<Place>, Vec<Reply>) {
    let rules = current(edge).await;
    ask_at(edge, whereabouts.counted(&rules, action), attempt).await
}

/// Asks the counters of these places, all at once.
pub async fn ask_at(
    edge: &Edge,
    places: Vec<(Place, Vec<Rule>)>,
    attempt: Option<CardAttempt>,
) -> (Vec<Place>, Vec<Reply>) {
    let limits = match edge.limits() {
        Ok(limits) => limits,
        Err(error) => {
            worker::console_error!("limits: {error}");
            return (Vec::new(), Vec::new());
        }
    };
    let limits = &limits;
    let asked = places.into_iter().map(|(place, rules)| {
        let attempt = attempt.clone();
        async move {
            let question = LimitQuestion::Ask(Asked { rules, attempt });
            let reply: Result<Reply, CallFailed> =
                call(limits, &place.name, &question, COUNTER_DEADLINE).await;
            let reply = reply.unwrap_or_else(|failed| {
                let by = place.by.as_str();
                worker::console_error!("limits by {by}: {}", Fault::from(failed).0);
                Reply::default()
            });
            (place, reply)
        }
    });
    join_all(asked).await.into_iter().unzip()
}
