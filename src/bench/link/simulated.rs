//! Buyers who are there and are never asked about: each is a database file beside those of the others, under
//! a name of its own, as they lie in the folder of a deployment that has been used for years.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use sha2::{Digest, Sha256};

use crate::progress::Step;

/// So many names share a file: ext4 lets one have 65,000, and a million copies would be a disk's worth.
const NAMES_A_FILE: u64 = 50_000;
/// Between two reports of how far it is.
const AT_ONCE: u64 = 20_000;
const EXTENSION: &str = "sqlite";

/// The files of so many simulated buyers.
#[derive(Debug)]
pub struct Simulated {
    folder: PathBuf,
    count: u64,
}

impl Simulated {
    /// Adds them to the folder of a class of objects, each with the records of one of the buyers there.
    /// The server must not run: it would not be asked.
    /// Errors: there is no buyer yet, or the disk has no room for so many names.
    pub fn make(folder: &Path, count: u64, step: &Step) -> anyhow::Result<Self> {
        let buyers = databases(folder, usize::try_from(files(count))?)?;
        ensure!(!buyers.is_empty(), "{} holds no buyer", folder.display());
        let made = Self {
            folder: folder.to_owned(),
            count,
        };
        let mut buyers = buyers.iter().cycle().peekable();
        let mut shared = PathBuf::new();
        for number in 0..count {
            let path = made.path(number);
            if number % AT_ONCE == 0 {
                step.advance(number, count, "simulating buyers");
            }
            let result = match buyers.next_if(|_| number % NAMES_A_FILE == 0) {
                // The buyer's own file stays theirs.
                Some(buyer) => {
                    shared.clone_from(&path);
                    fs::copy(buyer, &path).map(drop)
                }
                None => fs::hard_link(&shared, &path),
            };
            result.with_context(|| format!("writing {}", path.display()))?;
        }
        Ok(made)
    }

    /// Takes them away again.
    pub fn remove(self, step: &Step) -> anyhow::Result<()> {
        for number in 0..self.count {
            if number % AT_ONCE == 0 {
                step.advance(number, self.count, "removing simulated buyers");
            }
            let path = self.path(number);
            fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
        }
        Ok(())
    }

    /// Named as workerd names objects: by 64 hexadecimal digits.
    fn path(&self, number: u64) -> PathBuf {
        let digest = Sha256::digest(number.to_be_bytes());
        self.folder
            .join(hex::encode(digest))
            .with_extension(EXTENSION)
    }
}

/// How many real buyers' records so many simulated ones have.
pub fn files(count: u64) -> u64 {
    count.div_ceil(NAMES_A_FILE)
}

fn databases(folder: &Path, count: usize) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let paths = entries.map(|entry| Ok(entry?.path()));
    let paths: Vec<PathBuf> = paths.collect::<anyhow::Result<_>>()?;
    let databases = paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|kind| kind == EXTENSION));
    Ok(databases.take(count).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Progress;

    #[test]
    fn simulated_buyers_come_beside_the_real_ones_and_go_without_a_trace() {
        let folder = tempfile::tempdir().expect("a folder");
        let real = folder.path().join("a1.sqlite");
        fs::write(&real, "records").expect("written");
        let count = NAMES_A_FILE + 2;
        let names = || fs::read_dir(folder.path()).expect("a folder").count() as u64;
        Progress::stderr()
            .step("Simulating", |step| {
                let made = Simulated::make(folder.path(), count, step)?;
                assert_eq!(names(), count + 1);
                for number in [0, 1, count - 1] {
                    assert_eq!(fs::read_to_string(made.path(number))?, "records");
                }
                fs::write(made.path(1), "others")?;
                assert_eq!(fs::read_to_string(&real)?, "records");
                made.remove(step)
            })
            .expect("made and removed");
        assert_eq!(names(), 1);
    }

    #[test]
    fn where_there_is_no_buyer_none_is_simulated() {
        let folder = tempfile::tempdir().expect("a folder");
        Progress::stderr()
            .step("Simulating", |step| {
                assert!(Simulated::make(folder.path(), 2, step).is_err());
                Ok(())
            })
            .expect("asked");
    }
}
