//! The shortest names for what the WebAssembly and its glue call in each other.
//!
//! wasm-bindgen names each function with its hash, in both files: sixteen digits that nothing
//! compresses, a hundred times. wasm-opt renames them in the module and prints how; here the glue
//! follows.

use std::collections::HashMap;

use anyhow::{Context, ensure};
use serde::Deserialize;

/// How the glue refers to the module of its own functions, and what wasm-opt calls any module.
const MODULE: (&str, &str) = (r#""./bindgen_bg.js": "#, r#""a": "#);

/// What wasm-opt's pass `minify-imports-and-exports-and-modules` prints.
#[derive(Deserialize)]
pub struct ShortNames {
    /// Module, long name, short name.
    imports: Vec<(String, String, String)>,
    /// Long name, short name.
    exports: Vec<(String, String)>,
}

impl ShortNames {
    /// Errors: `printed` is not what the pass prints.
    pub fn read(printed: &str) -> anyhow::Result<Self> {
        serde_json::from_str(printed).context("reading the names that wasm-opt has given")
    }

    /// The glue with the short names. Errors: it lacks one of the long ones, so that it belongs to
    /// another module, or comes of a wasm-bindgen that writes it in another way.
    pub fn apply(&self, glue: &str) -> anyhow::Result<String> {
        let mut imports: HashMap<&str, (&str, bool)> = self
            .imports
            .iter()
            .map(|(_, long, short)| (long.as_str(), (short.as_str(), false)))
            .collect();
        let exports: HashMap<&str, &str> = self
            .exports
            .iter()
            .map(|(long, short)| (long.as_str(), short.as_str()))
            .collect();
        ensure!(glue.contains(MODULE.0), "the glue names no {}", MODULE.0);

        let mut shortened = String::with_capacity(glue.len());
        for part in parts(glue) {
            let short = if shortened.ends_with("wasm.") {
                exports.get(part).copied()
            } else {
                imports.get_mut(part).map(|(short, seen)| {
                    *seen = true;
                    *short
                })
            };
            shortened.push_str(short.unwrap_or(part));
        }
        let unseen = imports.iter().find(|(_, (_, seen))| !seen);
        ensure!(unseen.is_none(), "the glue has no {unseen:?}");
        Ok(shortened.replace(MODULE.0, MODULE.1))
    }
}

/// Names, and what stands between them.
fn parts(mut text: &str) -> impl Iterator<Item = &str> {
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    std::iter::from_fn(move || {
        let is_name = is_of_name(text.chars().next()?);
        let end = text.find(|c| is_of_name(c) != is_name);
        let (part, rest) = text.split_at(end.unwrap_or(text.len()));
        text = rest;
        Some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = r#"{
        "imports": [["./bindgen_bg.js", "__wbg_get_1", "a"], ["./bindgen_bg.js", "__wbg_get_12", "b"]],
        "exports": [["memory", "a"], ["start", "b"]]
    }"#;
    const GLUE: &str = r#"export function start(port) { wasm.start(port); }
const import0 = { __wbg_get_12: function(memory) { return wasm.memory.buffer; }, __wbg_get_1: f };
return { "./bindgen_bg.js": import0 };"#;

    #[test]
    fn names_of_the_module_are_short_and_the_glues_own_stay() {
        let names = ShortNames::read(PRINTED).unwrap();
        assert_eq!(
            names.apply(GLUE).unwrap(),
            r#"export function start(port) { wasm.b(port); }
const import0 = { b: function(memory) { return wasm.a.buffer; }, a: f };
return { "a": import0 };"#
        );
    }

    #[test]
    fn the_glue_of_another_module_is_refused() {
        let names = ShortNames::read(PRINTED).unwrap();
        assert!(names.apply(&GLUE.replace("__wbg_get_12", "x")).is_err());
        assert!(names.apply(&GLUE.replace("./bindgen", "./other")).is_err());
        assert!(ShortNames::read("{}").is_err());
    }
}
