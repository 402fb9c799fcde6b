//! Where things lie in a checkout of Kassa.

use std::env;
use std::path::{Path, PathBuf};

/// The source tree that this tool was compiled from, and the folder that it builds into.
#[derive(Clone, Debug)]
pub struct Project {
    root: PathBuf,
    target: PathBuf,
}

impl Project {
    /// The checkout that holds this package. A `CARGO_TARGET_DIR` in the environment is respected.
    pub fn here() -> Self {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(target) => root.join(target),
            None => root.join("target"),
        };
        Self { root, target }
    }

    /// The folder of the workspace's `Cargo.toml`.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's output folder.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// What the server serves: `worker/` and `assets/`.
    pub fn bundle(&self) -> PathBuf {
        self.target.join("kassa")
    }

    /// Tools that cargo installs for this checkout alone.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// A file of an installed npm package.
    pub fn npm(&self, path: &str) -> PathBuf {
        self.root.join("node_modules").join(path)
    }
}
