//! Until when a voucher can be paid.

use super::Flow;
use std::collections::BTreeMap;

/// The merchant's choice of days.
pub const EXPIRES_AFTER_DAYS: &str = "expires_after_days";
/// The merchant's choice of seconds, where a code ends the same day.
pub const EXPIRES_AFTER_SECONDS: &str = "expires_after_seconds";
/// The merchant's choice of a moment, in Unix seconds, in place of days or seconds.
pub const EXPIRES_AT: &str = "expires_at";

const DAY_S: i64 = 24 * 3600;

/// What a voucher is paid with at the till, the ATM or in the banking app.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum VoucherReference {
    /// A number of so many figures, which a barcode says too.
    Number { digits: u8 },
    /// The line and the barcode of a boleto.
    Boleto,
    /// A payment code for each chain of stores, and a number to confirm it.
    StoreCodes,
    /// The company that collects the money, and a number of so many figures.
    EntityAndNumber { digits: u8 },
}

impl Flow {
    /// Where a voucher's day ends, in minutes east of UTC; zero for flows without one.
    #[must_use]
    pub const fn utc_offset_min(&self) -> i16 {
        match self {
            Self::Voucher { utc_offset_min, .. } => *utc_offset_min,
            Self::CardForm
            | Self::Redirect
            | Self::QrCode { .. }
            | Self::InlineCode { .. }
            | Self::AppApproval { .. }
            | Self::BankDebit { .. }
            | Self::BankTransfer => 0,
        }
    }

    /// How long after a voucher's end a payment that was made in time may arrive, in seconds; zero for
    /// flows without one.
    #[must_use]
    pub fn grace_s(&self) -> i64 {
        match self {
            Self::Voucher { grace_days, .. } => i64::from(*grace_days).saturating_mul(DAY_S),
            Self::CardForm
            | Self::Redirect
            | Self::QrCode { .. }
            | Self::InlineCode { .. }
            | Self::AppApproval { .. }
            | Self::BankDebit { .. }
            | Self::BankTransfer => 0,
        }
    }

    /// The last second, Unix, in which a voucher issued now can be paid, as the merchant's own
    /// options have it. `None`: the flow has no voucher.
    #[must_use]
    pub fn voucher_expires_at(&self, options: &BTreeMap<String, String>, now: i64) -> Option<i64> {
        let Self::Voucher {
            expires_days_default,
            utc_offset_min,
            ..
        } = self
        else {
            return None;
        };
        let chosen = |name: &str| options.get(name)?.parse::<i64>().ok();
        if let Some(moment) = chosen(EXPIRES_AT) {
            return Some(moment);
        }
        let days = chosen(EXPIRES_AFTER_DAYS).unwrap_or(i64::from(*expires_days_default));
        Some(end_of_day(now, days, *utc_offset_min))
    }
}

/// 23:59:59 of the day that comes `days` after today, where clocks are so many minutes ahead of UTC.
fn end_of_day(now: i64, days: i64, utc_offset_min: i16) -> i64 {
    let offset_s = i64::from(utc_offset_min).saturating_mul(60);
    let today = now.saturating_add(offset_s).div_euclid(DAY_S);
    today
        .saturating_add(days)
        .saturating_add(1)
        .saturating_mul(DAY_S)
        .saturating_sub(1)
        .saturating_sub(offset_s)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn flow(utc_offset_min: i16) -> Flow {
        Flow::Voucher {
            expires_days_default: 3,
            expires_days_min: 1,
            expires_days_max: 7,
            grace_days: 4,
            utc_offset_min,
            reference: VoucherReference::Number { digits: 14 },
        }
    }

    fn chosen(name: &str, value: i64) -> BTreeMap<String, String> {
        BTreeMap::from([(name.to_owned(), value.to_string())])
    }

    /// 2027-01-15 03:30 UTC.
    const NOW: i64 = 1_799_983_800;

    #[test]
    fn a_voucher_ends_with_the_day_where_it_is_paid() {
        // In Mexico City it is still the 14th, in Tokyo noon of the 15th.
        for (offset_min, days, expected) in [
            (-360, None, 1_800_251_999),    // 2027-01-18 05:59:59 UTC
            (-360, Some(1), 1_800_079_199), // 2027-01-16 05:59:59 UTC
            (540, Some(2), 1_800_197_999),  // 2027-01-17 14:59:59 UTC
            (-180, Some(0), 1_800_068_399), // 2027-01-16 02:59:59 UTC
        ] {
            let options = days.map_or(BTreeMap::new(), |days| chosen(EXPIRES_AFTER_DAYS, days));
            let expires_at = flow(offset_min).voucher_expires_at(&options, NOW);
            assert_eq!(expires_at, Some(expected), "{offset_min} {days:?}");
        }
    }

    #[test]
    fn a_moment_of_the_merchants_own_is_kept_to_the_second() {
        let options = chosen(EXPIRES_AT, NOW + 3_601);
        let expires_at = flow(540).voucher_expires_at(&options, NOW);
        assert_eq!(expires_at, Some(NOW + 3_601));
        assert_eq!(Flow::Redirect.voucher_expires_at(&options, NOW), None);
    }

    proptest! {
        #[test]
        fn the_last_second_belongs_to_the_day(now in 0_i64..4_000_000_000, days in 0_i64..60, offset in -720_i16..840) {
            let end = end_of_day(now, days, offset);
            let local = |at: i64| at + i64::from(offset) * 60;
            prop_assert_eq!(local(end) % DAY_S, DAY_S - 1);
            prop_assert_eq!(local(end) / DAY_S - local(now).div_euclid(DAY_S), days);
        }
    }
}
