//! A one-time code: how long it is good, how often it may be tried, how often it is sent.

use serde::{Deserialize, Serialize};

pub const CODE_DIGITS: usize = 6;
/// Ten minutes.
pub const LIFETIME_MS: i64 = 10 * 60 * 1_000;
pub const TRIES_MAX: u8 = 5;
pub const SENDS_MAX: u8 = 5;
/// Before the second message; each later one waits twice as long as the one before.
pub const RESEND_WAIT_MS: i64 = 30_000;

/// What was asked of a buyer. It is bound to the visit that asked: another's code is a wrong one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    /// A keyed hash; the code itself is known to nobody but the buyer.
    pub code_hash: String,
    /// Unix milliseconds, as all times here.
    pub expires_ms: i64,
    pub tries_left: u8,
    pub sends: u8,
    /// The earliest time for another message.
    pub resend_from_ms: i64,
}

/// What came of a code that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The challenge is over: a code is good once.
    Correct,
    Incorrect {
        tries_left: u8,
    },
    Expired,
    /// It was tried too often; only another challenge helps.
    Exhausted,
}

/// Why no other message is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotSent {
    Wait { until_ms: i64 },
    TooOften,
}

/// What a code says by itself in test mode, where no message needs to be read: Stripe's three that
/// fail, and any other that is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TestCode {
    Right,
    Wrong,
    Expired,
    Exhausted,
}

impl TestCode {
    #[must_use]
    pub fn of(code: &str) -> Self {
        match code {
            "000001" => Self::Wrong,
            "000002" => Self::Expired,
            "000003" => Self::Exhausted,
            _ => Self::Right,
        }
    }
}

/// Six digits, with or without what people put between them; `None` for anything else.
#[must_use]
pub fn typed_code(text: &str) -> Option<String> {
    let code: String = text
        .chars()
        .filter(|letter| !letter.is_whitespace() && *letter != '-')
        .collect();
    let is_code = code.len() == CODE_DIGITS && code.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then_some(code)
}

impl Challenge {
    /// Of a code that is sent now.
    #[must_use]
    pub fn new(code_hash: String, now_ms: i64) -> Self {
        Self {
            code_hash,
            expires_ms: now_ms.saturating_add(LIFETIME_MS),
            tries_left: TRIES_MAX,
            sends: 1,
            resend_from_ms: now_ms.saturating_add(RESEND_WAIT_MS),
        }
    }

    /// A code was typed, which is the right one or is not.
    pub fn tried(&mut self, is_right: bool, now_ms: i64) -> Verdict {
        if now_ms >= self.expires_ms {
            return Verdict::Expired;
        }
        if self.tries_left == 0 {
            return Verdict::Exhausted;
        }
        self.tries_left = self.tries_left.saturating_sub(1);
        match (is_right, self.tries_left) {
            (true, _) => Verdict::Correct,
            (false, 0) => Verdict::Exhausted,
            (false, tries_left) => Verdict::Incorrect { tries_left },
        }
    }

    /// Another code takes the place of the first one. The tries stay used: asking for codes is no
    /// way to more guesses. Errors: [`NotSent`].
    pub fn send_again(&mut self, code_hash: String, now_ms: i64) -> Result<(), NotSent> {
        if self.sends >= SENDS_MAX || self.tries_left == 0 {
            return Err(NotSent::TooOften);
        }
        if now_ms < self.resend_from_ms {
            return Err(NotSent::Wait {
                until_ms: self.resend_from_ms,
            });
        }
        let wait = RESEND_WAIT_MS.saturating_mul(1 << self.sends);
        self.sends = self.sends.saturating_add(1);
        self.resend_from_ms = now_ms.saturating_add(wait);
        self.code_hash = code_hash;
        self.expires_ms = now_ms.saturating_add(LIFETIME_MS);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn challenge() -> Challenge {
        Challenge::new("first".to_owned(), 0)
    }

    #[test]
    fn a_code_is_good_for_ten_minutes() {
        assert_eq!(challenge().tried(true, LIFETIME_MS - 1), Verdict::Correct);
        assert_eq!(challenge().tried(true, LIFETIME_MS), Verdict::Expired);
    }

    #[test]
    fn five_wrong_codes_end_it_and_the_right_one_comes_too_late() {
        let mut asked = challenge();
        for tries_left in [4, 3, 2, 1] {
            assert_eq!(asked.tried(false, 1), Verdict::Incorrect { tries_left });
        }
        assert_eq!(asked.tried(false, 1), Verdict::Exhausted);
        assert_eq!(asked.tried(true, 1), Verdict::Exhausted);
        assert_eq!(
            asked.send_again("second".to_owned(), RESEND_WAIT_MS),
            Err(NotSent::TooOften),
            "another message is no way to more guesses"
        );
    }

    #[test]
    fn each_message_waits_twice_as_long_as_the_one_before() {
        let mut asked = challenge();
        let mut now_ms = 0;
        for wait in [30_000, 60_000, 120_000, 240_000] {
            let early = asked.send_again("again".to_owned(), now_ms + wait - 1);
            let until_ms = now_ms + wait;
            assert_eq!(early, Err(NotSent::Wait { until_ms }));
            now_ms = until_ms;
            assert_eq!(asked.send_again("again".to_owned(), now_ms), Ok(()));
            assert_eq!(asked.code_hash, "again");
            assert_eq!(asked.expires_ms, now_ms + LIFETIME_MS);
        }
        let sixth = asked.send_again("again".to_owned(), now_ms + LIFETIME_MS);
        assert_eq!(sixth, Err(NotSent::TooOften));
    }
}
