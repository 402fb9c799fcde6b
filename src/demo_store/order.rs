//! An order and what Kassa's webhooks have said about its payment. Pure: time and news come in as
//! arguments, so that every order of events can be tested.

use serde::{Deserialize, Serialize};

use super::selection::Selection;

/// How many webhook events an order remembers, to show them to a curious developer.
const JOURNAL_ENTRIES_MAX: usize = 20;

/// `order_` and 16 random characters: whoever has the link may see the order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderId(pub String);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    pub id: OrderId,
    pub selection: Selection,
    /// What the buyer was shown and will pay, in minor units of the selection's currency. Kept
    /// apart from the price list, which may change.
    pub amount_minor: i64,
    /// Unix seconds.
    pub placed_at: i64,
    pub payment: Payment,
    /// The webhook events that named this order, oldest first.
    pub journal: Vec<JournalEntry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Payment {
    /// Kassa has not been asked for a payment intent yet.
    NotRequested,
    Requested {
        intent: Intent,
        progress: Progress,
        /// When the newest event that changed `progress` was created, in unix seconds by Kassa's
        /// clock; 0 before the first.
        told_at: i64,
    },
}

/// Kassa's payment intent for an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// The country of the branch whose account holds it.
    #[serde(default)]
    pub branch: String,
    pub id: String,
    pub client_secret: String,
}

/// Where the payment stands, as far as signed webhooks have told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Progress {
    /// Nothing was tried yet.
    AwaitingBuyer,
    /// The buyer authenticates or authorises somewhere else.
    AwaitingAction,
    /// The buyer was given something to pay with later.
    VoucherIssued(Voucher),
    /// The payment is on its way and may still fail.
    Processing,
    /// An attempt failed; the buyer may try again.
    Declined {
        message: String,
    },
    Paid,
    Canceled,
    /// Kassa reports a payment of another sum than the order's: a person has to look at it.
    AmountDiffers {
        received_minor: i64,
        currency: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voucher {
    /// `None` where it differs from shop to shop.
    pub number: Option<String>,
    /// Unix seconds.
    pub expires_at: Option<i64>,
    pub hosted_url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    pub event_id: String,
    pub event_type: String,
    /// When Kassa created the event, in unix seconds.
    pub created_at: i64,
}

/// One verified webhook event, in the store's own terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    pub entry: JournalEntry,
    /// From the intent's metadata.
    pub order_id: OrderId,
    pub intent_id: String,
    pub report: Report,
}

/// What an event says about the intent at the time of the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Report {
    AwaitingBuyer,
    AwaitingAction,
    VoucherIssued(Voucher),
    Processing,
    Declined {
        message: String,
    },
    Succeeded {
        received_minor: i64,
        currency: String,
    },
    Canceled,
    /// A status that this store does not know: written down, not acted upon.
    Unknown,
}

impl Order {
    pub fn place(id: OrderId, selection: Selection, now: i64) -> Order {
        Order {
            id,
            selection,
            amount_minor: selection.total_minor(),
            placed_at: now,
            payment: Payment::NotRequested,
            journal: Vec::new(),
        }
    }

    /// Kassa answered with a payment intent. A repeated answer changes nothing.
    pub fn payment_requested(&mut self, intent: Intent) {
        match &self.payment {
            Payment::Requested { .. } => {}
            Payment::NotRequested => {
                let progress = Progress::AwaitingBuyer;
                self.payment = Payment::Requested {
                    intent,
                    progress,
                    told_at: 0,
                };
            }
        }
    }

    /// Takes in a webhook event. Events of another intent than the order's are ignored.
    pub fn hear(&mut self, news: News) {
        let due = Due {
            minor: self.amount_minor,
            currency: self.selection.currency.code,
        };
        match &mut self.payment {
            // The event overtook the answer that names the intent: only the journal learns of it.
            Payment::NotRequested => {}
            Payment::Requested { intent, .. } if intent.id != news.intent_id => return,
            Payment::Requested {
                progress, told_at, ..
            } => {
                let said_at = news.entry.created_at;
                if let Some(next) = progress.after(news.report, due, said_at >= *told_at) {
                    *progress = next;
                    *told_at = said_at.max(*told_at);
                }
            }
        }
        self.journal.push(news.entry);
        self.journal.sort_by_key(|entry| entry.created_at);
        let surplus = self.journal.len().saturating_sub(JOURNAL_ENTRIES_MAX);
        self.journal.drain(..surplus);
    }
}

impl Progress {
    /// Nothing that arrives later changes it.
    pub fn is_final(&self) -> bool {
        match self {
            Progress::Paid | Progress::Canceled | Progress::AmountDiffers { .. } => true,
            Progress::AwaitingBuyer
            | Progress::AwaitingAction
            | Progress::VoucherIssued(_)
            | Progress::Processing
            | Progress::Declined { .. } => false,
        }
    }

    /// The progress that follows from a report, or `None` when it changes nothing.
    fn after(&self, report: Report, due: Due, is_newest: bool) -> Option<Progress> {
        if self.is_final() {
            return None;
        }
        let next = match report {
            Report::AwaitingBuyer => Progress::AwaitingBuyer,
            Report::AwaitingAction => Progress::AwaitingAction,
            Report::VoucherIssued(voucher) => Progress::VoucherIssued(voucher),
            Report::Processing => Progress::Processing,
            Report::Declined { message } => Progress::Declined { message },
            Report::Succeeded {
                received_minor,
                currency,
            } => due.settled(received_minor, currency),
            Report::Canceled => Progress::Canceled,
            Report::Unknown => return None,
        };
        // Deliveries arrive in any order: what is final is true whenever it arrives, and anything
        // else never replaces what was said later.
        (is_newest || next.is_final()).then_some(next)
    }
}

/// What an order has to bring in.
struct Due {
    minor: i64,
    currency: &'static str,
}

impl Due {
    fn settled(&self, received_minor: i64, currency: String) -> Progress {
        if received_minor == self.minor && currency.eq_ignore_ascii_case(self.currency) {
            Progress::Paid
        } else {
            Progress::AmountDiffers {
                received_minor,
                currency,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::selection::SelectionForm;
    use super::*;

    /// One cup for a buyer in the United States: 28.00 USD.
    fn requested_order() -> Order {
        let form = SelectionForm {
            product: "cup".to_owned(),
            ..SelectionForm::default()
        };
        let selection = Selection::try_from(form).expect("on offer");
        let mut order = Order::place(OrderId("order_1".to_owned()), selection, 1_000);
        order.payment_requested(Intent {
            branch: "US".to_owned(),
            id: "pi_1".to_owned(),
            client_secret: "pi_1_secret_1".to_owned(),
        });
        order
    }

    fn news(created_at: i64, report: Report) -> News {
        News {
            entry: JournalEntry {
                event_id: format!("evt_{created_at}"),
                event_type: "payment_intent.something".to_owned(),
                created_at,
            },
            order_id: OrderId("order_1".to_owned()),
            intent_id: "pi_1".to_owned(),
            report,
        }
    }

    fn paid(received_minor: i64, currency: &str) -> Report {
        Report::Succeeded {
            received_minor,
            currency: currency.to_owned(),
        }
    }

    fn declined() -> Report {
        Report::Declined {
            message: "Your card was declined.".to_owned(),
        }
    }

    /// The progress after hearing the reports in this order of arrival.
    fn progress_after(reports: Vec<(i64, Report)>) -> Progress {
        let mut order = requested_order();
        for (created_at, report) in reports {
            order.hear(news(created_at, report));
        }
        match order.payment {
            Payment::Requested { progress, .. } => progress,
            Payment::NotRequested => panic!("the intent was requested"),
        }
    }

    #[test]
    fn an_order_is_paid_when_the_whole_amount_arrived() {
        assert_eq!(
            progress_after(vec![(1_001, paid(28_00, "usd"))]),
            Progress::Paid
        );
    }

    #[test]
    fn another_amount_or_currency_is_never_paid() {
        for (minor, currency) in [(27_99, "usd"), (28_01, "usd"), (0, "usd"), (28_00, "eur")] {
            let progress = progress_after(vec![(1_001, paid(minor, currency))]);
            let differs = Progress::AmountDiffers {
                received_minor: minor,
                currency: currency.to_owned(),
            };
            assert_eq!(progress, differs);
        }
    }

    #[test]
    fn nothing_takes_a_paid_order_back() {
        for late in [
            declined(),
            Report::Canceled,
            Report::Processing,
            Report::AwaitingBuyer,
        ] {
            let progress = progress_after(vec![(1_001, paid(28_00, "usd")), (1_002, late)]);
            assert_eq!(progress, Progress::Paid);
        }
    }

    #[test]
    fn older_news_does_not_replace_newer() {
        let progress = progress_after(vec![(1_005, Report::Processing), (1_003, declined())]);
        assert_eq!(progress, Progress::Processing);
    }

    #[test]
    fn a_success_that_arrives_late_still_counts() {
        let progress = progress_after(vec![
            (1_005, Report::Processing),
            (1_003, paid(28_00, "usd")),
        ]);
        assert_eq!(progress, Progress::Paid);
    }

    #[test]
    fn a_declined_attempt_may_be_followed_by_a_success() {
        let progress = progress_after(vec![
            (1_001, declined()),
            (1_002, Report::AwaitingAction),
            (1_003, paid(28_00, "usd")),
        ]);
        assert_eq!(progress, Progress::Paid);
    }

    #[test]
    fn an_unknown_status_changes_nothing_but_is_written_down() {
        let mut order = requested_order();
        order.hear(news(1_001, Report::Unknown));
        assert_eq!(order.journal.len(), 1);
        let Payment::Requested { progress, .. } = order.payment else {
            panic!("requested")
        };
        assert_eq!(progress, Progress::AwaitingBuyer);
    }

    #[test]
    fn another_intent_s_news_is_ignored() {
        let mut order = requested_order();
        let before = order.clone();
        order.hear(News {
            intent_id: "pi_2".to_owned(),
            ..news(1_001, paid(28_00, "usd"))
        });
        assert_eq!(order, before);
    }

    #[test]
    fn the_journal_is_in_the_order_of_the_events_and_bounded() {
        let mut order = requested_order();
        for created_at in (1_000..1_000 + 2 * JOURNAL_ENTRIES_MAX as i64).rev() {
            order.hear(news(created_at, Report::Processing));
        }
        assert_eq!(order.journal.len(), JOURNAL_ENTRIES_MAX);
        assert!(order.journal.is_sorted_by_key(|entry| entry.created_at));
    }

    #[test]
    fn a_second_intent_does_not_replace_the_first() {
        let mut order = requested_order();
        order.payment_requested(Intent {
            branch: "US".to_owned(),
            id: "pi_2".to_owned(),
            client_secret: "pi_2_secret_1".to_owned(),
        });
        let Payment::Requested { intent, .. } = order.payment else {
            panic!("requested")
        };
        assert_eq!(intent.id, "pi_1");
    }
}
