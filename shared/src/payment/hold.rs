//! Money that is reserved, and was not taken or freed.

use crate::ids::ChargeId;
use crate::money::Money;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    pub charge: ChargeId,
    pub authorized: Money,
    /// What was taken of it so far.
    pub captured: Money,
    /// Unix seconds; the authorisation lapses then.
    pub expires_at: i64,
    /// How often it was raised.
    pub increments: u32,
    /// How often it was captured in part.
    pub captures: u32,
}

impl Hold {
    /// What is still reserved.
    pub fn capturable(&self) -> Money {
        // Captures fit in what was authorised, so there is always a difference.
        self.authorized
            .checked_sub(self.captured)
            .unwrap_or(Money::zero(self.authorized.currency()))
    }
}
