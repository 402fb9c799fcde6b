//! `payment_method_options`: what the merchant asked for beyond the intent's own settings, method
//! by method.

use super::details::tell;
use crate::gather::gather;
use crate::methods::MethodType;
use crate::payment::terms::Terms;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Of each method for which something was asked.
pub(super) fn payment_method_options(terms: &Terms) -> Value {
    let asks_of_cards = terms.request_incremental_authorization || terms.request_multicapture;
    let asked = |method: &&MethodType| {
        terms.capture_of.contains_key(method)
            || terms.options_of.contains_key(method)
            || (**method == MethodType::Card && asks_of_cards)
    };
    let methods = MethodType::ALL.iter().filter(asked);
    let options = methods.map(|method| {
        let options = options_of(*method, terms).into();
        (method.as_str().to_owned(), options)
    });
    Value::Object(gather(options))
}

fn options_of(method: MethodType, terms: &Terms) -> Map<String, Value> {
    let mut options = Map::new();
    if let Some(capture) = terms.capture_of.get(&method) {
        options.insert("capture_method".to_owned(), json!(capture.as_str()));
    }
    let none = BTreeMap::new();
    let own = terms.options_of.get(&method).unwrap_or(&none);
    let of_the_intent = method.row().options.iter().copied();
    let of_the_intent = of_the_intent.filter(|option| option.of.contain(terms.purpose));
    tell(&mut options, &of_the_intent.collect::<Vec<_>>(), own);
    if method == MethodType::Card {
        tell_of_cards(&mut options, terms);
    }
    options
}

fn tell_of_cards(options: &mut Map<String, Value>, terms: &Terms) {
    for absent in ["installments", "mandate_options"] {
        options.insert(absent.to_owned(), Value::Null);
    }
    options.insert("request_three_d_secure".to_owned(), json!("automatic"));
    for (name, requested) in [
        (
            "request_incremental_authorization",
            terms.request_incremental_authorization,
        ),
        ("request_multicapture", terms.request_multicapture),
    ] {
        if requested {
            options.insert(name.to_owned(), json!("if_available"));
        }
    }
}
