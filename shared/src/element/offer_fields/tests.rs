//! Every method's form is whole, and in words.

use super::*;
use crate::element::language::{ENGLISH, Language};
use std::collections::{BTreeMap, HashSet};

fn english() -> Texts {
    Language::read(ENGLISH).unwrap().edge
}

fn forms() -> impl Iterator<Item = (MethodType, Vec<OfferField>)> {
    let texts = english();
    MethodType::ALL
        .iter()
        .map(move |&method| (method, offer_fields(method, &texts)))
}

#[test]
fn short_fields_fill_their_lines() {
    for (method, fields) in forms() {
        let mut column = 0;
        for field in fields.iter().filter(|field| field.kind != FieldKind::Fixed) {
            // Stands beside the country, where the chosen one has such a code.
            if field.kind == FieldKind::PostalCode {
                continue;
            }
            assert!(
                field.half || column == 0,
                "{method}: a gap before {}",
                field.id
            );
            column = usize::from(field.half && column == 0);
        }
        assert_eq!(column, 0, "{method}: a gap at the end");
    }
}

#[test]
fn every_field_has_its_texts() {
    for (method, fields) in forms() {
        for OfferField {
            id,
            kind,
            label,
            example,
            problems,
            ..
        } in fields
        {
            assert!(!label.is_empty(), "{method} {id} has no label");
            let never_wrong = kind == FieldKind::Fixed;
            // The element itself names a card's postal code as the chosen country does.
            if never_wrong || kind == FieldKind::PostalCode {
                continue;
            }
            assert!(!problems.empty.is_empty(), "{method} {id}: empty");
            assert!(!problems.invalid.is_empty(), "{method} {id}: invalid");
            if kind == FieldKind::Select {
                assert!(!example.is_empty(), "{method} {id}: the line to begin with");
            }
        }
    }
}

#[test]
fn every_mandate_and_every_next_step_has_its_words() {
    let texts = english();
    for &method in MethodType::ALL {
        let row = method.row();
        if let Some(key) = row.explanation_key {
            assert!(texts.contains_key(key), "{method}: {key}");
        }
        let is_debit = matches!(row.flow, Flow::BankDebit { .. });
        let mandate = mandate_text(method, &texts);
        assert_eq!(mandate.is_some(), is_debit, "{method}");
        assert!(
            mandate.is_none_or(|text| text.contains("{merchant}")),
            "{method}"
        );
    }
}

#[test]
fn what_is_shared_between_offers_is_one_parameter() {
    let mut param_of = BTreeMap::new();
    for (method, fields) in forms() {
        let ids: HashSet<_> = fields.iter().map(|field| &field.id).collect();
        assert_eq!(ids.len(), fields.len(), "{method} asks twice");
        for field in &fields {
            let param = param_of
                .entry(field.id.clone())
                .or_insert(field.param.clone());
            assert_eq!(param, &field.param, "{method} {}", field.id);
        }
    }
}

#[test]
fn a_form_costs_few_bytes() {
    for (method, fields) in forms() {
        for field in &fields {
            let json = serde_json::to_value(field).unwrap();
            for absent in ["optional", "checksums", "choices", "mask"] {
                let is_plain = matches!(field.kind, FieldKind::Text | FieldKind::CardNumber);
                assert!(!is_plain || json.get(absent).is_none(), "{method} {absent}");
            }
        }
    }
}

#[test]
fn a_missing_text_leaves_a_gap_and_nothing_worse() {
    for &method in MethodType::ALL {
        let fields = offer_fields(method, &Texts::new());
        assert_eq!(fields.len(), offer_fields(method, &english()).len());
    }
}
