//! A call to the partner that was decided and is not answered.

use crate::ids::CallId;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Also the partner's idempotency key.
    pub id: CallId,
    pub step: CallStep,
    /// How often the outcome stayed unknown; spaces the next tries.
    pub unknown: u32,
    /// When it was decided, or last asked about; Unix milliseconds.
    pub since_ms: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallStep {
    /// Never sent, or known not to have arrived.
    Send,
    /// May have arrived: ask before anything else.
    LookUp,
}

impl Call {
    /// One that was decided just now.
    pub fn decided(id: &CallId, now_ms: i64) -> Self {
        Self {
            id: id.clone(),
            step: CallStep::Send,
            unknown: 0,
            since_ms: now_ms,
        }
    }

    /// After somebody tried to learn its outcome in vain, or learnt that there is none.
    pub(super) fn turn(&mut self, step: CallStep, now_ms: i64) {
        self.step = step;
        self.unknown = self.unknown.saturating_add(1);
        self.since_ms = now_ms;
    }
}
