//! Enums as they are kept in a column: by the name that they have in the schema.

use rapport_graphql::async_graphql::resolver_utils::EnumType;

/// The name of a value.
pub fn name<T: EnumType + 'static>(value: T) -> &'static str {
    T::items().iter().find(|item| item.value == value).map_or("", |item| item.name)
}

/// The value of this name. The columns are written by this program alone, so that a name is never unknown but to an
/// older program than the one that wrote it.
pub fn value<T: EnumType + Copy + 'static>(name: &str) -> Option<T> {
    T::items().iter().find(|item| item.name == name).map(|item| item.value)
}
