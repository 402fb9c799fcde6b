use serde::Serialize;

/// What is left of an object that was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deleted {
    pub id: String,
    /// Of what was deleted: `webhook_endpoint`.
    pub object: &'static str,
    /// Always `true`.
    pub deleted: bool,
}

impl Deleted {
    pub fn new(object: &'static str, id: String) -> Self {
        Self {
            id,
            object,
            deleted: true,
        }
    }
}
