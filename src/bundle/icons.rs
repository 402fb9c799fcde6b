//! What the icons of the payment methods promise: one for each row of the catalogue, all in one
//! frame, and nothing in them but shapes.

use std::fs;
use std::path::{Path, PathBuf};

use shared::methods::MethodType;

/// Twice what most weigh.
const BYTES_MAX: usize = 1_024;
const OPENING: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 16">"#;
/// A frame filled with the brand's colour, or one with an edge where the page has its colour.
const FRAMES: [&str; 2] = [
    r##"<rect width="24" height="16" rx="3" fill="#"##,
    r##"<rect x=".5" y=".5" width="23" height="15" rx="2.5" fill="#"##,
];
/// Wallets that are no methods of their own: they pay by card.
const WALLETS_OF_CARDS: [&str; 2] = ["apple_pay", "google_pay"];
/// The card networks' marks, in one file because a card form shows them all.
const NETWORKS: &str = "brands";

const SHAPES: [&str; 5] = ["svg", "g", "rect", "circle", "path"];
const ATTRIBUTES: [&str; 18] = [
    "cx",
    "cy",
    "d",
    "fill",
    "height",
    "opacity",
    "r",
    "rx",
    "stroke",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-width",
    "transform",
    "viewBox",
    "width",
    "x",
    "xmlns",
    "y",
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("static/icons")
}

/// Names without `.svg`, and contents.
fn icons() -> Vec<(String, String)> {
    fs::read_dir(folder())
        .expect("static/icons")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            let name = name.strip_suffix(".svg").unwrap_or_else(|| {
                panic!("{name} is no icon, and everything in the folder is served")
            });
            (name.to_owned(), fs::read_to_string(&path).expect("text"))
        })
        .collect()
}

/// Every tag's name with the names of its attributes; what stands between tags must be nothing.
fn tags<'a>(name: &str, icon: &'a str) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut tags = Vec::new();
    for piece in icon.trim_end().split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag that ends");
        assert_eq!(text, "", "{name} has text");
        let tag = tag.trim_matches('/');
        // Quoted values are every second piece.
        let outside: Vec<&str> = tag.split('"').step_by(2).collect();
        let attributes = outside
            .iter()
            .filter_map(|part| part.trim_end().strip_suffix('='))
            .filter_map(|part| part.split_whitespace().last())
            .collect();
        tags.push((
            tag.split_whitespace().next().unwrap_or_default(),
            attributes,
        ));
    }
    tags
}

#[test]
fn every_method_of_the_catalogue_has_its_icon() {
    for method in MethodType::ALL {
        let file = folder().join(format!("{method}.svg"));
        assert!(file.is_file(), "{} is missing", file.display());
    }
}

#[test]
fn every_icon_is_of_a_method_that_there_is() {
    for (name, _) in icons() {
        let known = MethodType::parse(&name).is_some()
            || WALLETS_OF_CARDS.contains(&name.as_str())
            || name == NETWORKS;
        assert!(known, "{name}.svg is of no method");
    }
}

#[test]
fn icons_share_one_small_frame() {
    for (name, icon) in icons() {
        if name == NETWORKS {
            continue;
        }
        let drawn = icon.strip_prefix(OPENING);
        let drawn = drawn.unwrap_or_else(|| panic!("{name} does not begin with {OPENING}"));
        assert!(
            FRAMES.iter().any(|frame| drawn.starts_with(frame)),
            "{name} has a frame of its own"
        );
        assert!(icon.len() <= BYTES_MAX, "{name} has {} bytes", icon.len());
    }
}

#[test]
fn icons_hold_shapes_and_nothing_that_runs_or_loads() {
    for (name, icon) in icons() {
        for (tag, attributes) in tags(&name, &icon) {
            assert!(SHAPES.contains(&tag), "{name} has <{tag}>");
            for attribute in attributes {
                assert!(
                    ATTRIBUTES.contains(&attribute),
                    "{name}: <{tag} {attribute}>"
                );
            }
        }
        assert!(!icon.contains("url("), "{name} refers to something");
    }
}

#[test]
fn what_is_not_a_shape_is_found() {
    let icon = r#"<svg xmlns="x" onload="y"><use href="z"/><script>"#;
    let found = tags("bad", icon);
    assert_eq!(
        found,
        [
            ("svg", vec!["xmlns", "onload"]),
            ("use", vec!["href"]),
            ("script", vec![]),
        ]
    );
}
