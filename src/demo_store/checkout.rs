//! From a choice to a payment: an order is placed, its payment intent is asked for, and the page
//! with Kassa's payment element is shown.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

use super::branches::Branch;
use super::catalogue::{COUNTRIES, CURRENCIES, Currency};
use super::order::{Intent, Order, OrderId, Payment, Progress};
use super::pages::Failure;
use super::selection::{QUANTITY_MAX, Selection, SelectionForm};
use super::server::Store;
use super::shop::{Choice, country_choices};

/// Characters of an order's id that are easy to read aloud: 32 of them, so five bits each.
const ID_ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

#[derive(Serialize)]
struct CheckoutView<'a> {
    order_id: &'a str,
    publishable_key: &'a str,
    client_secret: &'a str,
    product: &'static str,
    product_id: &'static str,
    summary: &'static str,
    art: &'static str,
    tint: &'static str,
    quantity: u8,
    unit_price: String,
    total: String,
    amount_minor: i64,
    /// As `Intl` wants it: upper case.
    currency: String,
    country: &'static str,
    country_name: &'static str,
    quantities: Vec<u8>,
    currencies: Vec<Choice>,
    countries: Vec<Choice>,
    presets: Vec<Preset>,
    /// What the last attempt's webhook said, when it failed.
    declined: Option<&'a str>,
}

/// A buyer somewhere else, in one press.
#[derive(Serialize)]
struct Preset {
    market: &'static str,
    name: &'static str,
    currency: String,
    chosen: bool,
}

/// `POST /orders`
pub async fn place_from_form(
    State(store): State<Store>,
    Form(form): Form<SelectionForm>,
) -> Response {
    let page = place(&store, form).await;
    store.pages.answer(page)
}

/// `GET /checkout?product=cup&quantity=2&country=SE&currency=sek`: a link into the checkout.
pub async fn place_from_link(
    State(store): State<Store>,
    Query(form): Query<SelectionForm>,
) -> Response {
    let page = place(&store, form).await;
    store.pages.answer(page)
}

async fn place(store: &Store, form: SelectionForm) -> Result<Response, Failure> {
    let order = Order::place(new_order_id()?, Selection::try_from(form)?, unix_now());
    let address = format!("/checkout/{}", order.id.0);
    store.orders.place(order).await?;
    Ok(Redirect::to(&address).into_response())
}

/// `GET /checkout/{order}`
pub async fn show(State(store): State<Store>, Path(id): Path<String>) -> Response {
    let page = checkout_page(&store, OrderId(id)).await;
    store.pages.answer(page)
}

async fn checkout_page(store: &Store, id: OrderId) -> Result<Response, Failure> {
    let order = store.orders.find(&id).await.ok_or(Failure::NoSuchOrder)?;
    let (intent, progress) = match order.payment.clone() {
        Payment::Requested {
            intent, progress, ..
        } => (intent, progress),
        Payment::NotRequested => (
            request_payment(store, &order).await?,
            Progress::AwaitingBuyer,
        ),
    };
    let declined = match &progress {
        Progress::AwaitingBuyer | Progress::AwaitingAction => None,
        Progress::Declined { message } => Some(message.as_str()),
        Progress::VoucherIssued(_)
        | Progress::Processing
        | Progress::Paid
        | Progress::Canceled
        | Progress::AmountDiffers { .. } => {
            return Ok(Redirect::to(&format!("/order/{}", id.0)).into_response());
        }
    };
    let branch = store
        .branches
        .find(&intent.branch)
        .ok_or(Failure::NoSuchBranch)?;
    let view = checkout_view(branch, &order, &intent, declined);
    store.pages.render("checkout", view)
}

/// Asks for the order's payment intent, in the account of the branch that sells to this buyer.
async fn request_payment(store: &Store, order: &Order) -> Result<Intent, Failure> {
    let branch = store.branches.selling_to(order.selection.country);
    let created = branch.kassa.create_payment_intent(order).await?;
    let intent = Intent {
        branch: branch.country.code.to_owned(),
        id: created.id,
        client_secret: created.client_secret,
    };
    store
        .orders
        .payment_requested(&order.id, intent.clone())
        .await?;
    Ok(intent)
}

fn checkout_view<'a>(
    branch: &'a Branch,
    order: &'a Order,
    intent: &'a Intent,
    declined: Option<&'a str>,
) -> CheckoutView<'a> {
    let Selection {
        product,
        quantity,
        currency,
        country,
    } = order.selection;
    CheckoutView {
        order_id: &order.id.0,
        publishable_key: &branch.publishable_key,
        client_secret: &intent.client_secret,
        product: product.name,
        product_id: product.id,
        summary: product.summary,
        art: product.art,
        tint: product.tint,
        quantity,
        unit_price: currency.format(product.price_minor(currency)),
        total: currency.format(order.amount_minor),
        amount_minor: order.amount_minor,
        currency: currency.code.to_uppercase(),
        country: country.code,
        country_name: country.name,
        quantities: (1..=QUANTITY_MAX).collect(),
        currencies: currency_choices(currency),
        countries: country_choices(country),
        presets: presets(&order.selection),
        declined,
    }
}

fn currency_choices(chosen: &Currency) -> Vec<Choice> {
    CURRENCIES
        .iter()
        .map(|currency| Choice {
            value: currency.code,
            label: currency.code.to_uppercase(),
            chosen: currency.code == chosen.code,
        })
        .collect()
}

fn presets(selection: &Selection) -> Vec<Preset> {
    COUNTRIES
        .iter()
        .filter(|country| country.preset)
        .map(|country| Preset {
            market: country.code,
            name: country.name,
            currency: country.currency.to_uppercase(),
            chosen: country.code == selection.country.code
                && country.currency == selection.currency.code,
        })
        .collect()
}

/// 80 random bits: nobody guesses the link of somebody else's order.
fn new_order_id() -> Result<OrderId, Failure> {
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(std::io::Error::from)?;
    let characters = random.map(|byte| char::from(ID_ALPHABET[usize::from(byte % 32)]));
    Ok(OrderId(format!("order_{}", String::from_iter(characters))))
}

/// Unix seconds; a clock before 1970 counts as 1970.
fn unix_now() -> i64 {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_ids_are_long_plain_and_different() {
        let first = new_order_id().expect("the machine has randomness");
        let second = new_order_id().expect("the machine has randomness");
        assert_ne!(first, second);
        assert_eq!(first.0.len(), "order_".len() + 16);
        assert!(
            first
                .0
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_')
        );
    }
}
