//! What the rules make of an attempt. It is stored with the attempt, so that whoever reads the log finds
//! the same.

use super::rule::{By, Counts, Rule};
use serde::{Deserialize, Serialize};

/// How an attempt was looked at before the partner heard of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screening {
    /// Where it is counted, and is to be told what came of it.
    pub places: Vec<Place>,
    /// What speaks against it; `None`: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Finding>,
}

/// A place where attempts are counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The name of its counter: a keyed hash.
    pub name: String,
    pub by: By,
    /// What the rules about it count.
    pub counts: Vec<Counts>,
}

/// A rule that applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub verdict: Verdict,
    /// Its id.
    pub rule: String,
    pub by: By,
    pub counts: Counts,
    /// So many there were.
    pub used: u32,
    pub limit: u32,
    pub window_s: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The attempt goes on; more than half of the limit is used up.
    Elevated,
    /// The partner never hears of it.
    Blocked,
}

/// What a counter answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The gravest.
    pub finding: Option<Finding>,
    /// The card has paid before.
    #[serde(default)]
    pub has_paid: bool,
}

impl Finding {
    #[must_use]
    pub fn of(rule: &Rule, verdict: Verdict, used: u32, limit: u32) -> Self {
        Self {
            verdict,
            rule: rule.id.clone(),
            by: rule.by,
            counts: rule.counts,
            used,
            limit,
            window_s: rule.window_s,
        }
    }

    #[must_use]
    pub fn is_blocked(&self) -> bool {
        self.verdict == Verdict::Blocked
    }

    /// What was counted, for the merchant: `7 cards failed from this network within 24 hours`.
    #[must_use]
    pub fn reason(&self) -> String {
        let used = self.used;
        let what = match (self.counts, used) {
            (Counts::Every, 1) => "1 attempt was made".to_owned(),
            (Counts::Every, _) => format!("{used} attempts were made"),
            (Counts::Failed, 1) => "1 attempt failed".to_owned(),
            (Counts::Failed, _) => format!("{used} attempts failed"),
            (Counts::FailedCards, 1) => "1 card failed".to_owned(),
            (Counts::FailedCards, _) => format!("{used} cards failed"),
        };
        let place = match self.by {
            By::Network => "from this network",
            By::Merchant => "at this merchant",
            By::Email => "with this e-mail address",
            By::EmailOnNetwork => "with this e-mail address from this network",
            By::Card => "with this card",
            By::Device => "on this device",
            By::Phone => "to this telephone number",
        };
        format!("{what} {place} within {}", span(self.window_s))
    }
}

/// What all the replies come to. A card that is known to pay is nobody's stolen number to be tried out:
/// it is stopped for its own failures only, and not for its neighbours'.
#[must_use]
pub fn gravest(replies: &[Reply], is_known: bool) -> Option<Finding> {
    let is_known = is_known || replies.iter().any(|reply| reply.has_paid);
    let findings = replies.iter().filter_map(|reply| reply.finding.as_ref());
    let counted = findings.map(|finding| match finding.by {
        By::Card => finding.clone(),
        By::Network | By::Merchant | By::Email | By::EmailOnNetwork | By::Device | By::Phone => {
            Finding {
                verdict: match is_known {
                    true => Verdict::Elevated,
                    false => finding.verdict,
                },
                ..finding.clone()
            }
        }
    });
    counted.max_by_key(|finding| finding.verdict)
}

/// A window in the largest unit that it is a whole number of.
fn span(seconds: u32) -> String {
    let units = [(3_600, "hour"), (60, "minute"), (1, "second")];
    let whole = units.iter().find(|(size, _)| seconds.is_multiple_of(*size));
    let (size, unit) = whole.copied().unwrap_or((1, "second"));
    match seconds.checked_div(size).unwrap_or(seconds) {
        1 => format!("1 {unit}"),
        count => format!("{count} {unit}s"),
    }
}
