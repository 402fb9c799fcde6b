//! The bindings of `edge-worker/wrangler.toml` (Cloudflare), of `edge-worker/src/env.rs` (the
//! Worker) and of the local workerd configuration are the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use kassa::bundle::Bundle;
use kassa::project::Project;
use kassa::serve::config::{self, Reach};

/// `(kind, name)`, such as `("durable object", "PAYMENTS → PaymentObject")`.
type Bindings = BTreeSet<(&'static str, String)>;

#[test]
fn cloudflare_and_the_local_server_bind_the_same() {
    assert_eq!(of_wrangler(), of_workerd());
}

#[test]
fn the_worker_reads_exactly_what_is_bound() {
    let source = read("edge-worker/src/env.rs");
    let read: BTreeSet<_> = string_constants(&source)
        .into_iter()
        .filter(|value| is_binding_name(value))
        .collect();
    let bound: BTreeSet<_> = of_wrangler()
        .into_iter()
        .map(|(_, name)| match name.split_once(" → ") {
            Some((binding, _class)) => binding.to_owned(),
            None => name,
        })
        .collect();
    assert_eq!(read, bound);
}

#[test]
fn every_durable_object_keeps_its_data_in_sqlite() {
    let wrangler = wrangler();
    let classes: BTreeSet<_> = of_wrangler()
        .into_iter()
        .filter_map(|(_, name)| Some(name.split_once(" → ")?.1.to_owned()))
        .collect();
    let sqlite: BTreeSet<_> = wrangler["migrations"]
        .as_array()
        .expect("migrations")
        .iter()
        .flat_map(|migration| migration["new_sqlite_classes"].as_array().expect("classes"))
        .map(|class| class.as_str().expect("a class name").to_owned())
        .collect();
    assert_eq!(sqlite, classes);

    let config = workerd_config();
    assert_eq!(config.matches("enableSql = true").count(), classes.len());
}

#[test]
fn both_run_with_the_same_compatibility() {
    let wrangler = wrangler();
    let date = wrangler["compatibility_date"].as_str().expect("a date");
    assert_eq!(date, config::COMPATIBILITY_DATE);
    assert!(wrangler.get("compatibility_flags").is_none());
    assert!(!workerd_config().contains("compatibilityFlags"));
}

fn of_wrangler() -> Bindings {
    let wrangler = wrangler();
    let mut bindings = Bindings::new();
    for object in wrangler["durable_objects"]["bindings"]
        .as_array()
        .expect("Durable Object bindings")
    {
        let name = object["name"].as_str().expect("a name");
        let class = object["class_name"].as_str().expect("a class");
        bindings.insert(("durable object", format!("{name} → {class}")));
    }
    for name in wrangler["vars"].as_table().expect("vars").keys() {
        bindings.insert(("text", name.clone()));
    }
    for name in wrangler["secrets"]["required"]
        .as_array()
        .expect("required secrets")
    {
        bindings.insert(("text", name.as_str().expect("a name").to_owned()));
    }
    let comments = read("edge-worker/wrangler.toml");
    for name in config::OPTIONAL_SECRETS {
        assert!(comments.contains(name), "{name} is told of");
        bindings.insert(("text", name.to_owned()));
    }
    let assets = wrangler["assets"]["binding"].as_str().expect("a name");
    bindings.insert(("service", assets.to_owned()));
    bindings
}

fn of_workerd() -> Bindings {
    let mut bindings = Bindings::new();
    let config = workerd_config();
    let (_, after) = config.split_once("  bindings = [").expect("bindings");
    let (list, _) = after.split_once("\n  ],").expect("the end of bindings");
    for line in list.lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<_> = line.split('"').collect();
        let [_, name, kind, target, _] = words.as_slice() else {
            panic!("not a binding: {line}");
        };
        let binding = match kind.trim_matches([',', ' ', '=']) {
            "durableObjectNamespace" => ("durable object", format!("{name} → {target}")),
            "fromEnvironment" => ("text", (*name).to_owned()),
            "service" => ("service", (*name).to_owned()),
            other => panic!("a kind of binding that this test does not know: {other}"),
        };
        bindings.insert(binding);
    }
    bindings
}

fn workerd_config() -> String {
    let bundle = Bundle::at(Path::new("/bundle"));
    config::render(&bundle, Path::new("/objects"), 8787, &Reach::Everything)
        .expect("a configuration")
}

fn wrangler() -> toml::Table {
    read("edge-worker/wrangler.toml").parse().expect("TOML")
}

fn read(path: &str) -> String {
    fs::read_to_string(Project::here().root().join(path)).expect("a source file")
}

/// The string literals of a source's constants, which is where `env.rs` names its bindings.
fn string_constants(source: &str) -> BTreeSet<String> {
    source
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("const ") || line.starts_with("pub const "))
        .filter_map(|line| {
            let (_, value) = line.split_once("= \"")?;
            let (value, _) = value.split_once('"')?;
            Some(value.to_owned())
        })
        .collect()
}

/// Bindings are written in capitals.
fn is_binding_name(value: &str) -> bool {
    !value.is_empty()
        && value
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}
