//! What an update says of one parameter.

/// A parameter that an update may leave out, clear, or set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given<T> {
    Absent,
    /// Sent empty.
    Cleared,
    Value(T),
}

impl<T> Given<T> {
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Given<U> {
        match self {
            Self::Absent => Given::Absent,
            Self::Cleared => Given::Cleared,
            Self::Value(value) => Given::Value(change(value)),
        }
    }

    /// Errors: those of `change`.
    pub fn try_map<U, E>(self, change: impl FnOnce(T) -> Result<U, E>) -> Result<Given<U>, E> {
        Ok(match self {
            Self::Absent => Given::Absent,
            Self::Cleared => Given::Cleared,
            Self::Value(value) => Given::Value(change(value)?),
        })
    }

    /// `None` when absent; `Some(None)` when cleared.
    pub fn change(self) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Cleared => Some(None),
            Self::Value(value) => Some(Some(value)),
        }
    }
}

impl<T> From<Option<T>> for Given<T> {
    fn from(value: Option<T>) -> Self {
        match value {
            None => Self::Absent,
            Some(value) => Self::Value(value),
        }
    }
}
