//! The sandbox in place of Apple, Google and the card networks behind them. It opens tokens that
//! are not sealed, and plays the server that validates a merchant for Apple Pay's sheet. Real
//! tokens are sealed for somebody who has registered with Apple or Google, and nobody has for a
//! sandbox.

use super::test_cards::last4_of;
use crate::env::{SystemClock, SystemRandom};
use crate::partners::wallets::{OpenApplePay, TokenUnreadable, WalletCard};
use crate::partners::{CardData, PartnerFailed};
use crate::ports::{Clock, Random, WalletPartner};
use crate::secret::Secret;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use shared::element::wallet_sheet::GooglePayGateway;
use shared::ids::base62;
use shared::methods::CardWallet;
use shared::payment::method::WalletUse;

/// In place of `EC_v1` and `ECv2`, the versions of tokens that are sealed.
const VERSION: &str = "SANDBOX_v1";
/// The token that Google Pay makes in its `TEST` environment for the gateway below.
/// Source: https://developers.google.com/pay/api/web/guides/resources/sample-tokens
const GOOGLES_EXAMPLE: &str = "examplePaymentMethodToken";
const SESSION_LIFE_MS: i64 = 5 * 60 * 1_000;
const CENTURY: u16 = 2_000;

pub struct SandboxWallets;

impl WalletPartner for SandboxWallets {
    async fn open_apple_pay(&self, call: &OpenApplePay) -> Result<Value, PartnerFailed> {
        let now_ms = SystemClock.now_ms();
        let signature = format!("sandbox:{}", call.validation_url);
        Ok(json!({
            "displayName": call.display_name,
            "domainName": call.domain,
            "epochTimestamp": now_ms,
            "expiresAt": now_ms.saturating_add(SESSION_LIFE_MS),
            "merchantIdentifier": "sandbox",
            "merchantSessionIdentifier": base62(SystemRandom.bytes()),
            "nonce": base62(SystemRandom.bytes()),
            "signature": BASE64_STANDARD.encode(signature),
        }))
    }

    fn google_pay(&self) -> GooglePayGateway {
        GooglePayGateway {
            gateway: "example".to_owned(),
            gateway_merchant_id: "exampleGatewayMerchantId".to_owned(),
        }
    }

    fn card(&self, token: &str) -> Result<WalletCard, TokenUnreadable> {
        let token: Value =
            serde_json::from_str(token).map_err(|_| TokenUnreadable("it is no JSON text."))?;
        match text(&token, "/tokenizationData/token") {
            Some(sealed) => google_pay(&token, sealed),
            None => apple_pay(&token),
        }
    }
}

/// `ApplePayPaymentToken`, with the payment data in plain base64.
fn apple_pay(token: &Value) -> Result<WalletCard, TokenUnreadable> {
    if text(token, "/paymentData/version") != Some(VERSION) {
        return Err(TokenUnreadable(
            "it is no token of Apple Pay that the sandbox can open.",
        ));
    }
    let incomplete = TokenUnreadable("its payment data are not complete.");
    let data = text(token, "/paymentData/data")
        .and_then(|data| BASE64_STANDARD.decode(data).ok())
        .and_then(|data| serde_json::from_slice::<Value>(&data).ok())
        .ok_or(incomplete.clone())?;
    let number = text(&data, "/applicationPrimaryAccountNumber");
    // YYMMDD.
    let expiry = text(&data, "/applicationExpirationDate");
    let part = |from: usize| {
        let digits = expiry?.get(from..from.saturating_add(2))?;
        digits.parse::<u16>().ok()
    };
    let year = part(0).map(|year| year.saturating_add(CENTURY));
    let (Some(number), Some(year), Some(month)) = (number, year, part(2)) else {
        return Err(incomplete);
    };
    let name = text(token, "/paymentMethod/displayName").unwrap_or_default();
    Ok(WalletCard {
        card: card(number, month, year).ok_or(incomplete)?,
        last4: known_last4(name).unwrap_or_else(|| last4_of(number)),
        used: WalletUse {
            wallet: CardWallet::ApplePay,
            dynamic_last4: Some(last4_of(number)),
        },
    })
}

/// Google Pay's `PaymentMethodData`; `sealed` is the token inside it.
fn google_pay(token: &Value, sealed: &str) -> Result<WalletCard, TokenUnreadable> {
    let shown = text(token, "/info/cardDetails").and_then(known_last4);
    if sealed == GOOGLES_EXAMPLE {
        return googles_example(token, shown);
    }
    let opened: Value = serde_json::from_str(sealed).unwrap_or_default();
    let message = text(&opened, "/signedMessage")
        .filter(|_| text(&opened, "/protocolVersion") == Some(VERSION))
        .and_then(|message| serde_json::from_str::<Value>(message).ok())
        .ok_or(TokenUnreadable(
            "it is no token of Google Pay that the sandbox can open.",
        ))?;
    let details = "/paymentMethodDetails";
    let number = text(&message, &format!("{details}/pan"));
    let part = |name: &str| {
        let number = message.pointer(&format!("{details}/{name}"))?.as_u64()?;
        u16::try_from(number).ok()
    };
    let typed = number.zip(part("expirationMonth").zip(part("expirationYear")));
    let incomplete = TokenUnreadable("its payment method details are not complete.");
    let (number, (month, year)) = typed.ok_or(incomplete.clone())?;
    let method = text(&message, &format!("{details}/authMethod"));
    Ok(WalletCard {
        card: card(number, month, year).ok_or(incomplete)?,
        last4: shown.unwrap_or_else(|| last4_of(number)),
        used: WalletUse {
            wallet: CardWallet::GooglePay,
            dynamic_last4: (method == Some("CRYPTOGRAM_3DS")).then(|| last4_of(number)),
        },
    })
}

/// The token says nothing, so a test card of the network that the sheet names stands for it.
fn googles_example(token: &Value, shown: Option<String>) -> Result<WalletCard, TokenUnreadable> {
    let number = match text(token, "/info/cardNetwork") {
        Some("AMEX") => "378282246310005",
        Some("DISCOVER") => "6011111111111117",
        Some("JCB") => "3566002020360505",
        Some("MASTERCARD") => "5555555555554444",
        Some(_) | None => "4242424242424242",
    };
    const EXPIRY: (u16, u16) = (12, 2_034);
    let card = card(number, EXPIRY.0, EXPIRY.1);
    Ok(WalletCard {
        card: card.ok_or(TokenUnreadable("its card is none."))?,
        last4: shown.unwrap_or_else(|| last4_of(number)),
        used: WalletUse {
            wallet: CardWallet::GooglePay,
            dynamic_last4: None,
        },
    })
}

fn card(number: &str, month: u16, year: u16) -> Option<CardData> {
    let is_number = (12..=19).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let exp_month = u8::try_from(month).ok().filter(|m| (1..=12).contains(m));
    is_number.then_some(CardData {
        number: Secret::new(number.to_owned()),
        exp_month: exp_month?,
        exp_year: year,
        cvc: None,
    })
}

/// The four digits at the end of a card's name, such as `Visa 4242`.
fn known_last4(name: &str) -> Option<String> {
    let last4 = last4_of(name);
    let is_known = last4.len() == 4 && last4.bytes().all(|byte| byte.is_ascii_digit());
    is_known.then_some(last4)
}

fn text<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    value.pointer(path)?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(token: &Value) -> Result<(String, String, Option<String>), TokenUnreadable> {
        let opened = SandboxWallets.card(&token.to_string())?;
        let number = opened.card.number.expose().clone();
        Ok((number, opened.last4, opened.used.dynamic_last4))
    }

    fn apple(version: &str, data: &Value) -> Value {
        json!({
            "paymentData": {
                "version": version,
                "data": BASE64_STANDARD.encode(data.to_string()),
            },
            "paymentMethod": { "displayName": "Visa 1234", "network": "Visa", "type": "credit" },
            "transactionIdentifier": "t",
        })
    }

    #[test]
    fn apple_pays_token_has_the_devices_number_and_the_name_the_cards() {
        let data = json!({
            "applicationPrimaryAccountNumber": "4242424242424242",
            "applicationExpirationDate": "341231",
        });
        let token = apple(VERSION, &data);
        let last4 = |digits: &str| digits.to_owned();
        let found = (
            last4("4242424242424242"),
            last4("1234"),
            Some(last4("4242")),
        );
        assert_eq!(opened(&token), Ok(found));
        let card = SandboxWallets.card(&token.to_string()).unwrap().card;
        assert_eq!((card.exp_month, card.exp_year), (12, 2_034));
    }

    #[test]
    fn a_sealed_or_broken_token_is_told_from_one_that_opens() {
        let data = json!({ "applicationPrimaryAccountNumber": "4242424242424242" });
        assert!(opened(&apple(VERSION, &data)).is_err());
        let whole = json!({
            "applicationPrimaryAccountNumber": "4242424242424242",
            "applicationExpirationDate": "341331",
        });
        assert!(opened(&apple(VERSION, &whole)).is_err());
        assert!(opened(&apple("EC_v1", &whole)).is_err());
        let sealed = json!({ "protocolVersion": "ECv2", "signedMessage": "{}" }).to_string();
        assert!(opened(&json!({ "tokenizationData": { "token": sealed } })).is_err());
        assert!(SandboxWallets.card("tok_visa").is_err());
    }

    #[test]
    fn googles_example_stands_for_a_test_card_of_its_network() {
        let token = json!({
            "type": "CARD",
            "info": { "cardNetwork": "MASTERCARD", "cardDetails": "0023" },
            "tokenizationData": { "type": "PAYMENT_GATEWAY", "token": GOOGLES_EXAMPLE },
        });
        let found = ("5555555555554444".to_owned(), "0023".to_owned(), None);
        assert_eq!(opened(&token), Ok(found));
    }
}
