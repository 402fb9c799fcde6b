//! What a card's form asks of a buyer who could be remembered.

use crate::locale::Texts;
use shared::element::field::{CHECKED, FieldCondition, FieldKind, FieldProblems, OfferField, id};
use shared::element::offer_fields::EMAIL_PATTERN;
use shared::element::wallet_sheet::token_field;
use shared::methods::CardWallet;
use shared::payment::state::Terms;

/// What the first digit of a card's number can be: nobody is asked before they type one, so that a
/// form is as short as it was.
const FIRST_DIGITS: [&str; 5] = ["2", "3", "4", "5", "6"];
const EMAIL_LENGTH_MAX: u32 = 254;
const PHONE_LENGTH_MAX: u32 = 32;
/// As `shared::phone` reads numbers of any country, and as people write them.
const PHONE_PATTERN: &str = r"^(\+|00)([\s().\/-]*\d){8,15}$";

/// A box to tick, never ticked before, and below it the address by which the buyer is known, and the
/// number of a phone that can show who has the card. `host` is where what is kept lies. Nothing where
/// the merchant does not take Link.
pub fn link_fields(terms: &Terms, texts: &Texts, host: &str) -> Vec<OfferField> {
    if terms.check_wallet(CardWallet::Link).is_err() {
        return Vec::new();
    }
    let text = |key: &str| texts.get(key).cloned().unwrap_or_default();
    let save = OfferField {
        id: id::LINK_SAVE.to_owned(),
        param: "link[save]".to_owned(),
        kind: FieldKind::Checkbox,
        label: text("link.save"),
        optional: true,
        when: Some(FieldCondition {
            id: id::CARD_NUMBER.to_owned(),
            choice: String::new(),
            prefixes: FIRST_DIGITS.map(str::to_owned).to_vec(),
        }),
        ..token_field()
    };
    let while_saved = FieldCondition {
        id: id::LINK_SAVE.to_owned(),
        choice: CHECKED.to_owned(),
        prefixes: Vec::new(),
    };
    let email = OfferField {
        id: id::LINK_EMAIL.to_owned(),
        param: "link[email]".to_owned(),
        kind: FieldKind::Text,
        label: text("link.email"),
        hint: text("link.save.explanation").replace("{host}", host),
        autocomplete: "email".to_owned(),
        input_mode: "email".to_owned(),
        length_max: EMAIL_LENGTH_MAX,
        pattern: EMAIL_PATTERN.to_owned(),
        when: Some(while_saved.clone()),
        problems: FieldProblems {
            empty: text("link.email.empty"),
            incomplete: text("link.email.invalid"),
            invalid: text("link.email.invalid"),
            past: String::new(),
        },
        ..token_field()
    };
    let phone = OfferField {
        id: id::LINK_PHONE.to_owned(),
        param: "link[phone]".to_owned(),
        kind: FieldKind::Text,
        label: text("link.phone"),
        hint: text("link.phone.hint"),
        autocomplete: "tel".to_owned(),
        input_mode: "tel".to_owned(),
        length_max: PHONE_LENGTH_MAX,
        pattern: PHONE_PATTERN.to_owned(),
        optional: true,
        when: Some(while_saved),
        problems: FieldProblems {
            incomplete: text("link.phone.invalid"),
            invalid: text("link.phone.invalid"),
            ..FieldProblems::default()
        },
        ..token_field()
    };
    vec![save, email, phone]
}
