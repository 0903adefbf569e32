//! Ids: UUIDv7 made by the program, typed by what they name, opaque outside.

use std::{fmt, hash::Hash, marker::PhantomData};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    mysql::{Mysql, MysqlValue},
    serialize::{self, Output, ToSql},
    sql_types::Binary,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// A kind of record that an [`Id`] can name.
pub trait Kind: Send + Sync + 'static {
    /// The GraphQL name of the kind, the first half of a global id.
    const NAME: &'static str;
}

/// The id of one record of kind `K`: a UUIDv7, `BINARY(16)` in the database.
///
/// Made by the program, so that a transaction tried again cannot insert twice.
#[derive(AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

impl<K> Id<K> {
    /// A new id, greater than those made before it in this process.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "a default id would be a surprise")]
    pub fn new() -> Self {
        Self::from_uuid(Uuid::now_v7())
    }

    /// The id with this value.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// The bare value.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// The sixteen bytes as they stand in the database.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl<K: Kind> Id<K> {
    /// The opaque global form that clients see.
    #[must_use]
    pub fn to_global(self) -> String {
        encode_global(K::NAME, self.0)
    }

    /// Writes the global form behind what is there.
    pub fn write_global(self, out: &mut String) {
        let (mut bytes, mut text) = ([0; 64], [0; 86]);
        match encode_in(K::NAME, self.0, &mut bytes, &mut text) {
            Some(text) => out.push_str(text),
            None => URL_SAFE_NO_PAD.encode_string(global_bytes(K::NAME, self.0), out),
        }
    }

    /// The id behind a global form, or `None` when it is forged or names another kind.
    #[must_use]
    pub fn from_global(text: &str) -> Option<Self> {
        let (kind, uuid) = decode_global(text)?;
        (kind == K::NAME).then_some(Self::from_uuid(uuid))
    }
}

/// Writes a global id: URL-safe base64 of `Kind:` and the sixteen bytes of the id.
#[must_use]
pub fn encode_global(kind: &str, uuid: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(global_bytes(kind, uuid))
}

/// The global form of an id, made in these places: a page has hundreds of them, and none needs the heap. `None` where
/// the kind's name is too long for that.
fn encode_in<'a>(kind: &str, uuid: Uuid, bytes: &mut [u8], text: &'a mut [u8]) -> Option<&'a str> {
    let bytes = bytes.get_mut(..kind.len() + 17)?;
    let (name, rest) = bytes.split_at_mut_checked(kind.len())?;
    let (colon, id) = rest.split_first_mut()?;
    name.copy_from_slice(kind.as_bytes());
    *colon = b':';
    id.copy_from_slice(uuid.as_bytes());
    let length = URL_SAFE_NO_PAD.encode_slice(bytes, text).ok()?;
    std::str::from_utf8(text.get(..length)?).ok()
}

fn global_bytes(kind: &str, uuid: Uuid) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(kind.len() + 17);
    bytes.extend_from_slice(kind.as_bytes());
    bytes.push(b':');
    bytes.extend_from_slice(uuid.as_bytes());
    bytes
}

/// Reads a global id into its kind and value. `None` for anything that this server cannot have written.
#[must_use]
pub fn decode_global(text: &str) -> Option<(String, Uuid)> {
    const LONGEST: usize = 128;
    if text.len() > LONGEST {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let split = bytes.len().checked_sub(17)?;
    let (kind, rest) = bytes.split_at_checked(split)?;
    let (separator, value) = rest.split_first()?;
    let kind = std::str::from_utf8(kind).ok()?;
    let wellformed = *separator == b':' && !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_alphanumeric());
    wellformed.then_some((kind.to_owned(), Uuid::from_slice(value).ok()?))
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K: Kind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({})", K::NAME, self.0)
    }
}
impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from_uuid)
    }
}
impl<K: Kind> ToSql<Binary, Mysql> for Id<K> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
        <[u8] as ToSql<Binary, Mysql>>::to_sql(self.0.as_bytes().as_slice(), out)
    }
}
impl<K> FromSql<Binary, Mysql> for Id<K> {
    fn from_sql(value: MysqlValue<'_>) -> deserialize::Result<Self> {
        Ok(Self::from_uuid(Uuid::from_slice(value.as_bytes())?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Person;
    impl Kind for Person {
        const NAME: &'static str = "Person";
    }
    struct Firm;
    impl Kind for Firm {
        const NAME: &'static str = "Firm";
    }

    #[test]
    fn a_global_id_comes_back_and_names_one_kind_only() {
        let id = Id::<Person>::new();
        let global = id.to_global();
        assert_eq!(Id::<Person>::from_global(&global), Some(id));
        assert_eq!(Id::<Firm>::from_global(&global), None);
    }

    #[test]
    fn a_global_id_is_written_as_it_is_made_however_long_its_kind() {
        struct Long;
        impl Kind for Long {
            const NAME: &'static str = "AKindWhoseNameIsSoLongThatNoPlaceOnTheStackIsMadeForIt";
        }
        fn written<K: Kind>() -> (String, String) {
            let id = Id::<K>::new();
            let mut out = "before ".to_owned();
            id.write_global(&mut out);
            (out, format!("before {}", id.to_global()))
        }
        for (written, made) in [written::<Person>(), written::<Long>()] {
            assert_eq!(written, made);
        }
    }

    #[test]
    fn forged_global_ids_are_refused() {
        let none = "\u{1F984}".repeat(50);
        for text in ["", "x", "UGVyc29u", "!!!!", none.as_str(), &"A".repeat(10_000)] {
            assert_eq!(decode_global(text), None, "{text}");
        }
        assert_eq!(decode_global(&encode_global("a b", Uuid::nil())), None);
    }
}
