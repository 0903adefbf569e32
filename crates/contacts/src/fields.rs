//! Reading the fields of an input one by one: each bad one is kept with its path, so that all are told at once.

use rapport_graphql::{
    Day,
    async_graphql::{ID, MaybeUndefined},
    input::{self, Violations},
};
use rapport_kernel::{Id, InputPath, Kind, error::PathSegment};

use crate::text::{self, Lines};

/// The fields of one input object, which stands at `at`.
pub struct Fields<'v> {
    /// Where what is wrong is kept.
    pub violations: &'v mut Violations,
    at: InputPath,
}

/// A change of a field, checked: outer `None` leaves it as it is, inner `None` empties it.
pub type Change<T> = Option<Option<T>>;

impl<'v> Fields<'v> {
    /// The fields of the input object at this path.
    pub const fn at(violations: &'v mut Violations, at: InputPath) -> Self {
        Self { violations, at }
    }

    /// The path of a field.
    pub fn path(&self, field: &'static str) -> InputPath {
        self.at.iter().cloned().chain([PathSegment::from(field)]).collect()
    }

    /// Keeps that a field is wrong.
    pub fn refuse(&mut self, field: &'static str, message: impl Into<String>) {
        let path = self.path(field);
        self.violations.add(path, message);
    }

    /// One line of text.
    pub fn line(&mut self, field: &'static str, value: &MaybeUndefined<String>, longest: usize) -> Change<String> {
        let path = self.path(field);
        value.as_opt_deref().map(|text| text::optional(self.violations, path, text, longest, Lines::One))
    }

    /// A text in the form that `read` knows, such as a country's code.
    pub fn coded(
        &mut self,
        field: &'static str,
        value: &MaybeUndefined<String>,
        read: fn(&mut Violations, InputPath, Option<&str>) -> Option<String>,
    ) -> Change<String> {
        let path = self.path(field);
        value.as_opt_deref().map(|text| read(self.violations, path, text))
    }

    /// The global id of another record.
    pub fn id<K: Kind>(&mut self, field: &'static str, value: &MaybeUndefined<ID>) -> Change<Id<K>> {
        let path = self.path(field);
        value.as_opt_ref().map(|id| id.and_then(|id| self.violations.take(input::id(id, path))))
    }

    /// A day that has been: of a birth, a founding. `today` is the server's, in UTC; who was born on the other side of
    /// the date line is a day older for some hours.
    pub fn past_day(
        &mut self,
        field: &'static str,
        value: &MaybeUndefined<Day>,
        today: chrono::NaiveDate,
    ) -> Change<chrono::NaiveDate> {
        let day = value.as_opt_ref().map(|day| day.map(|day| day.0));
        let tomorrow = today.succ_opt().unwrap_or(today);
        if day.flatten().is_some_and(|day| day > tomorrow) {
            self.refuse(field, "This day is yet to come.");
        }
        day
    }
}

/// The entries of a list; null is a list of none.
pub fn list<T>(value: &MaybeUndefined<Vec<T>>) -> Option<&[T]> {
    value.as_opt_deref().map(Option::unwrap_or_default)
}
