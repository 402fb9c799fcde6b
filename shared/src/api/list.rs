use serde::Serialize;

/// One page of a list endpoint.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct List<T> {
    pub object: ListObject,
    pub data: Vec<T>,
    pub has_more: bool,
    /// Path of the list's own route.
    pub url: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ListObject {
    List,
}
