//! What the form of a card or a bank account asks of a buyer who could be remembered.

use crate::locale::Texts;
use shared::element::field::{CHECKED, FieldCondition, FieldKind, FieldProblems, OfferField, id};
use shared::element::offer_fields::{EMAIL_PATTERN, number_field};
use shared::element::wallet_sheet::token_field;
use shared::methods::catalogue::BuyerField;
use shared::methods::{CardWallet, MethodType};
use shared::payment::state::Terms;

/// What the first digit of a card's number can be: nobody is asked before they type one, so that a
/// form is as short as it was.
const FIRST_OF_CARDS: [&str; 5] = ["2", "3", "4", "5", "6"];
const FIRST_OF_ACCOUNTS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
const EMAIL_LENGTH_MAX: u32 = 254;
const PHONE_LENGTH_MAX: u32 = 32;
/// As `shared::phone` reads numbers of any country, and as people write them.
const PHONE_PATTERN: &str = r"^(\+|00)([\s().\/-]*\d){8,15}$";

/// A box to tick, never ticked before, and below it the address by which the buyer is known, unless
/// the form asks for one anyway, and the number of a phone that can show who has the card or the account.
/// `host` is where what is kept lies. Nothing where Link cannot keep the method, or the merchant does not
/// take Link.
pub fn link_fields(
    method: MethodType,
    terms: &Terms,
    texts: &Texts,
    host: &str,
) -> Vec<OfferField> {
    if terms.check_wallet(CardWallet::Link).is_err() {
        return Vec::new();
    }
    match method {
        MethodType::Card => {
            let form = Form { texts, host };
            let explanation = form.text("link.save.explanation");
            let phone = form.text("link.phone.hint");
            vec![
                form.save(id::CARD_NUMBER.to_owned(), &FIRST_OF_CARDS),
                form.email(explanation),
                form.phone(phone),
            ]
        }
        other if other.row().flow.needs_mandate() => of_account(other, &Form { texts, host }),
        _ => Vec::new(),
    }
}

fn of_account(method: MethodType, form: &Form<'_>) -> Vec<OfferField> {
    let Some(number) = number_field(method) else {
        return Vec::new();
    };
    let save = form.save(number, &FIRST_OF_ACCOUNTS);
    let explanation = form.text("link.bank.save.explanation");
    let phone = form.text("link.bank.phone.hint");
    match method.row().fields.contains(&BuyerField::Email) {
        true => vec![save, form.phone([explanation, phone].join(" "))],
        false => vec![save, form.email(explanation), form.phone(phone)],
    }
}

struct Form<'a> {
    texts: &'a Texts,
    host: &'a str,
}

impl Form<'_> {
    fn text(&self, key: &str) -> String {
        let text = self.texts.get(key).cloned().unwrap_or_default();
        text.replace("{host}", self.host)
    }

    /// Asked once the number in the field `number` begins with one of `digits`.
    fn save(&self, number: String, digits: &[&str]) -> OfferField {
        let digits = digits.iter().map(|digit| (*digit).to_owned());
        OfferField {
            id: id::LINK_SAVE.to_owned(),
            param: "link[save]".to_owned(),
            kind: FieldKind::Checkbox,
            label: self.text("link.save"),
            optional: true,
            when: Some(FieldCondition {
                id: number,
                choice: String::new(),
                prefixes: digits.collect(),
            }),
            ..token_field()
        }
    }

    fn email(&self, hint: String) -> OfferField {
        OfferField {
            id: id::LINK_EMAIL.to_owned(),
            param: "link[email]".to_owned(),
            kind: FieldKind::Text,
            label: self.text("link.email"),
            hint,
            autocomplete: "email".to_owned(),
            input_mode: "email".to_owned(),
            length_max: EMAIL_LENGTH_MAX,
            pattern: EMAIL_PATTERN.to_owned(),
            when: Some(while_saved()),
            problems: FieldProblems {
                empty: self.text("link.email.empty"),
                incomplete: self.text("link.email.invalid"),
                invalid: self.text("link.email.invalid"),
                past: String::new(),
            },
            ..token_field()
        }
    }

    fn phone(&self, hint: String) -> OfferField {
        OfferField {
            id: id::LINK_PHONE.to_owned(),
            param: "link[phone]".to_owned(),
            kind: FieldKind::Text,
            label: self.text("link.phone"),
            hint,
            autocomplete: "tel".to_owned(),
            input_mode: "tel".to_owned(),
            length_max: PHONE_LENGTH_MAX,
            pattern: PHONE_PATTERN.to_owned(),
            optional: true,
            when: Some(while_saved()),
            problems: FieldProblems {
                incomplete: self.text("link.phone.invalid"),
                invalid: self.text("link.phone.invalid"),
                ..FieldProblems::default()
            },
            ..token_field()
        }
    }
}

fn while_saved() -> FieldCondition {
    FieldCondition {
        id: id::LINK_SAVE.to_owned(),
        choice: CHECKED.to_owned(),
        prefixes: Vec::new(),
    }
}
