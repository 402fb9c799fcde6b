//! Tables that an operator may write, and tables that they may not.

use crate::rules::rule::{Action, By, Rule, Then};
use crate::rules::table::Rules;
use serde_json::{Value, json};

fn with(change: impl FnOnce(&mut Value)) -> Result<Rules, (String, String)> {
    let mut table = json!(Rules::standard());
    change(&mut table["rules"]);
    Rules::read(&table).map_err(|wrong| (wrong.param, wrong.message))
}

#[test]
fn the_table_that_is_shown_can_be_sent_back() {
    assert_eq!(with(|_| ()), Ok(Rules::standard()));
}

#[test]
fn an_operator_changes_a_limit_adds_a_rule_and_takes_one_away() {
    let changed = with(|rules| {
        rules[0]["limit"] = json!(5);
        let rows = rules.as_array_mut().unwrap();
        rows.pop();
        rows.push(json!({
            "id": "every_card", "action": "card_attempt", "by": "network",
            "counts": "every", "limit": 100, "window_s": 60, "then": "mark",
        }));
        rows.push(json!({
            "id": "blocks", "action": "save", "by": "device",
            "counts": "every", "limit": 1, "window_s": 1,
        }));
    });
    let rules = changed.unwrap().rules;
    assert_eq!(rules[0].limit, 5);
    let [.., marking, blocking] = &rules[..] else {
        panic!("two more");
    };
    assert_eq!((marking.by, marking.then), (By::Network, Then::Mark));
    assert_eq!(blocking.then, Then::Block, "unless it says otherwise");
}

#[test]
fn a_table_without_rules_stops_nobody() {
    assert_eq!(
        with(|rules| *rules = json!([])),
        Ok(Rules { rules: Vec::new() })
    );
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    type Change = (&'static str, fn(&mut Value));
    let changes: [Change; 17] = [
        ("rules", |rules| *rules = json!(null)),
        ("rules", |rules| *rules = json!(vec![rules[0].clone(); 101])),
        ("rules[1]", |rules| rules[1] = json!("no")),
        ("rules[1][id]", |rules| rules[1]["id"] = json!("Not plain")),
        ("rules[1][id]", |rules| {
            rules[1]["id"] = rules[0]["id"].clone()
        }),
        ("rules[1][id]", |rules| rules[1]["id"] = json!("")),
        ("rules[0][action]", |rules| {
            rules[0]["action"] = json!("login")
        }),
        ("rules[0][by]", |rules| rules[0]["by"] = json!("card")),
        ("rules[3][by]", |rules| rules[3]["by"] = json!("email")),
        ("rules[0][counts]", |rules| {
            rules[0]["counts"] = json!("failed")
        }),
        ("rules[11][counts]", |rules| {
            rules[11]["counts"] = json!("failed_cards")
        }),
        ("rules[2][limit]", |rules| rules[2]["limit"] = json!(0)),
        ("rules[2][limit]", |rules| rules[2]["limit"] = json!(1.5)),
        ("rules[7][limit]", |rules| {
            rules[7]["limit"] = json!(10_001);
        }),
        ("rules[2][window_s]", |rules| {
            rules[2]["window_s"] = json!(2_592_001)
        }),
        ("rules[0][then]", |rules| rules[0]["then"] = json!("mark")),
        ("rules[0][limits]", |rules| rules[0]["limits"] = json!(3)),
    ];
    for (place, change) in changes {
        let (param, message) = with(change).expect_err(place);
        assert_eq!(param, place, "{message}");
        assert!(!message.is_empty());
    }
    let unknown = Rules::read(&json!({ "rules": [], "more": 1 })).unwrap_err();
    assert_eq!(unknown.param, "more");
}

#[test]
fn a_rules_words_are_those_that_it_is_stored_with() {
    for rule in Rules::standard().rules {
        let written = json!(rule);
        assert_eq!(written["action"], rule.action.as_str());
        assert_eq!(written["by"], rule.by.as_str());
        assert_eq!(written["counts"], rule.counts.as_str());
        assert_eq!(written["then"], rule.then.as_str());
        let read: Rule = crate::json::from_value(written).unwrap();
        assert_eq!(read, rule);
        assert_eq!(Action::parse(rule.action.as_str()), Some(rule.action));
    }
}
