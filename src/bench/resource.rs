//! What a browser fetches from Kassa's origin.

use serde::Serialize;

/// One fetched file or answer. Times count from the start of the page's navigation.
#[derive(Clone, Debug, Serialize)]
pub struct Resource {
    pub kind: ResourceKind,
    pub path: String,
    /// HTTP status; 0 for what had not been answered when the measurement ended.
    pub status: u64,
    pub started_ms: f64,
    /// `None` for what had not arrived when the measurement ended.
    pub finished_ms: Option<f64>,
    /// As it came over the network, compressed; without the header.
    pub body_bytes: u64,
    /// Whether it had arrived when the form ran.
    pub is_needed: bool,
}

/// The part that a resource plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    Loader,
    Session,
    Document,
    Style,
    Bootstrap,
    Glue,
    Wasm,
    Icon,
    /// The npm package that Kassa is measured beside.
    AdyenWeb,
    Other,
}

impl ResourceKind {
    /// By the path on Kassa's origin; the names are those that the bundle gives.
    pub fn of(path: &str) -> Self {
        let named = |prefix: &str, suffix: &str| path.starts_with(prefix) && path.ends_with(suffix);
        match path {
            "/kassa.js" => Self::Loader,
            "/element" => Self::Document,
            "/v1/elements/sessions" => Self::Session,
            _ if path.starts_with("/a/adyen-web-") => Self::AdyenWeb,
            _ if named("/a/", ".css") => Self::Style,
            _ if named("/a/", ".wasm") => Self::Wasm,
            _ if named("/a/checkout-ui-", ".js") => Self::Glue,
            _ if named("/a/element-", ".js") => Self::Bootstrap,
            _ if named("/icons/", ".svg") => Self::Icon,
            _ => Self::Other,
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Loader => "loader (kassa.js)",
            Self::Session => "session",
            Self::Document => "document",
            Self::Style => "styles",
            Self::Bootstrap => "bootstrap",
            Self::Glue => "WebAssembly glue",
            Self::Wasm => "WebAssembly",
            Self::Icon => "icon",
            Self::AdyenWeb => "@adyen/adyen-web",
            Self::Other => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_the_part() {
        let kinds = [
            ("/kassa.js", ResourceKind::Loader),
            ("/a/checkout-ui-1a2b.wasm", ResourceKind::Wasm),
            ("/a/checkout-ui-1a2b.js", ResourceKind::Glue),
            ("/a/element-1a2b.js", ResourceKind::Bootstrap),
            ("/icons/klarna.svg", ResourceKind::Icon),
            ("/a/adyen-web-1a2b.css", ResourceKind::AdyenWeb),
            ("/favicon.ico", ResourceKind::Other),
        ];
        for (path, kind) in kinds {
            assert_eq!(ResourceKind::of(path), kind, "{path}");
        }
    }
}
