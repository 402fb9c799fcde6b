//! Vouchers: what the provider prints, and when it is paid.

use super::figures::figures;
use crate::partners::AuthorizeCall;
use crate::partners::sandbox::record::{Decision, Later, Record, Standing};
use crate::partners::sandbox::unattended;
use crate::partners::sandbox::wire::PageKind;
use shared::methods::boleto::{Boleto, FREE_FIELD_LENGTH};
use shared::methods::catalogue::{Flow, VoucherReference};
use shared::payment::action::{NextAction, Slip, StoreCodes};

/// No bank has this number, so that nobody can pay a boleto of the sandbox.
const BANK: &str = "999";
/// Nor does a company collect money under this one.
const ENTITY: &str = "99999";
/// What a konbini's machine asks for to confirm a payment code, as the merchant may choose it.
const CONFIRMATION_NUMBER: &str = "confirmation_number";
const CONFIRMATION_FIGURES: usize = 11;
/// How long payment codes are is not documented; they differ from chain to chain.
const STORE_CODE_FIGURES: usize = 6;

/// Confirmation numbers of Stripe's test mode, each with the wish that an e-mail address would say.
const CONFIRMATION_WISHES: &[(&str, &str)] = &[
    ("11111111110", "succeed_with_delay"),
    ("22222222220", "succeed_immediately"),
    ("33333333330", "expire_immediately"),
    ("44444444440", "expire_with_delay"),
    ("55555555550", "fill_never"),
];

/// Prints a voucher for a new attempt.
pub fn open(record: &mut Record, call: &AuthorizeCall, hosted_url: String, now: i64) {
    let flow = &call.method.row().flow;
    let Flow::Voucher { reference, .. } = flow else {
        return;
    };
    let decides = unattended(call, now);
    let (expires_at, grace_s) = match decides {
        // Then it ends that soon, whatever the merchant chose.
        Some(Later {
            at,
            answer: Decision::Expire,
        }) => (at, 0),
        Some(_) | None => (
            flow.voucher_expires_at(&call.options, now).unwrap_or(now),
            flow.grace_s(),
        ),
    };
    let Some((number, slip)) = printed(*reference, call, expires_at) else {
        // An amount that fits on no boleto, which the method's limits do not let through.
        record.standing = Standing::Canceled;
        return;
    };
    record.page = PageKind::Voucher;
    record.decides = decides;
    record.standing = Standing::WaitsForBuyer {
        action: NextAction::Voucher {
            number,
            hosted_url,
            expires_at,
            slip,
        },
        expires_at: Some(expires_at.saturating_add(grace_s)),
    };
}

/// What happens without anybody who goes to the till.
fn unattended(call: &AuthorizeCall, now: i64) -> Option<Later<Decision>> {
    // A voucher that nobody pays by hand pays itself, as in Stripe's test mode.
    let usual = Later {
        at: now.saturating_add(unattended::DELAY_S),
        answer: Decision::Approve,
    };
    let number = call.options.get(CONFIRMATION_NUMBER);
    let mut wishes = CONFIRMATION_WISHES.iter();
    match wishes.find(|(known, _)| number.is_some_and(|number| number == known)) {
        Some((_, wish)) => unattended::outcome_of(wish, now, Some(usual)),
        None => unattended::outcome(&call.billing, now, Some(usual)),
    }
}

/// What the buyer pays with.
fn printed(
    reference: VoucherReference,
    call: &AuthorizeCall,
    expires_at: i64,
) -> Option<(String, Slip)> {
    let source = call.attempt.to_bytes();
    Some(match reference {
        VoucherReference::Number { digits } => {
            (figures(source, 0, usize::from(digits)), Slip::Number)
        }
        VoucherReference::Boleto => {
            let free_field = figures(source, 0, FREE_FIELD_LENGTH);
            // In Brazil the day is still the same three hours later.
            let offset_min = call.method.row().flow.utc_offset_min();
            let local = expires_at.saturating_add(i64::from(offset_min).saturating_mul(60));
            let boleto = Boleto::new(BANK, call.amount, local, &free_field)?;
            let barcode = boleto.barcode;
            (boleto.line, Slip::Boleto { barcode })
        }
        VoucherReference::StoreCodes => {
            let code = |purpose| figures(source, purpose, STORE_CODE_FIGURES);
            let codes = StoreCodes {
                familymart: code(1),
                lawson: code(2),
                ministop: code(3),
                seicomart: code(4),
            };
            let chosen = call.options.get(CONFIRMATION_NUMBER).cloned();
            let number = chosen.unwrap_or_else(|| figures(source, 0, CONFIRMATION_FIGURES));
            (number, Slip::Stores { codes })
        }
        VoucherReference::EntityAndNumber { digits } => {
            let entity = ENTITY.to_owned();
            let number = figures(source, 0, usize::from(digits));
            (number, Slip::Entity { entity })
        }
    })
}
