//! Operator inputs: one per type of value. Several operators of one object must hold together.

use async_graphql::{ID, InputObject};
use rapport_db::{Sql, sql::Value};
use rapport_kernel::{ApiError, ApiResult, Id, Kind};

use crate::{Day, Timestamp, path};

/// How many values `in` and `notIn` take.
const LONGEST_LIST: usize = 200;

/// Conditions on a text. Comparison follows the field's collation: most fields ignore case and accents.
#[derive(Clone, Debug, Default, InputObject)]
pub struct StringFilter {
    /// Equal to this.
    pub eq: Option<String>,
    /// Not equal to this; records without a value match.
    pub ne: Option<String>,
    /// One of these, at most 200.
    #[graphql(name = "in")]
    pub is_in: Option<Vec<String>>,
    /// None of these, at most 200; records without a value match.
    pub not_in: Option<Vec<String>>,
    /// Starts with this.
    pub starts_with: Option<String>,
    /// Whether there is no value.
    pub is_null: Option<bool>,
}

/// Conditions on a whole number.
#[derive(Clone, Debug, Default, InputObject)]
pub struct IntFilter {
    /// Equal to this.
    pub eq: Option<i32>,
    /// Not equal to this; records without a value match.
    pub ne: Option<i32>,
    /// One of these, at most 200.
    #[graphql(name = "in")]
    pub is_in: Option<Vec<i32>>,
    /// Less than this.
    pub lt: Option<i32>,
    /// This or less.
    pub lte: Option<i32>,
    /// More than this.
    pub gt: Option<i32>,
    /// This or more.
    pub gte: Option<i32>,
    /// Whether there is no value.
    pub is_null: Option<bool>,
}

/// Conditions on a moment.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DateTimeFilter {
    /// Before this.
    pub lt: Option<Timestamp>,
    /// At this or before.
    pub lte: Option<Timestamp>,
    /// After this.
    pub gt: Option<Timestamp>,
    /// At this or after.
    pub gte: Option<Timestamp>,
}

/// Conditions on a day.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DateFilter {
    /// This day.
    pub eq: Option<Day>,
    /// Before this day.
    pub lt: Option<Day>,
    /// This day or before.
    pub lte: Option<Day>,
    /// After this day.
    pub gt: Option<Day>,
    /// This day or after.
    pub gte: Option<Day>,
    /// Whether there is no value.
    pub is_null: Option<bool>,
}

/// Conditions on the record that is referred to.
#[derive(Clone, Debug, Default, InputObject)]
pub struct IdFilter {
    /// This record.
    pub eq: Option<ID>,
    /// One of these, at most 200.
    #[graphql(name = "in")]
    pub is_in: Option<Vec<ID>>,
    /// Whether there is none.
    pub is_null: Option<bool>,
}

/// Collects the conditions of one operator object on one column.
struct Conditions {
    column: &'static str,
    all: Vec<Sql>,
}

impl Conditions {
    const fn on(column: &'static str) -> Self {
        Self { column, all: Vec::new() }
    }

    fn compare(&mut self, operator: &'static str, value: Option<Value>) {
        if let Some(value) = value {
            self.all.push(Sql::text(self.column).push(operator).bind(value));
        }
    }

    fn differs(&mut self, value: Option<Value>) {
        if let Some(value) = value {
            self.all.push(Sql::text(self.column).push(" = ").bind(value).complement());
        }
    }

    fn is_in(&mut self, key: &'static str, values: Option<Vec<Value>>) -> ApiResult<()> {
        if let Some(values) = values {
            self.all.push(Sql::is_in(self.column, bounded(key, values)?));
        }
        Ok(())
    }

    fn is_null(&mut self, is_null: Option<bool>) {
        if let Some(is_null) = is_null {
            self.all.push(Sql::text(self.column).push(if is_null { " IS NULL" } else { " IS NOT NULL" }));
        }
    }
}

fn bounded(key: &'static str, values: Vec<Value>) -> ApiResult<Vec<Value>> {
    if values.len() > LONGEST_LIST {
        return Err(ApiError::bad_input(path![key], format!("A list takes at most {LONGEST_LIST} values.")));
    }
    Ok(values)
}

fn texts(values: Option<&Vec<String>>) -> Option<Vec<Value>> {
    values.map(|values| values.iter().cloned().map(Value::Text).collect())
}

impl StringFilter {
    /// The conditions on `column`.
    ///
    /// # Errors
    /// BAD_USER_INPUT for too long a list.
    pub fn on(&self, column: &'static str) -> ApiResult<Sql> {
        let mut conditions = Conditions::on(column);
        conditions.compare(" = ", self.eq.clone().map(Value::Text));
        conditions.differs(self.ne.clone().map(Value::Text));
        conditions.is_in("in", texts(self.is_in.as_ref()))?;
        if let Some(values) = texts(self.not_in.as_ref()) {
            conditions.all.push(Sql::is_in(column, bounded("notIn", values)?).complement());
        }
        conditions.compare(" LIKE ", self.starts_with.as_deref().map(|text| Value::Text(prefix_pattern(text))));
        conditions.is_null(self.is_null);
        Ok(Sql::all(conditions.all))
    }
}

impl StringFilter {
    /// The conditions on texts of which a record has any number, in rows of their own. `has` says that a record has a row
    /// that meets a condition. `ne`, `notIn` and `isNull` are complements here too: of having such a row, or any.
    ///
    /// # Errors
    /// BAD_USER_INPUT for too long a list.
    pub fn among(&self, column: &'static str, has: impl Fn(Sql) -> Sql) -> ApiResult<Sql> {
        let one = Self { ne: None, not_in: None, is_null: None, ..self.clone() };
        let mut all = Vec::new();
        if one.eq.is_some() || one.is_in.is_some() || one.starts_with.is_some() {
            all.push(has(one.on(column)?));
        }
        if self.ne.is_some() {
            all.push(has(Self { eq: self.ne.clone(), ..Self::default() }.on(column)?).complement());
        }
        if self.not_in.is_some() {
            all.push(has(Self { is_in: self.not_in.clone(), ..Self::default() }.on(column)?).complement());
        }
        if let Some(is_null) = self.is_null {
            let any = has(Sql::text("TRUE"));
            all.push(if is_null { any.complement() } else { any });
        }
        Ok(Sql::all(all))
    }

    /// The same conditions on a column in which texts are kept in another form, such as in lower case.
    #[must_use]
    pub fn map(&self, form: impl Fn(&str) -> String) -> Self {
        let one = |text: &Option<String>| text.as_deref().map(&form);
        let many =
            |texts: &Option<Vec<String>>| texts.as_ref().map(|texts| texts.iter().map(|text| form(text)).collect());
        Self {
            eq: one(&self.eq),
            ne: one(&self.ne),
            is_in: many(&self.is_in),
            not_in: many(&self.not_in),
            starts_with: one(&self.starts_with),
            is_null: self.is_null,
        }
    }
}

/// A LIKE pattern for a prefix, in which the client's `%` and `_` mean themselves.
fn prefix_pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

impl IntFilter {
    /// The conditions on `column`.
    ///
    /// # Errors
    /// BAD_USER_INPUT for too long a list.
    pub fn on(&self, column: &'static str) -> ApiResult<Sql> {
        let int = |value: i32| Value::Int(i64::from(value));
        let mut conditions = Conditions::on(column);
        conditions.compare(" = ", self.eq.map(int));
        conditions.differs(self.ne.map(int));
        conditions.is_in("in", self.is_in.as_ref().map(|values| values.iter().copied().map(int).collect()))?;
        for (operator, value) in [(" < ", self.lt), (" <= ", self.lte), (" > ", self.gt), (" >= ", self.gte)] {
            conditions.compare(operator, value.map(int));
        }
        conditions.is_null(self.is_null);
        Ok(Sql::all(conditions.all))
    }
}

impl DateTimeFilter {
    /// The conditions on `column`.
    #[must_use]
    pub fn on(&self, column: &'static str) -> Sql {
        let mut conditions = Conditions::on(column);
        for (operator, value) in [(" < ", self.lt), (" <= ", self.lte), (" > ", self.gt), (" >= ", self.gte)] {
            conditions.compare(operator, value.map(|moment| Value::Time(moment.0)));
        }
        Sql::all(conditions.all)
    }
}

impl DateFilter {
    /// The conditions on `column`.
    #[must_use]
    pub fn on(&self, column: &'static str) -> Sql {
        let mut conditions = Conditions::on(column);
        let operators = [(" = ", self.eq), (" < ", self.lt), (" <= ", self.lte), (" > ", self.gt), (" >= ", self.gte)];
        for (operator, value) in operators {
            conditions.compare(operator, value.map(|day| Value::Date(day.0)));
        }
        conditions.is_null(self.is_null);
        Sql::all(conditions.all)
    }
}

impl IdFilter {
    /// The conditions on `column`, which refers to records of kind `K`.
    ///
    /// # Errors
    /// BAD_USER_INPUT for an id of another kind, or too long a list.
    pub fn on<K: Kind>(&self, column: &'static str) -> ApiResult<Sql> {
        let read = |key: &'static str, id: &ID| -> ApiResult<Value> {
            let id: Id<K> = crate::input::id(id, path![key])?;
            Ok(Value::Bytes(id.as_bytes().to_vec()))
        };
        let mut conditions = Conditions::on(column);
        conditions.compare(" = ", self.eq.as_ref().map(|id| read("eq", id)).transpose()?);
        let ids = self.is_in.as_ref().map(|ids| ids.iter().map(|id| read("in", id)).collect::<ApiResult<_>>());
        conditions.is_in("in", ids.transpose()?)?;
        conditions.is_null(self.is_null);
        Ok(Sql::all(conditions.all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_of_a_client_mean_themselves() {
        assert_eq!(prefix_pattern("100%_\\"), "100\\%\\_\\\\%");
    }

    #[test]
    fn operators_hold_together_and_ne_is_the_complement_of_eq() {
        let filter = StringFilter { ne: Some("DE".into()), is_null: Some(false), ..StringFilter::default() };
        assert_eq!(filter.on("country").unwrap().shape(), "(((country = ?) IS NOT TRUE) AND country IS NOT NULL)");
    }

    #[test]
    fn a_list_too_long_is_refused() {
        let filter = StringFilter { is_in: Some(vec![String::new(); 201]), ..StringFilter::default() };
        assert!(filter.on("country").is_err());
    }
}
