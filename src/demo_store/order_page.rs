//! The page that a buyer comes back to. It tells what webhooks have told; what the redirect says
//! only words the wait.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};

use super::order::{JournalEntry, Order, OrderId, Payment, Progress, Voucher};
use super::pages::Failure;
use super::selection::Selection;
use super::server::Store;

#[derive(Deserialize)]
pub struct ReturnQuery {
    redirect_status: Option<String>,
}

#[derive(Serialize)]
struct OrderView<'a> {
    order_id: &'a str,
    product: &'static str,
    summary: &'static str,
    art: &'static str,
    tint: &'static str,
    quantity: u8,
    total: String,
    country_name: &'static str,
    intent_id: Option<&'a str>,
    /// What the page calls itself and says: the template's words hang on it.
    headline: Headline,
    /// Nothing will change any more, so the page stops asking.
    is_final: bool,
    /// The buyer may still change their mind.
    may_cancel: bool,
    message: Option<&'a str>,
    voucher: Option<&'a Voucher>,
    received: Option<String>,
    journal: &'a [JournalEntry],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Headline {
    /// Nothing was tried yet.
    Unpaid,
    /// The redirect says that it went well; the webhook has not come yet.
    Confirming,
    /// The redirect says that it failed; the webhook has not come yet.
    SeemsFailed,
    /// The buyer has something left to do, and days for it.
    StepLeft,
    Processing,
    Voucher,
    Declined,
    Paid,
    Canceled,
    AmountDiffers,
}

/// `GET /order/{order}?redirect_status=succeeded`
pub async fn show(
    State(store): State<Store>,
    Path(id): Path<String>,
    Query(query): Query<ReturnQuery>,
) -> Response {
    let page = render(&store, "order", OrderId(id), query).await;
    store.pages.answer(page)
}

/// `GET /order/{order}/status`: the part of the page that changes, for the page's own script.
pub async fn status(
    State(store): State<Store>,
    Path(id): Path<String>,
    Query(query): Query<ReturnQuery>,
) -> Response {
    let page = render(&store, "order_status", OrderId(id), query).await;
    store.pages.answer(page)
}

/// `POST /order/{order}/cancel`: asks Kassa; the page changes when the webhook comes.
pub async fn cancel(State(store): State<Store>, Path(id): Path<String>) -> Response {
    let page = cancel_order(&store, OrderId(id)).await;
    store.pages.answer(page)
}

async fn cancel_order(store: &Store, id: OrderId) -> Result<Response, Failure> {
    let order = store.orders.find(&id).await.ok_or(Failure::NoSuchOrder)?;
    if let Payment::Requested { intent, .. } = &order.payment {
        let branch = store
            .branches
            .find(&intent.branch)
            .ok_or(Failure::NoSuchBranch)?;
        branch
            .kassa
            .cancel_payment_intent(&order, &intent.id)
            .await?;
    }
    Ok(Redirect::to(&format!("/order/{}", id.0)).into_response())
}

async fn render(
    store: &Store,
    template: &str,
    id: OrderId,
    query: ReturnQuery,
) -> Result<Response, Failure> {
    let order = store.orders.find(&id).await.ok_or(Failure::NoSuchOrder)?;
    store.pages.render(
        template,
        order_view(&order, query.redirect_status.as_deref()),
    )
}

fn order_view<'a>(order: &'a Order, redirect_status: Option<&str>) -> OrderView<'a> {
    let Selection {
        product,
        quantity,
        currency,
        country,
    } = order.selection;
    let (intent_id, progress) = match &order.payment {
        Payment::NotRequested => (None, &Progress::AwaitingBuyer),
        Payment::Requested {
            intent, progress, ..
        } => (Some(intent.id.as_str()), progress),
    };
    let headline = headline(progress, redirect_status);
    OrderView {
        order_id: &order.id.0,
        product: product.name,
        summary: product.summary,
        art: product.art,
        tint: product.tint,
        quantity,
        total: currency.format(order.amount_minor),
        country_name: country.name,
        intent_id,
        headline,
        is_final: progress.is_final(),
        may_cancel: intent_id.is_some() && may_cancel(headline),
        message: match progress {
            Progress::Declined { message } => Some(message),
            _ => None,
        },
        voucher: match progress {
            Progress::VoucherIssued(voucher) => Some(voucher),
            _ => None,
        },
        received: match progress {
            Progress::AmountDiffers {
                received_minor,
                currency,
            } => Some(format!("{received_minor} ({currency}, minor units)")),
            _ => None,
        },
        journal: &order.journal,
    }
}

/// The redirect outruns the webhook, so it may say what a newer attempt came to while the webhooks
/// still speak of the one before. It never makes an order paid.
fn headline(progress: &Progress, redirect_status: Option<&str>) -> Headline {
    match (progress, redirect_status) {
        (Progress::Paid, _) => Headline::Paid,
        (Progress::Canceled, _) => Headline::Canceled,
        (Progress::AmountDiffers { .. }, _) => Headline::AmountDiffers,
        (Progress::VoucherIssued(_), _) => Headline::Voucher,
        (Progress::Processing, _) => Headline::Processing,
        (Progress::AwaitingAction, Some("pending")) => Headline::StepLeft,
        (
            Progress::AwaitingBuyer | Progress::AwaitingAction | Progress::Declined { .. },
            Some("succeeded" | "pending"),
        ) => Headline::Confirming,
        (Progress::Declined { .. }, _) => Headline::Declined,
        (Progress::AwaitingBuyer | Progress::AwaitingAction, Some("failed")) => {
            Headline::SeemsFailed
        }
        (Progress::AwaitingBuyer | Progress::AwaitingAction, _) => Headline::Unpaid,
    }
}

fn may_cancel(headline: Headline) -> bool {
    match headline {
        Headline::Unpaid
        | Headline::SeemsFailed
        | Headline::StepLeft
        | Headline::Voucher
        | Headline::Declined => true,
        Headline::Confirming
        | Headline::Processing
        | Headline::Paid
        | Headline::Canceled
        | Headline::AmountDiffers => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_redirect_alone_never_makes_an_order_paid() {
        let declined = Progress::Declined {
            message: "No.".to_owned(),
        };
        for progress in [Progress::AwaitingBuyer, Progress::AwaitingAction, declined] {
            assert_eq!(headline(&progress, Some("succeeded")), Headline::Confirming);
        }
    }

    #[test]
    fn a_buyer_who_has_something_left_to_do_is_told_so() {
        let waiting = headline(&Progress::AwaitingAction, Some("pending"));
        assert_eq!(waiting, Headline::StepLeft);
    }

    #[test]
    fn what_a_webhook_settled_outweighs_the_redirect() {
        assert_eq!(headline(&Progress::Paid, Some("failed")), Headline::Paid);
        assert_eq!(
            headline(&Progress::Canceled, Some("succeeded")),
            Headline::Canceled
        );
    }

    #[test]
    fn a_failed_redirect_is_worded_carefully_until_the_webhook_came() {
        assert_eq!(
            headline(&Progress::AwaitingAction, Some("failed")),
            Headline::SeemsFailed
        );
        let declined = Progress::Declined {
            message: "No.".to_owned(),
        };
        assert_eq!(headline(&declined, Some("failed")), Headline::Declined);
        assert_eq!(
            headline(&Progress::AwaitingBuyer, Some("nonsense")),
            Headline::Unpaid
        );
    }
}
