//! What must hold after every event of a payment.

use super::coverage::{Coverage, Watch};
use super::player::Player;
use shared::payment::apply::{apply, replay};
use shared::payment::charge::ChargeStanding;
use shared::payment::event::{Event, Recorded};
use shared::payment::notice::NoticeObject;
use shared::payment::state::{Payment, State, Status};
use shared::payment::terms::Purpose;

/// Goes through a payment that is at its end. Errors: the promise that an event broke.
pub fn audit(player: &Player) -> Result<Coverage, String> {
    let log = player.world.log.borrow();
    let Some(mut payment) = replay(&log[..1]) else {
        return Err("the log does not begin with the creation".to_owned());
    };
    let mut watch = Watch::default();
    let mut ends = 0;
    for recorded in &log[1..] {
        let before = payment.clone();
        payment = apply(payment, recorded);
        let broke = |promise: String| format!("event {}: {promise}", recorded.seq);
        the_order_is_kept(&before, recorded, &payment).map_err(broke)?;
        sums_fit(&payment).map_err(broke)?;
        one_webhook_for_one_change(&before, recorded, &payment).map_err(broke)?;
        ends += usize::from(matches!(
            recorded.event,
            Event::Captured { .. } | Event::SetUp | Event::Canceled { .. }
        ));
        watch.see(&before, recorded, &payment);
    }
    match ends {
        0 | 1 => Ok(watch.done(player)),
        _ => Err("the payment ended twice".to_owned()),
    }
}

fn the_order_is_kept(before: &Payment, recorded: &Recorded, after: &Payment) -> Result<(), String> {
    if recorded.seq != before.version + 1 || recorded.at_ms < before.changed_at_ms {
        return Err("it is out of order".to_owned());
    }
    let same = std::mem::discriminant(&before.state) == std::mem::discriminant(&after.state);
    let kept = before.amount_received() == after.amount_received();
    match before.state.is_terminal() && !(same && kept) {
        true => Err("it changed what had ended".to_owned()),
        false => Ok(()),
    }
}

/// Refunded ≤ captured ≤ authorised, and one successful charge at most.
fn sums_fit(payment: &Payment) -> Result<(), String> {
    let [refunded, captured] = [payment.amount_refunded(), payment.amount_received()];
    let authorized = match (&payment.state, payment.state.hold()) {
        (State::Succeeded { authorized, .. }, _) => *authorized,
        (_, Some(hold)) => hold.authorized,
        (_, None) => captured,
    };
    let fit = refunded.fits_in(&captured) == Ok(true) && captured.fits_in(&authorized) == Ok(true);
    if !fit || authorized.fits_in(&payment.terms.amount) != Ok(true) && captured.is_positive() {
        return Err(format!("{refunded:?} of {captured:?} of {authorized:?}"));
    }
    let taken = |standing: &ChargeStanding| matches!(standing, ChargeStanding::Captured { .. });
    let charges = payment.charges.iter();
    match charges.filter(|charge| taken(&charge.standing)).count() {
        0 | 1 => Ok(()),
        count => Err(format!("{count} charges took money")),
    }
}

/// The merchant hears of every status that lasts, once, and of none that is not.
fn one_webhook_for_one_change(
    before: &Payment,
    recorded: &Recorded,
    after: &Payment,
) -> Result<(), String> {
    let notices = recorded.event.notices(Some(before), after);
    let told: Vec<_> = notices
        .iter()
        .filter(|notice| {
            matches!(
                notice.object,
                NoticeObject::PaymentIntent | NoticeObject::SetupIntent
            )
        })
        .map(|notice| notice.kind)
        .collect();
    let [from, to] = [before.state.status(), after.state.status()];
    let is_expected = match told.as_slice() {
        [] => from == to || is_silent(recorded, after),
        [kind] => tells(kind, to),
        [_, _, ..] => false,
    };
    match is_expected {
        true => Ok(()),
        false => Err(format!(
            "from {from:?} to {to:?} the merchant is told {told:?}"
        )),
    }
}

/// A call under way shows as processing for the moment that it takes, and a merchant who asked for
/// something that was declined has the answer.
fn is_silent(recorded: &Recorded, after: &Payment) -> bool {
    let is_at_the_bank = matches!(recorded.event, Event::ProcessingStarted { .. })
        && after.terms.purpose == Purpose::Payment;
    let is_under_way = after.state.status() == Status::Processing && !is_at_the_bank;
    is_under_way
        || matches!(
            recorded.event,
            Event::CaptureDeclined
                | Event::IncrementDeclined { .. }
                | Event::ConfirmationAwaited { .. }
                | Event::Updated { .. }
        )
}

fn tells(kind: &str, status: Status) -> bool {
    let Some((_, what)) = kind.split_once('.') else {
        return false;
    };
    match status {
        Status::RequiresPaymentMethod => matches!(what, "payment_failed" | "setup_failed"),
        Status::RequiresConfirmation => false,
        Status::RequiresAction => matches!(what, "requires_action" | "partially_funded"),
        Status::Processing => what == "processing",
        Status::RequiresCapture => what == "amount_capturable_updated",
        Status::Succeeded => what == "succeeded",
        Status::Canceled => what == "canceled",
    }
}
