//! Whether both sides say the same.

use serde_json::Value;

/// The answer without what cannot be the same on both sides: what it cost, and under these names any text will do.
///
/// Only a text is hidden: a null or a number in its place is still seen.
pub(crate) fn without(mut answer: Value, names: &[&str]) -> Value {
    if let Some(answer) = answer.as_object_mut() {
        answer.remove("extensions");
    }
    hide(&mut answer, names);
    answer
}

fn hide(value: &mut Value, names: &[&str]) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                if names.contains(&name.as_str()) && field.is_string() {
                    *field = Value::from("any");
                } else {
                    hide(field, names);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| hide(item, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_texts_of_these_names_are_hidden() {
        let one = json!({"data": {"nodes": [{"id": "a", "name": "x"}], "end": "e"}});
        let other = json!({"data": {"nodes": [{"id": "b", "name": "x"}], "end": "f"}});
        assert_eq!(without(one.clone(), &["id", "end"]), without(other.clone(), &["id", "end"]));
        assert_ne!(without(one.clone(), &["id"]), without(other, &["id"]));
        let null = json!({"data": {"nodes": [{"id": null, "name": "x"}], "end": "e"}});
        assert_ne!(without(one, &["id"]), without(null, &["id"]));
    }
}
