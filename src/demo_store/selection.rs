//! What a buyer chose, parsed once from whatever the browser sent.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::catalogue::{self, Country, Currency, Product};

pub const QUANTITY_MAX: u8 = 20;

/// A choice that can be sold: every part of it exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "SelectionForm", try_from = "SelectionForm")]
pub struct Selection {
    pub product: &'static Product,
    /// 1 to [`QUANTITY_MAX`].
    pub quantity: u8,
    pub currency: &'static Currency,
    pub country: &'static Country,
}

/// A choice as a form or a link spells it. Everything but the product has a sensible default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectionForm {
    #[serde(default)]
    pub product: String,
    #[serde(default)]
    pub quantity: Option<String>,
    #[serde(default)]
    pub currency: Option<String>,
    #[serde(default)]
    pub country: Option<String>,
    /// A country that brings its own currency along; it wins over the two fields above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub market: Option<String>,
}

/// A choice that the store cannot sell.
#[derive(Debug, PartialEq, Eq)]
pub enum NotOnOffer {
    Product(String),
    Quantity(String),
    Currency(String),
    Country(String),
}

impl fmt::Display for NotOnOffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotOnOffer::Product(asked) => write!(f, "There is no product called “{asked}”."),
            NotOnOffer::Quantity(asked) => {
                write!(f, "“{asked}” is not a quantity from 1 to {QUANTITY_MAX}.")
            }
            NotOnOffer::Currency(asked) => write!(f, "The store has no prices in “{asked}”."),
            NotOnOffer::Country(asked) => write!(f, "The store does not ship to “{asked}”."),
        }
    }
}

impl Selection {
    /// The price of the whole choice, in minor units of its currency.
    pub fn total_minor(&self) -> i64 {
        self.product.price_minor(self.currency) * i64::from(self.quantity)
    }
}

impl TryFrom<SelectionForm> for Selection {
    type Error = NotOnOffer;

    fn try_from(form: SelectionForm) -> Result<Self, NotOnOffer> {
        let product = catalogue::product(&form.product).ok_or(NotOnOffer::Product(form.product))?;
        let quantity = match filled(form.quantity) {
            None => 1,
            Some(text) => text
                .parse::<u8>()
                .ok()
                .filter(|quantity| (1..=QUANTITY_MAX).contains(quantity))
                .ok_or(NotOnOffer::Quantity(text))?,
        };
        let market = filled(form.market);
        let (country_code, currency_code) = match market {
            Some(market) => (market, None),
            None => {
                let country = filled(form.country).unwrap_or_else(|| "US".to_owned());
                (country, filled(form.currency))
            }
        };
        let country = catalogue::country(&country_code).ok_or(NotOnOffer::Country(country_code))?;
        let currency_code = currency_code.unwrap_or_else(|| country.currency.to_owned());
        let currency =
            catalogue::currency(&currency_code).ok_or(NotOnOffer::Currency(currency_code))?;
        Ok(Selection {
            product,
            quantity,
            currency,
            country,
        })
    }
}

impl From<Selection> for SelectionForm {
    fn from(selection: Selection) -> Self {
        SelectionForm {
            product: selection.product.id.to_owned(),
            quantity: Some(selection.quantity.to_string()),
            currency: Some(selection.currency.code.to_owned()),
            country: Some(selection.country.code.to_owned()),
            market: None,
        }
    }
}

/// An empty form field is a field that was not filled in.
fn filled(field: Option<String>) -> Option<String> {
    field
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> SelectionForm {
        let value = |name: &str| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        };
        SelectionForm {
            product: value("product").unwrap_or_default(),
            quantity: value("quantity"),
            currency: value("currency"),
            country: value("country"),
            market: value("market"),
        }
    }

    #[test]
    fn a_product_alone_is_one_piece_for_the_united_states() {
        let selection = Selection::try_from(form(&[("product", "cup")])).expect("on offer");
        assert_eq!((selection.quantity, selection.country.code), (1, "US"));
        assert_eq!(selection.total_minor(), 28_00);
    }

    #[test]
    fn a_country_brings_its_currency_unless_another_is_chosen() {
        let dutch = Selection::try_from(form(&[("product", "cup"), ("country", "nl")]));
        assert_eq!(dutch.expect("on offer").currency.code, "eur");
        let mixed = form(&[("product", "cup"), ("country", "NL"), ("currency", "USD")]);
        assert_eq!(
            Selection::try_from(mixed).expect("on offer").currency.code,
            "usd"
        );
    }

    #[test]
    fn a_market_replaces_country_and_currency() {
        let form = form(&[
            ("product", "cup"),
            ("country", "US"),
            ("currency", "usd"),
            ("market", "SE"),
        ]);
        let selection = Selection::try_from(form).expect("on offer");
        assert_eq!(
            (selection.country.code, selection.currency.code),
            ("SE", "sek")
        );
    }

    #[test]
    fn the_total_is_the_price_times_the_quantity() {
        let form = form(&[("product", "teapot"), ("quantity", "20"), ("country", "JP")]);
        let selection = Selection::try_from(form).expect("on offer");
        assert_eq!(selection.total_minor(), 20 * 13_800);
    }

    #[test]
    fn what_is_not_on_offer_is_named() {
        let refused = |name: &str, value: &str| {
            let pairs = [("product", "cup"), (name, value)];
            Selection::try_from(form(&pairs)).expect_err("not on offer")
        };
        for quantity in ["0", "21", "-1", "256", "two"] {
            let refusal = refused("quantity", quantity);
            assert_eq!(refusal, NotOnOffer::Quantity(quantity.to_owned()));
        }
        let currency = refused("currency", "xyz");
        assert_eq!(currency, NotOnOffer::Currency("xyz".to_owned()));
        let country = refused("country", "ZZ");
        assert_eq!(country, NotOnOffer::Country("ZZ".to_owned()));
        let car = Selection::try_from(form(&[("product", "car")]));
        assert_eq!(car, Err(NotOnOffer::Product("car".to_owned())));
    }

    #[test]
    fn a_selection_survives_storage() {
        let form = form(&[("product", "vase"), ("quantity", "3"), ("market", "MX")]);
        let selection = Selection::try_from(form).expect("on offer");
        let stored = serde_json::to_string(&selection).expect("serializable");
        assert_eq!(
            serde_json::from_str::<Selection>(&stored).expect("readable"),
            selection
        );
    }
}
