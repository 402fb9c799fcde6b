//! The orders on disk: one JSON file, replaced as a whole, so that a killed store finds either the
//! old file or the new one.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Mutex;

use super::order::{Intent, News, Order, OrderId};

const ORDERS_MAX: usize = 500;
/// Kassa repeats a delivery for three days at most; a demo store hears far less than this.
const EVENTS_REMEMBERED_MAX: usize = 2_000;

/// All orders, and the webhook events that were already taken in.
pub struct OrderBook {
    path: PathBuf,
    pages: Mutex<Pages>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Pages {
    orders: BTreeMap<OrderId, Order>,
    /// Event ids, oldest first.
    heard: VecDeque<String>,
}

/// What became of a webhook event.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    TakenIn,
    /// The event was taken in before: Kassa may deliver more than once.
    Repeated,
    /// An order that this store does not know, such as one of a data folder that was deleted.
    UnknownOrder,
}

impl OrderBook {
    /// Opens the book at `path`, empty when the file does not exist.
    pub async fn open(path: PathBuf) -> anyhow::Result<OrderBook> {
        let pages = match tokio::fs::read(&path).await {
            Ok(bytes) => serde_json::from_slice(&bytes).with_context(|| {
                format!(
                    "{} is not readable as orders; move it away to start afresh",
                    path.display()
                )
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Pages::default(),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        };
        Ok(OrderBook {
            path,
            pages: Mutex::new(pages),
        })
    }

    pub async fn find(&self, id: &OrderId) -> Option<Order> {
        self.pages.lock().await.orders.get(id).cloned()
    }

    pub async fn place(&self, order: Order) -> io::Result<()> {
        self.change(|pages| pages.place(order)).await
    }

    pub async fn payment_requested(&self, id: &OrderId, intent: Intent) -> io::Result<()> {
        self.change(|pages| {
            if let Some(order) = pages.orders.get_mut(id) {
                order.payment_requested(intent);
            }
        })
        .await
    }

    /// Takes in a webhook event, once. It is on disk when this returns.
    pub async fn hear(&self, news: News) -> io::Result<Heard> {
        self.change(|pages| pages.hear(news)).await
    }

    /// Memory changes only when the disk did, so that an answer never promises what was not kept.
    async fn change<T>(&self, edit: impl FnOnce(&mut Pages) -> T) -> io::Result<T> {
        let mut pages = self.pages.lock().await;
        let mut next = pages.clone();
        let outcome = edit(&mut next);
        replace_file(&self.path, &serde_json::to_vec(&next)?).await?;
        *pages = next;
        Ok(outcome)
    }
}

impl Pages {
    fn place(&mut self, order: Order) {
        self.orders.insert(order.id.clone(), order);
        while self.orders.len() > ORDERS_MAX {
            let oldest = self.orders.values().min_by_key(|order| order.placed_at);
            let Some(id) = oldest.map(|order| order.id.clone()) else {
                break;
            };
            self.orders.remove(&id);
        }
    }

    fn hear(&mut self, news: News) -> Heard {
        if self.heard.contains(&news.entry.event_id) {
            return Heard::Repeated;
        }
        let Some(order) = self.orders.get_mut(&news.order_id) else {
            return Heard::UnknownOrder;
        };
        self.heard.push_back(news.entry.event_id.clone());
        if self.heard.len() > EVENTS_REMEMBERED_MAX {
            self.heard.pop_front();
        }
        order.hear(news);
        Heard::TakenIn
    }
}

/// Writes beside the file and renames over it: readers and crashes see one version or the other.
pub async fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let next_path = path.with_extension("json.next");
    let mut file = tokio::fs::File::create(&next_path).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    tokio::fs::rename(&next_path, path).await
}

#[cfg(test)]
mod tests {
    use super::super::order::{JournalEntry, Payment, Progress, Report};
    use super::super::selection::{Selection, SelectionForm};
    use super::*;

    fn order(id: &str, placed_at: i64) -> Order {
        let form = SelectionForm {
            product: "cup".to_owned(),
            ..SelectionForm::default()
        };
        let selection = Selection::try_from(form).expect("on offer");
        Order::place(OrderId(id.to_owned()), selection, placed_at)
    }

    fn paid_news(event_id: &str, order_id: &str) -> News {
        News {
            entry: JournalEntry {
                event_id: event_id.to_owned(),
                event_type: "payment_intent.succeeded".to_owned(),
                created_at: 2_000,
            },
            order_id: OrderId(order_id.to_owned()),
            intent_id: "pi_1".to_owned(),
            report: Report::Succeeded {
                received_minor: 28_00,
                currency: "usd".to_owned(),
            },
        }
    }

    fn intent() -> Intent {
        Intent {
            branch: "US".to_owned(),
            id: "pi_1".to_owned(),
            client_secret: "pi_1_secret_1".to_owned(),
        }
    }

    #[tokio::test]
    async fn an_event_is_taken_in_once_even_across_a_restart() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("orders.json");
        let id = OrderId("order_1".to_owned());

        let book = OrderBook::open(path.clone()).await.expect("an empty book");
        book.place(order("order_1", 1_000)).await.expect("written");
        book.payment_requested(&id, intent())
            .await
            .expect("written");
        let first = book
            .hear(paid_news("evt_1", "order_1"))
            .await
            .expect("written");
        assert_eq!(first, Heard::TakenIn);
        drop(book);

        let book = OrderBook::open(path).await.expect("the same book");
        let again = book
            .hear(paid_news("evt_1", "order_1"))
            .await
            .expect("written");
        assert_eq!(again, Heard::Repeated);
        let order = book.find(&id).await.expect("the order was kept");
        assert_eq!(order.journal.len(), 1);
        let Payment::Requested { progress, .. } = order.payment else {
            panic!("requested")
        };
        assert_eq!(progress, Progress::Paid);
    }

    #[test]
    fn news_of_an_unknown_order_is_not_remembered() {
        let mut pages = Pages::default();
        assert_eq!(
            pages.hear(paid_news("evt_1", "order_1")),
            Heard::UnknownOrder
        );
        assert!(pages.heard.is_empty());
    }

    #[test]
    fn the_oldest_order_makes_room() {
        let mut pages = Pages::default();
        for number in 0..=ORDERS_MAX {
            pages.place(order(&format!("order_{number}"), number as i64));
        }
        assert_eq!(pages.orders.len(), ORDERS_MAX);
        assert!(!pages.orders.contains_key(&OrderId("order_0".to_owned())));
    }

    #[tokio::test]
    async fn an_unreadable_book_is_an_error_and_not_an_empty_store() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("orders.json");
        std::fs::write(&path, "{\"orders\":").expect("written");
        assert!(OrderBook::open(path).await.is_err());
    }
}
