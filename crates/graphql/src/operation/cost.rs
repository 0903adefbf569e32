//! What an operation asks for at most.
//!
//! An object costs 1, a plain value nothing, a mutation 10 more. A list costs its largest size times what it holds:
//! the size is its `first` or `last`, the number of its `ids`, or, where none is said, the default page or a handful.
//! Counting a whole list costs 50. A module may say that a field weighs more than its shape tells.

mod written;

use async_graphql::{Name, Value as ConstValue, Variables};
use async_graphql_value::Value;

use crate::connection::DEFAULT_PAGE;

/// What a list that takes no size is taken to hold.
const HANDFUL: u64 = 5;
/// What a whole introspection costs.
pub(crate) const INTROSPECTION: u64 = 100;
/// What it costs to count a whole list: a statement of its own, which reads more than a page does.
pub(crate) const COUNT: u64 = 50;
/// What a mutation costs beside its answer.
pub(crate) const MUTATION: u64 = 10;

/// The cost of a field as a formula over the variables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cost {
    /// Under which key the answer has the field.
    pub(crate) key: Option<Name>,
    /// What the field itself costs.
    pub(crate) own: u64,
    /// How often its selection counts.
    pub(crate) size: Size,
    /// Its selection: one list of costs for each type that its records may have. The dearest counts.
    pub(crate) children: Vec<Vec<Self>>,
}

/// How many records a field has at most.
#[derive(Clone, Debug, Default)]
pub(crate) enum Size {
    /// One.
    #[default]
    One,
    /// The largest of what the arguments say, or the number where they say nothing.
    Asked(Vec<Argument>, u64),
}

/// An argument that says how many records a field has.
#[derive(Clone, Debug)]
pub(crate) enum Argument {
    /// A known number.
    Fixed(u64),
    /// As many as a variable says: a number, or the length of a list.
    Variable(Name),
}

impl Size {
    /// The size of a page or list with these arguments.
    pub(crate) fn of<'a>(arguments: impl Iterator<Item = (&'a str, &'a Value)>, is_page: bool) -> Self {
        let asked = arguments
            .filter(|(name, _)| matches!(*name, "first" | "last" | "ids"))
            .filter_map(|(_, value)| match value {
                Value::Variable(name) => Some(Argument::Variable(name.clone())),
                Value::Number(number) => Some(Argument::Fixed(number.as_u64().unwrap_or(0))),
                Value::List(ids) => Some(Argument::Fixed(length(ids.len()))),
                _ => None,
            })
            .collect();
        Self::Asked(asked, if is_page { u64::from(DEFAULT_PAGE) } else { HANDFUL })
    }

    fn resolve(&self, variables: &Variables) -> u64 {
        match self {
            Self::One => 1,
            Self::Asked(arguments, otherwise) => arguments
                .iter()
                .filter_map(|argument| match argument {
                    Argument::Fixed(size) => Some(*size),
                    Argument::Variable(name) => match variables.get(name) {
                        Some(ConstValue::Number(number)) => Some(number.as_u64().unwrap_or(0)),
                        Some(ConstValue::List(ids)) => Some(length(ids.len())),
                        _ => None,
                    },
                })
                .max()
                .unwrap_or(*otherwise),
        }
    }
}

fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

impl Cost {
    /// The cost with these variables.
    pub(crate) fn total(&self, variables: &Variables) -> u64 {
        let sum = |costs: &Vec<Self>| costs.iter().fold(0_u64, |sum, cost| sum.saturating_add(cost.total(variables)));
        let inner = self.children.iter().map(sum).max().unwrap_or(0);
        self.own.saturating_add(self.size.resolve(variables).saturating_mul(inner))
    }

    /// What the field came to by its answer: the same sum, over the records that there are. Beyond counting where the
    /// answer is in a form that cannot be looked into.
    pub(crate) fn actual(&self, answer: &ConstValue) -> u64 {
        match answer {
            ConstValue::Binary(written) => written::actual(self, written),
            // The edges and nodes of a page are its records; any other list is one thing that holds some.
            ConstValue::List(items) if matches!(self.size, Size::One) => {
                self.own.saturating_mul(length(items.len())).saturating_add(self.inside(answer))
            }
            _ => self.own.saturating_add(self.inside(answer)),
        }
    }

    fn inside(&self, answer: &ConstValue) -> u64 {
        if self.children.iter().all(Vec::is_empty) {
            return 0;
        }
        match answer {
            ConstValue::Null => 0,
            ConstValue::List(items) => items.iter().fold(0_u64, |sum, item| sum.saturating_add(self.inside(item))),
            ConstValue::Object(fields) => {
                let of = |cost: &Self| {
                    let answer = cost.key.as_ref().and_then(|key| fields.get(key));
                    answer.map_or(0, |answer| cost.actual(answer))
                };
                let sum = |costs: &Vec<Self>| costs.iter().fold(0_u64, |sum, cost| sum.saturating_add(of(cost)));
                self.children.iter().map(sum).max().unwrap_or(0)
            }
            ConstValue::Binary(written) => written::inside(self, written),
            _ => u64::MAX,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf() -> Cost {
        Cost { own: 1, ..Cost::default() }
    }

    #[test]
    fn lists_multiply_by_what_is_asked_of_them() {
        let arguments = vec![Argument::Variable(Name::new("n")), Argument::Fixed(3)];
        let page = Cost { size: Size::Asked(arguments, 20), children: vec![vec![leaf(), leaf()]], ..leaf() };
        let variables = Variables::from_json(serde_json::json!({ "n": 50 }));
        assert_eq!(page.total(&variables), 101);
        assert_eq!(page.total(&Variables::default()), 1 + 2 * 3, "an argument without a value says nothing");
        let silent = Cost { size: Size::Asked(Vec::new(), 20), children: vec![vec![leaf()]], ..leaf() };
        assert_eq!(silent.total(&Variables::default()), 21);
    }

    #[test]
    fn what_lists_did_not_hold_was_not_used() {
        let field = |key: &str, own, size, children| Cost { key: Some(Name::new(key)), own, size, children };
        let company = field("company", 1, Size::One, vec![vec![]]);
        let nodes = field("nodes", 1, Size::One, vec![vec![company]]);
        let page = field("people", 1, Size::Asked(vec![Argument::Fixed(50)], 20), vec![vec![nodes]]);
        let root = Cost { children: vec![vec![page]], ..Cost::default() };
        let none = Variables::default();
        let actual = |answer: serde_json::Value| root.actual(&ConstValue::from_json(answer).unwrap());
        assert_eq!(root.total(&none), 101);
        let two = serde_json::json!({ "people": { "nodes": [{ "company": { "name": "x" } }, { "company": null }] } });
        assert_eq!(actual(two), 1 + 2 * 2);
        let two = r#"{ "total": 2, "nodes": [{ "company": { "name": "x", "in": [{}] } }, { "company": null }] }"#;
        let written =
            async_graphql::indexmap::IndexMap::from_iter([(Name::new("people"), crate::json::written(two.to_owned()))]);
        assert_eq!(root.actual(&ConstValue::Object(written)), 1 + 2 * 2, "the same of what is written already");
        assert_eq!(actual(serde_json::json!({ "people": { "nodes": [] } })), 1);
        assert_eq!(actual(serde_json::json!({ "people": null })), 1);
        assert_eq!(actual(serde_json::json!({ "people": "opaque" })), u64::MAX);
    }

    #[test]
    fn of_the_types_that_may_come_the_dearest_counts() {
        let node = Cost { children: vec![vec![leaf()], vec![leaf(), leaf(), leaf()], vec![]], ..leaf() };
        assert_eq!(node.total(&Variables::default()), 4);
    }

    #[test]
    fn a_cost_beyond_counting_stays_at_the_top() {
        let mut cost = leaf();
        for _ in 0..20 {
            let size = Size::Asked(vec![Argument::Fixed(1_000_000)], 1);
            cost = Cost { size, children: vec![vec![cost]], ..leaf() };
        }
        assert_eq!(cost.total(&Variables::default()), u64::MAX);
    }
}
