//! `expand[]`: ids in an answer give way to the objects that they name.

mod expandable;
mod resolve;

pub use expandable::{Shape, check};
pub use resolve::{Remote, Resolver, refunds_url};

use crate::ports::Fault;
use expandable::INCLUDED_REFUNDS;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Stripe's limit.
const LEVELS_MAX: usize = 4;

/// The properties to expand, by name, each with those to expand below it.
#[derive(Debug, Default)]
struct Tree(BTreeMap<String, Tree>);

impl Tree {
    fn of(paths: &[String]) -> Self {
        let mut root = Self::default();
        for path in paths {
            path.split('.')
                .take(LEVELS_MAX)
                .fold(&mut root, |tree, name| {
                    tree.0.entry(name.to_owned()).or_default()
                });
        }
        root
    }
}

/// What one level of an answer lacks.
#[derive(Debug, Default)]
struct Wanted {
    ids: BTreeSet<String>,
    /// Charges whose refunds are to be included.
    charges: BTreeSet<String>,
}

/// What has been looked up.
#[derive(Debug, Default)]
struct Known {
    objects: BTreeMap<String, Option<Value>>,
    refunds: BTreeMap<String, Value>,
}

/// Replaces ids by objects along paths that [`check`] has let through. An id that names nothing
/// stays. Errors: the resolver's.
pub async fn expand(
    resolver: &impl Resolver,
    value: &mut Value,
    paths: &[String],
) -> Result<(), Fault> {
    let tree = Tree::of(paths);
    let mut known = Known::default();
    // Each round goes one level deeper.
    for _ in 0..LEVELS_MAX {
        let mut wanted = Wanted::default();
        collect(value, &tree, &known, &mut wanted);
        let ids: Vec<String> = wanted.ids.into_iter().collect();
        if !ids.is_empty() {
            let objects = resolver.objects(&ids).await?;
            known.objects.extend(ids.into_iter().zip(objects));
        }
        for charge in wanted.charges {
            let refunds = resolver.refunds_of(&charge).await?;
            known.refunds.insert(charge, refunds);
        }
        fill(value, &tree, &known);
    }
    Ok(())
}

/// Notes the ids that stand where objects are asked for.
fn collect(value: &Value, tree: &Tree, known: &Known, wanted: &mut Wanted) {
    match value {
        Value::Array(items) => {
            for item in items {
                collect(item, tree, known, wanted);
            }
        }
        Value::Object(fields) => {
            for (name, below) in &tree.0 {
                match fields.get(name) {
                    Some(Value::String(id)) if !known.objects.contains_key(id) => {
                        wanted.ids.insert(id.clone());
                    }
                    Some(Value::Null) | None => {
                        if let Some(charge) = charge_without(name, value)
                            && !known.refunds.contains_key(charge)
                        {
                            wanted.charges.insert(charge.to_owned());
                        }
                    }
                    Some(inner) => collect(inner, below, known, wanted),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Puts what is known where it was asked for.
fn fill(value: &mut Value, tree: &Tree, known: &Known) {
    if let Value::Array(items) = value {
        for item in items {
            fill(item, tree, known);
        }
        return;
    }
    for (name, below) in &tree.0 {
        let included = charge_without(name, value)
            .and_then(|charge| known.refunds.get(charge))
            .cloned();
        let Some(fields) = value.as_object_mut() else {
            return;
        };
        if let Some(refunds) = included {
            fields.insert(name.clone(), refunds);
        }
        match fields.get_mut(name) {
            Some(Value::String(id)) => {
                if let Some(Some(object)) = known.objects.get(id) {
                    fields.insert(name.clone(), object.clone());
                }
            }
            Some(inner) => fill(inner, below, known),
            None => {}
        }
    }
}

/// The id of the charge that this is, if it shows no refunds though `name` asks for them.
fn charge_without<'a>(name: &str, value: &'a Value) -> Option<&'a str> {
    let asks = name == INCLUDED_REFUNDS && value.get("object")? == "charge";
    let shows = value.get(name).is_some_and(|refunds| !refunds.is_null());
    if asks && !shows {
        value.get("id")?.as_str()
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
