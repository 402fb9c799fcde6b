//! What can be read in a Kassa's folder by somebody who has the disk.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use edge_worker::partners::sandbox::test_cards::TEST_CARDS;

/// Shorter runs of digits are no card's.
const CARD_DIGITS_MIN: usize = 13;

/// The files below a folder in which one of the texts can be read, and which.
pub fn readable_in(folder: &Path, texts: &[&str]) -> Vec<(PathBuf, String)> {
    search(folder, &|content| {
        let is_in = |text: &&&str| {
            let mut parts = content.windows(text.len());
            parts.any(|part| part == text.as_bytes())
        };
        let found = texts.iter().filter(is_in);
        found.map(|text| (*text).to_owned()).collect()
    })
}

/// The files below a folder in which the number of a test card can be read, and which.
pub fn card_numbers_in(folder: &Path) -> Vec<(PathBuf, String)> {
    let numbers: BTreeSet<&str> = TEST_CARDS.iter().map(|card| card.number).collect();
    search(folder, &|content| {
        let digits = content.split(|byte| !byte.is_ascii_digit());
        let long = digits.filter(|run| run.len() >= CARD_DIGITS_MIN);
        let found = long.filter_map(|run| {
            let run = String::from_utf8_lossy(run);
            numbers.iter().find(|number| run.contains(**number))
        });
        found.map(|number| (*number).to_owned()).collect()
    })
}

/// What is found in the files below a folder, one after the other.
fn search(folder: &Path, find: &dyn Fn(&[u8]) -> Vec<String>) -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(search(&path, find));
            continue;
        }
        // A file that SQLite removes meanwhile has nothing in it.
        let found = find(&fs::read(&path).unwrap_or_default());
        all.extend(found.into_iter().map(|what| (path.clone(), what)));
    }
    all
}
