//! SQL in pieces: text that the program wrote and values that it binds, never the one in place of the other.
//!
//! For lists, whose filters and orders are open to modules. A statement of fixed shape is better written with
//! diesel's own builder.

use std::{
    borrow::Cow,
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{LazyLock, Mutex, PoisonError},
};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::{
    QueryResult, RunQueryDsl,
    mysql::Mysql,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Binary, Bool, Date, Datetime, Nullable, Text},
};
use serde::{Deserialize, Serialize};

/// A value bound to a place in a statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Nothing.
    Null,
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// A moment in UTC.
    Time(NaiveDateTime),
    /// A day.
    Date(NaiveDate),
    /// Sixteen bytes of an id, or others.
    Bytes(Vec<u8>),
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(Cow<'static, str>),
    Bind(Value),
    Now(Now),
}

/// The present moment. It reads the same at any time: a cursor belongs to a condition, also one that tells what is over by
/// now from what is not.
#[derive(Clone, PartialEq)]
struct Now(NaiveDateTime);

impl std::fmt::Debug for Now {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("now")
    }
}

/// A piece of SQL with its values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sql(Vec<Part>);

impl Sql {
    /// A piece of text. It must be the program's own: values go through [`Sql::bind`].
    #[must_use]
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self(vec![Part::Text(text.into())])
    }

    /// Adds text.
    #[must_use]
    pub fn push(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.0.push(Part::Text(text.into()));
        self
    }

    /// Adds a value.
    #[must_use]
    pub fn bind(mut self, value: Value) -> Self {
        self.0.push(Part::Bind(value));
        self
    }

    /// Adds the present moment, of which cursors know nothing.
    #[must_use]
    pub fn bind_now(mut self, now: NaiveDateTime) -> Self {
        self.0.push(Part::Now(Now(now)));
        self
    }

    /// The same with another present moment: for what is asked of the past, or long after it was written down.
    #[must_use]
    pub fn at(mut self, now: NaiveDateTime) -> Self {
        for part in &mut self.0 {
            if let Part::Now(present) = part {
                *present = Now(now);
            }
        }
        self
    }

    /// The same, reading another table in the place of one.
    #[must_use]
    pub fn reading(mut self, table: &str, other: &str) -> Self {
        for part in &mut self.0 {
            if let Part::Text(text) = part
                && text.contains(table)
            {
                *text = text.replace(table, other).into();
            }
        }
        self
    }

    /// Adds text, of one piece with the text before it: for long statements, which are put together anew each time.
    pub fn add_text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Part::Text(before)) => before.to_mut().push_str(text),
            _ => self.0.push(Part::Text(text.to_owned().into())),
        }
    }

    /// Adds a value to a long statement.
    pub fn add_value(&mut self, value: Value) {
        self.0.push(Part::Bind(value));
    }

    /// Adds a copy of another piece to a long statement.
    pub fn add(&mut self, other: &Self) {
        for part in &other.0 {
            match part {
                Part::Text(text) => self.add_text(text),
                value => self.0.push(value.clone()),
            }
        }
    }

    /// Adds another piece.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// All of `conditions`, or TRUE when there are none.
    #[must_use]
    pub fn all(conditions: Vec<Self>) -> Self {
        Self::joined(conditions, " AND ", "TRUE")
    }

    /// Any of `conditions`, or FALSE when there are none.
    #[must_use]
    pub fn any(conditions: Vec<Self>) -> Self {
        Self::joined(conditions, " OR ", "FALSE")
    }

    /// The complement: true where `self` is false, and also where it is unknown because of a NULL. A record matches
    /// a condition or its `not`, never neither.
    #[must_use]
    pub fn complement(self) -> Self {
        Self::text("((").then(self).push(") IS NOT TRUE)")
    }

    /// `expression IN (values)`, padded to [`places`] by repeating the last, so that the statement cache meets few
    /// distinct texts. FALSE for no values.
    #[must_use]
    pub fn is_in(expression: impl Into<Cow<'static, str>>, values: Vec<Value>) -> Self {
        let Some(last) = values.last().cloned() else { return Self::text("FALSE") };
        let padded = places(values.len());
        let mut parts = Vec::with_capacity(2 * padded + 2);
        parts.extend([Part::Text(expression.into()), Part::Text(" IN (".into())]);
        for (index, value) in values.into_iter().chain(std::iter::repeat(last)).take(padded).enumerate() {
            if index > 0 {
                parts.push(Part::Text(", ".into()));
            }
            parts.push(Part::Bind(value));
        }
        parts.push(Part::Text(")".into()));
        Self(parts)
    }

    fn joined(conditions: Vec<Self>, between: &'static str, none: &'static str) -> Self {
        if conditions.is_empty() {
            return Self::text(none);
        }
        let mut sql = Self::text("(");
        for (index, condition) in conditions.into_iter().enumerate() {
            if index > 0 {
                sql = sql.push(between);
            }
            sql = sql.then(condition);
        }
        sql.push(")")
    }

    /// How many values are bound.
    #[must_use]
    pub fn binds(&self) -> usize {
        self.0.iter().filter(|part| matches!(part, Part::Bind(_) | Part::Now(_))).count()
    }

    /// The text with `?` for each value: the key of the statement cache, and what a log may hold.
    #[must_use]
    pub fn shape(&self) -> String {
        fn text(part: &Part) -> &str {
            match part {
                Part::Text(text) => text,
                Part::Bind(_) | Part::Now(_) => "?",
            }
        }
        let mut shape = String::with_capacity(self.0.iter().map(|part| text(part).len()).sum());
        shape.extend(self.0.iter().map(text));
        shape
    }

    /// As a query whose rows have the SQL types `T`, in this order, which is not kept prepared: for statements whose shape
    /// hardly comes again, as of so many rows. They would take the places of those that do.
    #[must_use]
    pub fn once<T>(self) -> Rows<T> {
        Rows { sql: self, cached: false, types: std::marker::PhantomData }
    }

    /// As a query whose rows have the SQL types `T`, in this order.
    #[must_use]
    pub fn query<T>(self) -> Rows<T> {
        let cached = is_cached(&self.shape());
        Rows { sql: self, cached, types: std::marker::PhantomData }
    }
}

impl QueryFragment<Mysql> for Sql {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_sql(text),
                Part::Bind(Value::Null) => out.push_bind_param::<Nullable<Text>, Option<String>>(&None)?,
                Part::Bind(Value::Text(value)) => out.push_bind_param::<Text, _>(value)?,
                Part::Bind(Value::Int(value)) => out.push_bind_param::<BigInt, _>(value)?,
                Part::Bind(Value::Bool(value)) => out.push_bind_param::<Bool, _>(value)?,
                Part::Bind(Value::Time(value)) => out.push_bind_param::<Datetime, _>(value)?,
                Part::Bind(Value::Date(value)) => out.push_bind_param::<Date, _>(value)?,
                Part::Now(Now(value)) => out.push_bind_param::<Datetime, _>(value)?,
                Part::Bind(Value::Bytes(value)) => out.push_bind_param::<Binary, _>(value)?,
            }
        }
        Ok(())
    }
}

/// How many places a statement has for so many values: as many as a page has that nobody gave a size, or a power of two.
#[must_use]
pub const fn places(values: usize) -> usize {
    match values {
        17..=20 => 20,
        _ => values.next_power_of_two(),
    }
}

/// How many shapes are kept prepared, on each connection. diesel keeps every statement that it may, and a client
/// chooses shapes by its filters: without a bound it could fill the server's 16,382 for everybody.
const PREPARED_SHAPES: usize = 256;
/// How long a text may be that is kept prepared. The longest that the program writes reads the latest interactions of
/// 128 people, a branch of some 190 characters for each.
const LONGEST_PREPARED: usize = 32_768;

/// Whether this shape is among those that are kept prepared: the first that came.
fn is_cached(shape: &str) -> bool {
    static SHAPES: LazyLock<Mutex<HashSet<u64>>> = LazyLock::new(Mutex::default);
    if shape.len() > LONGEST_PREPARED {
        return false;
    }
    let mut hasher = DefaultHasher::new();
    shape.hash(&mut hasher);
    let mut shapes = SHAPES.lock().unwrap_or_else(PoisonError::into_inner);
    let hash = hasher.finish();
    shapes.contains(&hash) || (shapes.len() < PREPARED_SHAPES && shapes.insert(hash))
}

/// A [`Sql`] whose rows have known types. Prepared once per connection and shape, for the first shapes that came.
#[derive(Clone, Debug)]
pub struct Rows<T> {
    sql: Sql,
    cached: bool,
    types: std::marker::PhantomData<T>,
}

impl<T> Rows<T> {
    /// The same, prepared anew each time: for a shape that is rarely asked.
    #[must_use]
    pub fn rarely(mut self) -> Self {
        self.cached = false;
        self
    }
}

impl<T> QueryFragment<Mysql> for Rows<T> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        if !self.cached {
            out.unsafe_to_cache_prepared();
        }
        self.sql.walk_ast(out)
    }
}
impl<T> QueryId for Rows<T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl<T> Query for Rows<T> {
    type SqlType = T;
}
impl<T> RunQueryDsl<diesel::MysqlConnection> for Rows<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_padded() {
        assert_eq!([1, 3, 16, 17, 20, 21, 100].map(places), [1, 4, 16, 20, 20, 32, 128]);
        let ids = (0..5).map(Value::Int).collect();
        assert_eq!(Sql::is_in("id", ids).shape(), "id IN (?, ?, ?, ?, ?, ?, ?, ?)");
        assert_eq!(Sql::is_in("id", vec![]).shape(), "FALSE");
    }

    #[test]
    fn values_never_become_text() {
        let sql = Sql::text("name = ").bind(Value::Text("'; DROP TABLE contacts; --".to_owned()));
        assert_eq!(sql.shape(), "name = ?");
    }

    #[test]
    fn empty_conditions_are_definite() {
        assert_eq!(Sql::all(vec![]).shape(), "TRUE");
        assert_eq!(Sql::any(vec![]).shape(), "FALSE");
    }
}
