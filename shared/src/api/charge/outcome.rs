//! `outcome`: who decided about a charge, and what a merchant may be told of why.

use crate::payment::failure::FailureCause;
use crate::rules::finding::Finding;
use serde_json::{Value, json};

const COMPLETE: &str = "Payment complete.";
const DECLINED: &str = "The bank returned this decline and told no more.";
const TOO_RISKY: &str = "The payment was blocked because its risk is too high.";

struct Decision {
    kind: &'static str,
    network_status: &'static str,
    reason: Option<String>,
    risk_level: &'static str,
    seller_message: String,
}

/// `cause`: of a failure; `finding`: what the velocity rules had against the attempt.
pub fn outcome(cause: Option<&FailureCause>, finding: Option<&Finding>) -> Value {
    let decided = decision(cause, finding);
    let mut outcome = json!({
        "advice_code": null,
        "network_advice_code": null,
        "network_decline_code": null,
        "network_status": decided.network_status,
        "reason": decided.reason,
        "risk_level": decided.risk_level,
        "seller_message": decided.seller_message,
        "type": decided.kind,
    });
    // A charge that no rule has anything against has none.
    if let (Some(finding), Some(fields)) = (finding, outcome.as_object_mut()) {
        fields.insert("rule".to_owned(), json!(finding.rule));
    }
    outcome
}

fn decision(cause: Option<&FailureCause>, finding: Option<&Finding>) -> Decision {
    let is_elevated = finding.is_some();
    let risk_level = if is_elevated { "elevated" } else { "normal" };
    let told = |message: &str| match finding {
        None => message.to_owned(),
        Some(finding) => format!("{message} Before it, {}.", finding.reason()),
    };
    match cause {
        None => Decision {
            kind: "authorized",
            network_status: "approved_by_network",
            reason: is_elevated.then(|| "elevated_risk_level".to_owned()),
            risk_level,
            seller_message: told(COMPLETE),
        },
        Some(FailureCause::Blocked) => Decision {
            kind: "blocked",
            network_status: "not_sent_to_network",
            reason: Some("rule".to_owned()),
            risk_level: "highest",
            seller_message: match finding {
                None => TOO_RISKY.to_owned(),
                Some(finding) => format!(
                    "The payment was blocked by the rule {}: {}.",
                    finding.rule,
                    finding.reason()
                ),
            },
        },
        Some(FailureCause::CardDeclined { decline_code }) if decline_code == "fraudulent" => {
            Decision {
                kind: "blocked",
                network_status: "not_sent_to_network",
                reason: Some("highest_risk_level".to_owned()),
                risk_level: "highest",
                seller_message: TOO_RISKY.to_owned(),
            }
        }
        Some(cause) => Decision {
            kind: "issuer_declined",
            network_status: "declined_by_network",
            reason: cause.decline_code().map(str::to_owned),
            risk_level,
            seller_message: told(DECLINED),
        },
    }
}
