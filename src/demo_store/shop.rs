//! The shelf: every product, priced for the country that the buyer picked.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};

use super::catalogue::{self, COUNTRIES, Country, PRODUCTS};
use super::pages::Failure;
use super::selection::NotOnOffer;
use super::server::Store;

const HOME: &str = "US";

#[derive(Deserialize)]
pub struct ShopQuery {
    country: Option<String>,
}

#[derive(Serialize)]
struct ShopView {
    countries: Vec<Choice>,
    country: &'static str,
    products: Vec<ProductView>,
}

/// One entry of a selector.
#[derive(Serialize)]
pub struct Choice {
    pub value: &'static str,
    pub label: String,
    pub chosen: bool,
}

#[derive(Serialize)]
struct ProductView {
    id: &'static str,
    name: &'static str,
    summary: &'static str,
    art: &'static str,
    tint: &'static str,
    price: String,
}

/// `GET /?country=SE`
pub async fn show(State(store): State<Store>, Query(query): Query<ShopQuery>) -> Response {
    let page = shelf(query).and_then(|view| store.pages.render("shop", view));
    store.pages.answer(page)
}

fn shelf(query: ShopQuery) -> Result<ShopView, Failure> {
    let code = query.country.unwrap_or_else(|| HOME.to_owned());
    let country = catalogue::country(&code).ok_or(NotOnOffer::Country(code))?;
    let currency = catalogue::currency(country.currency)
        .ok_or_else(|| NotOnOffer::Currency(country.currency.to_owned()))?;
    let products = PRODUCTS
        .iter()
        .map(|product| ProductView {
            id: product.id,
            name: product.name,
            summary: product.summary,
            art: product.art,
            tint: product.tint,
            price: currency.format(product.price_minor(currency)),
        })
        .collect();
    Ok(ShopView {
        countries: country_choices(country),
        country: country.code,
        products,
    })
}

pub fn country_choices(chosen: &Country) -> Vec<Choice> {
    COUNTRIES
        .iter()
        .map(|country| Choice {
            value: country.code,
            label: country.name.to_owned(),
            chosen: country.code == chosen.code,
        })
        .collect()
}
