//! JSON that is written once, where the values are, and from there on only copied.
//!
//! async-graphql's tree of values has no place for written text. It has [`Value::Binary`], which no type here uses: it
//! carries the text up to the answer, where [`write_value`] copies it.

use std::fmt::Write as _;

use async_graphql::Value;

/// Carries written JSON through async-graphql's values.
pub(crate) fn written(text: String) -> Value {
    Value::Binary(text.into_bytes().into())
}

/// Writes a value.
pub(crate) fn write_value(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => write_display(number, out),
        Value::String(text) => write_text(text, out),
        Value::Enum(name) => write_text(name, out),
        // Written by this program, so that it is text.
        Value::Binary(written) => out.push_str(std::str::from_utf8(written).unwrap_or("null")),
        Value::List(items) => write_list(items, out, write_value),
        Value::Object(fields) => {
            out.push('{');
            for (index, (key, value)) in fields.iter().enumerate() {
                write_key(index, key, out);
                write_value(value, out);
            }
            out.push('}');
        }
    }
}

/// Writes a list.
pub(crate) fn write_list<T>(items: &[T], out: &mut String, write: impl Fn(&T, &mut String)) {
    out.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
}

/// Writes the key of an object's field, with the comma before it.
pub(crate) fn write_key(index: usize, key: &str, out: &mut String) {
    if index > 0 {
        out.push(',');
    }
    // A GraphQL name has nothing to be escaped.
    out.push('"');
    out.push_str(key);
    out.push_str("\":");
}

/// Writes what looks the same in JSON as elsewhere.
pub(crate) fn write_display(value: &impl std::fmt::Display, out: &mut String) {
    // To a string, writing cannot fail.
    let _ = write!(out, "{value}");
}

/// Writes text in quotes. Most has nothing to be escaped.
pub(crate) fn write_text(text: &str, out: &mut String) {
    if text.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        out.push_str(&serde_json::Value::from(text).to_string());
        return;
    }
    out.reserve(text.len() + 2);
    out.push('"');
    out.push_str(text);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_what_serde_writes() {
        let text = "a \"quoted\" \\ line\nwith \u{1} and é, 🦄 and \u{7f}";
        let value = Value::from_json(serde_json::json!({
            "text": text, "empty": "", "number": -1.5, "large": u64::MAX, "list": [1, null, true, { "a": [] }], "none": {},
        }))
        .unwrap();
        let mut out = String::new();
        write_value(&value, &mut out);
        assert_eq!(out, serde_json::to_string(&value).unwrap());
    }

    #[test]
    fn written_text_is_copied() {
        let mut out = String::new();
        write_value(&Value::List(vec![written(r#"{"a":1}"#.to_owned()), Value::Null]), &mut out);
        assert_eq!(out, r#"[{"a":1},null]"#);
    }
}
