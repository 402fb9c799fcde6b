//! What can be read in a Kassa's folder by somebody who has the disk.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use edge_worker::partners::sandbox::test_cards::TEST_CARDS;

/// Shorter runs of digits are no card's.
const CARD_DIGITS_MIN: usize = 13;

/// The files below a folder in which one of the texts can be read, and which.
pub fn readable_in(folder: &Path, texts: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for (path, content) in contents_below(folder) {
        let is_in = |text: &&&str| {
            let mut parts = content.windows(text.len());
            parts.any(|part| part == text.as_bytes())
        };
        let texts = texts.iter().filter(is_in);
        found.extend(texts.map(|text| (path.clone(), (*text).to_owned())));
    }
    found
}

/// The files below a folder in which the number of a test card can be read, and which.
pub fn card_numbers_in(folder: &Path) -> Vec<(PathBuf, String)> {
    let numbers: BTreeSet<&str> = TEST_CARDS.iter().map(|card| card.number).collect();
    let mut found = Vec::new();
    for (path, content) in contents_below(folder) {
        let digits = content.split(|byte| !byte.is_ascii_digit());
        for run in digits.filter(|run| run.len() >= CARD_DIGITS_MIN) {
            let run = String::from_utf8_lossy(run);
            let number = numbers.iter().find(|number| run.contains(**number));
            found.extend(number.map(|number| (path.clone(), (*number).to_owned())));
        }
    }
    found
}

fn contents_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let found = entries.map(|entry| match entry.path() {
        path if path.is_dir() => contents_below(&path),
        path => {
            // A file that SQLite removes meanwhile has nothing in it.
            let content = fs::read(&path).unwrap_or_default();
            vec![(path, content)]
        }
    });
    found.flatten().collect()
}
