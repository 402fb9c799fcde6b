use super::*;
use crate::objects::account::wire::KeyKind;
use futures_executor::block_on;
use proptest::prelude::*;
use serde_json::json;

/// Finds what it was given.
struct Given(Vec<Value>);

impl Resolver for Given {
    async fn objects(&self, ids: &[String]) -> Result<Vec<Option<Value>>, Fault> {
        let find = |id: &String| self.0.iter().find(|object| object["id"] == *id).cloned();
        Ok(ids.iter().map(find).collect())
    }

    async fn refunds_of(&self, charge: &str) -> Result<Value, Fault> {
        let of_charge = |object: &&Value| object["charge"] == charge;
        let data: Vec<&Value> = self.0.iter().filter(of_charge).collect();
        Ok(json!({ "object": "list", "data": data }))
    }
}

fn objects() -> Given {
    Given(vec![
        json!({ "id": "cus_1", "object": "customer", "invoice_settings": { "default_payment_method": "pm_1" } }),
        json!({ "id": "pm_1", "object": "payment_method", "customer": "cus_1" }),
        json!({ "id": "ch_1", "object": "charge", "balance_transaction": "txn_1", "customer": "cus_1" }),
        json!({ "id": "txn_1", "object": "balance_transaction", "source": "ch_1" }),
        json!({ "id": "re_1", "object": "refund", "charge": "ch_1", "balance_transaction": "txn_1" }),
    ])
}

fn paths(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn intent() -> Value {
    json!({ "id": "pi_1", "object": "payment_intent", "customer": "cus_1", "latest_charge": "ch_1", "payment_method": null })
}

fn expanded(mut value: Value, names: &[&str]) -> Value {
    block_on(expand(&objects(), &mut value, &paths(names))).unwrap();
    value
}

fn refused(shape: Shape, path: &str) -> Option<String> {
    check(shape, &paths(&[path]), KeyKind::Secret)
        .err()
        .map(|error| error.message.clone())
}

#[test]
fn ids_give_way_to_objects_at_every_level() {
    let value = expanded(
        intent(),
        &["latest_charge.balance_transaction.source", "customer"],
    );
    assert_eq!(value["customer"]["object"], "customer");
    assert_eq!(value["latest_charge"]["customer"], "cus_1");
    let transaction = &value["latest_charge"]["balance_transaction"];
    assert_eq!(transaction["source"]["id"], "ch_1");
    assert_eq!(transaction["source"]["balance_transaction"], "txn_1");
}

#[test]
fn what_is_null_or_names_nothing_stays() {
    let mut value = intent();
    value["customer"] = json!("cus_of_nobody");
    let expected = value.clone();
    assert_eq!(
        expanded(value, &["customer", "payment_method.customer"]),
        expected
    );
}

#[test]
fn lists_expand_each_of_their_objects() {
    let list = json!({ "object": "list", "data": [intent(), intent()] });
    let value = expanded(
        list,
        &["data.customer.invoice_settings.default_payment_method"],
    );
    for intent in value["data"].as_array().unwrap() {
        let settings = &intent["customer"]["invoice_settings"];
        assert_eq!(settings["default_payment_method"]["id"], "pm_1");
    }
}

#[test]
fn a_charges_refunds_are_included_when_asked_for() {
    let value = expanded(intent(), &["latest_charge.refunds"]);
    assert_eq!(value["latest_charge"]["refunds"]["data"][0]["id"], "re_1");
    let value = expanded(
        json!({ "id": "ch_1", "object": "charge", "refunds": null }),
        &["refunds.data.balance_transaction"],
    );
    let refund = &value["refunds"]["data"][0];
    assert_eq!(refund["balance_transaction"]["id"], "txn_1");
}

#[test]
fn only_properties_that_hold_ids_can_be_expanded() {
    let intent = Shape::One("payment_intent");
    let intents = Shape::ListOf("payment_intent");
    for (shape, path) in [
        (intent, "customer"),
        (intent, "payment_method.customer"),
        (intent, "latest_charge.balance_transaction.source.customer"),
        (intent, "latest_charge.refunds.data.balance_transaction"),
        (intents, "data.latest_charge.balance_transaction"),
        (
            Shape::One("customer"),
            "invoice_settings.default_payment_method",
        ),
    ] {
        assert_eq!(refused(shape, path), None, "{path}");
    }
    for (shape, path) in [
        (intent, ""),
        (intent, "."),
        (intent, "amount"),
        (intent, "customer.email"),
        (intent, "latest_charge.refunds.balance_transaction"),
        (intents, "data"),
        (intents, "data."),
        (Shape::One("customer"), "invoice_settings"),
    ] {
        let message = refused(shape, path).unwrap();
        let expected = format!("This property cannot be expanded ({path}).");
        assert_eq!(message, expected);
    }
    assert!(
        refused(intents, "customer")
            .unwrap()
            .contains("'data.customer'")
    );
    let deep = "latest_charge.payment_intent.latest_charge.payment_intent.customer";
    assert!(refused(intent, deep).unwrap().contains("4 levels"));
}

#[test]
fn a_publishable_key_sees_the_method_and_nothing_behind_it() {
    let checked = |path| {
        check(
            Shape::One("payment_intent"),
            &paths(&[path]),
            KeyKind::Publishable,
        )
    };
    assert!(checked("payment_method").is_ok());
    assert!(checked("payment_method.customer").is_err());
    assert!(checked("latest_charge").is_err());
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "(cus_1|ch_1|txn_1|re_1|charge|[a-z]{0,4})".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(
                "(id|object|data|refunds|customer|latest_charge|[a-z]{1,3})",
                inner,
                0..4
            )
            .prop_map(|fields| fields.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #[test]
    fn no_answer_and_no_path_makes_it_panic(
        mut value in any_json(),
        names in prop::collection::vec("(data|refunds|customer|latest_charge|\\.|[a-z]{1,3}){0,9}", 0..5),
    ) {
        let _ = check(Shape::ListOf("charge"), &names, KeyKind::Secret);
        block_on(expand(&objects(), &mut value, &names)).unwrap();
    }
}
