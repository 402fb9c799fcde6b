//! What the merchant chose for a method, as far as the moment or the currency decides whether it
//! can be.

use crate::methods::MethodType;
use crate::methods::catalogue::{Detail, EXPIRES_AT, Flow};
use crate::payment::action::TransferKind;
use crate::payment::card_networks::NETWORK_OPTION;
use crate::payment::change::Change;
use crate::payment::method::{Instrument, PaymentMethod};
use crate::payment::refusal::Refusal;
use crate::payment::terms::Terms;
use std::ops::RangeInclusive;

/// Which kind of transfer the merchant takes.
const TRANSFER_TYPE: &str = "bank_transfer.type";
/// How far ahead the moment must be at which a voucher ends, in seconds: half an hour to sixty days.
const VOUCHER_AHEAD_S: RangeInclusive<i64> = 30 * 60..=60 * 24 * 3600;
/// And a code: ten seconds to fourteen days.
const CODE_AHEAD_S: RangeInclusive<i64> = 10..=14 * 24 * 3600;

/// Errors: [`Refusal::OptionMissing`], [`Refusal::ExpiryOutOfRange`],
/// [`Refusal::TransferTypeMismatch`].
pub(super) fn check(terms: &Terms, method: MethodType, now: i64) -> Result<(), Refusal> {
    let option = |name: &str| terms.options_of.get(&method)?.get(name);
    let is_called_for = |needed: &&Detail| {
        needed.required
            || needed.needed_with.is_some_and(|(name, values)| {
                option(name).is_some_and(|chosen| values.contains(&chosen.as_str()))
            })
    };
    let mut needed = method.row().options.iter().filter(is_called_for);
    if let Some(missing) = needed.find(|needed| option(needed.name).is_none()) {
        return Err(Refusal::OptionMissing {
            method,
            name: missing.name,
        });
    }
    let is_ahead = |within_s: RangeInclusive<i64>| {
        let moment = option(EXPIRES_AT).and_then(|text| text.parse::<i64>().ok());
        let (min, max) = (
            now.saturating_add(*within_s.start()),
            now.saturating_add(*within_s.end()),
        );
        match moment {
            Some(moment) if !(min..=max).contains(&moment) => {
                Err(Refusal::ExpiryOutOfRange { method, min, max })
            }
            Some(_) | None => Ok(()),
        }
    };
    match method.row().flow {
        Flow::Voucher { .. } => is_ahead(VOUCHER_AHEAD_S),
        Flow::QrCode { .. } => is_ahead(CODE_AHEAD_S),
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
        | Flow::InlineCode { .. }
        | Flow::AppApproval { .. }
        | Flow::BankDebit { .. } => Ok(()),
    }
}

/// A network that is named together with the card must be one that the card can pay over; one that
/// the intent has named before counts for the cards that are on it.
///
/// Errors: [`Refusal::NetworkUnavailable`].
pub(super) fn check_network(
    terms: &Terms,
    changes: &[Change],
    method: &PaymentMethod,
) -> Result<(), Refusal> {
    let Instrument::Card(card) = &method.instrument else {
        return Ok(());
    };
    for change in changes {
        if let Change::OptionOf {
            method: MethodType::Card,
            name,
            value: Some(asked),
        } = change
            && name == NETWORK_OPTION
            && !terms
                .networks_of(card)
                .any(|network| network.as_str() == asked)
        {
            return Err(Refusal::NetworkUnavailable {
                asked: asked.clone(),
                available: terms.networks_of(card).collect(),
            });
        }
    }
    Ok(())
}
