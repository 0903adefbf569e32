//! Cursors: opaque, and good only for the list, order and filter that they came from.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rapport_db::{page::Position, sql::Value};
use rapport_kernel::{ApiError, ApiResult};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What a cursor belongs to: eight bytes of a hash over list, order and filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u8; 8]);

impl Fingerprint {
    /// The fingerprint of these parts, in this order.
    #[must_use]
    pub fn of(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.len().to_be_bytes());
            hash.update(part.as_bytes());
        }
        let digest = hash.finalize();
        let mut bytes = [0; 8];
        bytes.copy_from_slice(digest.get(..8).unwrap_or(&[0; 8]));
        Self(bytes)
    }
}

/// How long a cursor may be: sort values are at most a few hundred characters.
const LONGEST: usize = 4_096;

/// Writes a cursor: fingerprint, id, and the sort values as a JSON list (`sort_values`), nulls too.
#[must_use]
pub fn encode(fingerprint: Fingerprint, id: Uuid, sort_values: &str) -> String {
    let mut bytes = Vec::with_capacity(24 + sort_values.len());
    bytes.extend_from_slice(&fingerprint.0);
    bytes.extend_from_slice(id.as_bytes());
    bytes.extend_from_slice(sort_values.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a cursor for a list whose order has `width` keys.
///
/// # Errors
/// BAD_USER_INPUT for a text that is no cursor, or one of another list, order or filter.
pub fn decode(cursor: &str, fingerprint: Fingerprint, width: usize, argument: &'static str) -> ApiResult<Position> {
    let refuse = |message: &str| ApiError::bad_input(crate::path![argument], message.to_owned());
    let malformed = || refuse("This is not a cursor of this server.");
    if cursor.len() > LONGEST {
        return Err(malformed());
    }
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| malformed())?;
    let (head, values) = bytes.split_at_checked(24).ok_or_else(malformed)?;
    let (owner, id) = head.split_at_checked(8).ok_or_else(malformed)?;
    if owner != fingerprint.0 {
        return Err(refuse("This cursor belongs to another list, order or filter. Start again without it."));
    }
    let values: Vec<Json> = serde_json::from_slice(values).map_err(|_| malformed())?;
    if values.len() != width {
        return Err(malformed());
    }
    let values = values.into_iter().map(value).collect::<Option<Vec<_>>>().ok_or_else(malformed)?;
    Ok(Position { values, id: Value::Bytes(id.to_vec()) })
}

/// A sort value as the database wrote it into JSON. A moment is a text there, and compares as one with its column.
fn value(json: Json) -> Option<Value> {
    Some(match json {
        Json::Null => Value::Null,
        Json::String(text) => Value::Text(text),
        Json::Number(number) => Value::Int(number.as_i64()?),
        Json::Bool(_) | Json::Array(_) | Json::Object(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_with_its_nulls() {
        let fingerprint = Fingerprint::of(&["contacts", "COUNTRY"]);
        let id = Uuid::now_v7();
        let cursor = encode(fingerprint, id, r#"[null,"Müller",7]"#);
        let position = decode(&cursor, fingerprint, 3, "after").unwrap();
        assert_eq!(position.values, [Value::Null, Value::Text("Müller".into()), Value::Int(7)]);
        assert_eq!(position.id, Value::Bytes(id.as_bytes().to_vec()));
    }

    #[test]
    fn a_cursor_is_good_for_its_own_list_only() {
        let cursor = encode(Fingerprint::of(&["contacts"]), Uuid::nil(), "[]");
        assert!(decode(&cursor, Fingerprint::of(&["companies"]), 0, "after").is_err());
        assert!(decode(&cursor, Fingerprint::of(&["contacts"]), 1, "after").is_err());
    }

    #[test]
    fn forged_cursors_are_refused() {
        let fingerprint = Fingerprint::of(&[]);
        for cursor in ["", "x", "====", "\u{0}", &"A".repeat(100_000), &encode(fingerprint, Uuid::nil(), "[{}]")] {
            assert!(decode(cursor, fingerprint, 1, "after").is_err());
        }
    }
}
