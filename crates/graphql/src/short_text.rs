//! Texts that stand in their record.

use std::{borrow::Borrow, fmt, ops::Deref};

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, Value, parser::types::Field, registry::Registry,
};
use compact_str::CompactString;
use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    mysql::{Mysql, MysqlValue},
    serialize::{self, Output, ToSql},
    sql_types::Text,
};
use serde::{Deserialize, Serialize};

use crate::{Plain, json};

/// A text of a row that is mostly short: a name, a code, a word of an enum. Up to 24 bytes stand in the row itself.
///
/// A page of fifty people has five hundred texts. As `String`s they were five hundred places on the heap, made on the
/// thread that reads and given back on the one that answers: the dearest thing about reading a page.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[serde(transparent)]
#[diesel(sql_type = Text)]
pub struct ShortText(CompactString);

impl ShortText {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Deref for ShortText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for ShortText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for ShortText {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ShortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for ShortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl From<&str> for ShortText {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for ShortText {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<ShortText> for String {
    fn from(text: ShortText) -> Self {
        text.0.into()
    }
}

impl PartialEq<str> for ShortText {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for ShortText {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl ToSql<Text, Mysql> for ShortText {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Mysql>) -> serialize::Result {
        <str as ToSql<Text, Mysql>>::to_sql(self, out)
    }
}

impl FromSql<Text, Mysql> for ShortText {
    fn from_sql(value: MysqlValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(CompactString::from_utf8(value.as_bytes())?))
    }
}

impl Plain for ShortText {
    fn write(&self, out: &mut String) {
        json::write_text(self, out);
    }
}

/// A `String` in the schema.
impl OutputType for ShortText {
    fn type_name() -> std::borrow::Cow<'static, str> {
        <String as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <String as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(Value::String(self.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_same_however_long_it_is() {
        for text in ["", "Zoë", "twenty-four bytes exactly", &"längst ".repeat(100)] {
            let short = ShortText::from(text);
            assert_eq!(short, *text);
            assert_eq!(String::from(short.clone()), text);
            assert_eq!(serde_json::to_string(&short).unwrap(), serde_json::to_string(text).unwrap());
            let mut written = String::new();
            short.write(&mut written);
            assert_eq!(serde_json::from_str::<ShortText>(&written).unwrap(), short);
        }
    }
}
