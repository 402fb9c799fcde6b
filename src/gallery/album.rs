//! The page that shows the pictures. It needs nothing but its folder: no server, no network.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::Serialize;
use serde_json::json;

use super::scene::{Group, Theme};

const PAGE: &str = include_str!("album.html");
const STYLE: &str = include_str!("album.css");
const SCRIPT: &str = include_str!("album.js");

/// A picture that was taken.
#[derive(Clone, Debug, Serialize)]
pub struct Picture {
    pub file: String,
    pub scene: String,
    pub title: String,
    pub group: Group,
    pub theme: Theme,
    /// Of the merchant's page, in CSS pixels, as the height.
    pub width: u32,
    pub height: u32,
}

/// A scene without pictures, and why.
#[derive(Clone, Debug, Serialize)]
pub struct Missing {
    pub scene: String,
    pub reason: String,
}

/// Writes the page into the folder of the pictures, and answers where it is.
pub fn write(folder: &Path, pictures: &[Picture], missing: &[Missing]) -> anyhow::Result<PathBuf> {
    let mut groups: Vec<_> = pictures.iter().map(|picture| picture.group).collect();
    groups.dedup();
    let groups: Vec<_> = groups
        .iter()
        .map(|group| json!({ "id": group, "title": group.title() }))
        .collect();
    let album = json!({ "groups": groups, "pictures": pictures, "missing": missing });
    // Within a script nothing may look like its end.
    let album = album.to_string().replace('<', "\\u003c");
    let page = PAGE
        .replace("{{style}}", STYLE)
        .replace("{{script}}", SCRIPT)
        .replace("{{album}}", &album);
    let path = folder.join("index.html");
    fs::write(&path, page).with_context(|| format!("writing {}", path.display()))?;
    Ok(path)
}
