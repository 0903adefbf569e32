//! Relay connections.

pub(crate) mod render;
mod types;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use rapport_kernel::{ApiError, ApiResult};

use crate::{
    ShortText,
    cursor::{self, Fingerprint},
    list::branch::{Branch, RowId},
    path,
};
pub use types::PageInfo;

/// How many records a page has when nothing is said.
pub const DEFAULT_PAGE: u32 = 20;
/// How many records a page has at most.
pub const LARGEST_PAGE: u32 = 100;

/// The four paging arguments, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageArgs {
    /// How many records.
    pub limit: u32,
    /// Whether they are counted from the end.
    pub backwards: bool,
    /// The cursor after (or, backwards, before) which the page starts.
    pub from: Option<String>,
}

impl PageArgs {
    /// Checks the arguments.
    ///
    /// # Errors
    /// BAD_USER_INPUT for a page too large or negative, and for arguments of both directions.
    pub fn new(
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> ApiResult<Self> {
        let refuse = |argument: &'static str, message: &str| ApiError::bad_input(path![argument], message.to_owned());
        let backwards = last.is_some();
        if first.is_some() && backwards {
            return Err(refuse("last", "Say first or last, not both."));
        }
        if backwards && after.is_some() {
            return Err(refuse("after", "after goes with first; with last say before."));
        }
        if !backwards && before.is_some() {
            return Err(refuse("before", "before goes with last; with first say after."));
        }
        let (argument, asked) = if backwards { ("last", last) } else { ("first", first) };
        let limit = match asked.map(u32::try_from) {
            None => DEFAULT_PAGE,
            Some(Ok(limit)) if limit <= LARGEST_PAGE => limit,
            Some(Ok(_)) => return Err(refuse(argument, &format!("A page has at most {LARGEST_PAGE} records."))),
            Some(Err(_)) => return Err(refuse(argument, "A page cannot have less than no records.")),
        };
        Ok(Self { limit, backwards, from: if backwards { before } else { after } })
    }
}

/// Counts the records of a list, when it is asked to.
pub type Count = Arc<dyn Fn() -> BoxFuture<'static, ApiResult<i64>> + Send + Sync>;

/// One record with what its cursor is made of.
#[derive(Clone, Debug)]
pub struct Item<T> {
    /// The record.
    pub node: T,
    /// Its id.
    pub(crate) id: RowId,
    /// Its sort values as a JSON list.
    pub(crate) sort_values: ShortText,
}

impl<T> Item<T> {
    /// Where the record stands in a list.
    fn cursor(&self, list: Fingerprint) -> String {
        cursor::encode(list, self.id.0, &self.sort_values)
    }
}

/// A page of a list.
pub struct Connection<T> {
    pub(crate) items: Vec<Item<T>>,
    pub(crate) has_next_page: bool,
    pub(crate) has_previous_page: bool,
    /// The list that the page is of: what is counted, and what its cursors belong to.
    pub(crate) branch: Branch,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_one_way() {
        assert_eq!(PageArgs::new(None, None, None, None).unwrap().limit, DEFAULT_PAGE);
        assert!(PageArgs::new(None, None, Some(5), Some("x".into())).unwrap().backwards);
        for (first, after, last, before) in [
            (Some(1), None, Some(1), None),
            (Some(-1), None, None, None),
            (Some(101), None, None, None),
            (None, Some("x".into()), Some(1), None),
            (Some(1), None, None, Some("x".into())),
        ] {
            assert!(PageArgs::new(first, after, last, before).is_err());
        }
    }
}
