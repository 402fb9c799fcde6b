//! Parameters as the tree that their names spell.

use std::collections::BTreeMap;

const DEPTH_MAX: usize = 8;

/// What stands under a name.
#[derive(Debug)]
pub enum Node {
    Text(String),
    Nested(BTreeMap<String, Node>),
}

/// Puts a value where its name says: `a[b][0]`. `None` for a malformed name, and for one that is
/// already taken by another shape.
pub fn insert(nodes: &mut BTreeMap<String, Node>, name: &str, value: String) -> Option<()> {
    insert_at(nodes, &split_name(name)?, value)
}

/// `a[b][]` → `["a", "b", ""]`.
fn split_name(name: &str) -> Option<Vec<&str>> {
    let Some((head, mut rest)) = name.split_once('[') else {
        return (!name.is_empty() && !name.contains(']')).then(|| vec![name]);
    };
    if head.is_empty() || head.contains(']') {
        return None;
    }
    let mut keys = vec![head];
    loop {
        let (key, after) = rest.split_once(']')?;
        if key.contains('[') || keys.len() >= DEPTH_MAX {
            return None;
        }
        keys.push(key);
        if after.is_empty() {
            return Some(keys);
        }
        rest = after.strip_prefix('[')?;
    }
}

fn insert_at(nodes: &mut BTreeMap<String, Node>, keys: &[&str], value: String) -> Option<()> {
    let (key, rest) = keys.split_first()?;
    // `a[]` appends: its place is the next free index.
    let key = if key.is_empty() {
        nodes.len().to_string()
    } else {
        (*key).to_owned()
    };
    if rest.is_empty() {
        return match nodes.get(&key) {
            Some(Node::Nested(_)) => None,
            // The last one wins, as in every form decoder.
            Some(Node::Text(_)) | None => {
                nodes.insert(key, Node::Text(value));
                Some(())
            }
        };
    }
    match nodes
        .entry(key)
        .or_insert_with(|| Node::Nested(BTreeMap::new()))
    {
        Node::Nested(inner) => insert_at(inner, rest, value),
        Node::Text(_) => None,
    }
}

/// The name of the first parameter at or below `path`.
pub fn first_name(path: &str, node: &Node) -> String {
    match node {
        Node::Text(_) => path.to_owned(),
        Node::Nested(nodes) => match nodes.first_key_value() {
            None => path.to_owned(),
            Some((key, inner)) => first_name(&format!("{path}[{key}]"), inner),
        },
    }
}
