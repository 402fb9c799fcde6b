//! Whatever tests do to a Kassa, no card number is left where its data and its log are.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use edge_worker::partners::sandbox::test_cards::TEST_CARDS;

/// Shorter ones are no card's.
const DIGITS_MIN: usize = 13;

/// The files below a folder in which the number of a test card can be read, and which.
pub fn readable_in(folder: &Path) -> Vec<(PathBuf, String)> {
    let numbers: BTreeSet<&str> = TEST_CARDS.iter().map(|card| card.number).collect();
    let mut found = Vec::new();
    for path in files_below(folder) {
        // A file that SQLite removes meanwhile has nothing in it.
        let content = fs::read(&path).unwrap_or_default();
        let digits = content.split(|byte| !byte.is_ascii_digit());
        for run in digits.filter(|run| run.len() >= DIGITS_MIN) {
            let run = String::from_utf8_lossy(run);
            let number = numbers.iter().find(|number| run.contains(**number));
            found.extend(number.map(|number| (path.clone(), (*number).to_owned())));
        }
    }
    found
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let found = entries.map(|entry| match entry.path() {
        path if path.is_dir() => files_below(&path),
        path => vec![path],
    });
    found.flatten().collect()
}
