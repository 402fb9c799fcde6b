//! `/link/pay`: where a buyer goes who has pressed Link in a shop. The page is Kassa's own checkout of
//! that one payment.

use super::link_texts;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::auth::{AuthError, authenticate, links_page_key};
use crate::error::{HttpAnswer, missing_object, missing_param};
use crate::locale::{Locale, locale_asked};
use crate::objects::call::call;
use crate::objects::payment::wire::{
    LinkPage, LinkPageStanding, PaymentAnswer, PaymentQuestion, object_name,
};
use crate::partners::link::PageName;
use crate::ports::Fault;
use serde::Serialize;
use shared::api::error::ApiError;
use shared::element::language::Texts;
use shared::payment::terms::Purpose;
use std::time::Duration;

/// What is behind the `#` of the page's address.
const PAYMENT: &str = "payment";
/// What the button of a checkout says.
const BUTTONS: [&str; 2] = ["checkout.pay", "setup.checkout.pay"];
/// A run that ends an attempt asks a partner at most once.
const DEADLINE: Duration = Duration::from_secs(10);

/// What the page draws.
#[derive(Serialize)]
struct Shown {
    object: &'static str,
    standing: LinkPageStanding,
    purpose: Purpose,
    /// As the buyer knows the merchant.
    merchant: String,
    /// Minor units.
    amount: i64,
    /// ISO 4217, lower case.
    currency: &'static str,
    currency_exponent: u8,
    /// Where the buyer goes on to the merchant.
    back: String,
    email: Option<String>,
    /// What the element asks the edge with; nothing where there is nothing left to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    publishable_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
    texts: Texts,
    /// BCP 47.
    locale: String,
    direction: String,
}

/// `POST /link/api/payment`
pub async fn payment(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    shown(request, false).await
}

/// `POST /link/api/payment/leave`: the buyer goes back without paying. What is paid stays paid.
pub async fn leave_payment(request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    shown(request, true).await
}

async fn shown(mut request: ApiRequest, leaves: bool) -> Result<HttpAnswer, ApiFailure> {
    let name = request.fields.filled(PAYMENT)?;
    let locale = locale_asked(&mut request.fields)?;
    std::mem::take(&mut request.fields).finish()?;
    let name = name.ok_or_else(|| missing_param(PAYMENT))?;
    let keyring = request.edge.keyring();
    let page = PageName::parse(&name)
        .filter(|page| keyring.owns(&page.account, &page.intent))
        .ok_or_else(|| missing(&name))?;
    let asked = ask(&request, &page, leaves).await?;
    let asked = asked.ok_or_else(|| missing(&name))?;
    let key = links_page_key(keyring, request.edge.mode(), &page.account);
    let merchant = match authenticate(&request.edge, Some(&key)).await {
        Ok(caller) => caller.profile.display_name,
        Err(AuthError::Api(error)) => return Err(error.into()),
        Err(AuthError::Fault(fault)) => return Err(fault.into()),
    };
    let spoken = Locale::of_buyer(&request, locale.as_deref()).await?;
    let mut texts = link_texts(spoken.edge_texts());
    for button in BUTTONS {
        let text = spoken.edge_texts().get(button).cloned();
        texts.extend(text.map(|text| (button.to_owned(), text)));
    }
    let is_open = asked.standing == LinkPageStanding::Open;
    let currency = asked.amount.currency();
    Ok(HttpAnswer::ok(&Shown {
        object: "link.payment",
        standing: asked.standing,
        purpose: asked.purpose,
        merchant,
        amount: asked.amount.minor(),
        currency: currency.code(),
        currency_exponent: currency.exponent(),
        back: page.return_path(),
        email: asked.email,
        publishable_key: is_open.then_some(key),
        client_secret: is_open.then_some(asked.client_secret),
        texts,
        direction: spoken.direction().to_owned(),
        locale: spoken.tag,
    })?)
}

/// `None` where there is no such attempt with Link.
async fn ask(
    request: &ApiRequest,
    page: &PageName,
    leaves: bool,
) -> Result<Option<LinkPage>, Fault> {
    let name = object_name(&page.account, &page.intent);
    let question = PaymentQuestion::LinkPage {
        account: page.account.clone(),
        attempt: page.attempt.clone(),
        leaves,
    };
    let payments = request.edge.payments()?;
    match call(&payments, &name, &question, DEADLINE).await? {
        PaymentAnswer::LinkPage(page) => Ok(Some(*page)),
        PaymentAnswer::Missing => Ok(None),
        PaymentAnswer::Http { .. }
        | PaymentAnswer::Accepted
        | PaymentAnswer::Returned { .. }
        | PaymentAnswer::Checkout { .. }
        | PaymentAnswer::Standing(_) => Err(Fault::unexpected_answer()),
    }
}

/// The name itself is no business of a log's.
fn missing(name: &str) -> ApiError {
    let start: String = name.chars().take(4).collect();
    missing_object("link.payment", &format!("{start}…"), PAYMENT)
}
