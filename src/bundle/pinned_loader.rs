//! Where the loader's immutable copy is, and what browsers shall find there.

use std::fs;
use std::path::Path;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha384};

/// Served as `/kassa.json`, for servers that render pages with `<script integrity>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedLoader {
    /// Below Kassa's origin: `/a/kassa-HASH.js`.
    pub url: String,
    /// As the attribute `integrity` of a script takes it: `sha384-…`.
    pub integrity: String,
}

impl PinnedLoader {
    /// Its name among the assets.
    pub const FILE: &str = "kassa.json";

    /// The loader with this content, at this address.
    pub fn new(url: String, content: &[u8]) -> Self {
        let hash = STANDARD.encode(Sha384::digest(content));
        Self {
            url,
            integrity: format!("sha384-{hash}"),
        }
    }

    /// What was written beside the loader.
    pub fn read(assets: &Path) -> anyhow::Result<Self> {
        let path = assets.join(Self::FILE);
        let text =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("reading {}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_written_as_browsers_read_it() {
        let loader = PinnedLoader::new("/a/kassa-1a2b.js".to_owned(), b"");
        // The SHA-384 of nothing.
        assert_eq!(
            loader.integrity,
            "sha384-OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb"
        );
    }
}
