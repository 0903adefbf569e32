//! From apollo-compiler's syntax tree to async-graphql's: two names for one thing.

use apollo_compiler::{Node, ast, parser::SourceMap};
use async_graphql::{
    Name, Pos, Positioned, Value as ConstValue,
    parser::types::{BaseType, Type},
};
use async_graphql_value::Value;

/// A value, its variables left as they are.
pub(crate) fn value(from: &ast::Value) -> Value {
    match from {
        ast::Value::Null => Value::Null,
        ast::Value::Enum(name) => Value::Enum(Name::new(name.as_str())),
        ast::Value::Variable(name) => Value::Variable(Name::new(name.as_str())),
        ast::Value::String(text) => Value::String(text.clone()),
        ast::Value::Boolean(value) => Value::Boolean(*value),
        ast::Value::Int(number) => number_of(number.as_str()),
        ast::Value::Float(number) => number_of(number.as_str()),
        ast::Value::List(items) => Value::List(items.iter().map(|item| value(item)).collect()),
        ast::Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, field)| (Name::new(name.as_str()), value(field))).collect())
        }
    }
}

fn number_of(text: &str) -> Value {
    serde_json::from_str::<serde_json::Number>(text).map_or(Value::Null, Value::Number)
}

/// A value without variables, as JSON.
pub(crate) fn json(from: &ast::Value) -> serde_json::Value {
    let constant = value(from).into_const().unwrap_or(ConstValue::Null);
    constant.into_json().unwrap_or_default()
}

/// A type.
pub(crate) fn ty(from: &ast::Type) -> Type {
    match from {
        ast::Type::Named(name) => Type { base: BaseType::Named(Name::new(name.as_str())), nullable: true },
        ast::Type::NonNullNamed(name) => Type { base: BaseType::Named(Name::new(name.as_str())), nullable: false },
        ast::Type::List(inner) => Type { base: BaseType::List(Box::new(ty(inner))), nullable: true },
        ast::Type::NonNullList(inner) => Type { base: BaseType::List(Box::new(ty(inner))), nullable: false },
    }
}

/// Where a node stands.
pub(crate) fn pos<T>(node: &Node<T>, sources: &SourceMap) -> Pos {
    node.line_column_range(sources)
        .map_or_else(Pos::default, |range| Pos { line: range.start.line, column: range.start.column })
}

/// A node of async-graphql at a place.
pub(crate) const fn at<T>(node: T, pos: Pos) -> Positioned<T> {
    Positioned { pos, node }
}
