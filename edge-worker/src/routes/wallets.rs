//! Apple Pay and Google Pay: whether the page that asks may offer them, what their sheets are told,
//! and the merchant validation that Apple Pay's sheet asks for.

use super::checkout::NamedCheckout;
use super::payment_method_domains::is_at;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::{HttpAnswer, missing_param};
use crate::partners::sandbox::wallets::SandboxWallets;
use crate::partners::wallets::OpenApplePay;
use crate::ports::{Fault, WalletPartner};
use shared::api::error::ApiError;
use shared::element::session::{Offer, OfferFlow};
use shared::element::wallet_sheet::{WalletSheet, token_field};
use shared::methods::CardWallet;
use shared::payment::terms::Terms;
use url::Url;

const VALIDATION_URL: &str = "validation_url";
const VALIDATION_URL_LENGTH_MAX: usize = 500;

/// Whether `wallet` is active on the domain of the page that sent the request.
pub fn is_active(request: &ApiRequest, wallet: CardWallet) -> bool {
    let Some(origin) = &request.client.origin else {
        return false;
    };
    let mut domains = request.caller.domains.iter();
    domains.any(|domain| domain.wallets.contains(&wallet) && is_at(&domain.name, origin))
}

/// The entry of a wallet. `explanation` has a place for its name.
pub fn offer(wallet: CardWallet, explanation: Option<&String>) -> Offer {
    let name = wallet.display_name();
    Offer {
        method: wallet.as_str().to_owned(),
        display_name: name.to_owned(),
        icon: format!("/icons/{}.svg", wallet.as_str()),
        flow: OfferFlow::CardWallet,
        explanation: explanation.map(|text| text.replace("{method}", name)),
        fields: vec![token_field()],
        instalments: None,
        mandate: None,
        processing: None,
        saved: None,
    }
}

/// What the sheets are told of a payment to `merchant`.
pub fn sheet(terms: &Terms, merchant: &str) -> WalletSheet {
    WalletSheet {
        country: terms.merchant_country.as_str().to_owned(),
        currency: terms.amount.currency().code().to_ascii_uppercase(),
        total: terms.amount.decimal(),
        label: merchant.to_owned(),
        environment: "TEST".to_owned(),
        google_pay: SandboxWallets.google_pay(),
    }
}

/// `POST /v1/elements/apple_pay_sessions`: Apple's opaque merchant session, for the sheet that is
/// about to open in the page. Errors: Apple Pay is not active on the page's domain, or switched off.
pub async fn open_apple_pay(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let named = NamedCheckout::read(&mut request).await?;
    let url = request
        .fields
        .short(VALIDATION_URL, VALIDATION_URL_LENGTH_MAX)?
        .ok_or_else(|| missing_param(VALIDATION_URL))?;
    std::mem::take(&mut request.fields).finish()?;
    if !is_apples(&url) {
        return Err(
            ApiError::invalid("Invalid validation_url: it is none of Apple Pay's.")
                .with_param(VALIDATION_URL)
                .into(),
        );
    }
    let terms = named.look_up(&request, None).await?.terms;
    let wallet = CardWallet::ApplePay;
    if !is_active(&request, wallet) || terms.check_wallet(wallet).is_err() {
        return Err(ApiError::invalid(
            "Apple Pay is not active on the domain of this page. Register it as a payment_method_domain, and see there what is missing.",
        )
        .into());
    }
    let origin = request.client.origin.as_deref().unwrap_or_default();
    let call = OpenApplePay {
        domain: host_of(origin).unwrap_or_default(),
        display_name: request.caller.profile.display_name.clone(),
        validation_url: url,
    };
    let session = SandboxWallets.open_apple_pay(&call).await;
    let session = session.map_err(|failed| Fault(format!("merchant validation: {failed:?}")))?;
    Ok(HttpAnswer::ok(&session)?)
}

/// Whether it is an address of Apple's gateways, of which there is one a region. A page could send
/// Kassa's certificate anywhere else.
fn is_apples(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    let host = url.host_str().unwrap_or_default();
    url.scheme() == "https"
        && url.port().is_none()
        && host.contains("apple-pay-gateway")
        && host.ends_with(".apple.com")
}

fn host_of(origin: &str) -> Option<String> {
    Url::parse(origin).ok()?.host_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::is_apples;

    #[test]
    fn only_apples_gateways_validate_merchants() {
        let session = "paymentservices/startSession";
        for host in [
            "apple-pay-gateway.apple.com",
            "apple-pay-gateway-nc-pod3.apple.com",
            "cn-apple-pay-gateway-sh-pod1.apple.com",
            "apple-pay-gateway-cert.apple.com",
        ] {
            assert!(is_apples(&format!("https://{host}/{session}")), "{host}");
        }
        for url in [
            "http://apple-pay-gateway.apple.com/",
            "https://apple-pay-gateway.apple.com:8443/",
            "https://apple-pay-gateway.apple.com.evil.example/",
            "https://evil.example/apple-pay-gateway.apple.com",
            "https://www.apple.com/",
            "apple-pay-gateway.apple.com",
        ] {
            assert!(!is_apples(url), "{url}");
        }
    }
}
