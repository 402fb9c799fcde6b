//! The form of a method, from its row of the catalogue: what it asks of every buyer, what it wants
//! to know of its own, and the code that some flows begin with.

mod alternatives;
mod card_networks;
mod number;
#[cfg(test)]
mod tests;

use super::field::{Checksum, FieldChoice, FieldKind, FieldProblems, OfferField, id};
use super::method_name::method_name;
use crate::bank_account::bank_code::BankCode;
use crate::bank_account::iban;
use crate::methods::MethodType;
use crate::methods::catalogue::{BuyerField, Choice, Countries, Detail, DetailForm, Flow};
use number::detail_id;

pub use card_networks::add_network_fields;
pub use number::number_field;

/// Texts of one language by key.
pub use super::language::Texts;

/// Longer entries are refused by the merchant API.
const TEXT_LENGTH_MAX: u32 = 128;
/// Groups of four, as in print; no country's number is longer.
const IBAN_MASK: &str = "#### #### #### #### #### #### #### #### ##";
/// Catches slips of the finger; whether the address exists is for a letter to find out.
pub const EMAIL_PATTERN: &str = r"^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$";
/// As people write numbers, with at least six digits.
const PHONE_PATTERN: &str = r"^\+?([\s().\/-]*\d){6,15}$";

/// The fields of `method`'s form in their order, with the texts of `texts`; a test sees to it that
/// English has all.
#[must_use]
pub fn offer_fields(method: MethodType, texts: &Texts) -> Vec<OfferField> {
    let form = Form { method, texts };
    let row = method.row();
    let asked = row.fields.iter().map(|field| form.buyer_field(*field));
    let asked_for = row.details.iter().filter(|detail| detail.asked);
    let details = asked_for.flat_map(|detail| form.asked(detail));
    let mut fields: Vec<_> = asked
        .chain(details)
        .chain(form.inline_code(row.flow))
        .collect();
    pair_up(&mut fields);
    fields
}

/// Two short fields share a line; one that is left over has its line to itself, not half of it.
fn pair_up(fields: &mut [OfferField]) {
    let seen = fields
        .iter_mut()
        .filter(|field| field.kind != FieldKind::Fixed);
    let mut seen: Vec<_> = seen.collect();
    let are_neighbours = |left: &&mut OfferField, right: &&mut OfferField| {
        left.half && right.half && left.when == right.when
    };
    for short in seen.chunk_by_mut(are_neighbours) {
        let has_odd_one = !short.len().is_multiple_of(2);
        if let Some(last) = short.last_mut().filter(|_| has_odd_one) {
            // A card's country makes room for its postal code where there is one.
            last.half = last.kind == FieldKind::PostalCode;
        }
    }
}

/// What the buyer of `method` agrees to by paying, if that takes a mandate. `{merchant}` in it is for
/// the element to replace: the page may call the merchant by another name.
#[must_use]
pub fn mandate_text(method: MethodType, texts: &Texts) -> Option<String> {
    let row = method.row();
    match row.flow {
        Flow::BankDebit { mandate_key } => texts
            .get(mandate_key)
            .map(|text| text.replace("{method}", method_name(method, texts))),
        Flow::CardForm
        | Flow::Redirect
        | Flow::QrCode { .. }
        | Flow::InlineCode { .. }
        | Flow::AppApproval { .. }
        | Flow::Voucher { .. }
        | Flow::BankTransfer => None,
    }
}

struct Form<'a> {
    method: MethodType,
    texts: &'a Texts,
}

impl Form<'_> {
    /// `field.<key><part>`, or what a method says in its place: `field.<method>.<key><part>`.
    fn text(&self, key: &str, part: &str) -> String {
        let own = self
            .texts
            .get(&format!("field.{}.{key}{part}", self.method));
        own.or_else(|| self.texts.get(&format!("field.{key}{part}")))
            .cloned()
            .unwrap_or_default()
    }

    /// A full line of text; the places that differ say so.
    fn field(&self, key: &str, id: &str, param: String) -> OfferField {
        let invalid = self.text(key, ".invalid");
        let incomplete = Some(self.text(key, ".incomplete"))
            .filter(|text| !text.is_empty())
            .unwrap_or_else(|| invalid.clone());
        OfferField {
            id: id.to_owned(),
            param,
            kind: FieldKind::Text,
            label: self.text(key, ""),
            example: self.text(key, ".example"),
            hint: String::new(),
            autocomplete: "off".to_owned(),
            input_mode: "text".to_owned(),
            length_max: TEXT_LENGTH_MAX,
            mask: String::new(),
            pattern: String::new(),
            checksums: Vec::new(),
            optional: false,
            half: false,
            choices: Vec::new(),
            when: None,
            problems: FieldProblems {
                empty: self.text(key, ".empty"),
                incomplete,
                invalid,
                past: self.text(key, ".past"),
            },
        }
    }

    fn buyer_field(&self, field: BuyerField) -> OfferField {
        match field {
            BuyerField::CardNumber => {
                let kind = FieldKind::CardNumber;
                self.card("card_number", id::CARD_NUMBER, "number", kind, "cc-number")
            }
            BuyerField::CardExpiry => {
                let kind = FieldKind::CardExpiry;
                self.card("expiry", id::CARD_EXPIRY, "exp_month", kind, "cc-exp")
            }
            BuyerField::CardCvc => {
                self.card("cvc", id::CARD_CVC, "cvc", FieldKind::CardCvc, "cc-csc")
            }
            BuyerField::Country => self.country(),
            BuyerField::PostalCode => self.postal_code(),
            BuyerField::Name => self.billing("name", "name", "name", "name"),
            BuyerField::Email => OfferField {
                input_mode: "email".to_owned(),
                pattern: EMAIL_PATTERN.to_owned(),
                ..self.billing("email", "email", "email", "email")
            },
            BuyerField::Phone => OfferField {
                input_mode: "tel".to_owned(),
                pattern: PHONE_PATTERN.to_owned(),
                ..self.billing("phone", "phone", "phone", "billing tel")
            },
            BuyerField::AddressLine1 => {
                let token = "billing address-line1";
                self.billing("line1", "address-line1", "address][line1", token)
            }
            BuyerField::City => {
                let token = "billing address-level2";
                let city = self.billing("city", "city", "address][city", token);
                OfferField { half: true, ..city }
            }
            BuyerField::State => {
                let token = "billing address-level1";
                let state = self.billing("state", "state", "address][state", token);
                OfferField {
                    half: true,
                    ..state
                }
            }
        }
    }

    fn card(
        &self,
        key: &str,
        id: &str,
        param: &str,
        kind: FieldKind,
        autocomplete: &str,
    ) -> OfferField {
        OfferField {
            kind,
            autocomplete: autocomplete.to_owned(),
            input_mode: "numeric".to_owned(),
            half: kind != FieldKind::CardNumber,
            ..self.field(key, id, format!("payment_method_data[card][{param}]"))
        }
    }

    fn billing(&self, key: &str, id: &str, param: &str, autocomplete: &str) -> OfferField {
        let param = format!("payment_method_data[billing_details][{param}]");
        OfferField {
            autocomplete: autocomplete.to_owned(),
            ..self.field(key, id, param)
        }
    }

    /// A method's own countries; if that is a single one, there is nothing to ask.
    fn country(&self) -> OfferField {
        let choices = match self.method.row().buyer_countries {
            // The few that are excepted are refused when they come up.
            Countries::Worldwide | Countries::Except(_) => &[],
            Countries::Only(countries) => countries,
        };
        OfferField {
            kind: match choices {
                [_] => FieldKind::Fixed,
                _ => FieldKind::Country,
            },
            choices: choices
                .iter()
                .map(|country| FieldChoice {
                    code: country.as_str().to_owned(),
                    name: String::new(),
                })
                .collect(),
            ..self.billing(
                "country",
                id::COUNTRY,
                "address][country",
                "billing country",
            )
        }
    }

    fn postal_code(&self) -> OfferField {
        OfferField {
            kind: match self.method.row().flow == Flow::CardForm {
                true => FieldKind::PostalCode,
                false => FieldKind::Text,
            },
            half: true,
            ..self.billing(
                "postal_code",
                id::POSTAL_CODE,
                "address][postal_code",
                "billing postal-code",
            )
        }
    }

    /// `None` for what no form asks: it is the merchant's to tell.
    fn detail(&self, detail: &Detail) -> Option<OfferField> {
        let method = self.method;
        let own_id = detail_id(method, detail);
        // A dot leads into a hash within.
        let path = detail.name.replace('.', "][");
        let param = format!("payment_method_data[{method}][{path}]");
        let mut field = self.written(detail, self.field(detail.name, &own_id, param))?;
        let has_stand_in = |other: &Detail| other.in_place_of == Some(detail.name);
        let is_alternative =
            detail.in_place_of.is_some() || method.row().details.iter().any(has_stand_in);
        if !detail.required && !is_alternative {
            field.label = self.text("optional", "").replace("{label}", &field.label);
            field.optional = true;
        }
        Some(field)
    }

    /// `field` as the form of a detail is typed and checked.
    fn written(&self, detail: &Detail, field: OfferField) -> Option<OfferField> {
        Some(match detail.form {
            DetailForm::SomeOf(_)
            | DetailForm::Word(_)
            | DetailForm::Flag
            | DetailForm::Date
            | DetailForm::IsoDay => {
                return None;
            }
            DetailForm::OneOf(choices) => OfferField {
                kind: FieldKind::Select,
                choices: choices
                    .iter()
                    .map(|choice| self.choice(detail, choice))
                    .collect(),
                ..field
            },
            DetailForm::Number { max, .. } => digits(field, 1, length(max.to_string().len())),
            DetailForm::Text { max } => OfferField {
                length_max: u32::from(max),
                ..field
            },
            DetailForm::Digits { min, max } => digits(field, u32::from(min), u32::from(max)),
            DetailForm::BrazilianTaxNumber => brazilian_tax_number(field),
            DetailForm::Iban => OfferField {
                kind: FieldKind::Iban,
                length_max: length(IBAN_MASK.matches('#').count()),
                mask: IBAN_MASK.to_owned(),
                pattern: iban_pattern(),
                ..field
            },
            DetailForm::BankCode(code) => bank_code(field, code),
            DetailForm::AccountNumber(scheme) => {
                let (min, max) = scheme.digits();
                digits(field, length(min), length(max))
            }
        })
    }

    /// Brands have one name in all languages, other choices a text.
    fn choice(&self, detail: &Detail, choice: &Choice) -> FieldChoice {
        let named = self.text(detail.name, &format!(".{}", choice.code));
        FieldChoice {
            code: choice.code.to_owned(),
            name: match named.is_empty() {
                true => choice.display_name.to_owned(),
                false => named,
            },
        }
    }

    fn inline_code(&self, flow: Flow) -> Option<OfferField> {
        let length = match flow {
            Flow::InlineCode { digits, .. } => u32::from(digits),
            Flow::CardForm
            | Flow::Redirect
            | Flow::QrCode { .. }
            | Flow::AppApproval { .. }
            | Flow::Voucher { .. }
            | Flow::BankDebit { .. }
            | Flow::BankTransfer => return None,
        };
        let method = self.method;
        let param = format!("payment_method_options[{method}][code]");
        let field = self.field("code", &format!("{method}-code"), param);
        Some(OfferField {
            autocomplete: "one-time-code".to_owned(),
            ..digits(field, length, length)
        })
    }
}

/// A number of `min` to `max` digits.
fn digits(field: OfferField, min: u32, max: u32) -> OfferField {
    OfferField {
        kind: FieldKind::Digits,
        input_mode: "numeric".to_owned(),
        length_max: max,
        pattern: format!(r"^\d{{{min},{max}}}$"),
        half: max <= 12,
        ..field
    }
}

/// A person's has eleven digits, a company's fourteen characters; two of them check the others, and
/// the same digit throughout would pass.
fn brazilian_tax_number(field: OfferField) -> OfferField {
    let checksum = |weights: &str, length| Checksum {
        length,
        weights: weights.to_owned(),
        modulus: 11,
    };
    OfferField {
        kind: FieldKind::Code,
        length_max: 14,
        mask: "###.###.###-##|##.###.###/####-##".to_owned(),
        pattern: r"^(?!([1-9])\1+$)(\d{11}|[\dA-Z]{12}\d\d)$".to_owned(),
        checksums: vec![
            checksum("a987654321", 11),
            checksum("ba987654321", 11),
            checksum("5432987654321", 14),
            checksum("65432987654321", 14),
        ],
        ..field
    }
}

/// As the country's banks print it.
fn bank_code(field: OfferField, code: BankCode) -> OfferField {
    let (min, max) = code.digits();
    let field = digits(field, length(min), length(max));
    match code {
        BankCode::UsRoutingNumber => OfferField {
            checksums: vec![Checksum {
                length: 9,
                weights: "371371371".to_owned(),
                modulus: 10,
            }],
            // Account numbers there are long, and stand below.
            half: false,
            ..field
        },
        BankCode::UkSortCode => masked(field, "##-##-##"),
        BankCode::AuBsb => masked(field, "###-###"),
        BankCode::CaInstitution
        | BankCode::CaTransit
        | BankCode::NzBank
        | BankCode::NzBranch
        | BankCode::NzSuffix => field,
    }
}

fn masked(field: OfferField, mask: &str) -> OfferField {
    OfferField {
        mask: mask.to_owned(),
        ..field
    }
}

/// A number is of a country, and as long as all of that country's.
fn iban_pattern() -> String {
    let countries: Vec<String> = iban::lengths()
        .map(|(country, length)| format!("{country}.{{{}}}", length.saturating_sub(2)))
        .collect();
    format!("^({})$", countries.join("|"))
}

fn length(characters: usize) -> u32 {
    u32::try_from(characters).unwrap_or(TEXT_LENGTH_MAX)
}
