//! Why a field cannot be sent yet.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    Empty,
    /// Too short, or of another shape.
    Incomplete,
    /// Of the right shape, and wrong all the same: a check digit does not fit.
    Invalid,
    /// A date that is over.
    Past,
}
