//! What storing costs on the disk in question, whoever does it.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use anyhow::Context;

use super::statistics::median;

const SYNCS: usize = 21;
/// A page of SQLite's.
const PAGE: [u8; 4096] = [0x5a; 4096];

/// The median time of appending a page to a file and waiting until the disk has it, in milliseconds.
pub fn sync_ms(folder: &Path) -> anyhow::Result<f64> {
    let mut file = tempfile::tempfile_in(folder)
        .with_context(|| format!("making a file in {}", folder.display()))?;
    let mut sync = || -> std::io::Result<f64> {
        let started = Instant::now();
        append(&mut file)?;
        Ok(started.elapsed().as_secs_f64() * 1000.0)
    };
    let times = (0..SYNCS)
        .map(|_| sync())
        .collect::<Result<Vec<_>, _>>()
        .with_context(|| format!("writing to {}", folder.display()))?;
    Ok(median(times))
}

fn append(file: &mut File) -> std::io::Result<()> {
    file.write_all(&PAGE)?;
    file.sync_data()
}
