//! What the sheets of Apple Pay and Google Pay have to be told. They open in the merchant's page
//! (`static/wallets.js`), because browsers open them for nobody else.

use super::field::{FieldKind, FieldProblems, OfferField, id};
use serde::{Deserialize, Serialize};

/// One payment, as a wallet asks its owner to approve it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletSheet {
    /// Of the merchant; ISO 3166-1 alpha-2, upper case.
    pub country: String,
    /// ISO 4217, upper case.
    pub currency: String,
    /// A decimal number: `19.99`.
    pub total: String,
    /// Whom the buyer pays.
    pub label: String,
    /// Google Pay's name for where it runs: `TEST` or `PRODUCTION`.
    pub environment: String,
    pub google_pay: GooglePayGateway,
}

/// For whom Google Pay makes its tokens, by its own names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GooglePayGateway {
    pub gateway: String,
    pub gateway_merchant_id: String,
}

/// The one field of a wallet's form: not shown, and filled by the sheet.
#[must_use]
pub fn token_field() -> OfferField {
    OfferField {
        id: id::WALLET_TOKEN.to_owned(),
        param: "payment_method_data[card][token]".to_owned(),
        kind: FieldKind::Fixed,
        label: String::new(),
        example: String::new(),
        hint: String::new(),
        autocomplete: String::new(),
        input_mode: String::new(),
        length_max: 0,
        mask: String::new(),
        pattern: String::new(),
        checksums: Vec::new(),
        optional: false,
        when: None,
        half: false,
        choices: Vec::new(),
        problems: FieldProblems::default(),
    }
}
