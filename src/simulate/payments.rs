//! Simulated payments of every flow.

use edge_worker::payment_run::simulation::{Broken, FLOWS, Occurrence, Outcome, Tally, play};
use shared::element::session::OfferFlow;

use super::{Histories, counted};

pub struct Payments;

impl Histories for Payments {
    type Tally = Tally;

    const TITLE: &str = "Simulating payments";
    const COMMAND: &str = "kassa simulate";

    fn play(seed: u64) -> Result<Tally, Broken> {
        play(seed)
    }

    fn add(tally: &mut Tally, more: &Tally) {
        tally.add(more);
    }

    fn told(tally: &Tally) -> Vec<String> {
        let happened = Occurrence::ALL.map(|it| counted(tally.count(it), it.title()));
        let rested = tally.ended.iter();
        let rested = rested.map(|(status, ended)| counted(*ended, status));
        let heading = |text: &str| [text.to_owned()];
        heading("What happened in them:")
            .into_iter()
            .chain(happened)
            .chain(heading("How they came to rest:"))
            .chain(rested)
            .chain(heading(
                "What the payments of each flow came to, some to several things:",
            ))
            .chain(coverage(tally))
            .collect()
    }
}

/// A line for each outcome, a column for each flow; a dot where that cannot be.
fn coverage(tally: &Tally) -> Vec<String> {
    let row = |cells: [String; FLOWS.len()], title: &str| {
        let cells = cells.map(|cell| format!("{cell:>9}")).concat();
        format!("{cells}  {title}").trim_end().to_owned()
    };
    let heading = row(FLOWS.map(|flow| flow_title(flow).to_owned()), "");
    let outcomes = Outcome::ALL.map(|outcome| {
        let cells = FLOWS.map(|flow| match outcome.is_possible_in(flow) {
            true => tally.coverage.count(flow, outcome).to_string(),
            false => "·".to_owned(),
        });
        row(cells, outcome.title())
    });
    [heading].into_iter().chain(outcomes).collect()
}

fn flow_title(flow: OfferFlow) -> &'static str {
    match flow {
        OfferFlow::CardForm => "card",
        OfferFlow::CardWallet => "wallet",
        OfferFlow::Redirect => "redirect",
        OfferFlow::QrCode => "QR code",
        OfferFlow::InlineCode => "code",
        OfferFlow::AppApproval => "app",
        OfferFlow::BankDebit => "debit",
        OfferFlow::Voucher => "voucher",
        OfferFlow::BankTransfer => "transfer",
        OfferFlow::Link => "Link",
    }
}
