//! A page of a timeline.

use std::borrow::Cow;

use chrono::NaiveDateTime;
use rapport_db::sql::Value;
use rapport_graphql::{
    PageInfo,
    async_graphql::Object,
    connection::Count,
    cursor::{self, Fingerprint},
};
use rapport_kernel::{ApiError, ApiResult};
use uuid::Uuid;

use super::{
    entry::{EntryRow, TimelineEntry},
    walk::Place,
};

/// How a cursor holds a moment.
const MOMENT: &str = "%Y-%m-%d %H:%M:%S%.6f";

/// An entry as a row and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) place: Place,
    pub(crate) row: EntryRow,
}

/// A page of a timeline.
pub struct TimelineConnection {
    items: Vec<TimelineEdge>,
    has_next_page: bool,
    has_previous_page: bool,
    count: Count,
}

/// An entry with its cursor.
pub struct TimelineEdge {
    cursor: String,
    node: TimelineEntry,
}

/// Which timeline a cursor belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursors(Fingerprint);

impl Cursors {
    /// Those of the timeline `name` of a record, under this filter.
    pub(crate) fn of(name: &str, record: Uuid, filter: impl std::fmt::Debug) -> Self {
        Self(Fingerprint::of(&[name, &record.to_string(), &format!("{filter:?}")]))
    }

    /// The place of a cursor.
    ///
    /// # Errors
    /// BAD_USER_INPUT for what is no cursor of this timeline.
    pub(crate) fn place(self, after: Option<&str>) -> ApiResult<Option<Place>> {
        let Some(after) = after else { return Ok(None) };
        let position = cursor::decode(after, self.0, 1, "after")?;
        let at = match position.values.first() {
            Some(Value::Text(text)) => NaiveDateTime::parse_from_str(text, MOMENT).ok(),
            _ => None,
        };
        let id = match &position.id {
            Value::Bytes(bytes) => Uuid::from_slice(bytes).ok(),
            _ => None,
        };
        let place = at.zip(id).map(|(at, id)| Place { at, id });
        let refuse = || ApiError::bad_input(rapport_graphql::path!["after"], "This is not a cursor of this server.");
        place.ok_or_else(refuse).map(Some)
    }

    fn cursor(self, place: Place) -> String {
        cursor::encode(self.0, place.id, &format!("[\"{}\"]", place.at.format(MOMENT)))
    }
}

impl TimelineConnection {
    /// A page of at most `limit` out of entries in their order, of which there is one more if others follow.
    pub(crate) fn new(cursors: Cursors, limit: u32, after: Option<Place>, entries: Vec<Placed>, count: Count) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_next_page = entries.len() > limit;
        let edge = |entry: Placed| TimelineEdge { cursor: cursors.cursor(entry.place), node: entry.row.into() };
        Self {
            items: entries.into_iter().take(limit).map(edge).collect(),
            has_next_page,
            has_previous_page: after.is_some(),
            count,
        }
    }
}

/// A page of a timeline, the latest first.
#[Object]
impl TimelineConnection {
    /// The entries with their cursors.
    async fn edges(&self) -> &[TimelineEdge] {
        &self.items
    }

    /// The entries.
    async fn nodes(&self) -> Vec<&TimelineEntry> {
        self.items.iter().map(|item| &item.node).collect()
    }

    /// Where the page stands in the timeline.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.has_next_page,
            has_previous_page: self.has_previous_page,
            start_cursor: self.items.first().map(|item| item.cursor.clone()),
            end_cursor: self.items.last().map(|item| item.cursor.clone()),
        }
    }

    /// How many entries the whole timeline has. Counted only when it is asked for.
    async fn total_count(&self) -> ApiResult<i64> {
        (self.count)().await
    }
}

/// An entry in a timeline.
#[Object]
impl TimelineEdge {
    /// Where the entry stands in the timeline.
    async fn cursor(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.cursor)
    }

    /// The entry.
    async fn node(&self) -> &TimelineEntry {
        &self.node
    }
}
