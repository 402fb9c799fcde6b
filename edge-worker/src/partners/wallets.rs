//! What passes between Kassa and the companies behind the wallets of phones and browsers.

use super::CardData;
use shared::payment::method::WalletUse;

/// What a wallet's payment token holds, once the partner has opened it.
#[derive(Debug, Clone)]
pub struct WalletCard {
    /// With the number that the device has in place of the card's, where it has one.
    pub card: CardData,
    /// Of the number that the buyer knows.
    pub last4: String,
    pub used: WalletUse,
}

/// A payment token that the partner cannot open; why, as a sentence for the merchant's developer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenUnreadable(pub &'static str);

/// A page is about to show Apple Pay's sheet, which asks for a sign that the merchant may.
#[derive(Debug, Clone)]
pub struct OpenApplePay {
    /// The page's host.
    pub domain: String,
    /// The merchant's name, as the sheet shows it.
    pub display_name: String,
    /// Where at Apple the sheet wants it from.
    pub validation_url: String,
}
