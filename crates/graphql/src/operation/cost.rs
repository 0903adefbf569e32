//! What an operation asks for at most.
//!
//! An object costs 1, a plain value nothing, a mutation 10 more. A list costs its largest size times what it holds:
//! the size is its `first` or `last`, the number of its `ids`, or, where none is said, the default page or a handful.
//! A module may say that a field weighs more than its shape tells.

use async_graphql::{Name, Value as ConstValue, Variables};
use async_graphql_value::Value;

use crate::connection::DEFAULT_PAGE;

/// What a list that takes no size is taken to hold.
const HANDFUL: u64 = 5;
/// What a whole introspection costs.
pub(crate) const INTROSPECTION: u64 = 100;
/// What a mutation costs beside its answer.
pub(crate) const MUTATION: u64 = 10;

/// The cost of a field as a formula over the variables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cost {
    /// What the field itself costs.
    pub(crate) own: u64,
    /// How often its selection counts.
    pub(crate) size: Size,
    /// Its selection.
    pub(crate) children: Vec<Self>,
}

/// How many records a field has at most.
#[derive(Clone, Debug, Default)]
pub(crate) enum Size {
    /// One.
    #[default]
    One,
    /// A known number.
    Fixed(u64),
    /// As many as a variable says: a number, or the length of a list.
    Variable(Name),
}

impl Size {
    /// The size of a field of a list type, or of a connection, with these arguments.
    pub(crate) fn of<'a>(arguments: impl Iterator<Item = (&'a str, &'a Value)>, is_connection: bool) -> Self {
        for (name, value) in arguments {
            if matches!(name, "first" | "last" | "ids") {
                match value {
                    Value::Variable(name) => return Self::Variable(name.clone()),
                    Value::Number(number) => return Self::Fixed(number.as_u64().unwrap_or(0)),
                    Value::List(ids) => return Self::Fixed(u64::try_from(ids.len()).unwrap_or(u64::MAX)),
                    _ => {}
                }
            }
        }
        Self::Fixed(if is_connection { u64::from(DEFAULT_PAGE) } else { HANDFUL })
    }

    fn resolve(&self, variables: &Variables) -> u64 {
        match self {
            Self::One => 1,
            Self::Fixed(size) => *size,
            Self::Variable(name) => match variables.get(name) {
                Some(ConstValue::Number(number)) => number.as_u64().unwrap_or(0),
                Some(ConstValue::List(ids)) => u64::try_from(ids.len()).unwrap_or(u64::MAX),
                _ => u64::from(DEFAULT_PAGE),
            },
        }
    }
}

impl Cost {
    /// The cost with these variables.
    pub(crate) fn total(&self, variables: &Variables) -> u64 {
        let inner = self.children.iter().fold(0_u64, |sum, child| sum.saturating_add(child.total(variables)));
        self.own.saturating_add(self.size.resolve(variables).saturating_mul(inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_multiply_by_what_is_asked_of_them() {
        let leaf = Cost { own: 1, ..Cost::default() };
        let page = Cost { own: 1, size: Size::Variable(Name::new("n")), children: vec![leaf.clone(), leaf] };
        let variables = Variables::from_json(serde_json::json!({ "n": 50 }));
        assert_eq!(page.total(&variables), 101);
        assert_eq!(page.total(&Variables::default()), 1 + 2 * u64::from(DEFAULT_PAGE));
    }

    #[test]
    fn a_cost_beyond_counting_stays_at_the_top() {
        let mut cost = Cost { own: 1, ..Cost::default() };
        for _ in 0..20 {
            cost = Cost { own: 1, size: Size::Fixed(1_000_000), children: vec![cost] };
        }
        assert_eq!(cost.total(&Variables::default()), u64::MAX);
    }
}
