//! `/return/{account}/{intent}/{attempt}`: where partners send the buyer back to. The attempt's id
//! is known to nobody else, which is what makes this address safe to act on.

use crate::env::Edge;
use crate::objects::call::call;
use crate::objects::payment::wire::{PaymentAnswer, PaymentQuestion, ReturnOutcome, object_name};
use crate::web_address;
use shared::ids::{AccountId, AttemptId, PaymentIntentId, SetupIntentId};
use shared::payment::terms::Purpose;
use std::time::Duration;
use url::Url;
use worker::{Response, ResponseBuilder, Result};

const DEADLINE: Duration = Duration::from_secs(10);

pub async fn back(edge: &Edge, path: &str) -> Result<Response> {
    let Some((account, intent, attempt)) =
        parts(path).filter(|(account, intent, _)| edge.keyring().owns(account, intent))
    else {
        return Response::error("Not found", 404);
    };
    let name = object_name(&account, &intent);
    let question = PaymentQuestion::Returned { account, attempt };
    match call(&edge.payments()?, &name, &question, DEADLINE).await {
        Ok(PaymentAnswer::Returned {
            return_url: Some(return_url),
            purpose,
            client_secret,
            outcome,
        }) => match target(&return_url, &intent, purpose, &client_secret, outcome) {
            Some(target) => redirect(target.as_str()),
            None => Response::error("The merchant's address is not valid.", 500),
        },
        // A merchant who named no return URL shows the outcome where the payment began.
        Ok(PaymentAnswer::Returned {
            return_url: None, ..
        }) => Response::ok("You can close this window and go back to the shop."),
        Ok(_) => Response::error("Not found", 404),
        Err(_) => {
            let mut response = Response::error(
                "The payment could not be looked up just now. Reload this page in a moment.",
                503,
            )?;
            response.headers_mut().set("Retry-After", "2")?;
            Ok(response)
        }
    }
}

fn parts(path: &str) -> Option<(AccountId, PaymentIntentId, AttemptId)> {
    let mut parts = path.strip_prefix("/return/")?.split('/');
    let account = AccountId::parse(parts.next()?)?;
    let intent = PaymentIntentId::parse(parts.next()?)?;
    let attempt = AttemptId::parse(parts.next()?)?;
    parts.next().is_none().then_some((account, intent, attempt))
}

/// The merchant's page with the three parameters of a return.
fn target(
    return_url: &str,
    intent: &PaymentIntentId,
    purpose: Purpose,
    client_secret: &str,
    outcome: ReturnOutcome,
) -> Option<Url> {
    let redirect_status = match outcome {
        ReturnOutcome::Succeeded => "succeeded",
        ReturnOutcome::Pending => "pending",
        ReturnOutcome::Failed => "failed",
    };
    let (name, id) = match purpose {
        Purpose::Payment => ("payment_intent", intent.to_string()),
        Purpose::Setup => ("setup_intent", SetupIntentId::of(intent).to_string()),
    };
    let mut url = web_address::parse(return_url)?;
    url.query_pairs_mut()
        .append_pair(name, &id)
        .append_pair(&format!("{name}_client_secret"), client_secret)
        .append_pair("redirect_status", redirect_status);
    Some(url)
}

fn redirect(target: &str) -> Result<Response> {
    Ok(ResponseBuilder::new()
        .with_status(303)
        .with_header("Location", target)?
        .with_header("Cache-Control", "no-store")?
        .with_header("Referrer-Policy", "no-referrer")?
        .empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_merchants_own_query_is_kept() {
        let intent = PaymentIntentId::from_bytes([1; 16]);
        let url = target(
            "https://shop.example/done?order=7#top",
            &intent,
            Purpose::Payment,
            "cs",
            ReturnOutcome::Succeeded,
        );
        let url = url.unwrap().to_string();
        assert!(
            url.starts_with("https://shop.example/done?order=7&payment_intent=pi_"),
            "{url}"
        );
        assert!(url.ends_with("&redirect_status=succeeded#top"), "{url}");
    }

    #[test]
    fn a_path_with_anything_more_is_not_a_return() {
        assert_eq!(parts("/return/"), None);
        let account = AccountId::from_bytes([1; 16]);
        let intent = PaymentIntentId::from_bytes([2; 16]);
        let attempt = AttemptId::from_bytes([3; 16]);
        assert!(parts(&format!("/return/{account}/{intent}/{attempt}")).is_some());
        assert!(parts(&format!("/return/{account}/{intent}/{attempt}/")).is_none());
    }
}
