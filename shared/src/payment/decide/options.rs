//! What the merchant chose for a method, as far as the moment or the currency decides whether it
//! can be.

use crate::methods::MethodType;
use crate::methods::catalogue::{EXPIRES_AT, Flow};
use crate::payment::action::TransferKind;
use crate::payment::refusal::Refusal;
use crate::payment::terms::Terms;

/// Which kind of transfer the merchant takes.
const TRANSFER_TYPE: &str = "bank_transfer.type";
/// How far ahead the moment must be at which a voucher ends, in seconds: half an hour to sixty days.
const AHEAD_MIN_S: i64 = 30 * 60;
const AHEAD_MAX_S: i64 = 60 * 24 * 3600;

/// Errors: [`Refusal::VoucherEndOutOfRange`], [`Refusal::TransferTypeMismatch`].
pub(super) fn check(terms: &Terms, method: MethodType, now: i64) -> Result<(), Refusal> {
    let option = |name: &str| terms.options_of.get(&method)?.get(name);
    match method.row().flow {
        Flow::Voucher { .. } => {
            let moment = option(EXPIRES_AT).and_then(|text| text.parse::<i64>().ok());
            let (min, max) = (
                now.saturating_add(AHEAD_MIN_S),
                now.saturating_add(AHEAD_MAX_S),
            );
            match moment {
                Some(moment) if !(min..=max).contains(&moment) => {
                    Err(Refusal::VoucherEndOutOfRange { method, min, max })
                }
                Some(_) | None => Ok(()),
            }
        }
        Flow::BankTransfer => {
            let currency = terms.amount.currency();
            let kind = TransferKind::of(currency).map(TransferKind::as_str);
            match option(TRANSFER_TYPE) {
                Some(chosen) if Some(chosen.as_str()) != kind => {
                    Err(Refusal::TransferTypeMismatch { method, currency })
                }
                Some(_) | None => Ok(()),
            }
        }
        Flow::CardForm
        | Flow::Redirect
        | Flow::QrCode { .. }
        | Flow::InlineCode { .. }
        | Flow::AppApproval { .. }
        | Flow::BankDebit { .. } => Ok(()),
    }
}
