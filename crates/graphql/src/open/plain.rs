//! Values that stand in a record as they go into the answer.

use crate::json;

/// A value that stands in a record as it goes into the answer.
pub trait Plain {
    /// Writes the value as JSON.
    fn write(&self, out: &mut String);
}

impl Plain for String {
    fn write(&self, out: &mut String) {
        json::write_text(self, out);
    }
}

impl Plain for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl<T: Plain> Plain for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: Plain> Plain for Vec<T> {
    fn write(&self, out: &mut String) {
        json::write_list(self, out, Plain::write);
    }
}

macro_rules! numbers {
    ($($number:ty),+) => {$(
        impl Plain for $number {
            fn write(&self, out: &mut String) {
                json::write_display(self, out);
            }
        }
    )+};
}
numbers!(i32, i64, u32);

/// Writes the name of an enum's value.
pub fn write_enum<E: async_graphql::resolver_utils::EnumType>(value: &E, out: &mut String) {
    if let Some(item) = E::items().iter().find(|item| item.value == *value) {
        json::write_text(item.name, out);
    }
}

/// Makes a GraphQL enum a [`Plain`] value.
#[macro_export]
macro_rules! plain_enum {
    ($($name:ty),+ $(,)?) => {$(
        impl $crate::Plain for $name {
            fn write(&self, out: &mut String) {
                $crate::open::plain::write_enum(self, out);
            }
        }
    )+};
}
