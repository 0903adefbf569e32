//! Keyset pages: each record once, whatever the order, NULLs and ties included.
//!
//! A page that starts after a position is read as a few plain range scans, one after the other, until it is full:
//! for an order by `country, id` after `('DE', x)` these are `country = 'DE' AND id > x`, then `country > 'DE'`, then,
//! where NULLs come last, `country IS NULL`. Each is one walk along an index. The shorter way to say the same,
//! `country > ? OR (country = ? AND id > ?)` or a row comparison, is read as a scan of the whole index by MariaDB, and
//! `ORDER BY country IS NULL, country` sorts the table.

use crate::{Sql, sql::Value};

/// Where records without a value stand in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nulls {
    /// Before all others.
    First,
    /// After all others.
    Last,
}

/// One key of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct SortKey {
    /// The SQL expression, the program's own text.
    pub expression: &'static str,
    /// Whether it can be NULL.
    pub nullable: bool,
    /// Whether the greatest comes first.
    pub descending: bool,
    /// Where records without a value stand.
    pub nulls: Nulls,
}

impl SortKey {
    const fn reversed(&self) -> Self {
        Self {
            expression: self.expression,
            nullable: self.nullable,
            descending: !self.descending,
            nulls: match self.nulls {
                Nulls::First => Nulls::Last,
                Nulls::Last => Nulls::First,
            },
        }
    }

    /// Whether an index gives this order as it stands: both databases hold NULL below every value.
    const fn is_native(&self) -> bool {
        !self.nullable || matches!((self.descending, self.nulls), (false, Nulls::First) | (true, Nulls::Last))
    }

    const fn direction(&self) -> &'static str {
        if self.descending { " DESC" } else { " ASC" }
    }

    fn equals(&self, value: &Value) -> Sql {
        match value {
            Value::Null => self.is_null(),
            value => Sql::text(self.expression).push(" = ").bind(value.clone()),
        }
    }

    fn is_null(&self) -> Sql {
        Sql::text(self.expression).push(" IS NULL")
    }

    fn is_not_null(&self) -> Sql {
        Sql::text(self.expression).push(" IS NOT NULL")
    }

    fn beyond(&self, value: &Value) -> Sql {
        Sql::text(self.expression).push(if self.descending { " < " } else { " > " }).bind(value.clone())
    }

    /// The ranges that come after `value`, in order.
    fn ranges_after(&self, value: &Value) -> Vec<Range> {
        let values = |condition| Range { condition: Some(condition), is_one_value: false };
        match (value, self.nulls) {
            (Value::Null, Nulls::First) => vec![values(self.is_not_null())],
            (Value::Null, Nulls::Last) => vec![],
            (value, Nulls::Last) if self.nullable => vec![values(self.beyond(value)), self.nulls()],
            (value, _) => vec![values(self.beyond(value))],
        }
    }

    /// The ranges that make up the whole order. One, where an index gives it as it stands.
    fn whole(&self) -> Vec<Range> {
        if self.is_native() {
            return vec![Range { condition: None, is_one_value: false }];
        }
        let values = Range { condition: Some(self.is_not_null()), is_one_value: false };
        match self.nulls {
            Nulls::First => vec![self.nulls(), values],
            Nulls::Last => vec![values, self.nulls()],
        }
    }

    /// The range of the records without a value.
    fn nulls(&self) -> Range {
        Range { condition: Some(self.is_null()), is_one_value: true }
    }
}

/// Part of the values of a key.
#[derive(Clone, Debug)]
struct Range {
    /// `None` for all of them.
    condition: Option<Sql>,
    /// Whether it holds but one value, so that the key orders nothing in it: MariaDB sorts what is ordered by a key that
    /// is said to be NULL, unless the direction is that of the index.
    is_one_value: bool,
}

/// A total order: keys, then the id, which no two records share.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    keys: Vec<SortKey>,
    id: SortKey,
}

/// A place in an order: the value of each key, and the id.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// The value of each key.
    pub values: Vec<Value>,
    /// The id of the record.
    pub id: Value,
}

impl Order {
    /// An order by `keys`, ending in the id in the direction of the last key, so that one index serves both.
    #[must_use]
    pub fn new(keys: Vec<SortKey>, id_expression: &'static str, id_descending: bool) -> Self {
        let id = SortKey { expression: id_expression, nullable: false, descending: id_descending, nulls: Nulls::First };
        Self { keys, id }
    }

    /// The same order from its end.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self { keys: self.keys.iter().map(SortKey::reversed).collect(), id: self.id.reversed() }
    }

    /// How many values a position has beside the id.
    #[must_use]
    pub fn width(&self) -> usize {
        self.keys.len()
    }

    /// An SQL expression for the sort values of a row, as a JSON list: what a cursor holds beside the id.
    #[must_use]
    pub fn sort_values(&self) -> String {
        if self.keys.is_empty() {
            return "'[]'".to_owned();
        }
        let expressions: Vec<&str> = self.keys.iter().map(|key| key.expression).collect();
        format!("CAST(JSON_ARRAY({}) AS CHAR)", expressions.join(", "))
    }

    /// The range scans that give all records after `position` in order, to be read one after the other until the page
    /// is full: each is a condition and the `ORDER BY` within it.
    #[must_use]
    pub fn segments(&self, position: Option<&Position>) -> Vec<(Sql, String)> {
        let Some(position) = position else { return self.segments_from(&[], 0) };
        let mut segments = Vec::new();
        // From the deepest key outwards: first what ties on all keys, last what differs in the first.
        let ties: Vec<Sql> = self.keys.iter().zip(&position.values).map(|(key, value)| key.equals(value)).collect();
        let mut deepest = ties.clone();
        deepest.push(self.id.beyond(&position.id));
        segments.push((Sql::all(deepest), self.order_by(self.keys.len(), false)));
        for (level, (key, value)) in self.keys.iter().zip(&position.values).enumerate().rev() {
            let fixed = ties.get(..level).unwrap_or_default();
            for range in key.ranges_after(value) {
                let conditions = fixed.iter().cloned().chain(range.condition).collect();
                segments.push((Sql::all(conditions), self.order_by(level, range.is_one_value)));
            }
        }
        segments
    }

    fn segments_from(&self, fixed: &[Sql], level: usize) -> Vec<(Sql, String)> {
        let Some(key) = self.keys.get(level) else {
            return vec![(Sql::all(fixed.to_vec()), self.order_by(level, false))];
        };
        key.whole()
            .into_iter()
            .map(|range| {
                let conditions = fixed.iter().cloned().chain(range.condition).collect();
                (Sql::all(conditions), self.order_by(level, range.is_one_value))
            })
            .collect()
    }

    /// The order within a segment whose keys before `from` are fixed, and that of `from` too where the range holds but
    /// one value.
    fn order_by(&self, from: usize, is_one_value: bool) -> String {
        let mut terms = Vec::new();
        for (index, key) in self.keys.iter().enumerate().skip(from + usize::from(is_one_value)) {
            // The first key of a segment is split into ranges; a later one is sorted, which is bounded by its ties.
            if index > from && !key.is_native() {
                let nulls = if key.nulls == Nulls::First { " DESC" } else { " ASC" };
                terms.push(format!("{} IS NULL{nulls}", key.expression));
            }
            terms.push(format!("{}{}", key.expression, key.direction()));
        }
        terms.push(format!("{}{}", self.id.expression, self.id.direction()));
        format!(" ORDER BY {}", terms.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(descending: bool, nulls: Nulls) -> Order {
        let key = SortKey { expression: "country", nullable: true, descending, nulls };
        Order::new(vec![key], "id", descending)
    }

    fn shapes(order: &Order, position: Option<&Position>) -> Vec<String> {
        order.segments(position).into_iter().map(|(condition, order_by)| condition.shape() + &order_by).collect()
    }

    #[test]
    fn the_native_order_is_one_scan() {
        assert_eq!(shapes(&country(false, Nulls::First), None), ["TRUE ORDER BY country ASC, id ASC"]);
    }

    #[test]
    fn nulls_last_is_two_scans() {
        assert_eq!(
            shapes(&country(false, Nulls::Last), None),
            ["(country IS NOT NULL) ORDER BY country ASC, id ASC", "(country IS NULL) ORDER BY id ASC"]
        );
    }

    #[test]
    fn a_later_page_starts_among_the_ties() {
        let after = Position { values: vec![Value::Text("DE".into())], id: Value::Int(1) };
        assert_eq!(
            shapes(&country(false, Nulls::Last), Some(&after)),
            [
                "(country = ? AND id > ?) ORDER BY id ASC",
                "(country > ?) ORDER BY country ASC, id ASC",
                "(country IS NULL) ORDER BY id ASC",
            ]
        );
        let among_nulls = Position { values: vec![Value::Null], id: Value::Int(1) };
        assert_eq!(
            shapes(&country(false, Nulls::Last), Some(&among_nulls)),
            ["(country IS NULL AND id > ?) ORDER BY id ASC"]
        );
    }

    #[test]
    fn backwards_is_the_mirror() {
        let order = country(true, Nulls::Last);
        assert_eq!(order.reversed().reversed(), order);
        assert_eq!(shapes(&order.reversed(), None), ["TRUE ORDER BY country ASC, id ASC"]);
    }
}
