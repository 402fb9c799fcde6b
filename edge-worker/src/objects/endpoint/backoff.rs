//! When a delivery that failed is tried again.

use super::wire::Schedule;

/// Sixteen waits of the schedule below add up to three days.
const TRIES_MAX: u32 = 17;
const WAIT_FIRST_MS: i64 = 2_000;
const WAIT_MAX_MS: i64 = 8 * 3600 * 1000;
/// Three days are this many minutes.
const COMPRESSION: i64 = 3 * 24 * 60;

/// How long to wait after this many tries; `None` when that was the last one. Four times as long
/// after each, up to eight hours, and up to a quarter more by chance.
pub fn wait_ms(schedule: Schedule, tries: u32, jitter: u8) -> Option<i64> {
    if tries >= TRIES_MAX {
        return None;
    }
    let wait = 1_i64
        .checked_shl(tries.saturating_sub(1).saturating_mul(2))
        .and_then(|factor| WAIT_FIRST_MS.checked_mul(factor))
        .filter(|wait| *wait > 0)
        .unwrap_or(WAIT_MAX_MS)
        .min(WAIT_MAX_MS);
    let extra = wait.saturating_mul(i64::from(jitter)).div_euclid(1024);
    let wait = wait.saturating_add(extra);
    Some(match schedule {
        Schedule::ThreeDays => wait,
        Schedule::Compressed => wait.div_euclid(COMPRESSION),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total_ms(schedule: Schedule) -> i64 {
        (1..).map_while(|tries| wait_ms(schedule, tries, 0)).sum()
    }

    #[test]
    fn retries_spread_over_three_days() {
        assert_eq!(total_ms(Schedule::ThreeDays) / (24 * 3600 * 1000), 3);
        assert_eq!(wait_ms(Schedule::ThreeDays, 1, 0), Some(2_000));
        assert_eq!(wait_ms(Schedule::ThreeDays, 2, 0), Some(8_000));
        assert_eq!(wait_ms(Schedule::ThreeDays, 16, 0), Some(WAIT_MAX_MS));
        assert_eq!(wait_ms(Schedule::ThreeDays, 17, 0), None);
    }

    #[test]
    fn chance_adds_up_to_a_quarter() {
        let most = wait_ms(Schedule::ThreeDays, 1, 255).unwrap();
        assert!((2_400..2_500).contains(&most));
    }

    #[test]
    fn the_compressed_schedule_takes_about_a_minute() {
        let seconds = total_ms(Schedule::Compressed) / 1000;
        assert!((60..75).contains(&seconds), "{seconds}");
    }
}
