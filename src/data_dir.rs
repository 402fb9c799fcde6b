//! The folder that a deployment on this machine keeps everything in.

use std::fs::{self, DirBuilder, File};
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use anyhow::{Context, bail};
use edge_worker::mode::Mode;

/// Holds the mode that the folder is of. Without it, a folder that is in use is of test mode.
const MODE_FILE: &str = "mode";
/// Where the objects keep their data.
pub const OBJECTS: &str = "objects";

/// Makes the folder, and keeps a second kassa from using it for as long as the answer is kept.
/// Errors: another kassa does already, or the folder is of the other mode.
pub fn open(data_dir: &Path, mode: Mode) -> anyhow::Result<File> {
    // Payments and keys are nobody else's business.
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(data_dir)
        .with_context(|| format!("creating {}", data_dir.display()))?;
    let path = data_dir.join("lock");
    let file = File::create(&path).with_context(|| format!("creating {}", path.display()))?;
    if file.try_lock().is_err() {
        bail!(
            "another kassa is using {}: stop it, or choose another folder with --data-dir",
            data_dir.display()
        );
    }
    match mode_of(data_dir)? {
        Some(found) if found != mode => bail!(
            "{} is of {} mode, and this is {} mode: choose another folder with --data-dir",
            data_dir.display(),
            found.as_str(),
            mode.as_str()
        ),
        Some(_) => {}
        None => {
            let path = data_dir.join(MODE_FILE);
            fs::write(&path, mode.as_str())
                .with_context(|| format!("writing {}", path.display()))?;
        }
    }
    Ok(file)
}

/// What the folder has been used for; `None` for a new one.
fn mode_of(data_dir: &Path) -> anyhow::Result<Option<Mode>> {
    let path = data_dir.join(MODE_FILE);
    match fs::read_to_string(&path) {
        Ok(text) => match Mode::parse(&text) {
            Some(mode) => Ok(Some(mode)),
            None => bail!("{} says neither test nor live", path.display()),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let is_used = data_dir.join(OBJECTS).exists();
            Ok(is_used.then_some(Mode::Test))
        }
        Err(error) => Err(error).with_context(|| format!("reading {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_of_the_mode_that_it_was_first_used_in() {
        for mode in [Mode::Test, Mode::Live] {
            let folder = tempfile::tempdir().expect("temporary folder");
            drop(open(folder.path(), mode).expect("new"));
            drop(open(folder.path(), mode).expect("again"));
            let refused = open(folder.path(), mode.other()).expect_err("the other mode");
            assert!(refused.to_string().contains(mode.as_str()), "{refused}");
        }
    }

    #[test]
    fn a_folder_from_before_there_was_live_mode_is_of_test_mode() {
        let folder = tempfile::tempdir().expect("temporary folder");
        fs::create_dir(folder.path().join(OBJECTS)).expect("a folder");
        assert!(open(folder.path(), Mode::Live).is_err());
        assert!(open(folder.path(), Mode::Test).is_ok());
    }

    #[test]
    fn one_folder_is_used_by_one_kassa() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let _used = open(folder.path(), Mode::Test).expect("the first");
        assert!(open(folder.path(), Mode::Test).is_err());
    }
}
