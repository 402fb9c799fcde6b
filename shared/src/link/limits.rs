//! How many codes may be asked for and tried from one place. Whether the addresses are known makes no
//! difference.

use serde::{Deserialize, Serialize};

/// So many in so long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    pub count: u32,
    pub window_ms: i64,
}

const TEN_MINUTES_MS: i64 = 10 * 60 * 1_000;

/// Of a network: a household, or an office behind one address.
pub const NETWORK: Limit = Limit {
    count: 60,
    window_ms: TEN_MINUTES_MS,
};
/// Of a merchant: a busy shop's buyers, and no list of addresses.
pub const MERCHANT: Limit = Limit {
    count: 3_000,
    window_ms: TEN_MINUTES_MS,
};

/// What was done since when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Unix milliseconds.
    since_ms: i64,
    count: u32,
}

impl Tally {
    /// With one more, if there is room for it; else when there is again, in Unix milliseconds.
    #[must_use]
    pub fn after(self, limit: Limit, now_ms: i64) -> (Self, Option<i64>) {
        let ends_ms = self.since_ms.saturating_add(limit.window_ms);
        if now_ms >= ends_ms || now_ms < self.since_ms {
            let first = Self {
                since_ms: now_ms,
                count: 1,
            };
            return (first, None);
        }
        if self.count >= limit.count {
            return (self, Some(ends_ms));
        }
        let count = self.count.saturating_add(1);
        (Self { count, ..self }, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_has_room_for_so_many_and_the_next_one_is_empty() {
        let limit = Limit {
            count: 3,
            window_ms: 1_000,
        };
        let mut tally = Tally::default();
        let mut allowed = Vec::new();
        for now_ms in [5_000, 5_001, 5_999, 5_999, 5_999, 6_000] {
            let (next, until_ms) = tally.after(limit, now_ms);
            tally = next;
            allowed.push(until_ms);
        }
        assert_eq!(allowed, [None, None, None, Some(6_000), Some(6_000), None]);
    }

    #[test]
    fn a_clock_that_goes_back_locks_nobody_out() {
        let (tally, _) = Tally::default().after(NETWORK, 1_000_000);
        let (_, until_ms) = tally.after(
            Limit {
                count: 1,
                ..NETWORK
            },
            500_000,
        );
        assert_eq!(until_ms, None);
    }
}
