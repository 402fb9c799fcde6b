//! The numbers of accounts where they are not international ones.

use super::bank_code::digits_of;

/// Whose account numbers.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum AccountScheme {
    UnitedStates,
    Canada,
    UnitedKingdom,
    Australia,
    /// Checked together with bank and branch, see [`new_zealand`](super::new_zealand).
    NewZealand,
}

impl AccountScheme {
    /// The least and the most digits.
    #[must_use]
    pub const fn digits(self) -> (usize, usize) {
        match self {
            Self::UnitedStates => (4, 17),
            Self::Canada => (7, 12),
            Self::UnitedKingdom => (8, 8),
            Self::Australia => (5, 9),
            Self::NewZealand => (7, 8),
        }
    }

    /// The digits alone; `None` where it cannot be a number of this scheme.
    #[must_use]
    pub fn normalized(self, text: &str) -> Option<String> {
        let (min, max) = self.digits();
        digits_of(text, min, max)
    }
}
