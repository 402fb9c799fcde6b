//! Tells whether sources changed since the last build, by their content: a fresh `git checkout`
//! touches every file and changes none.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use sha2::{Digest, Sha256};

/// A hash over names and contents of files, and over whatever else decides what is built.
#[derive(Clone, Default)]
pub struct Fingerprint {
    hash: Sha256,
}

impl Fingerprint {
    /// Starts a fingerprint of what is built from `root`, relative to which files are named.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value that decides what is built, such as a tool's version.
    pub fn value(mut self, value: &str) -> Self {
        self.part(value.as_bytes());
        self
    }

    /// Adds a file, or every file of a folder, both named relative to `root`. Folders called
    /// `build`, `target` and `node_modules` hold outputs and are passed over. What is missing
    /// counts as missing.
    pub fn files(mut self, root: &Path, paths: &[&str]) -> anyhow::Result<Self> {
        for path in paths {
            for file in files_below(&root.join(path))? {
                let content =
                    fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
                let name = file.strip_prefix(root).unwrap_or(&file);
                self.part(name.to_string_lossy().as_bytes());
                self.part(&content);
            }
        }
        Ok(self)
    }

    /// The fingerprint as hex digits.
    pub fn finish(self) -> String {
        hex::encode(self.hash.finalize())
    }

    fn part(&mut self, bytes: &[u8]) {
        // Lengths keep neighbouring parts from running into each other.
        self.hash.update((bytes.len() as u64).to_le_bytes());
        self.hash.update(bytes);
    }
}

/// The fingerprint of one file's content.
pub fn of_file(path: &Path) -> anyhow::Result<String> {
    let content = fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    Ok(of_bytes(&content))
}

/// The fingerprint of some content.
pub fn of_bytes(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}

/// Every source file at or below `path`, sorted.
fn files_below(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let entry = entry.with_context(|| format!("reading {}", folder.display()))?;
            let name = entry.file_name();
            let is_output = ["build", "target", "node_modules"]
                .iter()
                .any(|output| name == *output);
            if entry.file_type()?.is_dir() {
                if !is_output {
                    folders.push(entry.path());
                }
            } else {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_content_and_names_count() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let of = || {
            Fingerprint::new()
                .files(folder.path(), &["sources"])
                .expect("readable")
                .finish()
        };
        let sources = folder.path().join("sources");
        fs::create_dir_all(sources.join("build")).expect("folder");
        let empty = of();

        fs::write(sources.join("a.rs"), "one").expect("written");
        let one = of();
        assert_ne!(one, empty);

        fs::write(sources.join("a.rs"), "one").expect("written again, unchanged");
        fs::write(sources.join("build/out.js"), "output").expect("written");
        assert_eq!(of(), one);

        fs::rename(sources.join("a.rs"), sources.join("b.rs")).expect("renamed");
        assert_ne!(of(), one);
    }
}
