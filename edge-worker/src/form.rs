//! Stripe's form encoding: `a[b][0]=c`, read once and whole. A reader takes what it knows; what is
//! left over at the end is refused by name, so that no parameter is silently ignored.

mod given;
mod tree;

pub use given::Given;
use shared::api::error::ApiError;
use std::collections::BTreeMap;
use tree::{Node, first_name, insert};

/// A longer body is refused.
pub const BODY_BYTES_MAX: usize = 256 * 1024;
const PARAMETERS_MAX: usize = 1_000;

/// One level of a form's parameters.
#[derive(Debug, Default)]
pub struct Fields {
    /// `payment_method_data[card]` for the fields below it; empty at the top.
    path: String,
    nodes: BTreeMap<String, Node>,
}

impl Fields {
    /// Parses a body or a query string.
    ///
    /// Errors: too many parameters, nested too deep, a malformed name, or one name with two shapes.
    pub fn parse(encoded: &[u8]) -> Result<Self, ApiError> {
        let mut nodes = BTreeMap::new();
        for (count, (name, value)) in form_urlencoded::parse(encoded).enumerate() {
            if count >= PARAMETERS_MAX {
                return Err(ApiError::invalid(format!(
                    "A request has at most {PARAMETERS_MAX} parameters."
                )));
            }
            insert(&mut nodes, &name, value.into_owned()).ok_or_else(|| {
                ApiError::invalid(format!("Invalid parameter name: {name}")).with_param(&name)
            })?;
        }
        Ok(Self {
            path: String::new(),
            nodes,
        })
    }

    /// Adds the parameters of `other` that are not here yet (a query beside a body).
    pub fn merge(&mut self, other: Self) {
        for (name, node) in other.nodes {
            self.nodes.entry(name).or_insert(node);
        }
    }

    /// The parameter's full name, as errors and callers spell it.
    pub fn name_of(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}[{key}]", self.path)
        }
    }

    /// A text, as it was sent: the empty one, which clears a value, included.
    pub fn text(&mut self, key: &str) -> Result<Option<String>, ApiError> {
        match self.nodes.remove(key) {
            None => Ok(None),
            Some(Node::Text(text)) => Ok(Some(text)),
            Some(Node::Nested(_)) => {
                let name = self.name_of(key);
                Err(ApiError::invalid(format!(
                    "Invalid string: {name} must not be a hash or list."
                ))
                .with_param(&name))
            }
        }
    }

    /// A text that says something; the empty one counts as absent.
    pub fn filled(&mut self, key: &str) -> Result<Option<String>, ApiError> {
        Ok(self.text(key)?.filter(|text| !text.is_empty()))
    }

    /// A text of at most `length_max` characters.
    pub fn short(&mut self, key: &str, length_max: usize) -> Result<Option<String>, ApiError> {
        let text = self.filled(key)?;
        match &text {
            Some(long) if long.chars().count() > length_max => {
                let name = self.name_of(key);
                Err(ApiError::invalid(format!(
                    "Invalid string: {name} must be at most {length_max} characters."
                ))
                .with_param(&name))
            }
            Some(_) | None => Ok(text),
        }
    }

    pub fn integer(&mut self, key: &str) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.filled(key)? else {
            return Ok(None);
        };
        let parsed = text.parse().map_err(|_| {
            let name = self.name_of(key);
            ApiError::invalid(format!("Invalid integer: {text}"))
                .with("parameter_invalid_integer", &name)
        })?;
        Ok(Some(parsed))
    }

    pub fn boolean(&mut self, key: &str) -> Result<Option<bool>, ApiError> {
        let Some(text) = self.filled(key)? else {
            return Ok(None);
        };
        match text.as_str() {
            "true" | "1" => Ok(Some(true)),
            "false" | "0" => Ok(Some(false)),
            _ => {
                let name = self.name_of(key);
                Err(ApiError::invalid(format!("Invalid boolean: {text}")).with_param(&name))
            }
        }
    }

    /// One of the words that `parse` knows; `known` lists them for the error.
    pub fn choice<T>(
        &mut self,
        key: &str,
        known: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ApiError> {
        let Some(text) = self.filled(key)? else {
            return Ok(None);
        };
        match parse(&text) {
            Some(value) => Ok(Some(value)),
            None => {
                let name = self.name_of(key);
                Err(
                    ApiError::invalid(format!("Invalid {name}: must be one of {known}"))
                        .with_param(&name),
                )
            }
        }
    }

    /// One of the words that `parse` knows, which an empty text clears.
    pub fn given_choice<T>(
        &mut self,
        key: &str,
        known: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Given<T>, ApiError> {
        if self.take_cleared(key) {
            return Ok(Given::Cleared);
        }
        Ok(self.choice(key, known, parse)?.into())
    }

    /// A text of at most `length_max` characters, which an empty one clears.
    pub fn given(&mut self, key: &str, length_max: usize) -> Result<Given<String>, ApiError> {
        if self.take_cleared(key) {
            return Ok(Given::Cleared);
        }
        Ok(self.short(key, length_max)?.into())
    }

    /// A nested hash.
    pub fn nested(&mut self, key: &str) -> Result<Option<Fields>, ApiError> {
        Ok(match self.hash(key)? {
            Given::Absent | Given::Cleared => None,
            Given::Value(fields) => Some(fields),
        })
    }

    /// A nested hash, which an empty value clears.
    pub fn hash(&mut self, key: &str) -> Result<Given<Fields>, ApiError> {
        let path = self.name_of(key);
        match self.nodes.remove(key) {
            None => Ok(Given::Absent),
            Some(Node::Nested(nodes)) => Ok(Given::Value(Fields { path, nodes })),
            Some(Node::Text(text)) if text.is_empty() => Ok(Given::Cleared),
            Some(Node::Text(_)) => Err(ApiError::invalid(format!(
                "Invalid object: {path} must be a hash."
            ))
            .with_param(&path)),
        }
    }

    /// The names of the hashes that nobody took yet.
    pub fn hashes(&self) -> impl Iterator<Item = &str> {
        self.nodes
            .iter()
            .filter(|(_, node)| matches!(node, Node::Nested(_)))
            .map(|(key, _)| key.as_str())
    }

    /// Whether the parameter is there as a text, rather than as a hash or not at all.
    pub fn is_text(&self, key: &str) -> bool {
        matches!(self.nodes.get(key), Some(Node::Text(_)))
    }

    /// A list, by index or by `[]`, in order.
    pub fn list(&mut self, key: &str) -> Result<Option<Vec<String>>, ApiError> {
        let Some(fields) = self.nested(key)? else {
            return Ok(None);
        };
        let mut items = Vec::new();
        for (index, node) in fields.nodes {
            let place = index.parse::<u32>();
            match (place, node) {
                (Ok(place), Node::Text(text)) => items.push((place, text)),
                (Err(_), _) | (_, Node::Nested(_)) => {
                    return Err(ApiError::invalid(format!("Invalid array: {}", fields.path))
                        .with_param(&fields.path));
                }
            }
        }
        items.sort_by_key(|(place, _)| *place);
        Ok(Some(items.into_iter().map(|(_, text)| text).collect()))
    }

    /// A list, which an empty value clears.
    pub fn given_list(&mut self, key: &str) -> Result<Given<Vec<String>>, ApiError> {
        if self.take_cleared(key) {
            return Ok(Given::Cleared);
        }
        Ok(self.list(key)?.into())
    }

    /// Whether the parameter was sent empty.
    pub fn clears(&self, key: &str) -> bool {
        matches!(self.nodes.get(key), Some(Node::Text(text)) if text.is_empty())
    }

    fn take_cleared(&mut self, key: &str) -> bool {
        let clears = self.clears(key);
        if clears {
            self.nodes.remove(key);
        }
        clears
    }

    /// All remaining entries as texts: `metadata`.
    pub fn into_texts(self) -> Result<BTreeMap<String, String>, ApiError> {
        let path = self.path;
        self.nodes
            .into_iter()
            .map(|(key, node)| match node {
                Node::Text(text) => Ok((key, text)),
                Node::Nested(_) => {
                    let name = format!("{path}[{key}]");
                    Err(ApiError::invalid(format!("Invalid string: {name}")).with_param(&name))
                }
            })
            .collect()
    }

    /// Ends the reading.
    ///
    /// Errors: `parameter_unknown` for anything that nobody took.
    pub fn finish(self) -> Result<(), ApiError> {
        match self.nodes.first_key_value() {
            None => Ok(()),
            Some((key, node)) => {
                let name = first_name(&self.name_of(key), node);
                Err(
                    ApiError::invalid(format!("Received unknown parameter: {name}"))
                        .with("parameter_unknown", &name),
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields(encoded: &str) -> Fields {
        Fields::parse(encoded.as_bytes()).unwrap()
    }

    #[test]
    fn brackets_nest_and_both_spaces_decode() {
        let mut form = fields("card[number]=42+42&card[exp%5Fmonth]=1%201&amount=5");
        assert_eq!(form.integer("amount").unwrap(), Some(5));
        let mut card = form.nested("card").unwrap().unwrap();
        assert_eq!(card.text("number").unwrap().as_deref(), Some("42 42"));
        assert_eq!(card.text("exp_month").unwrap().as_deref(), Some("1 1"));
        card.finish().unwrap();
        form.finish().unwrap();
    }

    #[test]
    fn lists_come_by_index_or_by_empty_brackets() {
        assert_eq!(
            fields("a[1]=y&a[0]=x").list("a").unwrap().unwrap(),
            ["x", "y"]
        );
        assert_eq!(
            fields("a[]=x&a[]=y").list("a").unwrap().unwrap(),
            ["x", "y"]
        );
        assert_eq!(
            fields("a[x]=y").list("a").unwrap_err().param.as_deref(),
            Some("a")
        );
    }

    #[test]
    fn an_unread_parameter_is_named_in_full() {
        let error = fields("a[b][c]=1").finish().unwrap_err();
        assert_eq!(error.param.as_deref(), Some("a[b][c]"));
        assert_eq!(error.code.as_deref(), Some("parameter_unknown"));
    }

    #[test]
    fn a_malformed_name_is_refused() {
        for body in [
            "a[=1",
            "a]=1",
            "[a]=1",
            "a[b]c=1",
            "a=1&a[b]=1",
            "a[b]=1&a=1",
            "=1",
        ] {
            assert!(Fields::parse(body.as_bytes()).is_err(), "{body}");
        }
    }

    proptest! {
        #[test]
        fn no_body_makes_the_parser_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Fields::parse(&body);
        }

        #[test]
        fn no_bracket_soup_makes_the_parser_panic(body in "[a-c\\[\\]=&0-2]{0,60}") {
            if let Ok(form) = Fields::parse(body.as_bytes()) {
                let _ = form.finish();
            }
        }
    }
}
