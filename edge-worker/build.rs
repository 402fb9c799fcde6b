//! Names the languages to the Worker: a file of `static/locales` each, and no list to keep.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let folder = Path::new(&root).join("../static/locales");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut tags = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        tags.extend(
            name.to_string_lossy()
                .strip_suffix(".json")
                .map(str::to_owned),
        );
    }
    tags.sort();
    println!("cargo::rustc-env=KASSA_LANGUAGES={}", tags.join(" "));
    Ok(())
}
