use crate::gather::gather;
use serde::Serialize;
use serde_json::Value;

/// An entry of the event feed, and the body of a webhook.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    pub id: String,
    /// Always `event`.
    pub object: &'static str,
    pub api_version: &'static str,
    /// Unix seconds.
    pub created: i64,
    pub data: EventData,
    pub livemode: bool,
    pub pending_webhooks: u32,
    pub request: EventRequest,
    #[serde(rename = "type")]
    pub kind: &'static str,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventData {
    /// The object as it was right after the change.
    pub object: Value,
    /// On updates: what was different before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_attributes: Option<Value>,
}

/// The properties of `before` that are different in `after`, with what they were. A hash that both
/// have, such as metadata, shows only its changed keys; what is new in it was `null`.
pub fn previous_attributes(before: &Value, after: &Value) -> Value {
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        return before.clone();
    };
    let removed = before.keys().filter(|key| !after.contains_key(*key));
    let changed = after.iter().filter_map(|(key, new)| match before.get(key) {
        Some(old) if old == new => None,
        Some(old) => Some((key.clone(), previous_value(old, new))),
        None => Some((key.clone(), Value::Null)),
    });
    let removed = removed.filter_map(|key| Some((key.clone(), before.get(key)?.clone())));
    Value::Object(gather(changed.chain(removed)))
}

fn previous_value(old: &Value, new: &Value) -> Value {
    if old.is_object() && new.is_object() {
        previous_attributes(old, new)
    } else {
        old.clone()
    }
}

/// The API request that caused the event; both `null` where a partner or a timer did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventRequest {
    pub id: Option<String>,
    pub idempotency_key: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn previous_attributes_hold_what_changed_and_nothing_else() {
        let before = json!({"id": "a", "n": 1, "m": {"x": "1", "y": "2"}, "list": [1], "gone": 7});
        let after = json!({"id": "a", "n": 2, "m": {"x": "1", "y": "3", "z": "4"}, "list": [1, 2]});
        assert_eq!(
            previous_attributes(&before, &after),
            json!({"n": 1, "m": {"y": "2", "z": null}, "list": [1], "gone": 7})
        );
        assert_eq!(previous_attributes(&before, &before), json!({}));
    }
}
